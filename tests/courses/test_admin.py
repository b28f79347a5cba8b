"""Hub admins edit what is taught and told; others cannot even look."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib import admin
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from courses.models import Cohort, CommonQuestion, Course, Guide, Intake
from npq_portal import clock
from npq_portal.admin_site import BaseAdmin
from tests.factories import engagement
from tests.factories.accounts import ParticipantFactory
from tests.factories.courses import (
    CohortFactory,
    CommonQuestionFactory,
    EnrolmentEventFactory,
    EnrolmentFactory,
    GuideFactory,
    IntakeFactory,
    LeadProviderFactory,
    ProgrammeFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_words")]

READ_ONLY = [
    "enrolment", "enrolmentevent", "session", "sessionevent", "sessionplace", "apology", "walkin", "engagementrecord",
    "engagementsummary", "catchup", "catchupevent", "atriskentry", "atrisknote", "webinarimport", "webinarrow", "webinaralias",
]  # fmt: skip
MODELS = [
    "course", "leadprovider", "programme", "intake", "cohort", "guide", "commonquestion", "holidayperiod", "component",
    "programmecomponent", *READ_ONLY,
]  # fmt: skip


@pytest.fixture
def one_of_each() -> None:
    EnrolmentEventFactory()
    GuideFactory()
    CommonQuestionFactory()
    for factory in (
        engagement.HolidayPeriodFactory, engagement.ProgrammeComponentFactory, engagement.SessionEventFactory,
        engagement.SessionPlaceFactory, engagement.ApologyFactory, engagement.WalkInFactory, engagement.RecordFactory,
        engagement.EngagementSummaryFactory, engagement.CatchUpEventFactory, engagement.AtRiskNoteFactory,
        engagement.WebinarRowFactory, engagement.WebinarAliasFactory,
    ):  # fmt: skip
        factory()


def listing(model: str) -> str:
    return reverse(f"admin:courses_{model}_changelist")


def change(row: object) -> str:
    return reverse(f"admin:courses_{row._meta.model_name}_change", args=[row.pk])


def test_every_model_has_its_pages_and_inherits_what_all_share():
    registered = {
        model._meta.model_name: page
        for model, page in admin.site._registry.items()
        if model.__module__.startswith("courses.")
    }

    assert set(registered) == set(MODELS)
    assert all(isinstance(page, BaseAdmin) for page in registered.values())


@pytest.mark.usefixtures("one_of_each")
@pytest.mark.parametrize("model", MODELS)
def test_lists_searches_and_rows_open_for_a_hub_admin(hub_admin_client, model):
    row = next(
        iter(admin.site._registry[{m._meta.model_name: m for m in admin.site._registry}[model]].model.objects.all())
    )

    assert hub_admin_client.get(listing(model)).status_code == 200
    assert hub_admin_client.get(change(row)).status_code == 200
    if admin.site._registry[type(row)].search_fields:
        assert hub_admin_client.get(listing(model), {"q": "nothing like it"}).status_code == 200


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("who", ["participant_client", "facilitator_client", "assessor_client", "outsider_client"])
def test_nobody_else_gets_in(request, who, model):
    response = request.getfixturevalue(who).get(listing(model))

    assert response.status_code in {302, 403}
    assert b"changelist" not in response.content


@pytest.mark.parametrize("model", READ_ONLY)
@pytest.mark.usefixtures("one_of_each")
def test_what_verbs_write_is_not_typed_here(hub_admin_client, model):
    row = next(one for one in admin.site._registry if one._meta.model_name == model).objects.first()

    assert hub_admin_client.get(reverse(f"admin:courses_{model}_add")).status_code == 403
    assert hub_admin_client.get(reverse(f"admin:courses_{model}_delete", args=[row.pk])).status_code == 403
    assert hub_admin_client.post(change(row), {"_save": "Save"}).status_code == 403


def cohort_form(cohort: Cohort, **changes: object) -> dict[str, object]:
    form = {
        "name": cohort.name,
        "programme": cohort.programme_id,
        "intake": cohort.intake_id,
        "starts_on": "2026-11-09",
        "ends_on": "2028-08-31",
        "registration_opens_at_0": "2026-09-01",
        "registration_opens_at_1": "09:00",
        "registration_closes_at_0": "2026-10-31",
        "registration_closes_at_1": "17:00",
        "capacity": cohort.capacity,
        "meeting_pattern": "",
        "venue": "",
        "components-TOTAL_FORMS": 0,
        "components-INITIAL_FORMS": 0,
    }
    return form | changes


def test_a_cohort_is_changed(hub_admin_client):
    cohort = CohortFactory()

    response = hub_admin_client.post(change(cohort), cohort_form(cohort, capacity=24, venue="The old library"))

    assertRedirects(response, listing("cohort"))
    cohort.refresh_from_db()
    assert (cohort.capacity, cohort.venue) == (24, "The old library")
    assert cohort.registration_closes_at == datetime(2026, 10, 31, 17, tzinfo=clock.LONDON)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_on": "2026-11-01"}, "The last day must come after the first day."),
        ({"registration_closes_at_0": "2026-08-01"}, "Registration must close after it opens."),
        ({"capacity": 1}, "2 places are taken already. Enter 2 or more."),
    ],
)
def test_what_cannot_be_is_told_in_plain_words_and_changes_nothing(hub_admin_client, changes, words):
    cohort = CohortFactory(ends_on=date(2028, 8, 31))
    EnrolmentFactory.create_batch(2, cohort=cohort)

    response = hub_admin_client.post(change(cohort), cohort_form(cohort, **changes))

    assertContains(response, words)
    cohort.refresh_from_db()
    assert (cohort.capacity, cohort.ends_on) == (20, date(2028, 8, 31))


def test_the_list_of_cohorts_shows_the_places_taken(hub_admin_client):
    cohort = CohortFactory(capacity=12)
    EnrolmentFactory.create_batch(3, cohort=cohort)

    assertContains(hub_admin_client.get(listing("cohort")), "3 of 12")
    assertContains(hub_admin_client.get(change(cohort)), "3 of 12")


def test_a_new_cohort_has_no_places_taken_yet(hub_admin_client):
    assertContains(hub_admin_client.get(reverse("admin:courses_cohort_add")), "None yet")


@pytest.mark.parametrize(
    ("choice", "names"),
    [("", {"Past", "Now", "Soon"}), ("closed", {"Past"}), ("open", {"Now"}), ("to_come", {"Soon"})],
)
def test_cohorts_by_where_registration_stands(hub_admin_client, monkeypatch, choice, names):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 10, 1, tzinfo=UTC))
    for name, opens, closes in [("Past", 7, 8), ("Now", 9, 11), ("Soon", 11, 12)]:
        CohortFactory(
            name=name,
            registration_opens_at=datetime(2026, opens, 1, tzinfo=UTC),
            registration_closes_at=datetime(2026, closes, 1, tzinfo=UTC),
        )

    response = hub_admin_client.get(listing("cohort"), {"registration": choice} if choice else {})

    assert {row.name for row in response.context["cl"].result_list} == names


@pytest.mark.parametrize("model", ["cohort", "programme", "enrolment", "session"])
def test_lists_ask_no_more_for_more_rows(hub_admin_client, django_assert_max_num_queries, model):
    EnrolmentFactory()
    engagement.SessionFactory()
    hub_admin_client.get(listing(model))
    with django_assert_max_num_queries(60) as with_one:
        hub_admin_client.get(listing(model))
    EnrolmentFactory.create_batch(3)
    engagement.SessionFactory.create_batch(3)

    with django_assert_max_num_queries(len(with_one)):
        hub_admin_client.get(listing(model))


def test_the_dfes_identifier_of_a_course_cannot_be_changed(hub_admin_client):
    course = Course.objects.get(short_code="NPQH")

    response = hub_admin_client.get(change(course))

    assertContains(response, "DfE identifier")
    assertNotContains(response, 'name="identifier"')


def test_view_on_site_shows_the_page_people_see(hub_admin_client):
    provider = LeadProviderFactory()
    for row in (Course.objects.get(short_code="NPQH"), Guide.objects.first(), CommonQuestion.objects.first(), provider):
        assertContains(hub_admin_client.get(change(row)), row.get_absolute_url())


def test_view_on_site_of_a_cohort_is_its_courses_page(hub_admin_client):
    cohort = CohortFactory(programme=ProgrammeFactory(course=Course.objects.get(short_code="NPQH")))

    assertContains(hub_admin_client.get(change(cohort)), 'href="/npqs/headship/"')


def test_there_is_no_page_to_view_of_what_is_hidden(hub_admin_client):
    hidden = Course.objects.get(short_code="ASO")
    unpublished = GuideFactory(is_published=False)

    for row in (hidden, unpublished):
        assertNotContains(hub_admin_client.get(change(row)), "View on site")


def test_a_guide_changed_here_is_changed_for_everybody(hub_admin_client, client):
    guide = Guide.objects.get(slug="funding")
    form = {
        "slug": "funding",
        "title": "Money",
        "summary": "Ask",
        "body": "## New words",
        "position": 1,
        "is_published": "on",
    }

    assertRedirects(hub_admin_client.post(change(guide), form), listing("guide"))

    assertContains(client.get("/npqs/guides/funding/"), '<h2 class="govuk-heading-m">New words</h2>')


def test_whoever_writes_is_told_how_markdown_goes(hub_admin_client):
    assertContains(hub_admin_client.get(change(Guide.objects.first())), "## before a heading")


OPENS = datetime(2026, 9, 1, tzinfo=UTC)


def _at(monkeypatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment.astimezone(clock.LONDON))


def test_an_intakes_rules_are_chosen_not_typed(hub_admin_client):
    assertContains(
        hub_admin_client.get(change(IntakeFactory())), '<option value="2026" selected>2026</option>', html=True
    )


def test_an_intake_may_change_until_its_first_cohort_opens_registration(hub_admin_client, monkeypatch):
    intake = CohortFactory(registration_opens_at=OPENS).intake
    _at(monkeypatch, OPENS - timedelta(minutes=1))
    assertContains(hub_admin_client.get(change(intake)), 'name="funding_kind"')

    _at(monkeypatch, OPENS)

    for field in ("identifier", "funding_kind", "funding_rules"):
        assertNotContains(hub_admin_client.get(change(intake)), f'name="{field}"')
    hub_admin_client.post(
        change(intake),
        {"name": "Autumn", "starts_on": "2026-11-02", "funding_kind": "none", "funding_rules": "2021-22"},
    )
    intake.refresh_from_db()
    assert (intake.name, intake.funding_kind, intake.funding_rules) == ("Autumn", "capped", "2026")


@pytest.mark.parametrize(("verified", "picture"), [(True, ">Yes<"), (False, ">No<")])
def test_enrolments_say_who_may_start(hub_admin_client, verified, picture):
    participant = ParticipantFactory(verified=True) if verified else ParticipantFactory(trn="1234567")
    EnrolmentFactory(participant=participant, funded_place=None)

    response = hub_admin_client.get(listing("enrolment"))

    assertContains(response, "May start")
    assertContains(response, picture)


def test_an_intake_may_change_until_somebody_is_in_it(hub_admin_client, monkeypatch):
    _at(monkeypatch, OPENS - timedelta(days=1))
    intake = CohortFactory(registration_opens_at=OPENS).intake
    assertContains(hub_admin_client.get(change(intake)), 'name="funding_kind"')

    EnrolmentFactory(cohort=intake.cohorts.get())

    response = hub_admin_client.get(change(intake))
    assertNotContains(response, 'name="funding_kind"')
    assertNotContains(response, 'name="funding_rules"')
    assertContains(response, 'name="name"')
    assert Intake.objects.get() == intake
