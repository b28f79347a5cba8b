"""What somebody sends to support a request: words and a file, told by its content; and asking itself."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from assessments import scanning
from assessments.actions.adjustments import MOST_HOURS as MOST_ADJUSTED
from assessments.actions.extensions import MOST_HOURS, Support
from assessments.choices import ExtensionKind, ExtensionReason
from assessments.rules.uploads import INFECTED
from courses.forms.fields import paragraph, radios, whole
from npq_portal.forms import PartedDateField, PortalForm

LARGEST = 5 * 1024 * 1024
#: The first bytes of each kind of file that is taken, and what a browser is told of it.
KINDS: Mapping[bytes, str] = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}


def content_type(content: bytes) -> str:
    """What a file is by its content; "" for what we do not take."""
    return next((kind for start, kind in KINDS.items() if bytes(content).startswith(start)), "")


class EvidenceField(forms.FileField):
    """A PDF or a picture of up to 5 MB, clean where the hub has a virus scanner."""

    def __init__(self) -> None:
        super().__init__(
            label="A file (optional)",
            required=False,
            max_length=150,
            help_text="A PDF or a photo (JPEG or PNG) of up to 5 MB.",
            widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
            error_messages={
                "empty": "The file is empty",
                "max_length": "The file’s name must be 150 characters or fewer",
            },
        )

    def clean(self, data: Any, initial: Any = None) -> UploadedFile | None:
        """Raises ValidationError for other files and for larger ones."""
        file = super().clean(data, initial)
        if not file:
            return None
        if file.size > LARGEST:
            raise ValidationError("The file must be 5 MB or smaller")
        start = file.read(max(map(len, KINDS)))
        file.seek(0)
        if not content_type(start):
            raise ValidationError("The file must be a PDF, a JPEG or a PNG")
        _scan(file)
        return file


def _scan(file: UploadedFile) -> None:
    try:
        scanning.scan(file.read())
    except scanning.InfectedError as error:
        raise ValidationError(INFECTED) from error
    except scanning.ScannerAwayError as error:
        raise ValidationError(_SCANNER_AWAY) from error
    file.seek(0)


_SCANNER_AWAY = (
    "We could not scan the file for viruses just now. Send this without the file, or try again in a few minutes"
)


class SupportForm(PortalForm):
    """A form with evidence; `support` is what was sent."""

    @property
    def support(self) -> Support:
        """The words and the file."""
        file = self.cleaned_data["file"]
        if file is None:
            return Support(text=self.cleaned_data["text"])
        return Support(text=self.cleaned_data["text"], file_name=file.name, content=file.read())


_PRIVATE = (
    "Only the people at the hub who decide about this can read it. Those who mark your case study never see it, or that you"
    " asked. We delete it a year after the decision."
)


class AskForm(SupportForm):
    """A participant asks for more time, or for the next window."""

    submit_label = "Send your request"
    conditional: ClassVar = {"kind": (ExtensionKind.MORE_TIME.value, ["hours"])}
    required_messages: ClassVar = {"hours": "Enter how many more hours you need"}

    kind = radios("What do you need?", ExtensionKind.choices, "Choose what you need")
    hours = whole("How many more hours", least=1, most=MOST_HOURS, help_text="24 is a day, 48 two days")
    reason = radios("Why?", ExtensionReason.choices, "Choose why")
    text = paragraph("Tell us more (optional)", limit=2000, rows=6, help_text=_PRIVATE)
    file = EvidenceField()


class AdjustmentForm(SupportForm):
    """The hub gives somebody more time in every window."""

    submit_label = "Give it"
    required_messages: ClassVar = {"hours": "Enter how many more hours they have in every window"}

    hours = whole("More hours in every window", least=1, most=MOST_ADJUSTED, help_text="48 is a quarter of eight days")
    reason = radios("Reason", ExtensionReason.choices, "Choose the reason")
    expires_on = PartedDateField(
        label="Last day on which a window may open with it (optional)",
        required=False,
        help_text="Leave empty if it holds until you end it",
    )
    text = paragraph(
        "What it rests on (optional)",
        limit=2000,
        help_text="Only people with the permission to see evidence can read it, never a marker. It is deleted a year after"
        " the adjustment has ended.",
    )
    file = EvidenceField()
