"""The DfE examples beside this checkout: every one, through the rules."""

import csv

import pytest

from registrations.rules.funding.cases import MUST_NOT_CRASH, answer, is_as_expected, read_facts, read_rules_version
from tests.shared_data import funding_examples


@pytest.fixture(scope="module")
def examples():
    with funding_examples().open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_example_gets_its_answer(examples):
    answers = {row["case_id"]: (answer(read_facts(row), read_rules_version(row)), row) for row in examples}
    wrong = {case: got for case, (got, row) in answers.items() if not is_as_expected(got, row)}

    assert wrong == {}
    assert len(answers) == 137


def test_where_the_dfes_code_fails_ours_answers(examples):
    rows = [row for row in examples if row["expected_code"] == MUST_NOT_CRASH]

    assert [answer(read_facts(row), row["rules_version"]) for row in rows] == [
        ("ineligible_establishment_type", "no", "no")
    ]


def test_the_examples_touch_every_rule_set(examples):
    assert len({row["rules_version"] for row in examples}) == 8
