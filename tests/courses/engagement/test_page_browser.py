"""The participant's pages in Chromium: axe finds nothing, nothing runs out at 320 px, all of it without a mouse."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from courses.choices import Bucket, Mark, StudyEvidence
from npq_portal import clock
from tests.axe import assert_accessible
from tests.cast import signed_in
from tests.courses.engagement.scenes import Course
from tests.factories.engagement import StudyFactory
from tests.pictures import take

pytestmark = pytest.mark.django_db(transaction=True)


class InMidCourse(Course):
    """Twelve sessions around today: six held, one of them missed, one cut short, the last still without a register."""

    def __init__(self, **programme) -> None:
        super().__init__(12, **programme)
        monday = clock.now().replace(hour=16, minute=0, second=0, microsecond=0)
        for number, session in enumerate(self.sessions):
            session.starts_at = monday + timedelta(days=7 * (number - 6) + 2)
            session.ends_at = session.starts_at + timedelta(hours=1)
            session.join_link = "https://meet.example/a-long-address-of-a-room" if number % 2 else ""
            session.save()
        for evidence in StudyEvidence:
            self.unit = StudyFactory(
                cohort=self.cohort,
                evidence=evidence,
                minutes=60,
                bucket=Bucket.SELF_STUDY,
                title=f"Unit that asks for {evidence.label.lower()}",
                due_on=clock.today() + timedelta(days=30),
                description="Read chapter **two** and try it in one lesson.",
            )
        for number, what in enumerate([Mark.ATTENDED, Mark.ABSENT, Mark.ATTENDED, Mark.PART, Mark.ATTENDED], start=1):
            self.mark(number, what, minutes=50 if what == Mark.PART else None)


@pytest.fixture
def opened(page: Page, live_server):
    """Sign this person in; the function opens one of their pages."""

    def give(course: Course, name: str, *more, query: str = "") -> Page:
        (person,) = course.people
        cookie = signed_in(person.participant.user).cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page.goto(live_server.url + reverse(f"mine:{name}", args=[person.pk, *more]) + query)
        return page

    return give


def nothing_runs_out(page: Page) -> None:
    """At 320 px nobody scrolls sideways."""
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size(before)


@pytest.mark.parametrize("policy", ["pooled", "per_bucket"])
def test_the_course_page_is_accessible_and_fits_a_telephone(opened, policy):
    page = opened(InMidCourse(engagement_policy=policy), "npq")

    take(page, f"npq-{policy}")
    assert_accessible(page)
    nothing_runs_out(page)
    expect(page.get_by_role("img", name="engagement").first).to_be_visible()
    page.get_by_text("The same in minutes").click()
    expect(page.get_by_role("table", name="Your engagement in minutes")).to_be_visible()


def test_what_if_is_asked_and_answered_by_keyboard(opened):
    page = opened(InMidCourse(), "npq")
    page.get_by_role("button", name="What if I miss one?").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Session or unit").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="If you miss Seminar 8")).to_be_visible()
    take(page, "what-if")
    assert_accessible(page)
    nothing_runs_out(page)


def test_a_unit_is_done_without_a_mouse_and_its_minutes_count(opened):
    course = InMidCourse()
    page = opened(course, "study", course.unit.pk)
    assert_accessible(page)
    take(page, "study")
    nothing_runs_out(page)
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Enter how many minutes you worked on it")
    assert_accessible(page)

    page.get_by_label("Minutes you worked on it so far").fill("45")
    page.keyboard.press("Enter")

    expect(page.get_by_text(f"Saved: {course.unit.title}.")).to_be_visible()
    row = page.get_by_role("row", name=course.unit.title)
    expect(row.get_by_role("cell").nth(1)).to_have_text("45 of 60")


def test_the_home_page_says_what_comes_next_and_where_somebody_stands(opened, live_server):
    page = opened(InMidCourse(), "npq")
    page.goto(f"{live_server.url}/home/")

    take(page, "home")
    assert_accessible(page)
    nothing_runs_out(page)
    expect(page.get_by_role("heading", name="Next session")).to_be_visible()
    page.get_by_role("button", name="Open your course").click()
    expect(page.get_by_role("heading", name="Where you stand")).to_be_visible()
