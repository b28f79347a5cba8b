"""Checking a statement of completion: the name that is printed on it."""

from django import forms

from npq_portal.forms import PortalForm


class NameForm(PortalForm):
    """What somebody who holds the paper reads on it."""

    submit_label = "Check the name"
    name = forms.CharField(
        label="Name on the statement",
        max_length=200,
        help_text="As it is printed. We say whether it is right; we never show it.",
        error_messages={
            "required": "Enter the name on the statement",
            "max_length": "That is longer than any name we hold",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
