"""The board, the record and the at-risk list in Chromium: axe finds nothing, nothing scrolls sideways but the board's own
frame, its head and names stay in sight, and all of it works without a script."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from courses.actions.engagement import after_change
from courses.choices import EnrolmentStatus, Mark
from courses.models import AtRiskEntry, Component, Enrolment
from npq_portal.accounts.choices import RoleName
from tests.axe import assert_accessible
from tests.cast import signed_in
from tests.courses.board.scenes import NOW, a_cohort, a_crowd, person, record, sessions_of
from tests.factories.accounts import UserFactory
from tests.factories.engagement import ApologyFactory, AtRiskNoteFactory
from tests.pictures import take

pytestmark = pytest.mark.django_db(transaction=True)

#: Width, and how large the text is set.
SCREENS = [(1280, 100), (375, 100), (320, 100), (1280, 200)]
_TITLES = (
    "Launch conference",
    "Implementation and leading change, an evening seminar in two parts",
    "Behaviour",
    "Assessment clinic",
)


@pytest.fixture
def cohort(db):
    """Twenty-four components and a crowd, with everything a square can say."""
    found = a_cohort(held=12, to_come=6, study=6)
    for title, position in zip(_TITLES, (0, 3, 7, 11), strict=True):
        Component.objects.filter(cohort=found, position=position).update(title=title)
    Component.objects.filter(cohort=found, position=5).update(is_off=True)
    a_crowd(found, 37)
    person(found, "Maximiliana-Anastasia von und zu Hohenlohe-Schillingsfürst", "PPAAPPPPPPAA")
    person(found, "فاطمة الزهراء", "PPPPPPPPPPPP")
    late = person(found, "Lena Late", enrolled_at=NOW - timedelta(days=30))
    record(late, sessions_of(found)[0].component, "exempt", Mark.EXEMPT)
    after_change(enrolment_ids=list(Enrolment.objects.values_list("pk", flat=True)), at=NOW)
    return found


@pytest.fixture
def see(page: Page, live_server, hub_admin):
    """Open a path at a width and with a size of text; what the browser complains of fails the test."""
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    cookie = signed_in(hub_admin).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])

    def open_page(path: str, width: int = 1280, percent: int = 100, scheme: str = "light") -> Page:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert page.goto(f"{live_server.url}{path}").ok
        page.evaluate("percent => document.documentElement.style.fontSize = `${percent}%`", percent)
        return page

    yield open_page
    assert complaints == []


def board_url(cohort, query: str = "") -> str:
    return reverse("board:cohort", args=[cohort.pk]) + query


def an_entry() -> AtRiskEntry:
    entry = AtRiskEntry.objects.filter(closed_at=None).order_by("enrolment__participant__last_name").first()
    AtRiskNoteFactory(entry=entry, text="Rang the school: she is in hospital until Friday.", at=NOW)
    return entry


def assert_fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert_accessible(page)


def pages(cohort) -> dict[str, str]:
    entry = an_entry()
    ApologyFactory(enrolment=entry.enrolment, session=sessions_of(cohort)[-1])
    return {
        "board-cohorts": reverse("board:index"),
        "board": board_url(cohort, "?people=all"),
        "board-nobody": board_url(cohort, "?q=nobody-is-called-this"),
        "board-person": reverse("board:person", args=[entry.enrolment_id]),
        "at-risk": reverse("board:at-risk"),
        "at-risk-closed": f"{reverse('board:at-risk')}?show=closed",
        "at-risk-entry": reverse("board:at-risk-entry", args=[entry.pk]),
    }


@pytest.mark.parametrize(("width", "percent"), SCREENS)
def test_every_page_on_every_screen(width, percent, see, cohort, hub_admin):
    gone = AtRiskEntry.objects.filter(closed_at=None).last()
    type(gone).objects.filter(pk=gone.pk).update(closed_at=NOW, closed_by=hub_admin, outcome="Talked to her.")
    for name, path in pages(cohort).items():
        page = see(path, width, percent)
        for closed in page.locator("details").all():
            closed.evaluate("element => element.open = true")
        assert_fits(page)
        if (width, percent) == SCREENS[0]:
            take(page, name)


def test_in_the_dark(see, cohort):
    for name, path in pages(cohort).items():
        page = see(path, scheme="dark")
        assert_fits(page)
        take(page, f"{name}-dark")


def test_the_head_and_the_names_stay_in_sight(see, cohort):
    page = see(board_url(cohort, "?people=all"))
    frame = page.locator(".npq-board")
    frame.evaluate("frame => frame.scrollTo(400, 300)")
    top, left = frame.evaluate("frame => [frame.getBoundingClientRect().top, frame.getBoundingClientRect().left]")
    head = page.locator(".npq-board thead th").first.bounding_box()
    name = page.locator(".npq-board tbody th").nth(15).bounding_box()
    assert abs(head["y"] - top) <= 2
    assert abs(name["x"] - left) <= 2


def test_the_board_is_reached_and_scrolled_by_keyboard(see, cohort):
    page = see(board_url(cohort))
    frame = page.get_by_role("region", name="NPQSL, Autumn 2026: participants by components")
    frame.focus()
    page.keyboard.press("End")
    expect(frame).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Participant")).to_be_focused()


def test_a_phone_shows_people_with_their_figures(see, cohort):
    page = see(board_url(cohort, "?q=hohenlohe"), 375)
    row = page.get_by_role("row").filter(has_text="Hohenlohe")
    expect(row).to_contain_text("Maximiliana")
    expect(row.locator(".npq-board__figure").first).to_be_visible()
    expect(row.locator("td:not(.npq-board__figure)").first).to_be_hidden()
    take(page, "board-phone")


@pytest.fixture
def without_a_script(browser, live_server, hub_admin):
    context = browser.new_context(java_script_enabled=False)
    cookie = signed_in(hub_admin).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    yield context.new_page()
    context.close()


def test_from_the_list_to_an_end_without_a_script(without_a_script: Page, live_server, cohort):
    page = without_a_script
    UserFactory(name="Cora Invented", roles=[RoleName.HUB_ADMIN])
    page.goto(f"{live_server.url}{reverse('board:at-risk')}")
    page.locator(".npq-table tbody a").first.click()
    page.get_by_role("button", name="Take this on").click()
    page.get_by_label("Add a note").fill("Rang her: she comes on Tuesday.")
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_text("Rang her: she comes on Tuesday.")).to_be_visible()
    page.get_by_role("button", name="Close this entry").click()
    expect(page.get_by_role("link", name="Enter how it ended")).to_be_visible()
    page.get_by_label("Close it: how did it end?").fill("She is back.")
    page.get_by_role("button", name="Close this entry").click()
    expect(page.get_by_text("The entry is closed.")).to_be_visible()


def test_the_board_is_filtered_without_a_script(without_a_script: Page, live_server, cohort):
    page = without_a_script
    page.goto(f"{live_server.url}{board_url(cohort)}")
    page.get_by_label("Name").fill("lena")
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_role("rowheader")).to_have_count(1)
    page.get_by_role("link", name="Lena Late").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lena Late")
    assert Enrolment.objects.get(participant__first_name="Lena").status == EnrolmentStatus.ACTIVE
