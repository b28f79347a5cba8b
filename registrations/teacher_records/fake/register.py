"""The fake register: who is in it, how it is searched, and how it decides on requests for a TRN."""

import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from registrations.teacher_records.fake.people import EVERYBODY, Entry

_BREAKS = re.compile(r"[\s-]+")
FIRST_NEW_TRN = 9950001


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Whom a TRN is asked for."""

    first: str
    last: str
    born: date
    middle: str = ""
    email: str | None = None
    number: str | None = None
    gender: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request for a TRN; `trn` is None while somebody must look at it."""

    request_id: str
    subject: str | None
    trn: str | None
    potential_duplicate: bool


class Register:
    """All records, in memory; new ones are gone when the server stops."""

    def __init__(self, people: Iterable[Entry] = EVERYBODY) -> None:
        self._people = {entry.trn: entry for entry in people}
        self._requests: dict[str, Request] = {}
        self._lock = threading.Lock()

    def get(self, trn: str) -> Entry | None:
        """The record with this TRN, active or not."""
        return self._people.get(trn)

    def search(self, last_name: str, born: date) -> list[Entry]:
        """Active records of this birthday that share a part of a last name, in TRN order."""
        wanted = _parts(last_name)
        return sorted(
            (entry for entry in self._active() if entry.born == born and wanted & _last_name_parts(entry)),
            key=lambda entry: entry.trn,
        )

    def request(self, request_id: str) -> Request | None:
        """A request made earlier."""
        return self._requests.get(request_id)

    def ask_for_trn(self, request_id: str, subject: str | None, applicant: Applicant) -> Request | None:
        """Decide on a request; None if there is one of this id."""
        with self._lock:
            if request_id in self._requests:
                return None
            candidates = [entry for entry in self._active() if _may_be(entry, applicant)]
            if not candidates:
                trn: str | None = self._add(applicant)
            elif len(candidates) == 1 and _surely_is(candidates[0], applicant):
                trn = candidates[0].trn
            else:
                trn = None
            made = Request(request_id=request_id, subject=subject, trn=trn, potential_duplicate=trn is None)
            self._requests[request_id] = made
            return made

    def _add(self, applicant: Applicant) -> str:
        trn = str(FIRST_NEW_TRN + sum(int(known) >= FIRST_NEW_TRN for known in self._people))
        self._people[trn] = Entry(
            trn=trn,
            first=applicant.first,
            middle=applicant.middle,
            last=applicant.last,
            born=applicant.born,
            number=applicant.number,
            email=applicant.email,
            gender=applicant.gender,
        )
        return trn

    def _active(self) -> list[Entry]:
        return [entry for entry in list(self._people.values()) if entry.active]


def number_matches(entry: Entry, number: str) -> bool:
    """Whether this is the person's National Insurance number, on the record or in employment records."""
    return _plain(number) in {_plain(known) for known in (entry.number, entry.employment_number) if known}


def _may_be(entry: Entry, applicant: Applicant) -> bool:
    same = (
        _folded(entry.first) == _folded(applicant.first),
        bool(applicant.middle) and _folded(entry.middle) == _folded(applicant.middle),
        _folded(entry.last) == _folded(applicant.last),
        entry.born == applicant.born,
    )
    return (
        sum(same) >= 3
        or (applicant.number is not None and number_matches(entry, applicant.number))
        or _same_email(entry, applicant)
    )


def _surely_is(entry: Entry, applicant: Applicant) -> bool:
    if applicant.number is not None:
        return entry.born == applicant.born and number_matches(entry, applicant.number)
    return (
        _folded(entry.first) == _folded(applicant.first)
        and _folded(entry.last) == _folded(applicant.last)
        and entry.born == applicant.born
        and _same_email(entry, applicant)
        and applicant.gender is not None
        and entry.gender == applicant.gender
    )


def _same_email(entry: Entry, applicant: Applicant) -> bool:
    return bool(applicant.email and entry.email) and _folded(applicant.email or "") == _folded(entry.email or "")


def _last_name_parts(entry: Entry) -> set[str]:
    return _parts(entry.last).union(*(_parts(last) for _, _, last in entry.previous_names))


def _parts(name: str) -> set[str]:
    return {part for part in _BREAKS.split(_folded(name)) if part}


def _folded(text: str) -> str:
    return text.replace("’", "'").strip().casefold()


def _plain(number: str) -> str:
    return re.sub(r"[\s-]", "", number).upper()
