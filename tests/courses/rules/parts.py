"""Parts in few words, for tables, and the future worked out the long way, for property tests."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import chain, combinations

from hypothesis import strategies as st

from courses.choices import Bucket, EngagementPolicy
from courses.rules.engagement import Part, PartState, Policy

POOLED = Policy(EngagementPolicy.POOLED)
PER_BUCKET = Policy(EngagementPolicy.PER_BUCKET)
WEIGHTED = Policy(EngagementPolicy.WEIGHTED, weights={"live": 50, "tasks": 30, "reflection": 20})
FIRST_DAY = datetime(2026, 1, 5, 16, 0, tzinfo=UTC)


def part(
    key: int, minutes: int, state: PartState, *, earned: int = 0, bucket: str = "live", again: bool = True
) -> Part:
    """Part `key` on the key-th day; `again` says whether it may be caught up."""
    return Part(key, bucket, minutes, earned, state, again, FIRST_DAY + timedelta(days=key))


def attended(key: int, minutes: int = 60, bucket: str = "live") -> Part:
    return part(key, minutes, PartState.SETTLED, earned=minutes, bucket=bucket)


def missed(key: int, minutes: int = 60, bucket: str = "live", *, earned: int = 0, again: bool = True) -> Part:
    return part(key, minutes, PartState.SETTLED, earned=earned, bucket=bucket, again=again)


def unmarked(key: int, minutes: int = 60, bucket: str = "live") -> Part:
    return part(key, minutes, PartState.NOT_YET_KNOWN, bucket=bucket)


def to_come(key: int, minutes: int = 60, bucket: str = "live") -> Part:
    return part(key, minutes, PartState.TO_COME, bucket=bucket)


def row(
    *, attended_: int = 0, missed_: int = 0, coming: int = 0, minutes: int = 60, bucket: str = "live"
) -> list[Part]:
    """So many equal parts of each sort, those attended first."""
    first = 1 if bucket == "live" else 100
    kinds = [attended] * attended_ + [missed] * missed_ + [to_come] * coming
    return [make(key, minutes, bucket) for key, make in enumerate(kinds, start=first)]


def share(policy: Policy, earned: dict[str, int], total: dict[str, int]) -> Fraction | None:
    """What the policy judges, as a fraction of 1, straight from its words."""
    shares = {bucket: Fraction(earned.get(bucket, 0), minutes) for bucket, minutes in total.items() if minutes}
    if policy.kind == EngagementPolicy.POOLED and shares:
        return Fraction(sum(earned.get(bucket, 0) for bucket in shares), sum(total[bucket] for bucket in shares))
    if policy.kind == EngagementPolicy.PER_BUCKET and shares:
        return min(shares.values())
    weights = {bucket: policy.weights.get(bucket, 0) for bucket in shares}
    if policy.kind == EngagementPolicy.WEIGHTED and sum(weights.values()):
        return sum(shares[bucket] * weight for bucket, weight in weights.items()) / sum(weights.values())
    return None


def final_share(
    policy: Policy, parts: list[Part], lost: frozenset[int] = frozenset(), extra: dict[int, int] | None = None
):
    """The share in the end when the keys in `lost` are missed, all else is engaged with, and `extra` is caught up."""
    earned: dict[str, int] = {}
    total: dict[str, int] = {}
    for one in parts:
        got = one.earned if one.state == PartState.SETTLED or one.key in lost else one.minutes
        earned[one.bucket] = earned.get(one.bucket, 0) + got + (extra or {}).get(one.key, 0)
        total[one.bucket] = total.get(one.bucket, 0) + one.minutes
    return share(policy, earned, total)


def coming(parts: list[Part]) -> list[Part]:
    """Those that can still be missed, by date."""
    found = [one for one in parts if one.state == PartState.TO_COME and one.earned < one.minutes]
    return sorted(found, key=lambda one: (one.at, one.key))


def every_future(parts: list[Part]) -> Iterator[frozenset[int]]:
    """Every set of parts to come that could be missed."""
    keys = [one.key for one in coming(parts)]
    return map(frozenset, chain.from_iterable(combinations(keys, size) for size in range(len(keys) + 1)))


def policies() -> st.SearchStrategy[Policy]:
    """All three kinds, with thresholds and weights of every sort."""
    weights = st.tuples(st.integers(0, 100), st.integers(0, 100)).map(sorted)
    weighed = weights.map(lambda cut: {"live": cut[0], "tasks": cut[1] - cut[0], "reflection": 100 - cut[1]})
    return st.builds(Policy, st.sampled_from(EngagementPolicy.values), st.integers(1, 100), weighed)


@st.composite
def programmes(draw, *, most_parts: int = 10, most_coming: int = 8, most_minutes: int = 120) -> list[Part]:
    """Anybody's parts: any mix of states and credit, with no more than `most_coming` of them to come."""
    buckets = draw(
        st.sampled_from([("live",), ("live", "tasks"), ("live", "tasks", "reflection"), tuple(Bucket.values)])
    )
    parts: list[Part] = []
    for key in range(1, draw(st.integers(0, most_parts)) + 1):
        minutes = draw(st.integers(1, most_minutes))
        earned = draw(st.sampled_from([0, minutes]) | st.integers(0, minutes))
        states = PartState if len(coming(parts)) < most_coming else [PartState.SETTLED, PartState.NOT_YET_KNOWN]
        state = draw(st.sampled_from(list(states)))
        parts.append(
            part(key, minutes, state, earned=earned, bucket=draw(st.sampled_from(buckets)), again=draw(st.booleans()))
        )
    return draw(st.permutations(parts))
