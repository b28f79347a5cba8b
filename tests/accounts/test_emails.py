"""Emails we sent you: one's own, the newest first, without their texts."""

from datetime import timedelta

import pytest
from django.urls import reverse

from npq_portal import clock
from npq_portal.notifications.choices import NotificationState
from tests.factories.notifications import NotificationFactory, RefusedAddressFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("account_emails")


def sent(to, kind, *, ago=timedelta(), **more):
    at = clock.now() - ago
    facts = {"state": NotificationState.SENT, "sent_at": at, "created_at": at} | more
    return NotificationFactory(kind=kind, recipient=to, recipient_email=to.email, **facts)


def test_ones_own_stand_there_the_newest_first(participant_client, participant, hub_admin):
    sent(participant, "session_tomorrow", ago=timedelta(days=2))
    sent(participant, "window_open")
    sent(hub_admin, "hub_digest")
    rows = participant_client.get(PAGE).context["rows"]
    assert [row[0]["text"] for row in rows] == ["Case study window open", "A session tomorrow"]
    assert {row[2] for row in rows} == {participant.email}


def test_what_could_not_be_delivered_says_so_and_what_waits_is_not_there(participant_client, participant):
    sent(participant, "window_open", state=NotificationState.FAILED, sent_at=None)
    sent(participant, "session_tomorrow", state=NotificationState.QUEUED, sent_at=None)
    (row,) = participant_client.get(PAGE).context["rows"]
    assert row[0] == {"text": "Case study window open", "hint": "It could not be delivered to this address"}


def test_one_whose_emails_come_back_is_told_how_to_mend_it(participant_client, participant):
    assert "Emails to you come back" not in participant_client.get(PAGE).content.decode()
    RefusedAddressFactory(email=participant.email)
    assert "Emails to you come back" in participant_client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("because", "words"),
    [
        ("mail_server", "does not take our emails"),
        ("returned", "came back, so we send nothing more there"),
        ("hub", "We were told that"),
    ],
)
def test_how_we_know_is_said_as_it_is(participant_client, participant, because, words):
    RefusedAddressFactory(email=participant.email, because=because)
    assert words in participant_client.get(PAGE).content.decode()


def test_with_none_it_says_so(participant_client):
    assert "We have not sent you an email" in participant_client.get(PAGE).content.decode()


def test_more_rows_take_no_more_queries(participant_client, participant, django_assert_max_num_queries):
    sent(participant, "window_open")
    participant_client.get(PAGE)
    with django_assert_max_num_queries(40) as one:
        participant_client.get(PAGE)
    for number in range(4):
        sent(participant, "session_tomorrow", ago=timedelta(days=number))
    with django_assert_max_num_queries(len(one)):
        assert len(participant_client.get(PAGE).context["rows"]) == 5


def test_the_account_leads_to_it(participant_client):
    assert f'href="{PAGE}"' in participant_client.get(reverse("account_home")).content.decode()
