"""Several phones, and phones that change hands: clashes, late batches, refusals, signing out."""

from playwright.sync_api import expect

from courses.choices import Mark, RecordState, SessionState
from courses.models import EngagementRecord, Session
from npq_portal import clock
from npq_portal.accounts.choices import RoleName
from tests.axe import assert_accessible
from tests.factories.accounts import UserFactory
from tests.journeys.late_scripts import before_the_script
from tests.journeys.offline.phones import (
    KEPT,
    TREES,
    mark,
    marks_at_the_hub,
    open_register,
    status,
    until,
    with_wrong_clock,
)
from tests.pictures import take


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


def test_a_mark_made_before_the_script_arrived_is_kept_and_sent(phone, live_server, session):
    page = phone.new_page()
    with before_the_script(page, f"{live_server.url}/registers/{session.pk}/", script="register/main.js"):
        mark(page, "Alder", "Present")

    expect(status(page)).to_contain_text("Saved at the hub", timeout=40_000)
    assert marks_at_the_hub() == {"Alder": Mark.ATTENDED}


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
    until(page, "async () => !(await caches.has('npq-registers-pages'))")

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
