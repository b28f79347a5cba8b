"""What a mail server's "no" is about: the address, for good, or only this message. Pure.

Most permanent refusals say nothing about the address: the message is too large, the mailbox is full, our server has a bad name, we
may not relay. Stopping the address for one of those would take all mail from somebody who did nothing, so only what stands
in this table stops one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

#: Enhanced status codes that say it of the address itself. RFC 3463, 3.2 and 3.3; 5.1.10 is RFC 7505's.
_STATUSES: Final[Mapping[str, str]] = {
    "5.1.1": "no such mailbox",
    "5.1.2": "no such domain",
    "5.1.3": "not an address",
    "5.1.6": "the mailbox has moved and left no new address",
    "5.1.10": "the domain takes no mail at all, or (Exchange) has no such recipient",
    "5.2.1": "the mailbox is disabled",
}
#: Left out on purpose: 5.1.0 and 5.0.0 (say nothing more), 5.1.7 and 5.1.8 (the sender), 5.2.2 (full: it may be emptied),
#: 5.2.3 and 5.3.4 (too large), 5.4.x (the way there), 5.6.x (the content), 5.7.x (policy).

#: Replies without such a code: RFC 5321, 4.2.3. 550 is also said for policy, so its words must name the mailbox.
_REPLIES: Final = frozenset({550, 551, 553})
_OF_THE_MAILBOX: Final = re.compile(
    r"no such|unknown|does(?: not|n't) exist|not found|no mailbox|not a (?:known|valid)|invalid (?:recipient|mailbox|address)|"
    r"mailbox unavailable|disabled|user not local",
    re.IGNORECASE,
)
#: Who says one of these speaks of us, or of now. Gmail says 5.2.1 also of a mailbox that gets too much at once.
_OF_SOMETHING_ELSE: Final = re.compile(
    r"\b(?:spam|block\w*|black\w*|polic\w+|relay\w*|rcpthosts|reputation|spf|dkim|dmarc|rate|quickly|authentic\w*|sender)\b",
    re.IGNORECASE,
)
_REPLY: Final = re.compile(r"\s*(?P<code>[245]\d\d)?[ -]*(?P<status>[245]\.\d{1,3}\.\d{1,3})?")
_ADDRESS: Final = re.compile(r"<?[^\s<>'\"]+@[^\s<>'\"]+>?")
_MOST: Final = 400


@dataclass(frozen=True)
class Reply:
    """What a mail server said: three digits and an enhanced status, where it gave them, and its words."""

    code: int | None
    status: str
    words: str


def read(said: str, *, status: str = "") -> Reply:
    """A server's line ("550 5.1.1 no such user") taken apart; `status` is what a report says beside it."""
    found = _REPLY.match(said)
    code, own = (found["code"], found["status"]) if found else (None, None)
    return Reply(int(code) if code else None, own or status, said)


def stops_address(reply: Reply) -> bool:
    """Whether this is said of the address for good, so that nothing more is sent there."""
    if reply.status.startswith("5.1."):
        return reply.status in _STATUSES
    if _OF_SOMETHING_ELSE.search(_ADDRESS.sub(" ", reply.words)):
        return False
    if reply.status and not reply.status.endswith(".0.0"):
        return reply.status in _STATUSES
    return reply.code in _REPLIES and _OF_THE_MAILBOX.search(reply.words) is not None


def for_staff(words: str) -> str:
    """A server's words in one line, with every address and what cannot be printed taken out. Anybody may have written them."""
    plain = "".join(sign if sign.isprintable() else " " for sign in words[: 4 * _MOST])
    return " ".join(_ADDRESS.sub("(address)", plain).split())[:_MOST]
