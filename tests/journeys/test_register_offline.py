"""A register taken in a hall with no signal: the network is cut in the browser, and all marks reach the hub in the end."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from courses.choices import Mark, RecordState, SessionState
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
    group = page.get_by_role("group", name=f"Robin {tree}")
    group.get_by_role("radio", name=words, exact=True).click()


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
    assert marks_at_the_hub() == {
        "Alder": Mark.ATTENDED, "Birch": Mark.PART, "Cedar": Mark.ABSENT, "Elm": Mark.ATTENDED,
    }  # fmt: skip
    birch = EngagementRecord.objects.get(mark=Mark.PART, state=RecordState.CURRENT)
    assert (birch.minutes, birch.note) == (35, "Train was late")
    assert WalkIn.objects.get().name == "Sam Walker"


def test_marking_all_present_and_taking_a_mark_back(phone, live_server, session):
    page = open_register(phone, live_server, session)
    page.get_by_role("button", name="Mark all others present").click()
    expect(status(page)).to_contain_text("Saved at the hub", timeout=20_000)
    assert marks_at_the_hub() == dict.fromkeys(TREES, Mark.ATTENDED)

    mark(page, "Oak", "Take the mark back")
    mark(page, "Alder", "Absent")
    expect(page.locator("[data-register-marked]")).to_have_text("9")
    expect(status(page)).to_contain_text("wait", timeout=2_000)
    expect(status(page)).to_contain_text("Saved at the hub")

    assert marks_at_the_hub() == {**dict.fromkeys(TREES, Mark.ATTENDED), "Alder": Mark.ABSENT, "Oak": Mark.CLEARED}
    assert EngagementRecord.objects.filter(state=RecordState.TO_DECIDE).count() == 0


WRONG_CLOCK = """
  const Right = Date;
  globalThis.Date = class extends Right {
    constructor(...given) { given.length ? super(...given) : super(Right.now() + %d); }
    static now() { return Right.now() + %d; }
  };
"""


def with_wrong_clock(context: BrowserContext, minutes: int) -> None:
    context.add_init_script(WRONG_CLOCK % (minutes * 60_000, minutes * 60_000))


def test_two_phones_with_wrong_clocks_mark_the_same_people(phone, another_phone, sign_in, live_server, session):
    second = UserFactory(roles=[RoleName.FACILITATOR])
    session.facilitators.add(second)
    sign_in(another_phone, second)
    with_wrong_clock(phone, 10)
    with_wrong_clock(another_phone, -10)
    fast, slow = (open_register(context, live_server, session) for context in (phone, another_phone))
    for context in (phone, another_phone):
        context.set_offline(True)

    for tree in TREES[:5]:
        mark(fast, tree, "Present")
    expect(status(fast)).to_contain_text("5 marks wait")
    mark(slow, "Alder", "Absent")  # later than the first phone's mark, though the clocks say twenty minutes earlier
    mark(slow, "Birch", "Present")
    mark(slow, "Fir", "Absent with Apologies")
    expect(status(slow)).to_contain_text("3 marks wait")

    another_phone.set_offline(False)
    expect(status(slow)).to_contain_text("Saved at the hub", timeout=40_000)
    phone.set_offline(False)
    expect(status(fast)).to_contain_text("Saved at the hub", timeout=40_000)

    assert marks_at_the_hub() == {
        "Alder": Mark.ABSENT, "Birch": Mark.ATTENDED, "Cedar": Mark.ATTENDED, "Elm": Mark.ATTENDED,
        "Fir": Mark.AUTHORISED_ABSENCE,
    }  # fmt: skip
    assert EngagementRecord.objects.count() == 8  # nothing is dropped
    assert marks_at_the_hub(RecordState.TO_DECIDE) == {"Alder": Mark.ATTENDED, "Fir": Mark.ATTENDED}
    expect(fast.get_by_role("group", name="Robin Alder")).to_contain_text("marked this person differently")
    take(fast, "register-clash")
    fast.reload()
    expect(fast.get_by_text("A mark waits for a decision").first).to_be_visible()


def test_a_batch_whose_answer_is_lost_is_sent_again_and_saved_once(phone, live_server, session):
    page = open_register(phone, live_server, session)
    lost: list[int] = []

    def lose(route):
        if route.request.method == "POST" and len(lost) < 2:
            lost.append(route.fetch().status)  # the hub has it, the phone never hears of it
            route.abort()
        else:
            route.continue_()

    phone.route("**/registers/sync", lose)
    mark(page, "Alder", "Present")
    mark(page, "Birch", "Absent")
    expect(status(page)).to_contain_text("2 marks wait on this device")
    expect(status(page)).to_contain_text("Saved at the hub", timeout=80_000)

    assert lost == [200, 200]
    assert marks_at_the_hub() == {"Alder": Mark.ATTENDED, "Birch": Mark.ABSENT}
    assert EngagementRecord.objects.count() == 2


def test_the_late_batch_of_a_facilitator_who_was_removed_waits_for_a_decision(phone, live_server, session, facilitator):
    page = open_register(phone, live_server, session)
    phone.set_offline(True)
    mark(page, "Alder", "Present")
    expect(status(page)).to_contain_text("1 mark waits")

    session.facilitators.remove(facilitator)
    facilitator.role_grants.update(revoked_at=clock.now())
    phone.set_offline(False)

    expect(page.get_by_role("group", name="Robin Alder")).to_contain_text(
        "The hub decides whether this mark counts", timeout=40_000
    )
    assert marks_at_the_hub() == {}
    assert marks_at_the_hub(RecordState.TO_DECIDE) == {"Alder": Mark.ATTENDED}


def test_what_the_hub_does_not_accept_stays_and_says_why(phone, live_server, session):
    page = open_register(phone, live_server, session)
    phone.set_offline(True)
    mark(page, "Alder", "Present")
    expect(status(page)).to_contain_text("1 mark waits")
    Session.objects.update(state=SessionState.DRAFT)

    phone.set_offline(False)
    expect(status(page)).to_contain_text("Not accepted: 1 mark", timeout=40_000)
    expect(page.get_by_role("group", name="Robin Alder")).to_contain_text("has not been released")
    kept = page.get_by_role("region", name="Not accepted by the hub")
    expect(kept).to_contain_text("Robin Alder: Present")
    assert_accessible(page)
    take(page, "register-not-accepted")
    kept.get_by_role("button", name="I have dealt with it (Robin Alder)").click()

    expect(kept).to_have_count(0)


KEPT = """async () => ({
  pages: await caches.has("npq-registers-pages"),
  names: await new Promise((done) => {
    indexedDB.open("npq-registers").onsuccess = ({ target: { result } }) => {
      result.transaction("registers").objectStore("registers").getAll().onsuccess = ({ target }) => done(target.result.length);
    };
  }),
})"""


def test_nobody_signs_out_while_marks_wait_and_names_go_with_whoever_does(phone, live_server, session):
    page = open_register(phone, live_server, session)
    assert page.evaluate(KEPT) == {"pages": True, "names": 1}
    phone.set_offline(True)
    mark(page, "Alder", "Present")
    expect(status(page)).to_contain_text("1 mark waits")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("alert")).to_contain_text("You cannot sign out yet: 1 mark waits on this device")

    phone.set_offline(False)
    page.get_by_role("button", name="Sign out").click()  # which sends what waits first
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible(timeout=40_000)

    assert marks_at_the_hub() == {"Alder": Mark.ATTENDED}
    assert page.evaluate(KEPT) == {"pages": False, "names": 0}
    phone.set_offline(True)
    page.goto(f"{live_server.url}/registers/{session.pk}/")
    expect(page.get_by_role("heading", name="This page needs a signal")).to_be_visible()
    expect(page.get_by_text("No register is on this device")).to_be_visible()


def test_when_the_sign_in_lapses_names_go_and_marks_wait_for_their_author(
    phone, live_server, session, facilitator, sign_in
):
    page = open_register(phone, live_server, session)
    phone.set_offline(True)
    mark(page, "Alder", "Present")
    expect(status(page)).to_contain_text("1 mark waits")
    phone.clear_cookies()
    phone.set_offline(False)
    expect(status(page)).to_contain_text("You are signed out. 1 mark waits on this device.", timeout=40_000)
    page.goto(live_server.url)
    page.wait_for_function("async () => !(await caches.has('npq-registers-pages'))")

    other = UserFactory(roles=[RoleName.FACILITATOR])
    session.facilitators.add(other)
    sign_in(phone, other)
    page = open_register(phone, live_server, session)
    expect(status(page)).to_contain_text("1 mark waits here that somebody else made")
    expect(page.locator("[data-register-marked]")).to_have_text("0")
    assert marks_at_the_hub() == {}

    sign_in(phone, facilitator)
    page = open_register(phone, live_server, session)
    expect(status(page)).to_contain_text("Saved at the hub")
    record = EngagementRecord.objects.get()
    assert (record.by, record.mark) == (facilitator, Mark.ATTENDED)


def test_without_a_signal_other_pages_say_what_is_on_the_device(phone, live_server, session):
    page = open_register(phone, live_server, session)
    phone.set_offline(True)

    page.goto(f"{live_server.url}/registers/{session.pk}/print/")
    expect(page.get_by_role("heading", name="This page needs a signal")).to_be_visible()
    assert_accessible(page)
    take(page, "register-no-signal")
    page.get_by_role("link", name=session.component.title).click()
    expect(page.get_by_role("group", name="Robin Alder")).to_be_visible()
    page.goto(f"{live_server.url}/registers/")
    expect(page.get_by_role("heading", name="Registers")).to_be_visible()
