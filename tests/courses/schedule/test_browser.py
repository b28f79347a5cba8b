"""The pages of schedules in a browser: axe, a small phone, text twice as large, dark; by keyboard and without a script."""

from collections.abc import Callable

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from courses.actions.sessions import cancel, change
from courses.choices import Mark, SessionState
from courses.models import Cohort, HolidayPeriod, Session
from npq_portal.accounts.models import User
from tests import pictures
from tests.cast import signed_in
from tests.courses.schedule.conftest import NOW
from tests.courses.timetable import component, place, session
from tests.factories.accounts import ParticipantFactory
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import ApologyFactory, RecordFactory, StudyFactory
from tests.journeys.every_page import checks

pytestmark = pytest.mark.django_db(transaction=True)

_LONG = "Conference: leading the development of colleagues across a whole trust"


@pytest.fixture
def busy(cohort, facilitator, hub_admin, priya) -> Cohort:
    """A cohort with everything that can stand in a schedule; years ahead of the real clock, which the pages read."""
    cohort.ends_on = "2037-12-31"
    cohort.save()
    for name in ("Chidi Castle-Montgomery-Featherstonehaugh", "Dilys Davies", "Efe Eze"):
        given, _, family = name.partition(" ")
        EnrolmentFactory(cohort=cohort, participant=ParticipantFactory(first_name=given, last_name=family))
    StudyFactory(cohort=cohort, title="Unit 1", minutes=120)
    past = session(component(cohort, "Induction", minutes=60), "2026-11-10 16:00")
    RecordFactory(session=past, component=past.component, enrolment=priya, mark=Mark.ABSENT, minutes=0)
    moved = session(component(cohort, _LONG, minutes=300), "2036-11-18 09:00", minutes=300, led_by=[facilitator])
    off = session(component(cohort, "Live session 2"), "2036-11-25 16:00", join_link="https://meet.example/1", venue="")
    session(off.component, "2036-12-02 16:00", capacity=1, venue="Hall", led_by=[facilitator])
    third = component(cohort, "Live session 3")
    session(third, "2036-12-25 16:00", state=SessionState.DRAFT, led_by=[facilitator], venue="Hall")
    gone = component(cohort, "Live session 4")
    last = session(gone, "2036-12-09 16:00", led_by=[facilitator])
    session(gone, "2036-01-09 16:00", state=SessionState.CANCELLED, state_reason="Snow")
    change(session=moved, by=hub_admin, at=NOW, venue="Hall", starts_at=off.starts_at, ends_at=off.ends_at)
    cancel(session=last, reason="The trainer has moved away", by=hub_admin, at=NOW)
    ApologyFactory(session=off, enrolment=priya)
    HolidayPeriod.objects.create(name="Half-term, Suffolk", first_day="2037-02-16", last_day="2037-02-20")
    return cohort


@pytest.fixture
def open_as(page: Page, live_server) -> Callable[[User, str], Page]:
    def visit(user: User, path: str) -> Page:
        _sign_in(page.context, user, live_server.url)
        page.goto(live_server.url + path)
        return page

    return visit


def _sign_in(context: BrowserContext, user: User, url: str) -> None:
    cookie = signed_in(user).cookies[django_settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])


def _path(name: str, *args: object) -> str:
    return reverse(name, args=args)


def _one(title: str, state: str = SessionState.RELEASED) -> Session:
    return Session.objects.filter(component__title=title, state=state).first()


@pytest.mark.parametrize("name", ["cohorts", "cohort", "make", "import", "release"])
def test_the_hubs_pages_are_right_on_every_screen(name, open_as, busy, hub_admin):
    page = open_as(hub_admin, _path(f"schedule:{name}", *([] if name == "cohorts" else [busy.pk])))
    pictures.take(page, f"schedule-{name}")

    assert checks.faults(page) == []


@pytest.mark.parametrize(
    ("name", "title"),
    [("session", _LONG), ("session", "Live session 2"), ("change", _LONG), ("cancel", "Live session 2"),
     ("give-place", "Live session 2")],
)  # fmt: skip
def test_the_pages_of_a_session_are_right_on_every_screen(name, title, open_as, busy, hub_admin):
    page = open_as(hub_admin, _path(f"schedule:{name}", _one(title).pk))
    pictures.take(page, f"schedule-{name}-{title.split()[0].lower()}")

    assert checks.faults(page) == []


@pytest.mark.parametrize("name", ["dates", "choose", "sorry"])
def test_a_participants_pages_are_right_on_every_screen(name, open_as, busy, participant, priya):
    held = _one("Live session 2")
    more = {"dates": [], "choose": [held.component_id], "sorry": [held.pk]}[name]
    page = open_as(participant, _path(f"mine:{name}", priya.pk, *more))
    pictures.take(page, f"mine-{name}")

    assert checks.faults(page) == []


def test_where_everything_is_full_the_page_says_so_well(open_as, busy, participant, priya):
    held = _one("Live session 2")
    place(EnrolmentFactory(cohort=busy), Session.objects.get(capacity=1))
    page = open_as(participant, _path("mine:choose", priya.pk, held.component_id))
    pictures.take(page, "mine-choose-full")

    expect(page.get_by_role("heading", level=1)).to_have_text("There is no other date now")
    assert checks.faults(page) == []


def test_a_pattern_from_form_to_drafts(open_as, busy, hub_admin):
    page = open_as(hub_admin, _path("schedule:make", busy.pk))
    page.get_by_role("button", name="See the dates first").click()
    pictures.take(page, "schedule-make-errors")
    assert checks.faults(page) == []
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("One part of the course, held several times").check()
    page.get_by_label("Which part", exact=True).select_option(label="Live session 3")
    page.get_by_label("So many times").check()
    page.get_by_label("How many times").fill("3")
    first = page.get_by_role("group", name="First date")
    for part, value in (("Day", "9"), ("Month", "2"), ("Year", "2037")):
        first.get_by_label(part).fill(value)
    page.get_by_label("Start", exact=True).fill("4pm")
    page.get_by_label("Leave those days out").check()
    page.get_by_role("button", name="See the dates first").click()
    pictures.take(page, "schedule-plan")
    expect(page.get_by_role("main")).to_contain_text("Half-term, Suffolk")
    assert checks.faults(page) == []

    page.get_by_role("button", name="Make 3 drafts").click()

    expect(page.get_by_role("alert")).to_contain_text("3 drafts made. Nobody is told before you release the schedule.")


def test_without_a_script_a_file_is_imported_and_released_and_a_date_chosen(
    browser: Browser, live_server, busy, hub_admin, participant, priya
):
    context = browser.new_context(java_script_enabled=False)
    _sign_in(context, hub_admin, live_server.url)
    page = context.new_page()
    page.goto(live_server.url + _path("schedule:import", busy.pk))
    rows = b"Component,Date,Start,Venue,Facilitators\nLive session 2,10/03/2037,4pm,Hall,\nLive session 3,soon,4pm,,\n"
    page.get_by_label("CSV file").set_input_files({"name": "dates.csv", "mimeType": "text/csv", "buffer": rows})
    page.get_by_role("button", name="See what is in it").click()
    pictures.take(page, "schedule-import-plan")
    page.get_by_role("button", name="Make 1 draft").click()
    page.get_by_role("link", name="See what releasing would do").click()
    page.get_by_role("button", name="Release and tell").click()
    expect(page.get_by_role("alert")).to_contain_text("Released: 4 changes.")
    context.clear_cookies()
    _sign_in(context, participant, live_server.url)
    page.goto(live_server.url + _path("mine:dates", priya.pk))
    page.get_by_role("link", name="Go to another date of Live session 2").click()
    page.get_by_label("Tuesday 10 March 2037").check()
    page.get_by_role("button", name="Go to this one instead").click()

    expect(page.get_by_role("alert")).to_contain_text("You go to Live session 2 on Tuesday 10 March 2037")
    context.close()
