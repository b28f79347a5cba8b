"""The registration journey as data: one tuple of steps. What comes next, back, progress and "change" are computed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from courses.choices import CourseIdentifier
from registrations.choices import EmploymentType, HeadshipStage, MasteryShown, WorkSetting
from registrations.forms import about_you, identity, npq, workplace
from registrations.forms.base import JourneyForm
from registrations.journey.situation import Situation

Kind = Literal["question", "notice", "stop"]


def always(situation: Situation) -> bool:
    """A step for everybody."""
    return True


@dataclass(frozen=True)
class Step:
    """One page of the journey.

    A question has a form and is answered when the form says so. A notice tells something and is passed once, again when
    what it says (`says`) has changed. A stop ends the journey until an answer changes. `key` is the address, `name` what
    people are told the page is about, `template` how it is drawn.
    """

    key: str
    name: str
    form: type[JourneyForm] | None = None
    applies: Callable[[Situation], bool] = always
    kind: Kind = "question"
    template: str = "registrations/journey/question.html"
    says: Callable[[Situation], str] | None = None
    in_calculator: bool = False

    @property
    def seen_name(self) -> str:
        """Where a notice keeps what it said when it was passed."""
        return f"seen_{self.key.replace('-', '_')}"

    def is_done(self, situation: Situation) -> bool:
        """Whether the person may go on from here."""
        if self.kind == "stop":
            return False
        if self.says is not None:
            return situation.answers.raw.get(self.seen_name) == self.says(situation)
        return self.form is not None and self.form.is_answered(situation)


def _course_is(course: CourseIdentifier) -> Callable[[Situation], bool]:
    return lambda situation: situation.answers.text("course") == course


def _all(*conditions: Callable[[Situation], bool]) -> Callable[[Situation], bool]:
    return lambda situation: all(condition(situation) for condition in conditions)


def _answer_is(field: str, value: str) -> Callable[[Situation], bool]:
    return lambda situation: situation.answers.text(field) == value


def _works_in_england(situation: Situation) -> bool:
    return situation.answers.in_england


def _needs_employer_name(situation: Situation) -> bool:
    """Where no register gives the workplace's name: outside England, childcare known to Ofsted alone, other places, and
    other settings but a training provider's."""
    answers = situation.answers
    if not answers.in_england or answers.needs_ofsted_urn or answers.text("setting") == WorkSetting.OTHER:
        return True
    mentor = answers.text("employment_type") == EmploymentType.LEAD_MENTOR
    return answers.in_another_setting and not mentor


def _check_says(situation: Situation) -> str:
    check = situation.trn_check
    return f"{check.pk}:{check.outcome}" if check else ""


def _funding_says(situation: Situation) -> str:
    decision = situation.funding
    return f"{decision.code}:{decision.rules_version}" if decision else "undecided"


_is_coaching = _course_is(CourseIdentifier.EARLY_HEADSHIP_COACHING)
_is_maths = _course_is(CourseIdentifier.LEADING_PRIMARY_MATHEMATICS)

STEPS: tuple[Step, ...] = (
    Step("npq", "NPQ", npq.CourseForm, template="registrations/journey/npq.html", in_calculator=True),
    Step("start", "Start", npq.IntakeForm, in_calculator=True),
    Step("lead-provider", "Lead provider", npq.LeadProviderForm, lambda now: now.must_choose_provider),
    Step("where-you-work", "Where you work", workplace.PlaceOfWorkForm, in_calculator=True),
    Step("setting", "Kind of workplace", workplace.SettingForm, _works_in_england, in_calculator=True),
    Step(
        "nursery",
        "Early years setting",
        workplace.NurseryKindForm,
        lambda now: now.answers.in_early_years,
        in_calculator=True,
    ),
    Step(
        "workplace",
        "School or workplace",
        workplace.WorkplaceForm,
        lambda now: now.answers.needs_register_workplace,
        template="registrations/journey/workplace.html",
        in_calculator=True,
    ),
    Step(
        "ofsted", "Ofsted number", workplace.OfstedUrnForm, lambda now: now.answers.needs_ofsted_urn, in_calculator=True
    ),
    Step(
        "employment",
        "Employment",
        workplace.EmploymentForm,
        lambda now: now.answers.in_another_setting,
        in_calculator=True,
    ),
    Step(
        "training-provider",
        "Teacher training provider",
        workplace.IttProviderForm,
        _all(lambda now: now.answers.in_another_setting, _answer_is("employment_type", EmploymentType.LEAD_MENTOR)),
        in_calculator=True,
    ),
    Step(
        "adviser",
        "Return to Teaching Adviser",
        workplace.ReferralForm,
        _all(_works_in_england, _answer_is("setting", WorkSetting.OTHER)),
        in_calculator=True,
    ),
    Step("employer", "School or workplace", workplace.EmployerForm, _needs_employer_name),
    Step("headship-npq", "NPQ in Headship", npq.HeadshipStageForm, _is_coaching, in_calculator=True),
    Step(
        "coaching-not-possible",
        "You cannot apply for this offer yet",
        applies=_all(_is_coaching, _answer_is("headship_stage", HeadshipStage.NONE)),
        kind="stop",
        template="registrations/journey/coaching_not_possible.html",
        in_calculator=True,
    ),
    Step("headteacher", "Headteacher", npq.HeadteacherForm, _is_coaching, in_calculator=True),
    Step(
        "new-headteacher",
        "First five years of headship",
        npq.NewHeadteacherForm,
        _all(_is_coaching, lambda now: now.answers.is_yes("headteacher")),
        in_calculator=True,
    ),
    Step("maths-mastery", "Teaching for Mastery", npq.MasteryForm, _is_maths),
    Step(
        "maths-understanding",
        "Understanding of mastery approaches",
        npq.MasteryShownForm,
        _all(_is_maths, _answer_is("mastery", "no")),
    ),
    Step(
        "maths-not-possible",
        "You cannot apply for this NPQ yet",
        applies=_all(_is_maths, _answer_is("mastery", "no"), _answer_is("mastery_shown", MasteryShown.CANNOT_SHOW)),
        kind="stop",
        template="registrations/journey/maths_not_possible.html",
    ),
    Step("senco", "SENCO", npq.SencoForm, _course_is(CourseIdentifier.SENCO)),
    Step("earlier-npqs", "NPQs taken before", npq.TakenNpqForm, in_calculator=True),
    Step(
        "which-npqs",
        "Which NPQs",
        npq.EarlierNpqForm,
        lambda now: now.answers.is_yes("taken_npq"),
        template="registrations/journey/earlier_npqs.html",
        in_calculator=True,
    ),
    Step("trn", "Teacher reference number (TRN)", identity.TrnForm, template="registrations/journey/trn.html"),
    Step("name", "Name", identity.NameForm),
    Step("date-of-birth", "Date of birth", identity.DateOfBirthForm),
    Step("national-insurance", "National Insurance number", identity.NationalInsuranceForm),
    Step(
        "your-record",
        "Your teaching record",
        kind="notice",
        says=_check_says,
        template="registrations/journey/record.html",
    ),
    Step("funding", "Funding", kind="notice", says=_funding_says, template="registrations/journey/funding.html"),
    Step("payment", "Who pays", about_you.PayerForm, lambda now: now.must_say_who_pays),
    Step("role", "Your role", about_you.RoleForm),
    Step("why", "Why this NPQ", about_you.WhyForm),
    Step("school-leader", "School leader", about_you.LeaderForm),
    Step("adjustments", "Adjustments", about_you.AdjustmentsForm),
    Step("consent", "Sharing your information", about_you.ConsentForm, template="registrations/journey/consent.html"),
)

#: The funding calculator asks what the funding rule needs, and nothing that says who one is.
CALCULATOR_STEPS: tuple[Step, ...] = tuple(step for step in STEPS if step.in_calculator)
