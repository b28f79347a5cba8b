"""Checking in by the code on the facilitator's screen."""

from datetime import datetime

from courses.actions.marking import NewMark
from courses.actions.register import MarkResult, record_marks
from courses.choices import Mark, MarkSource
from courses.facts.check_in import number_of
from courses.models import Enrolment, Session
from npq_portal.accounts.models import User


def check_in(*, session: Session, enrolment: Enrolment, by: User, scanned_at: datetime, at: datetime) -> MarkResult:
    """Mark a participant present by their own scan at `scanned_at`, whose code somebody has verified. Doing it again
    gives the first result, also where the facilitator has marked them otherwise since."""
    mark = NewMark(
        enrolment_id=enrolment.pk,
        mark=Mark.ATTENDED,
        client_uuid=number_of(session, enrolment),
        captured_at=scanned_at,
    )
    return record_marks(session=session, marks=[mark], source=MarkSource.SELF_CHECK_IN, by=by, at=at)[0]
