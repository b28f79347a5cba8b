"""States in a word or two for staff, with the colour of their tag. The colour is never the only sign."""

from typing import NamedTuple

from npq_portal.accounts.models import Participant
from registrations.choices import ApplicationStatus, EndorsementStatus, FundingCode
from registrations.models import Application, Endorsement
from registrations.rules.funding.words import FundingOutlook, outlook_of
from registrations.wording import STATUS_COLOURS


class State(NamedTuple):
    """A state as a tag shows it."""

    text: str
    colour: str


#: In the order of the work. Participants read other words: registrations.choices.ApplicationStatus.
_STATUS_WORDS = {
    ApplicationStatus.SUBMITTED: "To decide",
    ApplicationStatus.MORE_NEEDED: "Asked for more",
    ApplicationStatus.ACCEPTED: "Accepted",
    ApplicationStatus.REJECTED: "Not accepted",
    ApplicationStatus.WITHDRAWN: "Withdrawn",
}
STATUS = {status: State(words, STATUS_COLOURS[status]) for status, words in _STATUS_WORDS.items()}
_BACKING = {
    EndorsementStatus.ASKED: State("Waiting", "yellow"),
    EndorsementStatus.CONFIRMED: State("Backed", "green"),
    EndorsementStatus.DECLINED: State("Declined", "red"),
}
_OUTLOOK = {
    FundingOutlook.LIKELY: State("Likely", "green"),
    FundingOutlook.UNDECIDED: State("To review", "yellow"),
    FundingOutlook.NOT_LIKELY: State("Not likely", "grey"),
}


def status_of(application: Application) -> State:
    """Where the application stands."""
    return STATUS[ApplicationStatus(application.status)]


def trn_of(participant: Participant) -> State:
    """Where the TRN stands."""
    if participant.trn_is_verified:
        return State("Verified", "green")
    return State("To verify", "yellow") if participant.trn else State("No TRN yet", "orange")


def endorsement_of(application: Application) -> Endorsement | None:
    """The school leader's row; None where nobody was asked."""
    return getattr(application, "endorsement", None)


def backing_of(application: Application) -> State:
    """What the school leader has said."""
    endorsement = endorsement_of(application)
    return _BACKING[EndorsementStatus(endorsement.status)] if endorsement else State("Nobody asked", "orange")


def funding_of(application: Application) -> State:
    """Which way the newest funding decision points."""
    return _OUTLOOK[outlook_of(FundingCode(application.funding_code))]


def days_in_words(days: int) -> str:
    """Today, 1 day, 12 days."""
    return "today" if days < 1 else f"{days} day{'' if days == 1 else 's'}"
