"""What a facilitator's device keeps of their registers, so that they open with no signal.

Only what a register needs: names and marks. No address, no TRN, no reason of an apology, nobody else's sessions.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from courses.choices import RecordState, SessionState
from courses.facts.expected import expected_enrolments
from courses.models import Apology, EngagementRecord, Enrolment, Session
from npq_portal.accounts.models import User
from npq_portal.clock import london_date
from npq_portal.periods import LONDON

#: Days kept on the device: yesterday's register is often finished the next day; a hall may have no signal the evening before.
DAYS_BACK: Final = 1
DAYS_AHEAD: Final = 2

Downloaded = dict[str, Any]


def person_key(user: User) -> str:
    """A name for whose registers a device holds, from which nobody learns who that is."""
    return salted_hmac("courses.device_registers", str(user.pk), algorithm="sha256").hexdigest()[:32]


def sessions_near(user: User, at: datetime) -> QuerySet[Session]:
    """The released sessions that `user` leads from yesterday to two days ahead, by London days."""
    today = london_date(at)
    begin = datetime.combine(today - timedelta(days=DAYS_BACK), time.min, tzinfo=LONDON)
    end = datetime.combine(today + timedelta(days=DAYS_AHEAD + 1), time.min, tzinfo=LONDON)
    return (
        Session.objects.filter(facilitators=user, state=SessionState.RELEASED, starts_at__gte=begin, starts_at__lt=end)
        .select_related("component__cohort")
        .order_by("starts_at", "id")
    )


def registers_for(user: User, at: datetime) -> list[Downloaded]:
    """Every register near `at`, with a `version` that changes whenever anything in it does. Queries: four a session and
    two, whatever the number of people."""
    sessions = list(sessions_near(user, at))
    records = _current_records(sessions)
    apologies = _apologies(sessions)
    return [_register(session, records[session.pk], apologies[session.pk]) for session in sessions]


def version_of(content: Any) -> str:
    """The same for the same content; what a device has already is not fetched again."""
    text = json.dumps(content, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _register(session: Session, records: dict[int, EngagementRecord], apologies: Collection[int]) -> Downloaded:
    found = {
        "id": session.pk,
        "title": session.component.title,
        "cohort": session.component.cohort.name,
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "venue": session.venue,
        "minutes": session.component.minutes,
        "closed": session.register_closed_at is not None,
        "people": [_person(one, records.get(one.pk), one.pk in apologies) for one in _people(session, records)],
    }
    return found | {"version": version_of(found)}


def _people(session: Session, records: Iterable[int]) -> QuerySet[Enrolment]:
    """Those expected, and those who came all the same."""
    listed = Q(pk__in=expected_enrolments(session).order_by().values("pk")) | Q(pk__in=list(records))
    rows = Enrolment.objects.filter(listed).select_related("participant")
    return rows.order_by("participant__last_name", "participant__first_name", "pk")


def _person(enrolment: Enrolment, record: EngagementRecord | None, apology: bool) -> Downloaded:
    return {
        "enrolment": enrolment.pk,
        "name": str(enrolment.participant),
        "mark": record.mark if record else "",
        "minutes": record.minutes if record else None,
        "record": str(record.client_uuid) if record else "",
        "apology": apology,
    }


def _current_records(sessions: Collection[Session]) -> dict[int, dict[int, EngagementRecord]]:
    """By session and enrolment: what the register says now."""
    found: dict[int, dict[int, EngagementRecord]] = defaultdict(dict)
    rows = EngagementRecord.objects.filter(session__in=sessions, state=RecordState.CURRENT)
    for record in rows.only("session_id", "enrolment_id", "mark", "minutes", "client_uuid", "slot"):
        if record.slot == f"session:{record.session_id}":
            found[record.session_id][record.enrolment_id] = record
    return found


def _apologies(sessions: Collection[Session]) -> dict[int, set[int]]:
    """By session: the enrolments that said they would not come."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Apology.objects.filter(session__in=sessions, withdrawn_at__isnull=True)
    for session_id, enrolment_id in rows.values_list("session_id", "enrolment_id"):
        found[session_id].add(enrolment_id)
    return found
