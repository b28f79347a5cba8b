"""Reminders to come, on the hub's page: of a span, of a cohort, with the reason where one is not sent."""

from datetime import timedelta

import pytest
from django.urls import reverse

from npq_portal import clock
from npq_portal.notifications.models import Notification
from tests.assessments.windows.scenes import OPENS, a_window, engaged, inside
from tests.factories.notifications import RefusedAddressFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("pages:reminders")


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """9am on 2 February 2027, the day before the window opens."""
    monkeypatch.setattr(clock, "now", lambda: OPENS - timedelta(hours=15))


def text(response) -> str:
    return " ".join(response.content.decode().split())


def days(first: int, last: int) -> dict[str, str]:
    said = {"first_day_day": first, "first_day_month": 2, "first_day_year": 2027}
    return {**said, "last_day_day": last, "last_day_month": 2, "last_day_year": 2027}


def test_two_weeks_are_shown_where_nothing_is_asked(hub_admin_client):
    person = engaged(a_window())
    page = hub_admin_client.get(PAGE, {"cohort": person.cohort_id})
    assert [row[:3] for row in page.context["rows"]][:2] == [
        [person.participant.user.email, "Tuesday 2 February 2027, 9am", "Case study window opens tomorrow"],
        [person.participant.user.email, "Wednesday 3 February 2027, 7am", "Case study window open"],
    ]
    assert "6 would be sent, 0 would not: from" in text(page)
    assert not Notification.objects.exists()


def test_an_address_that_takes_no_mail_gets_none(hub_admin_client):
    person = engaged(a_window())
    RefusedAddressFactory(email=person.participant.user.email)
    page = hub_admin_client.get(PAGE, {"cohort": person.cohort_id})
    assert {row[3]["hint"] for row in page.context["rows"]} == {"The address takes no mail"}
    assert "0 would be sent, 6 would not: from Tuesday 2 February 2027 to Monday 15 February 2027." in text(page)


def test_with_none_of_those_asked_for_it_says_that(hub_admin_client):
    person = engaged(a_window())
    page = hub_admin_client.get(PAGE, {"cohort": person.cohort_id, "show": "stay"})
    assert "None of those that fall due" in text(page)


def test_what_is_not_sent_says_why(hub_admin_client):
    """From 4pm to 4am: half-time comes in the evening and waits, and the last hours begin before the morning."""
    opens, closes = OPENS + timedelta(hours=16), OPENS + timedelta(hours=28)
    inside(a_window(opens_at=opens, closes_at=closes), closes_at=closes, case_opened_at=opens)
    page = hub_admin_client.get(PAGE, {"show": "stay"})
    reasons = [row[3]["hint"] for row in page.context["rows"]]
    assert "A newer reminder of the same thing is due" in reasons
    assert all(row[3]["text"] == "No" for row in page.context["rows"])
    sent = hub_admin_client.get(PAGE, {"show": "go"})
    assert {row[3]["tag"] for row in sent.context["rows"]} == {"Yes"}


def test_of_some_days_and_of_one_cohort(hub_admin_client):
    mine, other = engaged(a_window()), engaged(a_window())
    page = hub_admin_client.get(PAGE, days(10, 10) | {"cohort": mine.cohort_id, "show": "go"})
    assert [row[2] for row in page.context["rows"]] == [
        "Window closes soon, nothing submitted",
        "Last hours of a window, nothing submitted",
    ]
    assert other.participant.user.email not in text(page)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (days(5, 4), "The last day must not be before the first"),
        (days(1, 1), "The last day must be today or later"),
        (days(3, 3) | {"last_day_year": 2029}, "Choose 366 days at most"),
        (days(3, 31), "Up to must be a real date"),
        ({"cohort": "0"}, "Choose one of the options shown"),
    ],
)
def test_a_span_that_is_none_says_so_beside_its_field(hub_admin_client, asked, words):
    page = hub_admin_client.get(PAGE, asked)
    assert words in text(page)
    assert page.context["rows"] == []


def test_with_nothing_to_send_it_says_so(hub_admin_client):
    assert "Nothing falls due in these days" in text(hub_admin_client.get(PAGE))


def test_the_administration_leads_to_it(hub_admin_client):
    assert f'href="{PAGE}"' in text(hub_admin_client.get(reverse("admin:index")))
