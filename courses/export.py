"""The cohort board as rows of a spreadsheet, and the note of who took it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.text import slugify

from courses.choices import AtRiskRule, EnrolmentStatus
from courses.facts.board import Board, Line
from courses.facts.board_columns import Cell
from courses.models import Cohort
from courses.rules.glance import Glance
from npq_portal import clock
from npq_portal.accounts.models import User

_FIGURES = (
    "First names",
    "Last name",
    "Enrolment",
    "Percent so far",
    "Percent at best",
    "Percent at best with catch-up",
    "Minutes to spare",
    "Sessions to spare",
    "Standing",
    "Last engaged on",
    "At risk",
)


def header(board: Board) -> list[str]:
    """The first line: the figures, then the components by their titles."""
    return [*_FIGURES, *(column.component.title for column in board.columns)]


def rows(board: Board) -> Iterator[list[Any]]:
    """A line a person. Percentages are cut off, never rounded up; squares are in words, with minutes for a part."""
    for line in board.lines:
        yield [*_figures(line), *(_words(cell) for cell in line.cells)]


def _figures(line: Line) -> list[Any]:
    forecast, last = line.forecast, line.last_engaged_at
    return [
        line.first_name,
        line.last_name,
        EnrolmentStatus(line.status).label,
        forecast.percent_now,
        forecast.percent_best,
        forecast.percent_best_with_catch_up,
        forecast.minutes_to_spare,
        forecast.sessions_to_spare,
        str(forecast.standing.label),
        f"{clock.london_date(last):%Y-%m-%d}" if last else "",
        "; ".join(str(AtRiskRule(rule).label) for rule in line.rules),
    ]


def _words(cell: Cell) -> str:
    words = str(cell.letter.label)
    is_part = 0 < cell.minutes < cell.facts.component.minutes and cell.letter not in {Glance.EXEMPT, Glance.NOT_HELD}
    return f"{words} ({cell.minutes} minutes)" if is_part else words


def file_name(cohort: Cohort, kind: str, *, at: datetime) -> str:
    """Such as npq-board-npqsl-autumn-2026-2027-03-02.csv: the cohort and London's date."""
    return f"npq-board-{slugify(cohort.name) or cohort.pk}-{clock.london_date(at):%Y-%m-%d}.{kind}"


def keep_record(*, by: User, board: Board, kind: str, wanted: Mapping[str, str], at: datetime) -> LogEntry:
    """Write into the administration's history who took how many rows with which filters; never what was searched for."""
    filters = ", ".join(f"{name}={value}" for name, value in wanted.items() if value and name != "q")
    count = len(board.lines)
    return LogEntry.objects.create(
        action_time=at,
        user=by,
        content_type=ContentType.objects.get_for_model(Cohort),
        object_id=str(board.cohort.pk),
        object_repr=f"Board of {board.cohort}: {count} {'person' if count == 1 else 'people'} exported as {kind.upper()}"[
            :200
        ],
        action_flag=CHANGE,
        change_message=f"Filters: {filters or 'none'}{', and a search' if wanted.get('q') else ''}",
    )
