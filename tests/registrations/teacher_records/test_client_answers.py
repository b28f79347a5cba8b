"""The client against the fake server: what it asks, and what it makes of every kind of answer."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from registrations.teacher_records.errors import (
    MalformedError,
    MergeLoopError,
    MisconfiguredError,
    NotJsonError,
    RefusedError,
    UnavailableError,
)
from registrations.teacher_records.fake.app import KEY_WITHOUT_ROLES, READER_KEY
from registrations.teacher_records.fake.people import MAGIC_BIRTH_DATE
from registrations.teacher_records.types import Include, Missing, Name

MARIGOLD = date(1988, 4, 12)


def test_a_person_is_told_as_the_record_has_them(client):
    person = client.get_person("9900001", date_of_birth=MARIGOLD)

    assert person.trn == "9900001"
    assert person.name == Name(first="Marigold", middle="Fern", last="Thistlewick")
    assert person.date_of_birth == MARIGOLD
    assert person.national_insurance_number == "AB900001C"
    assert person.qts_held_from == date(2011, 7, 1)
    assert (person.alerts, person.previous_names, person.merged_from) == ((), (), ())
    assert not person.has_open_alert


def test_previous_names_come_along(client):
    person = client.get_person("1234567", date_of_birth=date(1985, 2, 3))

    assert person.previous_names == (Name(first="Ada", middle="", last="Byron"),)
    assert person.national_insurance_number is None


def test_key_version_and_questions_are_sent_as_the_api_wants_them(client, trs_server):
    client.get_person("9900001", date_of_birth=MARIGOLD)

    (request,) = trs_server.requests
    url = urlsplit(request.target)
    assert (request.method, url.path) == ("GET", "/v3/persons/9900001")
    assert parse_qs(url.query) == {"dateOfBirth": ["1988-04-12"], "include": ["Alerts,PreviousNames"]}
    assert request.headers["authorization"] == "Bearer fake-key"
    assert request.headers["x-api-version"] == "20260612"


def test_what_is_not_asked_for_is_not_there(client, trs_server):
    person = client.get_person("7000003", include=frozenset())

    assert (person.alerts, person.previous_names) == (None, None)
    assert urlsplit(trs_server.requests[0].target).query == ""
    with pytest.raises(ValueError, match="not asked for"):
        _ = person.has_open_alert


def test_only_the_included_member_is_wanted(client):
    person = client.get_person("7000003", include=frozenset({Include.ALERTS}))

    assert person.has_open_alert
    assert person.previous_names is None


@pytest.mark.parametrize(
    ("trn", "test", "answer"),
    [
        ("7000002", {}, Missing.NOT_FOUND),
        ("7000002", {"date_of_birth": MAGIC_BIRTH_DATE}, Missing.NOT_FOUND),
        ("9900001", {"date_of_birth": date(1988, 12, 4)}, Missing.NOT_FOUND),
        ("9900001", {"national_insurance_number": "AB900002C"}, Missing.NOT_FOUND),
        ("7000008", {"date_of_birth": MAGIC_BIRTH_DATE}, Missing.NOT_FOUND),
        ("7000004", {"date_of_birth": MAGIC_BIRTH_DATE}, Missing.INACTIVE),
    ],
)
def test_nobody_and_not_active_are_answers(client, trs_server, trn, test, answer):
    assert client.get_person(trn, **test) is answer
    assert len(trs_server.requests) == 1


@pytest.mark.parametrize(
    ("trn", "number"),
    [("9900001", "AB900001C"), ("9900001", "ab 90 00 01 c"), ("7000008", "AA000008A"), ("9900009", "AB900009C")],
    ids=["on the record", "as typed", "birth date differs", "in employment records only"],
)
def test_the_national_insurance_number_is_a_test_too(client, trn, number):
    assert client.get_person(trn, national_insurance_number=number).trn == trn


@pytest.mark.parametrize(
    ("trn", "has_qts", "open_alert", "alerts"),
    [
        ("7000001", False, False, 0),
        ("7000003", True, True, 1),
        ("7000028", True, False, 1),
        ("9900010", False, False, 0),
    ],
)
def test_special_records(client, trn, has_qts, open_alert, alerts):
    person = client.get_person(trn)

    assert (person.qts_held_from is not None, person.has_open_alert, len(person.alerts)) == (
        has_qts,
        open_alert,
        alerts,
    )


def test_an_alert_says_what_and_since_when(client):
    (alert,) = client.get_person("7000028").alerts

    assert alert.kind == "Prohibition by the Secretary of State - misconduct"
    assert alert.category == "Prohibition from teaching"
    assert (alert.starts_on, alert.ends_on) == (date(2011, 3, 4), date(2015, 3, 4))


def test_members_nobody_told_us_of_are_passed_over(client):
    assert client.get_person("7000013", date_of_birth=MAGIC_BIRTH_DATE).name.last == "Newmembers"


@pytest.mark.parametrize(
    ("trn", "problem"),
    [
        ("7000006", MergeLoopError),
        ("7000019", MergeLoopError),
        ("7000012", NotJsonError),
        ("7000017", NotJsonError),
        ("7000018", MisconfiguredError),
        ("7000029", MalformedError),
        ("7000030", MalformedError),
        ("7000032", MalformedError),
        ("7000011", UnavailableError),
        ("7000015", UnavailableError),
        ("7000016", UnavailableError),
        ("7000024", UnavailableError),
        ("7000026", UnavailableError),
    ],
)
def test_what_is_no_answer_has_a_name(client, trn, problem):
    with pytest.raises(problem):
        client.get_person(trn, date_of_birth=MAGIC_BIRTH_DATE)


def test_a_malformed_answer_is_told_by_member_not_by_value(client):
    with pytest.raises(MalformedError, match=r"^dateOfBirth is not text$"):
        client.get_person("7000030")


# -- merged records --------------------------------------------------------------------------------------------------


def test_a_merged_record_is_followed_and_the_test_put_back(client, trs_server):
    person = client.get_person("7000005", date_of_birth=MAGIC_BIRTH_DATE)

    assert (person.trn, person.merged_from) == ("7000025", ("7000005",))
    asked = [urlsplit(request.target) for request in trs_server.requests]
    assert [url.path for url in asked] == ["/v3/persons/7000005", "/v3/persons/7000025"]
    assert {url.query for url in asked} == {"include=Alerts%2CPreviousNames&dateOfBirth=1980-01-01"}


def test_a_merged_record_whose_survivor_fails_the_test_is_nobody(client):
    assert client.get_person("7000005", date_of_birth=date(1980, 1, 2)) is Missing.NOT_FOUND


def test_three_hops_are_followed(client, trs_server):
    person = client.get_person("7000020", date_of_birth=MAGIC_BIRTH_DATE)

    assert (person.trn, person.merged_from) == ("7000023", ("7000020", "7000021", "7000022"))
    assert len(trs_server.requests) == 4


@pytest.mark.parametrize(("trn", "requests"), [("7000006", 2), ("7000019", 4)], ids=["loop", "four hops"])
def test_following_ends(client, trs_server, trn, requests):
    with pytest.raises(MergeLoopError):
        client.get_person(trn)
    assert len(trs_server.requests) == requests


@pytest.mark.parametrize(
    ("trn", "exists"),
    [("9900001", True), ("7000005", True), ("7000002", False), ("7000004", False), ("0012345", True)],
)
def test_whether_a_trn_exists(client, trn, exists):
    assert client.trn_exists(trn) is exists


def test_a_body_where_none_was_due(open_to, scripted):
    script = scripted((200, {"Content-Type": "application/json"}, b"{}"))

    with pytest.raises(MalformedError, match="200 where 204 was due"):
        open_to(script.url).trn_exists("9900001")


# -- searches --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last_name", "born", "found"),
    [
        ("Twinsley", date(1986, 6, 16), ["9900013", "9900014"]),
        ("twinsley", date(1986, 6, 16), ["9900013", "9900014"]),
        ("Byron", date(1985, 2, 3), ["1234567"]),
        ("King-Somebody", date(1985, 2, 3), ["1234567"]),
        ("Fairweather", date(1982, 3, 21), ["9900007"]),
        ("O’Pretend", date(1984, 8, 17), ["9900004"]),
        ("Twinsley", date(1986, 6, 17), []),
        ("Deactivated", MAGIC_BIRTH_DATE, []),
    ],
)
def test_search_by_name_and_birth_date(client, last_name, born, found):
    people = client.find_persons(last_name=last_name, date_of_birth=born)

    assert [person.trn for person in people] == found
    assert all(person.national_insurance_number is None for person in people)


def test_many_at_once_leaves_out_who_does_not_match(client, trs_server):
    pairs = [
        ("9900002", date(1979, 11, 30)),
        ("9900001", MARIGOLD),
        ("9900003", MARIGOLD),
        ("7000004", MAGIC_BIRTH_DATE),
    ]

    assert [person.trn for person in client.find_many(pairs)] == ["9900001", "9900002"]
    assert len(trs_server.requests) == 1


def test_of_two_dates_for_one_trn_the_first_counts(client):
    assert client.find_many([("9900001", MARIGOLD), ("9900001", date(1999, 1, 1))])
    assert not client.find_many([("9900001", date(1999, 1, 1)), ("9900001", MARIGOLD)])


def test_nobody_and_too_many_are_not_even_asked(client, trs_server):
    assert client.find_many([]) == ()
    with pytest.raises(ValueError, match="500"):
        client.find_many([("9900001", MARIGOLD)] * 501)
    assert not trs_server.requests


def test_five_hundred_are_asked(client):
    assert len(client.find_many([("9900001", MARIGOLD)] * 500)) == 1


# -- what never leaves -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("trn", ["", "123456", "12345678", "../health", "1234567/..", "１２３４５６７", "RP12345"])
def test_only_a_trn_gets_into_an_address(client, trs_server, trn):
    with pytest.raises(ValueError, match="seven digits"):
        client.get_person(trn)
    assert not trs_server.requests


def test_two_tests_at_once_are_refused_here(client, trs_server):
    with pytest.raises(ValueError, match="not both"):
        client.get_person("9900001", date_of_birth=MARIGOLD, national_insurance_number="AB900001C")
    with pytest.raises(ValueError, match="last name"):
        client.find_persons(last_name=" ", date_of_birth=MARIGOLD)
    assert not trs_server.requests


# -- keys ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "status"), [("no-such-key", "401"), (KEY_WITHOUT_ROLES, "403")], ids=["unknown key", "key without the role"]
)
def test_a_wrong_key_is_a_configuration_error_and_not_tried_again(trs_server, open_to, patience, key, status):
    with pytest.raises(MisconfiguredError, match=status) as caught:
        open_to(trs_server.url, api_key=key).get_person("9900001", date_of_birth=MARIGOLD)
    assert len(trs_server.requests) == 1
    assert not patience.waits
    assert key not in str(caught.value)


def test_any_key_may_ask_whether_a_trn_exists(trs_server, open_to):
    assert open_to(trs_server.url, api_key=KEY_WITHOUT_ROLES).trn_exists("9900001")


def test_a_reader_may_not_ask_for_a_trn(trs_server, open_to):
    with pytest.raises(MisconfiguredError, match="403"):
        open_to(trs_server.url, api_key=READER_KEY).get_trn_request("x")


def test_a_question_found_invalid_names_its_fields_only(trs_server, open_to, scripted):
    body = b'{"title":"invalid","status":400,"errors":{"person.dateOfBirth":["Out of range: 1930-01-01"]}}'
    script = scripted((400, {"Content-Type": "application/problem+json"}, body))

    with pytest.raises(RefusedError) as caught:
        open_to(script.url).get_person("9900001")
    assert caught.value.fields == ("person.dateOfBirth",)
    assert "1930" not in str(caught.value)
