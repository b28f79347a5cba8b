"""A register of forty taken by keyboard alone: everybody present, then the exceptions, then saved; nothing is clicked."""

import re
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from courses.choices import RecordState
from npq_portal import clock
from tests.courses.register.making import hall
from tests.factories.engagement import ApologyFactory

pytestmark = pytest.mark.django_db(transaction=True)

SAVED = re.compile(r"^Saved at the hub ")
_PATIENCE = 20  # seconds
#: Whether the device keeps no mark that the hub has not answered for.
_NOTHING_WAITS = """async () => {
  const asked = (request) => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  const database = await asked(indexedDB.open("npq-registers"));
  const waiting = await asked(database.transaction("events").objectStore("events").count());
  database.close();
  return waiting === 0;
}"""
_FOCUSED = "document.activeElement.id || document.activeElement.textContent.trim()"


@pytest.fixture
def forty(facilitator):
    """A session that began half an hour ago, and its people in the register's order."""
    session, people = hall(40, facilitator=facilitator, starts_at=clock.now() - timedelta(minutes=30))
    return session, sorted(people, key=lambda one: one.participant.last_name)


def tab_to(page: Page, reached: Callable[[str], bool], *, most: int) -> int:
    """Press Tab until the element with the focus is the one wanted; how many presses it took."""
    for presses in range(1, most + 1):
        page.keyboard.press("Tab")
        if reached(page.evaluate(_FOCUSED)):
            return presses
    raise AssertionError(f"Not reached with {most} presses of Tab; now at {page.evaluate(_FOCUSED)!r}")


def wait_until_sent(page: Page) -> None:
    """Until the hub has answered for every mark."""
    until = time.monotonic() + _PATIENCE
    while not page.evaluate(_NOTHING_WAITS):
        assert time.monotonic() < until, "Marks still wait on the device."


def test_forty_are_marked_by_keyboard_alone(watched: Page, live_server, sign_in, facilitator, forty):
    session, people = forty
    part, absent = people[6], people[30]
    sign_in(watched.context, facilitator)
    watched.goto(live_server.url + reverse("registers:index"))

    # from the list to the register
    tab_to(watched, lambda focused: focused == session.component.title, most=12)
    watched.keyboard.press("Enter")
    expect(watched.get_by_role("heading", level=1)).to_contain_text(session.component.title)

    # everybody present
    tab_to(watched, lambda focused: focused == "Mark all others present", most=15)
    watched.keyboard.press("Enter")
    expect(watched.locator("[data-register-marked]")).to_have_text("40")

    # one came for part of it: one press of Tab a person, arrows within a person
    watched.get_by_label("Find a name").focus()
    assert tab_to(watched, lambda focused: focused == f"mark-{part.pk}-attended", most=7) == 7
    watched.keyboard.press("ArrowRight")
    expect(watched.locator(f"#mark-{part.pk}-part")).to_be_focused()
    tab_to(watched, lambda focused: focused == f"minutes-{part.pk}", most=1)
    watched.keyboard.type("25")
    tab_to(watched, lambda focused: focused == f"note-{part.pk}", most=1)
    watched.keyboard.type("Left for a lesson")

    # one is missing
    assert tab_to(watched, lambda focused: focused == f"mark-{absent.pk}-attended", most=24) == 24
    watched.keyboard.press("ArrowRight")
    watched.keyboard.press("ArrowRight")
    expect(watched.locator(f"#mark-{absent.pk}-absent")).to_be_checked()

    # nothing that has the focus hides under the bar
    assert watched.evaluate(
        """() => document.activeElement.getBoundingClientRect().bottom
                 <= document.querySelector(".npq-register__bar").getBoundingClientRect().top"""
    )

    tab_to(watched, lambda focused: focused == "Save the register", most=20)
    watched.keyboard.press("Enter")
    wait_until_sent(watched)
    expect(watched.get_by_role("status")).to_have_text(SAVED)

    marks = dict(session.records.filter(state=RecordState.CURRENT).values_list("enrolment", "mark"))
    assert (marks[part.pk], marks[absent.pk]) == ("part", "absent")
    assert sorted(marks.values()) == ["absent", *["attended"] * 38, "part"]
    kept = session.records.get(enrolment=part, state=RecordState.CURRENT)
    assert (kept.minutes, kept.note) == (25, "Left for a lesson")
    session.refresh_from_db()
    assert session.register_closed_at is not None


def test_enter_in_a_note_saves_and_does_not_mark_everybody_present(
    watched: Page, live_server, sign_in, facilitator, forty
):
    session, people = forty
    sign_in(watched.context, facilitator)
    watched.goto(live_server.url + reverse("registers:register", args=[session.pk]))

    row = watched.locator(f"#person-{people[0].pk}")
    watched.locator(f"#mark-{people[0].pk}-absent").focus()
    watched.keyboard.press("Space")
    expect(row).to_have_attribute("data-record", re.compile(".+"))
    first = row.get_attribute("data-record")
    watched.keyboard.press("Tab")
    watched.keyboard.type("Rang in")
    watched.keyboard.press("Enter")

    expect(row).not_to_have_attribute("data-record", first)  # the device has kept the note as well
    wait_until_sent(watched)
    expect(watched.get_by_role("status")).to_have_text(SAVED)
    expect(watched.locator("[data-register-marked]")).to_have_text("1")
    now = session.records.get(state=RecordState.CURRENT)
    assert (now.enrolment, now.mark, now.note) == (people[0], "absent", "Rang in")


def test_saving_confirms_the_apologies_that_the_page_put_in(watched: Page, live_server, sign_in, facilitator, forty):
    session, people = forty
    ApologyFactory(session=session, enrolment=people[3])
    sign_in(watched.context, facilitator)
    watched.goto(live_server.url + reverse("registers:register", args=[session.pk]))
    watched.wait_for_selector("html[data-registers-ready]")

    watched.get_by_role("button", name="Save the register").focus()
    watched.keyboard.press("Enter")

    expect(watched.locator(f"#person-{people[3].pk}")).to_have_attribute("data-record", re.compile(".+"))
    wait_until_sent(watched)
    assert list(session.records.values_list("enrolment", "mark")) == [(people[3].pk, "authorised_absence")]


def test_a_screen_reader_hears_a_group_with_the_name_and_four_choices(
    watched: Page, live_server, sign_in, facilitator, forty
):
    session, people = forty
    sign_in(watched.context, facilitator)
    watched.goto(live_server.url + reverse("registers:register", args=[session.pk]))

    group = watched.get_by_role("group", name=people[0].participant.full_name, exact=True)
    heard = [group.get_by_role("radio").nth(number).aria_snapshot() for number in range(4)]

    assert heard == [
        '- radio "Present"', '- radio "Part"', '- radio "Absent"', '- radio "Absent with Apologies"',
    ]  # fmt: skip
    expect(watched.get_by_role("status")).to_have_attribute("data-register-status", "")
    expect(watched.get_by_role("status")).to_have_attribute(
        "role", "status"
    )  # polite, so that a tap is not talked over
