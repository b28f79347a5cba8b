"""Self-study and exemptions: who may say what, until when, and that saying it twice is saying it once."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from courses.actions import engagement
from courses.actions.engagement import EngagementRefusedError
from courses.choices import EnrolmentStatus, Mark, RecordState, StudyEvidence
from courses.facts.standing import ledgers_of
from courses.models import EngagementRecord, EngagementSummary
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import ComponentFactory, StudyFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def enrolment():
    return EnrolmentFactory()


def unit(enrolment, evidence=StudyEvidence.TICK, **facts):
    return StudyFactory(cohort=enrolment.cohort, evidence=evidence, **facts)


def study(enrolment, component, *, at=AT, uuid=None, **said):
    by = enrolment.participant.user
    return engagement.study(enrolment=enrolment, component=component, client_uuid=uuid or uuid4(), by=by, at=at, **said)


def earned() -> int:
    return EngagementSummary.objects.get().earned


def test_a_tick_gives_all_of_it(enrolment):
    record = study(enrolment, unit(enrolment))

    assert (record.mark, record.minutes, record.source, record.by) == (
        "studied",
        120,
        "study",
        enrolment.participant.user,
    )
    assert earned() == 120


def test_a_reflection_is_kept_with_it(enrolment):
    record = study(enrolment, unit(enrolment, StudyEvidence.REFLECTION), note="  I ask more open questions.  ")

    assert (record.note, record.minutes) == ("I ask more open questions.", 120)


@pytest.mark.parametrize(("typed", "credit"), [(1, 1), (45, 45), (120, 120), (500, 120)])
def test_minutes_count_up_to_what_it_is_worth(enrolment, typed, credit):
    study(enrolment, unit(enrolment, StudyEvidence.MINUTES), minutes=typed)

    assert earned() == credit


def test_what_was_said_last_counts_and_what_was_said_before_is_kept(enrolment):
    component = unit(enrolment, StudyEvidence.MINUTES)
    study(enrolment, component, minutes=100)
    study(enrolment, component, minutes=40, at=AT + timedelta(hours=1))

    assert earned() == 40
    rows = EngagementRecord.objects.order_by("captured_at").values_list("minutes", "state")
    assert list(rows) == [(100, RecordState.PAST), (40, RecordState.CURRENT)]


def test_saying_the_same_again_or_sending_it_twice_changes_nothing(enrolment):
    component, uuid = unit(enrolment), uuid4()
    first = study(enrolment, component, uuid=uuid)

    assert study(enrolment, component, uuid=uuid, at=AT + timedelta(hours=1)) == first
    assert study(enrolment, component, at=AT + timedelta(hours=1)) == first
    assert EngagementRecord.objects.count() == 1


def test_taking_it_back_takes_the_credit_back_once(enrolment):
    component, by = unit(enrolment), enrolment.participant.user
    study(enrolment, component)

    assert engagement.take_study_back(enrolment=enrolment, component=component, by=by, at=AT + timedelta(hours=1))
    assert not engagement.take_study_back(enrolment=enrolment, component=component, by=by, at=AT + timedelta(hours=2))
    assert earned() == 0
    study(enrolment, component, at=AT + timedelta(hours=3))
    assert earned() == 120


#: The last day is 25 October 2026, on which the clocks go back at 2am, or 28 March 2027, on which they go forward.
LAST_MOMENTS = [
    pytest.param(
        date(2026, 10, 25), datetime(2026, 10, 25, 23, 59, 59, tzinfo=UTC), True, id="autumn, a second before"
    ),
    pytest.param(date(2026, 10, 25), datetime(2026, 10, 26, 0, 0, tzinfo=UTC), False, id="autumn, midnight"),
    pytest.param(date(2026, 10, 24), datetime(2026, 10, 24, 22, 59, 59, tzinfo=UTC), True, id="the day before, BST"),
    pytest.param(date(2026, 10, 24), datetime(2026, 10, 24, 23, 0, tzinfo=UTC), False, id="its midnight, BST"),
    pytest.param(date(2027, 3, 28), datetime(2027, 3, 28, 22, 59, 59, tzinfo=UTC), True, id="spring, a second before"),
    pytest.param(date(2027, 3, 28), datetime(2027, 3, 28, 23, 0, tzinfo=UTC), False, id="spring, midnight"),
    pytest.param(date(2027, 3, 27), datetime(2027, 3, 27, 23, 59, 59, tzinfo=UTC), True, id="the day before, GMT"),
    pytest.param(date(2027, 3, 27), datetime(2027, 3, 28, 0, 0, tzinfo=UTC), False, id="its midnight, GMT"),
]


@pytest.mark.parametrize(("due_on", "at", "in_time"), LAST_MOMENTS)
def test_the_last_day_ends_at_london_s_midnight(enrolment, due_on, at, in_time):
    component = unit(enrolment, due_on=due_on)

    fault = engagement.study_fault(enrolment=enrolment, component=component, at=at)
    (part,) = ledgers_of([enrolment.pk], at=at)[enrolment.pk].parts
    engagement.after_change(enrolment_ids=[enrolment.pk], at=at)
    sums = EngagementSummary.objects.get()

    assert (fault == "", part.state == "to_come", sums.to_come == 120) == (in_time, in_time, in_time)
    assert sums.missed == (0 if in_time else 120)


REFUSED = [
    pytest.param({}, {"due_on": date(2026, 11, 19)}, "last day for this has passed", id="too late"),
    pytest.param({}, {"is_off": True}, "has been cancelled", id="cancelled"),
    pytest.param({"status": EnrolmentStatus.DEFERRED}, {}, "not taking part", id="deferred"),
    pytest.param({}, {"evidence": StudyEvidence.REFLECTION}, "Write what you take away", id="no reflection"),
    pytest.param({}, {"evidence": StudyEvidence.MINUTES}, "how many minutes", id="no minutes"),
]


@pytest.mark.parametrize(("of_enrolment", "of_unit", "words"), REFUSED)
def test_what_is_refused_is_said_and_leaves_nothing(of_enrolment, of_unit, words):
    enrolment = EnrolmentFactory(**of_enrolment)
    component = unit(enrolment, **of_unit)

    with pytest.raises(EngagementRefusedError, match=words):
        study(enrolment, component, note="   ")
    assert not EngagementRecord.objects.exists()


def test_nobody_studies_a_session_or_another_cohort_s_unit(enrolment):
    for component in (ComponentFactory(cohort=enrolment.cohort), StudyFactory()):
        with pytest.raises(EngagementRefusedError, match="not a part of your course that you do on your own"):
            study(enrolment, component)


def test_an_exemption_leaves_the_sum_with_its_reason_and_comes_back(enrolment):
    component, hub = ComponentFactory(cohort=enrolment.cohort), UserFactory(roles=["hub_admin"])
    ComponentFactory(cohort=enrolment.cohort)
    exempt = {"enrolment": enrolment, "component": component, "by": hub}

    record = engagement.exempt(reason="Led this session elsewhere", at=AT, **exempt)

    assert (record.mark, record.note) == (Mark.EXEMPT, "Led this session elsewhere")
    assert EngagementSummary.objects.get().total == 60
    assert engagement.end_exemption(reason="A slip", at=AT + timedelta(hours=1), **exempt)
    assert not engagement.end_exemption(reason="A slip", at=AT + timedelta(hours=2), **exempt)
    assert EngagementSummary.objects.get().total == 120


@pytest.mark.parametrize("verb", [engagement.exempt, engagement.end_exemption])
def test_an_exemption_needs_a_reason(enrolment, verb):
    component = ComponentFactory(cohort=enrolment.cohort)

    with pytest.raises(EngagementRefusedError, match="Say why"):
        verb(enrolment=enrolment, component=component, reason="  ", by=UserFactory(), at=AT)
