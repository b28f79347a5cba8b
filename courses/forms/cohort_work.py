"""What a hub admin fills in to write to a cohort, and to import enrolments."""

from django import forms

from courses.forms.fields import paragraph
from courses.importers import tables
from npq_portal.forms import PortalForm

LONGEST_MESSAGE = 5000


class MessageForm(PortalForm):
    """A subject and a plain text."""

    heading = "Message the cohort"
    submit_label = "See it first"
    subject = forms.CharField(
        label="Subject",
        max_length=120,
        error_messages={
            "required": "Enter a subject",
            "max_length": "The subject must be 120 characters or fewer",
        },
    )
    text = paragraph(
        "Message",
        "Enter the message",
        limit=LONGEST_MESSAGE,
        rows=12,
        help_text="Plain text. A blank line begins a new paragraph. The portal puts a greeting with their name before it, and a link to their course behind; you see all of it before it goes.",
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    def clean_subject(self) -> str:
        """One line: an email's subject has no second."""
        return " ".join(self.cleaned_data["subject"].split())


class EnrolmentsForm(PortalForm):
    """A CSV file of enrolments."""

    heading = "Import enrolments from a CSV file"
    submit_label = "See what is in it"
    file = forms.FileField(
        label="CSV file", error_messages={"required": "Choose a CSV file", "empty": "The file is empty"}
    )

    def clean_file(self) -> bytes:
        """Its bytes; one that is too big is not read."""
        file = self.cleaned_data["file"]
        if file.size > tables.MOST_BYTES:
            raise forms.ValidationError("The file is bigger than 1 MB. Split it into smaller files", code="too_big")
        return bytes(file.read())
