"""The rules from autumn 2025 on: where a person works decides, not what their employer is in a register.

What differs from year to year is a `SettingPolicy`; the order of the questions is the same. Early years differ more and
are a function of each year.
"""

from collections.abc import Callable
from dataclasses import dataclass

from courses.choices import CourseIdentifier as Course
from registrations.choices import SCHOOL_SETTINGS, EmploymentType, FundingCode, WorkSetting
from registrations.rules.funding.establishments import is_state_funded
from registrations.rules.funding.facts import FundingFacts, MissingInstitution
from registrations.rules.funding.year_2024_25 import on_pp50_list_of_setting

_REVIEWED_EMPLOYMENT = (
    EmploymentType.VIRTUAL_SCHOOL,
    EmploymentType.HOSPITAL_SCHOOL,
    EmploymentType.YOUNG_OFFENDER_INSTITUTION,
    EmploymentType.SUPPLY_TEACHER,
)


@dataclass(frozen=True)
class SettingPolicy:
    """One year's courses: those that need a PP50 list in a school, those the DfE reviews for virtual schools, hospital
    schools, young offender institutions and supply teachers, and the rule for early years."""

    listed_only: frozenset[Course]
    reviewed: frozenset[Course]
    early_years: Callable[[FundingFacts], FundingCode]


def decide_by_setting(facts: FundingFacts, policy: SettingPolicy) -> FundingCode:
    """First match wins. Raises MissingInstitution for a school setting without a workplace."""
    if not facts.inside_england:
        return FundingCode.NOT_IN_ENGLAND
    if facts.previously_funded:
        return FundingCode.PREVIOUSLY_FUNDED
    if facts.course == Course.EARLY_HEADSHIP_COACHING:
        return FundingCode.FUNDED if facts.new_headteacher else FundingCode.NOT_NEW_HEAD_EHCO
    return _by_setting(facts, policy)


def _by_setting(facts: FundingFacts, policy: SettingPolicy) -> FundingCode:
    if facts.work_setting == WorkSetting.EARLY_YEARS:
        return policy.early_years(facts)
    if facts.work_setting in SCHOOL_SETTINGS:
        return _school(facts, policy)
    if facts.work_setting == WorkSetting.ANOTHER:
        return _another_setting(facts, policy)
    if facts.work_setting == WorkSetting.OTHER and facts.rtta_referral:
        return FundingCode.REFERRED_BY_ADVISER
    return FundingCode.INELIGIBLE_ESTABLISHMENT_TYPE


def _school(facts: FundingFacts, policy: SettingPolicy) -> FundingCode:
    """A local authority or a childcare provider picked as one's school is of no funded type; the DfE's code fails there."""
    institution = facts.institution
    if institution is None:
        raise MissingInstitution
    if institution.is_school and institution.on_rise_list:
        return FundingCode.FUNDED
    if not is_state_funded(institution):
        return FundingCode.INELIGIBLE_ESTABLISHMENT_TYPE
    if facts.course in policy.listed_only and not on_pp50_list_of_setting(facts, institution):
        return FundingCode.NOT_PP50
    return FundingCode.FUNDED


def _another_setting(facts: FundingFacts, policy: SettingPolicy) -> FundingCode:
    if facts.is_lead_mentor:
        if facts.course != Course.LEADING_TEACHER_DEVELOPMENT:
            return FundingCode.NOT_LEAD_MENTOR_COURSE
        return FundingCode.FUNDED if facts.itt_provider_approved else FundingCode.INELIGIBLE_ESTABLISHMENT_TYPE
    if facts.employment_type in _REVIEWED_EMPLOYMENT and facts.course in policy.reviewed:
        return FundingCode.SUBJECT_TO_REVIEW
    return FundingCode.INELIGIBLE_ESTABLISHMENT_TYPE
