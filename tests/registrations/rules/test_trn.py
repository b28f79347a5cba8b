"""TRNs as people type them."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from registrations.rules.trn import (
    DECIMALS,
    LOOKS_LIKE_DATE,
    LOOKS_LIKE_EMAIL,
    LOOKS_LIKE_NATIONAL_INSURANCE,
    NOT_REAL,
    OTHER_DIGITS,
    SCIENTIFIC,
    TrnProblem,
    parse_trn,
)

with (Path(__file__).parent / "trn_cases.csv").open(encoding="utf-8", newline="") as table:
    CASES = list(csv.DictReader(table))

real_trns = st.integers(min_value=2, max_value=9_999_999).map("{:07}".format)
separators = st.text(alphabet=" /-.:RPrp\t\u00a0", max_size=3)


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case['why']}: {case['typed']}") for case in CASES])
def test_what_is_typed_is_read_as_the_table_says(case):
    result = parse_trn(case["typed"])

    assert (result.trn, result.problem or "") == (case["trn"], case["problem"])
    assert result.is_valid == (not case["problem"])


@pytest.mark.parametrize("case", [pytest.param(case, id=case["typed"]) for case in CASES if case["problem"]])
def test_every_problem_has_a_message_that_names_the_number_or_says_what_to_do(case):
    message = parse_trn(case["typed"]).message

    assert re.search(r"TRN", message)
    assert not message.endswith(".")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("１２３４５６７", OTHER_DIGITS),
        ("1.234567E+06", SCIENTIFIC),
        ("1234567.5", DECIMALS),
        ("QQ 12 34 56 C", LOOKS_LIKE_NATIONAL_INSURANCE),
        ("1/2/1980", LOOKS_LIKE_DATE),
        ("jo12345@school.example", LOOKS_LIKE_EMAIL),
        ("12", "Your TRN is too short. It must be 7 digits, like 1234567"),
        ("", "Enter your teacher reference number (TRN)"),
    ],
)
def test_the_message_says_what_was_wrong(typed, message):
    assert parse_trn(typed).message == message


def test_the_table_shows_every_problem():
    assert {case["problem"] for case in CASES} - {""} == set(TrnProblem.values)


@given(st.text())
@example("\x00" * 7)
@example("1" * 100_000)
@example("1\u2028234567")
@example("\ud800")
def test_any_text_is_a_real_trn_or_has_exactly_one_problem(text):
    result = parse_trn(text)

    if result.is_valid:
        assert re.fullmatch(r"[0-9]{7}", result.trn)
        assert result.trn.isascii()
        assert result.trn not in NOT_REAL
        assert result.message == ""
    else:
        assert result.trn == ""
        assert result.message


@given(real_trns)
def test_a_real_trn_is_itself(trn):
    assert parse_trn(trn).trn == trn


@given(real_trns, separators, separators, st.integers(min_value=1, max_value=6))
def test_letters_and_separators_change_nothing(trn, before, between, where):
    assert parse_trn(f"RP{before}{trn[:where]}/{between}{trn[where:]}").trn == trn


@given(st.integers(min_value=10_000, max_value=9_999_999))
def test_zeros_a_spreadsheet_ate_are_given_back(number):
    trn = f"{number:07}"

    assert parse_trn(str(number)).trn == trn
    assert parse_trn(str(float(number))).trn == trn


@given(st.integers(min_value=10_000_000))
def test_a_number_of_more_than_seven_digits_is_too_long(number):
    assert parse_trn(str(number)).problem == TrnProblem.TOO_LONG


@given(st.text(), st.characters(categories=["Nd", "Nl", "No"], min_codepoint=0x80), st.text())
def test_a_digit_of_another_script_is_never_taken(before, digit, after):
    assert parse_trn(f"{before}{digit}{after}").problem == TrnProblem.INVALID


@given(st.text())
def test_reading_twice_gives_the_same(text):
    once = parse_trn(text)

    if once.is_valid:
        assert parse_trn(once.trn) == once
