"""Whether a person is the one a teacher record is about: the DfE's three facts of four, with the record active.

Source: the DfE's record check for NPQ and early-career registrations (docs: TRN rules, matching). Compared are TRN, first
name, date of birth and National Insurance number. A fact nobody gave, or the record does not hold, agrees with nothing.
Which facts agreed goes to staff; the record's own words do not leave this check.
"""

from dataclasses import dataclass, field, fields
from datetime import date

from django.db.models import TextChoices

from registrations.rules.names import first_names_agree, name_words
from registrations.rules.national_insurance import normalise, parse_national_insurance
from registrations.rules.trn import parse_trn

#: How many of the four facts must agree.
ENOUGH = 3


class Agreement(TextChoices):
    """How one fact compares."""

    AGREED = "agreed", "Agrees"
    DIFFERED = "differed", "Differs"
    NOT_GIVEN = "not_given", "Not given"
    NOT_ON_RECORD = "not_on_record", "Not on the record"


class IdentityReason(TextChoices):
    """Why a person could not be verified, for staff."""

    NOTHING_TO_CHECK = "nothing_to_check", "Neither a TRN nor a National Insurance number was given"
    NOT_FOUND = "not_found", "There is no such record"
    NOT_ACTIVE = "not_active", "The record is not active"
    NAME_DIFFERS = "name_differs", "The TRN and one other fact agree, and the first name differs"
    TOO_FEW_FACTS = "too_few_facts", "Fewer than three of the four facts agree"


class LookUp(TextChoices):
    """How to ask the Teaching Record System for a record."""

    BY_TRN = "by_trn", "By TRN and date of birth"
    BY_NATIONAL_INSURANCE = "by_national_insurance", "By National Insurance number"


@dataclass(frozen=True)
class IdentityClaim:
    """Who a person says they are. `trn` as typed or clean; `previous_names` whole, first name first; blank is not given."""

    first_name: str
    date_of_birth: date | None
    trn: str = ""
    national_insurance_number: str = field(default="", repr=False)
    previous_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class TeacherRecord:
    """What a teacher record says. `previous_names` whole, first name first; a record that was merged away or deactivated
    is not active. The middle name serves to recognise a double first name that the record splits."""

    trn: str
    first_name: str
    date_of_birth: date | None
    national_insurance_number: str = field(default="", repr=False)
    previous_names: tuple[str, ...] = ()
    active: bool = True
    middle_name: str = ""


@dataclass(frozen=True)
class FactAgreements:
    """How each of the four facts compares."""

    trn: Agreement
    first_name: Agreement
    date_of_birth: Agreement
    national_insurance_number: Agreement

    def agreed(self) -> int:
        """How many agree, 0 to 4."""
        return sum(getattr(self, fact.name) == Agreement.AGREED for fact in fields(self))

    def as_dict(self) -> dict[str, str]:
        """Plain strings by fact, to keep with the check."""
        return {fact.name: getattr(self, fact.name).value for fact in fields(self)}


@dataclass(frozen=True)
class IdentityCheck:
    """The answer: verified or why not, which facts agreed (none compared when no record was found), the record's TRN.

    `record_trn` may differ from the TRN typed: a person verified by the other three facts has mistyped it.
    """

    verified: bool
    reason: IdentityReason | None = None
    facts: FactAgreements | None = None
    record_trn: str = ""

    @property
    def agreed(self) -> int:
        """How many facts agreed."""
        return self.facts.agreed() if self.facts else 0


def check_identity(claim: IdentityClaim, record: TeacherRecord | None) -> IdentityCheck:
    """Compare a claim with the record a look-up found, or None where it found nobody."""
    if first_look_up(claim) is None:
        return IdentityCheck(verified=False, reason=IdentityReason.NOTHING_TO_CHECK)
    if record is None:
        return IdentityCheck(verified=False, reason=IdentityReason.NOT_FOUND)
    facts = compare(claim, record)
    reason = _reason(facts, active=record.active)
    return IdentityCheck(verified=reason is None, reason=reason, facts=facts, record_trn=record.trn)


def _reason(facts: FactAgreements, *, active: bool) -> IdentityReason | None:
    agreed = facts.agreed()
    if not active:
        return IdentityReason.NOT_ACTIVE
    if agreed >= ENOUGH:
        return None
    if facts.trn == Agreement.AGREED and agreed == ENOUGH - 1 and facts.first_name == Agreement.DIFFERED:
        return IdentityReason.NAME_DIFFERS
    return IdentityReason.TOO_FEW_FACTS


def compare(claim: IdentityClaim, record: TeacherRecord) -> FactAgreements:
    """How each fact of the claim stands to the record."""
    recorded_name = f"{record.first_name} {record.middle_name}"
    return FactAgreements(
        trn=_compare(parse_trn(claim.trn).trn or claim.trn.strip(), parse_trn(record.trn).trn),
        first_name=_compare_names((claim.first_name, *claim.previous_names), (recorded_name, *record.previous_names)),
        date_of_birth=_compare(claim.date_of_birth, record.date_of_birth),
        national_insurance_number=_compare(
            normalise(claim.national_insurance_number), normalise(record.national_insurance_number)
        ),
    )


def first_look_up(claim: IdentityClaim) -> LookUp | None:
    """By TRN where one was given, else by National Insurance number; None where neither can be asked for."""
    if parse_trn(claim.trn).is_valid:
        return LookUp.BY_TRN
    return LookUp.BY_NATIONAL_INSURANCE if _can_ask_by_national_insurance(claim) else None


def second_look_up(claim: IdentityClaim, first: IdentityCheck) -> LookUp | None:
    """Whether to ask again, by National Insurance number, after a look-up by TRN came to `first`.

    It is worth it where the TRN may be somebody else's: nobody has it, or the record it led to agrees on too little. It is
    not where the TRN and one more fact agree and only the name differs (a person judges that), nor where the record is
    this person's and has been closed.
    """
    if first.verified or first_look_up(claim) != LookUp.BY_TRN or not _can_ask_by_national_insurance(claim):
        return None
    if first.reason == IdentityReason.NAME_DIFFERS:
        return None
    if first.reason == IdentityReason.NOT_ACTIVE and first.agreed >= ENOUGH:
        return None
    return LookUp.BY_NATIONAL_INSURANCE


def better_of(first: IdentityCheck, second: IdentityCheck) -> IdentityCheck:
    """Of two look-ups for one claim, the one to keep: verified, else the one where more facts agreed, else the first."""
    if first.verified != second.verified:
        return first if first.verified else second
    return second if second.agreed > first.agreed else first


def _can_ask_by_national_insurance(claim: IdentityClaim) -> bool:
    return parse_national_insurance(claim.national_insurance_number).is_valid


def _compare(given: object, recorded: object) -> Agreement:
    if not given:
        return Agreement.NOT_GIVEN
    if not recorded:
        return Agreement.NOT_ON_RECORD
    return Agreement.AGREED if given == recorded else Agreement.DIFFERED


def _compare_names(given: tuple[str, ...], recorded: tuple[str, ...]) -> Agreement:
    if not any(map(name_words, given)):
        return Agreement.NOT_GIVEN
    if not any(map(name_words, recorded)):
        return Agreement.NOT_ON_RECORD
    return Agreement.AGREED if first_names_agree(given, recorded) else Agreement.DIFFERED
