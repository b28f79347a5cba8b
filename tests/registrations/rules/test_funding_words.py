"""A funding decision in words: why, by which rule, who to ask, what next; and never a promise."""

from dataclasses import replace

import pytest

from courses.choices import COURSE_NAMES, CourseIdentifier, FundingKind
from registrations.choices import (
    CODES_BY_HAND,
    EmploymentType,
    FundingCode,
    InstitutionKind,
    KindOfNursery,
    WorkSetting,
)
from registrations.rules.funding import FundingDecision, FundingFacts, Institution, MissingInstitution, decide
from registrations.rules.funding.wording import CONFIRMED_BY_DFE, PLACES_ARE_LIMITED, TRN_NOT_VERIFIED, WORDINGS
from registrations.rules.funding.words import FundingOutlook, explain, funded_alternatives, outlook_of, where
from tests.registrations.rules.scenarios import COURSES, TABLES, facts_of, read_table

SCHOOL = Institution(InstitutionKind.SCHOOL, 1, urn="999001")
INDEPENDENT = Institution(InstitutionKind.SCHOOL, 11, urn="999002")
AT_A_SCHOOL = FundingFacts(
    course=CourseIdentifier.LEADING_TEACHING,
    inside_england=True,
    work_setting=WorkSetting.SCHOOL,
    institution=SCHOOL,
)
IN_HOSPITAL = replace(
    AT_A_SCHOOL,
    course=CourseIdentifier.HEADSHIP,
    work_setting=WorkSetting.ANOTHER,
    employment_type=EmploymentType.HOSPITAL_SCHOOL,
    institution=None,
)
PROMISES = (
    "will be funded",
    "will get",
    "you are funded",
    "you get funding",
    "guarantee",
    "we will pay",
    "is confirmed.",
)


def words_for(facts, version="2026", **options):
    return explain(decide(facts, version), facts, **{"trn_verified": True, **options})


def every_scenario():
    for version, table in TABLES.items():
        for row in read_table(table):
            for course in COURSES:
                facts = facts_of(row, course)
                try:
                    yield facts, decide(facts, version)
                except MissingInstitution:
                    continue


@pytest.fixture(scope="module")
def all_words():
    return [
        (decision, explain(decision, facts, trn_verified=False, offered=CourseIdentifier))
        for facts, decision in every_scenario()
    ]


class TestEveryScenario:
    def test_nothing_is_left_unsaid(self, all_words):
        for _, words in all_words:
            assert all((words.title, words.explanation, words.rule, words.source, words.who_to_ask, words.next_step))

    def test_no_placeholder_and_no_code_reaches_a_reader(self, all_words):
        codes = [code for code in FundingCode.values if "_" in code]
        for decision, words in all_words:
            text = " ".join([words.title, *words.sentences()])
            assert not [sign for sign in ("{", "}", "_", "None", *codes) if sign in text], (decision.code, text)

    def test_nothing_is_promised(self, all_words):
        for _, words in all_words:
            text = " ".join([words.title, *words.sentences()]).lower()
            assert not [promise for promise in PROMISES if promise in text]

    def test_whatever_may_be_funded_waits_for_the_trn(self, all_words):
        for _, words in all_words:
            waits = TRN_NOT_VERIFIED in words.conditions
            assert waits == (words.outlook != FundingOutlook.NOT_LIKELY)

    def test_the_outlook_is_likely_exactly_where_the_rules_fund(self, all_words):
        for decision, words in all_words:
            assert (words.outlook == FundingOutlook.LIKELY) == decision.funded
            assert words.alternatives == () or words.outlook == FundingOutlook.NOT_LIKELY

    def test_paragraphs_are_sentences(self, all_words):
        for _, words in all_words:
            assert all(paragraph.endswith((".", ".)")) for paragraph in words.sentences())


def test_every_code_has_words():
    assert set(WORDINGS) == set(FundingCode)


def test_every_course_has_a_name():
    assert set(COURSE_NAMES) == set(CourseIdentifier)
    assert all(course.label in name for course, name in COURSE_NAMES.items())


class TestLikely:
    def test_it_says_likely_and_that_the_dfe_confirms(self):
        words = words_for(replace(AT_A_SCHOOL, course=CourseIdentifier.HEADSHIP))

        assert words.outlook == FundingOutlook.LIKELY
        assert words.title == "You are likely to get DfE funding"
        assert "the NPQ in Headship (NPQH)" in words.explanation
        assert words.rule == "You work in a school. The DfE funds this course for people who do."
        assert words.conditions == (CONFIRMED_BY_DFE, PLACES_ARE_LIMITED)

    def test_a_cohort_without_a_cap_says_nothing_of_limited_places(self):
        words = words_for(replace(AT_A_SCHOOL, course=CourseIdentifier.HEADSHIP, cohort_funding=FundingKind.FULL))

        assert words.conditions == (CONFIRMED_BY_DFE,)

    def test_an_unverified_trn_is_one_more_condition(self):
        words = words_for(replace(AT_A_SCHOOL, course=CourseIdentifier.HEADSHIP), trn_verified=False)

        assert words.conditions == (CONFIRMED_BY_DFE, PLACES_ARE_LIMITED, TRN_NOT_VERIFIED)

    def test_where_a_list_made_the_difference_it_says_so(self):
        words = words_for(replace(AT_A_SCHOOL, institution=replace(SCHOOL, on_pp50_school_list=True)))

        assert words.rule == "The DfE funds this course where the workplace is on one of its lists, and yours is."

    def test_where_the_list_made_no_difference_it_does_not(self):
        listed = replace(SCHOOL, on_pp50_school_list=True)
        words = words_for(replace(AT_A_SCHOOL, course=CourseIdentifier.HEADSHIP, institution=listed))

        assert "list" not in words.rule

    def test_new_heads_are_told_that_this_is_why(self):
        words = words_for(replace(AT_A_SCHOOL, course=CourseIdentifier.EARLY_HEADSHIP_COACHING, new_headteacher=True))

        assert "first five years of headship" in words.rule


class TestReview:
    def test_it_says_who_decides(self):
        words = words_for(IN_HOSPITAL)

        assert words.outlook == FundingOutlook.UNDECIDED
        assert words.title == "The DfE will decide about your funding"
        assert words.rule == "You work in a hospital school. The DfE decides there by hand."
        assert PLACES_ARE_LIMITED in words.conditions

    def test_no_workplace_recorded_is_undecided_too(self):
        assert outlook_of(FundingCode.NO_INSTITUTION) == FundingOutlook.UNDECIDED


class TestNotLikely:
    def test_a_school_off_the_list_is_told_which_list(self):
        words = words_for(AT_A_SCHOOL)

        assert words.title == "You are not likely to get DfE funding"
        assert "the half of schools with the most pupil premium" in words.explanation
        assert words.conditions == ()

    def test_a_16_to_19_setting_is_told_its_own_list(self):
        words = words_for(replace(AT_A_SCHOOL, work_setting=WorkSetting.SIXTEEN_TO_NINETEEN))

        assert "16 to 19 organisations with the most disadvantaged students" in words.explanation

    @pytest.mark.parametrize(
        ("facts", "version", "expected"),
        [
            (replace(AT_A_SCHOOL, institution=INDEPENDENT), "2026", "such as an independent school"),
            (replace(AT_A_SCHOOL, institution=INDEPENDENT), "2021-22", "such as an independent school"),
            (
                replace(AT_A_SCHOOL, institution=Institution(InstitutionKind.LOCAL_AUTHORITY)),
                "2026",
                "is not a school or college",
            ),
            (
                replace(
                    IN_HOSPITAL,
                    employment_type=EmploymentType.LEAD_MENTOR,
                    course=CourseIdentifier.LEADING_TEACHER_DEVELOPMENT,
                ),
                "2026",
                "list of approved providers",
            ),
            (
                replace(IN_HOSPITAL, employment_type=EmploymentType.LEAD_MENTOR),
                "2025-spring",
                "list of approved providers",
            ),
            (
                replace(
                    AT_A_SCHOOL,
                    course=CourseIdentifier.HEADSHIP,
                    work_setting=WorkSetting.EARLY_YEARS,
                    kind_of_nursery=KindOfNursery.LA_MAINTAINED,
                    institution=Institution(InstitutionKind.SCHOOL, 15),
                ),
                "2025-autumn",
                "list of local authority nurseries",
            ),
            (replace(IN_HOSPITAL, course=CourseIdentifier.LEADING_TEACHING), "2026", "you work in a hospital school"),
            (
                replace(IN_HOSPITAL, course=CourseIdentifier.EARLY_HEADSHIP_COACHING),
                "2025-spring",
                "for new headteachers only",
            ),
            (
                replace(AT_A_SCHOOL, course=CourseIdentifier.ADDITIONAL_SUPPORT_OFFER),
                "2021-22",
                "for new headteachers only",
            ),
            (replace(AT_A_SCHOOL, inside_england=False), "2026", "outside England"),
            (replace(AT_A_SCHOOL, previously_funded=True), "2026", "does not pay for the same course twice"),
            (replace(AT_A_SCHOOL, cohort_funding=FundingKind.NONE), "2026", "wherever they work"),
            (
                replace(IN_HOSPITAL, work_setting=WorkSetting.OTHER, employment_type=None),
                "2024-autumn",
                "you work in a setting that is not on our list",
            ),
            (
                replace(
                    AT_A_SCHOOL,
                    work_setting=WorkSetting.EARLY_YEARS,
                    kind_of_nursery=KindOfNursery.PRIVATE,
                    institution=None,
                ),
                "2025-spring",
                "Ofsted Early Years Register",
            ),
        ],
    )
    def test_the_words_fit_the_case_better_than_the_code_does(self, facts, version, expected):
        assert expected in words_for(facts, version).explanation

    def test_other_courses_the_hub_runs_are_named(self):
        offered = (CourseIdentifier.LEADING_LITERACY, CourseIdentifier.HEADSHIP, CourseIdentifier.SENCO)
        words = words_for(AT_A_SCHOOL, offered=offered)

        assert words.alternatives == (CourseIdentifier.HEADSHIP, CourseIdentifier.SENCO)
        assert words.alternatives_sentence == "With the same answers, the DfE is likely to fund NPQH and NPQSENCO."
        assert any(words.alternatives_sentence in paragraph for paragraph in words.sentences())

    @pytest.mark.parametrize(
        ("offered", "sentence"),
        [
            ((), ""),
            ((CourseIdentifier.LEADING_LITERACY,), ""),
            ((CourseIdentifier.SENCO,), "With the same answers, the DfE is likely to fund NPQSENCO."),
            (
                (CourseIdentifier.SENCO, CourseIdentifier.HEADSHIP, CourseIdentifier.SENIOR_LEADERSHIP),
                "With the same answers, the DfE is likely to fund NPQH, NPQSL and NPQSENCO.",
            ),
        ],
    )
    def test_the_list_of_them_reads_as_a_sentence(self, offered, sentence):
        assert words_for(AT_A_SCHOOL, offered=offered).alternatives_sentence == sentence

    def test_having_been_funded_for_one_does_not_close_the_others(self):
        facts = replace(AT_A_SCHOOL, course=CourseIdentifier.HEADSHIP, previously_funded=True)

        assert funded_alternatives(facts, "2026", [CourseIdentifier.SENCO]) == (CourseIdentifier.SENCO,)

    def test_without_a_workplace_there_are_none(self):
        facts = replace(AT_A_SCHOOL, institution=None, course=CourseIdentifier.EARLY_HEADSHIP_COACHING)

        assert funded_alternatives(facts, "2026", CourseIdentifier) == ()

    def test_outside_england_there_are_none(self):
        assert funded_alternatives(replace(AT_A_SCHOOL, inside_england=False), "2026", CourseIdentifier) == ()


class TestDecidedByHand:
    @pytest.mark.parametrize("code", CODES_BY_HAND)
    def test_the_reason_the_hub_wrote_is_shown(self, code):
        decision = FundingDecision(code=code, funded=False, needs_review=False, rules_version="2026", source="By hand")
        words = explain(decision, AT_A_SCHOOL, trn_verified=True, hub_reason="We rang the DfE.")

        assert words.explanation.endswith("We rang the DfE.")
        assert "A member of our team decided this" in words.rule

    def test_marked_as_funded_is_still_only_likely(self):
        assert outlook_of(FundingCode.MARKED_FUNDED_BY_POLICY) == FundingOutlook.LIKELY
        assert outlook_of(FundingCode.MARKED_INELIGIBLE_BY_POLICY) == FundingOutlook.NOT_LIKELY


class TestWhere:
    @pytest.mark.parametrize("setting", WorkSetting)
    def test_every_setting_reads_after_you_work(self, setting):
        assert where(replace(AT_A_SCHOOL, work_setting=setting)).startswith(("in ", "for "))

    @pytest.mark.parametrize("kind", KindOfNursery)
    def test_every_nursery_does(self, kind):
        words = where(replace(AT_A_SCHOOL, work_setting=WorkSetting.EARLY_YEARS, kind_of_nursery=kind))

        assert words.startswith(("in a", "as a"))

    @pytest.mark.parametrize("employment", EmploymentType)
    def test_every_employment_does(self, employment):
        assert where(replace(IN_HOSPITAL, employment_type=employment)).startswith(("in a", "as a"))

    def test_no_setting_does(self):
        assert where(replace(AT_A_SCHOOL, work_setting=None)) == "in the setting you named"

    def test_an_employment_left_over_from_another_answer_is_not_named(self):
        assert where(replace(AT_A_SCHOOL, employment_type=EmploymentType.HOSPITAL_SCHOOL)) == "in a school"
