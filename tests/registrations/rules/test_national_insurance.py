"""National Insurance numbers: read for the check, shown by their last three characters, never kept."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from registrations.rules.national_insurance import NationalInsuranceProblem, mask, normalise, parse_national_insurance

first_letters = st.sampled_from("ABCEGHJKLMNOPRSTWXYZ")
second_letters = st.sampled_from("ABCEGHJKLMNPRSTWXYZ")
NEVER_ISSUED = ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ")
numbers = st.builds(
    "{}{}{:06}{}".format,
    first_letters,
    second_letters,
    st.integers(min_value=0, max_value=999_999),
    st.sampled_from("ABCDFMU"),
).filter(lambda number: number[:2] not in NEVER_ISSUED)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("AB123456C", "AB123456C"),
        ("ab 12 34 56 c", "AB123456C"),
        ("AB-12-34-56-C", "AB123456C"),
        ("AB–12–34–56–C", "AB123456C"),
        ("  AB123456C\n", "AB123456C"),
        ("AB\u00a0123456\u00a0C", "AB123456C"),
        ("AB123456A", "AB123456A"),
        ("AB123456D", "AB123456D"),
        ("AB123456F", "AB123456F"),
        ("AB123456M", "AB123456M"),
        ("AB123456U", "AB123456U"),
        ("AO123456A", None),
        ("OA123456A", "OA123456A"),
        ("12A34567", "12A34567"),
        ("12 a 34567", "12A34567"),
    ],
)
def test_right_numbers_are_tidied(typed, number):
    result = parse_national_insurance(typed)

    assert result.number == (number or "")
    assert result.is_valid == (number is not None)


@pytest.mark.parametrize(
    "typed",
    [
        "AB12345C",
        "AB1234567C",
        "AB123456",
        "AB123456E",
        "AB123456G",
        "AB123456Z",
        "A1234567C",
        "1B123456C",
        "1234567",
        "12AB3456",
        "123A4567",
        "QQ123456C",
        "NOT GIVEN",
        "AB123456C extra",
        "ＡＢ123456C",
        "AB１２３４５６C",
        "AB١٢٣٤٥٦C",
        "Aß123456C",
        "ſB123456C",
        "AB123456C\x00",
        *(f"{letter}A123456C" for letter in "DFIQUV"),
        *(f"A{letter}123456C" for letter in "DFIOQUV"),
        *(f"{pair}123456C" for pair in NEVER_ISSUED),
    ],
)
def test_wrong_numbers_are_refused_and_the_form_is_shown(typed):
    result = parse_national_insurance(typed)

    assert result.problem == NationalInsuranceProblem.INVALID
    assert result.message == "Enter a National Insurance number in the right form, like QQ 12 34 56 C"
    assert result.number == ""


@pytest.mark.parametrize("typed", ["", "   ", "\n\t", "- -"])
def test_nothing_typed_is_a_problem_of_its_own(typed):
    assert parse_national_insurance(typed).problem == NationalInsuranceProblem.BLANK


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("AB123456C", "••••••56C"), ("ab 12 34 56 c", "••••••56C"), ("12A34567", "•••••567"), ("", ""), ("AB1", "•••")],
)
def test_only_the_last_three_characters_are_shown(typed, shown):
    assert mask(typed) == shown


@given(numbers)
def test_any_number_of_the_right_form_is_taken_however_it_is_spaced(number):
    spaced = f" {number[:2]} {number[2:4]}-{number[4:6]} {number[6:8]} {number[8].lower()} "

    assert parse_national_insurance(spaced).number == number
    assert normalise(spaced) == number


@given(numbers)
def test_the_number_is_not_in_what_a_log_would_print(number):
    result = parse_national_insurance(number)

    assert number not in repr(result)
    assert number[:6] not in repr(result)


@given(st.text())
@example("\ud800")
@example("A" * 10_000)
def test_any_text_is_a_number_or_a_problem(text):
    result = parse_national_insurance(text)

    assert result.is_valid == bool(result.number)
    if result.is_valid:
        assert re.fullmatch(r"[A-Z]{2}[0-9]{6}[A-DFMU]|[0-9]{2}[A-Z][0-9]{5}", result.number)
        assert parse_national_insurance(result.number) == result


@given(st.text(alphabet=st.characters(exclude_characters="•")))
def test_a_mask_never_shows_more_than_three_characters(text):
    shown = mask(text).replace("•", "")

    assert len(shown) <= 3
    assert normalise(text).endswith(shown)
