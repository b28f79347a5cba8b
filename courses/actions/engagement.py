"""The engagement ledger: what is known is appended, and what follows from it is done in the same transaction."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from courses.actions import alerts, at_risk, catch_up, sums
from courses.choices import EnrolmentStatus, Mark, MarkSource, RecordState, StudyEvidence
from courses.models import Component, EngagementRecord, Enrolment
from npq_portal.accounts.models import User
from npq_portal.clock import london_date

STUDY_SLOT, EXEMPT_SLOT = "study", "exempt"


class EngagementRefusedError(Exception):
    """It cannot be recorded; the message says why in words for whoever asked."""


@transaction.atomic
def after_change(*, enrolment_ids: Collection[int], at: datetime) -> None:
    """Everything that follows from a change of marks, sessions or enrolments, in the transaction of the change: offers to
    catch up, the sums, the alert to whom it puts at risk, the at-risk list. Doing it again changes nothing.

    Locks the enrolments in the order of their ids, so that two changes about the same people come one after the other and
    the second sees what the first wrote.
    """
    ids = sorted(set(enrolment_ids))
    if not ids:
        return
    lock(ids)
    catch_up.offer(enrolment_ids=ids, at=at)
    sums.rebuild(ids, at=at)
    ledgers = alerts.tell_of_worse(ids, at=at)
    at_risk.review(enrolment_ids=ids, at=at, ledgers=ledgers)


def lock(enrolment_ids: Collection[int]) -> None:
    """Lock these enrolments to the end of the transaction, in the order of their ids; whoever only points at them does not
    wait."""
    rows = Enrolment.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=enrolment_ids).order_by("pk")
    list(rows.values_list("pk", flat=True))


@transaction.atomic
def record(
    *,
    enrolment: Enrolment,
    component: Component,
    slot: str,
    mark: Mark,
    minutes: int,
    source: MarkSource,
    note: str = "",
    client_uuid: UUID,
    by: User | None,
    at: datetime,
) -> EngagementRecord:
    """Append one record to a slot that no register keeps (study, exempt, transfer, catch-up); it replaces the one before.

    Sent again, or saying what the slot says already, the record that is there comes back and nothing changes. `minutes`
    is the component's whole credit in this slot, not what is added.
    """
    lock([enrolment.pk])
    if sent_before := EngagementRecord.objects.filter(client_uuid=client_uuid).first():
        return sent_before
    place = {"enrolment": enrolment, "component": component, "slot": slot}
    current = EngagementRecord.objects.filter(**place, state=RecordState.CURRENT)
    said = current.first()
    if said and (said.mark, said.minutes, said.note) == (mark, minutes, note):
        return said
    current.update(state=RecordState.PAST)
    made = EngagementRecord.objects.create(
        **place,
        mark=mark,
        minutes=minutes,
        source=source,
        note=note,
        client_uuid=client_uuid,
        captured_at=at,
        received_at=at,
        by=by,
    )
    after_change(enrolment_ids=[enrolment.pk], at=at)
    return made


def study_fault(*, enrolment: Enrolment, component: Component, at: datetime) -> str:
    """Why this participant cannot say at `at` that the component is done, in words for them; "" where they can."""
    if not component.is_studied_alone or component.cohort_id != enrolment.cohort_id:
        return "This is not a part of your course that you do on your own."
    if enrolment.status != EnrolmentStatus.ACTIVE:
        return "You are not taking part in this course at the moment."
    if component.is_off:
        return "This part of your course has been cancelled. You do not need it."
    if component.due_on is not None and component.due_on < london_date(at):
        return "The last day for this has passed. Talk to us about catching up."
    return ""


@transaction.atomic
def study(
    *,
    enrolment: Enrolment,
    component: Component,
    minutes: int | None = None,
    note: str = "",
    client_uuid: UUID,
    by: User,
    at: datetime,
) -> EngagementRecord:
    """A participant says that a component studied alone is done, with the evidence it asks for: `minutes` it took, at most
    what it is worth, or a reflection in `note`. Until its last day ends in London; what was said last counts.

    Raises EngagementRefusedError.
    """
    fault = study_fault(enrolment=enrolment, component=component, at=at)
    if not fault and component.evidence == StudyEvidence.REFLECTION and not note.strip():
        fault = "Write what you take away from it."
    if not fault and component.evidence == StudyEvidence.MINUTES and (minutes is None or minutes < 1):
        fault = "Enter how many minutes you worked on it."
    if fault:
        raise EngagementRefusedError(fault)
    asked_for_minutes = component.evidence == StudyEvidence.MINUTES and minutes is not None
    return record(
        enrolment=enrolment,
        component=component,
        slot=STUDY_SLOT,
        mark=Mark.STUDIED,
        minutes=min(minutes or 0, component.minutes) if asked_for_minutes else component.minutes,
        source=MarkSource.STUDY,
        note=note.strip(),
        client_uuid=client_uuid,
        by=by,
        at=at,
    )


@transaction.atomic
def take_study_back(*, enrolment: Enrolment, component: Component, by: User, at: datetime) -> bool:
    """A participant says that it is not done after all, before its last day is over. False when nothing was said before.

    Raises EngagementRefusedError.
    """
    if fault := study_fault(enrolment=enrolment, component=component, at=at):
        raise EngagementRefusedError(fault)
    return _clear(enrolment, component, STUDY_SLOT, MarkSource.STUDY, note="", by=by, at=at)


@transaction.atomic
def exempt(*, enrolment: Enrolment, component: Component, reason: str, by: User, at: datetime) -> EngagementRecord:
    """The hub decides that this participant does not need this component: it leaves their sum. Raises
    EngagementRefusedError without a reason, since it is evidence."""
    if not reason.strip():
        raise EngagementRefusedError("Say why they do not need it.")
    return record(
        enrolment=enrolment,
        component=component,
        slot=EXEMPT_SLOT,
        mark=Mark.EXEMPT,
        minutes=0,
        source=MarkSource.STAFF,
        note=reason.strip(),
        client_uuid=uuid4(),
        by=by,
        at=at,
    )


@transaction.atomic
def end_exemption(*, enrolment: Enrolment, component: Component, reason: str, by: User, at: datetime) -> bool:
    """Take an exemption back; False when there is none. Raises EngagementRefusedError without a reason."""
    if not reason.strip():
        raise EngagementRefusedError("Say why the exemption ends.")
    return _clear(enrolment, component, EXEMPT_SLOT, MarkSource.STAFF, note=reason.strip(), by=by, at=at)


def _clear(
    enrolment: Enrolment, component: Component, slot: str, source: MarkSource, *, note: str, by: User, at: datetime
) -> bool:
    lock([enrolment.pk])
    current = EngagementRecord.objects.filter(
        enrolment=enrolment, component=component, slot=slot, state=RecordState.CURRENT
    )
    if not current.exclude(mark=Mark.CLEARED).exists():
        return False
    record(
        enrolment=enrolment,
        component=component,
        slot=slot,
        mark=Mark.CLEARED,
        minutes=0,
        source=source,
        note=note,
        client_uuid=uuid4(),
        by=by,
        at=at,
    )
    return True
