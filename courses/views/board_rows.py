"""The rows of the cohort board as HTML, made of prepared strings: 12,000 squares are too many for the template engine.

What somebody typed goes through `escape`; everything else is ours.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString

from courses.choices import EnrolmentStatus
from courses.facts.board import Board, Line, is_behind
from courses.facts.board_columns import Cell, Column
from courses.rules.engagement import Standing
from courses.rules.glance import Glance
from courses.views.mine_rows import STATUS_COLOURS
from npq_portal.clock import in_london

#: Where so much is lost that it needs a word instead of a number of sessions to spare.
_NOTHING_TO_SPARE = {
    Standing.MET: "Reached",
    Standing.OUT_OF_REACH_WITHOUT_CATCH_UP: "Needs catch\N{NON-BREAKING HYPHEN}up",
    Standing.OUT_OF_REACH: "Out of reach",
    Standing.NOTHING_COUNTS: "–",
}
_SORTED_COLUMNS = (
    ("Participant", "name"),
    ("So far", "percent"),
    ("Best possible", "best"),
    ("To spare", "spare"),
    ("Last engaged", "contact"),
)

RecordUrl = Callable[[int], str] | None


def css_of(glance: Glance) -> str:
    """The class of a square."""
    return glance.name.lower().replace("_", "-")


def legend() -> list[dict[str, str]]:
    """Each letter with its words and its colour's class, for the key above the board."""
    return [{"letter": one.value, "words": str(one.label), "css": css_of(one)} for one in Glance]


def sorted_columns() -> list[dict[str, str]]:
    """The headings before the components, each with its key of ?sort=."""
    return [{"label": label, "sort": key} for label, key in _SORTED_COLUMNS]


def component_columns(columns: Sequence[Column]) -> list[dict[str, Any]]:
    """The headings of the components: title, when, and whether they count."""
    return [
        {
            "title": column.component.title,
            "when": _when(column),
            "quiet": "" if column.component.counts else "does not count",
            "is_off": column.component.is_off,
        }
        for column in columns
    ]


def _when(column: Column) -> str:
    if column.component.is_off:
        return "not held"
    if column.component.is_studied_alone:
        return f"by {_day(column.component.due_on)}" if column.component.due_on else ""
    return _day(in_london(column.session.starts_at)) if column.session else "no date yet"


def _day(when: Any) -> str:
    return f"{when.day} {when:%b}"


def rows(board: Board, *, record_url: RecordUrl) -> SafeString:
    """All rows of the table's body. `record_url` gives the address of a person's page; None where the reader may not open
    it."""
    squares: dict[Cell, str] = {}
    return SafeString("\n".join([_row(line, board.threshold, squares, record_url) for line in board.lines]))


def _row(line: Line, threshold: int, squares: dict[Cell, str], record_url: RecordUrl) -> str:
    found = [squares.get(cell) or squares.setdefault(cell, _square(cell)) for cell in line.cells]
    name = f'<th scope="row" role="rowheader">{_name(line, record_url)}{_tags(line)}</th>'
    return f'<tr role="row">{name}{_figures(line, threshold)}{"".join(found)}</tr>'


def _name(line: Line, record_url: RecordUrl) -> str:
    name = escape(line.name)
    if record_url is None:
        return f'<span class="npq-board__name">{name}</span>'
    return f'<a class="govuk-link npq-board__name" href="{record_url(line.enrolment_id)}">{name}</a>'


def _tags(line: Line) -> str:
    tags = ""
    if line.rules:
        tags = '<strong class="govuk-tag govuk-tag--red">At risk</strong>'
    if not line.is_active:
        status = EnrolmentStatus(line.status)
        tags += f'<strong class="govuk-tag govuk-tag--{STATUS_COLOURS[status]}">{status.label}</strong>'
    return f'<span class="npq-board__tags">{tags}</span>' if tags else ""


def _figures(line: Line, threshold: int) -> str:
    forecast, last = line.forecast, line.last_engaged_at
    now = "–" if forecast.percent_now is None else f"{forecast.percent_now}%"
    best = "–" if forecast.standing == Standing.NOTHING_COUNTS else f"{forecast.percent_best}%"
    behind = " npq-board__low" if is_behind(line, threshold) else ""
    beyond = " npq-board__low" if forecast.percent_best < threshold and best != "–" else ""
    spare = _NOTHING_TO_SPARE.get(forecast.standing) or f"{forecast.minutes_to_spare} min"
    contact = f"{_day(in_london(last))} {in_london(last).year}" if last else "Never"
    return (
        f'<td role="cell" class="npq-board__figure{behind}" data-label="So far">{now}</td>'
        f'<td role="cell" class="npq-board__figure{beyond}" data-label="Best possible">{best}</td>'
        f'<td role="cell" class="npq-board__figure npq-board__spare" data-label="To spare">{spare}</td>'
        f'<td role="cell" class="npq-board__figure" data-label="Last engaged">{contact}</td>'
    )


def _square(cell: Cell) -> str:
    """What stands in it for the eye, and in <i> the words for the ear: a class on each would be half of the page. Credit
    is named where it is a part of the whole."""
    glance, component = cell.letter, cell.facts.component
    words = str(glance.label)
    minutes = ""
    if 0 < cell.minutes < component.minutes and glance not in {Glance.EXEMPT, Glance.NOT_HELD}:
        minutes, words = f"<small>{cell.minutes}</small>", f"{words}, {cell.minutes} minutes"
    return f'<td class="{css_of(glance)}">{glance.value}{minutes}<i> {words}</i></td>'
