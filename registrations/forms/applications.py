"""Forms about an application that was submitted."""

from typing import ClassVar

from npq_portal.forms import PortalForm
from registrations.forms.base import paragraph, radios


class GiveMoreForm(PortalForm):
    """The answer to what the hub asked."""

    submit_label = "Send your answer"
    answer = paragraph("Your answer", "Enter your answer", limit=3000, rows=8)


class WithdrawForm(PortalForm):
    """Taking an application back."""

    submit_label = "Withdraw application"
    submit_warning = True
    reason = paragraph("Why are you withdrawing? (optional)", limit=500, rows=3)


class BackingForm(PortalForm):
    """The school leader's answer."""

    heading = "Do you back this application?"
    submit_label = "Send your answer"
    option_hints: ClassVar[dict[str, dict[str, str]]] = {
        "answer": {
            "confirm": "You support their taking part, and will give them the time the course needs",
            "decline": "The hub will talk to the person who applied",
        }
    }
    answer = radios(
        "Your answer",
        (("confirm", "Yes, I back it"), ("decline", "No, I do not")),
        "Choose whether you back this application",
    )
    comment = paragraph(
        "Anything you would like the hub to know (optional)", limit=1000, rows=4, help_text="Only the hub sees this."
    )
