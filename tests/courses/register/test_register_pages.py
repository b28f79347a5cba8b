"""The pages around a register: closing, "it did not happen", which mark counts, and paper."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from courses.choices import Mark, RecordState, SessionState
from courses.models import Session
from tests.courses.register.making import hall, mark, save
from tests.factories.accounts import UserFactory
from tests.factories.engagement import ApologyFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 17, 16, 40, tzinfo=UTC)


def url(session, name):
    return reverse(f"registers:{name}", args=[session.pk])


class TestClose:
    def test_it_says_who_is_not_marked_and_what_that_means(self, facilitator_client, femis, clock):
        session, (one, two, three) = femis
        save(session, mark(one), at=AT)
        ApologyFactory(session=session, enrolment=two)

        html = facilitator_client.get(url(session, "close")).content.decode()

        assert "2 people are not marked" in html
        assert f"{two.participant.full_name} (sent apologies" in html
        assert three.participant.full_name in html
        assert one.participant.full_name not in html

    def test_the_button_closes(self, facilitator_client, femis, clock):
        session, (one, *_) = femis
        save(session, mark(one), at=AT)

        html = facilitator_client.post(url(session, "close"), follow=True).content.decode()

        assert "The register is closed. 2 not marked were put down as absent." in html
        assert Session.objects.get(pk=session.pk).register_closed_at

    def test_before_the_session_starts_there_is_no_button(self, facilitator_client, femis, clock):
        session, _ = femis
        clock(session.starts_at - timedelta(minutes=1))

        html = facilitator_client.get(url(session, "close")).content.decode()
        refused = facilitator_client.post(url(session, "close"), follow=True).content.decode()

        assert "Mark them absent and close" not in html
        assert "The session has not started yet." in refused

    def test_opening_again_takes_a_press_and_not_a_link(self, facilitator_client, femis, clock):
        session, _ = femis
        facilitator_client.post(url(session, "close"))

        assert facilitator_client.get(url(session, "reopen")).status_code == 405
        html = facilitator_client.post(url(session, "reopen"), follow=True).content.decode()

        assert "The register is open again." in html
        assert Session.objects.get(pk=session.pk).register_closed_at is None


class TestDidNotHappen:
    def test_with_a_reason_the_session_is_not_held(self, facilitator_client, femis, clock):
        session, _ = femis

        html = facilitator_client.post(url(session, "did-not-happen"), {"reason": "Snow"}, follow=True).content.decode()

        assert "Noted: the session did not happen." in html
        session.refresh_from_db()
        assert (session.state, session.state_reason) == (SessionState.NOT_HELD, "Snow")

    def test_a_reason_is_asked_for(self, facilitator_client, femis, clock):
        session, _ = femis

        html = facilitator_client.post(url(session, "did-not-happen"), {"reason": " "}).content.decode()

        assert "Enter why the session did not happen" in html
        assert Session.objects.get(pk=session.pk).state == SessionState.RELEASED

    def test_not_while_somebody_is_marked_as_having_been_there(self, facilitator_client, femis, clock):
        session, (one, *_) = femis
        save(session, mark(one), at=AT)

        html = facilitator_client.post(url(session, "did-not-happen"), {"reason": "Snow"}).content.decode()

        assert "Take those marks back first." in html
        assert Session.objects.get(pk=session.pk).state == SessionState.RELEASED


class TestDecide:
    @pytest.fixture
    def clash(self, femis):
        session, (one, *_) = femis
        grace = UserFactory(name="Grace Invented", roles=["facilitator"])
        session.facilitators.add(grace)
        results = save(session, mark(one), at=AT) + save(
            session, mark(one, Mark.ABSENT, captured_at=AT), by=grace, at=AT
        )
        return session, one, [result.record_id for result in results]

    def test_both_marks_are_shown_with_who_and_when(self, facilitator_client, clash, clock):
        session, one, _ = clash

        html = facilitator_client.get(url(session, "decide")).content.decode()

        assert f"Which mark counts for {one.participant.full_name}?" in html
        assert "Present: Femi Invented, 3:46pm on 17 November 2026 (Register)." in html
        assert "Absent: Grace Invented, 4:40pm on 17 November 2026 (Register). It counts now." in html

    @pytest.mark.parametrize(("which", "counts"), [(0, "attended"), (1, "absent")])
    def test_the_chosen_one_counts(self, facilitator_client, clash, clock, which, counts):
        session, one, records = clash
        answer = {"enrolment": one.pk, "record": records[which]}

        html = facilitator_client.post(url(session, "decide"), answer, follow=True).content.decode()

        assert f"Decided for {one.participant.full_name}." in html
        assert session.records.get(state=RecordState.CURRENT).mark == counts
        assert not session.records.filter(state=RecordState.TO_DECIDE).exists()

    @pytest.mark.parametrize("record", ["", "999999"])
    def test_without_a_choice_nothing_is_decided(self, facilitator_client, clash, clock, record):
        session, one, _ = clash

        html = facilitator_client.post(url(session, "decide"), {"enrolment": one.pk, "record": record}).content.decode()

        assert "There is a problem" in html
        assert session.records.filter(state=RecordState.TO_DECIDE).exists()

    def test_a_removed_facilitators_marks_can_all_be_refused(self, facilitator_client, femis, clock):
        session, (one, *_) = femis
        save(session, mark(one), by=UserFactory(name="Rita", roles=["facilitator"]), at=AT)

        html = facilitator_client.get(url(session, "decide")).content.decode()
        facilitator_client.post(url(session, "decide"), {"enrolment": one.pk, "record": "none"})

        assert "Whoever marked does not lead this session any more." in html
        assert session.records.get().state == RecordState.REFUSED

    def test_where_nothing_waits_it_says_so(self, facilitator_client, femis, clock):
        assert "Nothing waits for a decision." in facilitator_client.get(url(femis[0], "decide")).content.decode()


def test_the_printed_register_has_a_row_and_a_code_for_everybody(facilitator_client, femis, clock):
    session, people = femis

    html = facilitator_client.get(url(session, "print")).content.decode()

    for one in people:
        assert f"{session.pk}-{one.pk}" in html
        assert one.participant.full_name in html
    assert "printed at 4:50pm on Tuesday 17 November 2026" in html


def test_codes_on_paper_lead_to_the_same_people_after_others_have_joined(facilitator_client, femis, clock):
    """peers.md G23: printed codes map back to the right rows after a later re-order."""
    session, (one, *_) = femis
    hall(2)

    html = facilitator_client.get(url(session, "paper")).content.decode()

    assert f'id="person-{one.pk}" data-enrolment="{one.pk}"' in html
    assert f"{session.pk}-{one.pk}" in html
