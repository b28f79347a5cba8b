"""One cohort's page in the administration: what belongs to it, what can be done, and how it is doing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from courses.choices import EnrolmentStatus, SessionState
from courses.models import Cohort, Component
from npq_portal import clock
from tests.courses.test_admin import change, cohort_form, listing
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.courses import CohortFactory, EnrolmentFactory, IntakeFactory, ProgrammeFactory
from tests.factories.engagement import (
    AtRiskEntryFactory,
    ComponentFactory,
    EngagementSummaryFactory,
    ProgrammeComponentFactory,
    RecordFactory,
    SessionFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_words")]

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon(monkeypatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def full_cohort(people: int = 2, sessions: int = 2) -> Cohort:
    cohort = CohortFactory(name="Autumn leaders", capacity=30)
    leader = UserFactory(name="Femi Adeyemi", roles=["facilitator"])
    for number in range(sessions):
        component = ComponentFactory(cohort=cohort)
        SessionFactory(component=component, starts_at=NOON + timedelta(days=7 * number - 7), facilitators=[leader])
    for enrolment in EnrolmentFactory.create_batch(people, cohort=cohort):
        EngagementSummaryFactory(
            enrolment=enrolment,
            earned=44,
            total=60,
            missed=5,
            to_come=11,
            buckets={"live": {"earned": 44, "total": 60, "missed": 5, "to_come": 11}},
        )
        AtRiskEntryFactory(enrolment=enrolment)
    return cohort


def test_it_shows_sessions_facilitators_and_people_with_what_can_be_done(hub_admin_client):
    cohort = full_cohort()
    enrolment = cohort.enrolments.first()
    page = hub_admin_client.get(change(cohort))

    for name, pk in [
        ("schedule:cohort", cohort.pk), ("schedule:make", cohort.pk), ("schedule:import", cohort.pk),
        ("schedule:release", cohort.pk), ("board:cohort", cohort.pk), ("cohorts:message", cohort.pk),
        ("cohorts:import-enrolments", cohort.pk), ("enrolments:record", enrolment.pk),
    ]:  # fmt: skip
        assertContains(page, f'href="{reverse(name, args=[pk])}"')
    assertContains(page, "Femi Adeyemi: 2 sessions")
    assertContains(page, "89%")  # 44 of 49, never rounded up
    assertContains(page, "Active: 2")
    assertContains(page, "Seminar")


def test_a_register_that_is_over_and_not_closed_is_called_open(hub_admin_client):
    cohort = full_cohort()
    past = cohort.components.first().sessions.get()

    assertContains(hub_admin_client.get(change(cohort)), reverse("registers:register", args=[past.pk]))


def test_the_page_of_a_new_cohort_has_neither(hub_admin_client):
    page = hub_admin_client.get(reverse("admin:courses_cohort_add"))

    assertNotContains(page, "What you can do")
    assertNotContains(page, "components-TOTAL_FORMS")


def test_it_asks_no_more_for_more_people_and_sessions(hub_admin_client, django_assert_max_num_queries):
    small = full_cohort(1, 1)
    hub_admin_client.get(change(small))
    with django_assert_max_num_queries(60) as asked:
        hub_admin_client.get(change(small))
    large = CohortFactory()
    for _ in range(4):
        component = ComponentFactory(cohort=large)
        SessionFactory(component=component, facilitators=[UserFactory(roles=["facilitator"])])
        EngagementSummaryFactory(enrolment=EnrolmentFactory(cohort=large))

    with django_assert_max_num_queries(len(asked)):
        hub_admin_client.get(change(large))


def test_the_list_shows_places_and_health(hub_admin_client):
    cohort = full_cohort(sessions=3)
    SessionFactory(component=cohort.components.first(), state=SessionState.DRAFT, starts_at=NOON + timedelta(days=3))
    EnrolmentFactory(cohort=cohort, status=EnrolmentStatus.WITHDRAWN)

    row = hub_admin_client.get(listing("cohort")).context["cl"].result_list[0]

    assert (row.taken, row.free, row.at_risk, row.open_registers, row.unreleased) == (2, 28, 2, 1, 1)
    assert row.next_session == NOON + timedelta(days=7)


@pytest.mark.parametrize("choice", ["at_risk", "open_registers", "unreleased"])
def test_cohorts_by_what_needs_a_person(hub_admin_client, choice):
    cohort = full_cohort()
    SessionFactory(component=cohort.components.first(), state=SessionState.DRAFT)
    CohortFactory(name="All is well")

    found = hub_admin_client.get(listing("cohort"), {"care": choice}).context["cl"].result_list

    assert [one.name for one in found] == ["Autumn leaders"]


def test_a_choice_nobody_offers_filters_nothing(hub_admin_client):
    CohortFactory()

    assert len(hub_admin_client.get(listing("cohort"), {"care": "pk"}).context["cl"].result_list) == 1


def test_a_new_cohort_gets_a_copy_of_its_programmes_parts(hub_admin_client):
    programme = ProgrammeFactory()
    ProgrammeComponentFactory(programme=programme, title="Welcome", minutes=90)
    form = cohort_form(Cohort(name="New", programme=programme, intake=IntakeFactory(), capacity=9))

    hub_admin_client.post(reverse("admin:courses_cohort_add"), form)

    assert list(Cohort.objects.get(name="New").components.values_list("title", "minutes")) == [("Welcome", 90)]


def component_form(component: Component, **changes: object) -> dict[str, object]:
    prefix = "components-0-"
    row = {"id": component.pk, "cohort": component.cohort_id, **component.shared_facts(), "due_on": ""} | changes
    flags = {name: "on" for name in ("counts", "may_be_caught_up") if row.get(name)}
    row = {name: value for name, value in row.items() if name not in {"counts", "may_be_caught_up"}} | flags
    counts = {"components-TOTAL_FORMS": 1, "components-INITIAL_FORMS": 1}
    return cohort_form(component.cohort) | counts | {prefix + name: value for name, value in row.items()}


def test_another_length_of_a_part_counts_at_once(hub_admin_client):
    cohort = CohortFactory(ends_on=date(2028, 8, 31))
    component = ComponentFactory(cohort=cohort, minutes=60)
    session = SessionFactory(component=component, starts_at=NOON - timedelta(days=7), register_saved_at=NOON)
    record = RecordFactory(session=session, enrolment=EnrolmentFactory(cohort=cohort))

    response = hub_admin_client.post(change(cohort), component_form(component, minutes=50))

    assertRedirects(response, listing("cohort"))
    record.enrolment.refresh_from_db()
    assert (record.enrolment.summary.earned, record.enrolment.summary.total) == (50, 50)


def test_a_part_with_sessions_cannot_be_removed(hub_admin_client):
    component = SessionFactory().component

    response = hub_admin_client.post(change(component.cohort), component_form(component, DELETE="on"))

    assertContains(response, "protected")
    assert Component.objects.filter(pk=component.pk).exists()


def test_a_part_without_sessions_can(hub_admin_client):
    component = ComponentFactory()

    hub_admin_client.post(change(component.cohort), component_form(component, DELETE="on"))

    assert not Component.objects.exists()


def test_many_people_are_behind_a_link(hub_admin_client, monkeypatch):
    monkeypatch.setattr("courses.admin.cohort_page.MOST_PEOPLE", 2)
    cohort = CohortFactory()
    for name in ("Ash", "Birch", "Cedar"):
        EnrolmentFactory(cohort=cohort, participant=ParticipantFactory(last_name=name))

    page = hub_admin_client.get(change(cohort))

    assertContains(page, "See the other 1 too")
    assertNotContains(page, "Cedar")
