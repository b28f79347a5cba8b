"""Into another cohort with the credit: after a deferral, or straight away; there, and back again."""

import pytest
from django.db.models import Sum

from courses.actions.enrolments import (
    CohortFullError,
    EnrolmentRefusedError,
    FundedPlaceUnsuitableError,
    continue_in,
    defer,
    enrol,
    transfer,
    withdraw,
)
from courses.choices import DeferralReason, EnrolmentStatus, Mark, RecordState
from courses.facts.credit import reckoning, total_credit
from courses.models import EngagementRecord, Enrolment
from courses.rules.carrying import Why
from npq_portal.notifications.models import Notification
from tests.courses.enrolment_life.scenes import AT, BACK_ON, LATER, a_scene, history
from tests.factories.courses import CohortFactory, EnrolmentFactory
from tests.factories.engagement import ComponentFactory, RecordFactory, SessionFactory

pytestmark = pytest.mark.django_db


def going(enrolment, cohort, *, verb=transfer, at=LATER, **changes):
    return verb(enrolment=enrolment, cohort=cohort, **{"funded_place": True, "by": None, "at": at, **changes})


def deferred(enrolment):
    code = DeferralReason.LONG_TERM_SICKNESS
    assert defer(enrolment=enrolment, code=code, expected_back_on=BACK_ON, by=None, at=AT)
    return enrolment


def brought(enrolment) -> dict[str, int]:
    """What the transfer's own slot gives, by component."""
    rows = EngagementRecord.objects.filter(enrolment=enrolment, slot="transfer", state=RecordState.CURRENT)
    assert {(row.mark, row.source) for row in rows} <= {(Mark.TRANSFERRED_IN, "transfer")}
    return dict(rows.values_list("component__title", "minutes"))


@pytest.fixture
def scene():
    return a_scene()


@pytest.fixture
def somebody(scene):
    """An hour of the first part, forty minutes of the second."""
    enrolment = scene.somebody()
    scene.attended(enrolment, 0)
    scene.attended(enrolment, 1, mark=Mark.PART, minutes=40)
    return enrolment


@pytest.mark.parametrize(("verb", "before"), [(transfer, lambda one: one), (continue_in, deferred)])
def test_the_school_comes_along_there_and_back(verb, before, scene):
    enrolment = scene.somebody(workplace_urn="123456")

    there = going(before(enrolment), scene.new, verb=verb)

    assert there.workplace_urn == "123456"
    Enrolment.objects.filter(pk=there.pk).update(workplace_urn="654321")
    if verb == transfer:
        assert going(there, scene.old).workplace_urn == "654321"


@pytest.mark.parametrize(("verb", "before"), [(transfer, lambda one: one), (continue_in, deferred)])
def test_credit_comes_along_as_it_was(verb, before, scene, somebody):
    new = going(before(somebody), scene.new, verb=verb)

    assert (new.cohort, new.status, new.continues) == (scene.new, EnrolmentStatus.ACTIVE, somebody)
    assert brought(new) == {"Seminar 1": 60, "Seminar 2": 40}
    assert total_credit(new) == total_credit(somebody) == 100


def test_the_old_enrolment_says_where_it_goes_on_and_stays_readable(scene, somebody):
    new = going(deferred(somebody), scene.new, verb=continue_in, reason="Back in her school")

    somebody.refresh_from_db()
    assert (somebody.status, somebody.reason_code, somebody.expected_back_on) == ("moved", "", None)
    assert history(somebody)[-1] == ("moved", "", f"Goes on in {scene.new}. Back in her school")
    assert history(new) == [("active", "", f"Comes from {scene.old}. Credit that came along: 100 minutes")]
    assert somebody.records.filter(state=RecordState.CURRENT).aggregate(sum=Sum("minutes")) == {"sum": 100}


@pytest.mark.parametrize("times", [2, 3])
def test_twice_is_once(times, scene, somebody):
    first, *others = [going(somebody, scene.new) for _ in range(times)]

    assert set(others) == {first}
    assert Enrolment.objects.count() == 2
    assert EngagementRecord.objects.filter(slot="transfer").count() == 2
    assert Notification.objects.filter(kind="enrolment_transferred").count() == 1


def test_the_letters(scene, somebody):
    going(somebody, scene.new)

    letter = Notification.objects.get(kind="enrolment_transferred")
    assert letter.context["credit"] == "Your credit for 100 minutes came along."
    assert (letter.context["cohort"], letter.context["earlier_cohort"]) == (scene.new.name, scene.old.name)


def test_a_return_is_told_as_one(scene, somebody):
    going(deferred(somebody), scene.new, verb=continue_in)

    assert Notification.objects.filter(kind="enrolment_resumed").count() == 1
    assert not Notification.objects.filter(kind="enrolment_transferred").exists()


def test_attending_it_again_does_not_count_twice(scene, somebody):
    new = going(somebody, scene.new)
    scene.attended(new, 0)
    scene.attended(new, 1)

    assert total_credit(new) == 120


def test_what_finds_no_counterpart_is_listed_and_told(scene, somebody):
    visit = ComponentFactory(cohort=scene.old, title="School visit", origin=None)
    RecordFactory(enrolment=somebody, session=SessionFactory(component=visit))

    new = going(somebody, scene.new)

    behind = [line for line in reckoning(new, scene.new.pk) if line.stays_behind]
    assert [(line.title, line.stays_behind, line.why) for line in behind] == [("School visit", 60, Why.NO_COUNTERPART)]
    assert history(new)[0][2].endswith("Credit that came along: 100 minutes; 60 minutes did not")
    told = Notification.objects.get(kind="enrolment_transferred").context["credit"]
    assert "60 minutes did not" in told
    assert "School visit" in told


def test_a_part_that_shrank_brings_what_it_is_worth_there(scene, somebody):
    shorter = scene.copy(scene.new, 0)
    shorter.minutes = 45
    shorter.save()

    assert brought(going(somebody, scene.new)) == {"Seminar 1": 45, "Seminar 2": 40}


# -- there and back ------------------------------------------------------------------------------------------------------
def test_back_again_in_the_same_row_with_what_was_earned_meanwhile(scene, somebody):
    new = going(somebody, scene.new)
    scene.attended(new, 2)

    back = going(new, scene.old)

    assert back == somebody
    assert (back.status, back.continues) == (EnrolmentStatus.ACTIVE, new)
    new.refresh_from_db()
    assert (new.status, new.continues) == (EnrolmentStatus.MOVED, None)
    assert brought(back) == {"Seminar 3": 60}
    assert total_credit(back) == 160


def test_to_and_fro_any_number_of_times(scene, somebody):
    enrolment = somebody
    for cohort in (scene.new, scene.old, scene.new, scene.old, scene.new):
        enrolment = going(enrolment, cohort)

    assert (enrolment.cohort, total_credit(enrolment)) == (scene.new, 100)
    assert Enrolment.objects.count() == 2
    assert EngagementRecord.objects.filter(slot="transfer").count() == 2


def test_through_three_cohorts_nothing_is_lost_on_the_way(scene, somebody):
    """The one in the middle has no second part; its credit waits in the first cohort and comes along into the third."""
    scene.copy(scene.new, 1).delete()
    third = CohortFactory(programme=scene.old.programme, intake__identifier="2028b", ends_on=scene.new.ends_on)
    for part in scene.parts:
        ComponentFactory(cohort=third, origin=part, title=part.title)

    last = going(going(somebody, scene.new), third)

    assert brought(last) == {"Seminar 1": 60, "Seminar 2": 40}


def test_withdrawing_the_first_withdraws_the_one_that_goes_on(scene, somebody):
    new = going(somebody, scene.new)

    assert withdraw(enrolment=somebody, reason="Took the application back", by=None, at=LATER)

    new.refresh_from_db()
    somebody.refresh_from_db()
    assert (new.status, somebody.status) == (EnrolmentStatus.WITHDRAWN, EnrolmentStatus.MOVED)


# -- what is refused -----------------------------------------------------------------------------------------------------
def refused(enrolment, cohort, words, **kwargs):
    with pytest.raises(EnrolmentRefusedError, match=words):
        going(enrolment, cohort, **kwargs)
    enrolment.refresh_from_db()
    assert enrolment.status in {EnrolmentStatus.ACTIVE, EnrolmentStatus.DEFERRED}
    assert not EngagementRecord.objects.filter(slot="transfer").exists()


def test_another_programme_is_another_application(somebody):
    refused(somebody, CohortFactory(), "needs a new application")


def test_a_return_goes_to_a_later_cohort(scene):
    enrolment = EnrolmentFactory(cohort=scene.new)
    deferred(enrolment)

    refused(enrolment, scene.old, "does not start after", verb=continue_in)


def test_a_full_cohort_takes_nobody(scene, somebody):
    scene.new.capacity = 1
    scene.new.save()
    EnrolmentFactory(cohort=scene.new)

    with pytest.raises(CohortFullError, match="All 1 places"):
        going(somebody, scene.new)


def test_the_new_intake_says_what_may_be_said_of_a_funded_place(scene, somebody):
    with pytest.raises(FundedPlaceUnsuitableError):
        going(somebody, scene.new, funded_place=None)


def test_who_withdrew_there_is_taken_back_there_and_not_moved(scene, somebody):
    EnrolmentFactory(cohort=scene.new, participant=somebody.participant, status=EnrolmentStatus.WITHDRAWN)

    refused(somebody, scene.new, "Open that enrolment instead")


def test_who_moved_away_is_not_enrolled_again(scene, somebody):
    going(somebody, scene.new)

    with pytest.raises(EnrolmentRefusedError, match="Transfer them back"):
        enrol(participant=somebody.participant, cohort=scene.old, funded_place=True, by=None, at=LATER)


def test_nobody_is_moved_to_where_their_credit_would_be_lost(scene, somebody):
    scene.new.components.all().delete()

    with pytest.raises(EnrolmentRefusedError, match="has no components yet"):
        going(somebody, scene.new)

    somebody.refresh_from_db()
    assert somebody.status == EnrolmentStatus.ACTIVE
