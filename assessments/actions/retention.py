"""Forgetting what was kept long enough: the periods of docs/domain.md and of the privacy notice. Evidence goes sooner
(assessments.actions.evidence); cases, rubrics and policies name nobody and stay."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from assessments.models import (
    CaseOpening,
    CompletionStatement,
    Conflict,
    DraftVersion,
    Entry,
    Extension,
    Marking,
    MisconductCase,
    Outage,
    OutageCredit,
    Outcome,
    Receipt,
    Release,
    Score,
    Script,
    ScriptEvent,
    StandingAdjustment,
    Submission,
    TeamMember,
    UploadedFile,
    Waiver,
    Window,
    WindowEvent,
)
from courses.models import Enrolment
from npq_portal.clock import in_london, london_date
from npq_portal.one_by_one import one_by_one

#: After the last day of the programme.
KEPT_FOR: Final = relativedelta(years=6)
#: A case of misconduct that was not upheld, after it was closed.
NOT_UPHELD_KEPT_FOR: Final = relativedelta(years=1)

#: What hangs on an attempt, each before what it hangs on. A case takes its steps along, a script its similar pairs.
_OF_AN_ATTEMPT: Final[Sequence[tuple[type[Model], str]]] = (
    (MisconductCase, "submission__entry"),
    (Score, "marking__script__submission__entry"),
    (Marking, "script__submission__entry"),
    (ScriptEvent, "script__submission__entry"),
    (Script, "submission__entry"),
    (Receipt, "submission__entry"),
    (Submission, "entry"),
    (UploadedFile, "entry"),
    (DraftVersion, "entry"),
    (Outcome, "entry"),
    (CaseOpening, "entry"),
    (OutageCredit, "entry"),
)
#: What hangs on a window and on no attempt. A request takes its evidence along.
_OF_A_WINDOW: Final[Sequence[type[Model]]] = (Waiver, Extension, Release, WindowEvent)


def _last_day(at: datetime) -> date:
    """Whatever ended on this London day or before was kept long enough."""
    return london_date(in_london(at) - KEPT_FOR)


def _over(at: datetime) -> QuerySet[Enrolment]:
    """Enrolments whose programme ended six years ago for their person: not while they hold a place in a later cohort of it,
    since attempts count over all of them."""
    later = Enrolment.objects.filter(
        participant=OuterRef("participant"),
        cohort__programme=OuterRef("cohort__programme"),
        cohort__ends_on__gt=_last_day(at),
    )
    return Enrolment.objects.filter(~Exists(later))


def attempts_over(at: datetime) -> QuerySet[Entry]:
    """Attempts that were kept long enough. One with an open case of misconduct is never among them."""
    open_case = MisconductCase.objects.filter(submission__entry=OuterRef("pk"), closed_at=None)
    rows = Entry.objects.filter(enrolment__in=_over(at), window__cohort__ends_on__lte=_last_day(at))
    return rows.filter(~Exists(open_case)).order_by("pk")


def forget_attempts(*, at: datetime) -> int:
    """Delete attempts and all that hangs on them, each in a transaction of its own; how many."""
    rows = attempts_over(at).values_list("pk", flat=True)
    return sum(one_by_one(list(rows), lambda pk: _forget_attempt(pk, at=at)))


@transaction.atomic
def _forget_attempt(pk: int, *, at: datetime) -> bool:
    entry = attempts_over(at).select_for_update(of=("self",)).filter(pk=pk).first()
    if entry is None:
        return False
    for model, path in _OF_AN_ATTEMPT:
        model._default_manager.filter(**{path: entry}).only("pk").delete()  # the bytes need not be read for it
    entry.delete()
    return True


def forget_windows(*, at: datetime) -> int:
    """Delete windows that nobody's attempt is kept of any more, with requests, waivers, releases and history; how many."""
    rows = Window.objects.filter(cohort__ends_on__lte=_last_day(at), entries=None)
    return sum(one_by_one(list(rows.values_list("pk", flat=True)), _forget_window))


@transaction.atomic
def _forget_window(pk: int) -> bool:
    window = Window.objects.select_for_update().filter(pk=pk).first()
    if window is None or window.entries.exists():
        return False
    for model in _OF_A_WINDOW:
        model._default_manager.filter(window=window).delete()
    window.delete()
    return True


@transaction.atomic
def forget_about_people(*, at: datetime) -> int:
    """Delete statements of completion and conflicts with the programme; adjustments with somebody's last programme; and
    members who left a marking team and none of whose marks is kept. How many rows."""
    day = _last_day(at)
    deleted = 0
    for model in (CompletionStatement, Conflict):
        deleted += model._default_manager.filter(enrolment__in=_over(at)).delete()[0]
    later = Enrolment.objects.filter(participant=OuterRef("participant"), cohort__ends_on__gt=day)
    adjustments = StandingAdjustment.objects.filter(~Exists(later), given_at__lte=in_london(at) - KEPT_FOR)
    deleted += adjustments.delete()[1].get(StandingAdjustment._meta.label, 0)
    marks = Marking.objects.filter(
        marker=OuterRef("user"), script__submission__entry__window__cohort__programme=OuterRef("programme")
    )
    left = TeamMember.objects.filter(~Exists(marks), left_at__lte=in_london(at) - KEPT_FOR)
    return deleted + left.delete()[0]


@transaction.atomic
def forget_outages(*, at: datetime) -> int:
    """Delete outages of six years ago that touched no window that is kept, and gave nobody back time; how many."""
    touched = Window.objects.filter(opens_at__lt=OuterRef("ends_at"), closes_at__gt=OuterRef("starts_at"))
    rows = Outage.objects.filter(~Exists(touched), ends_at__lte=in_london(at) - KEPT_FOR, credits=None)
    return rows.delete()[0]


@transaction.atomic
def forget_cases_not_upheld(*, at: datetime) -> int:
    """Delete cases of misconduct that were closed a year ago and not upheld, with their steps; how many cases."""
    old = MisconductCase.objects.filter(closed_at__lte=in_london(at) - NOT_UPHELD_KEPT_FOR)
    gone = old.filter(Q(was_upheld=False) | Q(was_upheld=None)).delete()
    return gone[1].get(MisconductCase._meta.label, 0)


#: Each needs what those before it leave.
IN_THEIR_ORDER: Final = (
    forget_cases_not_upheld,
    forget_attempts,
    forget_windows,
    forget_about_people,
    forget_outages,
)
