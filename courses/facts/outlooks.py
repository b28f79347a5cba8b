"""Where people stand with engagement, as a change of the schedule sees it."""

from collections.abc import Collection
from datetime import datetime

from courses.facts.standing import Ledger, ledgers_of
from courses.rules.engagement import at_stake, each, shown_percent, standing
from courses.rules.outlooks import Outlook


def outlooks(enrolment_ids: Collection[int], *, at: datetime) -> dict[int, Outlook]:
    """By enrolment id, as it stands at `at`. As many queries for many people as for one."""
    return {pk: _outlook(ledger) for pk, ledger in ledgers_of(enrolment_ids, at=at).items()}


def _outlook(ledger: Ledger) -> Outlook:
    """Of the forecast only these two: a preview asks for everybody, twice. A test holds them to courses.rules.forecast."""
    sums = ledger.by_bucket
    stands = standing(ledger.policy, sums, stakes=at_stake(ledger.parts), catch_up_left=ledger.catch_up_left)
    return Outlook(stands, shown_percent(ledger.policy, each(sums, "reachable"), each(sums, "total")))
