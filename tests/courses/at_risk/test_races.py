"""Two at once, on two real connections: one entry a person, one owner, one end."""

import pytest

from courses.actions.at_risk import AtRiskError, close, review, take
from courses.actions.engagement import after_change
from courses.actions.sums import rebuild
from courses.choices import Mark
from courses.models import AtRiskEntry
from npq_portal.accounts.choices import RoleName
from tests.courses.at_risk.scenes import NOW, a_cohort, person, put_right
from tests.factories.accounts import UserFactory
from tests.factories.engagement import AtRiskEntryFactory
from tests.registrations.actions.racing import at_once, beside, race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def absent(db):
    enrolment = person(a_cohort(held=5, to_come=15, study=0), marks="PPPAA")
    rebuild([enrolment.pk], at=NOW)
    return enrolment


def reviewing(*enrolments):
    return lambda: review(enrolment_ids=[one.pk for one in enrolments], at=NOW)


def test_two_reviews_open_one_entry(absent):
    assert race(reviewing(absent), reviewing(absent)) is None
    assert AtRiskEntry.objects.get().closed_at is None


def test_eight_at_once_open_one_entry(absent):
    assert at_once(*[reviewing(absent)] * 8) == [None] * 8
    assert AtRiskEntry.objects.count() == 1


def test_a_mark_put_right_while_another_opens_the_entry_leaves_it_closed(absent):
    """Both go through after_change, which locks the enrolments: the second sees what the first wrote."""

    def putting_right():
        put_right(absent, 4, Mark.ATTENDED)
        after_change(enrolment_ids=[absent.pk], at=NOW)

    race(lambda: after_change(enrolment_ids=[absent.pk], at=NOW), putting_right)
    assert AtRiskEntry.objects.get().closed_at == NOW


def test_two_reviews_close_it_once(absent):
    review(enrolment_ids=[absent.pk], at=NOW)
    put_right(absent, 4, Mark.ATTENDED)
    rebuild([absent.pk], at=NOW)
    assert race(reviewing(absent), reviewing(absent)) is None
    assert AtRiskEntry.objects.get().closed_at == NOW


def test_others_do_not_wait(absent):
    other = person(absent.cohort, "Bea Invented", "PPPAA")
    rebuild([other.pk], at=NOW)
    beside(reviewing(absent), reviewing(other))
    assert AtRiskEntry.objects.count() == 2


def test_two_people_who_take_it_make_one_owner():
    entry = AtRiskEntryFactory()
    first, second = (UserFactory(roles=[RoleName.HUB_ADMIN]) for _ in range(2))
    outcome = race(lambda: take(entry=entry, by=first, at=NOW), lambda: take(entry=entry, by=second, at=NOW))
    assert isinstance(outcome, AtRiskError)
    entry.refresh_from_db()
    assert entry.owner == first


def test_two_people_who_close_it_end_it_once():
    entry = AtRiskEntryFactory()
    first, second = (UserFactory(roles=[RoleName.HUB_ADMIN]) for _ in range(2))
    outcome = race(
        lambda: close(entry=entry, outcome="All is well.", by=first, at=NOW),
        lambda: close(entry=entry, outcome="Gone.", by=second, at=NOW),
    )
    assert isinstance(outcome, AtRiskError)
    entry.refresh_from_db()
    assert entry.outcome == "All is well."


def test_taking_it_while_it_closes_itself_is_refused(absent):
    review(enrolment_ids=[absent.pk], at=NOW)
    entry, admin = AtRiskEntry.objects.get(), UserFactory(roles=[RoleName.HUB_ADMIN])
    put_right(absent, 4, Mark.ATTENDED)
    rebuild([absent.pk], at=NOW)
    assert isinstance(race(reviewing(absent), lambda: take(entry=entry, by=admin, at=NOW)), AtRiskError)
