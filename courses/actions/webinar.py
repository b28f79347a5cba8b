"""What can be done with webinar reports: reading one, saying who somebody is, marking the rest absent, forgetting files.

Everything about the reports of one session happens one after the other: its row is locked first, as registers do.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from courses.actions.marking import MarkResult, NewMark, lock_session, may_take
from courses.actions.register import record_marks, unmarked
from courses.choices import Mark, MarkSource, RecordState
from courses.facts import webinar as facts
from courses.importers.webinar import Attendee, ReportRefusedError, parse_report
from courses.models import Apology, EngagementRecord, Enrolment, Session, WebinarAlias, WebinarImport, WebinarRow
from courses.rules.intervals import credited_minutes
from courses.rules.matching import Roster, alias_to_remember
from courses.rules.presence import credit
from npq_portal.accounts.models import User

__all__ = [
    "KEPT_FOR", "Imported", "ReportRefusedError", "WebinarRefusedError", "dismiss", "forget_files", "mark_rest_absent", "read_report",
    "settle",
]  # fmt: skip

#: How long the file itself is kept; its rows are the evidence.
KEPT_FOR = timedelta(days=90)
_OURS = uuid5(NAMESPACE_URL, "npq-portal/webinar")


class WebinarRefusedError(Exception):
    """It cannot be done; the message says why in words."""


@dataclass(frozen=True)
class Imported:
    """A report, and whether it was read just now or before."""

    report: WebinarImport
    is_new: bool


@transaction.atomic
def read_report(*, session: Session, content: bytes, file_name: str, by: User, at: datetime) -> Imported:
    """Read a Zoom or Teams report for `session`, keep it with its people, and mark those who are certain on the register.

    The same file again gives the first import back and changes nothing. Certain is who has their own email address in
    the report, or a name confirmed before; everybody else waits for `settle`. Several reports of one session add up.
    What somebody marked by hand stays where it gives more than the report.

    Raises ReportRefusedError for a file that is no report of this session; WebinarRefusedError before the session has
    ended, where it does not take place, and for whoever does not lead it.
    """
    _refuse(session, by=by, at=at)
    digest = hashlib.sha256(content).hexdigest()
    locked = lock_session(session)
    if before := facts.reports_of(locked).filter(sha256=digest).first():
        return Imported(before, is_new=False)
    report = parse_report(content, session=locked.period)
    kept = WebinarImport.objects.create(
        session=locked,
        vendor=report.vendor,
        file_name=file_name[-200:],
        sha256=digest,
        content=content,
        time_zone=report.time_zone,
        zone_is_stated=report.zone_is_stated,
        notes=list(report.notes),
        imported_at=at,
        imported_by=by,
    )
    leaders = set(locked.facilitators.values_list("email", flat=True))
    roster = facts.people_at(locked).roster((person.name, person.email) for person in report.rows)
    rows = [_row(kept, person, roster, leaders) for person in report.rows]
    WebinarRow.objects.bulk_create(rows)
    certain = {row.enrolment_id for row in rows if row.enrolment_id is not None}
    _credit(locked, certain, change=f"report {kept.pk}", by=by, at=at)
    return Imported(kept, is_new=True)


def _refuse(session: Session, *, by: User, at: datetime) -> None:
    if not may_take(session, by):
        raise WebinarRefusedError("You do not lead this session, so you cannot add its report.")
    if not session.takes_place:
        raise WebinarRefusedError("This session did not take place, so it has no attendance report.")
    if at < session.ends_at:
        raise WebinarRefusedError(
            "This session has not ended yet. Add the report once it has: until then it is not whole."
        )


def _row(report: WebinarImport, person: Attendee, roster: Roster, leaders: Collection[str]) -> WebinarRow:
    """A row not yet stored. Whoever leads the session is not one of those who take part."""
    leads = bool(person.email) and person.email in leaders
    by, key = roster.recognise(name=person.name, email=person.email)
    certain = key is not None and not person.caution and not leads
    return WebinarRow(
        report=report,
        name=person.name,
        email=person.email,
        intervals=[[one.starts_at.isoformat(), one.ends_at.isoformat()] for one in person.intervals],
        minutes=credited_minutes(person.intervals, report.session.period, person.most_seconds),
        most_seconds=person.most_seconds,
        caution=person.caution,
        enrolment_id=key if certain else None,
        matched_by=by if certain else "",
        is_nobody=leads,
        settled_at=report.imported_at if certain or leads else None,
    )


@transaction.atomic
def settle(*, row: WebinarRow, enrolment: Enrolment | None, seen: datetime | None, by: User, at: datetime) -> bool:
    """Say who somebody in a report is, None being nobody of ours; the register follows, and the name is remembered.

    `seen` is the row's `settled_at` when whoever decides looked at it. Done twice, or said by two people alike, nothing
    changes: True when this call did it. Saying something else later takes the former person's minutes back.

    Raises WebinarRefusedError where somebody decided otherwise meanwhile, where that person has nothing to do with the
    session, and for whoever does not lead it.
    """
    session = lock_session(row.report.session)
    _refuse(session, by=by, at=at)
    now = WebinarRow.objects.select_related("settled_by").get(pk=row.pk)
    wanted = enrolment.pk if enrolment else None
    if now.settled_at is not None and (now.enrolment_id, now.is_nobody) == (wanted, enrolment is None):
        return False
    if now.settled_at != seen:
        raise WebinarRefusedError(f"{now.settled_by or 'Somebody'} has decided this meanwhile. Look at it again first.")
    if enrolment is not None and enrolment.pk not in facts.people_at(session).enrolments:
        raise WebinarRefusedError("This person is not in the session's cohort, and has no place at this session.")
    former = now.enrolment
    now.enrolment, now.is_nobody = enrolment, enrolment is None
    now.matched_by = "person" if enrolment else ""
    now.settled_at, now.settled_by = at, by
    now.save(update_fields=["enrolment", "is_nobody", "matched_by", "settled_at", "settled_by"])
    _remember(now, former, by=by, at=at)
    touched = {one.pk for one in (former, enrolment) if one is not None}
    refused = [
        result.why
        for result in _credit(session, touched, change=f"row {now.pk} is {wanted} {at.isoformat()}", by=by, at=at)
        if result.record_id is None
    ]
    if refused:
        raise WebinarRefusedError(refused[0])
    return True


@transaction.atomic
def dismiss(*, session: Session, row_ids: Collection[int], by: User, at: datetime) -> int:
    """Say of several people in the session's reports at once that they are not of ours; how many. Whoever somebody decided
    about meanwhile stays as decided. Raises WebinarRefusedError as `read_report` does."""
    locked = lock_session(session)
    _refuse(locked, by=by, at=at)
    rows = WebinarRow.objects.filter(report__session=locked, pk__in=row_ids, settled_at=None)
    return rows.update(is_nobody=True, settled_at=at, settled_by=by)


def _remember(row: WebinarRow, former: Enrolment | None, *, by: User, at: datetime) -> None:
    """Keep the name for the person it was confirmed to be, and no longer for somebody it was not."""
    if former is not None:
        key = alias_to_remember(name=row.name, email=row.email, person=former.participant.full_name)
        WebinarAlias.objects.filter(participant=former.participant_id, name=key).delete()
    if row.enrolment is not None:
        person = row.enrolment.participant
        if key := alias_to_remember(name=row.name, email=row.email, person=person.full_name):
            WebinarAlias.objects.get_or_create(
                participant=person, name=key, defaults={"confirmed_at": at, "confirmed_by": by}
            )


def _credit(
    session: Session, enrolment_ids: Collection[int], *, change: str, by: User, at: datetime
) -> list[MarkResult]:
    """Bring the register in line with all reports of the session for these people. `change` names what made it necessary:
    the same change gives the same marks, which change nothing a second time."""
    rows: dict[int, list[WebinarRow]] = defaultdict(list)
    for row in WebinarRow.objects.filter(report__session=session, enrolment__in=enrolment_ids):
        rows[row.enrolment_id or 0].append(row)
    current = facts.records_of(session, enrolment_ids)
    marks = []
    for pk in sorted(enrolment_ids):
        now = current.get(pk)
        if (says := _says(session, rows[pk], now)) is not None:
            earlier = now.client_uuid if now is not None and now.source == MarkSource.WEBINAR else None
            marks.append(
                NewMark(
                    enrolment_id=pk,
                    mark=says[0],
                    minutes=says[1],
                    client_uuid=_uuid(session, pk, change),
                    captured_at=at,
                    based_on=earlier,
                    note="From the webinar's attendance report",
                )
            )
    return record_marks(session=session, marks=marks, source=MarkSource.WEBINAR, by=by, at=at) if marks else []


def _uuid(session: Session, enrolment_id: int, change: str) -> UUID:
    return uuid5(_OURS, f"{session.pk}/{enrolment_id}/{change}")


def _says(
    session: Session, rows: Collection[WebinarRow], now: EngagementRecord | None
) -> tuple[Mark, int | None] | None:
    """The mark the reports give, and its minutes where it is PART; None where `now`, what the register says, stays."""
    whole = session.component.minutes
    gives = credit(
        minutes=facts.minutes_of(rows, session),
        session_minutes=session.period.length // timedelta(minutes=1),
        component_minutes=whole,
    )
    worth = 0 if gives is None else gives[1] or whole
    if now is None or now.mark == Mark.CLEARED:
        return gives
    if now.source != MarkSource.WEBINAR:  # marked by hand, in the room or at self check-in
        return gives if worth > now.minutes else None
    if gives is None:  # the rows that gave it turned out to be somebody else
        return (Mark.CLEARED, None) if now.minutes else None
    return None if (now.mark, now.minutes) == (gives[0], worth) else gives


@transaction.atomic
def mark_rest_absent(*, session: Session, enrolment_ids: Collection[int], by: User, at: datetime) -> int:
    """Mark those of `enrolment_ids` absent who are expected and of whom nothing is known, with apologies where they sent
    them; how many. Whoever was marked meanwhile stays as they are, so a second time changes nothing. That a report does not
    know them is what nobody saw: such an absence gives way to any mark somebody makes, as one filled in by closing does.

    Raises WebinarRefusedError while somebody in a report is undecided (it may be one of them), without any report, and as
    `read_report` does.
    """
    locked = lock_session(session)
    _refuse(locked, by=by, at=at)
    if not facts.reports_of(locked).exists():
        raise WebinarRefusedError("There is no report of this session yet, so nobody is known to be missing.")
    if facts.undecided(locked).exists():
        raise WebinarRefusedError(
            "First decide who everybody in the report is: one of them may be somebody on this list."
        )
    left = sorted(unmarked(locked).filter(pk__in=enrolment_ids).values_list("pk", flat=True))
    apologies = Apology.objects.filter(session=locked, withdrawn_at=None, enrolment__in=left)
    sorry = set(apologies.values_list("enrolment", flat=True))
    marks = [
        NewMark(
            enrolment_id=pk,
            mark=Mark.AUTHORISED_ABSENCE if pk in sorry else Mark.ABSENT,
            client_uuid=_uuid(locked, pk, f"absent {at.isoformat()}"),
            captured_at=at,
            note="Not in the webinar's attendance report",
        )
        for pk in left
    ]
    done = record_marks(session=locked, marks=marks, source=MarkSource.CLOSING, by=by, at=at) if marks else []
    return sum(result.state == RecordState.CURRENT for result in done)


def forget_files(*, at: datetime) -> int:
    """Delete the files themselves 90 days after they were read; how many. What was read from them stays as evidence."""
    old = WebinarImport.objects.filter(imported_at__lte=at - KEPT_FOR, content__isnull=False)
    return old.update(content=None)
