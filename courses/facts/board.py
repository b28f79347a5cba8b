"""The cohort board: participants by components, with figures, in a constant number of queries.

Five hundred people by twenty-four components are 12,000 squares, so nothing is made per square: the database gives each
person's marks as one line of text, and the same marks of the same component are the same `Cell`, made once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat

from courses.choices import HOLDING_A_PLACE, EnrolmentStatus, RecordState
from courses.facts.board_columns import Blanks, Cell, Column, columns_of
from courses.facts.standing import policy_of
from courses.models import AtRiskEntry, Cohort, EngagementRecord, Enrolment
from courses.rules.engagement import Policy
from courses.rules.forecast import Forecast, forecast
from npq_portal.clock import london_date


@dataclass(frozen=True)
class Wanted:
    """What the reader asked for. `show`: "", "at_risk" or "behind". `silent_weeks`: no contact for so long; 0 for any.
    `sort`: a key of SORTS, with "-" before it for the other way round."""

    name: str = ""
    show: str = ""
    silent_weeks: int = 0
    everybody: bool = False
    sort: str = ""


@dataclass
class Line:
    """One participant. `cells` are in the order of the columns; `rules` those of the open at-risk entry."""

    enrolment_id: int
    first_name: str
    last_name: str
    status: str
    enrolled_at: datetime
    last_engaged_at: datetime | None
    cells: Sequence[Cell]
    forecast: Forecast
    rules: Sequence[str] = ()

    @property
    def name(self) -> str:
        """First names and last name as one line."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_active(self) -> bool:
        """Whether they take part now."""
        return self.status == EnrolmentStatus.ACTIVE


@dataclass(frozen=True)
class Board:
    """All of it. `lines` are those asked for; `people` is how many there are, `at_risk` and `behind` how many of them."""

    cohort: Cohort
    columns: Sequence[Column]
    lines: Sequence[Line]
    threshold: int
    people: int
    at_risk: int
    behind: int


def board(cohort: Cohort, *, wanted: Wanted, at: datetime, within: QuerySet[Enrolment] | None = None) -> Board:
    """The board of `cohort` (with its programme) at this moment; `within` narrows whose lines a reader may see. Seven
    queries whatever the numbers."""
    columns = columns_of(cohort)
    policy = policy_of(cohort.programme)
    everybody = _lines(cohort, columns, policy, at=at, within=within)
    here = [line for line in everybody if line.status in HOLDING_A_PLACE]
    threshold = policy.threshold_percent
    shown = [line for line in (everybody if wanted.everybody else here) if _is_wanted(line, wanted, cohort, policy, at)]
    return Board(
        cohort=cohort,
        columns=columns,
        lines=in_order(shown, wanted.sort),
        threshold=threshold,
        people=len(here),
        at_risk=sum(1 for line in here if line.rules),
        behind=sum(1 for line in here if is_behind(line, threshold)),
    )


def is_behind(line: Line, threshold: int) -> bool:
    """Whether what is known so far lies under the threshold."""
    return line.is_active and line.forecast.percent_now is not None and line.forecast.percent_now < threshold


def _is_wanted(line: Line, wanted: Wanted, cohort: Cohort, policy: Policy, at: datetime) -> bool:
    if wanted.name and not all(word in line.name.casefold() for word in wanted.name.casefold().split()):
        return False
    if wanted.show == "at_risk" and not line.rules:
        return False
    if wanted.show == "behind" and not is_behind(line, policy.threshold_percent):
        return False
    return not wanted.silent_weeks or _is_silent(line, wanted.silent_weeks, cohort, at)


def _is_silent(line: Line, weeks: int, cohort: Cohort, at: datetime) -> bool:
    if not line.is_active:
        return False
    last = line.last_engaged_at
    if last is None:  # counted from the start, as the at-risk rule does
        started = max(cohort.starts_on, london_date(line.enrolled_at))
        return london_date(at) - started >= timedelta(weeks=weeks)
    return at - last >= timedelta(weeks=weeks)


def _percent(line: Line) -> tuple[bool, int]:
    now = line.forecast.percent_now
    return (now is None, now or 0)  # those of whom nothing is known come last


def _contact(line: Line) -> float:
    return line.last_engaged_at.timestamp() if line.last_engaged_at else 0.0


SORTS: Mapping[str, Any] = {
    "name": lambda line: (line.last_name.casefold(), line.first_name.casefold()),
    "percent": _percent,
    "best": lambda line: line.forecast.percent_best,
    "spare": lambda line: (line.forecast.minutes_to_spare, line.forecast.sessions_to_spare),
    "contact": _contact,
}


def in_order(lines: Iterable[Line], sort: str) -> list[Line]:
    """By name unless told; people who stand the same stay in the order of names."""
    lines = sorted(lines, key=SORTS["name"])
    key = sort.removeprefix("-")
    return sorted(lines, key=SORTS.get(key, SORTS["name"]), reverse=sort.startswith("-") and key in SORTS)


# -- reading -----------------------------------------------------------------------------------------------------------
_PERSON = (
    "pk",
    "participant__first_name",
    "participant__last_name",
    "status",
    "enrolled_at",
    "summary__last_engaged_at",
)


def _lines(
    cohort: Cohort, columns: Sequence[Column], policy: Policy, *, at: datetime, within: QuerySet[Enrolment] | None
) -> list[Line]:
    people = Enrolment.objects.filter(cohort=cohort)
    if within is not None:
        people = people.filter(pk__in=within.order_by().values("pk"))
    rows = people.order_by().values_list(*_PERSON)
    marks, at_risk = _marks_of(people), _open_rules(people)
    blanks = Blanks(cohort, columns, at=at)
    forecasts = _Forecasts(policy, cohort.programme.catch_up_cap_minutes)
    places = Places(columns)
    lines = []
    for row in rows:
        blank = blanks.of(row[0], joined_at=row[4], holds=row[3] in HOLDING_A_PLACE)
        cells = filled(blank, marks.get(row[0], ""), places)
        lines.append(Line(*row, cells=cells, forecast=forecasts.of(cells), rules=at_risk.get(row[0], ())))
    return lines


class Places(dict[str, tuple[int, str]]):
    """For each "component,slot,mark,minutes" the number of its column, -1 without one, and what is said there. Most people
    share theirs with others, so each is taken apart once."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self._numbers = {str(column.key): number for number, column in enumerate(columns)}

    def __missing__(self, token: str) -> tuple[int, str]:
        component, _, said = token.partition(",")
        found = self[token] = (self._numbers.get(component, -1), said)
        return found


def filled(blank: Sequence[Cell], marks: str, places: Places) -> list[Cell]:
    """One person's cells: the blank ones with every mark put in. `marks` is as _marks_of gives it."""
    cells = list(blank)
    for token in marks.split():
        number, said = places[token]
        if number >= 0:
            cell = cells[number]
            cells[number] = cell.following.get(said) or cell.after(said)
    return cells


def _marks_of(people: QuerySet[Enrolment]) -> dict[int, str]:
    """Each enrolment's current records, as "component,slot,mark,minutes" with spaces between. One query, which an index
    answers alone (one_current_record_a_slot)."""
    said = Concat(
        Cast("component_id", CharField()), Value(","), F("slot"), Value(","), F("mark"), Value(","),
        Cast("minutes", CharField()), output_field=CharField(),
    )  # fmt: skip
    records = EngagementRecord.objects.filter(enrolment__in=people.order_by().values("pk"), state=RecordState.CURRENT)
    rows = records.order_by().values("enrolment_id")
    return dict(rows.annotate(marks=StringAgg(said, " ")).values_list("enrolment_id", "marks"))


def _open_rules(people: QuerySet[Enrolment]) -> dict[int, list[str]]:
    entries = AtRiskEntry.objects.filter(enrolment__in=people.order_by().values("pk"), closed_at=None)
    rows = entries.order_by().values_list("enrolment_id", "rules")
    return {pk: [found["rule"] for found in rules] for pk, rules in rows}


@dataclass
class _Forecasts:
    """Forecasts, each made once for all who stand the same: with the same sums so far and the same still open."""

    policy: Policy
    cap: int | None
    _made: dict[Any, Forecast] = field(default_factory=dict)

    def of(self, cells: Sequence[Cell]) -> Forecast:
        """The forecast of somebody with these cells."""
        left = None if self.cap is None else max(self.cap - sum(cell.caught_up for cell in cells), 0)
        key = (left, *sorted([cell.effect for cell in cells]))
        found = self._made.get(key)
        if found is None:
            parts = [cell.part for cell in cells if cell.part is not None]
            found = self._made[key] = forecast(self.policy, parts, catch_up_left=left)
        return found
