"""The endpoints of the fake API, one function each."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from registrations.teacher_records.fake import answers, trn_requests
from registrations.teacher_records.fake.answers import Answer, Manner, invalid, ok, problem
from registrations.teacher_records.fake.faults import Fault, Faults
from registrations.teacher_records.fake.people import Entry
from registrations.teacher_records.fake.register import Register, number_matches

#: From these versions on: 308 and 410 in place of 404; the endpoint /trns.
SINCE_MERGED_IS_TOLD = "20260120"
SINCE_TRNS = "20250905"
INCLUDES = {
    "induction", "routestoprofessionalstatuses", "mandatoryqualifications", "pendingdetailchanges", "alerts", "previousnames"
}  # fmt: skip
FIND_BY = "LastNameAndDateOfBirth"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What every endpoint works with."""

    register: Register
    faults: Faults
    today: Callable[[], date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, taken apart; `trn` is the one in the path."""

    trn: str
    version: str
    query: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A method and path, the role it wants and who answers."""

    method: str
    path: re.Pattern[str]
    role: str | None
    answer: Callable[[Desk, Asked], Answer]
    since: str = "20240101"


def find(method: str, path: str, version: str) -> tuple[Endpoint, str] | None:
    """The endpoint for a path in a version, and the TRN in the path."""
    for endpoint in ENDPOINTS:
        match = endpoint.path.fullmatch(path)
        if match and endpoint.method == method and version >= endpoint.since:
            return endpoint, match.groupdict().get("trn") or ""
    return None


def too_many(seconds: int, most: int, headers: Mapping[str, str]) -> Answer:
    """429."""
    refusal = problem(
        429, "API calls quota exceeded", detail=f"A maximum of {most} calls per 60 seconds are permitted."
    )
    return replace(refusal, headers={**headers, "Retry-After": str(seconds)})


def get_person(desk: Desk, asked: Asked) -> Answer:
    """GET /v3/persons/{trn}."""
    include = {word.strip().lower() for word in asked.query.get("include", "").split(",") if word.strip()}
    if not include <= INCLUDES:
        return invalid({"include": "The value is not valid for include."})
    number, born_text = asked.query.get("nationalInsuranceNumber"), asked.query.get("dateOfBirth")
    if number is not None and born_text is not None:
        return problem(400, "Only one of dateOfBirth and nationalInsuranceNumber may be given.")
    born = None if born_text is None else trn_requests.a_date(born_text)
    if born_text is not None and born is None:
        return invalid({"dateOfBirth": "The value is not valid for dateOfBirth."})
    return _with_faults(desk, asked, lambda: _person(desk, asked, include, born, number))


def _person(desk: Desk, asked: Asked, include: set[str], born: date | None, number: str | None) -> Answer:
    tests = [f"TRN: '{asked.trn}'"]
    if born is not None:
        tests.append(f"Date of birth: '{born.isoformat()}'")
    if number is not None:
        tests.append(f"National Insurance number: '{number}'")
    entry = desk.register.get(asked.trn)
    if entry is not None and not entry.active:
        return _not_active(entry, asked, "/v3/persons/", tests)
    differs = (
        entry is None or (born not in (None, entry.born)) or (number is not None and not number_matches(entry, number))
    )
    if entry is None or differs:
        return _not_found(tests)
    return ok(answers.person(entry, include))


def get_trn(desk: Desk, asked: Asked) -> Answer:
    """GET /v3/trns/{trn}."""
    tests = [f"TRN: '{asked.trn}'"]
    entry = desk.register.get(asked.trn)
    if entry is None:
        return _not_found(tests)
    return Answer(status=204) if entry.active else _not_active(entry, asked, "/v3/trns/", tests)


def find_persons(desk: Desk, asked: Asked) -> Answer:
    """GET /v3/persons."""
    find_by, last_name, born_text = (asked.query.get(name) for name in ("findBy", "lastName", "dateOfBirth"))
    if not find_by:
        return invalid({"findBy": "Invalid matching policy."})
    if find_by != FIND_BY:
        return invalid({"findBy": f"The value '{find_by}' is not valid for FindBy."})
    needed = f"A value is required when findBy is '{FIND_BY}'."
    missing = {name: needed for name in ("lastName", "dateOfBirth") if not asked.query.get(name)}
    if missing:
        return invalid(missing)
    born = trn_requests.a_date(born_text or "")
    if born is None:
        return invalid({"dateOfBirth": f"The value '{born_text}' is not valid for DateOfBirth."})
    found = [answers.result(entry) for entry in desk.register.search(last_name or "", born)]
    query = {"findBy": FIND_BY, "lastName": last_name, "dateOfBirth": born_text}
    return ok({"total": len(found), "query": query, "results": found})


def find_many(desk: Desk, asked: Asked) -> Answer:
    """POST /v3/persons/find."""
    body = a_body(asked.body)
    persons = body.get("persons") if body else None
    if not isinstance(persons, list):
        return invalid({"persons": "The persons field is required."})
    if len(persons) > 500:
        return invalid({"persons": "Only 500 persons or less can be specified."})
    wanted: dict[str, date | None] = {}
    for pair in persons:
        if not isinstance(pair, dict) or not isinstance(pair.get("trn"), str):
            return invalid({"persons": "Each person needs a trn and a dateOfBirth."})
        wanted.setdefault(pair["trn"], trn_requests.a_date(pair.get("dateOfBirth")))
    entries = (desk.register.get(trn) for trn in sorted(wanted))
    found = [answers.result(entry) for entry in entries if entry and entry.active and entry.born == wanted[entry.trn]]
    return ok({"total": len(found), "results": found})


def make_trn_request(desk: Desk, asked: Asked) -> Answer:
    """POST /v3/trn-requests."""
    return trn_requests.make(desk.register, a_body(asked.body) or {}, asked.version, desk.today())


def get_trn_request(desk: Desk, asked: Asked) -> Answer:
    """GET /v3/trn-requests."""
    return trn_requests.get(desk.register, asked.query.get("requestId", ""), asked.version)


def a_body(body: bytes) -> dict[str, object] | None:
    """A JSON object, or None."""
    try:
        value = json.loads(body)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _not_found(tests: list[str]) -> Answer:
    return problem(404, "Person not found.", code=10001, detail="\n".join(tests))


def _not_active(entry: Entry, asked: Asked, folder: str, tests: list[str]) -> Answer:
    """Older versions do not tell a deactivated or merged record from none."""
    if asked.version < SINCE_MERGED_IS_TOLD:
        return _not_found(tests)
    if entry.merged_into:
        return Answer(status=308, headers={"Location": f"{folder}{entry.merged_into}"})
    return problem(410, f"Record {entry.trn} is not active.", code=10058)


def _with_faults(desk: Desk, asked: Asked, usual: Callable[[], Answer]) -> Answer:
    """The usual answer, spoilt by the fault that is due for this TRN."""
    fault = desk.faults.due(asked.trn)
    if fault is None:
        return usual()
    if fault in _INSTEAD:
        return _INSTEAD[fault]
    answer = usual()
    if answer.status != 200:
        return answer
    if fault in _MANNERS:
        return replace(answer, manner=_MANNERS[fault])
    return replace(answer, body=_SPOILT[fault](answer.body))


_INSTEAD = {
    Fault.SLOW: Answer(status=200, manner=Manner.NEVER),
    Fault.HANGS_UP: Answer(status=200, manner=Manner.HANG_UP),
    Fault.BUSY_ONCE: too_many(1, 1000, {}),
    Fault.BUSY_ALWAYS: too_many(3600, 1000, {}),
    Fault.BROKEN_ONCE: problem(500, "An error occurred while processing your request."),
    Fault.RESTARTING_ONCE: Answer(status=503, body=b"<h1>Service Unavailable</h1>", content_type="text/html"),
    Fault.DOWN: Answer(status=503, body=b"<h1>Service Unavailable</h1>", content_type="text/html"),
    Fault.WEB_PAGE: Answer(status=200, body=b"<h1>We will be back soon</h1>", content_type="text/html"),
    Fault.ELSEWHERE: Answer(status=308, headers={"Location": "https://elsewhere.example/v3/persons/7000025"}),
}
_MANNERS = {Fault.CUT_SHORT: Manner.CUT_SHORT, Fault.STALLS: Manner.STALL, Fault.TRICKLES: Manner.TRICKLE}


def _change(body: bytes, changes: Mapping[str, object], without: str = "") -> bytes:
    person = {**json.loads(body), **changes}
    person.pop(without, None)
    return json.dumps(person).encode()


_SPOILT: Mapping[Fault, Callable[[bytes], bytes]] = {
    Fault.MALFORMED: lambda body: body[:-20],
    Fault.NEW_MEMBERS: lambda body: _change(body, {"favouriteBiscuit": "shortbread", "badges": [{"level": 3}]}),
    Fault.MEMBERLESS: lambda body: _change(body, {}, without="lastName"),
    Fault.WRONG_TYPE: lambda body: _change(body, {"dateOfBirth": 19800101}),
    Fault.SOMEBODY_ELSE: lambda body: _change(body, {"trn": "9900001"}),
}

ENDPOINTS = (
    Endpoint(method="GET", path=re.compile("/v3/persons"), role="GetPerson", answer=find_persons),
    Endpoint(method="POST", path=re.compile("/v3/persons/find"), role="GetPerson", answer=find_many),
    Endpoint(method="GET", path=re.compile("/v3/persons/(?P<trn>[^/]+)"), role="GetPerson", answer=get_person),
    Endpoint(method="GET", path=re.compile("/v3/trns/(?P<trn>[^/]+)"), role=None, answer=get_trn, since=SINCE_TRNS),
    Endpoint(method="POST", path=re.compile("/v3/trn-requests"), role="CreateTrn", answer=make_trn_request),
    Endpoint(method="GET", path=re.compile("/v3/trn-requests"), role="CreateTrn", answer=get_trn_request),
)
