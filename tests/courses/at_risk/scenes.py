"""Somebody with absences, and a change of mind of the register."""

from collections.abc import Iterable

from courses.actions.engagement import after_change
from courses.choices import Mark, RecordState
from courses.models import AtRiskEntry, EngagementRecord, Enrolment
from tests.courses.board.scenes import NOW, a_cohort, mark, person, sessions_of

__all__ = ["NOW", "a_cohort", "follow", "open_entries", "person", "put_right", "rules_of", "sessions_of"]


def follow(*enrolments: Enrolment, at=NOW) -> None:
    """What every change of marks does."""
    after_change(enrolment_ids=[enrolment.pk for enrolment in enrolments], at=at)


def put_right(enrolment: Enrolment, number: int, what: Mark) -> None:
    """The register of session `number` says something else now."""
    session = sessions_of(enrolment.cohort)[number]
    EngagementRecord.objects.filter(enrolment=enrolment, session=session).update(state=RecordState.PAST)
    mark(enrolment, session, what)


def open_entries() -> Iterable[AtRiskEntry]:
    return AtRiskEntry.objects.filter(closed_at=None)


def rules_of(entry: AtRiskEntry) -> list[str]:
    return [found["rule"] for found in entry.rules]
