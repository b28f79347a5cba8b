"""What the board fills in: its note with a release, and the reason of a correction."""

from typing import Any

from assessments.choices import OutcomeResult
from courses.forms.fields import paragraph, radios
from npq_portal.forms import PortalForm


class ReleaseForm(PortalForm):
    """The button draws itself on the page, with the number of people."""

    submit_label = ""
    note = paragraph(
        "Note of the board (optional)", help_text="Who sat on it, and anything it minuted. Participants do not see it."
    )


class CorrectForm(PortalForm):
    """Another result, and why."""

    heading = "Correct the result"
    submit_label = "Correct it and write to them"
    submit_warning = True
    result = radios("What is the right result?", OutcomeResult.choices, "Choose the right result")
    reason = paragraph(
        "Why is it corrected?",
        "Enter why it is corrected",
        help_text="They read it in the email and on their page. Do not name anybody else.",
    )

    def __init__(self, *args: Any, now: str, may_be_void: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hidden = {now} if may_be_void else {now, str(OutcomeResult.VOIDED)}
        self.fields["result"].choices = [
            (value, words) for value, words in OutcomeResult.choices if value not in hidden
        ]
