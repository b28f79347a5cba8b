"""Reading one case of a table, cell by cell."""

import pytest

from courses.choices import FundingKind
from registrations.choices import InstitutionKind, WorkSetting
from registrations.rules.funding import UnknownRulesVersion
from registrations.rules.funding.cases import (
    EXPECTED_COLUMNS,
    FACT_COLUMNS,
    CaseError,
    answer,
    is_as_expected,
    read_facts,
    read_rules_version,
)
from tests.registrations.rules.scenarios import FOLDER, read_table

ROWS = {row["case_id"]: row for row in read_table("decide_funding_cases.csv")}
A_CASE = ROWS["trust-off-the-list"]


@pytest.mark.parametrize("case_id", ROWS)
def test_invented_cases_get_their_answer(case_id):
    row = ROWS[case_id]

    assert is_as_expected(answer(read_facts(row), read_rules_version(row)), row)


def test_the_columns_are_those_of_the_table():
    assert set(FACT_COLUMNS) | set(EXPECTED_COLUMNS) < set(A_CASE)
    assert (FOLDER / "decide_funding_cases.csv").read_bytes().isascii()


def test_facts_are_read_whole():
    facts = read_facts(A_CASE)

    assert facts.work_setting == WorkSetting.ACADEMY_TRUST
    assert facts.cohort_funding == FundingKind.CAPPED
    assert facts.kind_of_nursery is None
    assert facts.institution.kind == InstitutionKind.SCHOOL
    assert (facts.institution.establishment_type, facts.institution.urn, facts.institution.ukprn) == (
        34,
        "999001",
        "19999001",
    )


@pytest.mark.parametrize("column", ["on_rise_list", "on_eyl_independent_list", "on_early_years_register"])
def test_each_list_lands_in_its_own_place(column):
    institution = read_facts(A_CASE | {column: "yes"}).institution

    assert getattr(institution, column)
    assert institution.without_lists() == read_facts(A_CASE).institution


@pytest.mark.parametrize(
    ("cells", "field", "expected"),
    [
        ({"inside_england": " YES "}, "inside_england", True),
        ({"inside_england": "No"}, "inside_england", False),
        ({"cohort_funding": "zero"}, "cohort_funding", FundingKind.NONE),
        ({"cohort_funding": "none"}, "cohort_funding", FundingKind.NONE),
        ({"cohort_funding": "full"}, "cohort_funding", FundingKind.FULL),
        ({"work_setting": "  "}, "work_setting", None),
        ({"institution_kind": ""}, "institution", None),
    ],
)
def test_cells_are_read_kindly(cells, field, expected):
    assert getattr(read_facts(A_CASE | cells), field) == expected


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("inside_england", "maybe", "inside_england must be yes or no, not 'maybe'"),
        ("inside_england", "", "inside_england must be yes or no, not ''"),
        ("on_rise_list", "1", "on_rise_list must be yes or no, not '1'"),
        ("previously_funded", "true", "previously_funded must be yes or no, not 'true'"),
        ("course", "", "course must be one of npq-early-years-leadership, "),
        ("course", "npq-magic", "not 'npq-magic'"),
        ("work_setting", "a_boat", "work_setting must be one of early_years_or_childcare, "),
        ("kind_of_nursery", "plant", "kind_of_nursery must be one of "),
        ("employment_type", "pirate", "employment_type must be one of "),
        ("institution_kind", "castle", "institution_kind must be one of school, local_authority, "),
        ("cohort_funding", "some", "cohort_funding must be one of full, capped, zero, none, not 'some'"),
        ("establishment_type_code", "x", "establishment_type_code must be a GIAS code of up to 3 digits"),
        ("establishment_type_code", "1.0", "establishment_type_code must be a GIAS code of up to 3 digits"),
        ("establishment_type_code", "-1", "establishment_type_code must be a GIAS code of up to 3 digits"),
        ("establishment_type_code", "１", "establishment_type_code must be a GIAS code of up to 3 digits"),
        ("establishment_type_code", "1" * 5000, "establishment_type_code must be a GIAS code of up to 3 digits"),
    ],
)
def test_a_bad_cell_is_named_with_what_it_may_hold(column, cell, message):
    with pytest.raises(CaseError) as raised:
        read_facts(A_CASE | {column: cell})

    assert message in str(raised.value)


def test_cells_of_a_workplace_are_read_even_where_there_is_none():
    with pytest.raises(CaseError, match="on_rise_list"):
        read_facts(A_CASE | {"institution_kind": "", "on_rise_list": "perhaps"})


def test_an_unknown_rule_set_is_named():
    with pytest.raises(UnknownRulesVersion, match="2027"):
        read_rules_version(A_CASE | {"rules_version": "2027"})


def test_only_an_answer_is_accepted_where_the_dfes_code_fails():
    row = ROWS["picked-an-authority"]

    assert is_as_expected(("funded", "yes", "no"), row)
    assert not is_as_expected(("error:missing_institution", "no", "no"), row)


@pytest.mark.parametrize("column", EXPECTED_COLUMNS)
def test_each_expected_column_counts(column):
    row = ROWS["trust-on-the-list"]

    assert is_as_expected(("funded", "yes", "no"), row)
    assert not is_as_expected(("funded", "yes", "no"), row | {column: "otherwise"})
