"""The sums: one statement says the same as the rules, whatever happened; and nothing is lost when two write at once."""

from dataclasses import asdict

import pytest

from courses.actions import engagement, sums
from courses.facts.standing import ledgers_of
from courses.models import EngagementSummary
from courses.rules.engagement import pooled
from tests.courses.engagement.histories import History

pytestmark = pytest.mark.django_db

SEEDS = range(6)
STEPS = 20


def stored(ids) -> dict[int, tuple[dict, dict]]:
    """All of the sums and those of each bucket, as they are stored."""
    names = ("earned", "total", "missed", "catchable", "unknown", "to_come")
    rows = EngagementSummary.objects.filter(pk__in=ids)
    return {row.pk: ({name: getattr(row, name) for name in names}, row.buckets) for row in rows}


def worked_out(ids, at) -> dict[int, tuple[dict, dict]]:
    """The same from the ledger, by the rules."""
    return {
        pk: (
            asdict(pooled(ledger.by_bucket)),
            {bucket: asdict(figures) for bucket, figures in ledger.by_bucket.items()},
        )
        for pk, ledger in ledgers_of(ids, at=at).items()
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_sums_kept_by_every_verb_are_those_of_the_rules_and_of_a_rebuild(seed):
    history = History(seed, beyond=seed % 2 == 1)
    everybody = [person.pk for person in history.people]
    engagement.after_change(enrolment_ids=everybody, at=history.at)

    for _ in range(STEPS):
        assert sums.differences(history.step(), at=history.at) == []
        history.look_again()
        assert stored(everybody) == worked_out(everybody, history.at)
        assert sums.differences(everybody, at=history.at) == []

    kept = stored(everybody)
    EngagementSummary.objects.all().delete()
    assert sorted(sums.rebuild(everybody, at=history.at)) == everybody
    assert stored(everybody) == kept
