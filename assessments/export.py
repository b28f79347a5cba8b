"""Outcomes for the lead provider, in the DfE's words, and the note of who took them.

Source: the DfE's registration service (outcomes: a completion date, and passed, failed or voided; the courses by their
identifiers). A pass is told once the course is complete, since a "completed" declaration says that both hold.
"""

from datetime import datetime
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.text import slugify

from assessments.choices import OutcomeResult
from assessments.facts.results import Board, Line
from assessments.models import CompletionStatement, Outcome, Window
from assessments.rules.outcomes import DFE_STATES
from courses.choices import EnrolmentStatus
from npq_portal import clock
from npq_portal.accounts.models import User

HEADER = ["teacher_reference_number", "course_identifier", "completion_date", "state"]


def rows(board: Board) -> list[list[Any]]:
    """A line for each result that is out; dates are London's, yyyy-mm-dd. The completion date of a pass is the day on which
    the course was complete, that of any other result the day it came out."""
    people = [line.goes_on.pk for line in board.released]
    issued = dict(CompletionStatement.objects.filter(enrolment__in=people).values_list("enrolment", "issued_at"))
    found = [(line, line.outcome) for line in board.released if line.outcome]
    return [_row(line, outcome, issued) for line, outcome in found if _is_told(line, outcome)]


def _is_told(line: Line, outcome: Outcome) -> bool:
    return outcome.result != OutcomeResult.PASSED or line.goes_on.status == EnrolmentStatus.COMPLETED


def _row(line: Line, outcome: Outcome, issued: dict[int, datetime]) -> list[Any]:
    is_pass = outcome.result == OutcomeResult.PASSED
    day = issued.get(line.goes_on.pk, outcome.at) if is_pass else outcome.at
    return [
        line.entry.enrolment.participant.trn,
        line.entry.enrolment.cohort.programme.course.identifier,
        f"{clock.london_date(day):%Y-%m-%d}",
        DFE_STATES[outcome.result],
    ]


def file_name(window: Window, *, at: datetime) -> str:
    """Such as npq-outcomes-npqsl-autumn-2026-2027-03-10.csv: the cohort and London's date."""
    return f"npq-outcomes-{slugify(window.cohort.name) or window.cohort_id}-{clock.london_date(at):%Y-%m-%d}.csv"


def keep_record(*, by: User, window: Window, count: int, at: datetime) -> LogEntry:
    """Write into the administration's history who took how many outcomes of which window."""
    return LogEntry.objects.create(
        action_time=at,
        user=by,
        content_type=ContentType.objects.get_for_model(Window),
        object_id=str(window.pk),
        object_repr=f"Outcomes of {window}"[:200],
        action_flag=CHANGE,
        change_message=f"{count} outcome{'' if count == 1 else 's'} exported for the lead provider",
    )
