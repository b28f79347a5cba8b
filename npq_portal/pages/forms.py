"""What the hub asks to see of reminders to come."""

from datetime import date, timedelta
from typing import Any, Final

from django import forms

from npq_portal.forms import PartedDateField, PortalForm

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
