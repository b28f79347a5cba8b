"""Checking a receipt, and a file or a text against it."""

from typing import Any

from django import forms

from assessments.documents.kinds import MOST_BYTES
from assessments.rules.receipts import LONGEST
from courses.forms.fields import paragraph
from npq_portal.forms import PortalForm

#: Characters; five times the longest case study.
_LONGEST_TEXT = 200_000


class CheckForm(PortalForm):
    """The receipt; and, where somebody has it, what it was given for."""

    submit_label = "Check"
    receipt = paragraph(
        "The receipt",
        "Paste the receipt",
        limit=LONGEST,
        rows=8,
        help_text=(
            "Paste all the text of the PDF or the page, the JSON, or the email. "
            "The reference together with the signature or the SHA-256 is enough."
        ),
    )
    file = forms.FileField(
        label="A file to check against it (optional)",
        help_text="The sealed text or file as it was downloaded, 5 MB at most. We compare it and do not keep it.",
        required=False,
        allow_empty_file=True,
    )
    text = forms.CharField(
        label="Or a text to check against it (optional)",
        help_text="All of the sealed text, from “Case study:” to its end.",
        required=False,
        strip=False,
        max_length=_LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": "The text is far longer than any case study"},
    )

    def clean_file(self) -> Any:
        """No larger than anything we seal."""
        file = self.cleaned_data["file"]
        if file and file.size > 2 * MOST_BYTES:
            raise forms.ValidationError("The file is larger than anything we seal, so it is not what was sealed")
        return file
