"""What the administration's first page opens with: what needs a person today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import slugify

from courses.choices import SessionState
from courses.facts.cohorts import waiting
from courses.models import Session
from npq_portal import clock
from npq_portal.background.figures import look
from npq_portal.background.timetable import stands_still_since
from npq_portal.notifications.models import RefusedAddress
from npq_portal.notifications.refused import failed_lately
from npq_portal.pages.case_studies import hub_tasks
from registrations.choices import ApplicationStatus
from registrations.models import Application

GROUPS: Final = (
    ("Cohorts", ("courses.cohort", "courses.session", "courses.enrolment", "courses.atriskentry", "courses.catchup")),
    (
        "Applications and people",
        (
            "registrations.application", "accounts.participant", "accounts.user", "accounts.rolegrant",
            "notifications.notification", "notifications.refusedaddress",
        ),
    ),
    (
        "What is taught",
        ("courses.programme", "courses.course", "courses.leadprovider", "courses.intake", "courses.holidayperiod"),
    ),
    (
        "Case studies",
        (
            "assessments.casestudy", "assessments.window", "assessments.assessmentpolicy", "assessments.criterion",
            "assessments.teammember", "assessments.submission", "assessments.script", "assessments.outcome",
            "assessments.misconductcase",
        ),
    ),
    ("Public pages", ("courses.guide", "courses.commonquestion")),
    (
        "Schools and lists",
        (
            "registrations.workplace", "registrations.eligibilitylist", "registrations.eligibilitylistentry",
            "registrations.registerimport",
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Need:
    """So much of something waits for the hub, and where it is done."""

    number: int
    words: str
    url: str


def with_needs(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """unfold's DASHBOARD_CALLBACK: the page's context with `needs`, those of which there are any, since when
    background work stands still, if it does, and with what the reader
    may open in the order of their work instead of by app."""
    at = clock.now()
    seen = look()
    return context | {
        "needs": [need for need in needs(at=at) if need.number],
        "still_since": stands_still_since(seen, at=at) if seen else None,
        "app_list": in_groups(context["app_list"]),
    }


def in_groups(apps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a reader may open, by GROUPS and in their order; what stands in none is the last group."""
    known = {one["model"]._meta.label_lower: one for app in apps for one in app["models"]}
    groups = [(title, [known.pop(label) for label in labels if label in known]) for title, labels in GROUPS]
    groups.append(("Records and history", list(known.values())))
    return [{"name": title, "app_label": slugify(title), "models": models} for title, models in groups if models]


def needs(*, at: datetime) -> Iterator[Need]:
    """Everything that can wait, the most pressing first. Sixteen queries, however much there is."""
    counts = waiting(at=at)
    submitted = Application.objects.filter(status=ApplicationStatus.SUBMITTED).count()
    changed = Session.objects.filter(Q(state=SessionState.DRAFT) | Q(pending__isnull=False), ends_at__gt=at).count()
    registers, cohorts = reverse("registers:index"), reverse("admin:courses_cohort_changelist")
    records = reverse("admin:courses_engagementrecord_changelist")
    yield _need(submitted, "application", "to decide", reverse("registrations:casework-list"))
    yield _need(counts.registers, "register", "still open", registers)
    yield _need(counts.clashes, "mark", "to decide between", f"{records}?state__exact=to_decide")
    yield _need(counts.walk_ins, "walk-in", "to match", registers)
    yield _need(counts.catch_ups, "catch-up", "to decide", reverse("registers:catch-ups"))
    people = "person" if counts.unowned == 1 else "people"
    yield Need(counts.unowned, f"{people} at risk without an owner", reverse("board:at-risk"))
    yield _need(changed, "session", "not released as planned", f"{cohorts}?care=unreleased")
    for task in hub_tasks():
        yield _need(task.number, task.thing, task.what, task.url)
    yield from _mail(at=at)


def _mail(*, at: datetime) -> Iterator[Need]:
    refused = RefusedAddress.objects.filter(lifted_at=None).count()
    words = "address that takes no mail" if refused == 1 else "addresses that take no mail"
    yield Need(refused, words, f"{reverse('admin:notifications_refusedaddress_changelist')}?stands=yes")
    messages = reverse("admin:notifications_notification_changelist")
    failed = failed_lately(at=at).count()
    yield _need(failed, "email", "of the last 7 days that could not be delivered", f"{messages}?failed=lately")


def _need(number: int, thing: str, what: str, url: str) -> Need:
    return Need(number, f"{thing}{'' if number == 1 else 's'} {what}", url)
