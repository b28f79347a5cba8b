"""The rules of 2026, live in three steps from 12 May 2026: senior leadership and early-years leadership for everybody,
and the early-years and local authority lists retired."""

from courses.choices import CourseIdentifier as Course
from registrations.choices import FundingCode
from registrations.rules.funding.by_setting import SettingPolicy, decide_by_setting
from registrations.rules.funding.establishments import is_local_authority_nursery
from registrations.rules.funding.facts import FundingFacts

#: Funded in every local authority nursery school, and reviewed for people in virtual and hospital schools and the like.
FOR_EVERY_PUBLIC_SETTING = frozenset({Course.HEADSHIP, Course.SENCO, Course.SENIOR_LEADERSHIP})


def decide_2026(facts: FundingFacts) -> FundingCode:
    """PP50 lists by setting for six courses; RISE schools are funded for everything."""
    return decide_by_setting(facts, _POLICY)


def _early_years(facts: FundingFacts) -> FundingCode:
    institution = facts.institution
    if facts.course == Course.EARLY_YEARS_LEADERSHIP:
        if not facts.is_childminder or (institution is not None and institution.on_childminder_list):
            return FundingCode.FUNDED
        return FundingCode.NOT_ENTITLED_CHILDMINDER
    if is_local_authority_nursery(institution) and facts.course in FOR_EVERY_PUBLIC_SETTING:
        return FundingCode.FUNDED
    return FundingCode.EARLY_YEARS_INVALID_NPQ


_POLICY = SettingPolicy(
    listed_only=frozenset(
        {
            Course.LEADING_PRIMARY_MATHEMATICS,
            Course.LEADING_BEHAVIOUR_CULTURE,
            Course.LEADING_LITERACY,
            Course.LEADING_TEACHING,
            Course.LEADING_TEACHER_DEVELOPMENT,
            Course.EXECUTIVE_LEADERSHIP,
        }
    ),
    reviewed=FOR_EVERY_PUBLIC_SETTING,
    early_years=_early_years,
)
