"""One writer and one device: opening at midnight, no network, a tab that is killed, a sign-in that ends, the end of the window
in mid-sentence. In every one the text is there at the end."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from assessments.choices import VersionSource
from assessments.models import CaseOpening, DraftVersion, Entry, Window
from npq_portal import clock
from tests.axe import assert_accessible
from tests.journeys.late_scripts import before_the_script
from tests.journeys.writing.editors import (
    KEPT,
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


def test_opening_at_midnight(laptop, entry):
    """Midnight is some seconds away; nobody reads a word before it, and then the case is there without any worker."""
    opens_at = clock.now() + timedelta(seconds=8)
    Window.objects.update(opens_at=opens_at)
    Entry.objects.update(case_opened_at=None)
    page = laptop.new_page()
    url = f"/my/case-study/{entry.window_id}/case/"

    early = page.goto(url)
    if clock.now() < opens_at:
        assert early.status == 404
        assert "Nettlewick" not in page.content()
    while clock.now() < opens_at:
        page.wait_for_timeout(200)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Open the case")
    assert "Nettlewick" not in page.content()
    assert_accessible(page)
    take(page, "case-unopened")

    page.get_by_role("button", name="Open the case").click()
    expect(page.get_by_text("A third of the staff are new.")).to_be_visible()
    assert_accessible(page)
    take(page, "case")
    with page.expect_download() as download:
        page.get_by_role("link", name="Absence by year.csv").click()
    assert download.value.suggested_filename == "Absence by year.csv"

    page.get_by_role("button", name="Write").click()
    write_on(page, "Nobody answers the telephone.")
    expect(saved(page)).to_contain_text("Saved at", timeout=SOON)
    assert text_at_hub(entry) == "Nobody answers the telephone."
    assert list(CaseOpening.objects.values_list("file_name", flat=True)) == ["", "", "Absence by year.csv"]


def test_what_was_typed_before_the_script_arrived_is_saved(laptop, entry):
    page = laptop.new_page()
    with before_the_script(page, f"/my/case-study/{entry.window_id}/write/", script="writing/main.js"):
        write_on(page, "Typed on a slow train.")

    expect(saved(page)).to_contain_text("Saved at", timeout=SOON)
    assert text_at_hub(entry) == "Typed on a slow train."


def test_what_was_typed_before_the_script_arrived_and_what_was_left_on_the_device_are_both_kept(laptop, entry):
    before = open_editor(laptop, entry)
    laptop.set_offline(True)
    answer(before).fill("Left from the tunnel.")
    expect(saved(before)).to_contain_text("No connection", timeout=SOON)
    before.close()
    laptop.set_offline(False)
    page = laptop.new_page()
    with before_the_script(page, f"/my/case-study/{entry.window_id}/write/", script="writing/main.js"):
        write_on(page, "Typed on a slow train.")

    expect(alert(page)).to_contain_text("See both texts", timeout=SOON)
    expect(answer(page)).to_have_value("Typed on a slow train.")
    found = [text for texts in all_texts(entry).values() for text in texts]
    assert sorted(found) == ["Left from the tunnel.", "Typed on a slow train."]


def test_words_time_and_saved_state_are_told_while_writing(laptop, entry):
    page = open_editor(laptop, entry)
    expect(saved(page)).to_have_text("Nothing is saved yet")
    expect(page.locator("[data-writing-left]")).to_have_text("3 days and 23 hours left")
    answer(page).fill("Mae’r ŵyl yn nhŷ’r ysgol – 2025–26 😀")
    answer(page, 2).fill("Well-known, don’t: https://example.org/a--b")
    expect(page.locator("[data-writing-count]")).to_have_text("9")
    expect(saved(page)).to_have_text("Saving…")
    expect(saved(page)).to_contain_text("Saved at", timeout=SOON)
    assert DraftVersion.objects.get().words == 9
    assert_accessible(page)
    take(page, "editor")

    answer(page).fill("word " * 1600)
    expect(page.locator(".npq-writing__count")).to_have_text("1,603 of 1,500 words: 103 over the limit")
    expect(page.locator("[data-writing-spoken]")).to_have_text("You are over the limit of 1,500 words.")
    take(page, "editor-over")
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_clock_of_the_device_is_not_believed(device, entry):
    context = device()
    context.add_init_script("const now = Date.now; Date.now = () => now() + 3 * 86_400_000;")
    page = open_editor(context, entry)

    expect(page.locator("[data-writing-left]")).to_have_text("3 days and 23 hours left")


def test_the_network_is_lost_and_found(laptop, entry):
    page = open_editor(laptop, entry)
    answer(page).fill("Before the tunnel.")
    expect(saved(page)).to_contain_text("Saved at", timeout=SOON)
    laptop.set_offline(True)
    write_on(page, " And in it.")
    expect(saved(page)).to_contain_text("No connection. Your text is kept on this device", timeout=SOON)
    expect(page.locator("[data-writing-spoken]")).to_contain_text("No connection.")
    assert page.evaluate(KEPT) == [["waiting", "Before the tunnel. And in it."]]
    assert text_at_hub(entry) == "Before the tunnel."
    take(page, "editor-offline")

    laptop.set_offline(False)
    expect(saved(page)).to_contain_text("Saved at", timeout=SOON)
    assert text_at_hub(entry) == "Before the tunnel. And in it."
    assert all_texts(entry)[VersionSource.SENT_LATER] == ["Before the tunnel. And in it."]


def test_an_answer_that_is_lost_on_its_way_makes_no_second_version(laptop, entry):
    page = open_editor(laptop, entry)
    lost: list[int] = []

    def lose(route):
        if route.request.method == "POST" and len(lost) < 1:
            lost.append(route.fetch().status)  # the hub has it, the device never hears of it
            route.abort()
        else:
            route.continue_()

    laptop.route("**/write/save*", lose)
    answer(page).fill("Once and no more.")
    expect(saved(page)).to_contain_text("No connection", timeout=SOON)
    expect(saved(page)).to_contain_text("Saved at", timeout=SOON)

    assert lost == [200]
    assert DraftVersion.objects.count() == 1


def test_typing_on_after_an_answer_was_lost_is_no_conflict(laptop, entry):
    page = open_editor(laptop, entry)
    lost: list[int] = []

    def lose(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    laptop.route("**/write/save*", lose)
    answer(page).fill("Arrived, but unheard.")
    expect(saved(page)).to_contain_text("No connection", timeout=SOON)
    write_on(page, " And on.")
    expect(saved(page)).to_contain_text("Saved at", timeout=SOON)

    assert text_at_hub(entry) == "Arrived, but unheard. And on."
    assert alert(page).inner_text() == ""


def test_another_page_of_the_portal_that_sends_what_waits_is_no_conflict(laptop, entry):
    page = open_editor(laptop, entry)
    page.route("**/write/save*", lambda route: route.abort())  # this page alone hears nothing
    answer(page).fill("Written in the tunnel.")
    expect(saved(page)).to_contain_text("No connection", timeout=SOON)
    other = laptop.new_page()
    with other.expect_response("**/write/save", timeout=SOON):
        other.goto("/account/")
        other.wait_for_timeout(1000)
    write_on(page, " And after it.")
    page.unroute("**/write/save*")
    expect(saved(page)).to_contain_text("Saved at", timeout=SOON)
    expect(answer(page)).to_have_value("Written in the tunnel. And after it.")

    assert text_at_hub(entry) == "Written in the tunnel. And after it."
    assert alert(page).inner_text() == ""


def test_a_tab_that_is_killed_without_a_network_loses_nothing(laptop, entry):
    page = open_editor(laptop, entry)
    laptop.set_offline(True)
    answer(page).fill("Written on the train")
    write_on(page, "to the last letter", 2)
    page.wait_for_function("() => true")
    assert page.evaluate(KEPT) == [["waiting", "Written on the train to the last letter"]]
    page.close()
    assert text_at_hub(entry) == ""

    laptop.set_offline(False)
    page = open_editor(laptop, entry)
    expect(answer(page)).to_have_value("Written on the train")
    expect(answer(page, 2)).to_have_value("to the last letter")
    expect(alert(page)).to_contain_text("This text was kept on this device from before.")
    expect(saved(page)).to_contain_text("Saved at", timeout=SOON)
    assert text_at_hub(entry) == "Written on the train to the last letter"


def test_after_a_killed_tab_any_page_of_the_portal_sends_what_waits(laptop, entry):
    page = open_editor(laptop, entry)
    laptop.set_offline(True)
    answer(page).fill("Written on the train")
    page.close()

    laptop.set_offline(False)
    page = laptop.new_page()
    with page.expect_response("**/write/save", timeout=SOON) as sent:
        page.goto("/account/")
        page.wait_for_timeout(1000)
    assert sent.value.ok
    page.wait_for_timeout(1000)
    assert text_at_hub(entry) == "Written on the train"


def test_a_sign_in_that_ends_costs_nothing(laptop, entry, sign_in, participant):
    page = open_editor(laptop, entry)
    answer(page).fill("Signed in.")
    expect(saved(page)).to_contain_text("Saved at", timeout=SOON)
    laptop.clear_cookies()
    write_on(page, " Signed out.")
    expect(alert(page)).to_contain_text("Sign in again in another tab. Your text is kept on this device.", timeout=SOON)
    expect(saved(page)).to_contain_text("Not saved.")
    assert_accessible(page)
    take(page, "editor-signed-out")
    assert text_at_hub(entry) == "Signed in."

    sign_in(laptop, participant)  # as in another tab
    come_back(page)
    expect(saved(page)).to_contain_text("Saved at", timeout=SOON)
    expect(alert(page)).to_be_empty()
    assert text_at_hub(entry) == "Signed in. Signed out."


def test_the_end_comes_in_mid_sentence(laptop, entry):
    """What was written up to some seconds before is the draft; what came after it is kept as a rescue copy."""
    page = open_editor(laptop, entry)
    answer(page).fill("In time.")
    expect(saved(page)).to_contain_text("Saved at", timeout=SOON)
    Entry.objects.update(closes_at=clock.now() + timedelta(seconds=12))
    come_back(page)
    expect(page.locator("[data-writing-left]")).to_contain_text("seconds left", timeout=SOON)
    for _ in range(400):
        if answer(page).get_attribute("readonly") is not None:
            break
        answer(page).press_sequentially(" and", delay=60)
    typed = answer(page).input_value()

    expect(answer(page)).not_to_be_editable()
    expect(page.get_by_role("button", name="Go to submit")).to_be_hidden()
    expect(alert(page)).to_contain_text("reached us at", timeout=SOON)
    expect(alert(page)).to_contain_text("after your window had closed")
    texts = all_texts(entry)
    assert texts[VersionSource.RESCUED] == [typed.strip()]
    assert text_at_hub(entry).startswith("In time. and")
    late = DraftVersion.objects.get(source=VersionSource.RESCUED)
    entry.refresh_from_db()
    assert late.saved_at >= entry.closes_at
    assert_accessible(page)
    take(page, "editor-closed")

    page.get_by_role("link", name="Read the rescue copy").click()
    expect(page.get_by_text("it cannot be submitted")).to_be_visible()
    assert_accessible(page)
    take(page, "version-late")


def test_what_a_device_sends_a_day_later_is_a_rescue_copy_and_then_leaves_the_device(laptop, entry):
    page = open_editor(laptop, entry)
    laptop.set_offline(True)
    answer(page).fill("Written before the end, sent after it")
    expect(saved(page)).to_contain_text("No connection", timeout=SOON)
    page.close()
    Entry.objects.update(closes_at=clock.now())

    laptop.set_offline(False)
    page = open_editor(laptop, entry)
    expect(alert(page)).to_contain_text("after your window had closed", timeout=SOON)
    expect(answer(page)).to_have_value("")
    assert all_texts(entry) == {VersionSource.RESCUED: ["Written before the end, sent after it"]}
    page.reload()
    page.wait_for_selector("html[data-writing-ready]")
    assert page.evaluate(KEPT) == [
        ["safe", "Written before the end, sent after it"]
    ]  # its end was days away, as it knew


def test_more_time_given_while_they_write_opens_the_page_again(laptop, entry):
    page = open_editor(laptop, entry)
    Entry.objects.update(closes_at=clock.now() + timedelta(seconds=3))
    come_back(page)
    expect(answer(page)).not_to_be_editable(timeout=SOON)
    Entry.objects.update(closes_at=clock.now() + timedelta(hours=2))
    come_back(page)

    expect(answer(page)).to_be_editable(timeout=SOON)
    expect(page.locator("[data-writing-left]")).to_contain_text("1 hour and 59 minutes left")


def test_what_came_too_late_is_saved_once_more_time_is_given(laptop, entry):
    page = open_editor(laptop, entry)
    answer(page).fill("In time.")
    expect(saved(page)).to_contain_text("Saved at", timeout=SOON)
    laptop.set_offline(True)
    write_on(page, " While the portal was away.")
    Entry.objects.update(closes_at=clock.now() - timedelta(seconds=1))
    laptop.set_offline(False)
    expect(alert(page)).to_contain_text("rescue copy", timeout=SOON)
    Entry.objects.update(closes_at=clock.now() + timedelta(hours=2))
    come_back(page)
    expect(saved(page)).to_contain_text("Saved at", timeout=SOON)

    assert text_at_hub(entry) == "In time. While the portal was away."
    assert alert(page).inner_text() == ""
