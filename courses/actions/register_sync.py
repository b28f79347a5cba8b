"""The marks that a device kept while it had no signal, brought to the registers they belong to.

Doing it again changes nothing: every mark has a number made on the device, and a known number is answered with what
became of it. Each session's marks are one transaction; the device deletes a mark only after a definite answer for it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, TypeVar
from uuid import UUID

from courses.actions.marking import KNOWN_ELSEWHERE, NOT_RELEASED, MarkResult, NewMark
from courses.actions.register import add_walk_in, record_marks
from courses.choices import MarkSource, RecordState, SessionState, WhyToDecide
from courses.models import EngagementRecord, Session, WalkIn
from courses.rules.register_batch import Batch, SentMark, SentWalkIn
from npq_portal.accounts.models import User

_Sent = TypeVar("_Sent", SentMark, SentWalkIn)
_UNKNOWN_SESSION: Final = "The hub does not know this session any more. Write the mark down and tell the hub."
_WAITING: Final = {
    WhyToDecide.CLASH: "Somebody else marked this person differently. Both marks are kept until one is chosen.",
    WhyToDecide.NOT_A_FACILITATOR: "You do not lead this session any more. The hub decides whether this mark counts.",
    WhyToDecide.NOT_HELD: "This session was cancelled or did not happen. The hub decides whether this mark counts.",
}
_NEWER: Final = "Saved. A newer mark for this person counts."
_REFUSED: Final = "The hub has decided that this mark does not count."


class Answer(StrEnum):
    """What became of one entry of a batch. All but NOT_ACCEPTED are definite: the device may forget the entry."""

    SAVED = "saved"
    ALREADY_SAVED = "already_saved"
    WAITS = "waits"
    NOT_ACCEPTED = "not_accepted"


@dataclass(frozen=True, kw_only=True)
class Answered:
    """The answer for one uuid, with words where there is something to say."""

    uuid: str
    answer: Answer
    words: str = ""


def receive(batch: Batch, *, by: User, at: datetime) -> list[Answered]:
    """Store what a device sent, and answer for every entry of it.

    `at` less the device's own clock is the error of that clock, and every mark's time is set right by it; half of the way
    there and back is in it as noise, which is a second or so. Whoever does not lead a session may still send: their marks
    wait for a decision.
    """
    offset = at - batch.device_now
    answers = [Answered(uuid=one.uuid, answer=Answer.NOT_ACCEPTED, words=one.words) for one in batch.unreadable]
    named = {sent.session for sent in batch.marks} | {sent.session for sent in batch.walk_ins}
    sessions = Session.objects.select_related("component").in_bulk(named)
    for session_id, marks in _by_session(batch.marks).items():
        if session := sessions.get(session_id):
            answers += _receive_marks(session, marks, batch.device, offset, by=by, at=at)
        else:
            answers += _no_session(marks)
    for session_id, walk_ins in _by_session(batch.walk_ins).items():
        if session := sessions.get(session_id):
            answers += [_receive_walk_in(session, one, offset, by=by, at=at) for one in walk_ins]
        else:
            answers += _no_session(walk_ins)
    return answers


def _by_session(sent: Iterable[_Sent]) -> dict[int, list[_Sent]]:
    """In the order of the sessions' ids, so that two batches lock rows in the same order."""
    found: dict[int, list[_Sent]] = defaultdict(list)
    for one in sent:
        found[one.session].append(one)
    return dict(sorted(found.items()))


def _no_session(sent: Iterable[SentMark | SentWalkIn]) -> Iterator[Answered]:
    for one in sent:
        yield Answered(uuid=str(one.uuid), answer=Answer.NOT_ACCEPTED, words=_UNKNOWN_SESSION)


def _receive_marks(
    session: Session, sent: list[SentMark], device: str, offset: timedelta, *, by: User, at: datetime
) -> Iterator[Answered]:
    """Known numbers are looked up before: afterwards all are known. Two sendings of the same batch at once may therefore
    both be told "saved", which is as true."""
    known = set(_known(one.uuid for one in sent))
    marks = [_new_mark(one, device, offset) for one in sent]
    results = record_marks(session=session, marks=marks, source=MarkSource.REGISTER, by=by, at=at)
    why = _why(result.client_uuid for result in results)
    for result in results:
        yield _answered(result, why.get(result.client_uuid, ""), known=result.client_uuid in known)


def _known(uuids: Iterable[UUID]) -> Iterable[UUID]:
    return EngagementRecord.objects.filter(client_uuid__in=list(uuids)).values_list("client_uuid", flat=True)


def _why(uuids: Iterable[UUID]) -> dict[UUID, str]:
    rows = EngagementRecord.objects.filter(client_uuid__in=list(uuids), state=RecordState.TO_DECIDE)
    return dict(rows.values_list("client_uuid", "to_decide"))


def _new_mark(sent: SentMark, device: str, offset: timedelta) -> NewMark:
    return NewMark(
        enrolment_id=sent.enrolment,
        mark=sent.mark,
        minutes=sent.minutes,
        client_uuid=sent.uuid,
        captured_at=sent.captured_at + offset,
        based_on=sent.based_on,
        device=device,
        device_time=sent.captured_at,
        note=sent.note,
    )


def _answered(result: MarkResult, why: str, *, known: bool) -> Answered:
    uuid = str(result.client_uuid)
    if result.record_id is None:
        return Answered(uuid=uuid, answer=Answer.NOT_ACCEPTED, words=result.why)
    if result.state == RecordState.TO_DECIDE:
        return Answered(uuid=uuid, answer=Answer.WAITS, words=_WAITING.get(WhyToDecide(why), result.why))
    words = {RecordState.PAST: _NEWER, RecordState.REFUSED: _REFUSED}.get(RecordState(result.state), "")
    if result.clashes:
        words = _WAITING[WhyToDecide.CLASH]
    return Answered(uuid=uuid, answer=Answer.ALREADY_SAVED if known else Answer.SAVED, words=words)


def _receive_walk_in(session: Session, sent: SentWalkIn, offset: timedelta, *, by: User, at: datetime) -> Answered:
    """They wait to be matched to somebody in any case, so it makes no difference whether the sender still leads here."""
    uuid = str(sent.uuid)
    if session.state == SessionState.DRAFT:
        return Answered(uuid=uuid, answer=Answer.NOT_ACCEPTED, words=NOT_RELEASED)
    known = WalkIn.objects.filter(client_uuid=sent.uuid).exists()
    walk_in = add_walk_in(
        session=session,
        client_uuid=sent.uuid,
        name=sent.name,
        note=sent.note,
        minutes=session.component.minutes if sent.minutes is None else sent.minutes,
        captured_at=sent.captured_at + offset,
        by=by,
        at=at,
    )
    if walk_in.session_id != session.pk:
        return Answered(uuid=uuid, answer=Answer.NOT_ACCEPTED, words=KNOWN_ELSEWHERE)
    return Answered(uuid=uuid, answer=Answer.ALREADY_SAVED if known else Answer.SAVED)
