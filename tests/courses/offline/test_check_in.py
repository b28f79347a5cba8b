"""Checking in by phone: who is let in, who is turned away and what they are told."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from courses.choices import Mark, MarkSource, RecordState, SessionState
from courses.models import EngagementRecord, Session
from courses.views.check_in import COOKIE
from tests.cast import signed_in
from tests.courses.offline.conftest import AT, answers, get, post, scan_path
from tests.factories.accounts import ParticipantFactory
from tests.factories.courses import CohortFactory, EnrolmentFactory
from tests.factories.engagement import ComponentFactory, ProgrammeComponentFactory, RecordFactory, SessionPlaceFactory

pytestmark = pytest.mark.django_db


def test_a_scan_asks_and_the_button_records(participant_client, session, enrolment):
    path = scan_path(session)

    page = get(participant_client, path)
    assertContains(page, "I am here")
    assertContains(page, "Priya Invented")
    assert not EngagementRecord.objects.exists()

    done = post(participant_client, path, follow=True)
    assertContains(done, "You are marked present")
    assertContains(done, "4:05pm")
    record = EngagementRecord.objects.get()
    assert (record.enrolment, record.mark, record.minutes) == (enrolment, Mark.ATTENDED, 60)
    assert (record.source, record.state, record.captured_at) == (MarkSource.SELF_CHECK_IN, RecordState.CURRENT, AT)


def test_doing_it_again_changes_nothing(participant_client, session, enrolment):
    path = scan_path(session)
    post(participant_client, path)
    post(participant_client, path)

    assertRedirects(get(participant_client, path), reverse("mine:check-in", args=[session.pk]))
    assert EngagementRecord.objects.count() == 1


def test_reading_slowly_loses_nobody_their_place_within_ten_minutes(participant_client, session, enrolment):
    path = scan_path(session)
    get(participant_client, path)

    post(participant_client, path, AT + timedelta(minutes=9))

    assert EngagementRecord.objects.get().captured_at == AT


def test_after_ten_minutes_the_scan_counts_no_more(participant_client, session, enrolment):
    path = scan_path(session)
    get(participant_client, path)

    assertContains(post(participant_client, path, AT + timedelta(minutes=10)), "This code has changed")
    assert not EngagementRecord.objects.exists()


def test_who_scans_signed_out_signs_in_and_keeps_the_place(client, session, enrolment, participant):
    path = scan_path(session)
    response = get(client, path)
    assertRedirects(response, f"{reverse('account_login')}?next={path}", fetch_redirect_response=False)
    cookie = response.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/my/check-in/")

    later = AT + timedelta(minutes=4)
    with time_machine.travel(later, tick=False):
        client.force_login(participant)

    assertContains(get(client, path, later), "I am here")
    post(client, path, later)
    assert EngagementRecord.objects.get().captured_at == AT


def test_a_scan_near_the_end_still_counts_after_it(participant_client, session, enrolment):
    last = session.ends_at - timedelta(seconds=5)
    path = scan_path(session, last)
    get(participant_client, path, last)

    post(participant_client, path, session.ends_at + timedelta(minutes=2))

    assert EngagementRecord.objects.get().captured_at == last


def test_an_address_passed_on_carries_nobodys_place(participant_client, session, enrolment):
    path = scan_path(session)
    get(participant_client, path)

    friend = ParticipantFactory()
    EnrolmentFactory(participant=friend, cohort=session.component.cohort)
    answer = post(signed_in(friend.user), path, AT + timedelta(minutes=2))

    assertContains(answer, "This code has changed")


def test_the_place_is_kept_for_one_session_and_cannot_be_made_up(participant_client, session, enrolment):
    get(participant_client, scan_path(session))
    other = Session.objects.create(component=session.component, starts_at=session.starts_at, ends_at=session.ends_at, state="released")  # fmt: skip

    old = reverse("mine:check-in-scan", args=[other.pk, "guessed"])
    assertContains(get(participant_client, old), "This code has changed")
    participant_client.cookies[COOKIE] = f"{other.pk} {AT.isoformat()}"
    assertContains(get(participant_client, old), "This code has changed")


@pytest.mark.parametrize(
    ("at", "title"),
    [
        (AT - timedelta(minutes=40), "You are early"),
        (AT + timedelta(minutes=60), "This session has ended"),
    ],
)
def test_too_early_and_too_late_are_told_without_signing_in(client, session, at, title):
    assertContains(get(client, scan_path(session, at), at), title)


def test_a_cancelled_session_says_so(participant_client, session, enrolment):
    Session.objects.filter(pk=session.pk).update(state=SessionState.CANCELLED, state_reason="Snow")

    for path in (scan_path(session), reverse("mine:check-in", args=[session.pk])):
        page = get(participant_client, path)
        assertContains(page, "This session was cancelled")
        assertNotContains(page, "Scan the code")


def test_a_session_that_did_not_happen_says_so(participant_client, session, enrolment):
    Session.objects.filter(pk=session.pk).update(state=SessionState.NOT_HELD, state_reason="Snow")

    for path in (scan_path(session), reverse("mine:check-in", args=[session.pk])):
        assertContains(get(participant_client, path), "did not happen, so nobody can check in to it")


def test_a_session_nobody_knows_is_not_there(participant_client, session):
    Session.objects.filter(pk=session.pk).update(state=SessionState.DRAFT)

    assert get(participant_client, scan_path(session)).status_code == 404


def test_the_wrong_person_is_told_who_they_are_signed_in_as(outsider_client, participant_client, session):
    for client, email in ((outsider_client, "olu@elsewhere.example"), (participant_client, "priya@school.example")):
        page = get(client, scan_path(session))
        assertContains(page, "You are not on this register")
        assertContains(page, email)
        assertContains(post(client, scan_path(session)), "You are not on this register")
    assert not EngagementRecord.objects.exists()


def test_somebody_of_another_cohort_with_a_place_here_is_let_in(participant_client, participant, session):
    origin = ProgrammeComponentFactory(programme=session.component.cohort.programme)
    session.component.origin = origin
    session.component.save()
    own = ComponentFactory(cohort=CohortFactory(programme=origin.programme, intake__identifier="2027a"), origin=origin)
    enrolment = EnrolmentFactory(participant=participant.participant, cohort=own.cohort)

    path = scan_path(session)
    assertContains(post(participant_client, path), "You are not on this register")
    SessionPlaceFactory(session=session, component=own, enrolment=enrolment)
    post(participant_client, path)

    assert EngagementRecord.objects.get().component == own


def test_a_register_that_says_absent_is_a_clash_and_the_newer_counts(
    participant_client, session, enrolment, facilitator
):
    RecordFactory(session=session, enrolment=enrolment, mark=Mark.ABSENT, by=facilitator)

    assertContains(post(participant_client, scan_path(session), follow=True), "You are marked present")
    assert EngagementRecord.objects.get(mark=Mark.ABSENT).state == RecordState.TO_DECIDE


def test_what_the_facilitator_says_after_it_is_what_the_page_shows(participant_client, device, session, enrolment):
    post(participant_client, scan_path(session))
    own = EngagementRecord.objects.get()
    absent = device.mark(session, enrolment, "absent", at=AT + timedelta(minutes=1), based_on=str(own.client_uuid))
    answers(device.send(absent, at=AT + timedelta(minutes=2)))

    page = post(participant_client, scan_path(session), follow=True)

    assertContains(page, "The register says that you are absent")
    assert EngagementRecord.objects.count() == 2


@pytest.mark.parametrize(
    ("mark", "minutes", "words"),
    [
        (Mark.PART, 20, "for 20 of 60 minutes"),
        (Mark.ABSENT, 0, "says that you are absent"),
        (Mark.CLEARED, 0, "not checked in"),
    ],
)
def test_the_page_is_drawn_from_the_stored_row(participant_client, session, enrolment, mark, minutes, words):
    RecordFactory(session=session, enrolment=enrolment, mark=mark, minutes=minutes)

    assertContains(participant_client.get(reverse("mine:check-in", args=[session.pk])), words)


def test_a_check_in_that_waits_says_so(participant_client, session, enrolment, device):
    post(participant_client, scan_path(session))
    EngagementRecord.objects.update(state=RecordState.TO_DECIDE, to_decide="clash")

    assertContains(participant_client.get(reverse("mine:check-in", args=[session.pk])), "waits for the facilitator")


def test_guessing_is_stopped_for_the_person_and_not_for_the_room(participant_client, session, enrolment):
    guess = reverse("mine:check-in-scan", args=[session.pk, "guessed"])
    for _ in range(10):
        assert get(participant_client, guess).status_code == 200

    assert get(participant_client, guess).status_code == 429
    assertContains(get(participant_client, scan_path(session)), "Too many codes", status_code=429)
    friend = ParticipantFactory()
    EnrolmentFactory(participant=friend, cohort=session.component.cohort)
    assertContains(get(signed_in(friend.user), scan_path(session)), "I am here")


def test_guessing_is_stopped_for_a_network(client, session):
    guess = reverse("mine:check-in-scan", args=[session.pk, "guessed"])

    answers = [get(client, guess).status_code for _ in range(201)]

    assert answers == [200] * 200 + [429]


def test_the_cookie_is_told(client):
    assertContains(client.get(reverse("pages:cookies")), f">{COOKIE}<")
    assert settings.SESSION_COOKIE_NAME != COOKIE
