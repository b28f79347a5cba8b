"""What is still possible: exact answers about every future in which somebody attends or misses what is to come.

"Reachable" always means: engaging with all the rest, registers that are still open included, and without catching up,
unless a name says otherwise. Sessions here are parts to come, self-study too. See engagement.py for the sums.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from courses.rules.engagement import (
    Figures,
    Gate,
    Part,
    PartState,
    Policy,
    Standing,
    at_stake,
    catch_up_for,
    catch_up_needed,
    each,
    figures,
    gates,
    shown_percent,
    standing,
)


@dataclass(frozen=True)
class Forecast:
    """Percentages are cut off, never rounded up; the rest is whole minutes, numbers of parts, or keys of parts.

    percent_now: of what is known so far; None before anything is known.
    percent_best, percent_best_with_catch_up: of the whole programme, at best.
    minutes_to_spare: so many minutes to come may be missed, whichever they are. spare_by_bucket: so many of this bucket, if
        all the others are engaged with.
    sessions_to_spare: any so many of those to come may be missed (worst case: those that cost most).
    sessions_to_spare_at_best: the most that may be missed (those that cost least).
    last_chance: the first to come whose miss alone puts the threshold out of reach; None where there is none.
    gone_after: the first to come with which it would be out of reach if everything from now on up to it is missed. Both are
        None where it is out of reach already.
    catch_up_needed: the fewest minutes to catch up beside engaging with all the rest; None where it cannot be enough.
    """

    standing: Standing
    percent_now: int | None
    percent_best: int
    percent_best_with_catch_up: int
    minutes_to_spare: int
    spare_by_bucket: Mapping[str, int]
    sessions_to_spare: int
    sessions_to_spare_at_best: int
    last_chance: int | None
    gone_after: int | None
    catch_up_needed: int | None


def forecast(policy: Policy, parts: Iterable[Part], *, catch_up_left: int | None = None) -> Forecast:
    """All of it for one participant. `catch_up_left`: minutes that may still be caught up under the programme's cap."""
    parts = list(parts)
    unsettled = [part for part in parts if part.state != PartState.SETTLED]
    return forecast_of(policy, figures(parts), unsettled, catch_up_left=catch_up_left)


def forecast_of(
    policy: Policy, by_bucket: Mapping[str, Figures], unsettled: Iterable[Part], *, catch_up_left: int | None = None
) -> Forecast:
    """The same from what it rests on alone: the sums, and the parts that are not settled. Whoever has these in common has
    the same forecast."""
    parts = sorted(unsettled, key=lambda part: part.order)
    coming = [part for part in parts if part.state == PartState.TO_COME and part.rest]
    slack = _Slack(policy, by_bucket)
    return Forecast(
        standing=standing(policy, by_bucket, stakes=at_stake(parts), catch_up_left=catch_up_left),
        percent_now=percent_now(policy, by_bucket),
        percent_best=shown_percent(policy, each(by_bucket, "reachable"), each(by_bucket, "total")),
        percent_best_with_catch_up=_percent_with_catch_up(policy, by_bucket, catch_up_left),
        minutes_to_spare=slack.minutes(),
        spare_by_bucket={bucket: slack.minutes_of(bucket) for bucket in by_bucket},
        sessions_to_spare=slack.any_of(coming),
        sessions_to_spare_at_best=slack.most_of(coming),
        last_chance=next((part.key for part in coming if slack.breaks_with(part)), None),
        gone_after=slack.breaks_at(coming),
        catch_up_needed=catch_up_needed(policy, by_bucket),
    )


def if_missed(policy: Policy, parts: Iterable[Part], key: int, *, catch_up_left: int | None = None) -> Forecast:
    """The forecast after missing the part `key`, which keeps what it has earned.

    Raises ValueError where no such part is to come or waits for its register.
    """
    parts = list(parts)
    if not any(part.key == key and part.state != PartState.SETTLED for part in parts):
        raise ValueError(f"Nothing to miss: {key} is not to come.")
    missed = [replace(part, state=PartState.SETTLED) if part.key == key else part for part in parts]
    return forecast(policy, missed, catch_up_left=catch_up_left)


def percent_now(policy: Policy, by_bucket: Mapping[str, Figures]) -> int | None:
    """The percentage of what is known so far; None before anything that counts is known."""
    settled = each(by_bucket, "settled")
    return shown_percent(policy, each(by_bucket, "earned"), settled) if gates(policy, settled) else None


def _percent_with_catch_up(policy: Policy, by_bucket: Mapping[str, Figures], catch_up_left: int | None) -> int:
    if catch_up_left is None:  # then all that may be caught up is
        all_of_it = {bucket: sums.reachable + sums.catchable for bucket, sums in by_bucket.items()}
        return shown_percent(policy, all_of_it, each(by_bucket, "total"))

    judged = gates(policy, each(by_bucket, "total"))

    def is_beyond(percent: int) -> bool:
        needed = catch_up_for(judged, by_bucket, percent)
        return needed is None or needed > catch_up_left

    return max(0, bisect_right(range(101), False, key=is_beyond) - 1)


class _Slack:
    """How much of what is to come may be missed with the threshold still reachable."""

    def __init__(self, policy: Policy, by_bucket: Mapping[str, Figures]) -> None:
        self._to_come = each(by_bucket, "to_come")
        reachable = each(by_bucket, "reachable")
        judged = gates(policy, each(by_bucket, "total"))
        self._gates = [(gate, gate.above(reachable, policy.threshold_percent)) for gate in judged]
        self._is_reachable = bool(judged) and all(above >= 0 for _, above in self._gates)

    def breaks_with(self, part: Part) -> bool:
        """Whether missing this one alone puts what is within reach out of reach."""
        return self._is_reachable and any(_cost(gate, part) > above for gate, above in self._gates)

    def breaks_at(self, coming: Iterable[Part]) -> int | None:
        """The key of the first that does so when all up to it are missed; None where none does."""
        left = dict(enumerate(above for _, above in self._gates)) if self._is_reachable else {}
        for part in coming:
            for number in left:
                left[number] -= _cost(self._gates[number][0], part)
                if left[number] < 0:
                    return part.key
        return None

    def minutes(self) -> int:
        if not self._is_reachable:
            return 0
        breaking = [self._minutes_in(gate, above) for gate, above in self._gates if self._can_break(gate, above)]
        return min(breaking, default=sum(self._to_come.values()))

    def minutes_of(self, bucket: str) -> int:
        if not self._is_reachable:
            return 0
        to_come = self._to_come[bucket]
        limits = [above // (100 * gate.rates[bucket]) for gate, above in self._gates if bucket in gate.rates]
        return min([to_come, *limits])

    def any_of(self, coming: Sequence[Part]) -> int:
        """How many of these may be missed whichever they are: the dearest first, in the gate that breaks soonest."""
        if not self._is_reachable:
            return 0
        counts = []
        for gate, above in self._gates:
            costs = sorted((_cost(gate, part) for part in coming), reverse=True)
            borne = _how_many(costs, above)
            if borne < len(costs):
                counts.append(borne)
        return min(counts, default=len(coming))

    def most_of(self, coming: Sequence[Part]) -> int:
        """The most of these that may be missed: the cheapest first in each gate, and all that no gate judges."""
        if not self._is_reachable:
            return 0
        costs = [
            (sorted(_cost(gate, part) for part in coming if part.bucket in gate.rates), above)
            for gate, above in self._gates
        ]
        unjudged = len(coming) - sum(len(own) for own, _ in costs)
        return unjudged + sum(_how_many(own, above) for own, above in costs)

    def _can_break(self, gate: Gate, above: int) -> bool:
        return 100 * gate.worth(self._to_come) > above

    def _minutes_in(self, gate: Gate, above: int) -> int:
        """The minutes that may be missed if they are those that weigh most."""
        borne = 0
        for bucket, rate in sorted(gate.rates.items(), key=lambda pair: -pair[1]):
            fit = min(self._to_come[bucket], above // (100 * rate))
            borne += fit
            above -= 100 * rate * fit
            if fit < self._to_come[bucket]:
                break
        return borne


def _cost(gate: Gate, part: Part) -> int:
    return 100 * gate.rates.get(part.bucket, 0) * part.rest


def _how_many(costs: Iterable[int], above: int) -> int:
    """How many of these costs, in this order, fit before one does not."""
    count = 0
    for cost in costs:
        above -= cost
        if above < 0:
            break
        count += 1
    return count
