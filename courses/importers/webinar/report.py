"""What is read from a report, whoever made it."""

import re
from dataclasses import dataclass
from enum import StrEnum

from npq_portal.periods import Period


class Vendor(StrEnum):
    """Whose report."""

    ZOOM = "zoom"
    TEAMS = "teams"


@dataclass(frozen=True, kw_only=True)
class Attendee:
    """One person of a report.

    `intervals`: when they were there, in UTC, one for each time they joined, overlaps included. `most_seconds`: where the
    report gives only the first and the last moment, the time it says they were there in all, which is the most that may be
    credited; None where the intervals say it. `caution`: why a person must look at this row before anything is credited,
    in words; "" mostly.
    """

    name: str
    email: str
    is_phone: bool
    intervals: tuple[Period, ...]
    most_seconds: int | None = None
    caution: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report read whole.

    `time_zone`: whose clock its times were on; `zone_is_stated`: whether the report said so itself, or London was taken.
    `notes`: what could not be counted, in words, for whoever looks at the import.
    """

    vendor: Vendor
    rows: tuple[Attendee, ...]
    time_zone: str
    zone_is_stated: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Stay:
    """One line of a report in its own words: somebody came and went. `seconds`: how long it says that lasted.

    `counts` is False for time in the waiting room. `is_outline`: first and last moment only, with gaps in between that
    the report does not show.
    """

    line: int
    name: str
    email: str
    joined: str
    left: str
    seconds: int | None
    counts: bool = True
    is_outline: bool = False
    caution: str = ""


_PHONE = re.compile(
    r"(?:pstn|tel|phone|(?:call|dial)-?in(?: user| participant)?)?[\s:_-]*\+?[\d\s().*x-]{5,}[\d)]", re.IGNORECASE
)
_PHONE_WORDS = re.compile(
    r"(?:(?:call|dial)(?:ed)?[\s-]?in|phone|telephone)(?:[\s-](?:user|participant|caller|guest))?(?:[\s_#-]*\d+)?",
    re.IGNORECASE,
)


def is_phone(name: str, email: str) -> bool:
    """Whether somebody without an email address is only a telephone: "+44 20 7946 0958", "Call-in User_2"."""
    return not email and bool(_PHONE.fullmatch(name) or _PHONE_WORDS.fullmatch(name))


def names_no_phone(name: str) -> bool:
    """Whether a telephone's label is not even a number of its own: two "Call-in user" may be two people."""
    return bool(_PHONE_WORDS.fullmatch(name))
