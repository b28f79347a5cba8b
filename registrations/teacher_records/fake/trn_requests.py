"""Requests for a TRN, as the fake API takes and shows them."""

import re
from collections.abc import Mapping
from datetime import date

from registrations.teacher_records.fake.answers import Answer, Json, invalid, ok, problem
from registrations.teacher_records.fake.register import Applicant, Register, Request

EARLIEST_BIRTH = date(1940, 1, 1)
#: From this version on the answer names the GOV.UK One Login user.
SINCE_SUBJECT = "20260515"
LONGEST = 100
_NUMBER = re.compile(
    r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PRSTW-Z][A-CEGHJ-NPRSTW-Z][0-9]{6}[A-DFMU]|[0-9]{2}[A-Z][0-9]{5}"
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def make(register: Register, body: Json, version: str, today: date) -> Answer:
    """Create a request, 409 if there is one of its id."""
    request_id = body.get("requestId")
    person = body.get("person")
    errors = _id_errors(request_id) | _person_errors(person, today)
    if errors or not isinstance(request_id, str) or not isinstance(person, dict):
        return invalid(errors)
    subject = body.get("oneLoginUserSubject")
    made = register.ask_for_trn(request_id, subject if isinstance(subject, str) else None, _applicant(person))
    if made is None:
        title = "TRN request has already been created."
        return problem(409, title, code=10029, detail=f"TRN request ID: '{request_id}'")
    return ok(_shown(made, version))


def get(register: Register, request_id: str, version: str) -> Answer:
    """Show a request, 404 if there is none."""
    found = register.request(request_id)
    if found is None:
        return problem(404, "TRN request does not exist.", code=10031, detail=f"TRN request ID: '{request_id}'")
    return ok(_shown(found, version))


def a_date(value: object) -> date | None:
    """A date written YYYY-MM-DD, or None."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _shown(request: Request, version: str) -> Json:
    done = request.trn is not None
    link = f"https://aytq.example/{request.request_id}" if done else None
    body: Json = {
        "requestId": request.request_id,
        "status": "Completed" if done else "Pending",
        "trn": request.trn,
        "potentialDuplicate": request.potential_duplicate,
        "accessYourTeachingQualificationsLink": link,
    }
    return body | ({"oneLoginUserSubject": request.subject} if version >= SINCE_SUBJECT else {})


def _id_errors(value: object) -> dict[str, str]:
    if not isinstance(value, str) or not value:
        return {"requestId": "The requestId field is required."}
    if len(value) > LONGEST:
        return {"requestId": "requestId must be 100 characters or fewer"}
    if not re.fullmatch(r"[A-Za-z0-9_-]+", value):
        return {"requestId": "requestId can only contain characters a-z, digits, underscores and dashes."}
    return {}


def _person_errors(person: object, today: date) -> dict[str, str]:
    if not isinstance(person, dict):
        return {"person": "The person field is required."}
    return _name_errors(person) | _birth_errors(person, today) | _contact_errors(person)


def _name_errors(person: Mapping[str, object]) -> dict[str, str]:
    errors = {}
    for name, required in (("firstName", True), ("lastName", True), ("middleName", False)):
        value = person.get(name)
        text = value if isinstance(value, str) else ""
        if required and not text.strip():
            errors[f"person.{name}"] = f"The {name} field is required."
        if len(text) > LONGEST:
            errors[f"person.{name}"] = f"{name} must be 100 characters or fewer"
    return errors


def _birth_errors(person: Mapping[str, object], today: date) -> dict[str, str]:
    born = a_date(person.get("dateOfBirth"))
    if born is None:
        return {"person.dateOfBirth": "The dateOfBirth field is required."}
    return {} if EARLIEST_BIRTH <= born < today else {"person.dateOfBirth": "Birth date is out of expected range."}


def _contact_errors(person: Mapping[str, object]) -> dict[str, str]:
    errors = {}
    for place, email in enumerate(_emails(person)):
        if email is None:
            errors[f"person.emailAddresses[{place}]"] = "Email address cannot be null."
        elif not isinstance(email, str) or len(email) > LONGEST or not _EMAIL.fullmatch(email):
            errors[f"person.emailAddresses[{place}]"] = "Enter a valid email address"
    number = person.get("nationalInsuranceNumber")
    if number is not None and not _NUMBER.fullmatch(re.sub(r"[\s-]", "", str(number)).upper()):
        errors["person.nationalInsuranceNumber"] = "Enter a National Insurance number in the correct format"
    if person.get("gender") not in (None, "Male", "Female", "Other"):
        errors["person.gender"] = "The value is not valid for gender."
    return errors


def _applicant(person: Mapping[str, object]) -> Applicant:
    emails = _emails(person)
    return Applicant(
        first=str(person["firstName"]),
        middle=str(person.get("middleName") or ""),
        last=str(person["lastName"]),
        born=date.fromisoformat(str(person["dateOfBirth"])),
        email=str(emails[0]) if emails else None,
        number=_text(person, "nationalInsuranceNumber"),
        gender=_text(person, "gender"),
    )


def _emails(person: Mapping[str, object]) -> list[object]:
    emails = person.get("emailAddresses")
    return emails if isinstance(emails, list) else []


def _text(person: Mapping[str, object], name: str) -> str | None:
    value = person.get(name)
    return value if isinstance(value, str) else None
