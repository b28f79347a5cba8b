"""Making, changing and calling off sessions: drafts at once, released ones when they are released."""

from datetime import date, datetime, timedelta

import pytest

from courses.actions.sessions import (
    NewSession,
    SessionRefusedError,
    cancel,
    change,
    copy_components,
    discard,
    make_sessions,
    undo,
)
from courses.choices import Bucket, ComponentKind, SessionState
from courses.models import Component, ProgrammeComponent, Session
from tests.courses.schedule.conftest import NOW
from tests.courses.timetable import LONDON, component, programme_component, session
from tests.factories.courses import CohortFactory
from tests.factories.engagement import RecordFactory

pytestmark = pytest.mark.django_db


def new(of, starts="2026-12-01 16:00", **facts):
    starts_at = datetime.fromisoformat(starts).replace(tzinfo=LONDON)
    return NewSession(of.pk, starts_at, starts_at + timedelta(hours=1), **facts)


# -- components ----------------------------------------------------------------------------------------------------------
def test_a_cohort_copies_the_programmes_components_once(cohort):
    live = programme_component(cohort.programme, position=2, description="About *leading*.", may_be_caught_up=False)
    study = ProgrammeComponent.objects.create(
        programme=cohort.programme, title="Unit 1", kind=ComponentKind.SELF_STUDY, bucket=Bucket.SELF_STUDY, minutes=120,
        position=1, due_after_weeks=4,
    )  # fmt: skip
    programme_component(CohortFactory().programme, "Another programme's")

    copies = copy_components(cohort=cohort, at=NOW)

    assert [(copy.title, copy.origin, copy.due_on) for copy in copies] == [
        ("Unit 1", study, date(2026, 12, 7)),
        ("Live session 1", live, None),
    ]
    assert copies[1].shared_facts() == live.shared_facts()


def test_copying_again_adds_what_is_new_and_keeps_what_was_edited(cohort):
    live = programme_component(cohort.programme)
    (copy,) = copy_components(cohort=cohort, at=NOW)
    copy.title = "Our own name for it"
    copy.save()
    programme_component(cohort.programme, "Live session 2", position=5)

    copies = copy_components(cohort=cohort, at=NOW)

    assert [(one.title, one.origin_id == live.pk) for one in copies] == [
        ("Our own name for it", True),
        ("Live session 2", False),
    ]


# -- making --------------------------------------------------------------------------------------------------------------
def test_sessions_are_made_as_drafts_with_everything_given(cohort, hub_admin, facilitator):
    part = component(cohort)
    wanted = new(part, venue="Hall", join_link="https://meet.example/1", capacity=20, facilitators=(facilitator.pk,))

    (made,) = make_sessions(cohort=cohort, sessions=[wanted], by=hub_admin, at=NOW)

    stored = Session.objects.get()
    assert stored == made
    assert stored.state == SessionState.DRAFT
    assert (stored.venue, stored.join_link, stored.capacity) == ("Hall", "https://meet.example/1", 20)
    assert (stored.starts_at, stored.ends_at) == (wanted.starts_at, wanted.ends_at)
    assert list(stored.facilitators.all()) == [facilitator]


def test_making_again_adds_nothing(cohort, hub_admin):
    part = component(cohort)
    wanted = [new(part), new(part, "2026-12-08 16:00"), new(part, venue="Hall")]
    make_sessions(cohort=cohort, sessions=wanted, by=hub_admin, at=NOW)

    assert make_sessions(cohort=cohort, sessions=[*wanted, wanted[0]], by=hub_admin, at=NOW) == []
    assert Session.objects.count() == 3


def test_a_cancelled_session_is_not_in_the_way_of_its_replacement(cohort, hub_admin):
    part = component(cohort)
    session(part, "2026-12-01 16:00", venue="", state=SessionState.CANCELLED, state_reason="Snow")

    assert len(make_sessions(cohort=cohort, sessions=[new(part)], by=hub_admin, at=NOW)) == 1


def test_a_session_that_is_to_be_moved_there_is_in_the_way(cohort, first, hub_admin):
    wanted = new(first.component, "2026-11-18 16:00", venue="Room 1")
    change(session=first, by=hub_admin, at=NOW, starts_at=wanted.starts_at, ends_at=wanted.ends_at)

    assert make_sessions(cohort=cohort, sessions=[wanted], by=hub_admin, at=NOW) == []


@pytest.mark.parametrize("facts", [{"kind": ComponentKind.SELF_STUDY}, {"elsewhere": True}])
def test_only_components_of_the_cohort_that_are_held(cohort, hub_admin, facts):
    elsewhere = facts.pop("elsewhere", False)
    part = component(CohortFactory() if elsewhere else cohort, **facts)

    with pytest.raises(SessionRefusedError):
        make_sessions(cohort=cohort, sessions=[new(part)], by=hub_admin, at=NOW)
    assert not Session.objects.exists()


# -- changing ------------------------------------------------------------------------------------------------------------
def test_a_draft_is_changed_at_once(cohort, hub_admin, facilitator):
    draft = session(component(cohort), state=SessionState.DRAFT)

    change(session=draft, by=hub_admin, at=NOW, venue="Hall", facilitators=[facilitator])

    draft.refresh_from_db()
    assert (draft.venue, draft.pending, list(draft.facilitators.all())) == ("Hall", None, [facilitator])


def test_a_released_session_keeps_its_face_until_the_change_is_released(first, hub_admin):
    change(session=first, by=hub_admin, at=NOW, venue="Hall", capacity=30)
    change(session=first, by=hub_admin, at=NOW, join_link="https://meet.example/2")

    first.refresh_from_db()
    assert (first.venue, first.join_link, first.capacity) == ("Room 1", "", None)
    assert first.pending == {
        "venue": "Hall",
        "capacity": 30,
        "join_link": "https://meet.example/2",
        "by": hub_admin.pk,
        "at": NOW.isoformat(),
    }


def test_changing_back_leaves_nothing_pending(first, hub_admin, facilitator):
    change(session=first, by=hub_admin, at=NOW, venue="Hall", facilitators=[])
    change(session=first, by=hub_admin, at=NOW, venue="Room 1", facilitators=[facilitator.pk])

    first.refresh_from_db()
    assert first.pending is None


def test_undoing_forgets_what_is_pending(first, hub_admin):
    cancel(session=first, reason="Snow", by=hub_admin, at=NOW)

    assert undo(session=first, by=hub_admin, at=NOW).pending is None


def test_a_session_cannot_end_before_it_starts(first, hub_admin):
    with pytest.raises(SessionRefusedError, match="end after it starts"):
        change(session=first, by=hub_admin, at=NOW, ends_at=first.starts_at)


def test_the_time_stays_once_a_register_was_taken_and_the_room_may_change(first, hub_admin, priya):
    RecordFactory(session=first, component=first.component, enrolment=priya)

    with pytest.raises(SessionRefusedError, match="register"):
        change(session=first, by=hub_admin, at=NOW, starts_at=first.starts_at - timedelta(hours=1))
    assert change(session=first, by=hub_admin, at=NOW, venue="Hall").pending["venue"] == "Hall"


def test_what_does_not_take_place_cannot_be_changed(cohort, hub_admin):
    off = session(component(cohort), state=SessionState.CANCELLED, state_reason="Snow")

    with pytest.raises(SessionRefusedError):
        change(session=off, by=hub_admin, at=NOW, venue="Hall")


def test_there_is_nothing_else_to_change(first, hub_admin):
    with pytest.raises(ValueError, match="state"):
        change(session=first, by=hub_admin, at=NOW, state="cancelled")


# -- calling off ---------------------------------------------------------------------------------------------------------
def test_cancelling_replaces_other_pending_changes_and_waits(first, hub_admin):
    change(session=first, by=hub_admin, at=NOW, venue="Hall")

    cancel(session=first, reason=" The facilitator is ill ", by=hub_admin, at=NOW)

    first.refresh_from_db()
    assert first.takes_place
    assert first.pending == {"cancel": "The facilitator is ill", "by": hub_admin.pk, "at": NOW.isoformat()}


@pytest.mark.parametrize(
    ("state", "starts", "reason", "words"),
    [
        (SessionState.DRAFT, "2026-11-17 16:00", "Snow", "people know of"),
        (SessionState.CANCELLED, "2026-11-17 16:00", "Snow", "people know of"),
        (SessionState.RELEASED, "2026-11-16 11:59", "Snow", "has begun"),
        (SessionState.RELEASED, "2026-11-17 16:00", " ", "Say why"),
    ],
)
def test_what_cannot_be_cancelled(cohort, hub_admin, state, starts, reason, words):
    one = session(component(cohort), starts, state=state, state_reason="x")

    with pytest.raises(SessionRefusedError, match=words):
        cancel(session=one, reason=reason, by=hub_admin, at=NOW)


def test_a_draft_is_discarded_and_a_released_session_is_not(cohort, first, hub_admin):
    draft = session(first.component, state=SessionState.DRAFT)

    assert discard(session=draft, by=hub_admin, at=NOW)
    assert not discard(session=draft, by=hub_admin, at=NOW)
    assert not discard(session=first, by=hub_admin, at=NOW)
    assert list(Session.objects.all()) == [first]
    assert Component.objects.count() == 1
