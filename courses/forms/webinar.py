"""Forms around a webinar's attendance report: the file, who somebody was, and who was absent."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms

from courses.facts.webinar import People
from courses.models import Enrolment, WebinarRow
from courses.rules.matching import Match
from npq_portal.forms import PortalForm

_ANOTHER, _NOBODY = "another", "nobody"


class ReportForm(PortalForm):
    """The file as Zoom or Teams made it."""

    submit_label = "Read this report"
    required_messages = {"report": "Choose the report's file first"}

    report = forms.FileField(
        label="Attendance report from Zoom or Teams",
        help_text="The CSV file as you downloaded it. We read it, keep it for 90 days, and then delete it.",
        allow_empty_file=True,  # the reader says what is wrong with it, in its own words
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )


def names_of(people: Iterable[Enrolment]) -> dict[int, str]:
    """What to call each person where all are listed: by name, and by address too where two have the same name."""
    names = {one.pk: one.participant.full_name for one in people}
    taken = list(names.values())
    return {
        one.pk: names[one.pk] if taken.count(names[one.pk]) == 1 else f"{names[one.pk]} ({one.participant.user.email})"
        for one in people
    }


class WhoForm(PortalForm):
    """Who somebody in a report was. Nothing is chosen beforehand: a likely name is a hint, and no more."""

    submit_label = "Save"
    conditional = {"who": (_ANOTHER, ["person"])}
    required_messages = {
        "who": "Choose who it was, or that it was not one of ours",
        "person": "Choose a name from the list",
    }

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    who = forms.ChoiceField(widget=forms.RadioSelect)
    person = forms.ChoiceField(label="Name")

    def __init__(self, *args: Any, row: WebinarRow, match: Match, people: People, **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen": row.settled_at.isoformat() if row.settled_at else ""}, **kwargs)
        self.heading = f"Who is “{row.name}”?"
        self._people = people.enrolments
        names = names_of(people.enrolments.values())
        found = {one.key: f"It is {one.why}." for one in match.suggestions}
        if match.key is not None:
            found = {match.key: "It is their email address." if match.by == "email" else "They used this name before."}
        likely = [(str(key), names[key]) for key in found]
        field = self.fields["who"]
        field.label = self.heading
        field.choices = [
            *likely,
            (_ANOTHER, "Somebody else of this cohort" if likely else "Somebody of this cohort"),
            (_NOBODY, "Not one of ours"),
        ]
        self.option_hints = {
            "who": {
                **{str(key): why for key, why in found.items()},
                _NOBODY: "A guest, a colleague, or somebody who cannot be recognised. Nobody is credited.",
            }
        }
        self.fields["person"].choices = [("", "Choose a name"), *((str(key), name) for key, name in names.items())]

    @property
    def seen_at(self) -> datetime | None:
        """When the row had been decided, as the page showed it; None for not yet. Raises ValueError for a page's text
        that is no time."""
        seen = self.cleaned_data["seen"]
        return datetime.fromisoformat(seen) if seen else None

    def show_as_seen(self, row: WebinarRow) -> None:
        """What the page tells of now counts as seen, so that pressing the button again goes through."""
        self.data = self.data.copy()
        self.data["seen"] = row.settled_at.isoformat() if row.settled_at else ""

    def chosen(self) -> Enrolment | None:
        """The person; None for nobody of ours."""
        who = self.cleaned_data["who"]
        if who == _NOBODY:
            return None
        return self._people[int(self.cleaned_data["person"] if who == _ANOTHER else who)]

    def clean_seen(self) -> str:
        """Only what the page itself wrote."""
        try:
            seen = self.cleaned_data["seen"]
            return datetime.fromisoformat(seen).isoformat() if seen else ""
        except ValueError:
            return ""


class OthersForm(PortalForm):
    """Everybody nobody has decided about yet, none ticked: guests of an open webinar can be settled together."""

    heading = "Who is not one of ours?"
    heading_hint = "Tick guests, colleagues, and whoever cannot be recognised. Nobody you tick is credited."
    submit_label = "These are not ours"
    required_messages = {"rows": "Tick at least one person"}

    rows = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, label="In the report, and not decided")

    def __init__(self, *args: Any, rows: Collection[WebinarRow], likely: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(row.pk), f"{row.name} ({row.email})" if row.email else row.name) for row in rows]
        self.fields["rows"].choices = named
        self.option_hints = {"rows": {str(pk): f"May be {name}." for pk, name in likely.items()}}


class AbsentForm(PortalForm):
    """Those of whom nothing is known, all ticked; whoever is not to be marked is unticked."""

    heading = "Mark these people absent?"
    heading_hint = (
        "They are expected, and not in the report. An absence counts for nothing until it is caught up. Untick whoever you "
        "are not sure of: the register stays open for them."
    )
    submit_label = "Mark them absent"
    submit_warning = True
    required_messages = {"people": "Choose at least one person"}

    people = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, label="Expected, and not in the report")

    def __init__(self, *args: Any, people: Collection[Enrolment], sorry: Collection[int], **kwargs: Any) -> None:
        super().__init__(*args, initial={"people": [str(one.pk) for one in people]}, **kwargs)
        names = names_of(people)
        self.fields["people"].choices = [(str(key), name) for key, name in names.items()]
        self.option_hints = {"people": {str(key): "Sent apologies: absent with apologies." for key in sorry}}
