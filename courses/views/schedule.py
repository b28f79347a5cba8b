"""The hub's schedules: all cohorts, one cohort's sessions, and releasing what waits."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.actions.letters_of_schedule import lines_by_user
from courses.actions.release import ReleaseChangedError, preview, release
from courses.actions.sessions import copy_components
from courses.facts import clashes
from courses.facts import schedule as facts
from courses.facts.appointments import people
from courses.facts.impact import Impact
from courses.facts.touches import touches
from courses.models import Cohort, Enrolment
from courses.views import schedule_rows as rows
from npq_portal import clock
from npq_portal.accounts.access import role_required
from npq_portal.accounts.choices import RoleName
from npq_portal.templatetags.dates import short_date

_PER_PAGE = 25
_TAKEN = "Somebody changed the schedule while you looked at it. Nothing was released. Look at it again."


def cohort_or_404(pk: int) -> Cohort:
    """A cohort with its programme."""
    known = Cohort.objects.select_related("programme__course", "programme__lead_provider")
    return get_object_or_404(known, pk=pk)


@role_required(RoleName.HUB_ADMIN)
@require_safe
def cohorts(request: HttpRequest) -> HttpResponse:
    """Every cohort, with what waits to be released."""
    page = Paginator(facts.cohorts(), _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "heading": "Cohorts and their dates",
        "page": page,
        "columns": rows.columns("Cohort", "Course", "Dates", "People", "Waiting to be released"),
        "rows": [
            [
                {"text": cohort.name, "url": reverse("schedule:cohort", args=[cohort.pk])},
                str(cohort.programme),
                f"{short_date(cohort.starts_on)} to {short_date(cohort.ends_on)}",
                f"{cohort.taken} of {cohort.capacity}",
                {"tag": str(cohort.waiting), "colour": "yellow"} if cohort.waiting else "Nothing",
            ]
            for cohort in page
        ],
    }
    return render(request, "courses/schedule/cohorts.html", context)


@role_required(RoleName.HUB_ADMIN)
@require_safe
def cohort(request: HttpRequest, pk: int) -> HttpResponse:
    """One cohort's sessions and the parts of its course."""
    found = cohort_or_404(pk)
    table = facts.timetable(found)
    context = {
        "cohort": found,
        "heading": found.name,
        "caption": str(found.programme),
        "back_url": reverse("schedule:cohorts"),
        "back_text": "All cohorts",
        "waiting": table.waiting,
        "columns": rows.columns("Session", "When", "Where", "Led by", "Expected", "State"),
        "rows": rows.session_rows(table.sessions, table.expected),
        "component_columns": rows.columns("Part of the course", "Kind", "Minutes", "Held"),
        "component_rows": rows.component_rows(table.components, table.held),
    }
    return render(request, "courses/schedule/cohort.html", context)


@role_required(RoleName.HUB_ADMIN)
@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The programme's components into the cohort."""
    copy_components(cohort=cohort_or_404(pk), at=clock.now())
    messages.success(request, "The cohort has all parts of its programme.")
    return redirect("schedule:cohort", pk)


@role_required(RoleName.HUB_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def release_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What waits, what it would do, and the button that does it."""
    found, at = cohort_or_404(pk), clock.now()
    if request.method != "POST":
        return _release_page(request, found, preview(cohort=found, at=at), at=at)
    try:
        done = release(cohort=found, digest=request.POST.get("digest", ""), by=request.user, at=at)
    except ReleaseChangedError:
        return _release_page(request, found, preview(cohort=found, at=at), at=at, missed=_TAKEN)
    if done.is_empty:
        messages.info(request, "There was nothing left to release: somebody did it a moment ago.")
    else:
        told = len(lines_by_user(done.appointments, done.reasons))
        changes = f"{len(done.sessions)} change{'' if len(done.sessions) == 1 else 's'}"
        messages.success(request, f"Released: {changes}. Told: {told} {'person' if told == 1 else 'people'}.")
    return redirect("schedule:cohort", pk)


def _release_page(
    request: HttpRequest, found: Cohort, effect: Impact, *, at: datetime, missed: str = ""
) -> HttpResponse:
    lines = lines_by_user(effect.appointments, effect.reasons)
    leaders = {
        pk for one in effect.sessions for was in (one.before, one.after) if was for pk in was.values["facilitators"]
    }
    names = {pk: str(user) for pk, user in people(leaders | lines.keys()).items()}
    enrolments = Enrolment.objects.select_related("participant").in_bulk(list(effect.turns))
    context = {
        "cohort": found,
        "heading": "Release the schedule",
        "caption": found.name,
        "back_url": reverse("schedule:cohort", args=[found.pk]),
        "missed": missed,
        "effect": effect,
        "changes": rows.change_rows(effect, clashes.words(effect.warnings), names),
        "told_count": len(lines),
        "told": rows.letters(lines, names, rows.facilitators_of(effect.appointments)),
        "turn_columns": rows.columns("Participant", "What it does", "Engagement at best"),
        "turns": rows.turn_rows(effect, enrolments),
        "touches": touches(found, effect, at=at),
        "leaving": found.components.filter(pk__in=effect.leaving),
        "returning": found.components.filter(pk__in=effect.returning),
    }
    return render(request, "courses/schedule/release.html", context, status=409 if missed else 200)
