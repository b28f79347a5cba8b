"""Your calendar, from your account: make an address, replace it, stop it."""

import threading

import pytest
from django.db import close_old_connections
from django.urls import reverse
from playwright.sync_api import Page, expect

from npq_portal import clock
from npq_portal.calendars.actions import tell
from npq_portal.calendars.models import CalendarAddress, ToldEvent
from tests import pictures
from tests.axe import assert_accessible
from tests.cast import signed_in
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import SessionFactory

PAGE, MAKE, STOP = reverse("calendars:mine"), reverse("calendars:make"), reverse("calendars:stop")


@pytest.mark.django_db
class TestByForms:
    def test_there_is_no_address_until_somebody_asks(self, participant_client, participant):
        assert "Make an address" in participant_client.get(PAGE).content.decode()
        assert not CalendarAddress.objects.exists()
        page = participant_client.post(MAKE, follow=True).content.decode()
        token = participant.calendar_address.token
        assert f'value="http://localhost:8000/calendar/{token}.ics"' in page
        assert f'href="webcal://localhost:8000/calendar/{token}.ics"' in page

    def test_made_twice_it_is_the_same(self, participant_client, participant):
        participant_client.post(MAKE)
        token = participant.calendar_address.token
        participant_client.post(MAKE)
        assert CalendarAddress.objects.get().token == token

    def test_stopped_twice_it_is_stopped(self, participant_client):
        participant_client.post(MAKE)
        for _ in range(2):
            page = participant_client.post(STOP, follow=True).content.decode()
        assert "Make an address" in page

    def test_it_is_nobody_elses(self, participant_client, facilitator_client, participant):
        participant_client.post(MAKE)
        facilitator_client.post(STOP)
        assert participant.calendar_address.token not in facilitator_client.get(PAGE).content.decode()
        assert CalendarAddress.objects.exists()

    def test_no_page_with_it_is_kept_by_a_browser(self, participant_client):
        participant_client.post(MAKE)
        assert "no-store" in participant_client.get(PAGE).headers["Cache-Control"]

    def test_ones_account_leads_there(self, participant_client):
        assert f'href="{PAGE}"' in participant_client.get("/account/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_programs_that_ask_at_once_are_told_the_same(participant):
    session = SessionFactory()
    EnrolmentFactory(participant=participant.participant, cohort=session.component.cohort)
    at, told = clock.now(), []
    together = threading.Barrier(2)

    def ask() -> None:
        together.wait()
        told.append([(one.event.name, one.sequence) for one in tell(user=participant, at=at)])
        close_old_connections()

    tell(user=participant, at=at)
    session.venue = "Room 2"
    session.save()
    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [[(f"session-{session.pk}", 1)]] * 2
    assert ToldEvent.objects.get().sequence == 1


@pytest.mark.django_db(transaction=True)
def test_a_person_makes_an_address_and_a_new_one_and_stops_it(page: Page, live_server, settings, client, participant):
    settings.SITE_URL = live_server.url
    cookie = signed_in(participant).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page.goto(f"{live_server.url}/account/")
    page.get_by_role("link", name="Your calendar").click()
    page.get_by_role("button", name="Make an address").click()
    address = page.get_by_label("Address", exact=True)
    expect(address).to_have_value(f"{live_server.url}/calendar/{participant.calendar_address.token}.ics")
    assert_accessible(page)
    pictures.take(page, "your-calendar")
    first = address.input_value().removeprefix(live_server.url)
    assert client.get(first).status_code == 200

    page.get_by_role("button", name="Make a new address").click()
    expect(page.get_by_text("The old one has stopped.")).to_be_visible()
    second = page.get_by_label("Address", exact=True).input_value().removeprefix(live_server.url)
    assert [client.get(first).status_code, client.get(second).status_code] == [404, 200]

    page.get_by_role("button", name="Stop the address").click()
    expect(page.get_by_role("button", name="Make an address")).to_be_visible()
    assert client.get(second).status_code == 404
    assert_accessible(page)
