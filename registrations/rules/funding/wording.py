"""What each funding code means in words. Placeholders: {course}, {where} (such as "in a school"), {list}.

Read beside words.py, which picks and fills them. No sentence promises money: the DfE confirms, we do not.
"""

from dataclasses import dataclass, replace

from registrations.choices import FundingCode as Code


@dataclass(frozen=True)
class Wording:
    """One code in words: the heading, what it means, the rule, and what the person can do next."""

    title: str
    explanation: str
    rule: str
    next_step: str


LIKELY = "You are likely to get DfE funding"
NOT_LIKELY = "You are not likely to get DfE funding"
PAY_OR_ASK = "You can still apply if you, your school or somebody else pays."
_ASK_IF_WRONG = "If an answer is wrong, change it before you apply. " + PAY_OR_ASK

_FUNDED = Wording(
    title=LIKELY,
    explanation="From what you told us, the DfE is likely to pay for the {course}.",
    rule="You work {where}. The DfE funds this course for people who do.",
    next_step="Carry on with your application. If it is accepted, we send your details to the DfE and tell you its answer.",
)
_BY_LIST = "The DfE funds this course where the workplace is on one of its lists, and yours is."
_NEW_HEADS = (
    "The DfE funds this course for headteachers in their first five years of headship, and you told us you are one."
)
FUNDED_BY_LIST = replace(_FUNDED, rule=_BY_LIST)
FUNDED_AS_NEW_HEAD = replace(_FUNDED, rule=_NEW_HEADS)
_REVIEW = Wording(
    title="The DfE will decide about your funding",
    explanation="The DfE looks at applications like yours one by one. Until it has decided, nobody can say whether it will "
    "pay for the {course}.",
    rule="You work {where}. The DfE decides there by hand.",
    next_step="Carry on with your application. We write to you when the DfE has decided. Before you start, agree with your "
    "employer who pays if the answer is no.",
)
_KIND_OF_SETTING = Wording(
    title=NOT_LIKELY,
    explanation="You told us that you work {where}. The DfE does not fund the {course} there.",
    rule="The DfE funds people who work in state-funded schools, academy trusts and 16 to 19 organisations, and some people "
    "in other settings.",
    next_step=_ASK_IF_WRONG,
)
TYPE_OF_SCHOOL = replace(
    _KIND_OF_SETTING,
    explanation="The workplace you chose is of a type that the DfE does not fund for the {course}, such as an independent "
    "school.",
    next_step="Check that you chose the right workplace: some have the same name. " + PAY_OR_ASK,
)
AUTHORITY_INSTEAD_OF_SCHOOL = replace(
    _KIND_OF_SETTING,
    explanation="You told us that you work {where}, and the workplace you chose is not a school or college.",
    next_step="Go back and choose the school or college you work in. " + PAY_OR_ASK,
)
PROVIDER_NOT_APPROVED = replace(
    _KIND_OF_SETTING,
    explanation="The provider of initial teacher training you named is not on the DfE's list of approved providers.",
    rule="Lead mentors are funded for the NPQ in Leading Teacher Development only, and only for approved providers.",
    next_step="Check the name of the provider. If it is right and you think it is approved, tell us. " + PAY_OR_ASK,
)
NURSERY_NOT_LISTED = replace(
    _KIND_OF_SETTING,
    explanation="Your nursery is not on the DfE's list of local authority nurseries, and the {course} needs that.",
    rule="In a local authority nursery, the DfE pays for this course only where the nursery is on its list.",
    next_step="If you think your nursery should be on the list, tell us and we ask the DfE. " + PAY_OR_ASK,
)
_NO_WORKPLACE = Wording(
    title="We cannot say yet whether the DfE will pay",
    explanation="You told us that you work {where}. We have no workplace for you that the funding rules can look up.",
    rule="Without a workplace on a register, the rules do not fund the {course}; the DfE can decide by hand.",
    next_step="Carry on with your application and tell us where you work. " + PAY_OR_ASK,
)
_OUTSIDE = Wording(
    title=NOT_LIKELY,
    explanation="You told us that you work outside England. You can take the {course}, and the DfE does not pay for it.",
    rule="DfE funding is only for people who work in England.",
    next_step="If you work in England, change that answer. " + PAY_OR_ASK,
)
NEW_HEADS_ONLY = Wording(
    title=NOT_LIKELY,
    explanation="The DfE funds the {course} for new headteachers only.",
    rule="You must be a headteacher in your first five years of headship.",
    next_step="If you are a new headteacher, change that answer. " + PAY_OR_ASK,
)

WORDINGS: dict[Code, Wording] = {
    Code.FUNDED: _FUNDED,
    Code.NOT_FUNDED: _KIND_OF_SETTING,
    Code.SUBJECT_TO_REVIEW: _REVIEW,
    Code.REFERRED_BY_ADVISER: replace(
        _REVIEW, rule="A Return to Teaching Adviser sent you to us. The DfE decides about that by hand."
    ),
    Code.UNFUNDED_COHORT: Wording(
        title="There is no DfE funding for this start date",
        explanation="The DfE does not pay for anybody who starts the {course} at this time, wherever they work.",
        rule="The DfE has given no money for this intake.",
        next_step="You can wait and apply for a later start that is funded. " + PAY_OR_ASK,
    ),
    Code.NOT_IN_ENGLAND: _OUTSIDE,
    Code.SCHOOL_OUTSIDE_CATCHMENT: _OUTSIDE,
    Code.EARLY_YEARS_OUTSIDE_CATCHMENT: _OUTSIDE,
    Code.PREVIOUSLY_FUNDED: Wording(
        title="You have had DfE funding for this course",
        explanation="Our records, or your answers, say that you have had a funded place on the {course}. The DfE does not pay "
        "for the same course twice, also when you did not finish it.",
        rule="Each person is funded once for each course. The Early Headship Coaching Offer and the Additional Support Offer "
        "count as one course.",
        next_step="If you never had a funded place, tell us and we look into it. You may be funded for a different NPQ. "
        + PAY_OR_ASK,
    ),
    Code.INELIGIBLE_ESTABLISHMENT_TYPE: _KIND_OF_SETTING,
    Code.INELIGIBLE_INSTITUTION_TYPE: _KIND_OF_SETTING,
    Code.NOT_PP50: Wording(
        title=NOT_LIKELY,
        explanation="Your workplace is of a kind that can be funded, and it is not on {list}. The {course} needs that.",
        rule="For this course, the DfE pays only where a workplace like yours is on that list.",
        next_step="If you think your workplace should be on the list, tell us and we ask the DfE. " + PAY_OR_ASK,
    ),
    Code.EARLY_YEARS_INVALID_NPQ: Wording(
        title=NOT_LIKELY,
        explanation="You told us that you work {where}. The DfE does not fund the {course} there.",
        rule="In early years and childcare, the DfE funds the NPQ in Early Years Leadership. Local authority nursery schools "
        "are funded for a few more courses.",
        next_step="Look at the NPQ in Early Years Leadership (NPQEYL), which is made for leaders in early years. "
        + PAY_OR_ASK,
    ),
    Code.NOT_ENTITLED_CHILDMINDER: Wording(
        title=NOT_LIKELY,
        explanation="We could not find an Ofsted number for you on the DfE's list of childminders, or you gave none.",
        rule="The DfE funds childminders for the {course} when they are on its list of childminders.",
        next_step="Check the Ofsted number you gave. If it is right and you think you should be on the list, tell us and we "
        "ask the DfE. " + PAY_OR_ASK,
    ),
    Code.NOT_ENTITLED_EARLY_YEARS: Wording(
        title=NOT_LIKELY,
        explanation="Your workplace is not on the DfE's list of early-years settings in disadvantaged areas, or we have no "
        "number to look it up by.",
        rule="For the {course}, the DfE pays only where the workplace is on that list.",
        next_step="Check the workplace or Ofsted number you gave. If you think it should be on the list, tell us and we ask "
        "the DfE. " + PAY_OR_ASK,
    ),
    Code.NOT_ON_EARLY_YEARS_REGISTER: Wording(
        title=NOT_LIKELY,
        explanation="We could not find your workplace on the Ofsted Early Years Register, or you gave no Ofsted number.",
        rule="For the {course}, the DfE pays only where the childcare provider is on the Early Years Register.",
        next_step="Ask your employer for its Ofsted number and check it. " + PAY_OR_ASK,
    ),
    Code.NOT_NEW_HEAD_EHCO: NEW_HEADS_ONLY,
    Code.NOT_NEW_HEAD_ASO: replace(NEW_HEADS_ONLY, rule="You must be a new headteacher."),
    Code.NOT_LEAD_MENTOR_COURSE: Wording(
        title=NOT_LIKELY,
        explanation="You told us that you work {where}. The DfE does not fund the {course} for lead mentors.",
        rule="Lead mentors for an approved provider are funded for the NPQ in Leading Teacher Development only.",
        next_step="Think about the NPQ in Leading Teacher Development (NPQLTD). " + PAY_OR_ASK,
    ),
    Code.NO_INSTITUTION: _NO_WORKPLACE,
    Code.MARKED_FUNDED_BY_POLICY: Wording(
        title=LIKELY,
        explanation="Our NPQ team has looked at your case and expects the DfE to pay for the {course}.",
        rule="A member of our team decided this, over the answer of the rules.",
        next_step=_FUNDED.next_step,
    ),
    Code.MARKED_INELIGIBLE_BY_POLICY: Wording(
        title=NOT_LIKELY,
        explanation="Our NPQ team has looked at your case and does not expect the DfE to pay for the {course}.",
        rule="A member of our team decided this, over the answer of the rules.",
        next_step="If you think this is wrong, tell us why and we look again. " + PAY_OR_ASK,
    ),
}

#: Where a person works, to stand after "You work" and "You told us that you work".
WHERE_BY_SETTING = {
    "early_years_or_childcare": "in early years or childcare",
    "a_school": "in a school",
    "an_academy_trust": "for an academy trust",
    "a_16_to_19_educational_setting": "in a 16 to 19 educational setting",
    "another_setting": "in another setting",
    "other": "in a setting that is not on our list",
}
WHERE_BY_NURSERY = {
    "local_authority_maintained_nursery": "in a local authority nursery",
    "preschool_class_as_part_of_school": "in a nursery or pre-school class of a school",
    "private_nursery": "in a private nursery",
    "childminder": "as a childminder",
    "another_early_years_setting": "in an early-years setting",
}
WHERE_BY_EMPLOYMENT = {
    "local_authority_virtual_school": "in a local authority virtual school",
    "hospital_school": "in a hospital school",
    "young_offender_institution": "in a young offender institution",
    "local_authority_supply_teacher": "as a supply teacher for a local authority",
    "lead_mentor_for_accredited_itt_provider": "as a lead mentor for a provider of initial teacher training",
}
SOMEWHERE = "in the setting you named"
LIST_OF_SCHOOLS = "the DfE's list of the half of schools with the most pupil premium (PP50)"
LIST_OF_16_TO_19 = "the DfE's list of the half of 16 to 19 organisations with the most disadvantaged students (PP50)"

WHO_TO_ASK = "Our NPQ team. Its email address and telephone number are at the foot of every page."
CONFIRMED_BY_DFE = "This is not a promise. The DfE confirms funding when it has checked your registration."
PLACES_ARE_LIMITED = "The number of funded places is limited. Being eligible does not give you a place."
TRN_NOT_VERIFIED = (
    "We have not been able to confirm your teacher reference number (TRN) yet. The DfE does not confirm funding for anybody "
    "whose TRN is not confirmed. You can apply now; we check it with you."
)
