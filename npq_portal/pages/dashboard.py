"""The parts of a signed-in person's first page, one for each thing a role has to do here.

A part is a function of the person and the moment that gives a Section, or None where there is nothing to say. Later
parts are added to PARTS and to nothing else.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.urls import reverse

from courses.facts import cohorts
from courses.facts.engagement import ledgers_of_person
from courses.facts.register_lists import register_lists
from courses.models import Cohort, Component, Session
from courses.views.mine_rows import on_home_page
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import User
from npq_portal.pages import case_studies
from npq_portal.pages.section import Section
from npq_portal.templatetags.dates import long_date, short_date
from registrations.choices import ApplicationStatus
from registrations.models import Application, Draft
from registrations.wording import STATUS_COLOURS

Part = Callable[[User, datetime], Section | None]


def sections(user: User, *, at: datetime) -> list[Section]:
    """The parts for this person's roles, in the order of PARTS. A person without any role may apply like everybody."""
    roles = user.roles() or {RoleName.PARTICIPANT}
    drawn = [part(user, at) for role, part in PARTS if role in roles]
    return [section for section in drawn if section is not None]


def learning(user: User, at: datetime) -> Section | None:
    """The courses somebody takes part in: the next session with its link, and where they stand with engagement."""
    own = ledgers_of_person(user, at=at)
    return Section("pages/home/learning.html", {"courses": [on_home_page(one, at=at) for one in own]}) if own else None


def applications(user: User, at: datetime) -> Section:
    """What a participant must do now, and where each application stands."""
    own = list(
        Application.objects.filter(participant__user=user).select_related(
            "cohort__programme__course", "cohort__programme__lead_provider", "cohort__intake"
        )
    )
    draft = Draft.objects.filter(user=user, submitted_at=None).first()
    facts = {
        "tasks": [*_draft_task(draft), *_question_tasks(own)],
        "applications": [_row(application) for application in own],
        "columns": [{"label": label} for label in ("NPQ", "Start", "Sent", "State")],
        "accepted": [_course(cohort) for cohort in _not_planned_yet(own)],
    }
    return Section("pages/home/applications.html", facts)


def casework(user: User, at: datetime) -> Section:
    """How much waits for the hub, and the way to it."""
    waiting = Application.objects.filter(status=ApplicationStatus.SUBMITTED).count()
    asked = Application.objects.filter(status=ApplicationStatus.MORE_NEEDED).count()
    return Section("pages/home/casework.html", {"waiting": waiting, "asked": asked, "cohorts": _cohort_tasks(at)})


def facilitation(user: User, at: datetime) -> Section:
    """The sessions one leads today, registers that are still open, and what comes next."""
    lists = register_lists(Session.objects.filter(facilitators=user), at=at)
    return Section("pages/home/facilitation.html", {"lists": lists, "next": lists.to_come[:3], "at": at})


#: Which role sees which part, in the order of the page: what to do for others comes before one's own study.
PARTS: tuple[tuple[RoleName, Part], ...] = (
    (RoleName.HUB_ADMIN, casework),
    (RoleName.FACILITATOR, facilitation),
    (RoleName.ASSESSOR, case_studies.assessing),
    (RoleName.PARTICIPANT, case_studies.writing),
    (RoleName.PARTICIPANT, learning),
    (RoleName.PARTICIPANT, applications),
)


def _cohort_tasks(at: datetime) -> list[dict[str, str]]:
    """What the cohorts ask of the hub today; only what there is."""
    counts, registers = cohorts.waiting(at=at), reverse("registers:index")
    undecided = f"{reverse('admin:courses_engagementrecord_changelist')}?state__exact=to_decide"
    found = [
        ("People at risk whom nobody sees to", counts.unowned, f"{reverse('board:at-risk')}?show=nobody"),
        ("Catch-ups to decide about", counts.catch_ups, reverse("registers:catch-ups")),
        ("Registers still open", counts.registers, registers),
        ("Marks to decide between", counts.clashes, undecided),
        ("Walk-ins to match", counts.walk_ins, registers),
        *((task.title, task.number, task.url) for task in case_studies.hub_tasks()),
    ]
    return [
        {"title": title, "url": url, "status": f"{number:,}", "colour": "yellow"}
        for title, number, url in found
        if number
    ]


def _draft_task(draft: Draft | None) -> list[dict[str, str]]:
    if draft is None:
        return []
    return [
        {
            "title": "Go on with your application",
            "url": reverse("registrations:start"),
            "hint": f"Last changed on {short_date(draft.updated_at)}. We keep it for 90 days.",
            "status": "Not finished",
            "colour": "blue",
        }
    ]


def _question_tasks(own: list[Application]) -> list[dict[str, str]]:
    return [
        {
            "title": f"Answer our question about {application.cohort.programme.course.full_title}",
            "url": reverse("registrations:give-more", args=[application.reference]),
            "hint": f"Application {application.reference}",
            "status": "Waiting for you",
            "colour": "yellow",
        }
        for application in own
        if application.status == ApplicationStatus.MORE_NEEDED
    ]


def _not_planned_yet(own: list[Application]) -> list[Cohort]:
    """The cohorts somebody was accepted into of which there is nothing to show but when and where they begin."""
    accepted = [one.cohort for one in own if one.status == ApplicationStatus.ACCEPTED]
    planned = Component.objects.filter(cohort__in=accepted).values_list("cohort", flat=True) if accepted else ()
    return [cohort for cohort in accepted if cohort.pk not in set(planned)]


def _course(cohort: Cohort) -> dict[str, Any]:
    rows = [
        {"key": "First day", "value": long_date(cohort.starts_on)},
        {"key": "When you meet", "value": cohort.meeting_pattern or "We write to you"},
        {"key": "Where", "value": cohort.venue or "We write to you"},
        {"key": "Lead provider", "value": cohort.programme.lead_provider.name},
    ]
    return {"title": cohort.programme.course.full_title, "rows": rows}


def _row(application: Application) -> list[Any]:
    programme = application.cohort.programme
    return [
        {
            "text": programme.course.full_title,
            "url": reverse("registrations:application", args=[application.reference]),
            "hint": application.reference,
        },
        {"text": application.cohort.intake.name, "hint": programme.lead_provider.name},
        short_date(application.submitted_at),
        {"tag": application.get_status_display(), "colour": STATUS_COLOURS[ApplicationStatus(application.status)]},
    ]
