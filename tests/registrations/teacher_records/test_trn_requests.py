"""Asking for a TRN: decisions of the fake, and a client that never sends a POST twice by itself."""

from dataclasses import replace
from datetime import date

import pytest

from registrations.teacher_records.errors import MalformedError, RefusedError, UnavailableError
from registrations.teacher_records.types import NewTrn, TrnRequestStatus

NOBODY_YET = NewTrn(
    request_id="npq-1", first_name="Wilf", last_name="Newcomer-Invented", date_of_birth=date(1994, 4, 4)
)


def test_somebody_new_gets_a_trn(client):
    made = client.create_trn_request(NOBODY_YET)

    assert (made.status, made.potential_duplicate) == (TrnRequestStatus.COMPLETED, False)
    assert client.get_person(made.trn, date_of_birth=date(1994, 4, 4)).name.last == "Newcomer-Invented"


@pytest.mark.parametrize(
    ("applicant", "trn"),
    [
        ({"national_insurance_number": "AB900002C"}, "9900002"),
        ({}, None),
        ({"national_insurance_number": "AB900001C"}, None),
        ({"national_insurance_number": "AB900002C", "date_of_birth": date(1979, 11, 29)}, None),
        ({"email_addresses": ("barnaby.quillfeather@school.example",)}, None),
    ],
    ids=[
        "birth date and number agree",
        "three facts agree, no number",
        "another person has the number",
        "number agrees, birth date differs",
        "email agrees, gender not sent",
    ],
)
def test_a_known_person_is_matched_or_left_to_a_human(client, applicant, trn):
    barnaby = replace(NOBODY_YET, first_name="Barnaby", last_name="Quillfeather", date_of_birth=date(1979, 11, 30))

    made = client.create_trn_request(replace(barnaby, **applicant))

    assert made.trn == trn
    assert made.status is (TrnRequestStatus.COMPLETED if trn else TrnRequestStatus.PENDING)
    assert made.potential_duplicate is (trn is None)


def test_sending_again_gives_the_first_result(client, trs_server):
    first = client.create_trn_request(NOBODY_YET)
    again = client.create_trn_request(NOBODY_YET)

    assert again == first
    assert [request.method for request in trs_server.requests] == ["POST", "POST", "GET"]


def test_asking_what_became_of_it(client):
    assert client.get_trn_request("npq-1") is None
    made = client.create_trn_request(NOBODY_YET)
    assert client.get_trn_request("npq-1") == made


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"request_id": "a b"}, ("requestId",)),
        ({"request_id": "x" * 101}, ("requestId",)),
        ({"first_name": ""}, ("person.firstName",)),
        ({"last_name": "x" * 101}, ("person.lastName",)),
        ({"date_of_birth": date(1939, 12, 31)}, ("person.dateOfBirth",)),
        ({"date_of_birth": date(2999, 1, 1)}, ("person.dateOfBirth",)),
        ({"email_addresses": ("nobody",)}, ("person.emailAddresses[0]",)),
        ({"national_insurance_number": "QQ123456C"}, ("person.nationalInsuranceNumber",)),
        ({"first_name": "", "last_name": ""}, ("person.firstName", "person.lastName")),
    ],
)
def test_an_invalid_request_is_refused_field_by_field(client, change, fields):
    with pytest.raises(RefusedError) as caught:
        client.create_trn_request(replace(NOBODY_YET, **change))
    assert caught.value.fields == fields


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429])
def test_a_post_is_sent_once_whatever_happens(open_to, scripted, patience, status):
    script = scripted((status, {"Retry-After": "1"}, b""))

    with pytest.raises(UnavailableError):
        open_to(script.url).create_trn_request(NOBODY_YET)
    assert script.seen == ["POST /v3/trn-requests"]
    assert not patience.waits


def _answer(**members) -> tuple[int, dict[str, str], bytes]:
    import json

    body = {"requestId": "npq-1", "status": "Pending", "trn": None, "potentialDuplicate": True} | members
    return 200, {"Content-Type": "application/json"}, json.dumps(body).encode()


@pytest.mark.parametrize("status", ["Pending", "Rejected", "Dormant"])
def test_every_status_is_understood(open_to, scripted, status):
    script = scripted(_answer(status=status))

    assert open_to(script.url).get_trn_request("npq-1").status == status


@pytest.mark.parametrize(
    "members",
    [
        {"status": "Lost"},
        {"status": "Completed"},
        {"trn": "1234567"},
        {"trn": "123"},
        {"potentialDuplicate": "yes"},
        {"requestId": "npq-2"},
        {"requestId": None},
    ],
)
def test_a_contradiction_is_malformed(open_to, scripted, members):
    with pytest.raises(MalformedError):
        open_to(scripted(_answer(**members)).url).get_trn_request("npq-1")


def test_already_made_and_not_there_is_malformed(open_to, scripted):
    problem = {"Content-Type": "application/problem+json"}
    script = scripted((409, problem, b'{"errorCode":10029}'), (404, problem, b'{"errorCode":10031}'))

    with pytest.raises(MalformedError, match="is there and is not"):
        open_to(script.url).create_trn_request(NOBODY_YET)
