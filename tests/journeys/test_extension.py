"""More time asked for on the participant's page, decided at the hub's desk, and there on the participant's page again."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from assessments.choices import WindowRule
from assessments.facts.windows import terms_of
from assessments.models import Entry, Evidence, Window
from assessments.rules.window import Terms, describe, period
from npq_portal import clock
from npq_portal.accounts.models import User
from npq_portal.notifications.models import Notification
from npq_portal.templatetags.dates import closing
from tests.assessments.windows.scenes import a_cohort, engaged, idle
from tests.axe import assert_accessible
from tests.factories.assessments import CaseQuestionFactory, WindowFactory
from tests.pictures import take

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def window() -> Window:
    """Eight days that began yesterday."""
    terms = Terms(WindowRule.CALENDAR_DAYS, clock.today() - timedelta(days=1))
    found = period(terms)
    return WindowFactory(cohort=a_cohort(), opens_on=terms.opens_on, opens_at=found.starts_at, closes_at=found.ends_at)


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"%PDF-1.4 invented")
    return path


def test_an_extension_is_asked_for_and_granted(
    watched: Page, context: BrowserContext, sign_in: Callable, live_server, participant: User, hub_admin: User,
    window: Window, letter: Path,
):  # fmt: skip
    engaged(window, participant=participant.participant)
    idle(window)

    # Priya opens her window, which lets her in, and asks for more time
    sign_in(context, participant)
    watched.goto(f"{live_server.url}/my/case-study/")
    watched.locator("tbody a").click()
    expect(watched.get_by_text("You are in.")).to_be_visible()
    assert_accessible(watched)
    take(watched, "journey-window-open")
    watched.get_by_role("link", name="Ask for more time").click()
    watched.get_by_role("button", name="Send your request").click()
    expect(watched.get_by_role("alert")).to_contain_text("Choose what you need")
    watched.get_by_label("More time in this window").check()
    watched.get_by_label("How many more hours").fill("24")
    watched.get_by_label("Illness").check()
    watched.get_by_label("Tell us more (optional)").fill("I was in hospital on Tuesday.")
    watched.get_by_label("A file (optional)").set_input_files(letter)
    assert_accessible(watched)
    take(watched, "journey-window-ask")
    watched.get_by_role("button", name="Send your request").click()
    expect(watched.get_by_text("Your request is with us.")).to_be_visible()
    expect(watched.get_by_text("Waiting for a decision")).to_be_visible()
    assert_accessible(watched)

    # Hannah finds it at her desk, reads what came with it, and grants it
    sign_in(context, hub_admin)
    watched.goto(f"{live_server.url}/hub/windows/")
    assert_accessible(watched)
    take(watched, "journey-windows")
    watched.get_by_role("link", name="1 request for more time to decide").click()
    assert_accessible(watched)
    take(watched, "journey-desk")
    watched.get_by_role("link", name="Priya Invented").click()
    watched.get_by_role("link", name="What they sent with it").click()
    watched.get_by_role("button", name="Read it").click()
    expect(watched.get_by_text("I was in hospital on Tuesday.")).to_be_visible()
    with watched.expect_download() as download:
        watched.get_by_role("link", name="Save the file").click()
    assert download.value.path().read_bytes() == letter.read_bytes()
    watched.get_by_role("link", name="Back").click()
    watched.get_by_label("Grant it", exact=True).check()
    expect(watched.get_by_label("Hours you give")).to_have_value("24")
    watched.get_by_label("Why?").fill("We hope you are better.")
    assert_accessible(watched)
    take(watched, "journey-decide")
    watched.get_by_role("button", name="Decide").click()
    expect(watched.get_by_text("We have written to Priya Invented.")).to_be_visible()

    # the window's record says so, and Priya reads it with her new end
    watched.goto(f"{live_server.url}/hub/windows/{window.pk}/")
    expect(watched.get_by_text("24 more hours given")).to_be_visible()
    expect(watched.get_by_text("Evidence read: Priya Invented")).to_be_visible()
    assert_accessible(watched)
    take(watched, "journey-window-record")
    sign_in(context, participant)
    watched.goto(f"{live_server.url}/my/case-study/{window.pk}/")
    ends = window.closes_at + timedelta(hours=24)
    expect(
        watched.get_by_text(f"All of your text must reach us before your window closes: {closing(ends)}")
    ).to_be_visible()
    expect(watched.get_by_text("We hope you are better.")).to_be_visible()
    assert_accessible(watched)
    take(watched, "journey-window-granted")

    assert Entry.objects.get().closes_at == ends
    assert Notification.objects.get(kind="extension_decided").recipient_email == participant.email
    assert Evidence.objects.count() == 1


def test_a_window_is_moved_with_a_named_confirmation(
    watched: Page, context: BrowserContext, sign_in: Callable, live_server, hub_admin: User, window: Window
):
    engaged(window)
    sign_in(context, hub_admin)
    watched.goto(f"{live_server.url}/hub/windows/{window.pk}/move/")
    assert_accessible(watched)
    take(watched, "journey-move")
    watched.get_by_label("Number of days").fill("7")
    watched.get_by_role("button", name="Continue").click()
    expect(watched.get_by_text("1 person loses time.")).to_be_visible()
    watched.get_by_role("button", name="Move it, though they lose time").click()
    expect(watched.get_by_role("alert")).to_contain_text("Enter your name")
    assert_accessible(watched)
    take(watched, "journey-move-check")
    watched.get_by_label("Your name, to confirm that they lose time").fill("Hannah Invented")
    watched.get_by_role("button", name="Move it, though they lose time").click()
    expect(watched.get_by_text("The window is moved.")).to_be_visible()
    expect(watched.get_by_text("Confirmed by: Hannah Invented")).to_be_visible()


def test_a_window_is_planned_after_it_was_read_in_words(
    watched: Page, context: BrowserContext, sign_in: Callable, live_server, hub_admin: User
):
    case = CaseQuestionFactory(case_study__programme=a_cohort().programme).case_study
    cohort = case.programme.cohorts.get()
    engaged(Window(cohort=cohort))
    sign_in(context, hub_admin)
    watched.goto(f"{live_server.url}/hub/windows/plan/")
    watched.get_by_role("link", name=f"Plan a window for {cohort}").click()
    watched.get_by_label(case.title).check()
    for part, typed in (("Day", "24"), ("Month", "3"), ("Year", "2027")):
        watched.get_by_role("textbox", name=part, exact=True).fill(typed)
    assert_accessible(watched)
    take(watched, "journey-plan")
    watched.get_by_role("button", name="Continue").click()
    words = (
        "Opens Wednesday 24 March 2027, 00:00; closes Wednesday 31 March 2027, midnight at the end of the day; 191 hours, the"
        " clocks go forward"
    )
    expect(watched.get_by_text(words)).to_be_visible()
    assert_accessible(watched)
    take(watched, "journey-plan-check")
    assert not Window.objects.exists()
    watched.get_by_role("button", name="Plan this window").click()
    expect(watched.get_by_text("The window is planned.")).to_be_visible()
    assert describe(terms_of(Window.objects.get())) == words[:1].lower() + words[1:]

    # the case has a mistake in it: the window is called off, and another one can be planned
    watched.get_by_role("link", name="Call the window off").click()
    watched.get_by_role("button", name="Call the window off").click()
    expect(watched.get_by_role("alert")).to_contain_text("Enter why it is called off")
    watched.get_by_label("Why is it called off?").fill("The case has a mistake in it.")
    assert_accessible(watched)
    take(watched, "journey-call-off")
    watched.get_by_role("button", name="Call the window off").click()
    expect(watched.get_by_text("The window is called off.")).to_be_visible()
    expect(watched.get_by_text("Reason: The case has a mistake in it.")).to_be_visible()
    assert_accessible(watched)
    take(watched, "journey-called-off")
    watched.get_by_role("button", name="Plan another window").click()
    expect(watched.get_by_role("heading", level=1)).to_contain_text("Plan a window")
