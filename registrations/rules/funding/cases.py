"""Reading one case of a table of funding cases: the columns of the DfE examples and of our own scenario tables."""

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

from courses.choices import CourseIdentifier, FundingKind
from registrations.choices import EmploymentType, InstitutionKind, KindOfNursery, WorkSetting
from registrations.rules.funding.facts import LISTS, FundingDecision, FundingFacts, Institution, MissingInstitution
from registrations.rules.funding.rule_sets import decide, rule_set_for

#: The columns a case needs; others (an id, a group, a note) are carried along.
FACT_COLUMNS = (
    "rules_version",
    "cohort_funding",
    "inside_england",
    "work_setting",
    "kind_of_nursery",
    "employment_type",
    "itt_provider_approved",
    "rtta_referral",
    "new_headteacher",
    "course",
    "institution_kind",
    "establishment_type_code",
    "urn",
    "ukprn",
    *LISTS,
    "previously_funded",
)
ANSWER_COLUMNS = ("code", "funded", "needs_review")
EXPECTED_COLUMNS = tuple(f"expected_{column}" for column in ANSWER_COLUMNS)

MISSING_INSTITUTION = "error:missing_institution"
#: Expected of cases where the DfE's code fails: any answer that is not an error will do.
MUST_NOT_CRASH = "error:must_not_crash"

_YES_NO = {"yes": True, "no": False}
_FUNDING_KINDS = {
    "full": FundingKind.FULL,
    "capped": FundingKind.CAPPED,
    "zero": FundingKind.NONE,
    "none": FundingKind.NONE,
}
_Choice = TypeVar("_Choice", bound=Enum)


class CaseError(ValueError):
    """A cell that cannot be read; the message names the column and what it may hold."""


def read_facts(row: Mapping[str, str]) -> FundingFacts:
    """The facts of one case. Raises CaseError."""
    return FundingFacts(
        course=_required_choice(row, "course", CourseIdentifier),
        inside_england=_yes_no(row, "inside_england"),
        cohort_funding=_funding_kind(row),
        work_setting=_choice(row, "work_setting", WorkSetting),
        kind_of_nursery=_choice(row, "kind_of_nursery", KindOfNursery),
        employment_type=_choice(row, "employment_type", EmploymentType),
        itt_provider_approved=_yes_no(row, "itt_provider_approved"),
        rtta_referral=_yes_no(row, "rtta_referral"),
        new_headteacher=_yes_no(row, "new_headteacher"),
        previously_funded=_yes_no(row, "previously_funded"),
        institution=_institution(row),
    )


def read_rules_version(row: Mapping[str, str]) -> str:
    """The rule set the case asks for. Raises UnknownRulesVersion."""
    return rule_set_for(row["rules_version"].strip()).version


def answer(facts: FundingFacts, rules_version: str) -> tuple[str, str, str]:
    """The three answer columns: code, funded, needs review; a missing workplace is an answer here, not a failure."""
    try:
        return in_columns(decide(facts, rules_version))
    except MissingInstitution:
        return (MISSING_INSTITUTION, "no", "no")


def in_columns(decision: FundingDecision) -> tuple[str, str, str]:
    """A decision as code, yes or no, yes or no."""
    return (decision.code.value, _said(decision.funded), _said(decision.needs_review))


def is_as_expected(got: tuple[str, str, str], row: Mapping[str, str]) -> bool:
    """Whether an answer is what the case expects."""
    expected = tuple(row[column].strip() for column in EXPECTED_COLUMNS)
    if expected[0] == MUST_NOT_CRASH:
        return not got[0].startswith("error:")
    return got == expected


def _institution(row: Mapping[str, str]) -> Institution | None:
    kind = _choice(row, "institution_kind", InstitutionKind)
    establishment_type = _whole_number(row, "establishment_type_code")
    lists = {column: _yes_no(row, column) for column in LISTS}
    if kind is None:
        return None
    return Institution(
        kind=kind, establishment_type=establishment_type, urn=row["urn"].strip(), ukprn=row["ukprn"].strip(), **lists
    )


def _yes_no(row: Mapping[str, str], column: str) -> bool:
    typed = row[column].strip()
    if typed.lower() not in _YES_NO:
        raise CaseError(f"{column} must be yes or no, not {typed!r}")
    return _YES_NO[typed.lower()]


def _whole_number(row: Mapping[str, str], column: str) -> int | None:
    typed = row[column].strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 3):
        raise CaseError(f"{column} must be a GIAS code of up to 3 digits, or blank, not {typed!r}")
    return int(typed)


def _funding_kind(row: Mapping[str, str]) -> FundingKind:
    typed = row["cohort_funding"].strip()
    if typed not in _FUNDING_KINDS:
        raise CaseError(f"cohort_funding must be one of {', '.join(_FUNDING_KINDS)}, not {typed!r}")
    return _FUNDING_KINDS[typed]


def _choice(row: Mapping[str, str], column: str, choices: type[_Choice]) -> _Choice | None:
    return _required_choice(row, column, choices) if row[column].strip() else None


def _required_choice(row: Mapping[str, str], column: str, choices: type[_Choice]) -> _Choice:
    typed = row[column].strip()
    try:
        return choices(typed)
    except ValueError:
        known = ", ".join(str(choice.value) for choice in choices)
        raise CaseError(f"{column} must be one of {known}, not {typed!r}") from None


def _said(fact: bool) -> str:
    return "yes" if fact else "no"
