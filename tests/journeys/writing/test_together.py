"""More than one: two devices, two tabs, two people on one computer, and a browser without scripts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from assessments.choices import VersionSource
from assessments.models import DraftVersion
from assessments.rules.drafts import LONGEST
from npq_portal import clock
from tests.axe import assert_accessible
from tests.factories.assessments import EntryFactory
from tests.journeys.writing.editors import (
    KEPT,
    PUT,
    SOON,
    alert,
    all_texts,
    answer,
    come_back,
    open_editor,
    saved,
    text_at_hub,
    write_on,
)
from tests.pictures import take

pytestmark = pytest.mark.django_db(transaction=True)


def test_writing_on_two_devices_one_after_the_other(laptop, device: Callable, entry):
    at_desk = open_editor(laptop, entry)
    answer(at_desk).fill("At the desk.")
    expect(saved(at_desk)).to_contain_text("Saved at", timeout=SOON)

    on_train = open_editor(device(viewport={"width": 375, "height": 700}), entry)
    expect(answer(on_train)).to_have_value("At the desk.")
    write_on(on_train, " On the train.")
    expect(saved(on_train)).to_contain_text("Saving")
    expect(saved(on_train)).to_contain_text("Saved at", timeout=SOON)

    come_back(at_desk)
    expect(answer(at_desk)).to_have_value("At the desk. On the train.", timeout=SOON)
    expect(alert(at_desk)).to_contain_text("saved in another tab or on another device")
    write_on(at_desk, " At home.")
    expect(saved(at_desk)).to_contain_text("Saved at", timeout=SOON)
    assert set(all_texts(entry)) == {VersionSource.AUTOSAVE}


def test_writing_on_two_devices_at_once_overwrites_nothing_and_both_texts_are_offered(laptop, device: Callable, entry):
    phone = device()
    at_desk, on_train = open_editor(laptop, entry), open_editor(phone, entry)
    phone.set_offline(True)
    answer(on_train).fill("Written in the tunnel.")
    answer(at_desk).fill("Written at the desk.")
    expect(saved(at_desk)).to_contain_text("Saved at", timeout=SOON)
    expect(saved(on_train)).to_contain_text("No connection", timeout=SOON)

    phone.set_offline(False)
    expect(alert(on_train)).to_contain_text("Both texts are kept, and nothing is overwritten.", timeout=SOON)
    expect(answer(on_train)).to_have_value("Written in the tunnel.")
    expect(saved(on_train)).to_contain_text("Not saved as your draft")
    assert text_at_hub(entry) == "Written at the desk."
    assert_accessible(on_train)
    take(on_train, "editor-two-texts")

    with on_train.expect_response("**/write/save*"):  # looks at how things stand, and changes nothing here
        come_back(on_train)
    on_train.wait_for_timeout(200)
    expect(answer(on_train)).to_have_value("Written in the tunnel.")
    expect(alert(on_train)).to_contain_text("See both texts and choose")
    write_on(on_train, " Still typing.")
    on_train.get_by_role("button", name="Save draft").click()
    expect(alert(on_train)).to_contain_text("See both texts and choose")
    on_train.get_by_role("link", name="See both texts and choose").click()
    expect(on_train.get_by_role("heading", level=1)).to_have_text("Two texts: choose which to write on")
    expect(on_train.get_by_text("Written in the tunnel. Still typing.")).to_be_visible()
    expect(on_train.get_by_text("Written at the desk.")).to_be_visible()
    assert_accessible(on_train)
    take(on_train, "two-texts")

    on_train.get_by_role("button", name="Write on from version 3").click()
    expect(answer(on_train)).to_have_value("Written in the tunnel. Still typing.")
    assert text_at_hub(entry) == "Written in the tunnel. Still typing."
    assert all_texts(entry) == {
        VersionSource.AUTOSAVE: ["Written at the desk."],
        VersionSource.OTHER_TAB: ["Written in the tunnel.", "Written in the tunnel. Still typing."],
        VersionSource.RESTORED: ["Written in the tunnel. Still typing."],
    }
    on_train.get_by_role("link", name="Earlier versions").click()
    expect(on_train.get_by_role("table")).to_contain_text("Restored from an earlier version")
    assert_accessible(on_train)
    take(on_train, "versions")


def test_two_tabs_of_one_browser_follow_each_other(laptop, entry):
    first, second = open_editor(laptop, entry), open_editor(laptop, entry)
    answer(first).fill("In the first tab.")
    expect(answer(second)).to_have_value("In the first tab.", timeout=SOON)
    answer(second).fill("In the second tab.")
    expect(answer(first)).to_have_value("In the second tab.", timeout=SOON)

    assert all_texts(entry) == {VersionSource.AUTOSAVE: ["In the first tab.", "In the second tab."]}


def test_two_tabs_without_a_network_keep_both_texts(laptop, entry):
    first, second = open_editor(laptop, entry), open_editor(laptop, entry)
    laptop.set_offline(True)
    answer(first).fill("First.")
    answer(second).fill("Second.")
    expect(saved(first)).to_contain_text("No connection", timeout=SOON)
    expect(saved(second)).to_contain_text("No connection", timeout=SOON)
    assert sorted(second.evaluate(KEPT)) == [["waiting", "First."], ["waiting", "Second."]]

    laptop.set_offline(False)
    for _ in range(200):
        if DraftVersion.objects.count() == 2:
            break
        first.wait_for_timeout(200)
    texts = all_texts(entry)
    assert sorted(text for sent in texts.values() for text in sent) == ["First.", "Second."]
    assert VersionSource.OTHER_TAB in texts


def test_on_a_shared_computer_nobody_sees_anothers_text(laptop, entry, sign_in, participant):
    page = open_editor(laptop, entry)
    answer(page).fill("Priya's own words.")
    expect(saved(page)).to_contain_text("Saved at", timeout=SOON)
    laptop.clear_cookies()
    answer(page).fill("Priya's own words, and more.")
    expect(alert(page)).to_contain_text("You are signed out.", timeout=SOON)

    other = EntryFactory(window=entry.window, case_opened_at=entry.window.opens_at)
    sign_in(laptop, other.enrolment.participant.user)
    come_back(page)
    expect(alert(page)).to_contain_text("Somebody else is signed in on this device now.", timeout=SOON)
    page.close()
    theirs = open_editor(laptop, other)
    expect(answer(theirs)).to_have_value("")
    assert text_at_hub(other) == ""
    theirs.close()

    sign_in(laptop, participant)
    page = open_editor(laptop, entry)
    expect(answer(page)).to_have_value("Priya's own words, and more.")
    expect(saved(page)).to_contain_text("Saved at", timeout=SOON)
    assert text_at_hub(entry) == "Priya's own words, and more."


def test_nobody_signs_out_while_text_waits_and_safe_text_leaves_with_them(laptop, entry):
    page = open_editor(laptop, entry)
    laptop.set_offline(True)
    answer(page).fill("Not yet at the hub.")
    expect(saved(page)).to_contain_text("No connection", timeout=SOON)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You cannot sign out yet")).to_be_visible(timeout=SOON)

    laptop.set_offline(False)
    expect(saved(page)).to_contain_text("Saved at", timeout=SOON)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible(timeout=SOON)
    assert page.evaluate(KEPT) == []
    assert text_at_hub(entry) == "Not yet at the hub."


def test_text_that_the_hub_cannot_take_keeps_nobody_signed_in(laptop, entry):
    page = open_editor(laptop, entry)
    answer(page).fill("x" * (LONGEST + 1))
    expect(alert(page)).to_contain_text("more than 100,000 characters", timeout=SOON)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("the hub cannot take it as it is")).to_be_visible(timeout=SOON)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible(timeout=SOON)
    assert [state for state, _text in page.evaluate(KEPT)] == ["waiting"]


@pytest.mark.parametrize(("days", "left"), [(29, ["waiting"]), (31, [])])
def test_what_nobody_could_send_leaves_the_device_in_the_end(laptop, entry, days, left):
    page = open_editor(laptop, entry)
    closed = clock.now() - timedelta(days=days)
    strangers = {"page": "p", "person": "a stranger", "state": "waiting", "url": f"{page.url}save"}
    page.evaluate(PUT, {**strangers, "closesAt": closed.isoformat(), "answers": {"1": "Theirs."}, "basedOn": 0})
    with page.expect_response(lambda answer: "/save" in answer.url) as asked:
        page.goto("/")
    assert asked.value.ok
    page.reload()
    page.wait_for_load_state("networkidle")
    assert [state for state, _text in page.evaluate(KEPT)] == left


def test_save_and_submit_with_a_script(laptop, entry):
    page = open_editor(laptop, entry)
    answer(page).fill("Saved by the button.")
    page.get_by_role("button", name="Save draft").click()
    expect(saved(page)).to_contain_text("Saved at", timeout=SOON)
    assert all_texts(entry) == {VersionSource.SAVED: ["Saved by the button."]}

    write_on(page, " And then.")
    page.get_by_role("button", name="Go to submit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers and submit", timeout=SOON)
    expect(page.get_by_text("Saved by the button. And then.")).to_be_visible()


def test_without_a_script(device: Callable, entry):
    page = device(java_script_enabled=False).new_page()
    page.goto(f"/my/case-study/{entry.window_id}/write/")
    answer(page).fill("By hand.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved, 2 words.")).to_be_visible()
    expect(answer(page)).to_have_value("By hand.")
    take(page, "editor-no-script")

    answer(page).fill("By hand, and on.")
    page.get_by_role("button", name="Go to submit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers and submit")
    assert text_at_hub(entry) == "By hand, and on."
