"""What a hub admin says of a window: its days and case, why somebody is let in, how much time they are given."""

from collections.abc import Sequence
from datetime import time
from typing import Any, ClassVar

from django import forms

from assessments.actions.extensions import MOST_HOURS
from assessments.choices import ExtensionKind, ExtensionReason, WindowRule
from assessments.models import AssessmentPolicy, CaseStudy, Window
from assessments.rules.window import MOST_DAYS, Terms, fault
from courses.forms.fields import paragraph, radios, whole
from courses.forms.schedule import ClockTimeField
from npq_portal.forms import PartedDateField, PortalForm

_READ_BY_THEM = "The participant reads it."


class WindowForm(PortalForm):
    """The days and the case. The next page shows them in words; nothing is saved before that."""

    submit_label = "Continue"
    conditional: ClassVar = {"rule": (WindowRule.CALENDAR_DAYS.value, ["closing_time"])}
    required_messages: ClassVar = {
        "opens_on": "Enter the day it opens",
        "opening_time": "Enter the time it opens",
        "days": "Enter the number of days",
    }

    case_study = radios("Which case study?", (), "Choose a case study")
    opens_on = PartedDateField(label="Day it opens", help_text="For example, 3 2 2027")
    opening_time = ClockTimeField(label="Time it opens", help_text="00:00 is the beginning of that day (UK time)")
    days = whole("Number of days", least=1, most=MOST_DAYS)
    rule = radios("How are the days counted?", WindowRule.choices, "Choose how the days are counted")
    closing_time = ClockTimeField(
        label="Time it closes on the last day (optional)",
        required=False,
        help_text="Leave empty for the end of the last day. For example, 17:00 or 5pm (UK time)",
    )

    def __init__(self, *args: Any, cases: Sequence[CaseStudy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cases = {str(case.pk): case for case in cases}
        self.fields["case_study"].choices = [(pk, case.title) for pk, case in self._cases.items()]

    def clean(self) -> dict[str, Any]:
        """The days must make a window."""
        cleaned = super().clean()
        if not self.errors and (words := fault(self.terms)):
            self.add_error("closing_time" if cleaned.get("closing_time") else "days", words)
        return cleaned

    @property
    def terms(self) -> Terms:
        """What was typed, as the rules see it."""
        given = self.cleaned_data
        return Terms(
            rule=given["rule"],
            opens_on=given["opens_on"],
            days=given["days"],
            opening_time=given["opening_time"],
            closing_time=given["closing_time"],
        )

    @property
    def case(self) -> CaseStudy:
        """The case chosen."""
        return self._cases[str(self.cleaned_data["case_study"])]


def from_policy(policy: AssessmentPolicy) -> dict[str, Any]:
    """What stands in the form of a new window."""
    return {
        "rule": policy.window_rule,
        "days": policy.days,
        "opening_time": _clock(policy.opening_time),
        "closing_time": _clock(policy.closing_time),
    }


def from_window(window: Window) -> dict[str, Any]:
    """What stands in the form of a window to move."""
    return {
        "case_study": str(window.case_study_id),
        "opens_on": window.opens_on,
        "rule": window.rule,
        "days": window.days,
        "opening_time": _clock(window.opening_time),
        "closing_time": _clock(window.closing_time),
    }


def as_typed(terms: Terms, case: CaseStudy) -> list[tuple[str, object]]:
    """The answers as hidden fields, so that the check page can send them again."""
    return [
        ("case_study", case.pk),
        ("opens_on_day", terms.opens_on.day),
        ("opens_on_month", terms.opens_on.month),
        ("opens_on_year", terms.opens_on.year),
        ("opening_time", _clock(terms.opening_time)),
        ("days", terms.days),
        ("rule", str(terms.rule)),
        ("closing_time", _clock(terms.closing_time)),
    ]


def _clock(at: time | None) -> str:
    return f"{at:%H:%M}" if at is not None else ""


class WaiveForm(PortalForm):
    """Why somebody is let in without the engagement that is asked for."""

    submit_label = "Let them in"

    reason = paragraph(
        "Why are they let in without it?",
        "Enter why they are let in without it",
        help_text="It stays in the history of the window. The participant does not read it.",
    )


class CallOffForm(PortalForm):
    """Why a window does not take place. `seen` is the digest of the preview on the page."""

    submit_label = "Call the window off"
    submit_warning = True

    reason = paragraph("Why is it called off?", "Enter why it is called off", help_text="The participants read it.")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class GiveTimeForm(PortalForm):
    """More time, or the next window, for somebody who did not ask on the portal."""

    submit_label = "Give it"
    conditional: ClassVar = {"kind": (ExtensionKind.MORE_TIME.value, ["hours"])}

    kind = radios("What do you give them?", ExtensionKind.choices, "Choose what you give them")
    hours = whole("How many more hours", least=1, most=MOST_HOURS, help_text="24 is a day, 48 two days")
    reason = radios("Reason", ExtensionReason.choices, "Choose the reason")
    words = paragraph("What do you tell them?", "Enter what you tell them", help_text=_READ_BY_THEM)

    required_messages: ClassVar = {"hours": "Enter how many more hours"}


class DecideForm(PortalForm):
    """What becomes of a request, and why."""

    submit_label = "Decide"
    GRANT, REFUSE = "grant", "refuse"
    required_messages: ClassVar = {"hours": "Enter how many hours you give"}

    decision = radios("Decision", [(GRANT, "Grant it"), (REFUSE, "Do not grant it")], "Choose what you decide")
    hours = whole("Hours you give", least=1, most=MOST_HOURS, help_text="24 is a day, 48 two days")
    reason = paragraph("Why?", "Enter why", help_text=_READ_BY_THEM)

    def __init__(self, *args: Any, asks_for_time: bool, **kwargs: Any) -> None:
        self.conditional = {"decision": (self.GRANT, ["hours"])} if asks_for_time else {}
        if not asks_for_time:
            self.base_fields = {name: field for name, field in self.base_fields.items() if name != "hours"}
        super().__init__(*args, **kwargs)

    @property
    def is_granted(self) -> bool:
        """Whether it is."""
        return self.cleaned_data["decision"] == self.GRANT


class ConfirmForm(forms.Form):
    """The name of whoever confirms that people lose time; drawn by the page that shows for whom."""

    confirmed_as = forms.CharField(
        label="Your name, to confirm that they lose time",
        required=False,
        max_length=250,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false", "class": "govuk-input--width-20"}),
    )
