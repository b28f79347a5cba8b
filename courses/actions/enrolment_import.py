"""Enrolling the people of a file: to look is to do it and take it back, so that what is seen is what is done."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from courses.actions.enrolments import enrol
from courses.actions.places import EnrolmentRefusedError, lock_cohort, lock_people
from courses.choices import HOLDING_A_PLACE, EnrolmentStatus
from courses.importers.enrolments import EnrolmentRow, Parsed, parse
from courses.importers.tables import Fault
from courses.models import Cohort, Enrolment
from npq_portal.accounts.choices import TrnVerification
from npq_portal.accounts.models import Participant, User

_WITHDREW = "withdrew from this cohort. Take them back on their own page, with a reason"


class ImportChangedError(Exception):
    """Doing it would not do what was looked at: something changed meanwhile. Nothing was done."""


@dataclass(frozen=True)
class Outcome:
    """Who is enrolled, who was already, and which rows cannot be; each in the order of lines."""

    enrolled: Sequence[Participant]
    already: Sequence[Participant]
    faults: Sequence[Fault]

    @property
    def digest(self) -> str:
        """A fingerprint: two outcomes that enrol the same people have the same."""
        return hashlib.sha256(",".join(str(person.pk) for person in self.enrolled).encode()).hexdigest()


def look(*, cohort: Cohort, raw: bytes, by: User, at: datetime) -> Outcome:
    """What importing this file would do. Raises FileRefusedError for a file that cannot be read."""
    parsed = parse(raw)
    with transaction.atomic():
        outcome = _enrol(cohort, parsed, by=by, at=at)
        transaction.set_rollback(True)
    return outcome


@transaction.atomic
def import_enrolments(*, cohort: Cohort, raw: bytes, digest: str, by: User, at: datetime) -> Outcome:
    """Enrol them. Raises FileRefusedError, and ImportChangedError unless this is what `digest` was of."""
    outcome = _enrol(cohort, parse(raw), by=by, at=at)
    if outcome.digest != digest:
        raise ImportChangedError
    return outcome


def _enrol(cohort: Cohort, parsed: Parsed, *, by: User, at: datetime) -> Outcome:
    numbers = [row.trn for row in parsed.rows]
    verified = Participant.objects.filter(trn__in=numbers).exclude(trn_verification=TrnVerification.NOT_YET)
    known = {person.trn: person for person in verified}
    lock_people([person.pk for person in known.values()])
    locked = lock_cohort(cohort.pk)
    states = dict(Enrolment.objects.filter(cohort=locked).values_list("participant_id", "status"))
    enrolled, already, faults = [], [], list(parsed.faults)
    for row in parsed.rows:
        person = known.get(row.trn)
        if person is None or not _fits(row, person):
            faults.append(_stranger(row, person))
        elif states.get(person.pk) in HOLDING_A_PLACE:
            already.append(person)
        elif states.get(person.pk) == EnrolmentStatus.WITHDRAWN:
            faults.append(Fault(row.line, "", person.full_name, _WITHDREW))
        elif fault := _place(row, person, locked, by=by, at=at):
            faults.append(fault)
        else:
            enrolled.append(person)
    return Outcome(enrolled, already, sorted(faults, key=lambda fault: fault.line))


def _fits(row: EnrolmentRow, person: Participant) -> bool:
    return person.last_name.casefold() == row.last_name.casefold()


def _stranger(row: EnrolmentRow, person: Participant | None) -> Fault:
    if person is None:
        return Fault(row.line, "TRN", row.trn, "is not the verified TRN of anybody here: they need to register first")
    return Fault(row.line, "Last name", row.last_name, "is not the last name of the person with this TRN")


def _place(row: EnrolmentRow, person: Participant, cohort: Cohort, *, by: User, at: datetime) -> Fault | None:
    try:
        with transaction.atomic():
            enrol(participant=person, cohort=cohort, funded_place=row.funded_place, by=by, at=at)
    except EnrolmentRefusedError as error:
        return Fault(row.line, "", person.full_name, str(error))
    return None
