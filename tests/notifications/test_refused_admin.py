"""Addresses that take no mail, in the administration: seen, noted by hand, lifted; and sending again what failed."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from npq_portal.notifications.choices import NotificationState, RefusedBecause
from npq_portal.notifications.models import Notification, RefusedAddress
from tests.factories.notifications import NotificationFactory, RefusedAddressFactory

pytestmark = pytest.mark.django_db

LIST = reverse("admin:notifications_refusedaddress_changelist")
ADD = reverse("admin:notifications_refusedaddress_add")
AT = datetime(2026, 9, 1, 9, tzinfo=UTC)


def test_the_list_says_which_why_since_when_and_whose(hub_admin_client, participant):
    RefusedAddressFactory(email=participant.email)
    RefusedAddressFactory(email="nobodys@school.example", because=RefusedBecause.RETURNED)
    page = hub_admin_client.get(LIST)
    account = reverse("admin:accounts_user_change", args=[participant.pk])
    assertContains(page, f'<a href="{account}">Priya Invented</a>', html=True)
    for words in ("The mail server refused it", "An email came back", "no such mailbox", "Nobody’s account"):
        assertContains(page, words)


@pytest.mark.parametrize(("chosen", "shown", "hidden"), [("yes", "now", "before"), ("no", "before", "now")])
def test_it_is_filtered_by_what_stands(hub_admin_client, chosen, shown, hidden):
    RefusedAddressFactory(email="now@school.example")
    RefusedAddressFactory(email="before@school.example", lifted_at=AT)
    page = hub_admin_client.get(LIST, {"stands": chosen})
    assertContains(page, f"{shown}@school.example")
    assertNotContains(page, f"{hidden}@school.example")


def test_more_rows_take_no_more_queries(hub_admin_client, django_assert_max_num_queries):
    RefusedAddressFactory()
    with django_assert_max_num_queries(12) as one:
        hub_admin_client.get(LIST)
    RefusedAddressFactory.create_batch(10)
    with django_assert_max_num_queries(len(one)):
        hub_admin_client.get(LIST)


def test_the_hub_notes_one_by_hand(hub_admin_client, hub_admin):
    typed = {"email": "Left@School.example", "said": "The school told us at office@school.example"}
    assert hub_admin_client.post(ADD, typed).status_code == 302
    row = RefusedAddress.objects.get()
    assert (row.email, row.because, row.noted_by) == ("left@school.example", RefusedBecause.HUB, hub_admin)
    assert row.said == "The school told us at (address)"
    assert row.lifted_at is None


def test_one_that_stands_is_said_beside_the_field_and_nothing_typed_is_lost(hub_admin_client):
    RefusedAddressFactory(email="left@school.example")
    page = hub_admin_client.post(ADD, {"email": "LEFT@school.example", "said": "They rang"})
    assertContains(page, "This address takes no mail already, since 1 September 2026.")
    assertContains(page, "They rang")
    assert RefusedAddress.objects.count() == 1


def test_it_is_lifted_kept_and_what_failed_is_sent_again(hub_admin_client, hub_admin):
    row = RefusedAddressFactory()
    failed = NotificationFactory(recipient_email=row.email, state=NotificationState.FAILED)
    NotificationFactory(state=NotificationState.FAILED)
    data = {"action": "lift", "_selected_action": [row.pk]}
    assertContains(hub_admin_client.post(LIST, data, follow=True), "Addresses that take mail again: 1.")
    assertContains(hub_admin_client.post(LIST, data, follow=True), "Addresses that take mail again: 0.")
    row.refresh_from_db()
    assert row.lifted_at
    assert row.lifted_by == hub_admin
    page = hub_admin_client.get(reverse("admin:notifications_refusedaddress_change", args=[row.pk]))
    outbox = page.content.decode().partition("notifications/notification/?")[2].partition('"')[0]
    found = hub_admin_client.get(f"/admin/notifications/notification/?{outbox.replace('&amp;', '&')}").context["cl"]
    assert [one.pk for one in found.result_list] == [failed.pk]
    again = {"action": "resend", "_selected_action": [str(failed.pk)]}
    hub_admin_client.post("/admin/notifications/notification/", again)
    assert Notification.objects.get(state=NotificationState.QUEUED) == failed


def test_rows_are_history(hub_admin_client):
    row = RefusedAddressFactory()
    path = f"{LIST}{row.pk}"
    assert hub_admin_client.get(f"{path}/change/").status_code == 200
    assert hub_admin_client.post(f"{path}/change/", {"email": "other@school.example"}).status_code == 403
    assert hub_admin_client.get(f"{path}/delete/").status_code == 403


@pytest.mark.parametrize("who", ["participant_client", "facilitator_client", "assessor_client"])
def test_nobody_else_sees_or_notes_any(request, who):
    client = request.getfixturevalue(who)
    assert client.get(LIST, follow=True).status_code == 403
    assert client.post(ADD, {"email": "a@school.example"}, follow=True).status_code == 403
