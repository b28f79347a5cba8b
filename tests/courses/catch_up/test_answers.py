"""Sending, approving, returning, lapsing: credit once, within the cap, everybody told once."""

from datetime import date, timedelta

import pytest

from courses.actions.catch_up_answers import (
    AlreadyDecidedError,
    CatchUpRefusedError,
    approve,
    give_more_time,
    lapse,
    offer_by_hand,
    return_,
    send,
)
from courses.choices import CatchUpState, Mark, RecordState
from courses.facts.credit import total_credit
from courses.models import CatchUp, EngagementRecord
from npq_portal.notifications.models import Notification
from tests.courses.catch_up.scenes import AT, EVENING, NEXT_DAY, an_hour
from tests.factories.engagement import ComponentFactory, StudyFactory

pytestmark = pytest.mark.django_db

TEXT = "I watched the recording. Invented and Example (2021) say that retrieval practice helps.\n\nI tried it."


@pytest.fixture
def hour():
    made = an_hour()
    made.mark(Mark.ABSENT)
    return made


def sending(hour, *, text: str = TEXT, at=EVENING) -> CatchUp:
    return send(catch_up=hour.catch_up, text=text, by=hour.enrolment.participant.user, at=at)


def approving(hour, *, catch_up=None, comment: str = "", at=NEXT_DAY) -> CatchUp:
    return approve(catch_up=catch_up or hour.catch_up, comment=comment, by=hour.facilitator, at=at)


def returning(hour, *, comment: str = "Which study?", at=NEXT_DAY) -> CatchUp:
    return return_(catch_up=hour.catch_up, comment=comment, by=hour.facilitator, at=at)


def said(catch_up: CatchUp) -> list[tuple[str, str]]:
    return list(catch_up.events.values_list("state", "text"))


def letters() -> list[dict]:
    return list(Notification.objects.filter(kind="catch_up_decided").values_list("context", flat=True))


# -- sending -------------------------------------------------------------------------------------------------------------
def test_what_was_sent_is_kept_as_it_was_typed(hour):
    row = sending(hour)

    assert (row.state, row.text, row.sent_at) == (CatchUpState.SENT, TEXT, EVENING)
    assert said(row)[-1] == ("sent", TEXT)


def test_sent_twice_is_sent_once(hour):
    sending(hour)
    sending(hour, at=NEXT_DAY)

    assert [state for state, _ in said(hour.catch_up)] == ["offered", "sent"]


@pytest.mark.parametrize("text", ["", "  \n "])
def test_nothing_is_not_sent(hour, text):
    with pytest.raises(CatchUpRefusedError, match="Write what you did"):
        sending(hour, text=text)


def test_the_last_day_ends_with_londons_midnight(hour):
    last_minute = EVENING.replace(month=12, day=8, hour=23, minute=59)

    assert sending(hour, at=last_minute).state == CatchUpState.SENT


def test_a_day_late_is_too_late_and_says_what_can_be_done(hour):
    with pytest.raises(CatchUpRefusedError, match="The last day to send this was Tuesday 8 December 2026"):
        sending(hour, at=EVENING.replace(month=12, day=9, hour=0))


# -- approving -----------------------------------------------------------------------------------------------------------
def test_approving_credits_the_hour_once(hour):
    sending(hour)

    row = approving(hour, comment="Good example.")

    assert (row.state, row.minutes, row.decided_by) == (CatchUpState.APPROVED, 60, hour.facilitator)
    record = EngagementRecord.objects.get(slot="catch-up")
    assert (record.mark, record.minutes, record.source, record.by) == ("caught_up", 60, "catch_up", hour.facilitator)
    assert total_credit(hour.enrolment) == 60
    hour.enrolment.summary.refresh_from_db()
    assert hour.enrolment.summary.earned == 60
    assert said(row)[-1] == ("approved", "Good example.")


def test_part_attendance_and_catching_up_make_the_whole(hour):
    hour.mark(Mark.PART, minutes=45, at=AT + timedelta(minutes=1))
    sending(hour)

    assert approving(hour).minutes == 15
    assert total_credit(hour.enrolment) == 60


def test_the_participant_is_told_once(hour):
    sending(hour)
    approving(hour, comment="Good example.")
    with pytest.raises(AlreadyDecidedError):
        approving(hour)

    [letter] = letters()
    assert (letter["decision"], letter["comment"]) == ("Your catch-up is approved", "Good example.")
    assert "60 more minutes" in letter["what_next"]


def test_the_second_to_decide_is_told_who_was_faster(hour):
    sending(hour)
    approving(hour)

    with pytest.raises(
        AlreadyDecidedError, match="Femi Invented was faster: approved at 9am on Saturday 21 November 2026"
    ):
        returning(hour)
    assert EngagementRecord.objects.filter(slot="catch-up", state=RecordState.CURRENT).count() == 1


def test_what_was_not_sent_cannot_be_approved(hour):
    with pytest.raises(AlreadyDecidedError, match="to be sent"):
        approving(hour)


def test_the_cap_cuts_the_second_and_refuses_the_third():
    hour = an_hour(catch_up_cap_minutes=90)
    sessions = [hour.session, hour.another(), hour.another()]
    for session in sessions:
        hour.mark(Mark.ABSENT, session=session)
    rows = list(CatchUp.objects.order_by("pk"))
    for row in rows:
        send(catch_up=row, text=TEXT, by=hour.enrolment.participant.user, at=EVENING)

    assert [approving(hour, catch_up=row).minutes for row in rows[:2]] == [60, 30]
    assert total_credit(hour.enrolment) == 90
    with pytest.raises(CatchUpRefusedError, match="not needed any more"):
        approving(hour, catch_up=rows[2])


def test_a_mark_corrected_after_the_approval_is_not_counted_twice(hour):
    sending(hour)
    approving(hour)

    hour.mark(Mark.ATTENDED, at=NEXT_DAY)

    assert total_credit(hour.enrolment) == 60
    assert hour.catch_up.state == CatchUpState.APPROVED


# -- returning -----------------------------------------------------------------------------------------------------------
def test_returned_with_a_comment_and_sent_again(hour):
    sending(hour)
    row = returning(hour)
    assert (row.state, row.sent_at, row.text) == (CatchUpState.RETURNED, None, TEXT)

    sending(hour, text=TEXT + "\n\nInvented (2020).", at=NEXT_DAY)
    approving(hour)

    assert [state for state, _ in said(hour.catch_up)] == ["offered", "sent", "returned", "sent", "approved"]
    decisions = sorted(letter["decision"] for letter in letters())
    assert decisions == ["Your catch-up is approved", "Your catch-up needs a little more"]


def test_a_return_leaves_a_week_at_least(hour):
    sending(hour)

    row = returning(hour, at=EVENING.replace(month=12, day=8))

    assert row.due_on == date(2026, 12, 15)
    assert "by Tuesday 15 December 2026" in letters()[0]["what_next"]


def test_a_return_says_what_is_missing(hour):
    sending(hour)

    with pytest.raises(CatchUpRefusedError, match="Say what is missing"):
        returning(hour, comment=" ")
    assert hour.catch_up.state == CatchUpState.SENT


# -- time ----------------------------------------------------------------------------------------------------------------
DAY_AFTER = EVENING.replace(month=12, day=9, hour=1)


def test_what_was_not_sent_lapses_the_day_after_its_last_day_and_once(hour):
    assert [lapse(at=DAY_AFTER - timedelta(hours=2)), lapse(at=DAY_AFTER), lapse(at=DAY_AFTER)] == [0, 1, 0]
    assert [state for state, _ in said(hour.catch_up)] == ["offered", "lapsed"]


def test_what_waits_for_us_does_not_lapse(hour):
    sending(hour)

    assert lapse(at=DAY_AFTER) == 0


def test_what_lapsed_cannot_be_sent_until_somebody_gives_more_time(hour):
    lapse(at=DAY_AFTER)
    with pytest.raises(CatchUpRefusedError):
        sending(hour, at=DAY_AFTER)

    for _ in range(2):
        give_more_time(catch_up=hour.catch_up, until=date(2026, 12, 20), by=hour.facilitator, at=DAY_AFTER)

    assert said(hour.catch_up)[-1] == ("offered", "More time: until Sunday 20 December 2026")
    assert Notification.objects.filter(kind="catch_up_offered").count() == 2
    assert sending(hour, at=DAY_AFTER).state == CatchUpState.SENT


def test_more_time_is_not_a_day_that_has_passed_nor_for_what_is_decided(hour):
    with pytest.raises(CatchUpRefusedError, match="today or later"):
        give_more_time(catch_up=hour.catch_up, until=date(2026, 12, 8), by=hour.facilitator, at=DAY_AFTER)
    sending(hour)
    approving(hour)
    with pytest.raises(CatchUpRefusedError, match="nothing to send: approved"):
        give_more_time(catch_up=hour.catch_up, until=date(2026, 12, 20), by=hour.facilitator, at=DAY_AFTER)


# -- by hand -------------------------------------------------------------------------------------------------------------
def by_hand(hour, component, *, at=EVENING) -> CatchUp:
    return offer_by_hand(
        enrolment=hour.enrolment, component=component, reason="Held before you joined.", by=hour.facilitator, at=at
    )


def test_the_hub_offers_what_no_register_calls_missed_and_it_stays_open(hour):
    unit = StudyFactory(cohort=hour.enrolment.cohort)

    made = by_hand(hour, unit)
    hour.mark(Mark.ABSENT, session=hour.another(), at=EVENING)

    made.refresh_from_db()
    assert (made.state, made.session, made.minutes) == (CatchUpState.OFFERED, None, 120)
    assert made.due_on == EVENING.date() + timedelta(days=21)
    assert by_hand(hour, unit) == made
    assert Notification.objects.filter(kind="catch_up_offered", key__contains=f":{made.pk}:").count() == 1


def test_it_gives_the_credit_like_any_other(hour):
    made = by_hand(hour, StudyFactory(cohort=hour.enrolment.cohort))
    send(catch_up=made, text=TEXT, by=hour.enrolment.participant.user, at=EVENING)

    approving(hour, catch_up=made)

    assert total_credit(hour.enrolment) == 120


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"may_be_caught_up": False}, "cannot be caught up"), ({"counts": False}, "does not count")],
)
def test_it_is_not_offered_where_it_gives_nothing(hour, changes, words):
    component = ComponentFactory(cohort=hour.enrolment.cohort, **changes)

    with pytest.raises(CatchUpRefusedError, match=words):
        by_hand(hour, component)


def test_a_part_of_another_cohort_is_not_offered(hour):
    with pytest.raises(CatchUpRefusedError, match="another cohort"):
        by_hand(hour, ComponentFactory())
