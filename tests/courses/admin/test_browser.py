"""A cohort's page, writing to the cohort and importing enrolments in a browser: by keyboard, on a phone, in the dark."""

import csv
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from courses.choices import Bucket, ComponentKind
from courses.models import Cohort
from npq_portal import clock
from npq_portal.notifications.models import Notification
from tests import pictures
from tests.axe import assert_accessible
from tests.cast import signed_in
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.courses import CohortFactory, EnrolmentFactory
from tests.factories.engagement import ComponentFactory, EngagementSummaryFactory, SessionFactory, StudyFactory

pytestmark = pytest.mark.django_db(transaction=True)

Open = Callable[[str], Page]


@pytest.fixture
def open_page(page, live_server, hub_admin) -> Open:
    cookie = signed_in(hub_admin).cookies["sessionid"]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    def visit(path: str) -> Page:
        page.goto(live_server.url + path)
        return page

    return visit


@pytest.fixture
def cohort() -> Cohort:
    cohort = CohortFactory(name="NPQSL Autumn 2026")
    leader = UserFactory(name="Femi Adeyemi", roles=["facilitator"])
    for number, title in enumerate(["Launch conference", "Leading change", "Implementation"]):
        component = ComponentFactory(cohort=cohort, title=title, position=number, kind=ComponentKind.CONFERENCE)
        starts_at = clock.now() + timedelta(days=7 * number - 7)
        SessionFactory(component=component, starts_at=starts_at, facilitators=[leader])
    StudyFactory(cohort=cohort, title="Reading: how change happens", position=9)
    for name in ("Ash", "Birch", "Cedar"):
        enrolment = EnrolmentFactory(cohort=cohort, participant=ParticipantFactory(first_name="Ann", last_name=name))
        buckets = {Bucket.LIVE.value: {"earned": 44, "total": 49}}
        EngagementSummaryFactory(enrolment=enrolment, earned=44, total=49, buckets=buckets)
    return cohort


def look(page: Page, name: str) -> None:
    """Light on a desktop, then dark on a phone; nothing reaches past the edge of a small one."""
    assert_accessible(page)
    pictures.take(page, name)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert_accessible(page)
    pictures.take(page, f"{name}-dark")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_full_cohort_is_one_page(open_page, cohort):
    page = open_page(reverse("admin:courses_cohort_change", args=[cohort.pk]))

    expect(page.get_by_role("link", name="Leading change", exact=True)).to_be_visible()
    look(page, "admin-full-cohort")


def test_components_are_added_and_taken_away_by_keyboard(open_page, cohort):
    page = open_page(reverse("admin:courses_cohort_change", args=[cohort.pk]))
    page.get_by_role("checkbox", name="Remove").last.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Add another Component").focus()
    page.keyboard.press("Enter")
    row = page.locator("tbody.form-group:not(.empty-form)").last
    row.get_by_role("textbox", name="Title").fill("Clinic")
    row.get_by_role("spinbutton", name="Minutes").fill("45")
    row.get_by_role("combobox", name="Kind").select_option("clinic")
    row.get_by_role("combobox", name="Bucket").select_option("live")
    assert_accessible(page)
    page.get_by_role("button", name="Save", exact=True).focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Cohorts", level=1)).to_be_visible()
    titles = set(cohort.components.values_list("title", flat=True))
    assert titles == {"Launch conference", "Leading change", "Implementation", "Clinic"}


def test_a_message_from_the_form_to_the_outbox(open_page, cohort):
    page = open_page(reverse("admin:courses_cohort_change", args=[cohort.pk]))
    page.get_by_role("link", name="Message the cohort").click()
    page.get_by_label("Subject").fill("Snow on Tuesday")
    page.get_by_label("Message", exact=True).fill("The hall is closed.\n\nWe meet online at the usual time.")
    look(page, "message-form")
    page.get_by_role("button", name="See it first").click()
    expect(page.get_by_role("heading", name="3 people get it")).to_be_visible()
    look(page, "message-preview")
    page.get_by_role("button", name="Send to 3 people").click()

    expect(page.get_by_text("Your message goes to 3 participants")).to_be_visible()
    assert Notification.objects.count() == 3


def test_a_file_from_the_form_to_the_cohort(open_page, cohort, tmp_path):
    ParticipantFactory(verified=True, first_name="Dot", last_name="Damson", trn="1234567")
    file = Path(tmp_path) / "people.csv"
    with file.open("w", newline="") as text:
        csv.writer(text).writerows([["TRN", "Last name", "Funded place"], ["1234567", "Damson", "yes"], ["1", "X", ""]])
    page = open_page(reverse("cohorts:import-enrolments", args=[cohort.pk]))
    page.get_by_label("CSV file").set_input_files(file)
    look(page, "import-form")
    page.get_by_role("button", name="See what is in it").click()
    expect(page.get_by_text("1 person would be enrolled.")).to_be_visible()
    look(page, "import-preview")
    page.get_by_role("button", name="Enrol 1 person").click()

    expect(page.get_by_text("1 person enrolled.")).to_be_visible()
    assert cohort.enrolments.filter(participant__last_name="Damson").exists()
