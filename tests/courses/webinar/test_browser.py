"""The pages in a browser: nothing for axe to find, nothing that scrolls sideways at 320 px, without a script too."""

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse

from courses.choices import Mark
from courses.models import WebinarRow
from tests import pictures
from tests.axe import assert_accessible
from tests.cast import signed_in
from tests.courses.importers.webinar.golden import FILES
from tests.courses.webinar.making import AFTER, people, webinar
from tests.courses.webinar.test_reading_reports import register
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def leader():
    return UserFactory(email="femi@school.example", name="Femi Invented", roles=["facilitator"])


@pytest.fixture
def session(leader):
    return webinar(leader)


def opened(context, live_server, leader):
    cookie = signed_in(leader).cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    return context.new_page()


def looked_at(page, name):
    assert_accessible(page)
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, f"{name} scrolls sideways"
    assert_accessible(page)
    page.set_viewport_size(before)
    pictures.take(page, name)


@pytest.mark.parametrize("name", ["zoom_meeting_report.csv", "teams_sections_utf16.csv"])
def test_a_report_from_the_file_to_the_register(context, live_server, leader, session, name):
    known = people(session)
    page = opened(context, live_server, leader)
    kind = name.partition("_")[0]
    page.goto(live_server.url + reverse("registers:webinar", args=[session.pk]))
    looked_at(page, "webinar-empty")

    page.get_by_label("Attendance report from Zoom or Teams").set_input_files(FILES / "expected.txt")
    page.get_by_role("button", name="Read this report").click()
    page.get_by_role("link", name="no list of people").wait_for()
    looked_at(page, "webinar-wrong-file")

    page.get_by_label("Attendance report from Zoom or Teams").set_input_files(FILES / name)
    page.get_by_role("button", name="Read this report").click()
    page.get_by_role("heading", name="Everybody in the report").wait_for()
    looked_at(page, f"webinar-{kind}-read")

    page.get_by_role("link", name="Several of them are not ours").click()
    page.get_by_role("button", name="These are not ours").wait_for()
    looked_at(page, f"webinar-{kind}-others")
    page.go_back()
    page.get_by_role("link", name="Decide").first.click()
    page.get_by_role("button", name="Save").wait_for()
    looked_at(page, f"webinar-{kind}-who")
    while page.get_by_role("button", name="Save").count():
        page.get_by_label("Not one of ours").check()
        page.get_by_role("button", name="Save").click()
        page.get_by_text("Saved:").wait_for()
    looked_at(page, f"webinar-{kind}-decided")

    page.get_by_role("button", name="See who").click()
    page.get_by_role("heading", name="Mark these people absent?").wait_for()
    looked_at(page, f"webinar-{kind}-absent")
    page.get_by_role("button", name="Mark them absent").click()
    page.get_by_text("marked absent.").wait_for()
    assert register(session).keys() == {one.pk for one in known.values()}
    assert register(session)[known["amara"].pk] == (Mark.ATTENDED, 90)


def test_it_works_without_a_script(new_context, live_server, leader, session):
    known = people(session)
    page = opened(new_context(java_script_enabled=False), live_server, leader)
    page.goto(live_server.url + reverse("registers:webinar", args=[session.pk]))
    page.get_by_label("Attendance report from Zoom or Teams").set_input_files(FILES / "zoom_two_instances.csv")
    page.get_by_role("button", name="Read this report").click()
    assert register(session)[known["ben"].pk] == (Mark.PART, 67)
    assert not WebinarRow.objects.filter(settled_at=None).exists()
    assert page.get_by_text("Everybody is known.").is_visible()


def test_somebody_likely_is_chosen_by_keyboard_alone(context, live_server, leader, session):
    known = people(session, "jo", "other_jo")
    page = opened(context, live_server, leader)
    with time_machine.travel(AFTER, tick=True):
        from courses.actions.webinar import read_report
        from tests.courses.webinar.making import report

        read_report(
            session=session, content=report(("Jo Price", "", "16:00", "17:00")), file_name="p.csv", by=leader, at=AFTER
        )
    row = WebinarRow.objects.get()
    page.goto(live_server.url + reverse("registers:webinar-row", args=[session.pk, row.pk]))
    page.get_by_label("Jo Price (joprice@hillview.example)").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_text("Saved:").wait_for()
    assert register(session) == {known["other_jo"].pk: (Mark.PART, 60)}
