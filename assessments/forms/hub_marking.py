"""What the hub fills in about marking: a conflict that the portal cannot see by itself."""

from typing import Any

from django import forms

from assessments.facts.allocation import team_of
from assessments.models import Entry, Window
from courses.models import Enrolment
from npq_portal.accounts.models import User
from npq_portal.forms import PortalForm


class ConflictForm(PortalForm):
    """Who must not mark whom, and why."""

    heading = "Declare a conflict"
    submit_label = "Declare the conflict"
    marker = forms.ModelChoiceField(label="Marker", queryset=User.objects.none(), empty_label="Choose a marker")
    enrolment = forms.ModelChoiceField(
        label="Participant", queryset=Enrolment.objects.none(), empty_label="Choose a participant"
    )
    reason = forms.CharField(
        label="Why", help_text="Such as: married, worked together, was their coach.", max_length=200
    )
    required_messages = {"marker": "Choose a marker", "enrolment": "Choose a participant", "reason": "Enter why"}

    def __init__(self, *args: Any, window: Window, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = [member.user_id for member in team_of(window.cohort.programme)]
        self.fields["marker"].queryset = User.objects.filter(pk__in=team).order_by("name", "pk")
        people = Enrolment.objects.filter(pk__in=Entry.objects.filter(window=window).values("enrolment"))
        self.fields["enrolment"].queryset = people.select_related("participant").order_by(
            "participant__last_name", "participant__first_name", "pk"
        )
        self.fields["enrolment"].label_from_instance = lambda enrolment: enrolment.participant.full_name
