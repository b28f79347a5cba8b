"""Forms of signing in and of one's own account."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms

from npq_portal.accounts import codes
from npq_portal.accounts.reminder_choices import ABOUT
from npq_portal.forms import PortalForm
from npq_portal.notifications.choices import NotificationKind
from npq_portal.templatetags.dates import long_date

_EMAIL_MISSING = "Enter your email address"
_EMAIL_WRONG = "Enter an email address in the right form, like name@school.org.uk"


def _email_field(label: str, hint: str = "") -> forms.EmailField:
    return forms.EmailField(
        label=label,
        help_text=hint,
        max_length=254,
        error_messages={"required": _EMAIL_MISSING, "invalid": _EMAIL_WRONG, "max_length": _EMAIL_WRONG},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}),
    )


class EmailForm(PortalForm):
    """The one question of signing in; cleans the address to lower case."""

    heading = "What is your email address?"
    heading_hint = "We will email you a code to sign in with. You do not need a password."
    email = _email_field("Email address")

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class NewEmailForm(EmailForm):
    """A new address for an account."""

    heading = "What is your new email address?"
    heading_hint = "We will email a code to the new address, to make sure that it reaches you."


class CodeForm(PortalForm):
    """The code from the email; cleans to eight digits. Whether it is the right one is not this form's to say."""

    heading = "Enter the code we emailed you"
    code = forms.CharField(
        label="Code",
        help_text="It is 8 digits, like 1234 5678.",
        max_length=40,
        error_messages={"required": "Enter the code from the email", "max_length": "Your code must be 8 digits"},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
                "class": "govuk-input--width-10",
            }
        ),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heading_hint = f"We have sent it to {email}. It works for {codes.minutes()} minutes."

    def clean_code(self) -> str:
        """Something that cannot be a code is not counted as an attempt."""
        typed = codes.normal(self.cleaned_data["code"])
        if not re.fullmatch(rf"[0-9]{{{codes.LENGTH}}}", typed):
            raise forms.ValidationError("Your code must be 8 digits, like 1234 5678")
        return typed


class RemindersForm(PortalForm):
    """Which of `kinds` somebody wants; `off` says since when some are off. None ticked is an answer too."""

    heading = "Which reminders you get"
    heading_hint = "Untick what you do not want by email."
    submit_label = "Save"
    wanted = forms.MultipleChoiceField(label="Reminders by email", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, *args: Any, kinds: Sequence[NotificationKind], off: Mapping[str, datetime], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"].choices = [(kind.value, kind.label) for kind in kinds]
        self.fields["wanted"].initial = [kind.value for kind in kinds if kind not in off]
        self.option_hints = {"wanted": {kind.value: _about(kind, off.get(kind)) for kind in kinds}}


def _about(kind: NotificationKind, since: datetime | None) -> str:
    return f"{ABOUT[kind].words} Off since {long_date(since)}." if since else ABOUT[kind].words
