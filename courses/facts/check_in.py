"""Self check-in at a session: the key of its codes, who may use them, and who has arrived."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from django.utils.crypto import salted_hmac

from courses.choices import HOLDING_A_PLACE, Mark, RecordState
from courses.facts.expected import own_components
from courses.models import EngagementRecord, Enrolment, Session
from courses.rules.check_in import CheckInFacts
from npq_portal.accounts.models import User

_NUMBERS: Final = UUID("6f3f4b0e-0d53-4a57-9c0e-2f2f1c0f8a11")


@dataclass(frozen=True)
class Arrival:
    """Somebody whom the register has as present, in full or in part, and since when."""

    name: str
    at: datetime
    by_code: bool


def facts_of(session: Session) -> CheckInFacts:
    """What its codes are made of. The key needs the portal's SECRET_KEY as well as the session's own secret, so that nobody
    who reads the database alone can make a code; changing either makes all codes new."""
    value = f"{session.pk}:{session.check_in_secret}"
    key = salted_hmac("courses.check_in", value, algorithm="sha256").digest()
    return CheckInFacts(session_id=session.pk, secret=key, period=session.period)


def number_of(session: Session, enrolment: Enrolment) -> UUID:
    """The one number that checking in here has for this person: doing it again changes nothing."""
    return uuid5(_NUMBERS, f"check-in:{session.pk}:{enrolment.pk}")


def enrolment_for(user: User, session: Session) -> Enrolment | None:
    """The reader's own enrolment that this session counts for, or None. An enrolment of the session's own cohort comes
    before one of another cohort of the same programme."""
    held = Enrolment.objects.filter(participant__user=user, status__in=HOLDING_A_PLACE)
    found = held.select_related("participant").in_bulk()
    fitting = own_components(session, list(found)) if found else {}
    mine = sorted((found[pk] for pk in fitting), key=lambda one: (one.cohort_id != session.component.cohort_id, one.pk))
    return mine[0] if mine else None


def own_records(session: Session, enrolment: Enrolment) -> tuple[EngagementRecord | None, EngagementRecord | None]:
    """(what the register says now about this person, what came of checking in by code)."""
    rows = EngagementRecord.objects.filter(session=session, enrolment=enrolment).select_related("component")
    current = rows.filter(state=RecordState.CURRENT).first()
    return current, rows.filter(client_uuid=number_of(session, enrolment)).first()


def arrivals(session: Session) -> list[Arrival]:
    """Everybody the register has as present, the last to arrive first; one query."""
    rows = EngagementRecord.objects.filter(
        session=session, state=RecordState.CURRENT, mark__in=[Mark.ATTENDED, Mark.PART]
    )
    told = rows.order_by("-captured_at", "-pk").values_list(
        "enrolment__participant__first_name", "enrolment__participant__last_name", "captured_at", "source"
    )
    return [Arrival(f"{first} {last}".strip(), at, source == "self_check_in") for first, last, at, source in told]
