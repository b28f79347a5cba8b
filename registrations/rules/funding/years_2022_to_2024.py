"""The rules from June 2022 to June 2024: the kind of institution decides.

Three dated sets share them. What is stated nowhere and inferred from the examples and from the order of the neighbouring
sets:

- A lead mentor could be recorded from 1 March 2023 on, in the middle of "2022-23 from 30 Nov 2022"; facts that say so are
  therefore decided by that addition. In "2022-23" the answer did not exist, and such a person has no institution.
- A provider that is not approved leaves a lead mentor where everybody without an institution is.
- In 2023/24 a lead mentor outside England is decided as if inside, except for NPQLPM.
"""

from courses.choices import CourseIdentifier
from registrations.choices import FundingCode, InstitutionKind
from registrations.rules.funding.establishments import is_funded_by_name, is_state_funded
from registrations.rules.funding.facts import FundingFacts, Institution

_NEW_HEADS_ONLY = {
    CourseIdentifier.EARLY_HEADSHIP_COACHING: FundingCode.NOT_NEW_HEAD_EHCO,
    CourseIdentifier.ADDITIONAL_SUPPORT_OFFER: FundingCode.NOT_NEW_HEAD_ASO,
}
_NEW_HEADS_ONLY_2023 = {CourseIdentifier.EARLY_HEADSHIP_COACHING: FundingCode.NOT_NEW_HEAD_EHCO}


def decide_2022_23(facts: FundingFacts) -> FundingCode:
    """From 1 June 2022."""
    return _by_institution(facts, independent_list=False)


def decide_2022_23_from_november(facts: FundingFacts) -> FundingCode:
    """From 30 November 2022: independent schools on a published list are funded for NPQEYL. From 1 March 2023: lead
    mentors for approved providers are funded for NPQLTD."""
    if is_decided_as_lead_mentor(facts):
        return decide_lead_mentor(facts)
    return _by_institution(facts, independent_list=True)


def decide_2023_24(facts: FundingFacts) -> FundingCode:
    """From 29 August 2023: England is asked about first, ASO is gone."""
    if is_decided_as_lead_mentor(facts, in_england_only=(CourseIdentifier.LEADING_PRIMARY_MATHEMATICS,)):
        return decide_lead_mentor(facts)
    if not facts.inside_england:
        return FundingCode.NOT_IN_ENGLAND
    return _by_institution(facts, independent_list=True, new_heads_only=_NEW_HEADS_ONLY_2023)


def is_decided_as_lead_mentor(facts: FundingFacts, *, in_england_only: tuple[CourseIdentifier, ...] = ()) -> bool:
    """A lead mentor for an approved provider, wherever the provider is, except for the courses `in_england_only`."""
    approved = facts.is_lead_mentor and facts.itt_provider_approved
    return approved and (facts.inside_england or facts.course not in in_england_only)


def decide_lead_mentor(facts: FundingFacts) -> FundingCode:
    """A lead mentor for an approved provider: NPQLTD once, and nothing else. Used to spring 2025."""
    if facts.course != CourseIdentifier.LEADING_TEACHER_DEVELOPMENT:
        return FundingCode.NOT_LEAD_MENTOR_COURSE
    return FundingCode.PREVIOUSLY_FUNDED if facts.previously_funded else FundingCode.FUNDED


def _by_institution(
    facts: FundingFacts,
    *,
    independent_list: bool,
    new_heads_only: dict[CourseIdentifier, FundingCode] = _NEW_HEADS_ONLY,
) -> FundingCode:
    institution = facts.institution
    if institution is None:
        return FundingCode.NO_INSTITUTION
    if facts.previously_funded:
        return FundingCode.PREVIOUSLY_FUNDED
    if is_funded_by_name(institution) or institution.is_local_authority:
        return FundingCode.FUNDED
    if institution.kind == InstitutionKind.PRIVATE_CHILDCARE:
        return _private_childcare(facts, institution)
    listed = independent_list and institution.on_eyl_independent_list
    return _school(facts, institution, listed_for_eyl=listed, new_heads_only=new_heads_only)


def _school(
    facts: FundingFacts,
    institution: Institution,
    *,
    listed_for_eyl: bool,
    new_heads_only: dict[CourseIdentifier, FundingCode],
) -> FundingCode:
    if not facts.inside_england:
        return FundingCode.SCHOOL_OUTSIDE_CATCHMENT
    listed = listed_for_eyl and facts.course == CourseIdentifier.EARLY_YEARS_LEADERSHIP
    if not is_state_funded(institution) and not listed:
        return FundingCode.INELIGIBLE_ESTABLISHMENT_TYPE
    if not facts.new_headteacher and facts.course in new_heads_only:
        return new_heads_only[facts.course]
    return FundingCode.FUNDED


def _private_childcare(facts: FundingFacts, institution: Institution) -> FundingCode:
    if not facts.inside_england:
        return FundingCode.EARLY_YEARS_OUTSIDE_CATCHMENT
    if facts.course != CourseIdentifier.EARLY_YEARS_LEADERSHIP:
        return FundingCode.EARLY_YEARS_INVALID_NPQ
    return FundingCode.FUNDED if institution.on_early_years_register else FundingCode.NOT_ON_EARLY_YEARS_REGISTER
