"""What the hub asks to see of reminders to come, and how it words messages."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, ClassVar, Final

from django import forms

from npq_portal.forms import PartedDateField, PortalForm
from npq_portal.notifications.examples import Placeholder
from npq_portal.notifications.rules.hub_words import LONGEST_TEXT, faults
from npq_portal.notifications.rules.wording import Wording

#: Enough for a cohort's year; a span without an end would be asked of every row there is.
LONGEST: Final = timedelta(days=366)
_SHOWN = [("", "All"), ("go", "Those that are sent"), ("stay", "Those that are not")]


class RehearsalForm(PortalForm):
    """A span of days to come, a cohort, and which of its reminders; everything in the address."""

    submit_label = ""
    first_day = PartedDateField(label="From", required=False)
    last_day = PartedDateField(label="Up to", required=False)
    cohort = forms.ChoiceField(label="Cohort", required=False)
    show = forms.ChoiceField(label="Show", choices=_SHOWN, required=False)

    def __init__(self, *args: Any, cohorts: list[tuple[int, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["cohort"].choices = [("", "All"), *((str(pk), name) for pk, name in cohorts)]

    def clean(self) -> dict[str, Any]:
        """Two weeks from today where nothing is said. Raises ValidationError for a span that is over, reversed or too long."""
        said = super().clean() or self.cleaned_data
        if self.errors:
            return said
        first = said["first_day"] or self._today
        last = said["last_day"] or max(first, self._today) + timedelta(days=13)
        if last < first:
            self.add_error("last_day", "The last day must not be before the first")
        elif last < self._today:
            self.add_error("last_day", "The last day must be today or later: what was sent is in the administration")
        elif last - first > LONGEST:
            self.add_error("last_day", f"Choose {LONGEST.days} days at most")
        return said | {"first_day": first, "last_day": last}


class WordsForm(PortalForm):
    """How a kind of message is put. `began_from` is the version that its writer began from."""

    submit_label = ""  # the page has two buttons
    required_messages: ClassVar = {"subject": "Enter the subject", "text": "Enter the text"}
    subject = forms.CharField(label="Subject")
    text = forms.CharField(
        label="Text",
        help_text=(
            "An empty line begins a paragraph. “- ” at the beginning of a line makes a list, “1. ” before a placeholder that is a list "
            "a numbered one, “> ” a quotation. A link in a line of its own becomes a button; the line before it, ending with a colon, "
            "is what the button says. A line of dashes makes the line before it a heading. Lines that are all “Label: ” and a placeholder "
            "become a table."
        ),
        widget=forms.Textarea(attrs={"rows": 20, "data-maxlength": LONGEST_TEXT}),
    )
    began_from = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, known: Mapping[str, Placeholder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = known

    @property
    def words(self) -> Wording:
        """What was typed."""
        return Wording(self.cleaned_data["subject"], self.cleaned_data["text"])

    def clean_text(self) -> str:
        """Lines end as they do in the portal's own words, without blanks and tabs that nobody sees."""
        return "\n".join(line.expandtabs(1).rstrip() for line in self.cleaned_data["text"].splitlines())

    def clean(self) -> dict[str, Any]:
        """Every fault beside its field."""
        said = super().clean() or self.cleaned_data
        if self.errors:
            return said
        found = faults(self.words, self._known)
        for field, name in (("subject", "subject"), ("body", "text")):
            for sentence in found.get(field, []):
                self.add_error(name, sentence)
        return said
