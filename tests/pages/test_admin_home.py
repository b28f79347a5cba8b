"""The administration's first page opens with what needs a person today."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib import admin
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from assessments.choices import AgreedHow, ExtensionKind, ExtensionReason, ScriptState, VersionSource
from assessments.models import Entry, Extension, MisconductCase, Outage, SimilarPair, Window
from courses.choices import CatchUpState, RecordState, SessionState, WhyToDecide
from npq_portal import clock
from npq_portal.pages.admin_home import GROUPS, needs
from tests.factories.accounts import UserFactory
from tests.factories.assessments import DraftVersionFactory, ScriptFactory
from tests.factories.engagement import (
    AtRiskEntryFactory,
    CatchUpFactory,
    RecordFactory,
    SessionFactory,
    WalkInFactory,
)
from tests.factories.notifications import NotificationFactory, RefusedAddressFactory
from tests.factories.registrations import ApplicationFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon(monkeypatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def one_of_each() -> None:
    ApplicationFactory()
    ended = SessionFactory(starts_at=NOON - timedelta(hours=3))
    RecordFactory(session=ended, state=RecordState.TO_DECIDE, to_decide=WhyToDecide.CLASH)
    WalkInFactory(session=ended)
    CatchUpFactory(session=ended, state=CatchUpState.SENT)
    AtRiskEntryFactory(rules=[])
    SessionFactory(state=SessionState.DRAFT, starts_at=NOON + timedelta(days=1))
    one_of_each_of_assessment()
    RefusedAddressFactory()
    NotificationFactory(state="failed", claimed_at=NOON - timedelta(days=6))


def one_of_each_of_assessment() -> None:
    waiting, disagreed = ScriptFactory(), ScriptFactory(state=ScriptState.DISAGREED)
    agreed = ScriptFactory(
        state=ScriptState.AGREED,
        agreed_percent=70,
        agreed_pass=True,
        agreed_how=AgreedHow.FIRST_ALONE,
        agreed_at=NOON,
    )
    entry = agreed.submission.entry
    Window.objects.filter(pk=entry.window_id).update(closed_at=NOON)
    Entry.objects.filter(pk=entry.pk).update(closed_at=entry.closes_at)
    hub = UserFactory(roles=["hub_admin"])
    Extension.objects.create(
        window=entry.window,
        enrolment=entry.enrolment,
        kind=ExtensionKind.MORE_TIME,
        reason=ExtensionReason.ILLNESS,
        hours_asked=24,
        asked_at=NOON,
        asked_by=hub,
    )
    hours = [NOON - timedelta(hours=2), NOON - timedelta(hours=1)]
    Outage.objects.create(starts_at=hours[0], ends_at=hours[1], what="No mains", named_at=NOON, named_by=hub)
    DraftVersionFactory(entry=entry, source=VersionSource.RESCUED)
    SimilarPair.objects.create(first=waiting, second=disagreed, per_mille=200, passages=[], found_at=NOON)
    MisconductCase.objects.create(submission=waiting.submission, allegation="Alike", raised_at=NOON, raised_by=hub)


def test_it_names_everything_that_waits_with_the_way_there(hub_admin_client):
    one_of_each()

    page = hub_admin_client.get(reverse("admin:index"))

    assert [need.number for need in needs(at=NOON)] == [1] * 17
    for need in needs(at=NOON):
        assertContains(page, f'<a href="{need.url}"><strong>1</strong> {need.words}</a>')
        assert hub_admin_client.get(need.url).status_code == 200
    assertContains(page, "What would you like to change?")


def test_what_does_not_wait_is_not_named(hub_admin_client):
    AtRiskEntryFactory(rules=[])

    page = hub_admin_client.get(reverse("admin:index"))

    assertContains(page, "person at risk without an owner")
    assertNotContains(page, "still open")


def test_an_empty_hub_has_nothing_to_do(hub_admin_client):
    assertContains(hub_admin_client.get(reverse("admin:index")), "Nothing: no application")


def test_many_are_counted_in_as_many_queries_as_few(django_assert_max_num_queries):
    one_of_each()
    with django_assert_max_num_queries(18):
        list(needs(at=NOON))
    one_of_each()
    with django_assert_max_num_queries(18):
        assert [need.words for need in needs(at=NOON)][:1] == ["applications to decide"]


def test_what_can_be_opened_stands_in_the_order_of_the_work(hub_admin_client):
    groups = hub_admin_client.get(reverse("admin:index")).context["app_list"]

    assert [group["name"] for group in groups][:2] == ["Cohorts", "Applications and people"]
    assert [str(one["name"]) for one in groups[0]["models"]][:2] == ["Cohorts", "Sessions"]


def test_everything_stands_there_once(hub_admin_client):
    listed = [
        one["model"]
        for group in hub_admin_client.get(reverse("admin:index")).context["app_list"]
        for one in group["models"]
    ]

    assert sorted(map(str, listed)) == sorted(map(str, admin.site._registry))
    assert {label for _, labels in GROUPS for label in labels} <= {model._meta.label_lower for model in listed}


@pytest.mark.parametrize("who", ["participant_client", "facilitator_client", "assessor_client"])
def test_nobody_else_sees_it(request, who):
    assert request.getfixturevalue(who).get(reverse("admin:index"), follow=True).status_code == 403
