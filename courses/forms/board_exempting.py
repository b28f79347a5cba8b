"""What a hub admin says when they exempt somebody from parts of their course, and when they end it."""

from collections.abc import Mapping
from typing import Any

from django import forms

from courses.forms.fields import paragraph
from npq_portal.forms import PortalForm

_GONE = "One of the parts you chose cannot be chosen any more. Look at the list again"


class ExemptForm(PortalForm):
    """Which parts, and why. `parts`: by the component's id its title and a line about it."""

    heading = "Exempt from a part of the course"
    heading_hint = (
        "A part they are exempt from leaves their sum. The next page shows what that does; nothing is done before that."
    )

    components = forms.MultipleChoiceField(
        label="Which parts do they not need?",
        help_text="Choose all that apply.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the parts they do not need", "invalid_choice": _GONE},
    )
    reason = paragraph(
        "Why do they not need it?",
        "Enter why they do not need it",
        help_text="The participant sees this on their page. For example: you joined in January and led this at your school.",
    )

    def __init__(self, *args: Any, parts: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["components"].choices = [(pk, title) for pk, (title, _) in parts.items()]
        self.option_hints = {"components": {pk: about for pk, (_, about) in parts.items()}}


class EndExemptionForm(PortalForm):
    """Why it ends."""

    submit_label = "End the exemption"
    submit_warning = True

    reason = paragraph(
        "Why does the exemption end?",
        "Enter why the exemption ends",
        help_text="It stays in the history of their record.",
    )
