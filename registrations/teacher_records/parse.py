"""JSON of the API, turned into our types: unknown members are ignored, what we need must be there and of the right type.

A fault raises MalformedError with the member's name and never its value.
"""

import re
from collections.abc import Callable, Collection
from datetime import date
from typing import TypeVar

from registrations.teacher_records.errors import MalformedError
from registrations.teacher_records.types import Alert, Include, Name, Person, TrnRequest, TrnRequestStatus

Json = dict[str, object]
T = TypeVar("T")

TRN = re.compile(r"[0-9]{7}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def an_object(value: object, where: str) -> Json:
    """`value` as a JSON object."""
    if not isinstance(value, dict):
        raise MalformedError(f"{where} is not an object")
    return value


def person(value: object, *, include: Collection[Include], merged_from: tuple[str, ...] = ()) -> Person:
    """A record of GET persons/{trn}, with the members named by `include`, reached by way of `merged_from`."""
    body = an_object(value, "person")
    return Person(
        trn=_trn(body, "trn"),
        name=_name(body),
        date_of_birth=_date(body, "dateOfBirth"),
        national_insurance_number=_optional(body, "nationalInsuranceNumber", _text),
        previous_names=_previous_names(body) if Include.PREVIOUS_NAMES in include else None,
        alerts=_alerts(body) if Include.ALERTS in include else None,
        qts_held_from=_qts_held_from(body),
        merged_from=merged_from,
    )


def people(value: object) -> tuple[Person, ...]:
    """The results of the two searches; they carry no National Insurance number."""
    body = an_object(value, "answer")
    return tuple(_result(row) for row in _list(body, "results"))


def trn_request(value: object) -> TrnRequest:
    """A request for a TRN, new or asked about."""
    body = an_object(value, "TRN request")
    try:
        status = TrnRequestStatus(_text(body, "status"))
    except ValueError:
        raise MalformedError("status is not one we know") from None
    trn = _optional(body, "trn", _trn)
    if (status is TrnRequestStatus.COMPLETED) != (trn is not None):
        raise MalformedError("trn and status contradict each other")
    duplicate = body.get("potentialDuplicate")
    if not isinstance(duplicate, bool):
        raise MalformedError("potentialDuplicate is not a boolean")
    return TrnRequest(request_id=_text(body, "requestId"), status=status, trn=trn, potential_duplicate=duplicate)


def _result(value: object) -> Person:
    body = an_object(value, "result")
    return Person(
        trn=_trn(body, "trn"),
        name=_name(body),
        date_of_birth=_date(body, "dateOfBirth"),
        previous_names=_previous_names(body),
        alerts=_alerts(body),
        qts_held_from=_qts_held_from(body),
    )


def _name(body: Json) -> Name:
    return Name(first=_text(body, "firstName"), middle=_text(body, "middleName"), last=_text(body, "lastName"))


def _previous_names(body: Json) -> tuple[Name, ...]:
    return tuple(_name(an_object(row, "previousNames")) for row in _list(body, "previousNames"))


def _alerts(body: Json) -> tuple[Alert, ...]:
    return tuple(_alert(an_object(row, "alerts")) for row in _list(body, "alerts"))


def _alert(body: Json) -> Alert:
    kind = an_object(_member(body, "alertType"), "alertType")
    category = an_object(_member(kind, "alertCategory"), "alertCategory")
    return Alert(
        kind=_text(kind, "name"),
        category=_text(category, "name"),
        starts_on=_optional(body, "startDate", _date),
        ends_on=_optional(body, "endDate", _date),
    )


def _qts_held_from(body: Json) -> date | None:
    """QTS is told, never demanded: an NPQ does not need it."""
    qts = _member(body, "qts")
    return None if qts is None else _date(an_object(qts, "qts"), "holdsFrom")


def _member(body: Json, name: str) -> object:
    if name not in body:
        raise MalformedError(f"{name} is absent")
    return body[name]


def _text(body: Json, name: str) -> str:
    value = _member(body, name)
    if not isinstance(value, str):
        raise MalformedError(f"{name} is not text")
    return value


def _trn(body: Json, name: str) -> str:
    value = _text(body, name)
    if not TRN.fullmatch(value):
        raise MalformedError(f"{name} is not seven digits")
    return value


def _date(body: Json, name: str) -> date:
    value = _text(body, name)
    if not _DATE.fullmatch(value):
        raise MalformedError(f"{name} is not a date")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise MalformedError(f"{name} is not a date") from None


def _list(body: Json, name: str) -> list[object]:
    value = _member(body, name)
    if not isinstance(value, list):
        raise MalformedError(f"{name} is not a list")
    return value


def _optional(body: Json, name: str, reader: Callable[[Json, str], T]) -> T | None:
    """Nullable members are present with null; a missing one is a fault."""
    return None if _member(body, name) is None else reader(body, name)
