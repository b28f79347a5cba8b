"""Saying that a part of the course done on one's own is done."""

from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.core.validators import MaxLengthValidator

from courses.choices import StudyEvidence
from courses.models import Component
from npq_portal.forms import PortalForm

MOST_WORDS = 10_000


class StudyForm(PortalForm):
    """Asks for what the component asks: a tick, a short reflection, or the minutes it took. `client_uuid` makes sending
    the page twice harmless."""

    submit_label = "Save"
    client_uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    done = forms.BooleanField(
        label="I have done this", error_messages={"required": "Tick the box if you have done this"}
    )
    reflection = forms.CharField(
        label="What you take away from it",
        help_text="A few sentences. The people who run your course can read it.",
        widget=forms.Textarea(attrs={"rows": 8}),
        validators=[
            MaxLengthValidator(MOST_WORDS, message=f"Your reflection must be {MOST_WORDS:,} characters or fewer")
        ],
    )
    minutes = forms.IntegerField(
        label="Minutes you worked on it so far",
        min_value=1,
        max_value=10_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
        error_messages={
            "invalid": "Minutes must be a whole number, like 45",
            "min_value": "Minutes must be 1 or more",
            "max_value": "Minutes must be 10,000 or fewer",
        },
    )
    required_messages: ClassVar[dict[str, str]] = {
        "reflection": "Write what you take away from it",
        "minutes": "Enter how many minutes you worked on it",
    }
    _ASKED: ClassVar[dict[str, str]] = {
        StudyEvidence.TICK: "done",
        StudyEvidence.REFLECTION: "reflection",
        StudyEvidence.MINUTES: "minutes",
    }

    def __init__(self, *args: Any, component: Component, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self._ASKED[component.evidence]
        for name in set(self._ASKED.values()) - {asked}:
            del self.fields[name]
        if asked == "minutes":
            self.fields[
                "minutes"
            ].help_text = f"It counts for up to {component.minutes:,} minutes. You can come back and change this until the last day."
        self.fields["client_uuid"].initial = uuid4
