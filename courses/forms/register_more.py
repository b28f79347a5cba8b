"""The small forms around a register: it did not happen, which mark counts, who walked in."""

from typing import Any

from django import forms

from courses.facts.walk_ins import Candidates
from courses.models import EngagementRecord, Enrolment
from npq_portal.forms import PortalForm


class DidNotHappenForm(PortalForm):
    """Why nobody was taught."""

    heading = "This session did not happen"
    submit_label = "Say that it did not happen"
    submit_warning = True
    required_messages = {"reason": "Enter why the session did not happen"}

    reason = forms.CharField(
        label="Why did it not happen?",
        help_text="Participants read this, for example: the venue was closed because of snow.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WhichMarkForm(PortalForm):
    """Of several marks for one person, the one that counts. `choices` are (record id, words)."""

    submit_label = "This one counts"
    required_messages = {"record": "Choose which mark counts"}

    enrolment = forms.CharField(widget=forms.HiddenInput)
    record = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, records: list[tuple[EngagementRecord, str]], enrolment: Enrolment, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial={"enrolment": enrolment.pk}, **kwargs)
        field = self.fields["record"]
        field.label = f"Which mark counts for {enrolment.participant.full_name}?"
        field.choices = [(str(record.pk), words) for record, words in records]
        if not any(record.state == "current" for record, _ in records):
            field.choices += [("none", "None of them")]


class WhoWalkedInForm(PortalForm):
    """Which participant a walk-in was; nobody of ours is an answer too."""

    submit_label = "Save"
    conditional = {"who": ("other", ["other"])}
    required_messages = {
        "who": "Choose who it was, or that it was nobody of ours",
        "other": "Choose a name from the list",
    }

    who = forms.ChoiceField(widget=forms.RadioSelect)
    other = forms.ChoiceField(label="Name")

    def __init__(self, *args: Any, found: Candidates, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        self.heading = f"Who was {name}?"
        who, other = self.fields["who"], self.fields["other"]
        who.label = self.heading
        who.choices = [
            *map(_choice, found.likely),
            ("other", "Somebody else, from a list of names"),
            ("nobody", "Nobody who takes part with us"),
        ]
        other.choices = [("", "Choose a name"), *map(_choice, found.others)]

    def chosen(self) -> Enrolment | None:
        """Who it was; None for nobody of ours. Ask after the form is found valid."""
        who = self.cleaned_data["who"]
        key = self.cleaned_data["other"] if who == "other" else who
        return None if key == "nobody" else self.found.by_id(int(key))


def _choice(enrolment: Enrolment) -> tuple[str, str]:
    return str(enrolment.pk), f"{enrolment.participant.full_name}, {enrolment.cohort.name}"
