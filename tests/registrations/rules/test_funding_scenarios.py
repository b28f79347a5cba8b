"""Every scenario of every rule set: policy as tables that policy people can read."""

import pytest

from registrations.choices import CODES_BY_HAND, FUNDED_CODES, REVIEW_CODES, FundingCode
from registrations.rules.funding import RULE_SETS, MissingInstitution, decide
from registrations.rules.funding.cases import MISSING_INSTITUTION, answer
from tests.registrations.rules.scenarios import COURSES, TABLES, answer_words, expected_answers, facts_of, read_table

SCENARIOS = [
    pytest.param(version, row, id=f"{version}: {row['scenario']}")
    for version, table in TABLES.items()
    for row in read_table(table)
]


@pytest.mark.parametrize(("version", "row"), SCENARIOS)
def test_each_course_gets_the_answer_of_its_scenario(version, row):
    answers = {course: answer(facts_of(row, course), version)[0] for course in COURSES}

    assert answers == expected_answers(row)


@pytest.mark.parametrize(("version", "row"), SCENARIOS)
def test_money_and_review_follow_from_the_code_alone(version, row):
    for course, code in expected_answers(row).items():
        if code == MISSING_INSTITUTION:
            with pytest.raises(MissingInstitution):
                decide(facts_of(row, course), version)
            continue
        decision = decide(facts_of(row, course), version)
        assert decision.funded == (code == "funded")
        assert decision.needs_review == (code in REVIEW_CODES)
        assert decision.rules_version == version


def test_there_is_a_table_for_every_rule_set():
    assert list(TABLES) == [rule_set.version for rule_set in RULE_SETS]


@pytest.mark.parametrize("table", TABLES.values())
def test_no_table_says_a_scenario_twice(table):
    names = [row["scenario"] for row in read_table(table)]

    assert len(names) == len(set(names))


def test_the_tables_show_every_code_a_rule_can_give():
    shown = {code for table in TABLES.values() for row in read_table(table) for code in expected_answers(row).values()}

    assert shown - {MISSING_INSTITUTION} == set(FundingCode.values) - set(CODES_BY_HAND)


def test_every_word_stands_for_a_code_of_its_own():
    codes = list(answer_words().values())

    assert len(codes) == len(set(codes))
    assert set(codes) - {MISSING_INSTITUTION} <= set(FundingCode.values)


def test_only_one_code_of_the_rules_is_money():
    assert set(FUNDED_CODES) - set(CODES_BY_HAND) == {FundingCode.FUNDED}
