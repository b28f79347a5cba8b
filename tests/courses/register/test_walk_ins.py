"""Walk-ins: noted by name, matched later, credited once."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from courses.actions.register import (
    RegisterRefusedError,
    add_walk_in,
    dismiss_walk_in,
    match_walk_in,
)
from courses.choices import Mark, RecordState
from courses.facts.walk_ins import candidates
from courses.models import WalkIn
from tests.courses.register.making import hall, mark, save
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import ComponentFactory, ProgrammeComponentFactory, WalkInFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 17, 17, tzinfo=UTC)


@pytest.fixture
def femis(facilitator):
    origin = ProgrammeComponentFactory()
    component = ComponentFactory(origin=origin, minutes=60)
    return hall(2, facilitator=facilitator, component=component)


def walked_in(session, **facts):
    return WalkInFactory(session=session, added_by=session.facilitators.get(), **facts)


def test_noted_twice_it_is_one_row(femis, facilitator):
    session, _ = femis
    facts = {"session": session, "client_uuid": uuid4(), "note": "", "minutes": 60, "by": facilitator, "at": AT}

    first = add_walk_in(name="Wanda", captured_at=AT, **facts)
    again = add_walk_in(name="Wanda", captured_at=AT + timedelta(hours=9), **facts)

    assert first == again == WalkIn.objects.get()


def test_it_is_never_noted_in_the_future(femis, facilitator):
    session, _ = femis
    later = AT + timedelta(days=1)

    one = add_walk_in(
        session=session, client_uuid=uuid4(), name="W", note="", minutes=5, captured_at=later, by=facilitator, at=AT
    )

    assert one.captured_at == AT


@pytest.mark.parametrize(("minutes", "expected"), [(60, ("attended", 60)), (90, ("attended", 60)), (20, ("part", 20))])
def test_matched_they_are_marked_for_the_minutes_they_were_there(femis, facilitator, minutes, expected):
    session, (one, _) = femis
    walk_in = walked_in(session, minutes=minutes)

    match_walk_in(walk_in=walk_in, enrolment=one, by=facilitator, at=AT)

    record = session.records.get()
    assert (record.mark, record.minutes) == expected
    assert record.captured_at == walk_in.captured_at
    walk_in.refresh_from_db()
    assert (walk_in.enrolment, walk_in.settled_by, walk_in.settled_at) == (one, facilitator, AT)


def test_whoever_was_marked_absent_was_there_after_all(femis, facilitator):
    session, (one, _) = femis
    save(session, mark(one, Mark.ABSENT, captured_at=AT), at=AT)

    match_walk_in(walk_in=walked_in(session), enrolment=one, by=facilitator, at=AT)

    assert session.records.get(state=RecordState.CURRENT).mark == Mark.ATTENDED


def test_matched_twice_they_are_credited_once_and_never_to_two(femis, facilitator):
    session, (one, two) = femis
    walk_in = walked_in(session)
    match_walk_in(walk_in=walk_in, enrolment=one, by=facilitator, at=AT)

    again = match_walk_in(walk_in=walk_in, enrolment=one, by=facilitator, at=AT + timedelta(hours=1))

    assert again.state == RecordState.CURRENT
    assert session.records.count() == 1
    with pytest.raises(RegisterRefusedError):
        match_walk_in(walk_in=walk_in, enrolment=two, by=facilitator, at=AT)


def test_nobody_of_ours_is_an_answer(femis, facilitator):
    session, (one, _) = femis
    walk_in = walked_in(session)

    assert dismiss_walk_in(walk_in=walk_in, by=facilitator, at=AT)
    assert not dismiss_walk_in(walk_in=walk_in, by=facilitator, at=AT)
    with pytest.raises(RegisterRefusedError):
        match_walk_in(walk_in=walk_in, enrolment=one, by=facilitator, at=AT)


def test_the_credit_of_somebody_of_another_cohort_is_their_own_cohorts(femis, facilitator, hub_admin):
    session, _ = femis
    copy = ComponentFactory(origin=session.component.origin, minutes=50)
    guest = EnrolmentFactory(cohort=copy.cohort)
    walk_in = walked_in(session)

    with pytest.raises(RegisterRefusedError, match="not on this session's register"):
        match_walk_in(walk_in=walk_in, enrolment=guest, by=facilitator, at=AT)
    match_walk_in(walk_in=walk_in, enrolment=guest, by=hub_admin, at=AT)

    record = guest.records.get()
    assert (record.component, record.minutes, record.slot) == (copy, 50, f"session:{session.pk}")


def test_the_most_alike_come_first_and_other_cohorts_are_the_hubs_to_see(femis):
    session, (one, two) = femis
    one.participant.first_name, one.participant.last_name = "Wanda", "Walker"
    one.participant.save()
    copy = ComponentFactory(origin=session.component.origin)
    guest = EnrolmentFactory(cohort=copy.cohort)
    EnrolmentFactory()
    walk_in = walked_in(session, name="wanda walkr")

    theirs, hubs = (candidates(walk_in, of_other_cohorts=everybody) for everybody in (False, True))

    assert theirs.likely == [one]
    assert theirs.others == [two]
    assert set(hubs.others) == {two, guest}


class TestPage:
    def url(self, walk_in) -> str:
        return reverse("registers:walk-in", args=[walk_in.session_id, walk_in.pk])

    @pytest.mark.parametrize("through_list", [False, True])
    def test_somebody_is_chosen(self, femis, facilitator_client, clock, through_list):
        session, (one, _) = femis
        one.participant.first_name, one.participant.last_name = "Wanda", "Walker"
        one.participant.save()
        walk_in = walked_in(session, name="Wanda Walker" if not through_list else "Zzz")
        answer = {"who": "other", "other": one.pk} if through_list else {"who": one.pk}

        html = facilitator_client.post(self.url(walk_in), answer, follow=True).content.decode()

        assert "is Wanda Walker, who is marked now." in html
        assert session.records.get().enrolment == one

    def test_nobody_of_ours(self, femis, facilitator_client, clock):
        session, _ = femis
        walk_in = walked_in(session)

        html = facilitator_client.post(self.url(walk_in), {"who": "nobody"}, follow=True).content.decode()

        assert "was nobody of ours" in html
        assert not session.records.exists()

    @pytest.mark.parametrize("answer", [{}, {"who": "other"}, {"who": "999999"}, {"who": "other", "other": "x"}])
    def test_no_answer_is_asked_for_again(self, femis, facilitator_client, clock, answer):
        session, _ = femis
        walk_in = walked_in(session)

        html = facilitator_client.post(self.url(walk_in), answer).content.decode()

        assert "There is a problem" in html
        assert not session.records.exists()

    def test_of_another_session_it_is_not_found(self, femis, facilitator_client, clock):
        session, _ = femis
        other, _ = hall(1)
        walk_in = walked_in(other)

        assert facilitator_client.get(self.url(walk_in)).status_code == 404
        assert facilitator_client.get(reverse("registers:walk-in", args=[session.pk, walk_in.pk])).status_code == 404
