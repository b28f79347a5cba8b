"""Which reminders can concern whom, in words for the page on which people choose.

What can be switched off at all is said in one place, npq_portal/notifications/rules/manners.py; a test keeps this table to it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from npq_portal.accounts.choices import RoleName
from npq_portal.notifications.choices import NotificationKind as Kind


@dataclass(frozen=True)
class About:
    """What a reminder says or why it comes, in a sentence, and the roles it can concern; without any, everybody."""

    words: str
    roles: frozenset[RoleName] = frozenset()


_PARTICIPANTS: Final = frozenset({RoleName.PARTICIPANT})
_FACILITATORS: Final = frozenset({RoleName.FACILITATOR, RoleName.HUB_ADMIN})

#: What people may switch off, in the order of the page.
ABOUT: Final[Mapping[Kind, About]] = {
    Kind.SESSION_IN_A_WEEK: About("When and where it is, seven days before.", _PARTICIPANTS),
    Kind.SESSION_TOMORROW: About("A day before, with the link to join where there is one.", _PARTICIPANTS),
    Kind.REGISTRATION_UNFINISHED: About(
        "When you began to register for an NPQ and did not send it, and before your answers are deleted."
    ),
    Kind.HUB_DIGEST: About("What waits for the hub, on Mondays.", frozenset({RoleName.HUB_ADMIN})),
}

#: What people must be told, and why.
_MUST_BE_TOLD: Final = (
    About("Answers to what you did, and codes to sign in with: you are waiting for them."),
    About("Changes to your dates, decisions and results: they are yours to know.", _PARTICIPANTS),
    About("Last days, such as the end of your case study window: missing one could cost you your NPQ.", _PARTICIPANTS),
    About("Registers that are still open: people’s engagement hangs on them.", _FACILITATORS),
    About("Scripts to mark, and marking that is late: people wait for their results.", frozenset({RoleName.ASSESSOR})),
)


def kinds_for(roles: Collection[str]) -> list[Kind]:
    """What somebody with these roles may switch off."""
    return [kind for kind, about in ABOUT.items() if _concerns(about, roles)]


def must_be_told(roles: Collection[str]) -> list[str]:
    """What somebody with these roles cannot switch off, and why: sentences."""
    return [about.words for about in _MUST_BE_TOLD if _concerns(about, roles)]


def _concerns(about: About, roles: Collection[str]) -> bool:
    return not about.roles or not about.roles.isdisjoint(roles)
