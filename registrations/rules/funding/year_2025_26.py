"""The rules of autumn 2025, live from 21 August 2025.

Inferred: an early-years worker without an Ofsted URN cannot be on a list that goes by it, and gets the answer of those
who are not; the DfE's code failed there.
"""

from courses.choices import CourseIdentifier as Course
from registrations.choices import FundingCode
from registrations.rules.funding.by_setting import SettingPolicy, decide_by_setting
from registrations.rules.funding.establishments import is_local_authority_nursery
from registrations.rules.funding.facts import FundingFacts

#: Funded in a local authority nursery school, where it is on the local authority list.
IN_LISTED_LA_NURSERY = frozenset({Course.SENCO, Course.HEADSHIP, Course.EARLY_YEARS_LEADERSHIP})


def decide_autumn_2025(facts: FundingFacts) -> FundingCode:
    """PP50 lists by setting; RISE schools are funded for everything."""
    return decide_by_setting(facts, _POLICY)


def _early_years(facts: FundingFacts) -> FundingCode:
    institution = facts.institution
    if institution is not None and is_local_authority_nursery(institution):
        if facts.course not in IN_LISTED_LA_NURSERY:
            return FundingCode.EARLY_YEARS_INVALID_NPQ
        listed = institution.on_la_disadvantaged_nursery_list
        return FundingCode.FUNDED if listed else FundingCode.INELIGIBLE_ESTABLISHMENT_TYPE
    if facts.course != Course.EARLY_YEARS_LEADERSHIP:
        return FundingCode.EARLY_YEARS_INVALID_NPQ
    if facts.is_childminder:
        listed = institution is not None and institution.on_childminder_list
        return FundingCode.FUNDED if listed else FundingCode.NOT_ENTITLED_CHILDMINDER
    listed = institution is not None and institution.on_disadvantaged_ey_list
    return FundingCode.FUNDED if listed else FundingCode.NOT_ENTITLED_EARLY_YEARS


_POLICY = SettingPolicy(
    listed_only=frozenset(
        {
            Course.EARLY_YEARS_LEADERSHIP,
            Course.EXECUTIVE_LEADERSHIP,
            Course.LEADING_BEHAVIOUR_CULTURE,
            Course.LEADING_LITERACY,
            Course.LEADING_PRIMARY_MATHEMATICS,
            Course.LEADING_TEACHING,
            Course.LEADING_TEACHER_DEVELOPMENT,
            Course.SENIOR_LEADERSHIP,
        }
    ),
    reviewed=frozenset({Course.SENCO, Course.HEADSHIP}),
    early_years=_early_years,
)
