"""What each placeholder of a message says, with a value as a reader might see it: for whoever words the messages.

A name means the same in every kind that is told it. Which kinds are told which is said in choices.py (CONTEXT_NAMES).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from npq_portal.notifications.choices import CONTEXT_NAMES
from npq_portal.notifications.people import Value


@dataclass(frozen=True)
class Placeholder:
    """What it says in a few words, and an example of it. `can_be_empty`: some readers have nothing there."""

    means: str
    example: Value
    can_be_empty: bool = False

    @property
    def is_list(self) -> bool:
        """Whether it is several lines, each printed with "- "."""
        return isinstance(self.example, list)

    @property
    def is_link(self) -> bool:
        """Whether it is an address."""
        return isinstance(self.example, str) and self.example.startswith("https://")


_CLOSES: Final = "Tuesday 31 March 2026, 11:59pm (UK time)"
_DAY: Final = "Tuesday 31 March 2026"

PLACEHOLDERS: Final[Mapping[str, Placeholder]] = {
    # who, and what it is about
    "name": Placeholder("The reader’s name", "Robin Invented"),
    "participant_name": Placeholder("The participant’s name", "Robin Invented"),
    "leader_name": Placeholder("The school leader’s name", "Sam Example"),
    "course": Placeholder("The NPQ", "NPQ in Senior Leadership"),
    "cohort": Placeholder("The cohort", "Autumn 2026, Ipswich"),
    "earlier_cohort": Placeholder("The cohort they were in before", "Spring 2026, Norwich"),
    "provider": Placeholder("The lead provider", "Teacher Development Trust"),
    "component": Placeholder("The session or unit, by its title", "Leading a team"),
    "reference": Placeholder("The reference, as printed on its page", "NPQ-2026-0042"),
    "url": Placeholder("The link to the page that the message is about", "https://portal.example/the-page/"),
    # applications
    "funding_title": Placeholder("The decision about funding, in a line", "Funded by the DfE"),
    "funding_explanation": Placeholder("Why", "Your school is on the DfE’s list of schools that are funded."),
    "next_steps": Placeholder("What happens next, in order", ["We ask your school leader.", "We write to you."]),
    "what_next": Placeholder(
        "What the reader can do now", "You can reply to this email if you have questions.", can_be_empty=True
    ),
    "question": Placeholder("What the hub asks", "Which school do you work at from September?"),
    "reason": Placeholder("The reason", "The course is full."),
    "answer": Placeholder("What the school leader did, after their name", "backs your application"),
    "comment": Placeholder("What somebody wrote about it", "Happy to back this.", can_be_empty=True),
    "answer_by": Placeholder("The last day to answer", _DAY),
    "begun_on": Placeholder("The day they began", _DAY),
    "kept_until": Placeholder("How long it is kept", _DAY),
    "starts_on": Placeholder("The first day of the course", _DAY),
    "trn_last_digits": Placeholder("The last three digits of the TRN", "567"),
    # the course
    "credit": Placeholder("What happens to the credit earned so far", "Your credit is kept."),
    "back_on": Placeholder("When they mean to be back", _DAY),
    "sessions": Placeholder("The first sessions", ["Leading a team: Tuesday 6 October 2026, 4pm"]),
    "when": Placeholder("The session’s time", "Tuesday 6 October 2026, 4pm to 6pm"),
    "where": Placeholder("The session’s place", "Room 2, Riverbank Teaching School Hub", can_be_empty=True),
    "join_link": Placeholder("The link to join a session online", "https://meet.example/123", can_be_empty=True),
    "held_on": Placeholder("The day it was held", _DAY),
    "minutes": Placeholder("How many minutes it counts for", "90"),
    "due_by": Placeholder("The last day to do it", _DAY),
    "unmarked": Placeholder("How many people the register says nothing of", "3 people are not marked"),
    "rule": Placeholder("The rule on engagement", "You need to take part in 90% of the course."),
    "figures": Placeholder("Where the person stands with it", "You have taken part in 91% so far."),
    "missed": Placeholder("What was missed, with dates", ["Leading a team, Tuesday 6 October 2026"]),
    "what_to_do": Placeholder("What can be done, by when", ["Catch up on Leading a team by Tuesday 20 October 2026."]),
    "changes": Placeholder(
        "What is new, other than before, or off", ["Leading a team is now on Tuesday 13 October 2026."]
    ),
    "subject": Placeholder("The subject that the hub wrote", "Parking at the next session"),
    "paragraphs": Placeholder("What the hub wrote", "The car park is closed.\n\nPlease come by train if you can."),
    # case studies
    "opens": Placeholder("When the window opens", "Tuesday 24 March 2026, midday (UK time)"),
    "closes": Placeholder("The last moment for this person", _CLOSES),
    "closed_at": Placeholder("When the window closed", _CLOSES),
    "readiness": Placeholder("Whether they will be let in", "You are ready: you will be let in."),
    "standing": Placeholder("What is saved of theirs", "Your last draft has 1,204 words."),
    "decision": Placeholder("What was decided, without a full stop", "You have two more days"),
    "what": Placeholder("What it is about, in a sentence or two", "The portal was away for two hours on Monday."),
    "received_at": Placeholder("When it reached us", "Monday 30 March 2026, 4:12pm (UK time)"),
    "words": Placeholder("How many words", "1,204"),
    "sha256": Placeholder("The fingerprint of what was handed in", "9f86d081884c7d659a2feaa0c55ad015"),
    "how": Placeholder("How it came in", "We have received your case study and sealed it."),
    "scripts": Placeholder("How many scripts", "3 scripts"),
    "waiting": Placeholder("What waits for the hub", ["2 applications to decide", "1 register still open"]),
}

#: What every message knows; the mailer gives the values.
OF_THE_HUB: Final[Mapping[str, str]] = {
    "hub_name": "The hub’s name",
    "hub_email": "The hub’s email address",
    "hub_phone": "The hub’s telephone number",
    "site_url": "The portal’s address",
}


def placeholders_of(kind: str) -> dict[str, Placeholder]:
    """What can be written into the words of a kind, the most used first."""
    told = CONTEXT_NAMES[kind]
    return {name: one for name, one in PLACEHOLDERS.items() if name in told}


def example_values(names: Iterable[str]) -> dict[str, Any]:
    """Values for a preview."""
    return {name: PLACEHOLDERS[name].example for name in names}
