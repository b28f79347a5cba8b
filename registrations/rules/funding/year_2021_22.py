"""The rules of 2021/22, live from 12 October 2021: every NPQ for every state-funded school and 16 to 19 organisation.

The DfE's rule gave a yes or no without a reason, never asked whether the person had been funded before, and did not look
at where the workplace is: people outside England (or the Crown Dependencies, at that time) were not asked for one, and
without a workplace nobody was funded. "new_headteacher" meant the first two years of headship then.
"""

from courses.choices import CourseIdentifier
from registrations.choices import FundingCode
from registrations.rules.funding.establishments import STATE_FUNDED_TYPES_TO_MAY_2022, is_funded_by_name
from registrations.rules.funding.facts import FundingFacts


def decide_2021_22(facts: FundingFacts) -> FundingCode:
    """Funded or not; first match wins."""
    return FundingCode.FUNDED if _is_funded(facts) else FundingCode.NOT_FUNDED


def _is_funded(facts: FundingFacts) -> bool:
    institution = facts.institution
    if institution is None:
        return False
    if is_funded_by_name(institution) or institution.is_local_authority:
        return True
    if not institution.is_school or institution.establishment_type not in STATE_FUNDED_TYPES_TO_MAY_2022:
        return False
    return facts.new_headteacher or facts.course != CourseIdentifier.ADDITIONAL_SUPPORT_OFFER
