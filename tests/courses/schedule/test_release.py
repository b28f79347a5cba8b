"""Releasing: what is shown before is what happens, and everybody concerned gets one letter."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.actions import sessions
from courses.actions.release import ReleaseChangedError, preview, release
from courses.choices import EnrolmentStatus, Mark, SessionState
from courses.facts import impact
from courses.facts.appointments import touched_by
from courses.facts.expected import expected_enrolments
from courses.facts.outlooks import outlooks
from courses.facts.standing import ledgers_of
from courses.models import Component, Session, SessionEvent
from courses.rules.clashes import WarningCode
from courses.rules.outlooks import Outlook, Turn
from npq_portal.notifications.models import Notification
from tests.courses.schedule.conftest import NOW
from tests.courses.timetable import component, place, session
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import RecordFactory, StudyFactory

pytestmark = pytest.mark.django_db


def released(cohort, hub_admin, at=NOW):
    """Look at it, then do it, as the page does."""
    return release(cohort=cohort, digest=preview(cohort=cohort, at=at).digest, by=hub_admin, at=at)


def letters(user):
    return [letter.context["changes"] for letter in Notification.objects.filter(recipient_id=user.pk).order_by("id")]


def move(one, hub_admin, days=1, **values):
    step = timedelta(days=days)
    sessions.change(
        session=one, by=hub_admin, at=NOW, starts_at=one.starts_at + step, ends_at=one.ends_at + step, **values
    )


def test_nothing_to_release_is_nothing(cohort, first, hub_admin, priya):
    assert preview(cohort=cohort, at=NOW).is_empty
    assert release(cohort=cohort, digest="", by=hub_admin, at=NOW).is_empty
    assert not Notification.objects.exists()


def test_a_preview_changes_nothing(cohort, first, hub_admin, priya):
    session(first.component, "2026-12-01 16:00", state=SessionState.DRAFT)
    move(first, hub_admin, venue="Hall")
    before = list(Session.objects.order_by("pk").values())

    assert len(preview(cohort=cohort, at=NOW).sessions) == 2

    assert list(Session.objects.order_by("pk").values()) == before
    assert not SessionEvent.objects.exists()
    assert not Notification.objects.exists()


def test_drafts_become_known_and_everybody_gets_one_letter(cohort, hub_admin, facilitator, participant, priya, pat):
    for number in (1, 2):
        part = component(cohort, f"Live session {number}", position=number)
        session(part, f"2026-12-0{number} 16:00", state=SessionState.DRAFT, led_by=[facilitator])

    released(cohort, hub_admin)

    assert {one.state for one in Session.objects.all()} == {SessionState.RELEASED}
    assert letters(participant) == [
        [
            "New: Live session 1, Tuesday 1 December 2026, 4pm to 5pm (UK time), Room 1.",
            "New: Live session 2, Wednesday 2 December 2026, 4pm to 5pm (UK time), Room 1.",
        ]
    ]
    assert letters(pat.participant.user) == letters(participant)
    assert letters(facilitator)[0][0].startswith("You lead: Live session 1, ")
    assert Notification.objects.count() == 3
    assert [event.what for event in SessionEvent.objects.all()] == [
        "Released: Tuesday 1 December 2026, 4pm to 5pm (UK time)",
        "Released: Wednesday 2 December 2026, 4pm to 5pm (UK time)",
    ]


def test_all_that_changed_for_a_person_is_in_one_letter_cancellations_included(
    cohort, first, second, hub_admin, facilitator, participant, priya
):
    third = session(
        component(cohort, "Live session 3"), "2026-12-01 16:00", join_link="https://meet.example/1", venue=""
    )
    move(first, hub_admin)
    sessions.cancel(session=second, reason="The speaker is ill", by=hub_admin, at=NOW)
    sessions.change(session=third, by=hub_admin, at=NOW, join_link="https://meet.example/2", facilitators=[facilitator])

    released(cohort, hub_admin)

    assert letters(participant) == [
        [
            (
                "Changed: Live session 1 is Wednesday 18 November 2026, 4pm to 5pm (UK time), Room 1. "
                "It was Tuesday 17 November 2026, 4pm to 5pm (UK time)."
            ),
            (
                "Called off: Live session 2, Tuesday 24 November 2026, 4pm to 5pm (UK time), Room 1. "
                "Reason: The speaker is ill. It does not count unless it is held another time."
            ),
            (
                "Changed: Live session 3 is Tuesday 1 December 2026, 4pm to 5pm (UK time), online. "
                "The link to join is a new one: it is on your page."
            ),
        ]
    ]
    assert [line.partition(":")[0] for line in letters(facilitator)[0]] == ["Changed", "Called off", "You lead"]
    assert "meet.example" not in str(letters(participant) + letters(facilitator))


def test_a_facilitator_who_leads_no_more_is_told_and_participants_are_not(
    cohort, first, hub_admin, facilitator, participant, priya, outsider
):
    sessions.change(session=first, by=hub_admin, at=NOW, facilitators=[outsider])

    released(cohort, hub_admin)

    assert letters(participant) == []
    assert letters(facilitator)[0][0].startswith("You no longer lead: Live session 1")
    assert letters(outsider)[0][0].startswith("You lead: Live session 1")


def test_who_is_not_concerned_is_not_told(cohort, first, second, hub_admin, priya):
    repeat = session(first.component, "2026-12-01 16:00")
    elsewhere, gone = EnrolmentFactory(cohort=cohort), EnrolmentFactory(cohort=cohort, status=EnrolmentStatus.WITHDRAWN)
    place(elsewhere, repeat)
    sessions.change(session=first, by=hub_admin, at=NOW, venue="Hall")

    found = released(cohort, hub_admin)

    assert {whose.enrolment for whose, _ in found.appointments} == {priya.pk, 0}
    assert letters(elsewhere.participant.user) == letters(gone.participant.user) == []


def test_what_is_over_is_nobodys_news(cohort, hub_admin, participant, priya):
    over = session(component(cohort), "2026-11-10 16:00")
    sessions.change(session=over, by=hub_admin, at=NOW, venue="Hall")

    assert released(cohort, hub_admin).sessions
    assert not Notification.objects.exists()


def test_who_chose_a_session_that_is_cancelled_falls_back_and_is_told(cohort, first, hub_admin, participant, priya):
    repeat = session(first.component, "2026-12-01 16:00")
    place(priya, repeat)
    sessions.cancel(session=repeat, reason="Too few people.", by=hub_admin, at=NOW)

    released(cohort, hub_admin)

    assert list(expected_enrolments(first)) == [priya]
    assert priya.session_places.get().left_at == NOW
    assert letters(participant) == [
        [
            (
                "Another session: Live session 1 is now Tuesday 17 November 2026, 4pm to 5pm (UK time), Room 1. You were "
                "expected Tuesday 1 December 2026, 4pm to 5pm (UK time), Room 1. Reason: Too few people."
            )
        ]
    ]


def test_the_last_session_cancelled_takes_the_component_out_of_the_sum_and_a_replacement_puts_it_back(
    cohort, first, hub_admin, priya
):
    sessions.cancel(session=first, reason="Snow", by=hub_admin, at=NOW)
    assert released(cohort, hub_admin).leaving == {first.component_id}
    assert Component.objects.get().is_off

    session(first.component, "2026-12-01 16:00", state=SessionState.DRAFT)
    assert Component.objects.get().is_off, "a draft is no promise"
    assert released(cohort, hub_admin, at=NOW + timedelta(hours=1)).returning == {first.component_id}
    assert not Component.objects.get().is_off


def test_a_session_cancelled_beside_its_replacement_never_leaves_the_sum(cohort, first, hub_admin):
    sessions.cancel(session=first, reason="Snow", by=hub_admin, at=NOW)
    session(first.component, "2026-12-01 16:00", state=SessionState.DRAFT)

    found = released(cohort, hub_admin)

    assert not found.leaving
    assert not Component.objects.get().is_off


def test_the_preview_names_whose_way_to_the_threshold_it_closes(cohort, second, hub_admin, priya, pat):
    missed = session(component(cohort, "Seminar", minutes=30), "2026-11-10 16:00")
    RecordFactory(session=missed, component=missed.component, enrolment=priya, mark=Mark.ABSENT, minutes=0)
    RecordFactory(session=missed, component=missed.component, enrolment=pat, mark=Mark.ATTENDED, minutes=30)
    StudyFactory(cohort=cohort, minutes=240)
    sessions.cancel(session=second, reason="Snow", by=hub_admin, at=NOW)

    found = released(cohort, hub_admin)  # 300 of 330 minutes could be reached before (90 %), 240 of 270 after (88 %)

    assert dict(found.turns) == {priya.pk: Turn.NEEDS_CATCH_UP}
    assert [outlook.percent_best for outlook in found.outlooks[priya.pk]] == [90, 88]


def test_the_outlook_is_the_forecasts(cohort, first, second, priya, pat):
    missed = session(component(cohort, "Seminar", minutes=30), "2026-11-10 16:00")
    RecordFactory(session=missed, component=missed.component, enrolment=priya, mark=Mark.ABSENT, minutes=0)

    found = outlooks([priya.pk, pat.pk], at=NOW)

    ledgers = ledgers_of([priya.pk, pat.pk], at=NOW)
    assert found == {
        pk: Outlook(ledger.forecast.standing, ledger.forecast.percent_best) for pk, ledger in ledgers.items()
    }
    assert found[priya.pk] != found[pat.pk]


def test_the_impact_shown_equals_recomputation_after_the_release(cohort, first, second, hub_admin, priya, pat):
    part = component(cohort, "Live session 3", position=3)
    session(part, "2026-12-05 16:00", state=SessionState.DRAFT, venue="Hall")
    session(part, "2026-12-08 16:00", state=SessionState.DRAFT, venue="Hall")
    place(pat, session(first.component, "2026-12-01 16:00"))
    move(first, hub_admin, days=4)
    sessions.cancel(session=second, reason="Snow", by=hub_admin, at=NOW)
    people = touched_by(cohort)
    before = impact.world(cohort, people, at=NOW)
    shown = preview(cohort=cohort, at=NOW)

    done = release(cohort=cohort, digest=shown.digest, by=hub_admin, at=NOW)

    again = impact.compare(cohort, before, impact.world(cohort, people, at=NOW), since=NOW)
    assert shown == done == again
    assert shown.digest == again.digest
    assert len(shown.sessions) == 4


def test_what_was_not_shown_is_not_released(cohort, first, hub_admin, priya):
    sessions.change(session=first, by=hub_admin, at=NOW, venue="Hall")
    seen = preview(cohort=cohort, at=NOW).digest
    sessions.change(session=first, by=hub_admin, at=NOW, venue="Barn")

    with pytest.raises(ReleaseChangedError):
        release(cohort=cohort, digest=seen, by=hub_admin, at=NOW)
    first.refresh_from_db()
    assert first.venue == "Room 1"
    assert not Notification.objects.exists()


def test_the_same_change_there_and_back_again_is_told_each_time(cohort, first, hub_admin, participant, priya):
    for number, venue in enumerate(("Hall", "Room 1", "Hall")):
        at = NOW + timedelta(minutes=number)
        sessions.change(session=first, by=hub_admin, at=at, venue=venue)
        released(cohort, hub_admin, at=at)

    assert len(letters(participant)) == 3


def test_warnings_are_about_sessions_as_they_will_be(cohort, first, second, hub_admin):
    move(first, hub_admin, days=7)  # on top of the second, with its room and its facilitator

    found = preview(cohort=cohort, at=NOW)

    codes = [warning.code for warning in found.warnings]
    assert codes == [WarningCode.FACILITATOR, WarningCode.VENUE]


def test_the_number_of_people_and_sessions_does_not_change_the_number_of_queries(cohort, first, hub_admin):
    counts = []
    for week in (1, 2):
        for number in range(4):
            EnrolmentFactory(cohort=cohort)
            part = component(cohort, f"Part {week} {number}")
            session(part, f"2026-12-{week}{number} 16:00", state=SessionState.RELEASED)
        with CaptureQueriesContext(connection) as queries:
            preview(cohort=cohort, at=NOW)
        counts.append(len(queries))

    assert counts[0] == counts[1]
