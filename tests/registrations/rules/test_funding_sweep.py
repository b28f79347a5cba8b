"""Every combination of answers, whether the journey can reach it or not: the rules always answer, and never too much."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.choices import CourseIdentifier, FundingKind
from registrations.choices import (
    CODES_BY_HAND,
    SCHOOL_SETTINGS,
    EmploymentType,
    FundingCode,
    InstitutionKind,
    KindOfNursery,
    WorkSetting,
)
from registrations.rules.funding import RULE_SETS, FundingFacts, Institution, MissingInstitution, decide
from registrations.rules.funding.establishments import FUNDED_BY_NAME, STATE_FUNDED_TYPES
from registrations.rules.funding.facts import LISTS

EVERY_LIST = dict.fromkeys(LISTS, True)
INSTITUTIONS = (
    None,
    Institution(InstitutionKind.LOCAL_AUTHORITY),
    *(
        Institution(kind, establishment_type, **lists)
        for kind, establishment_type in (
            (InstitutionKind.SCHOOL, 1),
            (InstitutionKind.SCHOOL, 11),
            (InstitutionKind.SCHOOL, 15),
            (InstitutionKind.PRIVATE_CHILDCARE, None),
        )
        for lists in ({}, EVERY_LIST)
    ),
)
# Kinds of nursery and of employment that every rule treats alike are left out.
NURSERIES = (None, KindOfNursery.CHILDMINDER, KindOfNursery.LA_MAINTAINED)
EMPLOYMENTS = (None, EmploymentType.HOSPITAL_SCHOOL, EmploymentType.SUPPLY_TEACHER, EmploymentType.LEAD_MENTOR)
YES_NO = (True, False)

BEFORE_ENGLAND_WAS_ASKED = ("2021-22", "2022-23", "2022-23 from 30 Nov 2022")
SENDS_BACK = ("2024-autumn", "2025-spring", "2025-autumn", "2026")


def every_combination() -> Iterator[FundingFacts]:
    combinations = product(
        CourseIdentifier,
        YES_NO,
        (None, *WorkSetting),
        NURSERIES,
        EMPLOYMENTS,
        YES_NO,
        YES_NO,
        YES_NO,
        YES_NO,
        INSTITUTIONS,
    )
    for course, inside, setting, nursery, employment, approved, referred, new_head, before, institution in combinations:
        yield FundingFacts(
            course=course,
            inside_england=inside,
            work_setting=setting,
            kind_of_nursery=nursery,
            employment_type=employment,
            itt_provider_approved=approved,
            rtta_referral=referred,
            new_headteacher=new_head,
            previously_funded=before,
            institution=institution,
        )


def faults_of(rule_set, facts):
    """What is wrong with the answer, if anything."""
    try:
        code = rule_set.rule(facts)
    except MissingInstitution:
        rightly = rule_set.version in SENDS_BACK and facts.institution is None and facts.work_setting in SCHOOL_SETTINGS
        return () if rightly else ("sent back without reason",)
    if code in CODES_BY_HAND or not isinstance(code, FundingCode):
        return (f"no code of a rule: {code!r}",)
    if code != FundingCode.FUNDED:
        return ()
    if facts.previously_funded and rule_set.version != "2021-22":
        return ("funded twice",)
    if facts.inside_england or facts.is_lead_mentor or rule_set.version in BEFORE_ENGLAND_WAS_ASKED:
        return ()
    return ("funded outside England",)


@pytest.mark.parametrize("rule_set", RULE_SETS, ids=lambda rule_set: rule_set.version)
def test_every_combination_of_answers_is_decided(rule_set):
    faults = [(fault, facts) for facts in every_combination() for fault in faults_of(rule_set, facts)]

    assert faults[:3] == []


institutions = st.none() | st.builds(
    Institution,
    kind=st.sampled_from(InstitutionKind),
    establishment_type=st.none() | st.sampled_from([1, 10, 11, 15, 18, 30, 49]) | st.integers(0, 999),
    urn=st.sampled_from(["", "999001", *sorted(FUNDED_BY_NAME)[:2]]),
    **{name: st.booleans() for name in LISTS},
)
facts_of_any_kind = st.builds(
    FundingFacts,
    course=st.sampled_from(CourseIdentifier),
    inside_england=st.booleans(),
    cohort_funding=st.sampled_from([FundingKind.FULL, FundingKind.CAPPED]),
    work_setting=st.none() | st.sampled_from(WorkSetting),
    kind_of_nursery=st.none() | st.sampled_from(KindOfNursery),
    employment_type=st.none() | st.sampled_from(EmploymentType),
    itt_provider_approved=st.booleans(),
    rtta_referral=st.booleans(),
    new_headteacher=st.booleans(),
    previously_funded=st.booleans(),
    institution=institutions,
)
versions = st.sampled_from([rule_set.version for rule_set in RULE_SETS])


def is_funded(facts, version):
    try:
        return decide(facts, version).funded
    except MissingInstitution:
        return False


@given(facts_of_any_kind, versions)
def test_an_unfunded_cohort_funds_nobody(facts, version):
    decision = decide(replace(facts, cohort_funding=FundingKind.NONE), version)

    assert (decision.code, decision.funded, decision.needs_review) == (FundingCode.UNFUNDED_COHORT, False, False)


@given(facts_of_any_kind, versions)
def test_full_and_capped_cohorts_are_decided_alike(facts, version):
    full, capped = (replace(facts, cohort_funding=kind) for kind in (FundingKind.FULL, FundingKind.CAPPED))

    assert is_funded(full, version) == is_funded(capped, version)


@given(facts_of_any_kind.filter(lambda facts: facts.institution is not None), versions, st.sampled_from(LISTS))
def test_being_on_one_more_list_never_costs_anybody_their_funding(facts, version, name):
    more = replace(facts, institution=replace(facts.institution, **{name: True}))

    assert is_funded(more, version) >= is_funded(facts, version)


@given(facts_of_any_kind, versions)
def test_being_a_new_head_never_costs_anybody_their_funding(facts, version):
    assert is_funded(replace(facts, new_headteacher=True), version) >= is_funded(facts, version)


@given(facts_of_any_kind, versions)
def test_having_been_funded_never_helps(facts, version):
    assert is_funded(replace(facts, previously_funded=True), version) <= is_funded(facts, version)


@given(facts_of_any_kind, versions)
def test_the_same_facts_give_the_same_answer(facts, version):
    try:
        first = decide(facts, version)
    except MissingInstitution:
        with pytest.raises(MissingInstitution):
            decide(facts, version)
    else:
        assert decide(facts, version) == first


@pytest.mark.parametrize("version", [rule_set.version for rule_set in RULE_SETS if rule_set.version != "2021-22"])
def test_exactly_thirty_types_of_school_are_state_funded(version):
    facts = FundingFacts(course=CourseIdentifier.HEADSHIP, inside_england=True, work_setting=WorkSetting.SCHOOL)
    funded = {
        code
        for code in range(200)
        if is_funded(replace(facts, institution=Institution(InstitutionKind.SCHOOL, code)), version)
    }

    assert funded == STATE_FUNDED_TYPES
    assert len(funded) == 30


def test_in_2021_exactly_twenty_nine_types_were():
    facts = FundingFacts(course=CourseIdentifier.HEADSHIP, inside_england=True)
    funded = {
        code
        for code in range(200)
        if is_funded(replace(facts, institution=Institution(InstitutionKind.SCHOOL, code)), "2021-22")
    }

    assert funded == STATE_FUNDED_TYPES - {10}


@pytest.mark.parametrize("urn", sorted(FUNDED_BY_NAME))
def test_schools_funded_by_name_were_so_until_2024(urn):
    independent = Institution(InstitutionKind.SCHOOL, 11, urn=urn)
    facts = FundingFacts(
        course=CourseIdentifier.HEADSHIP,
        inside_england=True,
        work_setting=WorkSetting.SCHOOL,
        institution=independent,
    )

    assert [is_funded(facts, rule_set.version) for rule_set in RULE_SETS] == [True] * 4 + [False] * 4


def test_there_are_thirty_four_of_them():
    assert len(FUNDED_BY_NAME) == 34
