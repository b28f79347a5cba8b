"""Closing a register, opening it again, and deciding between marks."""

from datetime import UTC, datetime, timedelta

import pytest

from courses.actions.register import (
    RegisterRefusedError,
    close_register,
    decide,
    record_marks,
    reopen_register,
    unmarked,
)
from courses.choices import Mark, MarkSource, RecordState, SessionState
from courses.models import EngagementRecord, Session
from tests.courses.register.making import hall, mark, save
from tests.factories.accounts import UserFactory
from tests.factories.engagement import ApologyFactory, SessionFactory, SessionPlaceFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 17, 17, tzinfo=UTC)


def closed(session) -> bool:
    return Session.objects.get(pk=session.pk).register_closed_at is not None


class TestClosing:
    def test_it_closes_itself_when_everybody_expected_is_marked(self):
        session, (one, two) = hall(2)

        save(session, mark(one), at=AT)
        assert not closed(session)
        save(session, mark(two, Mark.ABSENT), at=AT)

        assert closed(session)
        assert session.events.get().what == "Register closed: everybody is marked"

    def test_those_who_go_to_the_repeat_are_not_waited_for(self):
        session, (one, two) = hall(2)
        repeat = SessionFactory(component=session.component, starts_at=session.starts_at + timedelta(days=7))
        SessionPlaceFactory(enrolment=two, session=repeat)

        save(session, mark(one), at=AT)

        assert closed(session)

    def test_it_does_not_close_before_the_session_starts(self):
        session, (one,) = hall(1)
        before = session.starts_at - timedelta(hours=1)

        save(session, mark(one, Mark.AUTHORISED_ABSENCE, captured_at=before), at=before)

        assert not closed(session)

    def test_a_mark_that_waits_for_a_decision_is_no_mark(self):
        session, (one,) = hall(1)

        save(session, mark(one), by=UserFactory(roles=["facilitator"]), at=AT)

        assert not closed(session)
        assert list(unmarked(session)) == [one]

    def test_closing_puts_the_rest_down_as_absent_with_apologies_where_they_sent_them(self, facilitator):
        session, (one, two, three) = hall(3, facilitator=facilitator)
        save(session, mark(one), at=AT)
        ApologyFactory(session=session, enrolment=two)

        assert close_register(session=session, by=facilitator, at=AT) == 2

        marks = session.records.order_by("enrolment").values_list("enrolment", "mark")
        assert list(marks) == [(one.pk, "attended"), (two.pk, "authorised_absence"), (three.pk, "absent")]
        assert closed(session)
        session.refresh_from_db()
        assert session.register_closed_by == facilitator

    def test_closing_twice_changes_nothing(self, facilitator):
        session, _ = hall(1, facilitator=facilitator)
        close_register(session=session, by=facilitator, at=AT)

        assert close_register(session=session, by=facilitator, at=AT + timedelta(days=1)) == 0
        assert session.records.count() == 1

    def test_an_empty_register_can_be_closed(self, facilitator):
        session = SessionFactory(facilitators=[facilitator])

        close_register(session=session, by=facilitator, at=AT)

        assert closed(session)

    @pytest.mark.parametrize(
        "change",
        [
            {"starts_at": AT + timedelta(hours=1), "ends_at": AT + timedelta(hours=2)},
            {"state": "not_held", "state_reason": "Snow"},
        ],
    )
    def test_not_before_it_starts_nor_where_it_does_not_take_place(self, facilitator, change):
        session, _ = hall(1, facilitator=facilitator)
        Session.objects.filter(pk=session.pk).update(**change)

        with pytest.raises(RegisterRefusedError):
            close_register(session=session, by=facilitator, at=AT)
        assert not closed(session)

    def test_it_is_opened_again_once(self, facilitator):
        session, _ = hall(1, facilitator=facilitator)
        close_register(session=session, by=facilitator, at=AT)

        assert reopen_register(session=session, by=facilitator, at=AT)
        assert not reopen_register(session=session, by=facilitator, at=AT)
        assert not closed(session)

    def test_a_mark_taken_back_opens_it_again(self):
        session, (one,) = hall(1)
        save(session, mark(one), at=AT)
        assert closed(session)

        save(session, mark(one, Mark.CLEARED, captured_at=AT), at=AT + timedelta(minutes=1))

        assert not closed(session)
        assert list(unmarked(session)) == [one]

    @pytest.mark.parametrize("by_another", [False, True], ids=["by whoever closed it", "by a colleague"])
    def test_a_phone_that_sends_after_the_closing_is_believed(self, facilitator, by_another):
        """Closing fills in what nobody saw; somebody did see."""
        session, (one,) = hall(1, facilitator=facilitator)
        close_register(session=session, by=facilitator, at=AT)
        colleague = UserFactory(roles=["facilitator"])
        session.facilitators.add(colleague)

        late = mark(one, captured_at=AT - timedelta(minutes=30))
        by = colleague if by_another else facilitator
        result = save(session, late, by=by, at=AT + timedelta(hours=5))[0]

        assert (result.state, result.clashes) == (RecordState.CURRENT, False)
        assert list(session.records.order_by("mark").values_list("mark", "state")) == [
            (Mark.ABSENT, RecordState.PAST),
            (Mark.ATTENDED, RecordState.CURRENT),
        ]
        assert closed(session)

    def test_whoever_was_taken_back_before_the_closing_is_absent_and_after_it_unmarked(self, facilitator):
        session, (one,) = hall(1, facilitator=facilitator)
        save(session, mark(one, captured_at=AT - timedelta(minutes=9)), by=facilitator, at=AT)
        save(session, mark(one, Mark.CLEARED, captured_at=AT - timedelta(minutes=8)), by=facilitator, at=AT)
        reopen_register(session=session, by=facilitator, at=AT)
        close_register(session=session, by=facilitator, at=AT)
        assert session.records.get(state=RecordState.CURRENT).mark == Mark.ABSENT

        later = AT + timedelta(minutes=5)
        save(session, mark(one, Mark.CLEARED, captured_at=later), by=facilitator, at=later)
        assert session.records.get(state=RecordState.CURRENT).mark == Mark.CLEARED


class TestDeciding:
    @pytest.fixture
    def clash(self, facilitator):
        """Femi said present, then Grace, who did not know, said absent; Hana decides."""
        session, (one,) = hall(1, facilitator=facilitator)
        grace = UserFactory(roles=["facilitator"])
        session.facilitators.add(grace)
        present, absent = mark(one), mark(one, Mark.ABSENT, captured_at=AT - timedelta(minutes=5))
        save(session, present, by=facilitator, at=AT)
        save(session, absent, by=grace, at=AT)
        return session, session.records.get(client_uuid=present.client_uuid)

    def states(self, session) -> dict[str, str]:
        return dict(session.records.values_list("mark", "state"))

    def test_accepting_makes_it_count_in_place_of_the_other(self, clash, hub_admin):
        session, present = clash

        assert decide(record=present, accept=True, by=hub_admin, at=AT)

        assert self.states(session) == {"attended": RecordState.CURRENT, "absent": RecordState.PAST}
        present.refresh_from_db()
        assert (present.decided_by, present.decided_at) == (hub_admin, AT)

    def test_deciding_against_it_leaves_the_other(self, clash, hub_admin):
        session, present = clash

        decide(record=present, accept=False, by=hub_admin, at=AT)

        assert self.states(session) == {"attended": RecordState.REFUSED, "absent": RecordState.CURRENT}

    @pytest.mark.parametrize("accept", [True, False])
    def test_a_second_decision_changes_nothing(self, clash, hub_admin, accept):
        session, present = clash
        decide(record=present, accept=True, by=hub_admin, at=AT)

        assert not decide(record=present, accept=accept, by=hub_admin, at=AT + timedelta(hours=1))
        assert self.states(session)["attended"] == RecordState.CURRENT

    def test_of_three_opinions_one_is_chosen(self, clash, hub_admin):
        session, present = clash
        hana = UserFactory(roles=["facilitator"])
        session.facilitators.add(hana)
        part = mark(present.enrolment, Mark.PART, minutes=9, captured_at=AT - timedelta(minutes=1))
        save(session, part, by=hana, at=AT)

        decide(record=present, accept=True, by=hub_admin, at=AT)

        assert sorted(session.records.values_list("state", flat=True)) == ["current", "past", "refused"]

    def test_a_replay_after_the_decision_undoes_nothing(self, clash, facilitator, hub_admin):
        session, present = clash
        decide(record=present, accept=True, by=hub_admin, at=AT)
        record = session.records.get(mark=Mark.ABSENT)
        again = mark(record.enrolment, Mark.ABSENT, client_uuid=record.client_uuid, captured_at=record.captured_at)

        result = record_marks(
            session=session, marks=[again], source=MarkSource.REGISTER, by=record.by, at=AT + timedelta(hours=1)
        )[0]

        assert result.state == RecordState.PAST
        assert self.states(session)["attended"] == RecordState.CURRENT

    def test_a_removed_facilitators_mark_counts_once_it_is_accepted(self, hub_admin):
        session, (one,) = hall(1)
        result = save(session, mark(one), by=UserFactory(roles=["facilitator"]), at=AT)[0]

        decide(record=EngagementRecord.objects.get(pk=result.record_id), accept=True, by=hub_admin, at=AT)

        assert session.records.get().state == RecordState.CURRENT
        assert closed(session)

    def test_nobody_was_present_at_a_session_that_did_not_happen(self, hub_admin):
        session, (one,) = hall(1)
        Session.objects.filter(pk=session.pk).update(state=SessionState.NOT_HELD, state_reason="Snow")
        result = save(session, mark(one), at=AT)[0]
        record = EngagementRecord.objects.get(pk=result.record_id)

        with pytest.raises(RegisterRefusedError):
            decide(record=record, accept=True, by=hub_admin, at=AT)
        assert decide(record=record, accept=False, by=hub_admin, at=AT)
