"""record_marks: marks come in any order, twice, from several people; nothing is dropped."""

from datetime import UTC, datetime, timedelta

import pytest

from courses.actions.register import NewMark, record_marks
from courses.choices import Mark, MarkSource, RecordState, SessionState, WhyToDecide
from courses.models import EngagementRecord
from tests.courses.register.making import hall, mark, save
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import SessionFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 17, 15, 50, tzinfo=UTC)


def test_present_gives_what_the_component_is_worth_and_absent_nothing():
    session, (one, two, three) = hall(3)

    results = save(session, mark(one), mark(two, Mark.ABSENT), mark(three, Mark.PART, minutes=25), at=AT)

    assert [result.state for result in results] == [RecordState.CURRENT] * 3
    assert list(
        session.records.order_by("enrolment").values_list("enrolment", "mark", "minutes", "source", "slot")
    ) == [
        (one.pk, "attended", 60, "register", f"session:{session.pk}"),
        (two.pk, "absent", 0, "register", f"session:{session.pk}"),
        (three.pk, "part", 25, "register", f"session:{session.pk}"),
    ]


def test_sent_again_nothing_changes_and_the_first_result_comes_back():
    session, (one, two) = hall(2)
    batch = [mark(one), mark(two, Mark.ABSENT)]

    first = save(session, *batch, at=AT)
    again = save(session, *batch, at=AT + timedelta(hours=1))
    both_in_one = save(session, batch[0], batch[0], at=AT + timedelta(hours=2))

    assert again == first
    assert both_in_one == [first[0], first[0]]
    assert session.records.count() == 2
    session.refresh_from_db()
    assert session.register_saved_at == AT


def test_a_later_mark_of_the_same_person_replaces_the_earlier_one_even_when_it_arrives_first():
    session, (one,) = hall(1)
    early, late = mark(one, Mark.ABSENT, captured_at=AT), mark(one, captured_at=AT + timedelta(minutes=5))

    save(session, late, at=AT + timedelta(hours=1))
    result = save(session, early, at=AT + timedelta(hours=2))[0]

    assert (result.state, result.why, result.clashes) == (RecordState.PAST, "", False)
    assert EngagementRecord.objects.get(state=RecordState.CURRENT).client_uuid == late.client_uuid


def test_two_facilitators_who_disagree_are_both_kept_for_a_decision():
    session, (one,) = hall(1)
    other = UserFactory(roles=["facilitator"])
    session.facilitators.add(other)
    present, absent = mark(one, captured_at=AT), mark(one, Mark.ABSENT, captured_at=AT + timedelta(minutes=1))

    save(session, present, at=AT + timedelta(hours=1))
    result = save(session, absent, by=other, at=AT + timedelta(hours=1))[0]

    assert (result.state, result.clashes) == (RecordState.CURRENT, True)
    kept = EngagementRecord.objects.get(client_uuid=present.client_uuid)
    assert (kept.state, kept.to_decide) == (RecordState.TO_DECIDE, WhyToDecide.CLASH)


def test_whoever_looked_at_a_mark_may_replace_it():
    session, (one,) = hall(1)
    other = UserFactory(roles=["facilitator"])
    session.facilitators.add(other)
    present = mark(one, captured_at=AT)
    save(session, present, at=AT)

    result = save(session, mark(one, Mark.ABSENT, based_on=present.client_uuid), by=other, at=AT + timedelta(hours=1))

    assert not result[0].clashes
    assert not EngagementRecord.objects.filter(state=RecordState.TO_DECIDE).exists()


def test_a_batch_of_somebody_who_does_not_lead_the_session_waits_and_counts_for_nothing():
    session, (one,) = hall(1)
    removed = session.facilitators.get()
    session.facilitators.clear()

    result = save(session, mark(one), by=removed, at=AT)[0]

    assert (result.state, result.why) == (RecordState.TO_DECIDE, WhyToDecide.NOT_A_FACILITATOR.label)
    session.refresh_from_db()
    assert session.register_saved_at is None


def test_a_facilitator_whose_role_was_taken_away_does_not_lead_any_session():
    session, (one,) = hall(1)
    removed = session.facilitators.get()
    removed.role_grants.update(revoked_at=AT)
    removed.forget_roles()

    assert save(session, mark(one), by=removed, at=AT)[0].state == RecordState.TO_DECIDE


def test_the_hub_may_mark_at_any_session(hub_admin):
    session, (one,) = hall(1)

    assert save(session, mark(one), by=hub_admin, at=AT)[0].state == RecordState.CURRENT


@pytest.mark.parametrize("state", [SessionState.CANCELLED, SessionState.NOT_HELD])
def test_marks_for_a_session_that_did_not_happen_are_kept_for_a_decision(state):
    session, (one,) = hall(1)
    session.state, session.state_reason = state, "Snow"
    session.save()

    result = save(session, mark(one), at=AT)[0]

    assert (result.state, result.why) == (RecordState.TO_DECIDE, WhyToDecide.NOT_HELD.label)


def test_marks_that_cannot_be_kept_say_why_and_the_others_are_kept():
    session, (one, two) = hall(2)
    stranger = EnrolmentFactory()
    elsewhere, (somebody,) = hall(1)
    taken = mark(somebody)
    save(elsewhere, taken, at=AT)
    uuid_of_another = NewMark(enrolment_id=two.pk, mark=Mark.ATTENDED, client_uuid=taken.client_uuid, captured_at=AT)

    results = save(
        session,
        mark(stranger),
        mark(one, Mark.PART),
        mark(one, Mark.EXEMPT),
        uuid_of_another,
        mark(two),
        at=AT,
    )

    assert [result.state for result in results] == ["refused"] * 4 + ["current"]
    assert all(result.why and result.record_id is None for result in results[:4])
    assert session.records.get().enrolment == two


def test_a_session_nobody_was_told_of_has_no_register():
    session, (one,) = hall(1)
    session.state = SessionState.DRAFT
    session.save()

    assert save(session, mark(one), at=AT)[0].state == RecordState.REFUSED


def test_the_future_and_a_clock_of_1970_are_brought_into_reach_in_their_order():
    session, (one,) = hall(1)
    ahead = [
        mark(one, Mark.ABSENT, captured_at=AT + timedelta(minutes=9)),
        mark(one, captured_at=AT + timedelta(minutes=10)),
    ]
    behind = mark(one, Mark.ABSENT, captured_at=datetime(1970, 1, 1, tzinfo=UTC))

    save(session, *reversed(ahead), behind, at=AT)

    stored = {record.client_uuid: record for record in session.records.all()}
    assert {stored[one.client_uuid].captured_at for one in ahead} == {AT}
    assert stored[ahead[1].client_uuid].state == RecordState.CURRENT
    assert stored[behind.client_uuid].captured_at == session.starts_at - timedelta(days=30)


def test_part_is_never_worth_more_than_the_whole():
    session, (one,) = hall(1)

    save(session, mark(one, Mark.PART, minutes=500), at=AT)

    assert session.records.get().minutes == 60


def test_people_check_themselves_in_and_nobody_else():
    session, (one, two) = hall(2)

    results = record_marks(
        session=session,
        marks=[mark(one), mark(two)],
        source=MarkSource.SELF_CHECK_IN,
        by=one.participant.user,
        at=AT,
    )

    assert [result.state for result in results] == [RecordState.CURRENT, RecordState.TO_DECIDE]


def test_no_marks_change_nothing():
    session = SessionFactory()

    assert record_marks(session=session, marks=[], source=MarkSource.PAPER, by=UserFactory(), at=AT) == []
    session.refresh_from_db()
    assert session.register_saved_at is None
