"""What credit comes along from one enrolment into another: component by component, nothing twice and nothing lost unsaid.

Two components are the same where they were copied from the same component of the programme (`origin`). A component's
credit is the most that any place of its record gives, so credit that is brought along and earned again is still counted
once. Credit above what the new component is worth, and credit without a counterpart, does not come along; both are said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices


class Why(TextChoices):
    """What became of a component's credit."""

    WHOLE = "whole", "All of it"
    CAPPED = "capped", "As much as it is worth in the new cohort"
    THERE_ALREADY = "there_already", "As much is credited there already"
    NO_COUNTERPART = "no_counterpart", "The new cohort has no such component"
    EXEMPT = "exempt", "They did not need it in the earlier cohort; decide again in the new one"
    NOTHING = "nothing", "No credit so far"


@dataclass(frozen=True, kw_only=True)
class Credit:
    """A component of the enrolments that are left, and what is credited for it, in whole minutes."""

    component: int
    origin: int | None
    title: str
    worth: int
    minutes: int
    exempt: bool = False


@dataclass(frozen=True, kw_only=True)
class Place:
    """A component of the new cohort. `minutes`: what is credited there already, for somebody who was there before."""

    component: int
    origin: int | None
    title: str
    worth: int
    minutes: int = 0


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the reckoning: so many minutes of `source` come to `target`, and why. `stays_behind` are minutes that
    count nowhere any more."""

    title: str
    source: Credit | None
    target: Place | None
    minutes: int
    stays_behind: int
    why: Why


def carry(held: Iterable[Credit], places: Iterable[Place]) -> list[Line]:
    """A line for each component of the new cohort, in its order, then one for each that has no counterpart there.

    Where several earlier enrolments hold credit for the same origin, the most counts: each was earned for the same part
    of the programme. Doing it again after the minutes were credited gives only lines that bring nothing.
    """
    best = _best_by_origin(held)
    there = list(places)
    lines = [_line(best.pop(place.origin, None) if place.origin is not None else None, place) for place in there]
    return [*lines, *(_left_behind(credit) for credit in best.values() if credit.minutes or credit.exempt)]


def _best_by_origin(held: Iterable[Credit]) -> dict[object, Credit]:
    """Those without an origin stand for themselves."""
    best: dict[object, Credit] = {}
    for credit in held:
        key: object = credit.origin if credit.origin is not None else ("own", credit.component)
        if key not in best or credit.minutes > best[key].minutes:
            best[key] = credit
    return best


def _line(credit: Credit | None, place: Place) -> Line:
    minutes = min(credit.minutes, place.worth) if credit else 0
    behind = credit.minutes - minutes if credit else 0
    why = _why(credit, place, minutes, behind)
    brings = minutes if why in {Why.WHOLE, Why.CAPPED} else 0
    return Line(title=place.title, source=credit, target=place, minutes=brings, stays_behind=behind, why=why)


def _why(credit: Credit | None, place: Place, minutes: int, behind: int) -> Why:
    if credit is not None and credit.exempt and not minutes:
        return Why.EXEMPT
    if not minutes:
        return Why.NOTHING
    if minutes <= place.minutes:
        return Why.THERE_ALREADY
    return Why.CAPPED if behind else Why.WHOLE


def _left_behind(credit: Credit) -> Line:
    why = Why.NO_COUNTERPART if credit.minutes else Why.EXEMPT
    return Line(title=credit.title, source=credit, target=None, minutes=0, stays_behind=credit.minutes, why=why)


def credit_after(places: Iterable[Place], lines: Iterable[Line]) -> Mapping[int, int]:
    """What is credited in the new cohort once these lines are written, by component: never the sum, always the most."""
    credit = {place.component: place.minutes for place in places}
    for line in lines:
        if line.target is not None:
            credit[line.target.component] = max(credit[line.target.component], line.minutes)
    return credit
