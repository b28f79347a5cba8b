"""Catching up: what a participant sends, and what is decided about it."""

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from courses.forms.fields import paragraph, radios
from npq_portal.forms import PortalForm
from npq_portal.forms.dates import PartedDateField

#: As long as anybody writes; a reflection is a page or two.
LONGEST = 10_000


class SendForm(PortalForm):
    """What the programme asks for."""

    submit_label = "Send to your facilitator"
    text = paragraph(
        "What you did to catch up",
        "Write what you did to catch up",
        limit=LONGEST,
        rows=14,
        help_text="Your facilitator reads it as you write it.",
    )


class DecideForm(PortalForm):
    """Approve, or return with a comment."""

    submit_label = "Save your decision"
    decision = radios(
        "Your decision",
        [("approve", "Approve: it gives the credit"), ("return", "Return: something is missing")],
        "Choose whether you approve or return it",
    )
    praise = paragraph("Comment (optional)", limit=2000, rows=3, help_text="They read it with the decision.")
    missing = paragraph(
        "What is missing?",
        "Say what is missing",
        limit=2000,
        rows=5,
        help_text="They read it and can send it again. They get a week at least.",
    )
    conditional: ClassVar[dict[str, Any]] = {"decision": [("approve", ["praise"]), ("return", ["missing"])]}


class MoreTimeForm(PortalForm):
    """A later last day."""

    submit_label = "Give more time"
    until = PartedDateField(
        label="New last day",
        help_text="For example, 8 12 2026. They can send it until the end of that day.",
        error_messages={"required": "Enter the new last day"},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_until(self) -> date:
        """Today or later."""
        day: date = self.cleaned_data["until"]
        if day < self._today:
            raise ValidationError("The new last day must be today or later")
        return day


class OfferForm(PortalForm):
    """Let somebody catch up where no register speaks of an absence."""

    submit_label = "Offer this"
    component = radios("What may they catch up on?", (), "Choose what they may catch up on")
    reason = paragraph(
        "Why?", "Enter why", help_text="They read it with the offer. For example: this was held before you joined."
    )

    def __init__(self, *args: Any, components: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["component"].choices = components
