"""The editor's form, as it is sent without a script: an answer a question, and what the page knew."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError

from assessments.models import CaseQuestion
from assessments.rules.draft_sending import read_number, read_uuid
from assessments.rules.drafts import DraftRefusedError, clean, read_answers
from npq_portal.forms import PortalForm

_PREFIX = "answer-"


class AnswerField(forms.CharField):
    """Text of any length, kept as it is typed but for what is no text."""

    def to_python(self, value: Any) -> str:
        """Cleaned before it is looked at, so that no character can keep an answer from being saved."""
        return clean(value or "")


class DraftForm(PortalForm):
    """One field a question, named after it. After it is valid: `answers`, `based_on`, `page`."""

    submit_label = ""  # the page draws two

    def __init__(
        self, data: Any = None, *, questions: Sequence[CaseQuestion], answers: dict[str, str] | None = None
    ) -> None:
        self._questions = questions
        initial = {f"{_PREFIX}{name}": text for name, text in (answers or {}).items()}
        super().__init__(data, initial=initial)
        for number, question in enumerate(questions, 1):
            self.fields[f"{_PREFIX}{question.pk}"] = AnswerField(
                label=f"Question {number}: {question.text}",
                required=False,
                strip=False,
                widget=forms.Textarea(attrs={"rows": 14, "data-answer": question.pk, "autocomplete": "off"}),
            )
        self.answers: dict[str, str] = {}

    def clean(self) -> dict[str, Any]:
        """All answers together: what is too long, or of another case, is refused and stays in the form."""
        cleaned = super().clean()
        sent = {name.removeprefix(_PREFIX): text for name, text in self.data.items() if name.startswith(_PREFIX)}
        try:
            self.answers = read_answers(sent, questions=[str(question.pk) for question in self._questions])
        except DraftRefusedError as error:
            raise ValidationError(str(error)) from None
        return cleaned

    @property
    def based_on(self) -> int:
        """The version the page was drawn with."""
        return read_number(self.data.get("based_on", ""))

    @property
    def page(self) -> UUID:
        """The number the page gave itself, so that a second press saves nothing twice."""
        return read_uuid(self.data.get("page", ""))


def new_page() -> str:
    """A number for a page that is drawn now."""
    return str(uuid4())
