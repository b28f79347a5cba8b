"""A programme's page: its parts in order, and how engagement is judged."""

import pytest
from pytest_django.asserts import assertContains, assertRedirects

from courses.models import Programme
from tests.courses.test_admin import change, listing
from tests.factories.courses import CohortFactory, EnrolmentFactory, ProgrammeFactory
from tests.factories.engagement import EngagementSummaryFactory, ProgrammeComponentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_words")]


def form(programme: Programme, **changes: object) -> dict[str, object]:
    return {
        "course": programme.course_id,
        "lead_provider": programme.lead_provider_id,
        "word_limit": 1500,
        "engagement_policy": "pooled",
        "engagement_threshold": 90,
        "catch_up_days": 21,
        "components-TOTAL_FORMS": 0,
        "components-INITIAL_FORMS": 0,
    } | changes


def test_its_parts_stand_in_order_in_a_table(hub_admin_client):
    programme = ProgrammeFactory()
    for position, title in [(2, "Later"), (1, "Sooner")]:
        ProgrammeComponentFactory(programme=programme, position=position, title=title)

    page = hub_admin_client.get(change(programme)).content.decode()

    assert page.index('value="Sooner"') < page.index('value="Later"')


def test_a_part_is_added(hub_admin_client):
    programme = ProgrammeFactory()
    row = {"position": 1, "title": "Welcome", "kind": "conference", "bucket": "live", "minutes": 90, "evidence": "tick"}
    counts = {"components-TOTAL_FORMS": 1}
    row = {f"components-0-{name}": value for name, value in row.items()} | {"components-0-counts": "on"}

    assertRedirects(hub_admin_client.post(change(programme), form(programme) | counts | row), listing("programme"))

    assert programme.components.get().minutes == 90


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"engagement_policy": "weighted", "weight_live": 50, "weight_tasks": 30}, "add up to 100"),
        ({"engagement_policy": "weighted"}, "add up to 100"),
        ({"engagement_threshold": 0}, "percentage from 1 to 100"),
        ({"engagement_threshold": 101}, "percentage from 1 to 100"),
    ],
)
def test_a_policy_that_makes_no_sense_is_told(hub_admin_client, changes, words):
    programme = ProgrammeFactory()

    assertContains(hub_admin_client.post(change(programme), form(programme, **changes)), words)


def test_weights_have_a_box_each(hub_admin_client):
    programme = ProgrammeFactory()
    weights = {"weight_live": 50, "weight_tasks": 30, "weight_reflection": 20}

    hub_admin_client.post(change(programme), form(programme, engagement_policy="weighted", **weights))

    programme.refresh_from_db()
    assert programme.bucket_weights == {"live": 50, "tasks": 30, "reflection": 20}
    assertContains(hub_admin_client.get(change(programme)), 'name="weight_tasks" value="30"')


def test_weights_go_with_their_policy(hub_admin_client):
    programme = ProgrammeFactory(engagement_policy="weighted", bucket_weights={"live": 100})

    hub_admin_client.post(change(programme), form(programme, weight_live=100))

    programme.refresh_from_db()
    assert programme.bucket_weights == {}


def test_another_rule_makes_the_sums_anew(hub_admin_client):
    programme = ProgrammeFactory()
    summary = EngagementSummaryFactory(enrolment=EnrolmentFactory(cohort=CohortFactory(programme=programme)), earned=7)

    hub_admin_client.post(change(programme), form(programme, engagement_threshold=80))

    summary.refresh_from_db()
    assert summary.earned == 0  # there is no record of any minute


def test_the_list_says_what_it_is_made_of(hub_admin_client):
    programme = ProgrammeFactory()
    ProgrammeComponentFactory(programme=programme, minutes=60)
    ProgrammeComponentFactory(programme=programme, minutes=30, counts=False)

    [row] = hub_admin_client.get(listing("programme")).context["cl"].result_list

    assert (row.parts, row.minutes) == (2, 60)
