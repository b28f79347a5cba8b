"""What an attempt to send came to, whoever carries the mail."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Fate(StrEnum):
    """What to do with the message now."""

    SENT = "sent"
    LATER = "later"  # this message, in a while
    SERVER_AWAY = "server_away"  # no message, for now: the trouble is the server's
    NEVER = "never"
    SKIPPED = "skipped"  # it is no longer so: not handed over at all
    WAITS = "waits"  # not at this hour: not handed over yet
    TOO_FAST = "too_fast"  # as many have gone as may in this time: not handed over yet, and no other


@dataclass(frozen=True)
class Answer:
    """A fate and why, without anybody's address; of what waits, until when; of what never goes, whether it is the address that
    is refused, and not this message alone."""

    fate: Fate
    reason: str = ""
    until: datetime | None = None
    address_refused: bool = False


#: After one of these no other message is tried for now.
STOPS = frozenset({Fate.SERVER_AWAY, Fate.TOO_FAST})


class NotTakenError(Exception):
    """Whoever carries the mail did not take a message; `answer` says what follows, in words without an address."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.reason)
        self.answer = answer
