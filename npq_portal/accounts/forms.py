"""Forms of signing in and of one's own account."""

import re
from typing import Any

from django import forms

from npq_portal.accounts import codes
from npq_portal.forms import PortalForm

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
