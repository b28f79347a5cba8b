"""The people of the access table, and a row of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

STRANGER = "stranger"  # nobody is signed in
PARTICIPANT, FACILITATOR, ASSESSOR, HUB_ADMIN, OUTSIDER = (
    "participant",
    "facilitator",
    "assessor",
    "hub_admin",
    "outsider",
)

SIGNED_IN = frozenset({PARTICIPANT, FACILITATOR, ASSESSOR, HUB_ADMIN, OUTSIDER})
NOBODY: frozenset[str] = frozenset()  # of those who sign in; a machine with a token of its own
EVERYBODY = SIGNED_IN | {STRANGER}
OWNER = frozenset({PARTICIPANT})
HUB = frozenset({HUB_ADMIN})
MARKERS = frozenset({ASSESSOR})
TEACHING = frozenset({FACILITATOR, HUB_ADMIN})

Words = Callable[[], Mapping[str, str]]


@dataclass(frozen=True)
class Row:
    """Who may open a page. `words` fills in the address; it may make rows, and is called within the test."""

    who: frozenset[str]
    words: Words = field(default=dict)


def slug(slug: str) -> Words:
    return lambda: {"slug": slug}
