"""How each kind of message behaves: what waits for the morning, what keeps the school holidays, what people may switch off.

A message that answers what somebody has just done goes at once. So does what cannot wait: an end that is hours away.
"""

from collections.abc import Mapping
from typing import Final

from npq_portal.notifications.choices import NotificationKind as Kind
from npq_portal.notifications.rules.timing import URGENT, Manners

_WAITS: Final = Manners(joins=False)
_REMINDER: Final = Manners(optional=True)
_DEADLINE: Final = Manners()

#: Kinds that are not named here go at any hour, alone, and cannot be switched off. In one email they stand in this order: what is
#: soonest and matters most first, which is what its subject says.
_MANNERS: Final[Mapping[Kind, Manners]] = {
    Kind.WINDOW_CLOSES_SOON: _DEADLINE,
    Kind.WINDOW_HALF_WAY: _DEADLINE,
    Kind.WINDOW_OPEN: _DEADLINE,
    Kind.WINDOW_OPENS_TOMORROW: _DEADLINE,
    Kind.SESSION_TOMORROW: _REMINDER,
    Kind.MARKING_OVERDUE: _DEADLINE,
    Kind.REGISTER_OPEN: _DEADLINE,
    Kind.CATCH_UP_DUE: _DEADLINE,
    Kind.SELF_STUDY_DUE: _DEADLINE,
    Kind.TRN_MISSING: _DEADLINE,
    Kind.ENDORSEMENT_UNANSWERED: _DEADLINE,
    Kind.DEFERRAL_ENDING: Manners(keeps_holidays=True),
    Kind.SESSION_IN_A_WEEK: _REMINDER,
    Kind.REGISTRATION_UNFINISHED: _REMINDER,
    # and these alone
    Kind.ENDORSEMENT_REMINDER: Manners(keeps_holidays=True, joins=False),
    Kind.CATCH_UP_OFFERED: _WAITS,
    Kind.CATCH_UP_DECIDED: _WAITS,
    Kind.SCHEDULE_CHANGED: _WAITS,
    Kind.COHORT_MESSAGE: _WAITS,
    Kind.ENGAGEMENT_AT_RISK: _WAITS,
    Kind.ENGAGEMENT_OUT_OF_REACH: _WAITS,
    Kind.MARKING_ALLOCATED: _WAITS,
    Kind.RESULT_RELEASED: _WAITS,
    Kind.COURSE_COMPLETED: _WAITS,
    Kind.JOINING_INSTRUCTIONS: _WAITS,
    Kind.HUB_DIGEST: Manners(optional=True, joins=False),
}
_PLACES: Final = {kind.value: place for place, kind in enumerate(_MANNERS)}

#: Kinds of which several for one reader at one time become one email.
JOINING: Final = frozenset(kind.value for kind, manners in _MANNERS.items() if manners.joins)

#: Kinds that people may switch off. Everything else they must be told: an end, a change, a decision, an answer.
OPTIONAL: Final = frozenset(kind.value for kind, manners in _MANNERS.items() if manners.optional)


def manners_of(kind: str) -> Manners:
    """Of a kind, by its value."""
    return _MANNERS.get(Kind(kind), URGENT)


def place_in_email(kind: str) -> int:
    """Of a kind that joins: the smaller, the further up."""
    return _PLACES[kind]
