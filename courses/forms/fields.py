"""The fields that the forms of courses share."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator


def radios(label: str, choices: Sequence[tuple[str, Any]], required: str, *, help_text: str = "") -> forms.ChoiceField:
    """Radio buttons; `required` is said when nothing is chosen, or something that is not offered."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        help_text=help_text,
        widget=forms.RadioSelect,
        error_messages={"required": required, "invalid_choice": required},
    )


def paragraph(
    label: str, required: str = "", *, limit: int = 300, rows: int = 4, help_text: str = ""
) -> forms.CharField:
    """A longer text with a count of what is left; "" for `required` makes it optional. Too long is said, never cut."""
    return forms.CharField(
        label=label,
        required=bool(required),
        validators=[MaxLengthValidator(limit, f"{label} must be {limit:,} characters or fewer")],
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows, "data-maxlength": str(limit)}),
        error_messages={"required": required},
    )


def whole(label: str, *, least: int, most: int, required: bool = True, help_text: str = "") -> forms.IntegerField:
    """A whole number from `least` to `most`, typed into a narrow box."""
    words = f"{label.removesuffix(' (optional)')} must be a whole number from {least:,} to {most:,}"
    return forms.IntegerField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
        validators=[MinValueValidator(least, words), MaxValueValidator(most, words)],
        error_messages={"invalid": words},
    )
