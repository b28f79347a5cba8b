"""What courses put into calendars: for those who go, who lead, and who have something to do by a day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from courses.actions import sessions
from courses.actions.release import preview, release
from courses.choices import CatchUpState, EnrolmentStatus, Mark, SessionState
from courses.models import Component, Session
from npq_portal.calendars.actions import tell
from npq_portal.calendars.rules import ics
from tests.calendars.reading import Seen, events
from tests.courses.schedule.conftest import NOW, cohort, first, pat, priya, second  # noqa: F401
from tests.courses.timetable import component, place, programme_component, session
from tests.factories.courses import CohortFactory, IntakeFactory
from tests.factories.engagement import CatchUpFactory, RecordFactory, StudyFactory

pytestmark = pytest.mark.django_db


def text(user, at=NOW) -> bytes:
    """With its long lines in one piece again."""
    made = ics.calendar(tell(user=user, at=at), host="hub.example", title="NPQ", about="Dates.")
    return made.replace(b"\r\n ", b"")


def seen(user, at=NOW) -> dict[str, Seen]:
    return events(text(user, at))


def released(cohort, by):  # noqa: F811
    release(cohort=cohort, digest=preview(cohort=cohort, at=NOW).digest, by=by, at=NOW)


def of(user, name: str, at=NOW):
    """The event as the library reads it."""
    return next(
        one for one in Calendar.from_ical(text(user, at)).walk("VEVENT") if str(one["UID"]).startswith(f"{name}@")
    )


# -- sessions ----------------------------------------------------------------------------------------------------------
def test_a_session_moves_with_the_release_and_not_before(participant, cohort, first, priya, hub_admin):  # noqa: F811
    name = f"session-{first.pk}"
    assert seen(participant)[name] == Seen(
        "Live session 1", "Tue 17 Nov 2026 16:00", "Tue 17 Nov 2026 17:00", 0, "CONFIRMED"
    )
    later = {"starts_at": first.starts_at + timedelta(days=1), "ends_at": first.ends_at + timedelta(days=1)}
    sessions.change(session=first, by=hub_admin, at=NOW, **later)
    assert seen(participant)[name].sequence == 0
    released(cohort, hub_admin)
    assert seen(participant)[name] == Seen(
        "Live session 1", "Wed 18 Nov 2026 16:00", "Wed 18 Nov 2026 17:00", 1, "CONFIRMED"
    )


def test_a_session_that_is_called_off_stays_as_cancelled(participant, cohort, first, second, priya, hub_admin):  # noqa: F811
    seen(participant)
    sessions.cancel(session=first, reason="Snow", by=hub_admin, at=NOW)
    released(cohort, hub_admin)
    found = seen(participant)
    assert found[f"session-{first.pk}"] == Seen(
        "Cancelled: Live session 1", "Tue 17 Nov 2026 16:00", "Tue 17 Nov 2026 17:00", 1, "CANCELLED"
    )
    assert found[f"session-{second.pk}"].status == "CONFIRMED"


def test_whoever_goes_to_another_session_instead_sees_the_first_leave(participant, cohort, first, priya):  # noqa: F811
    repeat = session(first.component, "2026-11-19 16:00")
    assert list(seen(participant)) == [f"session-{first.pk}"]
    place(priya, repeat)
    assert {name: one.status for name, one in seen(participant).items()} == {
        f"session-{first.pk}": "CANCELLED",
        f"session-{repeat.pk}": "CONFIRMED",
    }


@pytest.mark.parametrize(("status", "expected"), [("deferred", {"CANCELLED"}), ("withdrawn", {"CANCELLED"})])
def test_whoever_pauses_or_leaves_sees_what_was_to_come_leave(participant, first, priya, status, expected):  # noqa: F811
    seen(participant)
    priya.status = status
    priya.save()
    assert {one.status for one in seen(participant).values()} == expected


def test_whoever_has_completed_keeps_what_was_without_a_link(participant, first, priya):  # noqa: F811
    Session.objects.update(join_link="https://meet.example/1")
    assert "https://meet.example/1" in text(participant).decode()
    priya.status = EnrolmentStatus.COMPLETED
    priya.save()
    assert "https://meet.example/1" not in text(participant).decode()
    assert seen(participant)[f"session-{first.pk}"].status == "CONFIRMED"


@pytest.mark.parametrize(
    ("at", "there"),
    [
        (datetime(2027, 2, 15, 17, tzinfo=UTC) - timedelta(seconds=1), True),
        (datetime(2027, 2, 15, 17, tzinfo=UTC), False),
    ],
)
def test_what_ended_90_days_ago_is_left_out(participant, first, priya, at, there):  # noqa: F811
    assert bool(seen(participant, at)) is there


def test_drafts_are_nobodys(participant, facilitator, first, priya):  # noqa: F811
    Session.objects.update(state=SessionState.DRAFT)
    assert seen(participant) == seen(facilitator) == {}


def test_where_and_what_is_said(participant, cohort, first, priya):  # noqa: F811
    one = of(participant, f"session-{first.pk}")
    assert str(one["LOCATION"]) == "Room 1"
    assert str(one["URL"]) == f"http://localhost:8000/my/npqs/{priya.pk}/dates/"
    assert "Autumn cohort" in str(one["DESCRIPTION"])
    Session.objects.update(venue="", join_link="https://meet.example/1")
    one = of(participant, f"session-{first.pk}")
    assert str(one["LOCATION"]) == "Online"
    assert "Join online: https://meet.example/1\n" in str(one["DESCRIPTION"])
    Session.objects.update(join_link="")
    assert str(of(participant, f"session-{first.pk}")["LOCATION"]) == "Place to be confirmed"


def test_a_guest_sees_the_session_of_the_other_cohort(participant, cohort, first, priya):  # noqa: F811
    origin = programme_component(cohort.programme)
    Component.objects.filter(pk=first.component_id).update(origin=origin)
    other = CohortFactory(programme=cohort.programme, intake=IntakeFactory(identifier="2027a"))
    theirs = session(component(other, "Live session 1", origin=origin), "2026-12-01 16:00")
    place(priya, theirs, component=first.component)
    assert list(seen(participant)) == [f"session-{theirs.pk}"]


# -- leading -----------------------------------------------------------------------------------------------------------
def test_a_facilitator_sees_the_sessions_they_lead_and_no_others(facilitator, first, priya):  # noqa: F811
    session(first.component, "2026-12-01 16:00")
    assert list(seen(facilitator)) == [f"session-{first.pk}"]
    one = of(facilitator, f"session-{first.pk}")
    assert str(one["URL"]) == f"http://localhost:8000/registers/{first.pk}/"
    assert "You lead this session of Autumn cohort." in str(one["DESCRIPTION"])
    first.facilitators.clear()
    assert seen(facilitator)[f"session-{first.pk}"].status == "CANCELLED"


def test_a_hub_admin_sees_none_that_they_do_not_lead(hub_admin, first):  # noqa: F811
    assert seen(hub_admin) == {}


def test_whoever_lost_the_role_leads_nothing(facilitator, first):  # noqa: F811
    facilitator.role_grants.all().delete()
    assert seen(facilitator) == {}


def test_whoever_leads_a_session_of_their_own_course_leads_it(participant, first, priya):  # noqa: F811
    participant.role_grants.create(role="facilitator", granted_at=NOW)
    first.facilitators.add(participant)
    assert "You lead" in str(of(participant, f"session-{first.pk}")["DESCRIPTION"])


# -- last days ---------------------------------------------------------------------------------------------------------
def test_self_study_is_a_whole_day_until_it_is_done(participant, cohort, priya):  # noqa: F811
    unit = StudyFactory(cohort=cohort, title="Unit 1", due_on=date(2027, 3, 28))
    name = f"study-{unit.pk}-{priya.pk}"
    assert seen(participant)[name] == Seen("Last day: Unit 1", "Sun 28 Mar 2027", "Mon 29 Mar 2027", 0, "CONFIRMED")
    Component.objects.filter(pk=unit.pk).update(due_on=date(2027, 3, 29))
    assert seen(participant)[name].sequence == 1
    RecordFactory(enrolment=priya, component=unit, session=None, slot="study", mark=Mark.STUDIED, minutes=120)
    found = seen(participant)[name]
    assert (found.title, found.sequence, found.status) == ("No longer due: Last day: Unit 1", 2, "CANCELLED")


@pytest.mark.parametrize("facts", [{"due_on": None}, {"is_off": True}])
def test_self_study_without_a_day_or_left_out_is_not_there(participant, cohort, priya, facts):  # noqa: F811
    StudyFactory(cohort=cohort, **facts)
    assert seen(participant) == {}


@pytest.mark.parametrize("state", CatchUpState)
def test_catching_up_is_there_while_it_is_the_participants_turn(participant, first, priya, state):  # noqa: F811
    offer = CatchUpFactory(session=first, enrolment=priya, state=state)
    there = state in {CatchUpState.OFFERED, CatchUpState.RETURNED}
    found = seen(participant).get(f"catch-up-{offer.pk}")
    expected = Seen("Last day to catch up: Live session 1", "Tue 08 Dec 2026", "Wed 09 Dec 2026", 0, "CONFIRMED")
    assert found == (expected if there else None)


def test_it_is_one_persons_calendar(participant, pat, first, priya, cohort):  # noqa: F811
    CatchUpFactory(session=first, enrolment=pat)
    StudyFactory(cohort=cohort)
    assert sorted(name.partition("-")[0] for name in seen(participant)) == ["session", "study"]
