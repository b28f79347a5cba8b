"""A register taken in a hall with no signal: the network is cut in the browser, and all marks reach the hub in the end."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from courses.choices import Mark, RecordState, WhyToDecide
from courses.models import EngagementRecord, Session, WalkIn
from npq_portal import clock
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import User
from tests.axe import assert_accessible
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import SessionFactory
from tests.pictures import take

TREES = ("Alder", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Juniper", "Larch", "Maple", "Oak")


@pytest.fixture
def session(facilitator: User) -> Session:
    """It began ten minutes ago; ten people are expected."""
    session = SessionFactory(facilitators=[facilitator], starts_at=clock.now() - timedelta(minutes=10))
    for tree in TREES:
        person = ParticipantFactory(first_name="Robin", last_name=tree)
        EnrolmentFactory(cohort=session.component.cohort, participant=person)
    return session


@pytest.fixture
def phone(context: BrowserContext, sign_in: Callable, facilitator: User) -> BrowserContext:
    sign_in(context, facilitator)
    return context


@pytest.fixture
def another_phone(browser, browser_context_args: dict) -> Iterator[BrowserContext]:
    context = browser.new_context(**browser_context_args)
    yield context
    context.close()


def open_register(context: BrowserContext, live_server, session: Session, *, online: bool = True) -> Page:
    """The register in a new tab; with a signal, once the device holds what it needs without one."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{live_server.url}/registers/{session.pk}/")
    page.wait_for_selector("html[data-registers-ready]", timeout=20_000)
    if online:
        path = f"/registers/{session.pk}/"
        page.wait_for_function(
            "async path => Boolean(await (await caches.open('npq-registers-pages')).match(path))", arg=path
        )
    assert errors == []
    return page


def mark(page: Page, tree: str, words: str) -> None:
    page.get_by_role("group", name=f"Robin {tree}").get_by_label(words, exact=True).check(force=True)


def marks_at_the_hub(state: str = RecordState.CURRENT) -> dict[str, str]:
    rows = EngagementRecord.objects.filter(state=state)
    return dict(rows.values_list("enrolment__participant__last_name", "mark"))


def status(page: Page):
    return page.locator("[data-register-status]")


def test_a_register_without_a_signal_in_a_tab_that_is_closed_reaches_the_hub(phone, live_server, session):
    page = open_register(phone, live_server, session)
    phone.set_offline(True)

    mark(page, "Alder", "Present")
    mark(page, "Birch", "Part")
    page.get_by_label("Minutes there, Robin Birch").fill("35")
    page.get_by_label("Note about Robin Birch").fill("Train was late")
    mark(page, "Cedar", "Absent")
    page.get_by_label("Name", exact=True).fill("Sam Walker")
    page.get_by_role("button", name="Save the register").last.click()
    expect(status(page)).to_contain_text("4 marks wait on this device")
    take(page, "register-offline")
    page.close()
    assert marks_at_the_hub() == {}

    page = open_register(phone, live_server, session, online=False)
    expect(page.get_by_role("group", name="Robin Alder").get_by_label("Present", exact=True)).to_be_checked()
    expect(page.get_by_label("Minutes there, Robin Birch")).to_have_value("35")
    expect(status(page)).to_contain_text("No signal")
    mark(page, "Elm", "Present")
    expect(status(page)).to_contain_text("wait on this device")
    assert_accessible(page)

    phone.set_offline(False)
    expect(status(page)).to_contain_text("Saved at the hub", timeout=40_000)
    expect(page.get_by_role("group", name="Robin Alder")).to_contain_text("Saved at the hub")
    assert marks_at_the_hub() == {
        "Alder": Mark.ATTENDED, "Birch": Mark.PART, "Cedar": Mark.ABSENT, "Elm": Mark.ATTENDED,
    }  # fmt: skip
    birch = EngagementRecord.objects.get(mark=Mark.PART, state=RecordState.CURRENT)
    assert (birch.minutes, birch.note) == (35, "Train was late")
    assert WalkIn.objects.get().name == "Sam Walker"
    assert RoleName.FACILITATOR
    assert UserFactory
    assert WhyToDecide
