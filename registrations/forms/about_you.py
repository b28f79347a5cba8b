"""Why this NPQ, who backs it and what the person needs; then consent."""

from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator

from registrations.choices import Experience, Payer, YesNo
from registrations.forms.base import JourneyForm, a_name, one_line, paragraph, radios, yes_or_no
from registrations.journey.answers import Answers


class PayerForm(JourneyForm):
    """Who pays, when the DfE does not."""

    heading = "Who will pay for your NPQ?"
    payer = radios("Who pays", Payer.choices, "Choose who will pay for your NPQ")

    def build(self) -> None:
        if not self.situation.may_be_paid_by_trust:
            self.fields["payer"].choices = [choice for choice in Payer.choices if choice[0] != Payer.TRUST]

    @classmethod
    def is_answered(cls, situation: Any) -> bool:
        payer = situation.answers.text("payer")
        return payer in Payer.values and (payer != Payer.TRUST or situation.may_be_paid_by_trust)


class RoleForm(JourneyForm):
    """The job, and how long in education."""

    heading = "What is your role?"
    heading_hint = "We look at your role and experience to see that the course suits you. You do not need qualified teacher status (QTS)."
    job_title = one_line(
        "Your role",
        "Enter your role",
        limit=120,
        help_text="For example, head of year or teaching assistant.",
        autocomplete="organization-title",
    )
    experience = radios(
        "How long have you worked in education?", Experience.choices, "Choose how long you have worked in education"
    )


class WhyForm(JourneyForm):
    """Why this NPQ."""

    heading = "Why do you want to do this NPQ?"
    why = paragraph(
        "Why this NPQ",
        "Enter why you want to do this NPQ",
        limit=1500,
        rows=8,
        help_text="In a few sentences: what you hope to learn, and how you will use it where you work.",
    )


class LeaderForm(JourneyForm):
    """The school leader who backs the application."""

    heading = "Which school leader backs your application?"
    heading_hint = (
        "Usually your headteacher. If you are the headteacher, give your chair of governors or trust leader; if you work for "
        "yourself, somebody who knows your work. We send them a link to confirm; they need no account."
    )
    leader_name = one_line(
        "Their name", "Enter the name of the school leader who backs your application", limit=200, autocomplete="off"
    )
    leader_email = forms.EmailField(
        label="Their email address",
        validators=[MaxLengthValidator(254, "Their email address must be 254 characters or fewer")],
        help_text="A work address, so that the link reaches them.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter their email address",
            "invalid": "Enter their email address in the correct format, like name@example.com",
        },
    )

    def summary_label(self, name: str) -> str:
        return {"leader_name": "School leader", "leader_email": "School leader’s email address"}[name]

    def clean_leader_name(self) -> str:
        """A name and nothing else: it is printed in a message to somebody who did not ask for one."""
        return a_name(self.cleaned_data["leader_name"], "Their name")

    def clean_leader_email(self) -> str:
        """Somebody else's address."""
        email = self.cleaned_data["leader_email"].lower()
        if email == self.situation.applicant_email.lower():
            raise forms.ValidationError("Enter the school leader's email address, not your own")
        return email


class AdjustmentsForm(JourneyForm):
    """What the person needs to take part. The words go to a table of their own, not among the answers."""

    heading = "Do you need any adjustments to take part?"
    heading_hint = (
        "For example, a hearing loop, step-free access, large print or extra time. Few of our staff can see this, "
        "and it plays no part in whether you are accepted."
    )
    conditional: ClassVar[dict[str, tuple[str, list[str]]]] = {"adjustments": (YesNo.YES, ["needs"])}
    not_kept = ("needs",)
    adjustments = yes_or_no("Adjustments", "Choose yes if you need any adjustments")
    needs = paragraph("What do you need?", "Enter what you need", limit=2000, rows=5)

    @classmethod
    def is_answered(cls, situation: Any) -> bool:
        return situation.answers.has("adjustments")

    @classmethod
    def initial_from(cls, answers: Answers) -> dict[str, Any]:
        return {"adjustments": answers.text("adjustments")}

    def build(self) -> None:
        self.initial.setdefault("needs", self.situation.adjustment_needs)

    @classmethod
    def summary(cls, situation: Any) -> list[tuple[str, str]]:
        wanted = situation.answers.is_yes("adjustments")
        return [("Adjustments", "Yes: kept apart and seen by few" if wanted else "None")]


class ConsentForm(JourneyForm):
    """Agreement to share what the course needs shared."""

    heading = "Sharing your information"
    consent = forms.BooleanField(
        label="I agree that my information is shared with the lead provider and the Department for Education",
        error_messages={"required": "Tick the box to agree. We cannot register you for an NPQ without it"},
    )

    @classmethod
    def is_answered(cls, situation: Any) -> bool:
        return situation.answers.raw.get("consent") is True

    def in_words(self, name: str, value: Any) -> str:
        return "Agreed" if value is True else str(value)

    def summary_label(self, name: str) -> str:
        return self.heading
