"""What is done about somebody at risk: a note, another owner, an end; and the list's filters."""

from typing import Any

from django import forms

from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import User
from npq_portal.forms import PortalForm

_WHOSE = [("", "All that are open"), ("mine", "Mine"), ("nobody", "Nobody’s"), ("closed", "Closed")]
_SORT = [("", "Most urgent"), ("oldest", "Longest on the list"), ("name", "Name")]


class AtRiskFilterForm(PortalForm):
    """Which entries are listed, everything in the address."""

    submit_label = ""
    show = forms.ChoiceField(label="Show", choices=_WHOSE, required=False)
    cohort = forms.ChoiceField(label="Cohort", required=False)
    order = forms.ChoiceField(label="First", choices=_SORT, required=False)

    def __init__(self, *args: Any, cohorts: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].choices = [("", "All"), *((str(pk), name) for pk, name in cohorts)]


class TakeForm(PortalForm):
    """Make it mine."""

    submit_label = "Take this on"


class NoteForm(PortalForm):
    """What was done."""

    submit_label = "Save the note"
    required_messages = {"text": "Enter the note"}

    text = forms.CharField(
        label="Add a note",
        max_length=2000,
        help_text="What you did, and what you agreed. The participant does not see it.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": "The note must be 2,000 characters or fewer"},
    )


class GiveForm(PortalForm):
    """Another owner."""

    submit_label = "Give it to them"
    required_messages = {"owner": "Choose who takes it on"}

    owner = forms.ModelChoiceField(label="Give it to", queryset=User.objects.none(), empty_label="Choose somebody")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        admins = User.objects.filter(
            is_active=True, role_grants__role=RoleName.HUB_ADMIN, role_grants__revoked_at__isnull=True
        )
        self.fields["owner"].queryset = admins.distinct().order_by("name", "email")


class CloseForm(PortalForm):
    """How it ended."""

    submit_label = "Close this entry"
    required_messages = {"outcome": "Enter how it ended"}

    outcome = forms.CharField(
        label="Close it: how did it end?",
        max_length=300,
        help_text="It stays closed until something changes for the worse.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "How it ended must be 300 characters or fewer"},
    )
