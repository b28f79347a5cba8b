"""Where people stand with engagement, as a change of the schedule sees it."""

from collections.abc import Collection
from datetime import datetime

from courses.facts.standing import ledgers_of
from courses.rules.outlooks import Outlook


def outlooks(enrolment_ids: Collection[int], *, at: datetime) -> dict[int, Outlook]:
    """By enrolment id, as it stands at `at`. As many queries for many people as for one."""
    return {
        pk: Outlook(ledger.forecast.standing, ledger.forecast.percent_best)
        for pk, ledger in ledgers_of(enrolment_ids, at=at).items()
    }
