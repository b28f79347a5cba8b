"""The forms of schedules: a pattern of dates, a file, one session, calling it off, giving somebody a place."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator

from courses.facts.snapshots import NewSession
from courses.forms.fields import paragraph, radios, whole
from courses.importers import cells, tables
from courses.models import Component, Enrolment
from courses.rules.schedule import MOST_MINUTES, MOST_SESSIONS, Pattern, PatternFault, WhenClosed, end_of, moment
from npq_portal.accounts.models import User
from npq_portal.clock import in_london
from npq_portal.forms import PartedDateField, PortalForm

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
IN_TURN, REPEATS = "in_turn", "repeats"
COUNT, UNTIL = "count", "until"
#: The reformed NPQs began in autumn 2021; a year far from now is a slip.
FIRST_YEAR, LAST_YEAR = 2021, 2060
HOLD_ANYWAY = "hold_anyway"

#: Which box a pattern's fault is about, and what to do.
_FAULTS = {
    PatternFault.NO_SESSIONS: ("first_on", "No dates are left: each one is a holiday, or outside these dates"),
    PatternFault.TOO_MANY: ("until", f"These are more than {MOST_SESSIONS} sessions. Choose an earlier last date"),
    PatternFault.TOO_LONG: ("until", "The last date must be within five years of the first"),
    PatternFault.ENDS_BEFORE_IT_STARTS: ("until", "The last date must not come before the first"),
}


class ClockTimeField(forms.CharField):
    """A time on London's clock, as people write it; cleans to a naive time."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "For example, 16:00 or 4pm (UK time)")
        super().__init__(widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}), **kwargs)

    def to_python(self, value: Any) -> Any:
        """Raises ValidationError for what is no time."""
        text = value.strftime("%H:%M") if isinstance(value, time) else (super().to_python(value) or "").strip()
        if not text:
            return None
        try:
            return cells.read_time(" ".join(text.split()))
        except ValueError as error:
            raise forms.ValidationError(
                f"{str(self.label).removesuffix(' (optional)')} {error}", code="invalid"
            ) from error


def _venue() -> forms.CharField:
    return forms.CharField(
        label="Place (optional)",
        required=False,
        validators=[MaxLengthValidator(200, "Place must be 200 characters or fewer")],
    )


def _link() -> forms.URLField:
    return forms.URLField(
        label="Link to join (optional)",
        required=False,
        assume_scheme="https",
        validators=[MaxLengthValidator(500, "Link to join must be 500 characters or fewer")],
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
        help_text="Only participants who are enrolled and taking part see it",
        error_messages={"invalid": "Enter a web address like https://meet.example.com/123"},
    )


def _capacity() -> forms.IntegerField:
    return whole("Seats (optional)", least=1, most=10_000, required=False, help_text="Leave empty for as many as come")


class _People(forms.ModelMultipleChoiceField):
    """Facilitators, any number of them."""

    def __init__(self) -> None:
        super().__init__(
            User.objects.none(),
            label="Facilitators (optional)",
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def label_from_instance(self, obj: User) -> str:
        """By name; two of one name are told apart by their address."""
        return f"{obj} ({obj.email})" if obj.name else obj.email


class PatternForm(PortalForm):
    """Many sessions at once."""

    heading = "Make many sessions"
    submit_label = "See the dates first"
    conditional: ClassVar = {
        "what": [(IN_TURN, ["components"]), (REPEATS, ["component", "how_many", "count", "until"])],
    }
    required_messages: ClassVar = {
        "components": "Choose at least one part of the course",
        "component": "Choose which part",
        "first_on": "Enter the first date",
        "starts": "Enter the time it starts",
    }
    what = radios(
        "What are these sessions?",
        [
            (IN_TURN, "Different parts of the course, one after another"),
            (REPEATS, "One part of the course, held several times"),
        ],
        "Choose what these sessions are",
    )
    components = forms.ModelMultipleChoiceField(
        Component.objects.none(), label="Which parts, in this order", widget=forms.CheckboxSelectMultiple
    )
    component = forms.ModelChoiceField(Component.objects.none(), label="Which part", empty_label="Choose a part")
    how_many = radios("How often", [(COUNT, "So many times"), (UNTIL, "Until a last date")], "Choose how often")
    count = whole("How many times", least=1, most=MOST_SESSIONS, required=False)
    until = PartedDateField(label="Last date", required=False)
    first_on = PartedDateField(label="First date")
    weekdays = forms.MultipleChoiceField(
        label="On which days (optional)",
        required=False,
        choices=list(enumerate(WEEKDAYS)),
        widget=forms.CheckboxSelectMultiple,
        help_text="Leave empty for the weekday of the first date",
    )
    every_weeks = whole("Every how many weeks", least=1, most=52, help_text="1 is every week, 2 every second week")
    starts = ClockTimeField(label="Start")
    minutes = whole("Minutes", least=1, most=MOST_MINUTES)
    when_closed = radios(
        "Bank holidays and school holidays",
        [
            (WhenClosed.LEAVE_OUT.value, "Leave those days out"),
            (WhenClosed.NEXT_FREE_WEEK.value, "Move the session to the next free week"),
            (HOLD_ANYWAY, "Hold sessions on those days too"),
        ],
        "Choose what happens on holidays",
    )
    venue, join_link, capacity, facilitators = _venue(), _link(), _capacity(), _People()

    def __init__(self, *args: Any, components: Sequence[Component], facilitators: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Component.objects.filter(pk__in=[one.pk for one in components])
        self.fields["components"].queryset = self.fields["component"].queryset = rows
        self.fields["facilitators"].queryset = facilitators

    def clean(self) -> dict[str, Any]:
        """The pattern must give dates."""
        cleaned = super().clean()
        if cleaned.get("what") == REPEATS and not self.errors:
            asked = COUNT if cleaned["how_many"] == COUNT else UNTIL
            cleaned[UNTIL if asked == COUNT else COUNT] = None
            if cleaned[asked] is None:
                self.add_error(asked, "Enter how many times" if asked == COUNT else "Enter the last date")
        if not self.errors and (fault := self.pattern().fault()):
            self.refuse(fault)
        return cleaned

    def refuse(self, fault: PatternFault) -> None:
        """Say beside the box why there are no dates."""
        box, words = _FAULTS.get(fault, (None, "This pattern gives no dates"))
        in_turn = self.cleaned_data.get("what") == IN_TURN
        self.add_error("first_on" if in_turn and box == UNTIL else box, words)

    def pattern(self) -> Pattern:
        """What was asked for."""
        found = self.cleaned_data
        first: date = found["first_on"]
        in_turn = found["what"] == IN_TURN
        when_closed = found["when_closed"]
        return Pattern(
            first_on=first,
            weekdays=frozenset(int(one) for one in found["weekdays"]) or frozenset({first.weekday()}),
            starts=found["starts"],
            minutes=found["minutes"],
            every_weeks=found["every_weeks"],
            count=len(found["components"]) if in_turn else found["count"],
            until=None if in_turn else found["until"],
            when_closed=WhenClosed.LEAVE_OUT if when_closed == HOLD_ANYWAY else WhenClosed(when_closed),
        )

    def chosen(self) -> list[Component]:
        """The components, in the course's order."""
        found = self.cleaned_data
        return list(found["components"]) if found["what"] == IN_TURN else [found["component"]]

    @property
    def leaves_out_holidays(self) -> bool:
        """Whether holidays are left out or moved."""
        return bool(self.cleaned_data["when_closed"] != HOLD_ANYWAY)

    def details(self, *, at: datetime) -> NewSession:
        """Venue, link, seats and facilitators of every session; its moments and component are nothing yet."""
        found = self.cleaned_data
        led_by = tuple(sorted(user.pk for user in found["facilitators"]))
        return NewSession(0, at, at, found["venue"], found["join_link"], found["capacity"], led_by)


class ImportForm(PortalForm):
    """A CSV file of sessions."""

    heading = "Import sessions from a CSV file"
    submit_label = "See what is in it"
    file = forms.FileField(
        label="CSV file", error_messages={"required": "Choose a CSV file", "empty": "The file is empty"}
    )

    def clean_file(self) -> bytes:
        """Its bytes; one that is too big is not read."""
        file = self.cleaned_data["file"]
        if file.size > tables.MOST_BYTES:
            raise forms.ValidationError("The file is bigger than 1 MB. Split it into smaller files", code="too_big")
        return bytes(file.read())


class ChangeForm(PortalForm):
    """One session."""

    heading = "Change this session"
    submit_label = "Keep this change"
    on = PartedDateField(label="Date")
    starts = ClockTimeField(label="Start")
    minutes = whole("Minutes", least=1, most=MOST_MINUTES)
    venue, join_link, capacity, facilitators = _venue(), _link(), _capacity(), _People()

    def __init__(self, *args: Any, facilitators: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facilitators"].queryset = facilitators

    def clean_on(self) -> date:
        """A slip in the year would take the session away from everybody."""
        on: date = self.cleaned_data["on"]
        if not FIRST_YEAR <= on.year <= LAST_YEAR:
            raise forms.ValidationError(f"The year must be between {FIRST_YEAR} and {LAST_YEAR}.")
        return on

    @staticmethod
    def initial_of(values: Any, starts_at: datetime, ends_at: datetime) -> dict[str, Any]:
        """What stands in the boxes for a snapshot."""
        london = in_london(starts_at)
        return {
            "on": london.date(),
            "starts": london.strftime("%H:%M"),
            "minutes": int((ends_at - starts_at).total_seconds()) // 60,
            **{name: values[name] for name in ("venue", "join_link", "capacity", "facilitators")},
        }

    def values(self) -> dict[str, Any]:
        """What courses.actions.sessions.change takes."""
        found = self.cleaned_data
        starts_at = moment(found["on"], found["starts"])[0]
        return {
            "starts_at": starts_at,
            "ends_at": end_of(starts_at, found["minutes"]),
            "venue": found["venue"],
            "join_link": found["join_link"],
            "capacity": found["capacity"],
            "facilitators": list(found["facilitators"]),
        }


class ReasonForm(PortalForm):
    """Why a session is called off."""

    heading = "Cancel this session"
    heading_hint = "Say why. Participants and facilitators read it. Do not name anybody’s health."
    submit_label = "Cancel it with the next release"
    submit_warning = True
    reason = paragraph(
        "Why it is cancelled",
        "Enter why it is cancelled",
        limit=180,
        rows=3,
    )


class GivePlaceForm(PortalForm):
    """Who goes to this session."""

    heading = "Give somebody a place here"
    submit_label = "Give the place"
    enrolment = forms.ModelChoiceField(
        Enrolment.objects.none(), label="Participant", empty_label="Choose a participant"
    )

    def __init__(self, *args: Any, enrolments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["enrolment"]
        field.queryset = enrolments
        field.label_from_instance = lambda row: f"{row.participant.full_name} ({row.cohort.name})"
