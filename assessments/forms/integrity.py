"""What the hub writes about similar scripts and about a case of misconduct."""

from typing import Any

from assessments.rules.misconduct import TABLE, Move
from courses.forms.fields import paragraph
from npq_portal.forms import PortalForm

LONGEST = 4000


class LookedAtForm(PortalForm):
    """Somebody has looked at a pair."""

    submit_label = "Save: I have looked at it"
    note = paragraph(
        "What do you make of it?",
        "Say what you make of it",
        limit=LONGEST,
        help_text="For colleagues. For example: both quote the same guidance; nothing to do.",
    )


class RaiseForm(PortalForm):
    """What is suspected."""

    heading = "Raise a case of misconduct"
    heading_hint = "What is suspected, and why?"
    submit_label = "Raise the case"
    allegation = paragraph(
        "What is suspected, and why?",
        "Say what is suspected, and why",
        limit=LONGEST,
        rows=8,
        help_text="For colleagues. The participant is told when you begin to look into it.",
    )


class NoteForm(PortalForm):
    """A note in the history."""

    submit_label = "Add the note"
    text = paragraph("Note", "Write the note", limit=LONGEST, help_text="For colleagues. The participant is not told.")


class MoveForm(PortalForm):
    """A step, with its reason."""

    reason = paragraph("", "Enter the reason", limit=LONGEST, rows=6)

    def __init__(self, *args: Any, move: Move, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tells = TABLE[move].tells
        self.heading = str(move.label)
        self.submit_label = "Save and write to them" if tells else "Save"
        self.heading_hint = "What do you tell them, and why?" if tells else "Why?"
        self.fields["reason"].label = self.heading_hint
        self.fields["reason"].help_text = (
            "They read it in the email. Name nobody else." if tells else "For colleagues. The participant is not told."
        )
