"""Who the person is: TRN, name, date of birth, National Insurance number."""

from datetime import date
from typing import Any, ClassVar

from django import forms

from npq_portal.forms import PartedDateField
from npq_portal.templatetags.dates import short_date
from registrations.choices import TrnAnswer
from registrations.forms.base import JourneyForm, a_name, one_line, paragraph, radios
from registrations.journey.answers import Answers
from registrations.rules.national_insurance import parse_national_insurance
from registrations.rules.trn import parse_trn


class TrnForm(JourneyForm):
    """The teacher reference number, or why there is none yet."""

    heading = "Do you have a teacher reference number (TRN)?"
    heading_hint = (
        "A TRN is 7 digits. Everybody on an NPQ needs one; you do not need to be a qualified teacher to get one."
    )
    conditional: ClassVar[dict[str, tuple[str, list[str]]]] = {"trn_answer": (TrnAnswer.HAVE, ["trn"])}
    option_hints: ClassVar[dict[str, dict[str, str]]] = {
        "trn_answer": {
            TrnAnswer.UNKNOWN: "Go on without it: we tell you where to look, and try to find it with your other details",
            TrnAnswer.NONE: "Go on without it: once we have agreed that the course suits you, we tell you how to get one",
        }
    }
    trn_answer = radios("TRN", TrnAnswer.choices, "Choose whether you have a TRN")
    trn = one_line(
        "Your TRN",
        "Enter your teacher reference number (TRN)",
        limit=40,
        help_text="For example, 1234567. An older form such as RP12/34567 is fine too.",
        autocomplete="off",
        spellcheck="false",
        **{"class": "govuk-input--width-10"},
    )

    def clean_trn(self) -> str:
        """Seven digits."""
        typed = self.cleaned_data["trn"]
        parsed = parse_trn(typed)
        if typed and not parsed.is_valid:
            raise forms.ValidationError(parsed.message)
        return parsed.trn if typed else ""

    @classmethod
    def summary(cls, situation: Any) -> list[tuple[str, str]]:
        """One row: the number, or why there is none."""
        answers = situation.answers
        return [("TRN", answers.text("trn") if answers.has_trn else str(TrnAnswer(answers.text("trn_answer")).label))]


class NameForm(JourneyForm):
    """The name, and earlier names a record may hold."""

    heading = "What is your name?"
    heading_hint = "As it is on your passport, driving licence or teaching record."
    first_name = one_line(
        "First names", "Enter your first names", limit=100, autocomplete="given-name", spellcheck="false"
    )
    last_name = one_line("Last name", "Enter your last name", limit=100, autocomplete="family-name", spellcheck="false")
    previous_names = paragraph(
        "Previous full names (optional)",
        limit=500,
        rows=3,
        help_text="If your teaching record may be under another name, such as a name before marriage. One on each line.",
    )

    def clean_first_name(self) -> str:
        """Spaces squeezed."""
        return a_name(self.cleaned_data["first_name"], "Your first names")

    def clean_last_name(self) -> str:
        """Spaces squeezed."""
        return a_name(self.cleaned_data["last_name"], "Your last name")

    def clean_previous_names(self) -> list[str]:
        """One a line, spaces squeezed, blanks dropped."""
        lines = self.cleaned_data["previous_names"].splitlines()
        names = [a_name(line, "Each previous name") for line in lines if line.strip()]
        if any(len(name) > 200 for name in names):
            raise forms.ValidationError(
                "Each previous name must be 200 characters or fewer. Put each on a line of its own"
            )
        return names

    @classmethod
    def initial_from(cls, answers: Answers) -> dict[str, Any]:
        return super().initial_from(answers) | {"previous_names": "\n".join(answers.previous_names)}

    def summary_label(self, name: str) -> str:
        return "Previous names" if name == "previous_names" else super().summary_label(name)


class DateOfBirthForm(JourneyForm):
    """The date of birth."""

    heading = "What is your date of birth?"
    heading_hint = "For example, 27 3 1984."
    date_of_birth = PartedDateField(
        label="Date of birth", autocomplete="bday", error_messages={"required": "Enter your date of birth"}
    )

    def clean_date_of_birth(self) -> date:
        """In the past, and of a grown person: the teaching record takes birth dates from 1940 on."""
        born: date = self.cleaned_data["date_of_birth"]
        today = self.situation.today
        if born >= today:
            raise forms.ValidationError("Your date of birth must be in the past")
        if born.year < 1940:
            raise forms.ValidationError("Your date of birth must be in 1940 or later", code="year")
        if born.year > today.year - 16:
            raise forms.ValidationError("You must be at least 16 years old. Check the year of birth", code="year")
        return born

    @classmethod
    def initial_from(cls, answers: Answers) -> dict[str, Any]:
        return {"date_of_birth": answers.date_of_birth}

    def in_words(self, name: str, value: Any) -> str:
        return short_date(date.fromisoformat(value))


class NationalInsuranceForm(JourneyForm):
    """The National Insurance number: used for the check that follows at once, never kept."""

    heading = "What is your National Insurance number? (optional)"
    heading_hint = "It helps us find your teaching record if another detail differs. We use it once, for this check, and do not keep it."
    submit_label = "Check my details"
    not_kept = ("national_insurance_number",)
    may_be_kept_early = False
    national_insurance_number = one_line(
        "National Insurance number",
        limit=30,
        help_text="It is on your payslip, P60 or letters about tax, pension or benefits. For example, QQ 12 34 56 C.",
        autocomplete="off",
        spellcheck="false",
        **{"class": "govuk-input--width-10"},
    )

    def clean_national_insurance_number(self) -> str:
        """Upper case without spaces, or "" for none."""
        typed = self.cleaned_data["national_insurance_number"].strip()
        if not typed:
            return ""
        parsed = parse_national_insurance(typed)
        if not parsed.is_valid:
            raise forms.ValidationError(f"{parsed.message}, or leave it empty")
        return parsed.number

    @classmethod
    def is_answered(cls, situation: Any) -> bool:
        return situation.answers.text("checked") == situation.answers.claim_fingerprint

    @classmethod
    def summary(cls, situation: Any) -> list[tuple[str, str]]:
        return []
