"""The feed and the files: for whoever holds the address, without signing in, until it is stopped."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from npq_portal.calendars.models import CalendarAddress, ToldEvent
from tests.calendars.reading import events
from tests.factories.calendars import CalendarAddressFactory
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import ComponentFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(participant):
    """Priya is expected at it; it is led by Femi, whose name is in no calendar but his own."""
    session = SessionFactory(join_link="https://meet.example/1")
    EnrolmentFactory(participant=participant.participant, cohort=session.component.cohort)
    return session


@pytest.fixture
def address(participant) -> CalendarAddress:
    return CalendarAddressFactory(user=participant)


def url(address: CalendarAddress) -> str:
    return reverse("calendars:feed", args=[address.token])


def test_it_opens_without_signing_in_as_a_calendar(client, session, address):
    answer = client.get(url(address))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, max-age=300"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert list(events(answer.content)) == [f"session-{session.pk}"]
    assert not answer.cookies


def test_nobodys_name_or_email_is_in_it(client, session, address, facilitator, participant):
    session.facilitators.add(facilitator)
    text = client.get(url(address)).content.decode()
    for words in (participant.email, "Priya", "Femi", facilitator.email):
        assert words not in text


def test_a_token_has_256_random_bits_in_it(address):
    assert re.fullmatch(r"[\w-]{43}", address.token)
    assert address.token != CalendarAddressFactory().token


def test_a_program_that_asks_again_is_told_that_nothing_is_new(client, session, address):
    first = client.get(url(address))
    again = client.get(url(address), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(url(address)).status_code == 200


@pytest.mark.parametrize("token", ["x", "a" * 43])
def test_an_unknown_address_is_not_found(client, address, token):
    assert client.get(reverse("calendars:feed", args=[token])).status_code == 404


def test_an_address_that_was_replaced_or_stopped_is_not_found(client, participant_client, session, address):
    old = url(address)
    participant_client.post(reverse("calendars:replace"))
    address.refresh_from_db()
    assert client.get(old).status_code == 404
    assert client.get(url(address)).status_code == 200
    participant_client.post(reverse("calendars:stop"))
    assert client.get(url(address)).status_code == 404


def test_whoever_may_not_sign_in_has_no_feed(client, participant, address):
    participant.is_active = False
    participant.save()
    assert client.get(url(address)).status_code == 404


def test_a_new_address_goes_on_where_the_old_one_was(client, participant_client, session, address):
    client.get(url(address))
    session.venue = "Room 2"
    session.save()
    participant_client.post(reverse("calendars:replace"))
    address.refresh_from_db()
    assert events(client.get(url(address)).content)[f"session-{session.pk}"].sequence == 1


def test_it_cannot_be_asked_for_without_end(client, address):
    answers = [client.get(url(address)) for _ in range(61)]
    assert [answer.status_code for answer in answers] == [200] * 60 + [429]
    assert answers[-1].headers["Retry-After"] == "600"
    assert client.get(url(CalendarAddressFactory())).status_code == 200


def test_only_reading_is_possible(client, address):
    assert client.post(url(address)).status_code == 405


def test_more_sessions_take_no_more_queries_and_an_unchanged_feed_writes_nothing(client, session, address):
    def queries() -> list[str]:
        client.get(url(address))  # what is new is remembered
        with CaptureQueriesContext(connection) as asked:
            client.get(url(address))
        return [one["sql"] for one in asked.captured_queries]

    def more(number: int) -> None:
        for _ in range(number):
            SessionFactory(component=ComponentFactory(cohort=session.component.cohort))

    more(4)
    few = queries()
    more(45)
    many = queries()
    assert ToldEvent.objects.count() == 50
    assert len(few) == len(many) < 20
    assert [one for one in many if not one.startswith("SELECT")] == []


# -- files of single events --------------------------------------------------------------------------------------------
def test_a_file_holds_the_one_event(participant_client, session):
    SessionFactory(component=ComponentFactory(cohort=session.component.cohort))
    answer = participant_client.get(reverse("calendars:event", args=[f"session-{session.pk}"]))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="session-{session.pk}.ics"'
    assert list(events(answer.content)) == [f"session-{session.pk}"]


def test_the_file_and_the_feed_say_the_same(client, participant_client, session, address):
    theirs = events(participant_client.get(reverse("calendars:event", args=[f"session-{session.pk}"])).content)
    assert events(client.get(url(address)).content) == theirs


def test_what_is_not_ones_own_is_not_found(facilitator_client, session):
    assert facilitator_client.get(reverse("calendars:event", args=[f"session-{session.pk}"])).status_code == 404


def test_the_host_of_the_portal_ends_the_identifier(client, session, address, settings):
    settings.SITE_URL = "https://npq.hub.example:8443"
    assert f"UID:session-{session.pk}@npq.hub.example" in client.get(url(address)).content.decode()


def test_a_browser_that_is_signed_in_elsewhere_gets_the_owners(address, session, facilitator_client: Client):
    assert list(events(facilitator_client.get(url(address)).content)) == [f"session-{session.pk}"]
