"""The calls of the TRS API (version 3, 20260612) that registration makes, typed.

"No such person" and "record not active" are answers (`Missing`); everything else that is not a person is one of the named
exceptions of `errors`. Open one client for each piece of work; it is not shared between threads or forked processes.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import date
from types import TracebackType
from typing import Self

from registrations.teacher_records import parse
from registrations.teacher_records.answers import Answer
from registrations.teacher_records.errors import (
    MalformedError,
    MisconfiguredError,
    RefusedError,
)
from registrations.teacher_records.transport import Transport
from registrations.teacher_records.types import Include, Missing, NewTrn, Person, TrnRequest

EVERYTHING = frozenset(Include)
MOST_PEOPLE = 500

PERSON_NOT_FOUND = 10001
REQUEST_ALREADY_MADE = 10029
REQUEST_NOT_FOUND = 10031
RECORD_NOT_ACTIVE = 10058


class TeacherRecordsClient:
    """A conversation with the TRS API. All dates are plain calendar dates.

    Every method raises UnavailableError, MisconfiguredError, RefusedError or
    MalformedError, and ValueError for an argument that could never be sent.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._transport.close()

    def within(self, seconds: float) -> AbstractContextManager[None]:
        """Let all calls made inside share `seconds`, so that a web page of several calls is still quick to give up."""
        return self._transport.within(seconds)

    def get_person(
        self,
        trn: str,
        *,
        date_of_birth: date | None = None,
        national_insurance_number: str | None = None,
        include: frozenset[Include] = EVERYTHING,
    ) -> Person | Missing:
        """The record with this TRN, if it also passes the one test given; a mismatch is NOT_FOUND like a wrong number.

        A merged record answers with the one it became. The service tests the National Insurance number against employment
        records as well, so it may agree although the record shows another or none.
        """
        if date_of_birth is not None and national_insurance_number is not None:
            raise ValueError("Test the date of birth or the National Insurance number, not both.")
        params: dict[str, str] = {}
        if include:
            params["include"] = ",".join(sorted(include))
        if date_of_birth is not None:
            params["dateOfBirth"] = date_of_birth.isoformat()
        if national_insurance_number is not None:
            params["nationalInsuranceNumber"] = national_insurance_number
        answer = self._transport.get("GET persons/{trn}", f"/v3/persons/{_trn(trn)}", params)
        if (missing := _missing(answer)) is not None:
            return missing
        _expect(answer, 200)
        person = parse.person(answer.body, include=include, merged_from=_numbers(answer.passed))
        if not answer.path.endswith(person.trn):
            raise MalformedError("an answer about another record than the one asked for")
        return person

    def trn_exists(self, trn: str) -> bool:
        """Whether an active record has this TRN, or is what the record with this TRN was merged into."""
        answer = self._transport.get("GET trns/{trn}", f"/v3/trns/{_trn(trn)}", {})
        if _missing(answer) is not None:
            return False
        _expect(answer, 204)
        return True

    def find_persons(self, *, last_name: str, date_of_birth: date) -> tuple[Person, ...]:
        """Active records born that day with any part of `last_name` in a current or previous last name, in TRN order.

        None of them carries a National Insurance number.
        """
        if not last_name.strip():
            raise ValueError("A search needs a last name.")
        params = {
            "findBy": "LastNameAndDateOfBirth",
            "lastName": last_name.strip(),
            "dateOfBirth": date_of_birth.isoformat(),
        }
        answer = self._transport.get("GET persons", "/v3/persons", params)
        _expect(answer, 200)
        return parse.people(answer.body)

    def find_many(self, pairs: Iterable[tuple[str, date]]) -> tuple[Person, ...]:
        """The active records among at most 500 pairs of TRN and date of birth; pairs that match nobody are left out."""
        asked = [{"trn": _trn(trn), "dateOfBirth": born.isoformat()} for trn, born in pairs]
        if len(asked) > MOST_PEOPLE:
            raise ValueError(f"At most {MOST_PEOPLE} people at a time.")
        if not asked:
            return ()
        answer = self._transport.post("POST persons/find", "/v3/persons/find", {"persons": asked})
        _expect(answer, 200)
        return parse.people(answer.body)

    def create_trn_request(self, request: NewTrn) -> TrnRequest:
        """Ask for a TRN. Sending the same `request_id` again gives the first one's result, so after a failure: send again."""
        answer = self._transport.post("POST trn-requests", "/v3/trn-requests", _request_body(request))
        if answer.status == 409 and answer.error_code == REQUEST_ALREADY_MADE:
            made = self.get_trn_request(request.request_id)
            if made is None:
                raise MalformedError("a TRN request that is there and is not")
            return made
        _expect(answer, 200)
        return _request(answer, request.request_id)

    def get_trn_request(self, request_id: str) -> TrnRequest | None:
        """What became of a request, or None if it was never made. Review by hand takes days: ask hourly at most."""
        answer = self._transport.get("GET trn-requests", "/v3/trn-requests", {"requestId": request_id})
        if answer.status == 404 and answer.error_code == REQUEST_NOT_FOUND:
            return None
        _expect(answer, 200)
        return _request(answer, request_id)


def _trn(value: str) -> str:
    """Also keeps anything but a number out of the address."""
    if not parse.TRN.fullmatch(value):
        raise ValueError("A TRN is seven digits; clean it with parse_trn first.")
    return value


def _numbers(paths: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(path.rpartition("/")[2] for path in paths)


def _missing(answer: Answer) -> Missing | None:
    """A 404 or 410 counts as an answer only with the API's own code: a wrong address gives a 404 too."""
    if answer.status == 404 and answer.error_code == PERSON_NOT_FOUND:
        return Missing.NOT_FOUND
    if answer.status == 410 and answer.error_code == RECORD_NOT_ACTIVE:
        return Missing.INACTIVE
    return None


def _expect(answer: Answer, status: int) -> None:
    """Pass an answer of this status; say what any other means."""
    if answer.status == status:
        return
    if answer.status == 400:
        errors = answer.body.get("errors") if isinstance(answer.body, dict) else None
        raise RefusedError(tuple(sorted(errors)) if isinstance(errors, dict) else ())
    if answer.status in (200, 201, 204):
        raise MalformedError(f"status {answer.status} where {status} was due")
    raise MisconfiguredError(f"status {answer.status}, code {answer.error_code}: wrong address or API version")


def _request(answer: Answer, request_id: str) -> TrnRequest:
    request = parse.trn_request(answer.body)
    if request.request_id != request_id:
        raise MalformedError("an answer about another TRN request")
    return request


def _request_body(request: NewTrn) -> dict[str, object]:
    return {
        "requestId": request.request_id,
        "identityVerified": request.identity_verified,
        "person": {
            "firstName": request.first_name,
            "middleName": request.middle_name,
            "lastName": request.last_name,
            "dateOfBirth": request.date_of_birth.isoformat(),
            "emailAddresses": list(request.email_addresses) or None,
            "nationalInsuranceNumber": request.national_insurance_number,
        },
    }
