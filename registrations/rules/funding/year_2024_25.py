"""The rules of autumn 2024 and spring 2025, the first capped cohorts: lists of disadvantaged settings decide.

Inferred, where the sources leave the older sets open:

- The list that NPQEYL needs in a school is the early-years list or the PP50 list of schools, by URN, in both sets.
- Without an institution, those whom no rule names end at "not on the early years register" (the examples show it for lead
  mentors of providers that are not approved). From spring 2025 "other" settings have an answer of their own instead.
- An approved lead mentor outside England is decided as if inside, except for NPQLPM and NPQSENCO.

Different from the DfE's code on purpose: somebody who was funded for the course before is never funded again, also in a
hospital school or young offender institution, where it forgot to ask; and a person in a school setting without a workplace
is sent back to choose one instead of hearing about the early years register.
"""

from dataclasses import dataclass

from courses.choices import CourseIdentifier as Course
from registrations.choices import SCHOOL_SETTINGS, EmploymentType, FundingCode, InstitutionKind, WorkSetting
from registrations.rules.funding.establishments import is_local_authority_nursery, is_state_funded
from registrations.rules.funding.facts import FundingFacts, Institution, MissingInstitution
from registrations.rules.funding.years_2022_to_2024 import decide_lead_mentor, is_decided_as_lead_mentor

#: Funded only where the workplace is on a list of the half with the most pupil premium.
LISTED_ONLY = frozenset(
    {
        Course.LEADING_LITERACY,
        Course.LEADING_BEHAVIOUR_CULTURE,
        Course.LEADING_TEACHER_DEVELOPMENT,
        Course.LEADING_TEACHING,
        Course.SENIOR_LEADERSHIP,
        Course.EXECUTIVE_LEADERSHIP,
    }
)
#: Funded in every local authority nursery school.
IN_EVERY_LA_NURSERY = frozenset({Course.SENCO, Course.LEADING_PRIMARY_MATHEMATICS, Course.HEADSHIP})
#: Funded without review in hospital schools and young offender institutions, autumn 2024 only.
IN_HOSPITALS = IN_EVERY_LA_NURSERY | {Course.EARLY_HEADSHIP_COACHING}

_DECIDED_BY_HAND = (EmploymentType.SUPPLY_TEACHER, EmploymentType.VIRTUAL_SCHOOL)
_HOSPITALS = (EmploymentType.HOSPITAL_SCHOOL, EmploymentType.YOUNG_OFFENDER_INSTITUTION)
_LEAD_MENTOR_IN_ENGLAND_ONLY = (Course.LEADING_PRIMARY_MATHEMATICS, Course.SENCO)


@dataclass(frozen=True)
class _Differences:
    """What spring 2025 changed."""

    la_list_before_everything: bool
    pp50_by_setting: bool
    hospitals_funded: bool
    other_settings_named: bool


_AUTUMN = _Differences(
    la_list_before_everything=False, pp50_by_setting=False, hospitals_funded=True, other_settings_named=False
)
_SPRING = _Differences(
    la_list_before_everything=True, pp50_by_setting=True, hospitals_funded=False, other_settings_named=True
)


def decide_autumn_2024(facts: FundingFacts) -> FundingCode:
    """From 12 June 2024."""
    return _decide(facts, _AUTUMN)


def decide_spring_2025(facts: FundingFacts) -> FundingCode:
    """From 28 February 2025."""
    return _decide(facts, _SPRING)


def _decide(facts: FundingFacts, differences: _Differences) -> FundingCode:
    if is_decided_as_lead_mentor(facts, in_england_only=_LEAD_MENTOR_IN_ENGLAND_ONLY):
        return decide_lead_mentor(facts)
    if not facts.inside_england:
        return FundingCode.NOT_IN_ENGLAND
    if facts.institution is None:
        return _without_institution(facts, differences)
    if facts.previously_funded:
        return FundingCode.PREVIOUSLY_FUNDED
    return _by_institution(facts, facts.institution, differences)


def _by_institution(facts: FundingFacts, institution: Institution, differences: _Differences) -> FundingCode:
    if institution.is_local_authority:
        return FundingCode.FUNDED
    if institution.kind == InstitutionKind.PRIVATE_CHILDCARE:
        return _private_childcare(facts, institution)
    return _school(facts, institution, differences)


def _without_institution(facts: FundingFacts, differences: _Differences) -> FundingCode:
    if facts.course == Course.EARLY_HEADSHIP_COACHING and not facts.new_headteacher:
        return FundingCode.INELIGIBLE_INSTITUTION_TYPE
    if facts.rtta_referral:
        return FundingCode.REFERRED_BY_ADVISER
    if differences.other_settings_named and facts.work_setting == WorkSetting.OTHER:
        return FundingCode.INELIGIBLE_INSTITUTION_TYPE
    if facts.employment_type in _DECIDED_BY_HAND:
        return FundingCode.NO_INSTITUTION
    if facts.previously_funded:
        return FundingCode.PREVIOUSLY_FUNDED
    return _no_register_knows_them(facts, differences)


def _no_register_knows_them(facts: FundingFacts, differences: _Differences) -> FundingCode:
    if facts.employment_type in _HOSPITALS:
        funded = differences.hospitals_funded and facts.course in IN_HOSPITALS
        return FundingCode.FUNDED if funded else FundingCode.NO_INSTITUTION
    if facts.work_setting in SCHOOL_SETTINGS:
        raise MissingInstitution
    return FundingCode.NOT_ON_EARLY_YEARS_REGISTER


def _school(facts: FundingFacts, institution: Institution, differences: _Differences) -> FundingCode:
    on_la_list = institution.on_la_disadvantaged_nursery_list
    if differences.la_list_before_everything and on_la_list:
        return FundingCode.FUNDED
    if facts.course == Course.EARLY_YEARS_LEADERSHIP:
        listed = institution.on_disadvantaged_ey_list or institution.on_pp50_school_list
        return FundingCode.FUNDED if listed else FundingCode.NOT_ENTITLED_EARLY_YEARS
    if facts.course == Course.EARLY_HEADSHIP_COACHING and not facts.new_headteacher:
        return FundingCode.NOT_NEW_HEAD_EHCO
    if on_la_list or (is_local_authority_nursery(institution) and facts.course in IN_EVERY_LA_NURSERY):
        return FundingCode.FUNDED
    if facts.course in LISTED_ONLY and not _is_on_pp50_list(facts, institution, by_setting=differences.pp50_by_setting):
        return FundingCode.NOT_PP50
    return FundingCode.FUNDED if is_state_funded(institution) else FundingCode.INELIGIBLE_ESTABLISHMENT_TYPE


def _is_on_pp50_list(facts: FundingFacts, institution: Institution, *, by_setting: bool) -> bool:
    if not by_setting:
        return institution.on_pp50_school_list or institution.on_pp50_fe_list
    return on_pp50_list_of_setting(facts, institution)


def on_pp50_list_of_setting(facts: FundingFacts, institution: Institution) -> bool:
    """On the 16 to 19 list for a 16 to 19 setting, on the list of schools for any other; never the other one."""
    if facts.work_setting == WorkSetting.SIXTEEN_TO_NINETEEN:
        return institution.on_pp50_fe_list
    return institution.on_pp50_school_list


def _private_childcare(facts: FundingFacts, institution: Institution) -> FundingCode:
    if facts.course != Course.EARLY_YEARS_LEADERSHIP:
        return FundingCode.EARLY_YEARS_INVALID_NPQ
    if not facts.is_childminder and not institution.on_disadvantaged_ey_list:
        return FundingCode.NOT_ENTITLED_EARLY_YEARS
    if not institution.on_early_years_register:
        return FundingCode.NOT_ON_EARLY_YEARS_REGISTER
    if facts.is_childminder and not institution.on_childminder_list:
        return FundingCode.NOT_ENTITLED_CHILDMINDER
    return FundingCode.FUNDED
