"""The board releases; somebody has not passed, resits another case in a second window, passes, and shows the statement to a
school. Three people's browsers, none of which runs a script."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from assessments.actions.similarity import compare_window
from assessments.models import SimilarPair, Window
from npq_portal import clock
from npq_portal.accounts.models import User
from npq_portal.notifications.models import Notification
from tests.assessments.integrity.scenes import FIRST, SECOND, a_script
from tests.assessments.results.scenes import Scene, a_scene
from tests.axe import assert_accessible
from tests.factories.assessments import CaseStudyFactory, EntryFactory, WindowFactory
from tests.pictures import take

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def browsing(browser: Browser, sign_in: Callable, live_server) -> Iterator[Callable[..., Page]]:
    """A window of that person, or of nobody, so many pixels wide."""
    contexts = []

    def window(user: User | None = None, width: int = 1280, *, scripts: bool = False) -> Page:
        context = browser.new_context(
            java_script_enabled=scripts, base_url=live_server.url, viewport={"width": width, "height": 800}
        )
        contexts.append(context)
        if user:
            sign_in(context, user)
        return context.new_page()

    yield window
    for context in contexts:
        context.close()


def a_window(weeks_ago: int, **kwargs) -> Window:
    closes = clock.now().replace(minute=0, second=0, microsecond=0) - timedelta(weeks=weeks_ago)
    opens = closes - timedelta(days=8)
    dates = {"opens_on": clock.london_date(opens), "opens_at": opens, "closes_at": closes, "closed_at": closes}
    return WindowFactory(**dates, **kwargs)


def release(hub: Page, window: Window, *, note: str) -> None:
    hub.goto("/hub/results/")
    hub.locator(f'a[href="/hub/results/{window.pk}/"]').click()
    hub.get_by_role("button", name="Release the results together").click()
    hub.get_by_label("Note of the board").fill(note)
    hub.get_by_role("button", name="together").click()
    expect(hub.get_by_text("The results of 1 person are out.")).to_be_visible()  # by day or by night


def test_released_failed_resat_passed_and_verified(browsing, hub_admin, participant):
    first = a_window(12)
    scene = a_scene(first)
    scene.marked(False, person=participant.participant)
    hub, priya = browsing(hub_admin), browsing(participant, 375)

    priya.goto("/my/results/")
    expect(priya.get_by_text("No result is out yet")).to_be_visible()

    release(hub, first, note="Hannah and two headteachers")
    take(hub, "journey-results-board")
    letter = Notification.objects.get(kind="result_released", recipient=participant)
    assert "not passed" not in str(letter.context).lower()

    second = WindowFactory(
        cohort=first.cohort,
        case_study=CaseStudyFactory(programme=first.cohort.programme, title="The second case"),
        opens_on=clock.today() + timedelta(days=20),
        opens_at=clock.now() + timedelta(days=20),
        closes_at=clock.now() + timedelta(days=28),
    )
    priya.reload()
    priya.get_by_role("link", name=first.case_study.title).click()
    expect(priya.get_by_text("You have not passed the case study this time.")).to_be_visible()
    expect(priya.get_by_text("You have 1 more attempt.")).to_be_visible()
    expect(priya.get_by_text("Your next window opens on")).to_be_visible()
    expect(priya.get_by_text("You can complain or appeal within 21 days")).to_be_visible()
    take(priya, "journey-results-not-passed")

    # weeks pass: she writes about the other case, and it is marked
    _is_over(second)
    resit = Scene(second, scene.component, scene.criteria, hub=scene.hub)
    _marked_again(resit, participant)
    release(hub, second, note="Hannah and two headteachers again")

    priya.goto("/my/results/")
    priya.get_by_role("link", name="The second case").click()
    expect(priya.get_by_text("You have passed the case study.").first).to_be_visible()
    expect(priya.get_by_text("You have completed the course.")).to_be_visible()
    take(priya, "journey-results-passed")
    priya.get_by_role("link", name="Your statement of completion").click()
    address = priya.get_by_role("link", name="/receipts/statements/").get_attribute("href")
    take(priya, "journey-statement")

    school = browsing(width=375)
    school.goto("/receipts/statements/" + address.rstrip("/").rpartition("/")[2] + "/")
    expect(school.get_by_text("We issued this statement, and it stands.")).to_be_visible()
    expect(school.get_by_text("Priya")).to_have_count(0)
    school.get_by_label("Name on the statement").fill("Priya Invented")
    school.get_by_role("button", name="Check the name").click()
    expect(school.get_by_text("Yes: this statement was issued to somebody of that name.")).to_be_visible()
    take(school, "journey-statement-checked")


def _is_over(window: Window) -> None:
    opens = clock.now() - timedelta(days=9)
    Window.objects.filter(pk=window.pk).update(
        opens_at=opens, closes_at=opens + timedelta(days=8), closed_at=opens + timedelta(days=8)
    )
    window.refresh_from_db()


def _marked_again(scene: Scene, user: User) -> None:
    """What windows, writing and marking bring about by the time the board sits again: a second attempt."""
    enrolment = user.participant.enrolments.get()
    entry = EntryFactory(
        window=scene.window,
        enrolment=enrolment,
        attempt=2,
        case_opened_at=scene.window.opens_at,
        closed_at=scene.window.closes_at,
    )
    scene.marks(entry, passes=True)


def test_two_scripts_side_by_side_by_keyboard(browsing, hub_admin):
    window = a_window(1)
    for text in (FIRST, SECOND):
        a_script(window, text)
    compare_window(window=window, by=None, at=clock.now())
    page = browsing(hub_admin, scripts=True)

    page.goto(f"/hub/integrity/pairs/{SimilarPair.objects.get().pk}/")
    assert_accessible(page)
    take(page, "journey-similar")
    page.locator("#a-1 a").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#b-1")
    page.keyboard.press("Tab")
    expect(page.locator("#b-1 a")).to_be_focused()

    page.set_viewport_size({"width": 375, "height": 800})
    left, right = (page.locator(".npq-similar__text").nth(number).bounding_box() for number in (0, 1))
    assert right["y"] >= left["y"] + left["height"]
    assert right["x"] + right["width"] <= 376
