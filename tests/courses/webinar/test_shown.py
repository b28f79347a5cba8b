"""What the pages show of a report: times to the second, how somebody was recognised, what the register says; and the clean-up."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from courses.actions.webinar import KEPT_FOR, read_report, settle
from courses.choices import Mark
from courses.facts import webinar as facts
from courses.models import WebinarImport, WebinarRow
from courses.tasks import forget_webinar_files
from courses.views.webinar_rows import about, precise_time, table, when
from npq_portal.celery import app
from tests.courses.webinar.making import AFTER, LATER, people, report, webinar
from tests.courses.webinar.test_reading_reports import marked_by_hand
from tests.factories.engagement import WebinarImportFactory, WebinarRowFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(facilitator):
    return webinar(facilitator)


def read(session, by, *lines):
    return read_report(session=session, content=report(*lines), file_name="p.csv", by=by, at=AFTER).report


def shown(session):
    """Name: (who, hint, minutes, register, its hint) of each row of the page."""
    rows = table(session, list(facts.rows_of(session)), lambda row: f"/{row.pk}/")
    return {
        name["text"]: (who["text"], who.get("hint", ""), minutes, says["text"], says.get("hint", ""))
        for name, who, _, minutes, says in rows
    }


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 3, 24, 16, 5, 9, tzinfo=UTC), "4:05:09pm"),
        (datetime(2026, 6, 24, 16, 5, 9, tzinfo=UTC), "5:05:09pm"),
        (datetime(2026, 3, 24, 0, 0, 0, tzinfo=UTC), "12:00:00am"),
        (datetime(2026, 3, 24, 12, 0, 0, tzinfo=UTC), "12:00:00pm"),
    ],
)
def test_times_are_shown_to_the_second_on_londons_clock(moment, words):
    assert precise_time(moment) == words


def test_each_stay_is_shown():
    intervals = [
        ["2026-03-24T16:00:00+00:00", "2026-03-24T16:20:30+00:00"],
        ["2026-03-24T16:30:00+00:00", "2026-03-24T17:00:00+00:00"],
    ]
    assert when(WebinarRow(intervals=intervals)) == "4:00:00pm to 4:20:30pm, 4:30:00pm to 5:00:00pm"
    assert when(WebinarRow(intervals=[])) == "No time"


def test_how_each_person_was_recognised_is_shown(session, facilitator):
    known = people(session)
    read(
        session,
        facilitator,
        ("Amara", "amara.okafor@oakwood.example", "16:00", "17:30"),
        ("Femi", facilitator.email, "16:00", "17:30"),
        ("iPad", "", "16:00", "17:00"),
        ("Benny Whitlock", "", "16:00", "16:50"),
    )
    settle(
        row=WebinarRow.objects.get(name="Benny Whitlock"), enrolment=known["ben"], seen=None, by=facilitator, at=LATER
    )
    assert shown(session) == {
        "iPad": ("Decide", "", "60", "Nothing", ""),
        "Amara": ("Amara Okafor", "By their email address", "90", "Present", ""),
        "Benny Whitlock": ("Ben Whitlock", "Confirmed by Femi Invented on 24 March 2026", "50", "50 minutes", ""),
        "Femi": ("Not one of ours", "Leads this session", "90", "Nothing", ""),
    }
    assert next(iter(shown(session))) == "iPad"  # what is to be done comes first


def test_a_clash_is_shown(session, facilitator, hub_admin):
    known = people(session, "amara")
    marked_by_hand(session, known["amara"], Mark.ABSENT, hub_admin)
    read(session, facilitator, ("Amara", "amara.okafor@oakwood.example", "16:30", "17:30"))
    assert shown(session)["Amara"][3:] == ("60 minutes", "Another mark waits for a decision")


def test_a_report_tells_its_clock_and_what_was_not_counted():
    plain = WebinarImportFactory.build(file_name="a.csv", imported_at=AFTER)
    keys = {row["key"]: row.get("value") for row in about(plain)}
    assert keys["From"] == "Zoom"
    assert keys["Times"] == "UK time, since the report does not say"
    assert "Not counted" not in keys
    other = WebinarImportFactory.build(
        imported_at=AFTER, vendor="teams", time_zone="UTC", zone_is_stated=True, notes=["Line 3: no time of leaving."]
    )
    rows = {row["key"]: row for row in about(other)}
    assert (rows["From"]["value"], rows["Times"]["value"]) == ("Teams", "UTC")
    assert rows["Not counted"]["lines"] == ["Line 3: no time of leaving."]


def test_likely_people_are_named_for_guests_who_look_like_them(session, facilitator):
    people(session, "amara", "ben")
    read(session, facilitator, ("A Okafor", "", "16:00", "17:00"), ("Zed", "", "16:00", "17:00"))
    rows = list(facts.undecided(session))
    assert facts.likely_people(session, rows) == {WebinarRow.objects.get(name="A Okafor").pk: "Amara Okafor"}


def test_hidden_gaps_limit_the_minutes_of_several_rows(session):
    whole = [[session.starts_at.isoformat(), session.ends_at.isoformat()]]
    rows = [
        WebinarRowFactory.build(intervals=whole, minutes=30, most_seconds=1_800),
        WebinarRowFactory.build(intervals=whole, minutes=20, most_seconds=1_200),
    ]
    assert facts.minutes_of(rows[:1], session) == 30
    assert facts.minutes_of(rows, session) == 50
    assert facts.minutes_of([], session) == 0


def test_files_go_every_night_once_their_time_has_come(session, facilitator):
    read(session, facilitator, ("Amara", "", "16:00", "17:00"))
    with time_machine.travel(AFTER + KEPT_FOR - timedelta(minutes=1), tick=False):
        assert forget_webinar_files() == 0
    with time_machine.travel(AFTER + KEPT_FOR, tick=False):
        assert forget_webinar_files() == 1
    assert WebinarImport.objects.get().content is None
    assert "courses.tasks.forget_webinar_files" in {entry["task"] for entry in app.conf.beat_schedule.values()}
