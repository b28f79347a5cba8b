"""Who the hub should talk to, and why: reasons that a person can check, never a score.

Sources: mod_attendance issues 718 and 897 (the threshold slips away unseen; two absences in a row are worth a call whatever
the percentage), and lead providers' own rule that three months without engagement may end a place, so that the hub asks
after one. What they leave open is settled here: an absence with apologies is an absence, a component that is caught up is
none; an exemption is passed over, and so is what was held before somebody joined; what a register that is still open
will say counts neither way.

Only those who hold a place and are in mid-course are judged; the caller leaves the others out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any

from courses.choices import AtRiskRule
from courses.rules.engagement import Part, PartState, Standing
from courses.rules.forecast import Forecast
from npq_portal.periods import LONDON

#: So long without engagement of any kind is worth a call.
SILENCE = timedelta(weeks=4)
IN_A_ROW = 2
_ORDER = attrgetter("order")

_OF_STANDING = {
    Standing.ONE_MORE_AND_GONE: AtRiskRule.ONE_MORE_AND_GONE,
    Standing.OUT_OF_REACH_WITHOUT_CATCH_UP: AtRiskRule.NEEDS_CATCH_UP,
    Standing.OUT_OF_REACH: AtRiskRule.OUT_OF_REACH,
}


@dataclass(frozen=True)
class Held:
    """One counting component that was held or fell due: `engaged` is whether it gave any credit, None while its register
    is open. `is_session` is False for what is studied alone. `on` is a London date."""

    title: str
    on: date
    is_session: bool
    engaged: bool | None


@dataclass(frozen=True)
class Facts:
    """What is known of one participant. `held` is in the order of time. `started_on` is the later of the cohort's first day
    and the day of the enrolment."""

    forecast: Forecast
    threshold: int
    held: Sequence[Held]
    started_on: date
    last_engaged_on: date | None
    today: date


@dataclass(frozen=True)
class Finding:
    """One rule that applies, with the facts behind it as JSON: numbers, texts and ISO dates. Nothing in them changes with
    the mere passing of a day, nor with what was attended, so an entry changes when it got better or worse."""

    rule: AtRiskRule
    facts: Mapping[str, Any]


def findings(facts: Facts) -> list[Finding]:
    """Every rule that applies, the most urgent first."""
    found = [_of_forecast(facts), _two_in_a_row(facts), _no_contact(facts)]
    return [finding for finding in found if finding is not None]


def _of_forecast(facts: Facts) -> Finding | None:
    forecast = facts.forecast
    rule = _OF_STANDING.get(forecast.standing)
    if rule is None:
        return None
    shown: dict[str, Any] = {"threshold": facts.threshold, "best": forecast.percent_best}
    if rule == AtRiskRule.ONE_MORE_AND_GONE:
        shown |= {"minutes_to_spare": forecast.minutes_to_spare}
    else:
        shown |= {"best_with_catch_up": forecast.percent_best_with_catch_up}
    if rule == AtRiskRule.NEEDS_CATCH_UP:
        shown |= {"catch_up_needed": forecast.catch_up_needed}
    return Finding(rule, shown)


def _two_in_a_row(facts: Facts) -> Finding | None:
    """The newest known sessions since they joined, back to the last one with any credit, when there are two or more."""
    run = _newest_run([held for held in facts.held if held.is_session and held.on >= facts.started_on])
    if len(run) < IN_A_ROW:
        return None
    missed = [{"title": held.title, "on": held.on.isoformat()} for held in run]
    return Finding(AtRiskRule.TWO_IN_A_ROW, {"missed": missed})


def _newest_run(sessions: Sequence[Held]) -> list[Held]:
    newest_first = list(reversed(sessions))
    while newest_first and newest_first[0].engaged is None:
        newest_first.pop(0)
    run = []
    for held in newest_first:
        if held.engaged is not False:
            break
        run.append(held)
    return run[::-1]


def _no_contact(facts: Facts) -> Finding | None:
    """Four weeks of nothing although something known to be missed was held or due in them."""
    since = max(facts.started_on, facts.last_engaged_on or date.min)
    if facts.today - since < SILENCE:
        return None
    missed = [held for held in facts.held if held.on > since and held.engaged is False]
    if not missed:
        return None
    last = facts.last_engaged_on
    shown = {"since": since.isoformat(), "ever": last is not None, "missed": len(missed)}
    return Finding(AtRiskRule.NO_CONTACT, shown)


@dataclass(frozen=True)
class Named:
    """What a component is called, and whether it is held as a session."""

    title: str
    is_session: bool


def held_until_now(parts: Iterable[Part], names: Mapping[int, Named]) -> list[Held]:
    """The parts that were held or fell due, in the order of time; `names` is by the part's key. What is to come, or has
    no date, is left out."""
    dated = sorted([part for part in parts if part.at and part.state != PartState.TO_COME], key=_ORDER)
    return [_held(part, names[part.key], part.at) for part in dated if part.at]


@lru_cache(maxsize=1_000)
def _day(at: datetime) -> date:
    """The day in London: 300 people were at the same 20 sessions."""
    return at.astimezone(LONDON).date()


def _held(part: Part, named: Named, at: datetime) -> Held:
    is_open = part.state == PartState.NOT_YET_KNOWN and not part.earned
    return Held(
        title=named.title,
        on=_day(at),
        is_session=named.is_session,
        engaged=None if is_open else part.earned > 0,
    )


#: The most urgent first, for lists that are sorted by it.
URGENCY = {
    AtRiskRule.OUT_OF_REACH: 0,
    AtRiskRule.NEEDS_CATCH_UP: 1,
    AtRiskRule.ONE_MORE_AND_GONE: 2,
    AtRiskRule.NO_CONTACT: 3,
    AtRiskRule.TWO_IN_A_ROW: 4,
}


def urgency(rules: Iterable[str]) -> tuple[int, int]:
    """Sorts entries: the most urgent rule first, then the more rules the sooner."""
    known = [URGENCY[AtRiskRule(rule)] for rule in rules]
    return (min(known, default=len(URGENCY)), -len(known))
