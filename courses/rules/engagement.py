"""How engagement is added up and judged, in whole minutes.

Sources: DfE, "engage with at least 90 % of the course"; the Church of England's programme judges live sessions and
self-study apart; Teach First judges one pool; weighted means are for providers that publish weights. Nothing is ever
rounded up: every comparison is one of whole numbers, and a shown percentage is cut off, so 89.99 % reads 89 %.

What the published rules leave open is settled here: cancelled and exempt components leave the sum, what is to come or not
yet known is neither earned nor lost, a bucket without minutes leaves the judgement (weights are then spread over the
others), a bucket without a weight is not judged, and a programme in which nothing counts is not met.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from math import lcm

from django.db.models import TextChoices

from courses.choices import Bucket, EngagementPolicy

_NO_DATE = datetime.max.replace(tzinfo=UTC)


class PartState(TextChoices):
    """What is known of one component for one participant."""

    SETTLED = "settled", "Known"
    NOT_YET_KNOWN = "not_yet_known", "Held, the register is still open"
    TO_COME = "to_come", "To come"


class Standing(TextChoices):
    """Where a participant stands with the threshold: the reason codes of alerts and lists.

    - MET: the threshold is reached of the whole programme, whatever comes.
    - ONE_MORE_AND_GONE: it can be reached, something it needs is lost already, and missing the next one alone (or being
      marked absent in a register that is still open) would put it out of reach without catch-up.
    - OUT_OF_REACH_WITHOUT_CATCH_UP: engaging with all that is left is not enough, but catching up can be.
    - OUT_OF_REACH: not even with all the catch-up that is still allowed.
    - NOT_STARTED: nothing is known or earned yet. NOTHING_COUNTS: the programme has no minutes that are judged.
    """

    NOTHING_COUNTS = "nothing_counts", "Nothing in this programme counts towards engagement yet"
    NOT_STARTED = "not_started", "Not started"
    MET = "met", "Reached"
    ON_TRACK = "on_track", "On track"
    ONE_MORE_AND_GONE = "one_more_and_gone", "Missing what comes next puts it out of reach"
    OUT_OF_REACH_WITHOUT_CATCH_UP = "out_of_reach_without_catch_up", "Out of reach without catch-up"
    OUT_OF_REACH = "out_of_reach", "Out of reach"


def policy_fault(kind: str, threshold_percent: int, weights: Mapping[str, int]) -> str:
    """What is wrong with a policy, in words for staff; "" where nothing is."""
    if kind not in EngagementPolicy.values:
        return f"There is no engagement policy called {kind}."
    if not 1 <= threshold_percent <= 100:
        return "The threshold must be a percentage from 1 to 100."
    if kind != EngagementPolicy.WEIGHTED:
        return ""
    unknown = sorted(set(weights) - set(Bucket.values))
    if unknown:
        return f"There is no part of a programme called {', '.join(unknown)}. They are {', '.join(Bucket.values)}."
    numbers = [weight for weight in weights.values() if type(weight) is int and weight >= 0]  # True is no weight
    if len(numbers) != len(weights) or sum(numbers) != 100:
        return "The weights must be whole numbers that add up to 100."
    return ""


@dataclass(frozen=True)
class Policy:
    """How a programme judges engagement. `weights` are by bucket and for WEIGHTED only; they add up to 100.

    Raises ValueError for a policy that policy_fault faults.
    """

    kind: str
    threshold_percent: int = 90
    weights: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        fault = policy_fault(self.kind, self.threshold_percent, self.weights)
        if fault:
            raise ValueError(fault)


@dataclass(frozen=True)
class Part:
    """One counting component for one participant.

    `earned` is its credit so far, at most `minutes`. `at` is when it is held or due, aware; None where nobody knows.
    `may_be_caught_up` says whether what is lost of it can still be made good.
    """

    key: int
    bucket: str
    minutes: int
    earned: int
    state: PartState
    may_be_caught_up: bool = True
    at: datetime | None = None

    @property
    def rest(self) -> int:
        """Minutes of it that are not earned."""
        return self.minutes - self.earned

    @cached_property
    def order(self) -> tuple[datetime, int]:
        """Sorts parts by date; those without one come last."""
        return (self.at or _NO_DATE, self.key)


@dataclass(frozen=True)
class Figures:
    """Sums in whole minutes, of one bucket or of all: earned + missed + unknown + to_come == total.

    `missed` is lost unless caught up, `catchable` is the part of it that may still be caught up, `unknown` was held but
    its register is open.
    """

    earned: int = 0
    total: int = 0
    missed: int = 0
    catchable: int = 0
    unknown: int = 0
    to_come: int = 0

    @property
    def settled(self) -> int:
        """Minutes of which it is known whether they were earned."""
        return self.earned + self.missed

    @property
    def reachable(self) -> int:
        """What would be earned by engaging with all that is left, without catch-up."""
        return self.earned + self.unknown + self.to_come

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            earned=self.earned + other.earned,
            total=self.total + other.total,
            missed=self.missed + other.missed,
            catchable=self.catchable + other.catchable,
            unknown=self.unknown + other.unknown,
            to_come=self.to_come + other.to_come,
        )


@dataclass(frozen=True)
class Gate:
    """One sum that must reach the threshold: minutes times `rates`, against `whole`. Every policy is one or more of them,
    each bucket in at most one."""

    rates: Mapping[str, int]
    whole: int

    def worth(self, minutes_by_bucket: Mapping[str, int]) -> int:
        """What these minutes bring to the sum."""
        return sum(rate * minutes_by_bucket.get(bucket, 0) for bucket, rate in self.rates.items())

    def above(self, minutes_by_bucket: Mapping[str, int], percent: int) -> int:
        """How far these minutes lie above `percent`, in hundredths of worth; negative below it."""
        return 100 * self.worth(minutes_by_bucket) - percent * self.whole


def gates(policy: Policy, total_by_bucket: Mapping[str, int]) -> tuple[Gate, ...]:
    """The sums that must all reach the threshold; none where nothing counts."""
    present = {bucket: total for bucket, total in total_by_bucket.items() if total > 0}
    if policy.kind == EngagementPolicy.PER_BUCKET:
        groups = [{bucket: 1} for bucket in present]
    elif policy.kind == EngagementPolicy.WEIGHTED:
        common = lcm(*present.values())  # so that weight times share is a whole number in every bucket
        weights = {bucket: policy.weights.get(bucket, 0) for bucket in present}
        groups = [{bucket: weight * (common // present[bucket]) for bucket, weight in weights.items() if weight}]
    else:
        groups = [dict.fromkeys(present, 1)]
    return tuple(
        Gate(rates, whole=sum(rate * present[bucket] for bucket, rate in rates.items())) for rates in groups if rates
    )


def figures(parts: Iterable[Part]) -> dict[str, Figures]:
    """The sums of each bucket that has a part."""
    sums: dict[str, list[int]] = {}  # in the order of the fields of Figures
    for part in parts:
        own = sums.setdefault(part.bucket, [0] * 6)
        rest = part.minutes - part.earned
        own[0] += part.earned
        own[1] += part.minutes
        if part.state == PartState.SETTLED:
            own[2] += rest
            own[3] += rest if part.may_be_caught_up else 0
        else:
            own[4 if part.state == PartState.NOT_YET_KNOWN else 5] += rest
    return {bucket: Figures(*own) for bucket, own in sums.items()}


def pooled(by_bucket: Mapping[str, Figures]) -> Figures:
    """The sum of all buckets."""
    return sum(by_bucket.values(), Figures())


def each(by_bucket: Mapping[str, Figures], name: str) -> dict[str, int]:
    """One of the figures, such as "earned", by bucket."""
    return {bucket: getattr(sums, name) for bucket, sums in by_bucket.items()}


def met(policy: Policy, earned_by_bucket: Mapping[str, int], total_by_bucket: Mapping[str, int]) -> bool:
    """The final gate: whether what is earned of the whole programme reaches the threshold. Whole numbers only."""
    judged = gates(policy, total_by_bucket)
    return bool(judged) and all(gate.above(earned_by_bucket, policy.threshold_percent) >= 0 for gate in judged)


def shown_percent(policy: Policy, earned_by_bucket: Mapping[str, int], total_by_bucket: Mapping[str, int]) -> int:
    """The percentage a page shows, cut off and never rounded up; 0 where nothing counts.

    POOLED: of all minutes. WEIGHTED: the weighted mean. PER_BUCKET: the lowest bucket's, since that one decides; pages name
    each bucket beside it.
    """
    judged = gates(policy, total_by_bucket)
    return min((100 * gate.worth(earned_by_bucket) // gate.whole for gate in judged), default=0)


def catch_up_needed(policy: Policy, by_bucket: Mapping[str, Figures]) -> int | None:
    """The fewest minutes to catch up for the threshold when all that is left is engaged with.

    0 where none is needed, None where all that may be caught up is not enough or nothing counts.
    """
    return catch_up_for(gates(policy, each(by_bucket, "total")), by_bucket, policy.threshold_percent)


def catch_up_for(judged: Sequence[Gate], by_bucket: Mapping[str, Figures], percent: int) -> int | None:
    """The same for any percentage, of gates worked out before."""
    reachable, needed = each(by_bucket, "reachable"), 0
    for gate in judged:
        short = -gate.above(reachable, percent)
        for bucket, rate in sorted(gate.rates.items(), key=lambda pair: -pair[1]):
            if short <= 0:
                break
            caught_up = min(by_bucket[bucket].catchable, -(-short // (100 * rate)))
            needed += caught_up
            short -= 100 * rate * caught_up
        if short > 0:
            return None
    return needed if judged else None


def at_stake(parts: Iterable[Part]) -> tuple[tuple[str, int], ...]:
    """What one more absence could cost, as (bucket, minutes): each part whose register is open, and the next to come (all
    of the next, where several share a date)."""
    parts = list(parts)
    coming = [part for part in parts if part.state == PartState.TO_COME and part.rest]
    first = min((part.order[0] for part in coming), default=None)
    found = [part for part in parts if part.state == PartState.NOT_YET_KNOWN and part.rest]
    return tuple((part.bucket, part.rest) for part in [*found, *(part for part in coming if part.order[0] == first)])


def standing(
    policy: Policy,
    by_bucket: Mapping[str, Figures],
    *,
    stakes: Iterable[tuple[str, int]] = (),
    catch_up_left: int | None = None,
) -> Standing:
    """Where these figures stand. `stakes` comes from at_stake; without it nothing is ONE_MORE_AND_GONE.

    `catch_up_left`: minutes this person may still catch up under the programme's cap; None where there is no cap.
    """
    if not gates(policy, each(by_bucket, "total")):
        return Standing.NOTHING_COUNTS
    if met(policy, each(by_bucket, "earned"), each(by_bucket, "total")):
        return Standing.MET
    if not pooled(by_bucket).settled and not pooled(by_bucket).unknown:
        return Standing.NOT_STARTED
    needed = catch_up_needed(policy, by_bucket)
    if needed == 0:
        is_last = any(_is_the_last_straw(policy, by_bucket, *stake) for stake in stakes)
        return Standing.ONE_MORE_AND_GONE if is_last else Standing.ON_TRACK
    allowed = needed is not None and (catch_up_left is None or needed <= catch_up_left)
    return Standing.OUT_OF_REACH_WITHOUT_CATCH_UP if allowed else Standing.OUT_OF_REACH


def _is_the_last_straw(policy: Policy, by_bucket: Mapping[str, Figures], bucket: str, minutes: int) -> bool:
    for gate in gates(policy, each(by_bucket, "total")):
        if bucket in gate.rates:
            above = gate.above(each(by_bucket, "reachable"), policy.threshold_percent)
            return gate.worth(each(by_bucket, "missed")) > 0 and 100 * gate.rates[bucket] * minutes > above
    return False


def standing_of(policy: Policy, parts: Iterable[Part], *, catch_up_left: int | None = None) -> Standing:
    """Where a participant stands, from their parts."""
    parts = list(parts)
    return standing(policy, figures(parts), stakes=at_stake(parts), catch_up_left=catch_up_left)
