"""Which rule sets there are, and what a decision carries."""

import dataclasses
import json
from itertools import pairwise

import pytest
from hypothesis import given

from courses.choices import CourseIdentifier, FundingKind, FundingRules
from registrations.choices import FundingCode, InstitutionKind, WorkSetting
from registrations.rules.funding import (
    RULE_SETS,
    FundingFacts,
    Institution,
    MissingInstitution,
    UnknownRulesVersion,
    decide,
    facts_as_json,
    facts_from_json,
    rule_set_for,
)
from tests.registrations.rules.test_funding_sweep import facts_of_any_kind

AT_A_SCHOOL = FundingFacts(
    course=CourseIdentifier.HEADSHIP,
    inside_england=True,
    work_setting=WorkSetting.SCHOOL,
    institution=Institution(InstitutionKind.SCHOOL, 1, urn="999001"),
)


def test_the_sets_follow_each_other_without_gap_or_overlap():
    for earlier, later in pairwise(RULE_SETS):
        assert earlier.valid_until == later.valid_from
    assert RULE_SETS[-1].valid_until is None


def test_an_intake_can_be_given_each_of_them_and_no_other():
    assert FundingRules.values == [rule_set.version for rule_set in RULE_SETS]
    titles = [rule_set.title[0].upper() + rule_set.title[1:] for rule_set in RULE_SETS]
    assert FundingRules.labels == titles


@pytest.mark.parametrize("version", ["", "2027", "2026 ", "2022-23 from 30 nov 2022"])
def test_an_unknown_set_is_named(version):
    with pytest.raises(UnknownRulesVersion, match="no funding rules called"):
        decide(AT_A_SCHOOL, version)


@pytest.mark.parametrize("rule_set", RULE_SETS, ids=lambda rule_set: rule_set.version)
def test_a_decision_says_by_which_set_and_where_it_comes_from(rule_set):
    decision = decide(AT_A_SCHOOL, rule_set.version)

    assert decision.code == FundingCode.FUNDED
    assert decision.rules_version == rule_set.version
    assert decision.source == rule_set.source
    assert decision.source.startswith("DfE funding rules for ")
    assert rule_set_for(rule_set.version) is rule_set


@pytest.mark.parametrize("rule_set", RULE_SETS, ids=lambda rule_set: rule_set.version)
def test_names_and_sources_fit_where_they_are_kept(rule_set):
    assert len(rule_set.version) <= 40
    assert len(rule_set.source) <= 300
    assert all(len(code) <= 50 for code in FundingCode.values)


@pytest.mark.parametrize("version", ["2024-autumn", "2025-spring", "2025-autumn", "2026"])
def test_a_school_setting_without_a_workplace_has_an_error_of_its_own(version):
    with pytest.raises(MissingInstitution):
        decide(dataclasses.replace(AT_A_SCHOOL, institution=None), version)


@pytest.mark.parametrize("version", ["2021-22", "2022-23", "2022-23 from 30 Nov 2022", "2023-24"])
def test_the_older_sets_have_an_answer_for_it(version):
    decision = decide(dataclasses.replace(AT_A_SCHOOL, institution=None), version)

    assert decision.code in (FundingCode.NOT_FUNDED, FundingCode.NO_INSTITUTION)
    assert not decision.needs_review


class TestFacts:
    def test_facts_and_decisions_cannot_be_changed(self):
        for frozen in (AT_A_SCHOOL, AT_A_SCHOOL.institution, decide(AT_A_SCHOOL, "2026")):
            with pytest.raises(dataclasses.FrozenInstanceError):
                frozen.funded = True

    @given(facts_of_any_kind)
    def test_facts_survive_being_frozen_with_an_application(self, facts):
        kept = json.loads(json.dumps(facts_as_json(facts)))

        assert facts_from_json(kept) == facts

    def test_facts_kept_are_plain_values(self):
        kept = json.loads(json.dumps(facts_as_json(AT_A_SCHOOL)))

        assert kept["course"] == "npq-headship"
        assert kept["cohort_funding"] == FundingKind.CAPPED.value
        assert kept["institution"]["urn"] == "999001"
        assert kept["kind_of_nursery"] is None

    @pytest.mark.parametrize(
        "spoiled",
        [{"course": "npq-magic"}, {"work_setting": "a_boat"}, {"institution": {"kind": "castle"}}, {"unheard_of": 1}],
    )
    def test_facts_from_elsewhere_are_refused(self, spoiled):
        with pytest.raises((ValueError, TypeError)):
            facts_from_json(facts_as_json(AT_A_SCHOOL) | spoiled)

    def test_a_workplace_can_be_thought_off_every_list(self):
        listed = dataclasses.replace(AT_A_SCHOOL.institution, on_rise_list=True, on_pp50_school_list=True)

        assert listed.without_lists() == AT_A_SCHOOL.institution
