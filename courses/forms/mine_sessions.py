"""What a participant says about their own dates."""

from collections.abc import Sequence
from typing import Any

from courses.facts.schedule import Occurrence
from courses.facts.schedule_words import when, where
from courses.forms.fields import paragraph, radios
from courses.models import Session
from npq_portal.forms import PortalForm


class ChooseForm(PortalForm):
    """One of several sessions."""

    heading = "Which session do you want to go to?"
    submit_label = "Go to this one instead"
    session = radios("Which session do you want to go to?", (), "Choose a session")

    def __init__(self, *args: Any, sessions: Sequence[Occurrence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sessions = {str(one.session.pk): one.session for one in sessions}
        self.fields["session"].choices = [(key, _label(session)) for key, session in self._sessions.items()]
        self.option_hints = {"session": {str(one.session.pk): _hint(one) for one in sessions}}

    def chosen(self) -> Session:
        """The session they chose."""
        return self._sessions[self.cleaned_data["session"]]


def _label(session: Session) -> str:
    return when(session.starts_at, session.ends_at)


def _hint(one: Occurrence) -> str:
    left = "" if one.seats_left is None else f". {one.seats_left} seat{'' if one.seats_left == 1 else 's'} left"
    return f"{where(one.session.venue, one.session.join_link).capitalize()}, with {one.session.component.cohort.name}{left}"


class SorryForm(PortalForm):
    """Apologies."""

    heading = "Tell us that you cannot come"
    heading_hint = "You do not have to say why. Only your facilitators and the hub see what you write."
    submit_label = "Send apologies"
    reason = paragraph("Why (optional)", limit=300, rows=3)
