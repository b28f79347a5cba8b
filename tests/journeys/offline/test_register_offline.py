"""A register taken in a hall with no signal: the network is cut in the browser, and all marks reach the hub in the end."""

from playwright.sync_api import expect

from courses.choices import Mark, RecordState
from courses.models import EngagementRecord, WalkIn
from tests.axe import assert_accessible
from tests.journeys.offline.phones import (
    TREES,
    mark,
    marks_at_the_hub,
    open_register,
    status,
)
from tests.pictures import take


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

    page.get_by_role("group", name="Robin Oak").get_by_role("radio", name="take the mark back").click()
    mark(page, "Alder", "Absent")
    expect(page.locator("[data-register-marked]")).to_have_text("9")
    expect(status(page)).to_contain_text("wait", timeout=2_000)
    expect(status(page)).to_contain_text("Saved at the hub")

    assert marks_at_the_hub() == {**dict.fromkeys(TREES, Mark.ATTENDED), "Alder": Mark.ABSENT, "Oak": Mark.CLEARED}
    assert EngagementRecord.objects.filter(state=RecordState.TO_DECIDE).count() == 0


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
