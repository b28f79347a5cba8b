"""Which NPQ, when, with whom; and what some courses ask besides."""

from datetime import date
from typing import Any, ClassVar

from django import forms

from courses.choices import CourseGroup
from registrations.choices import HeadshipStage, MasteryShown, SencoRole, YesNo
from registrations.forms.base import JourneyForm, radios, yes_or_no
from registrations.journey.answers import Answers
from registrations.rules.several_npqs import EarlierNpqStatus


class CourseForm(JourneyForm):
    """Which NPQ."""

    heading = "Which NPQ would you like to do?"
    heading_hint = "These are the NPQs you can apply for now."
    course = radios("NPQ", (), "Choose the NPQ you would like to do")

    def build(self) -> None:
        courses = self.situation.courses
        self.fields["course"].choices = [
            (label, [(course.identifier, course.full_title) for course in courses if course.group == group])
            for group, label in CourseGroup.choices
            if any(course.group == group for course in courses)
        ]
        self.option_hints = {"course": {course.identifier: course.summary for course in courses}}

    @classmethod
    def is_answered(cls, situation: Any) -> bool:
        return situation.course is not None and situation.course in situation.courses


class IntakeForm(JourneyForm):
    """Which cohort, by its start."""

    heading = "When would you like to start?"
    intake = radios("Start", (), "Choose when you would like to start")

    def build(self) -> None:
        intakes = self.situation.intakes
        self.fields["intake"].choices = [(intake.identifier, intake.name) for intake in intakes]
        self.option_hints = {"intake": {intake.identifier: self.situation.intake_hint(intake) for intake in intakes}}

    @classmethod
    def is_answered(cls, situation: Any) -> bool:
        return situation.intake is not None


class LeadProviderForm(JourneyForm):
    """Which lead provider, where there is a choice."""

    heading = "Which lead provider would you like to study with?"
    heading_hint = "A lead provider designs the course and marks the assessment. We run the sessions near you, whichever you choose."
    lead_provider = radios("Lead provider", (), "Choose a lead provider")

    def build(self) -> None:
        providers = self.situation.providers
        self.fields["lead_provider"].choices = [(provider.slug, provider.name) for provider in providers]
        self.option_hints = {"lead_provider": {provider.slug: provider.hint for provider in providers}}

    @classmethod
    def is_answered(cls, situation: Any) -> bool:
        return situation.cohort is not None


class HeadshipStageForm(JourneyForm):
    """The Early Headship Coaching Offer: how far the headship NPQ is."""

    heading = "How far are you with the NPQ in Headship?"
    heading_hint = (
        "The Early Headship Coaching Offer is for people who have done, are doing or will do the NPQ in Headship."
    )
    headship_stage = radios("NPQ in Headship", HeadshipStage.choices, "Choose how far you are with the NPQ in Headship")


class HeadteacherForm(JourneyForm):
    """The Early Headship Coaching Offer: a head."""

    heading = "Are you a headteacher?"
    inline = ("headteacher",)
    headteacher = yes_or_no("Headteacher", "Choose yes if you are a headteacher")


class NewHeadteacherForm(JourneyForm):
    """The Early Headship Coaching Offer: a new head."""

    heading = "Are you in your first five years as a headteacher?"
    inline = ("new_headteacher",)
    new_headteacher = yes_or_no(
        "First five years as a headteacher", "Choose yes if you are in your first five years as a headteacher"
    )


class MasteryForm(JourneyForm):
    """Leading Primary Mathematics: Teaching for Mastery."""

    heading = "Have you taken part in at least one year of the Primary Maths Teaching for Mastery programme?"
    inline = ("mastery",)
    mastery = yes_or_no("A year of Teaching for Mastery", "Choose yes if you have taken part for at least one year")


class MasteryShownForm(JourneyForm):
    """Leading Primary Mathematics: another way to show it."""

    heading = "How can you show that you understand mastery approaches to teaching maths?"
    mastery_shown = radios(
        "Understanding of mastery approaches",
        MasteryShown.choices,
        "Choose how you can show that you understand mastery approaches",
    )


class SencoForm(JourneyForm):
    """The SENCO NPQ: in the role, and since when."""

    heading = "Are you a special educational needs co-ordinator (SENCO)?"
    option_hints: ClassVar[dict[str, dict[str, str]]] = {
        "senco_role": {SencoRole.YES: "The qualification must be gained within three years of becoming a SENCO."}
    }
    conditional: ClassVar[dict[str, tuple[str, list[str]]]] = {
        "senco_role": (SencoRole.YES, ["senco_month", "senco_year"])
    }
    senco_role = radios("SENCO", SencoRole.choices, "Choose whether you are a SENCO")
    senco_month = forms.IntegerField(
        label="Month you became a SENCO",
        help_text="For example, 9 for September",
        min_value=1,
        max_value=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-2"}),
        error_messages={
            "required": "Enter the month you became a SENCO",
            "invalid": "The month you became a SENCO must be a number from 1 to 12",
            "min_value": "The month you became a SENCO must be a number from 1 to 12",
            "max_value": "The month you became a SENCO must be a number from 1 to 12",
        },
    )
    senco_year = forms.IntegerField(
        label="Year you became a SENCO",
        help_text="For example, 2024",
        min_value=1960,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
        error_messages={
            "required": "Enter the year you became a SENCO",
            "invalid": "The year you became a SENCO must be a number, like 2024",
            "min_value": "The year you became a SENCO must be 1960 or later",
        },
    )

    @classmethod
    def answer_names(cls) -> tuple[str, ...]:
        return ("senco_role", "senco_since")

    @classmethod
    def initial_from(cls, answers: Answers) -> dict[str, Any]:
        year, _, month = answers.text("senco_since").partition("-")
        initial: dict[str, Any] = {"senco_role": answers.text("senco_role")}
        return initial | ({"senco_year": int(year), "senco_month": int(month)} if month else {})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        year, month = cleaned.get("senco_year"), cleaned.get("senco_month")
        today = self.situation.today
        if year and month and (year, month) > (today.year, today.month):
            self.add_error("senco_month", "The month you became a SENCO must be in the past")
        return cleaned

    def to_answers(self) -> dict[str, Any]:
        year, month = self.cleaned_data.get("senco_year"), self.cleaned_data.get("senco_month")
        since = f"{year:04d}-{month:02d}" if year and month else ""
        return {"senco_role": self.cleaned_data["senco_role"], "senco_since": since}

    def summary_label(self, name: str) -> str:
        return "SENCO since" if name == "senco_since" else super().summary_label(name)

    def in_words(self, name: str, value: Any) -> str:
        if name == "senco_since":
            return f"{date.fromisoformat(value + '-01'):%B %Y}"
        return super().in_words(name, value)


class TakenNpqForm(JourneyForm):
    """Whether any NPQ was taken before."""

    heading = "Have you taken an NPQ before?"
    heading_hint = "Include NPQs you finished, did not pass, left or are still taking."
    inline = ("taken_npq",)
    taken_npq = yes_or_no("NPQs taken before", "Choose yes if you have taken an NPQ before")


class EarlierNpqForm(JourneyForm):
    """One NPQ taken before; the page adds one to the list at a time."""

    heading = "Which NPQ have you taken before?"
    not_kept = ("course", "year", "status", "funded")
    course = forms.ChoiceField(
        label="NPQ", error_messages={"required": "Choose the NPQ you took", "invalid_choice": "Choose the NPQ you took"}
    )
    year = forms.IntegerField(
        label="Year you started it",
        help_text="For example, 2022",
        min_value=2003,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
        error_messages={
            "required": "Enter the year you started it",
            "invalid": "The year must be a number, like 2022",
            "min_value": "The year must be 2003 or later, when NPQs began",
        },
    )
    status = radios("What happened?", EarlierNpqStatus.choices, "Choose what happened with this NPQ")
    funded = radios(
        "Did the Department for Education pay for it?",
        (*YesNo.choices, ("unknown", "I do not know")),
        "Choose whether the Department for Education paid for it",
    )

    def build(self) -> None:
        self.fields["course"].choices = [("", "Choose an NPQ"), *self.situation.all_course_choices]

    def clean_year(self) -> int:
        """Not in the future."""
        year: int = self.cleaned_data["year"]
        if year > self.situation.today.year:
            raise forms.ValidationError("The year you started it must not be in the future")
        return year

    @classmethod
    def answer_names(cls) -> tuple[str, ...]:
        return ("earlier_npqs",)

    @classmethod
    def is_answered(cls, situation: Any) -> bool:
        return bool(situation.answers.earlier_npqs)

    @classmethod
    def initial_from(cls, answers: Answers) -> dict[str, Any]:
        return {}

    def to_answers(self) -> dict[str, Any]:
        """The list with this one added; the same NPQ of the same year is not listed twice."""
        added = {name: str(self.cleaned_data[name]) for name in self.not_kept}
        others = [
            npq
            for npq in self.situation.answers.earlier_npqs
            if (npq["course"], npq["year"]) != (added["course"], added["year"])
        ]
        return {"earlier_npqs": [*others, added]}

    @classmethod
    def summary(cls, situation: Any) -> list[tuple[str, str]]:
        return [("Which NPQs", "; ".join(situation.earlier_npqs_in_words()))]
