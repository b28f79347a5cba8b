"""When the portal was down."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator

from courses.forms.schedule import ClockTimeField
from courses.rules.schedule import moment
from npq_portal.forms import PartedDateField, PortalForm
from npq_portal.periods import Period


class OutageForm(PortalForm):
    """From when to when, and what happened."""

    heading = "Name an outage"
    heading_hint = "Nobody gets time back before you have seen for whom and how much."
    submit_label = "See who was affected"
    required_messages: ClassVar = {
        "starts_on": "Enter the day it began",
        "starts": "Enter the time it began",
        "ends_on": "Enter the day it ended",
        "ends": "Enter the time it ended",
    }

    starts_on = PartedDateField(label="Day it began")
    starts = ClockTimeField(label="Time it began")
    ends_on = PartedDateField(label="Day it ended")
    ends = ClockTimeField(label="Time it ended")
    what = forms.CharField(
        label="What happened",
        validators=[MaxLengthValidator(200, "What happened must be 200 characters or fewer")],
        help_text="Participants read it. For example: the portal could not be reached.",
    )

    def clean(self) -> dict[str, Any]:
        """It must end after it began."""
        cleaned = super().clean()
        if not self.errors and self._ends_at <= self._starts_at:
            self.add_error("ends", "The outage must end after it began")
        return cleaned

    @property
    def _starts_at(self) -> datetime:
        return moment(self.cleaned_data["starts_on"], self.cleaned_data["starts"])[0]

    @property
    def _ends_at(self) -> datetime:
        return moment(self.cleaned_data["ends_on"], self.cleaned_data["ends"])[0]

    @property
    def period(self) -> Period:
        """The interval, in UTC."""
        return Period(self._starts_at, self._ends_at)
