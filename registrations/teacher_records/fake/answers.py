"""The shapes of the API's answers."""

import json
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from registrations.teacher_records.fake.people import Entry

Json = dict[str, object]

PROBLEM = "application/problem+json; charset=utf-8"
JSON = "application/json; charset=utf-8"


class Manner(StrEnum):
    """How an answer is sent."""

    WHOLE = "whole"
    NEVER = "never"
    HANG_UP = "hang_up"
    CUT_SHORT = "cut_short"
    STALL = "stall"
    TRICKLE = "trickle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response to be sent."""

    status: int
    body: bytes = b""
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    manner: Manner = Manner.WHOLE


def ok(body: Json) -> Answer:
    """200 with a JSON body."""
    return Answer(status=200, body=_bytes(body))


def problem(status: int, title: str, *, code: int | None = None, detail: str | None = None) -> Answer:
    """A problem document, with the API's own error code where it has one."""
    body: Json = {"title": title, "status": status}
    if detail is not None:
        body["detail"] = detail
    if code is not None:
        body["errorCode"] = code
    return Answer(status=status, body=_bytes(body), content_type=PROBLEM)


def invalid(errors: Mapping[str, str]) -> Answer:
    """400, with one message a field."""
    body: Json = {
        "type": "https://tools.ietf.org/html/rfc9110#section-15.5.1",
        "title": "One or more validation errors occurred.",
        "status": 400,
        "errors": {name: [message] for name, message in errors.items()},
        "traceId": f"00-{uuid.uuid4().hex}-0000000000000000-00",
    }
    return Answer(status=400, body=_bytes(body), content_type=PROBLEM)


def person(entry: Entry, include: Collection[str]) -> Json:
    """A record as GET persons/{trn} shows it; `include` in lower case."""
    body = _facts(entry) | {
        "nationalInsuranceNumber": entry.number,
        "emailAddress": entry.email,
        "eyts": None,
        "qtlsStatus": "None",
    }
    if "alerts" in include:
        body["alerts"] = _alerts(entry)
    if "previousnames" in include:
        body["previousNames"] = _previous_names(entry)
    if "induction" in include:
        body["induction"] = _induction()
    if "routestoprofessionalstatuses" in include:
        body["routesToProfessionalStatuses"] = []
    if "mandatoryqualifications" in include:
        body["mandatoryQualifications"] = []
    if "pendingdetailchanges" in include:
        body |= {"pendingNameChange": False, "pendingDateOfBirthChange": False}
    return body


def result(entry: Entry) -> Json:
    """A record as the searches show it."""
    return _facts(entry) | {
        "previousNames": _previous_names(entry),
        "alerts": _alerts(entry),
        "induction": _induction(),
        "eyts": None,
        "qtlsStatus": "None",
    }


def _facts(entry: Entry) -> Json:
    return _name(entry.first, entry.middle, entry.last) | {
        "trn": entry.trn,
        "dateOfBirth": entry.born.isoformat(),
        "qts": {"holdsFrom": entry.qts_from.isoformat(), "routes": [_route()]} if entry.qts_from else None,
    }


def _name(first: str, middle: str, last: str) -> Json:
    return {"firstName": first, "middleName": middle, "lastName": last}


def _previous_names(entry: Entry) -> list[Json]:
    return [_name(*name) for name in entry.previous_names]


def _alerts(entry: Entry) -> list[Json]:
    return [
        {
            "alertId": _id(f"alert {entry.trn} {kind}"),
            "alertType": {
                "alertTypeId": _id(kind),
                "alertCategory": {
                    "alertCategoryId": _id("Prohibition from teaching"),
                    "name": "Prohibition from teaching",
                },
                "name": kind,
            },
            "details": "Invented for tests.",
            "startDate": start.isoformat(),
            "endDate": end.isoformat() if end else None,
        }
        for kind, start, end in entry.alerts
    ]


def _induction() -> Json:
    return {"status": "None", "startDate": None, "completedDate": None, "exemptionReasons": []}


def _route() -> Json:
    name = "Postgraduate training"
    return {
        "routeToProfessionalStatusType": {
            "routeToProfessionalStatusTypeId": _id(name),
            "name": name,
            "professionalStatusType": "QualifiedTeacherStatus",
        }
    }


def _id(name: str) -> str:
    """The same invented identifier for the same thing, every time."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://trs.example/{name}"))


def _bytes(body: Json) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
