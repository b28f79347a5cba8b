"""JSON into types: strict about what is used, blind to the rest."""

import copy
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registrations.teacher_records import parse
from registrations.teacher_records.errors import MalformedError
from registrations.teacher_records.fake import answers
from registrations.teacher_records.fake.people import EVERYBODY
from registrations.teacher_records.types import Include

ALL = frozenset(Include)
PROHIBITED = next(entry for entry in EVERYBODY if entry.trn == "7000003")
INCLUDED = {"alerts", "previousnames"}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def a_record() -> dict:
    return copy.deepcopy(answers.person(PROHIBITED, INCLUDED))


@pytest.mark.parametrize("entry", EVERYBODY, ids=lambda entry: entry.trn)
def test_everybody_of_the_fake_can_be_read(entry):
    person = parse.person(answers.person(entry, INCLUDED), include=ALL)

    assert (person.trn, person.date_of_birth) == (entry.trn, entry.born)
    assert parse.people({"total": 1, "results": [answers.result(entry)]})[0].name == person.name


@pytest.mark.parametrize(
    "member",
    [
        *("trn", "firstName", "middleName", "lastName", "dateOfBirth", "nationalInsuranceNumber"),
        *("qts", "alerts", "previousNames"),
    ],
)
@pytest.mark.parametrize("wrong", ["absent", 5, ["x"]])
def test_what_we_use_must_be_there_and_of_its_type(member, wrong):
    record = a_record()
    if wrong == "absent":
        del record[member]
    else:
        record[member] = wrong

    with pytest.raises(MalformedError, match=member):
        parse.person(record, include=ALL)


@pytest.mark.parametrize("member", ["emailAddress", "eyts", "qtlsStatus"])
@pytest.mark.parametrize("odd", ["absent", 5])
def test_what_we_do_not_use_may_be_anything(member, odd):
    record = a_record()
    if odd == "absent":
        del record[member]
    else:
        record[member] = odd

    assert parse.person(record, include=ALL).trn == "7000003"


@pytest.mark.parametrize("member", ["trn", "firstName", "lastName", "dateOfBirth"])
def test_null_is_not_a_value(member):
    with pytest.raises(MalformedError, match=member):
        parse.person(a_record() | {member: None}, include=ALL)


@pytest.mark.parametrize(
    "born", ["1980-02-30", "1980-1-1", "01/01/1980", "19800101", "1980-01-01T00:00:00", "", "１980-01-01"]
)
def test_dates_are_written_one_way(born):
    with pytest.raises(MalformedError, match="dateOfBirth is not a date"):
        parse.person(a_record() | {"dateOfBirth": born}, include=ALL)


@pytest.mark.parametrize("trn", ["123456", "12345678", "１２３４５６７", "RP12345", ""])
def test_a_trn_is_seven_digits(trn):
    with pytest.raises(MalformedError, match="seven digits"):
        parse.person(a_record() | {"trn": trn}, include=ALL)


@pytest.mark.parametrize("path", ["alertType", "name", "alertCategory", "startDate", "endDate"])
def test_an_alert_is_read_strictly(path):
    record = a_record()
    kind = record["alerts"][0]["alertType"]
    (kind if path in {"name", "alertCategory"} else record["alerts"][0])[path] = 7

    with pytest.raises(MalformedError, match=path):
        parse.person(record, include=ALL)


@given(json_values)
def test_nothing_but_the_named_error_whatever_comes(value):
    for read in (parse.people, parse.trn_request, lambda body: parse.person(body, include=ALL)):
        with pytest.raises(MalformedError):
            read(value)


@given(st.sampled_from(sorted(a_record())), json_values)
def test_one_odd_member_is_refused_or_harmless(member, value):
    with suppress(MalformedError):
        person = parse.person(a_record() | {member: value}, include=ALL)
        assert parse.TRN.fullmatch(person.trn)
        assert isinstance(person.date_of_birth, date)
        assert isinstance(person.has_open_alert, bool)


def test_who_somebody_is_stays_out_of_repr():
    shown = repr(parse.person(a_record(), include=ALL))

    for private in ("Testa", "Prohibited", "1980", "AA000003A", "7000003"):
        assert private not in shown
