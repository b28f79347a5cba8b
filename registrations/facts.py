"""Rows and answers turned into the facts that rules take. Rules never see a row, rows never see a rule."""

from courses.choices import CourseIdentifier, FundingKind
from courses.models import Intake
from npq_portal.accounts.models import User
from registrations.choices import (
    FUNDED_CODES,
    ApplicationStatus,
    EligibilityListKind,
    EmploymentType,
    InstitutionKind,
    KindOfNursery,
    WorkSetting,
)
from registrations.gias.lists import memberships, on_list
from registrations.journey.answers import Answers
from registrations.models import Application, Workplace
from registrations.rules.funding import FundingFacts, Institution
from registrations.rules.several_npqs import is_same_course

#: The coaching offer for new heads under its two names.
_COACHING = (CourseIdentifier.EARLY_HEADSHIP_COACHING, CourseIdentifier.ADDITIONAL_SUPPORT_OFFER)


def was_funded_before(user: User, course: str) -> bool:
    """Whether an earlier application of this person for the course was accepted and funded.

    An empty `funded_place` counts (places were not capped then); False does not (DfE's rule, "previously funded").
    """
    same = [other for other in CourseIdentifier if is_same_course(CourseIdentifier(course), other)]
    accepted = Application.objects.filter(
        participant__user=user,
        status=ApplicationStatus.ACCEPTED,
        cohort__programme__course__identifier__in=same,
        funding_code__in=FUNDED_CODES,
    )
    return accepted.exclude(enrolment__funded_place=False).exists()


def institution_of(answers: Answers, workplace: Workplace | None) -> Institution | None:
    """The workplace as the registers and lists hold it now; None where none was asked for or chosen."""
    if answers.needs_register_workplace and workplace is not None:
        on = memberships(urn=workplace.urn, ukprn=workplace.ukprn, ofsted_urn="")
        kind, code = InstitutionKind.SCHOOL, workplace.type_code
        urn, ukprn = workplace.urn, workplace.ukprn
    elif answers.needs_ofsted_urn and answers.text("ofsted_urn"):
        urn, ukprn = answers.text("ofsted_urn"), ""
        on = memberships(urn="", ukprn="", ofsted_urn=urn)
        kind, code = InstitutionKind.PRIVATE_CHILDCARE, ""
    else:
        return None
    return Institution(
        kind=kind,
        establishment_type=int(code) if code else None,
        urn=urn,
        ukprn=ukprn,
        on_rise_list=on[EligibilityListKind.RISE],
        on_pp50_school_list=on[EligibilityListKind.PP50_SCHOOLS],
        on_pp50_fe_list=on[EligibilityListKind.PP50_16_19],
        on_childminder_list=on[EligibilityListKind.CHILDMINDERS],
        on_early_years_register=on[EligibilityListKind.EARLY_YEARS_REGISTER],
        on_disadvantaged_ey_list=on[EligibilityListKind.DISADVANTAGED_EARLY_YEARS],
        on_la_disadvantaged_nursery_list=on[EligibilityListKind.LA_NURSERIES],
        on_eyl_independent_list=on[EligibilityListKind.EYL_INDEPENDENT],
    )


def funding_facts(
    answers: Answers, *, course: str, intake: Intake, workplace: Workplace | None, previously_funded: bool
) -> FundingFacts:
    """What the funding rule is told. Answers to questions that no longer apply are left out."""
    setting = answers.text("setting") if answers.in_england else ""
    employment = EmploymentType(answers.text("employment_type")) if _asked_employment(answers) else None
    is_mentor = employment == EmploymentType.LEAD_MENTOR
    return FundingFacts(
        course=CourseIdentifier(course),
        inside_england=answers.in_england,
        cohort_funding=FundingKind(intake.funding_kind),
        work_setting=WorkSetting(setting) if setting else None,
        kind_of_nursery=KindOfNursery(answers.text("nursery_kind"))
        if answers.in_early_years and answers.text("nursery_kind")
        else None,
        employment_type=employment,
        itt_provider_approved=is_mentor and on_list(EligibilityListKind.ITT_PROVIDERS, answers.text("itt_provider")),
        rtta_referral=setting == WorkSetting.OTHER and answers.is_yes("rtta_referral"),
        new_headteacher=course in _COACHING and answers.is_yes("headteacher") and answers.is_yes("new_headteacher"),
        previously_funded=previously_funded,
        institution=institution_of(answers, workplace),
    )


def _asked_employment(answers: Answers) -> bool:
    return answers.in_another_setting and bool(answers.text("employment_type"))
