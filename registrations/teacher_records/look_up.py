"""Finding somebody's record and judging whether it is theirs: the DfE's flow, on the API's version 3.

The service answers "not found" both for a number nobody has and for a birth date that differs. Three facts of four are
enough, so a mistyped birth date must not end the search, nor must somebody else's TRN:

1. by TRN and date of birth; where that finds nobody, by TRN and National Insurance number;
2. where the rule says a second look is worth it, by National Insurance number. Version 3 cannot search by it alone, so:
   by last name and date of birth, and then each record found is tested against the number.

A record is never read by its TRN alone: two facts could then agree at most, and it may be a stranger's.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from registrations.rules.identity import (
    IdentityCheck,
    IdentityClaim,
    TeacherRecord,
    better_of,
    check_identity,
    first_look_up,
    second_look_up,
)
from registrations.rules.identity import (
    LookUp as Way,
)
from registrations.rules.national_insurance import normalise
from registrations.teacher_records.client import TeacherRecordsClient
from registrations.teacher_records.types import Missing, Name, Person

#: More people of one name and birthday than this are not tested one by one.
MOST_NAMESAKES = 5


class Outcome(StrEnum):
    """What came of looking. FOUND says there is a record; whether it is this person's is the check's to say."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    INACTIVE = "inactive"
    UNAVAILABLE = "unavailable"
    NOT_CHECKED = "not_checked"
    MISCONFIGURED = "misconfigured"


class LookedUpBy(StrEnum):
    """Which question found the record."""

    TRN_AND_DATE_OF_BIRTH = "trn_and_date_of_birth"
    TRN_AND_NATIONAL_INSURANCE = "trn_and_national_insurance"
    NAME_AND_NATIONAL_INSURANCE = "name_and_national_insurance"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """The result. `check` is None only where nothing could be asked; `person` is for this moment and not to be stored."""

    outcome: Outcome
    person: Person | None = None
    looked_up_by: LookedUpBy | None = None
    check: IdentityCheck | None = None

    @property
    def is_verified(self) -> bool:
        """Whether the record is this person's, by three facts of four."""
        return self.check is not None and self.check.verified

    @property
    def has_open_alert(self) -> bool:
        """Whether the record found carries an open restriction."""
        return self.person is not None and self.person.has_open_alert


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Whom to look for: TRN and National Insurance number of the claim are clean or blank, and the birth date is set."""

    claim: IdentityClaim
    date_of_birth: date = field(repr=False)
    last_name: str = field(repr=False)


def look_up(client: TeacherRecordsClient, question: Question) -> LookUp:
    """Ask and judge. Raises the client's exceptions."""
    claim = question.claim
    way = first_look_up(claim)
    if way is None:
        return LookUp(outcome=Outcome.NOT_CHECKED, check=check_identity(claim, None))
    if way is Way.BY_NATIONAL_INSURANCE:
        return _by_national_insurance(client, question)
    first = _by_trn(client, question)
    if first.check is None or second_look_up(claim, first.check) is None:
        return first
    second = _by_national_insurance(client, question)
    if second.check is None or better_of(first.check, second.check) is first.check:
        return first
    return second


def _by_trn(client: TeacherRecordsClient, question: Question) -> LookUp:
    trn, number = question.claim.trn, question.claim.national_insurance_number
    found = client.get_person(trn, date_of_birth=question.date_of_birth)
    if found is Missing.INACTIVE:
        closed = TeacherRecord(trn=trn, first_name="", date_of_birth=None, active=False)
        return LookUp(outcome=Outcome.INACTIVE, check=check_identity(question.claim, closed))
    result = None
    if isinstance(found, Person):
        result = _judge(question, found, LookedUpBy.TRN_AND_DATE_OF_BIRTH)
        if result.is_verified or number == normalise(found.national_insurance_number or ""):
            return result
    if number and isinstance(tested := client.get_person(trn, national_insurance_number=number), Person):
        return _judge(question, tested, LookedUpBy.TRN_AND_NATIONAL_INSURANCE)
    return result or LookUp(outcome=Outcome.NOT_FOUND, check=check_identity(question.claim, None))


def _by_national_insurance(client: TeacherRecordsClient, question: Question) -> LookUp:
    """The one record of this last name and birthday that has this number."""
    namesakes: tuple[Person, ...] = ()
    if question.last_name.strip():
        namesakes = client.find_persons(last_name=question.last_name, date_of_birth=question.date_of_birth)
    if len(namesakes) <= MOST_NAMESAKES:
        for namesake in namesakes:
            tested = client.get_person(namesake.trn, national_insurance_number=question.claim.national_insurance_number)
            if isinstance(tested, Person):
                return _judge(question, tested, LookedUpBy.NAME_AND_NATIONAL_INSURANCE)
    return LookUp(outcome=Outcome.NOT_FOUND, check=check_identity(question.claim, None))


def _judge(question: Question, person: Person, by: LookedUpBy) -> LookUp:
    """Compare, giving credit for what the service itself has tested or knows.

    A number that the service found to agree (it also looks at employment records) agrees, whatever the record shows; who
    typed the TRN of a record merged into this one typed their own.
    """
    claim = question.claim
    if claim.trn in person.merged_from:
        claim = replace(claim, trn=person.trn)
    tested = by is not LookedUpBy.TRN_AND_DATE_OF_BIRTH
    record = TeacherRecord(
        trn=person.trn,
        first_name=person.name.first,
        middle_name=person.name.middle,
        date_of_birth=person.date_of_birth,
        national_insurance_number=claim.national_insurance_number if tested else person.national_insurance_number or "",
        previous_names=tuple(_whole(name) for name in person.previous_names or ()),
    )
    return LookUp(outcome=Outcome.FOUND, person=person, looked_up_by=by, check=check_identity(claim, record))


def _whole(name: Name) -> str:
    return " ".join(part for part in (name.first, name.middle, name.last) if part)
