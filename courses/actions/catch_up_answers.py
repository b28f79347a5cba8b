"""What people do with an offer to catch up: send, approve, return, give more time; and what lapses by itself."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction

from courses.actions.catch_up import page_url, tell_offered
from courses.actions.engagement import after_change, lock, record
from courses.choices import CatchUpState, Mark, MarkSource
from courses.facts.catch_up import allowance
from courses.facts.credit import CATCH_UP_SLOT, credited
from courses.models import CatchUp, CatchUpEvent, Component, Enrolment
from courses.rules.catch_up import (
    REACHED_FROM,
    TO_SEND,
    Missed,
    Offer,
    Refusal,
    last_day,
    last_day_after_return,
    may_send,
    offer,
)
from npq_portal import clock, states
from npq_portal.accounts.models import User
from npq_portal.notifications import actions as notifications
from npq_portal.notifications.choices import NotificationKind
from npq_portal.templatetags.dates import long_date, long_datetime


class CatchUpRefusedError(Exception):
    """It cannot be done; the message says why in words for whoever asked."""


class AlreadyDecidedError(CatchUpRefusedError):
    """Somebody was faster."""


@transaction.atomic
def send(*, catch_up: CatchUp, text: str, by: User, at: datetime) -> CatchUp:
    """The participant's own: what the programme asks for. The same text sent twice is sent once.

    Raises CatchUpRefusedError for an empty text, after the last day (London time), and where nothing is to be sent.
    """
    row = _locked(catch_up)
    if row.state == CatchUpState.SENT and row.text == text:
        return row
    if not text.strip():
        raise CatchUpRefusedError("Write what you did to catch up.")
    if not may_send(row.state, due_on=row.due_on, today=clock.london_date(at)):
        raise CatchUpRefusedError(_why_not(row))
    _move(row, CatchUpState.SENT, text=text, sent_at=at)
    _keep(row, text=text, by=by, at=at)
    return row


def _why_not(row: CatchUp) -> str:
    if row.state in TO_SEND:
        return f"The last day to send this was {long_date(row.due_on)}. Ask us whether you can have more time."
    if row.state == CatchUpState.SENT:
        return "You have sent this already. Your facilitator reads it next."
    return f"Nothing can be sent any more: {row.get_state_display().lower()}."


@transaction.atomic
def approve(*, catch_up: CatchUp, comment: str = "", by: User, at: datetime) -> CatchUp:
    """Credit the absence, once, as far as the programme's cap lets through, and write to the participant.

    Catching up gives what is missing to the component's minutes: one record in its own slot. The enrolment's row is
    locked, so two approvals for the same person see each other's minutes.

    Raises AlreadyDecidedError where somebody was faster, CatchUpRefusedError where there is nothing left to give.
    """
    row = _locked(catch_up)
    _expect_sent(row)
    made, before = _worth_now(row)
    if not made.minutes:
        raise CatchUpRefusedError(f"This cannot be approved: {_about_them(made)} Return it and say so.")
    _move(row, CatchUpState.APPROVED, minutes=made.minutes, decided_at=at, decided_by=by)
    _keep(row, text=comment, by=by, at=at)
    record(
        enrolment=row.enrolment,
        component=row.component,
        slot=CATCH_UP_SLOT,
        mark=Mark.CAUGHT_UP,
        minutes=before + made.minutes,
        source=MarkSource.CATCH_UP,
        note=comment,
        client_uuid=uuid4(),
        by=by,
        at=at,
    )
    what_next = f"You have credit for {made.minutes} more minutes. There is nothing more to do."
    _tell(row, "Your catch-up is approved", comment, what_next, at=at)
    return row


@transaction.atomic
def return_(*, catch_up: CatchUp, comment: str, by: User, at: datetime) -> CatchUp:
    """Ask for more, with a comment the participant reads; they have a week at least. Raises AlreadyDecidedError where
    somebody was faster, CatchUpRefusedError without a comment."""
    row = _locked(catch_up)
    _expect_sent(row)
    if not comment.strip():
        raise CatchUpRefusedError("Say what is missing.")
    due_on = last_day_after_return(due_on=row.due_on, today=clock.london_date(at))
    _move(row, CatchUpState.RETURNED, due_on=due_on, sent_at=None, decided_at=at, decided_by=by)
    _keep(row, text=comment, by=by, at=at)
    what_next = f"Change what you wrote and send it again by {long_date(due_on)}. Your text is kept."
    _tell(row, "Your catch-up needs a little more", comment, what_next, at=at)
    return row


@transaction.atomic
def give_more_time(*, catch_up: CatchUp, until: date, by: User, at: datetime) -> CatchUp:
    """Move the last day (a London date), also of one that has lapsed, and write to the participant. The same day given
    twice is given once. Raises CatchUpRefusedError where nothing is to be sent, or for a day that has passed."""
    row = _locked(catch_up)
    if row.state not in {*TO_SEND, CatchUpState.LAPSED}:
        raise CatchUpRefusedError(f"There is nothing to send: {row.get_state_display().lower()}.")
    if until < clock.london_date(at):
        raise CatchUpRefusedError("The last day must be today or later.")
    if row.due_on == until and row.state != CatchUpState.LAPSED:
        return row
    state = CatchUpState.OFFERED if row.state == CatchUpState.LAPSED else CatchUpState(row.state)
    states.move(row, field="state", to=state, from_=[row.state], due_on=until)
    _keep(row, text=f"More time: until {long_date(until)}", by=by, at=at)
    tell_offered([row.pk], at=at, after=timedelta(0))
    after_change(enrolment_ids=[row.enrolment_id], at=at)
    return row


@transaction.atomic
def offer_by_hand(*, enrolment: Enrolment, component: Component, reason: str, by: User, at: datetime) -> CatchUp:
    """A hub admin lets somebody catch up where no register speaks of an absence: a component held before they joined, or
    self-study after its last day. Offered before, that offer comes back as it is. It is for hub admins to decide.

    Raises CatchUpRefusedError where there is nothing to give, or the component is another cohort's.
    """
    lock([enrolment.pk])
    there = CatchUp.objects.filter(enrolment=enrolment, component=component).first()
    if there is not None:
        return there
    if component.cohort_id != enrolment.cohort_id:
        raise CatchUpRefusedError("This part belongs to another cohort.")
    today = clock.london_date(at)
    due_on = last_day(session_on=today, days=component.cohort.programme.catch_up_days, today=today)
    row = CatchUp(enrolment=enrolment, component=component, minutes=0, due_on=due_on, offered_at=at)
    made = worth_now(row) if component.may_be_caught_up else Offer(0, Refusal.NOT_ALLOWED)
    if not made.minutes:
        raise CatchUpRefusedError(f"It cannot be offered: {_about_them(made)}")
    row.minutes = made.minutes
    row.save()
    _keep(row, text=reason, by=by, at=at)
    tell_offered([row.pk], at=at, after=timedelta(0))
    after_change(enrolment_ids=[enrolment.pk], at=at)
    return row


@transaction.atomic
def lapse(*, at: datetime) -> int:
    """Close every offer whose last day in London is over; how many. Safe to do twice, and at any time of the day."""
    late = CatchUp.objects.filter(state__in=REACHED_FROM[CatchUpState.LAPSED], due_on__lt=clock.london_date(at))
    people = sorted(set(late.values_list("enrolment_id", flat=True)))
    lock(people)
    rows = list(late.filter(enrolment__in=people).select_for_update(of=("self",)))
    CatchUp.objects.filter(pk__in=[row.pk for row in rows]).update(state=CatchUpState.LAPSED)
    CatchUpEvent.objects.bulk_create(CatchUpEvent(catch_up=row, state=CatchUpState.LAPSED, at=at) for row in rows)
    if rows:
        after_change(enrolment_ids=sorted({row.enrolment_id for row in rows}), at=at)
    return len(rows)


def worth_now(catch_up: CatchUp) -> Offer:
    """The minutes that approving would give at this moment, 0 with the reason."""
    return _worth_now(catch_up)[0]


# -- how ---------------------------------------------------------------------------------------------------------------
def _locked(catch_up: CatchUp) -> CatchUp:
    """The row as it is now, its enrolment locked first (the order of courses.actions.places)."""
    lock([catch_up.enrolment_id])
    return (
        CatchUp.objects.select_for_update(of=("self",), no_key=True)
        .select_related("component__cohort__programme__course", "enrolment__participant__user", "session", "decided_by")
        .get(pk=catch_up.pk)
    )


def _expect_sent(row: CatchUp) -> None:
    if row.state == CatchUpState.SENT:
        return
    if row.state in {CatchUpState.APPROVED, CatchUpState.RETURNED} and row.decided_at is not None:
        who = row.decided_by or "Somebody else"
        words = row.get_state_display().lower()
        raise AlreadyDecidedError(f"{who} was faster: {words} at {long_datetime(row.decided_at)}.")
    raise AlreadyDecidedError(f"There is nothing to decide any more: {row.get_state_display().lower()}.")


def _worth_now(row: CatchUp) -> tuple[Offer, int]:
    """What approving gives, and the minutes credited without it."""
    component = row.component
    known = credited([row.enrolment_id]).get((row.enrolment_id, component.pk))
    before = min(known.without_catch_up, component.minutes) if known else 0
    missed = Missed(
        worth=component.minutes,
        credited=before,
        is_absence=True,
        may_be_caught_up=True,  # it was when it was offered
        counts=component.counts and not component.is_off and not (known and known.exempt),
    )
    return offer(missed, allowance(row)), before


def _about_them(made: Offer) -> str:
    words = str(made.refusal.label)
    return words.replace("You have", "they have").replace("There is", "there is").replace("This part", "this part")


def _move(row: CatchUp, to: CatchUpState, **updates: Any) -> None:
    if not states.move(row, field="state", to=to, from_=REACHED_FROM[to], **updates):
        raise AlreadyDecidedError(f"There is nothing to decide any more: {row.get_state_display().lower()}.")


def _keep(row: CatchUp, *, text: str, by: User | None, at: datetime) -> CatchUpEvent:
    return CatchUpEvent.objects.create(catch_up=row, state=row.state, text=text, at=at, by=by)


def _tell(row: CatchUp, decision: str, comment: str, what_next: str, *, at: datetime) -> None:
    newest = row.events.order_by("-pk").values_list("pk", flat=True)[0]
    notifications.queue(
        kind=NotificationKind.CATCH_UP_DECIDED,
        to=row.enrolment.participant.user,
        key=f"catch-up:{row.pk}:decided:{newest}",
        context={
            "participant_name": row.enrolment.participant.full_name,
            "course": row.component.cohort.programme.course.full_title,
            "component": row.component.title,
            "decision": decision,
            "comment": comment,
            "what_next": what_next,
            "url": page_url(row),
        },
        at=at,
    )
