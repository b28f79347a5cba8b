"""The magic TRNs: what the fake server does, other than answer, when asked for one of them. TRNs that simply have a special
record (no QTS, an alert, merged, deactivated) are in people.py."""

import threading
from enum import StrEnum


class Fault(StrEnum):
    """One way to go wrong. Those named ONCE happen on every other request, so that a second try always works."""

    SLOW = "slow"
    BUSY_ONCE = "busy_once"
    BROKEN_ONCE = "broken_once"
    MALFORMED = "malformed"
    NEW_MEMBERS = "new_members"
    RESTARTING_ONCE = "restarting_once"
    DOWN = "down"
    HANGS_UP = "hangs_up"
    WEB_PAGE = "web_page"
    ELSEWHERE = "elsewhere"
    BUSY_ALWAYS = "busy_always"
    CUT_SHORT = "cut_short"
    STALLS = "stalls"
    MEMBERLESS = "memberless"
    WRONG_TYPE = "wrong_type"
    TRICKLES = "trickles"
    SOMEBODY_ELSE = "somebody_else"


FAULTS = {
    "7000009": Fault.SLOW,
    "7000010": Fault.BUSY_ONCE,
    "7000011": Fault.BROKEN_ONCE,
    "7000012": Fault.MALFORMED,
    "7000013": Fault.NEW_MEMBERS,
    "7000014": Fault.RESTARTING_ONCE,
    "7000015": Fault.DOWN,
    "7000016": Fault.HANGS_UP,
    "7000017": Fault.WEB_PAGE,
    "7000018": Fault.ELSEWHERE,
    "7000024": Fault.BUSY_ALWAYS,
    "7000026": Fault.CUT_SHORT,
    "7000027": Fault.STALLS,
    "7000029": Fault.MEMBERLESS,
    "7000030": Fault.WRONG_TYPE,
    "7000031": Fault.TRICKLES,
    "7000032": Fault.SOMEBODY_ELSE,
}

_ONCE = {Fault.BUSY_ONCE, Fault.BROKEN_ONCE, Fault.RESTARTING_ONCE}


class Faults:
    """Which fault is due for a TRN; remembers the ones that pass."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._happened: set[str] = set()

    def due(self, trn: str) -> Fault | None:
        """The fault of this request, None to answer as usual."""
        fault = FAULTS.get(trn)
        if fault not in _ONCE:
            return fault
        with self._lock:
            if trn in self._happened:
                self._happened.remove(trn)
                return None
            self._happened.add(trn)
            return fault
