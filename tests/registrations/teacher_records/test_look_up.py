"""Finding a record and judging it, as the journey does: the flow, on the fake server."""

from datetime import date

import pytest

from registrations.rules.identity import Agreement, IdentityReason
from registrations.teacher_records import gateway
from registrations.teacher_records import look_up as flow
from registrations.teacher_records.look_up import LookedUpBy, LookUp, Outcome

BY_DATE = LookedUpBy.TRN_AND_DATE_OF_BIRTH
BY_NUMBER = LookedUpBy.TRN_AND_NATIONAL_INSURANCE
BY_NAME = LookedUpBy.NAME_AND_NATIONAL_INSURANCE

pytestmark = pytest.mark.usefixtures("trs_on", "no_pauses")


def look(**changes) -> LookUp:
    """Look Marigold Thistlewick up, who typed everything right but for `changes`."""
    right = {
        "trn": "9900001",
        "date_of_birth": date(1988, 4, 12),
        "national_insurance_number": "AB900001C",
        "first_name": "Marigold",
        "last_name": "Thistlewick",
    }
    return gateway.look_up(**right | changes)


def look_magic(trn: str, **changes) -> LookUp:
    """Look one of the magic people up, by TRN and date of birth."""
    testa = {
        "trn": trn,
        "date_of_birth": date(1980, 1, 1),
        "national_insurance_number": None,
        "first_name": "Testa",
        "last_name": "Whoever",
    }
    return gateway.look_up(**testa | changes)


WRONG_DATE = date(1988, 12, 4)


@pytest.mark.parametrize(
    ("typed", "by", "calls"),
    [
        ({}, BY_DATE, 1),
        ({"national_insurance_number": None}, BY_DATE, 1),
        ({"national_insurance_number": "ab 90 00 01 c"}, BY_DATE, 1),
        ({"trn": "RP99/00001"}, BY_DATE, 1),
        ({"last_name": "Newly-Married"}, BY_DATE, 1),
        ({"first_name": "Goldie"}, BY_DATE, 1),
        ({"national_insurance_number": "AB900002C"}, BY_DATE, 1),
        ({"date_of_birth": WRONG_DATE}, BY_NUMBER, 2),
        ({"trn": None}, BY_NAME, 2),
        ({"trn": "9999999"}, BY_NAME, 4),
        ({"trn": "9900002"}, BY_NAME, 4),
        ({"trn": "7000004"}, BY_NAME, 3),
    ],
    ids=[
        "all right",
        "no number given",
        "number with spaces",
        "TRN in its old form",
        "new last name",
        "another first name",
        "wrong number",
        "wrong birth date",
        "TRN not known",
        "TRN nobody has",
        "somebody else's TRN",
        "somebody's closed TRN",
    ],
)
def test_three_facts_of_four_are_enough(trs_on, typed, by, calls):
    result = look(**typed)

    assert result.outcome is Outcome.FOUND
    assert result.is_verified
    assert result.check.record_trn == "9900001"
    assert result.person.trn == "9900001"
    assert result.looked_up_by is by
    assert len(trs_on.requests) == calls


@pytest.mark.parametrize(
    ("typed", "outcome", "reason"),
    [
        ({"trn": "9999999", "national_insurance_number": None}, Outcome.NOT_FOUND, IdentityReason.NOT_FOUND),
        ({"trn": "9900002", "national_insurance_number": None}, Outcome.NOT_FOUND, IdentityReason.NOT_FOUND),
        ({"date_of_birth": WRONG_DATE, "national_insurance_number": None}, Outcome.NOT_FOUND, IdentityReason.NOT_FOUND),
        ({"date_of_birth": WRONG_DATE, "trn": None}, Outcome.NOT_FOUND, IdentityReason.NOT_FOUND),
        ({"last_name": "Else", "trn": None}, Outcome.NOT_FOUND, IdentityReason.NOT_FOUND),
        ({"last_name": "", "trn": None}, Outcome.NOT_FOUND, IdentityReason.NOT_FOUND),
        ({"first_name": "Petunia", "national_insurance_number": None}, Outcome.FOUND, IdentityReason.NAME_DIFFERS),
        (
            {"first_name": "Petunia", "national_insurance_number": "AB900002C"},
            Outcome.FOUND,
            IdentityReason.NAME_DIFFERS,
        ),
        (
            {"trn": "7000004", "date_of_birth": date(1980, 1, 1), "national_insurance_number": None},
            Outcome.INACTIVE,
            IdentityReason.NOT_ACTIVE,
        ),
        ({"trn": "7000004", "national_insurance_number": "AB900002C"}, Outcome.INACTIVE, IdentityReason.NOT_ACTIVE),
    ],
)
def test_fewer_are_not(typed, outcome, reason):
    result = look(**typed)

    assert (result.outcome, result.is_verified, result.check.reason) == (outcome, False, reason)


def test_nothing_to_go_by_asks_nobody(trs_on):
    result = look(trn=None, national_insurance_number=None)

    assert result.outcome is Outcome.NOT_CHECKED
    assert result.check.reason is IdentityReason.NOTHING_TO_CHECK
    assert not trs_on.requests


def test_a_record_is_never_read_by_its_trn_alone(trs_on):
    look(trn="9900002", national_insurance_number=None)

    assert all("dateOfBirth=" in request.target for request in trs_on.requests)


def test_what_is_no_trn_or_number_counts_as_not_given(trs_on):
    result = look(trn="not a TRN", national_insurance_number="QQ123456C")

    assert result.outcome is Outcome.NOT_CHECKED
    assert not trs_on.requests


def test_a_number_known_to_the_pensions_records_agrees():
    tobias = {"trn": "9900009", "date_of_birth": date(1968, 1, 15), "last_name": "Figmentworth"}

    without = look(**tobias, first_name="Bias", national_insurance_number=None)
    assert (without.is_verified, without.check.reason) == (False, IdentityReason.NAME_DIFFERS)

    result = look(**tobias, first_name="Bias", national_insurance_number="AB900009C")
    assert result.is_verified
    assert result.looked_up_by is BY_NUMBER
    assert result.check.facts.national_insurance_number == Agreement.AGREED
    assert result.check.facts.first_name == Agreement.DIFFERED


def test_the_record_of_a_number_that_differs_shows_it():
    result = look(national_insurance_number="AB900002C")

    assert result.check.facts.national_insurance_number == Agreement.DIFFERED


def test_of_two_people_with_one_name_and_birthday_the_number_decides():
    result = look(
        trn=None,
        first_name="Pip",
        last_name="Twinsley",
        date_of_birth=date(1986, 6, 16),
        national_insurance_number="AB900014C",
    )

    assert (result.is_verified, result.check.record_trn) == (True, "9900014")


def test_too_many_namesakes_are_left_to_staff(trs_on, monkeypatch):
    monkeypatch.setattr(flow, "MOST_NAMESAKES", 1)
    result = look(
        trn=None,
        first_name="Pip",
        last_name="Twinsley",
        date_of_birth=date(1986, 6, 16),
        national_insurance_number="AB900014C",
    )

    assert result.outcome is Outcome.NOT_FOUND
    assert len(trs_on.requests) == 1


def test_the_trn_of_a_merged_record_is_the_persons_own():
    result = look_magic("7000005")

    assert result.is_verified
    assert result.check.facts.trn == Agreement.AGREED
    assert result.check.record_trn == "7000025"


def test_a_previous_name_is_a_name():
    result = look(
        trn=None,
        first_name="Missy",
        last_name="Imaginario",
        date_of_birth=date(1995, 12, 24),
        national_insurance_number="AB900006C",
    )
    assert (result.is_verified, result.check.record_trn) == (True, "9900006")


def test_an_open_alert_is_told():
    assert look_magic("7000003").has_open_alert
    assert not look_magic("7000028").has_open_alert
    assert not look_magic("7000002").has_open_alert


@pytest.mark.parametrize(
    ("trn", "outcome"),
    [
        ("7000001", Outcome.FOUND),
        ("7000002", Outcome.NOT_FOUND),
        ("7000004", Outcome.INACTIVE),
        ("7000006", Outcome.UNAVAILABLE),
        ("7000008", Outcome.NOT_FOUND),
        ("7000011", Outcome.UNAVAILABLE),
        ("7000012", Outcome.UNAVAILABLE),
        ("7000013", Outcome.FOUND),
        ("7000014", Outcome.FOUND),
        ("7000015", Outcome.UNAVAILABLE),
        ("7000017", Outcome.UNAVAILABLE),
        ("7000018", Outcome.MISCONFIGURED),
        ("7000019", Outcome.UNAVAILABLE),
        ("7000020", Outcome.FOUND),
        ("7000024", Outcome.UNAVAILABLE),
        ("7000029", Outcome.UNAVAILABLE),
    ],
)
def test_every_kind_of_trouble_is_an_outcome(trn, outcome):
    result = look_magic(trn)

    assert result.outcome is outcome
    assert (result.check is None) is (outcome in {Outcome.UNAVAILABLE, Outcome.MISCONFIGURED})


def test_looking_again_after_a_passing_fault_works():
    assert [look_magic("7000011").outcome for _ in range(2)] == [Outcome.UNAVAILABLE, Outcome.FOUND]
