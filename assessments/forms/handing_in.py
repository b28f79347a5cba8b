"""Forms of handing in: the declaration, taking back, the wish for closing, and a file."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import uuid4

from django import forms

from assessments.rules.submitting import Declaration
from courses.forms.fields import paragraph, radios
from npq_portal.forms import PortalForm

_LONGEST = 2_000


class DeclarationForm(PortalForm):
    """What is declared with a case study. `as_declaration()` after it is valid."""

    submit_label = "Submit your case study"
    statements = forms.MultipleChoiceField(
        label="Your declaration",
        help_text="Tick each statement that is true. All must be ticked.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick each statement of the declaration"},
    )
    used_ai = radios(
        "Did you use artificial intelligence (AI) for any part of this?",
        [("no", "No"), ("yes", "Yes")],
        "Say whether you used artificial intelligence (AI)",
    )
    ai_use = paragraph(
        "Which AI, and what for?",
        "Say which AI you used, and what for",
        limit=_LONGEST,
        rows=4,
        help_text="For example: a spelling checker, or a chatbot to find reading. Say it all: it is kept with your case study.",
    )
    sources = paragraph(
        "Sources your text does not name (optional)",
        limit=_LONGEST,
        rows=3,
        help_text="Books, articles, websites or people you used. Leave it empty if your text names them all.",
    )
    conditional: ClassVar[dict[str, Any]] = {"used_ai": ("yes", ["ai_use"])}

    def __init__(self, *args: Any, statements: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._statements = tuple(statements)
        self.fields["statements"].choices = [(str(n), words) for n, words in enumerate(statements)]

    def clean_statements(self) -> list[str]:
        """All or nothing."""
        ticked: list[str] = self.cleaned_data["statements"]
        if len(ticked) < len(self._statements):
            raise forms.ValidationError("Tick each statement of the declaration")
        return ticked

    def as_declaration(self) -> Declaration:
        """What was declared, in the words that were on the page."""
        cleaned = self.cleaned_data
        return Declaration(
            self._statements, cleaned["used_ai"] == "yes", cleaned["ai_use"] or "", cleaned["sources"] or ""
        )


class SubmitForm(DeclarationForm):
    """The declaration, and which version or file it is about: what stood on the page when it was opened."""

    what = forms.ChoiceField(
        label="What do you want to submit?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you want to submit"},
    )
    field_order: ClassVar[list[str]] = ["what", "statements", "used_ai", "ai_use", "sources"]

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = choices
        if len(choices) == 1:
            self.fields["what"].widget = forms.HiddenInput()
            self.fields["what"].initial = choices[0][0]


class WishForm(DeclarationForm):
    """If I have not submitted by then, submit my last saved draft."""

    submit_label = "Ask for this"


class UploadForm(PortalForm):
    """The file. What is wrong with it is said by what opens it."""

    submit_label = "Send this file"
    required_messages: ClassVar[dict[str, str]] = {"file": "Choose a file first"}
    client_uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    file = forms.FileField(
        label="Your case study as a file",
        help_text="A Word document (.docx) or a PDF, 5 MB at most, without a password.",
        allow_empty_file=True,
        max_length=None,
        widget=forms.FileInput(attrs={"accept": ".docx,.pdf"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client_uuid"].initial = uuid4
