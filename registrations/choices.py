"""Vocabulary of registrations."""

from django.db.models import TextChoices


class ApplicationStatus(TextChoices):
    """Where an application stands. Eligible for funding, accepted and holding a funded place are three other facts."""

    SUBMITTED = "submitted", "Waiting for the hub"
    MORE_NEEDED = "more_needed", "More needed from you"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Not accepted"
    WITHDRAWN = "withdrawn", "Withdrawn"


#: Applications that still want a decision.
UNDECIDED = (ApplicationStatus.SUBMITTED, ApplicationStatus.MORE_NEEDED)
#: Applications that count: one of these a person and cohort.
LIVE = (*UNDECIDED, ApplicationStatus.ACCEPTED)


class EventKind(TextChoices):
    """What can happen to an application."""

    SUBMITTED = "submitted", "Submitted"
    MORE_ASKED = "more_asked", "More asked for"
    MORE_GIVEN = "more_given", "Answered"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Not accepted"
    WITHDRAWN = "withdrawn", "Withdrawn"
    FUNDING_DECIDED = "funding_decided", "Funding decided by the rules"
    FUNDING_OVERRIDDEN = "funding_overridden", "Funding decided by the hub"
    TRN_CHECKED = "trn_checked", "TRN checked"
    TRN_VERIFIED_BY_HAND = "trn_verified_by_hand", "TRN verified by the hub"
    ENDORSEMENT_ASKED = "endorsement_asked", "School leader asked"
    ENDORSEMENT_CONFIRMED = "endorsement_confirmed", "School leader backed it"
    ENDORSEMENT_DECLINED = "endorsement_declined", "School leader declined"
    NOTE = "note", "Note"


class RejectionReason(TextChoices):
    """Why an application was not accepted."""

    NOT_SUITABLE = "not_suitable", "The course does not suit this person's role or experience"
    NO_PLACES = "no_places", "The cohort is full"
    NOT_ENDORSED = "not_endorsed", "The school leader does not back the application"
    IDENTITY_NOT_CONFIRMED = "identity_not_confirmed", "We could not confirm who the person is"
    NO_ANSWER = "no_answer", "We asked for more and had no answer"
    OTHER_APPLICATION_ACCEPTED = "other_application_accepted", "Another application for the same course was accepted"
    OTHER = "other", "Another reason"


class EndorsementStatus(TextChoices):
    """What the school leader has said."""

    ASKED = "asked", "Waiting for the school leader"
    CONFIRMED = "confirmed", "Backed by the school leader"
    DECLINED = "declined", "Declined by the school leader"


class TrnCheckOutcome(TextChoices):
    """What a check of a TRN came to."""

    VERIFIED = "verified", "Verified"
    NOT_VERIFIED = "not_verified", "Not verified"
    UNAVAILABLE = "unavailable", "The check could not be made"
    NOT_CHECKED = "not_checked", "Not checked: for staff to do by hand"
    NO_TRN = "no_trn", "No TRN yet"


class EligibilityListKind(TextChoices):
    """The lists that decide funding, each replaced as a whole."""

    PP50_SCHOOLS = "pp50_schools", "PP50 schools (URN)"
    PP50_16_19 = "pp50_16_19", "PP50 16 to 19 organisations (UKPRN)"
    RISE = "rise", "RISE schools (URN)"
    LA_NURSERIES = "la_nurseries", "Local authority nurseries (URN)"
    CHILDMINDERS = "childminders", "Childminders (Ofsted URN)"
    DISADVANTAGED_EARLY_YEARS = "disadvantaged_early_years", "Disadvantaged early-years settings (URN or Ofsted URN)"
    EARLY_YEARS_REGISTER = "early_years_register", "Early years register (Ofsted URN)"
    EYL_INDEPENDENT = "eyl_independent", "Independent schools funded for NPQEYL (URN)"
    ITT_PROVIDERS = "itt_providers", "Approved providers of initial teacher training (legal name)"


class WorkSetting(TextChoices):
    """Where a person works, as the DfE asks it."""

    EARLY_YEARS = "early_years_or_childcare", "Early years or childcare"
    SCHOOL = "a_school", "A school"
    ACADEMY_TRUST = "an_academy_trust", "An academy trust"
    SIXTEEN_TO_NINETEEN = "a_16_to_19_educational_setting", "A 16 to 19 educational setting"
    ANOTHER = "another_setting", "Another setting"
    OTHER = "other", "Other"


#: Settings whose workplace is picked from the school register.
SCHOOL_SETTINGS = (WorkSetting.SCHOOL, WorkSetting.ACADEMY_TRUST, WorkSetting.SIXTEEN_TO_NINETEEN)


class KindOfNursery(TextChoices):
    """Which early-years setting it is."""

    LA_MAINTAINED = "local_authority_maintained_nursery", "Local authority-maintained nursery"
    PART_OF_SCHOOL = "preschool_class_as_part_of_school", "Pre-school class or nursery that is part of a school"
    PRIVATE = "private_nursery", "Private nursery"
    CHILDMINDER = "childminder", "Childminder"
    ANOTHER = "another_early_years_setting", "Another early years setting"


#: Early-years settings on the school register; the others are known to Ofsted.
NURSERIES_ON_THE_SCHOOL_REGISTER = (KindOfNursery.LA_MAINTAINED, KindOfNursery.PART_OF_SCHOOL)


class EmploymentType(TextChoices):
    """How a person in another setting is employed."""

    VIRTUAL_SCHOOL = "local_authority_virtual_school", "In a local authority virtual school"
    HOSPITAL_SCHOOL = "hospital_school", "In a hospital school"
    YOUNG_OFFENDER_INSTITUTION = "young_offender_institution", "In a young offender institution"
    SUPPLY_TEACHER = "local_authority_supply_teacher", "As a supply teacher employed by a local authority"
    LEAD_MENTOR = (
        "lead_mentor_for_accredited_itt_provider",
        "As a lead mentor for an accredited provider of initial teacher training",
    )


class InstitutionKind(TextChoices):
    """What the chosen workplace is in the registers."""

    SCHOOL = "school", "On the school register"
    LOCAL_AUTHORITY = "local_authority", "A local authority"
    PRIVATE_CHILDCARE = "private_childcare_provider", "A childcare provider registered with Ofsted"


class FundingCode(TextChoices):
    """What a funding rule answers, in the DfE's codes. The words people read are in rules/funding/words.py."""

    FUNDED = "funded", "Likely to be funded"
    NOT_FUNDED = "not_funded", "Not funded (rules of 2021/22, which gave no reason)"
    SUBJECT_TO_REVIEW = "subject_to_review", "The DfE decides by hand"
    REFERRED_BY_ADVISER = "referred_by_return_to_teaching_adviser", "The DfE decides by hand: sent by an adviser"
    UNFUNDED_COHORT = "unfunded_cohort", "Nobody in this cohort is funded"
    NOT_IN_ENGLAND = "not_in_england", "Works outside England"
    PREVIOUSLY_FUNDED = "previously_funded", "Funded for this NPQ before"
    INELIGIBLE_ESTABLISHMENT_TYPE = "ineligible_establishment_type", "Setting is of a kind that is not funded"
    NOT_PP50 = "ineligible_establishment_not_a_pp50", "Workplace is not on the list this NPQ needs"
    INELIGIBLE_INSTITUTION_TYPE = "ineligible_institution_type", "Employer is of a kind that is not funded"
    EARLY_YEARS_INVALID_NPQ = "early_years_invalid_npq", "NPQ is not funded for people in early years"
    NOT_ENTITLED_CHILDMINDER = "not_entitled_childminder", "Childminder is not on the list"
    NOT_NEW_HEAD_EHCO = "not_new_headteacher_requesting_ehco", "EHCO without being a new head"
    NOT_LEAD_MENTOR_COURSE = "not_lead_mentor_course", "NPQ is not funded for lead mentors"
    NO_INSTITUTION = "no_institution", "No workplace recorded"
    NOT_ON_EARLY_YEARS_REGISTER = "not_on_early_years_register", "Not on the Ofsted Early Years Register"
    NOT_ENTITLED_EARLY_YEARS = "not_entitled_ey_institution", "Early-years setting is not on the list"
    SCHOOL_OUTSIDE_CATCHMENT = "school_outside_catchment", "School outside England"
    EARLY_YEARS_OUTSIDE_CATCHMENT = "early_years_outside_catchment", "Early-years setting outside England"
    NOT_NEW_HEAD_ASO = "not_new_headteacher_requesting_aso", "Additional Support Offer without being a new head"
    MARKED_FUNDED_BY_POLICY = "marked_funded_by_policy", "Marked as funded by the hub"
    MARKED_INELIGIBLE_BY_POLICY = "marked_ineligible_by_policy", "Marked as not funded by the hub"


#: The only codes that stand for money. The second is written by a person, never by a rule.
FUNDED_CODES = (FundingCode.FUNDED, FundingCode.MARKED_FUNDED_BY_POLICY)
#: Codes that leave the decision to the DfE's staff.
REVIEW_CODES = (FundingCode.SUBJECT_TO_REVIEW, FundingCode.REFERRED_BY_ADVISER)
#: Codes that only a person writes, over a rule's answer.
CODES_BY_HAND = (FundingCode.MARKED_FUNDED_BY_POLICY, FundingCode.MARKED_INELIGIBLE_BY_POLICY)


class YesNo(TextChoices):
    """An answer kept in words, so that "no" and "not asked" differ."""

    YES = "yes", "Yes"
    NO = "no", "No"


class PlaceOfWork(TextChoices):
    """The part of the world a person works in; funding is for England."""

    ENGLAND = "england", "England"
    WALES = "wales", "Wales"
    REST_OF_UK = "rest_of_uk", "Elsewhere in the UK, the Channel Islands or the Isle of Man"
    ABROAD = "abroad", "Outside the UK"


class HeadshipStage(TextChoices):
    """How far a person is with the headship NPQ; the Early Headship Coaching Offer needs one of the first three."""

    COMPLETED = "completed_npqh", "I have completed it"
    STUDYING = "studying_npqh", "I am studying for it"
    WILL_START = "will_start_npqh", "I have agreed to start it"
    NONE = "none", "None of these"


class MasteryShown(TextChoices):
    """How a person without a year of Teaching for Mastery shows they understand it."""

    SIMILAR_COURSE = "taken_a_similar_course", "I have taken a similar course"
    ANOTHER_WAY = "another_way", "I can show it in another way"
    CANNOT_SHOW = "cannot_show", "I cannot show it"


class SencoRole(TextChoices):
    """Whether a person is a special educational needs co-ordinator."""

    YES = "yes", "Yes"
    PLANS_TO = "no_but_i_plan_to_become_one", "No, but I plan to become one"
    NO = "no_i_do_not_plan_to_be_a_SENCO", "No, and I do not plan to become one"


class TrnAnswer(TextChoices):
    """Whether a person can give their teacher reference number."""

    HAVE = "have", "Yes, I have my TRN"
    UNKNOWN = "unknown", "I have one, but I do not know it"
    NONE = "none", "No, I do not have one"


class Payer(TextChoices):
    """Who pays when the DfE does not."""

    SCHOOL = "school", "My school or workplace"
    TRUST = "trust", "My academy trust"
    SELF = "self", "I will pay"
    ANOTHER = "another", "Somebody else"


class Experience(TextChoices):
    """How long a person has worked in education."""

    UNDER_TWO = "under_2", "Less than 2 years"
    TWO_TO_FOUR = "2_to_4", "2 to 4 years"
    FIVE_TO_NINE = "5_to_9", "5 to 9 years"
    TEN_OR_MORE = "10_or_more", "10 years or more"
