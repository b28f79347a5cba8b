"""Offers to catch up, kept in step with the records: made for new absences, taken back when they are not needed.

Called by courses.actions.engagement.after_change in the transaction of whatever changed. What people then do with an offer
is in courses.actions.catch_up_answers (which stands above engagement; this stands below it).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from courses.choices import CatchUpState
from courses.facts.catch_up import (
    Absence,
    Pair,
    absences,
    caught_up_minutes,
    may_be_open,
    offered_by_hand,
    sessions_missed,
)
from courses.facts.out_of_step import out_of_step
from courses.models import CatchUp, CatchUpEvent, Component, Enrolment, Session
from courses.rules.catch_up import OPEN, Allowance, Offer, Refusal, last_day
from courses.rules.catch_up import offer as judge
from npq_portal import clock
from npq_portal.accounts.models import User
from npq_portal.bulk import update_each
from npq_portal.notifications import actions as notifications
from npq_portal.notifications.choices import NotificationKind
from npq_portal.templatetags.dates import long_date

#: A register is corrected in its first minutes; nobody is written to about a slip of the finger.
TOLD_AFTER = timedelta(hours=1)


@dataclass
class Plan:
    """What has to change: offers by (enrolment id, component id), catch-ups as they stand."""

    new: dict[Pair, Offer] = field(default_factory=dict)
    again: list[tuple[CatchUp, Offer]] = field(default_factory=list)
    worth_another: list[tuple[CatchUp, Offer]] = field(default_factory=list)
    not_needed: list[tuple[CatchUp, Refusal]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether everything is in step."""
        return not (self.new or self.again or self.worth_another or self.not_needed)


@transaction.atomic(savepoint=False)
def offer(*, enrolment_ids: Collection[int], at: datetime) -> None:
    """Bring the offers of these enrolments in step with their records: an absence or part attendance that may be caught up
    is offered, with a letter an hour later; an open one is closed as not needed when the mark is corrected, the repeat
    attended, the cap used up, or the person has left the cohort; it opens again when that is undone.

    A constant number of statements for any number of people; doing it twice changes nothing. What is approved or lapsed
    stays. The enrolments' rows are locked before anything is written; callers that hold locks hold these first.
    """
    people = out_of_step(enrolment_ids, today=clock.london_date(at))
    if not people:
        return
    rows = Enrolment.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    locked = list(rows.filter(pk__in=people).values_list("pk", flat=True))
    _apply(plan(locked, at=at), at=at)


# -- what has to change ------------------------------------------------------------------------------------------------
def plan(enrolment_ids: Collection[int], *, at: datetime) -> Plan:
    """What the rules say has to change for these people, everybody looked at."""
    made = Plan()
    known = {(one.enrolment_id, one.component_id): one for one in may_be_open(enrolment_ids)}
    found = {absence.pair: absence for absence in [*offered_by_hand(known.values()), *absences(enrolment_ids)]}
    settled = _settled(found.keys() - known.keys())
    offers = _offers([absence for pair, absence in found.items() if pair not in settled], today=clock.london_date(at))
    for pair, one in known.items():
        _plan_known(made, one, offers.get(pair, Offer(0, Refusal.NOT_MISSED)))
    made.new = {pair: offered for pair, offered in offers.items() if pair not in known and offered.minutes}
    return made


def _plan_known(changes: Plan, catch_up: CatchUp, made: Offer) -> None:
    if catch_up.state in OPEN and not made.minutes:
        changes.not_needed.append((catch_up, made.refusal))
    elif catch_up.state in OPEN and made.minutes != catch_up.minutes:
        changes.worth_another.append((catch_up, made))
    elif catch_up.state == CatchUpState.NOT_NEEDED and made.minutes:
        changes.again.append((catch_up, made))


def _settled(pairs: Collection[Pair]) -> set[Pair]:
    """Those approved or lapsed before."""
    if not pairs:
        return set()
    rows = CatchUp.objects.filter(enrolment__in={enrolment for enrolment, _ in pairs})
    return set(rows.values_list("enrolment_id", "component_id")) & set(pairs)


def _offers(found: Iterable[Absence], *, today: date) -> dict[Pair, Offer]:
    """What the rules say of each absence."""
    found = list(found)
    rows = Component.objects.filter(pk__in={absence.component for absence in found})
    components = {component.pk: component for component in rows.select_related("cohort__programme")}
    allowances = _allowances(found, components)
    offers = {}
    for absence in found:
        component = components[absence.component]
        made = judge(absence.missed(component), allowances.get(absence.enrolment, Allowance(cap=None)))
        offers[absence.pair] = made if component.cohort.ends_on >= today else Offer(0, Refusal.HAS_ENDED)
    return offers


def _allowances(found: Iterable[Absence], components: dict[int, Component]) -> dict[int, Allowance]:
    """By enrolment id, where the programme has a cap."""
    capped = {
        absence.enrolment: components[absence.component].cohort.programme
        for absence in found
        if components[absence.component].cohort.programme.catch_up_cap_minutes is not None
    }
    if not capped:
        return {}
    people = dict(Enrolment.objects.filter(pk__in=capped).values_list("pk", "participant_id"))
    used = caught_up_minutes({programme.pk for programme in capped.values()}, set(people.values()))
    return {
        enrolment: Allowance(cap=programme.catch_up_cap_minutes, used=used.get((people[enrolment], programme.pk), 0))
        for enrolment, programme in capped.items()
    }


# -- changing it -------------------------------------------------------------------------------------------------------
def _apply(changes: Plan, *, at: datetime) -> None:
    pairs = [*changes.new, *((one.enrolment_id, one.component_id) for one, _ in changes.again)]
    if pairs:
        _make_offers(changes, sessions_missed(pairs), at=at)
    for catch_up, made in changes.worth_another:
        catch_up.minutes = made.minutes
    update_each([one for one, _ in changes.worth_another], ["minutes"])
    if changes.not_needed:
        _close(changes.not_needed, at=at)


def _make_offers(changes: Plan, sessions: dict[Pair, Session], *, at: datetime) -> None:
    new = [
        _as_offered(CatchUp(enrolment_id=pair[0], component_id=pair[1]), made, sessions[pair], at=at)
        for pair, made in changes.new.items()
    ]
    again = [
        _as_offered(one, made, sessions.get((one.enrolment_id, one.component_id)), at=at)  # none where offered by hand
        for one, made in changes.again
    ]
    _set_deadlines([*new, *again], at=at)
    CatchUp.objects.bulk_create(new)
    update_each(again, ["state", "minutes", "session", "due_on", "offered_at"])
    _keep_history([(one, "") for one in (*new, *again)], at=at)
    tell_offered([one.pk for one in (*new, *again) if one.state == CatchUpState.OFFERED], at=at)


def _as_offered(catch_up: CatchUp, made: Offer, session: Session | None, *, at: datetime) -> CatchUp:
    """Something that was sent and not yet decided waits for the decision again."""
    catch_up.state = CatchUpState.SENT if catch_up.sent_at else CatchUpState.OFFERED
    catch_up.minutes, catch_up.session, catch_up.offered_at = made.minutes, session, at
    return catch_up


def _set_deadlines(catch_ups: Collection[CatchUp], *, at: datetime) -> None:
    rows = Component.objects.filter(pk__in={one.component_id for one in catch_ups})
    days = dict(rows.values_list("pk", "cohort__programme__catch_up_days"))
    for one in catch_ups:
        held = clock.london_date(one.session.starts_at if one.session else at)
        one.due_on = last_day(session_on=held, days=days[one.component_id], today=clock.london_date(at))


def _close(not_needed: Iterable[tuple[CatchUp, Refusal]], *, at: datetime) -> None:
    closed = [(one, str(refusal.label)) for one, refusal in not_needed]
    CatchUp.objects.filter(pk__in=[one.pk for one, _ in closed]).update(state=CatchUpState.NOT_NEEDED)
    keys = [offer_key(one) for one, _ in closed]
    for one, _ in closed:
        one.state = CatchUpState.NOT_NEEDED
    _keep_history(closed, at=at)
    notifications.take_back(kind=NotificationKind.CATCH_UP_OFFERED, keys=keys)


def _keep_history(changed: Iterable[tuple[CatchUp, str]], *, at: datetime, by: User | None = None) -> None:
    CatchUpEvent.objects.bulk_create(
        CatchUpEvent(catch_up=one, state=one.state, text=words, at=at, by=by) for one, words in changed
    )


# -- telling -----------------------------------------------------------------------------------------------------------
def offer_key(catch_up: CatchUp) -> str:
    """What the letter about an offer is about: told again only with another last day."""
    return f"catch-up:{catch_up.pk}:offered:{catch_up.due_on:%Y-%m-%d}"


def page_url(catch_up: CatchUp) -> str:
    """The participant's page, whole, for letters."""
    return settings.SITE_URL + reverse("mine:catch-up", args=[catch_up.pk])


def tell_offered(ids: Collection[int], *, at: datetime, after: timedelta = TOLD_AFTER) -> None:
    """Write to each person about their offer, `after` that time."""
    rows = CatchUp.objects.filter(pk__in=ids).select_related(
        "component__cohort__programme__course", "enrolment__participant__user", "session"
    )
    letters = [
        notifications.Message(
            kind=NotificationKind.CATCH_UP_OFFERED,
            to=one.enrolment.participant.user,
            key=offer_key(one),
            context={
                "participant_name": one.enrolment.participant.full_name,
                "course": one.component.cohort.programme.course.full_title,
                "component": one.component.title,
                "held_on": long_date(one.session.starts_at) if one.session else "",
                "minutes": str(one.minutes),
                "due_by": long_date(one.due_on),
                "url": page_url(one),
            },
        )
        for one in rows
    ]
    notifications.queue_many(letters, at=at, due_at=at + after)
