"""The hub's rules on several NPQs."""

from itertools import product

import pytest

from courses.choices import COURSE_GROUPS, CourseGroup, CourseIdentifier
from registrations.rules.several_npqs import (
    EarlierNpqStatus,
    PriorNpq,
    SeveralNpqs,
    SeveralNpqsReason,
    consider,
    is_same_course,
)

FINISHED, IN_PROGRESS = EarlierNpqStatus.FINISHED, EarlierNpqStatus.IN_PROGRESS
FAILED, WITHDRAWN = EarlierNpqStatus.FAILED, EarlierNpqStatus.WITHDRAWN
NPQH, NPQSL, SENCO = CourseIdentifier.HEADSHIP, CourseIdentifier.SENIOR_LEADERSHIP, CourseIdentifier.SENCO
NPQLT, NPQLL = CourseIdentifier.LEADING_TEACHING, CourseIdentifier.LEADING_LITERACY
EHCO, ASO = CourseIdentifier.EARLY_HEADSHIP_COACHING, CourseIdentifier.ADDITIONAL_SUPPORT_OFFER
LEADERSHIP_UNFINISHED = SeveralNpqsReason.LEADERSHIP_UNFINISHED
BACKING = SeveralNpqsReason.SPECIALIST_NEEDS_BACKING
SAME_FUNDED, SAME_TAKEN = SeveralNpqsReason.SAME_FUNDED, SeveralNpqsReason.SAME_TAKEN
SAME_UNKNOWN = SeveralNpqsReason.SAME_FUNDING_UNKNOWN


def reasons(wanted, *prior):
    return [flag.reason for flag in consider(wanted, prior).flags]


@pytest.mark.parametrize(
    ("why", "wanted", "prior", "expected"),
    [
        ("a finished leadership NPQ, another wanted", NPQH, PriorNpq(NPQSL, FINISHED, True), []),
        (
            "an unfinished leadership NPQ, another wanted",
            NPQH,
            PriorNpq(NPQSL, IN_PROGRESS, True),
            [LEADERSHIP_UNFINISHED],
        ),
        ("NPQSENCO is a leadership NPQ", NPQH, PriorNpq(SENCO, IN_PROGRESS, True), [LEADERSHIP_UNFINISHED]),
        ("an unfinished leadership NPQ, a specialist wanted", NPQLT, PriorNpq(NPQSL, IN_PROGRESS, True), []),
        ("an unfinished specialist NPQ, a leadership wanted", NPQSL, PriorNpq(NPQLT, IN_PROGRESS, True), []),
        ("an unfinished leadership NPQ, coaching wanted", EHCO, PriorNpq(NPQH, IN_PROGRESS, True), []),
        ("coaching now, a leadership wanted", NPQH, PriorNpq(EHCO, IN_PROGRESS, True), []),
        ("a finished specialist NPQ, another wanted", NPQLL, PriorNpq(NPQLT, FINISHED, True), [BACKING]),
        ("an unfinished specialist NPQ, another wanted", NPQLL, PriorNpq(NPQLT, IN_PROGRESS, False), [BACKING]),
        ("a finished leadership NPQ, a specialist wanted", NPQLL, PriorNpq(NPQH, FINISHED, True), []),
        ("failed a leadership NPQ", NPQH, PriorNpq(NPQSL, FAILED, True), [SeveralNpqsReason.FAILED]),
        ("failed a specialist NPQ, leadership wanted", NPQH, PriorNpq(NPQLT, FAILED, True), [SeveralNpqsReason.FAILED]),
        ("withdrew from a leadership NPQ", NPQH, PriorNpq(NPQSL, WITHDRAWN, True), [SeveralNpqsReason.WITHDRAWN]),
        ("withdrew from coaching", NPQH, PriorNpq(EHCO, WITHDRAWN, True), [SeveralNpqsReason.WITHDRAWN]),
        (
            "failed a specialist, another wanted",
            NPQLL,
            PriorNpq(NPQLT, FAILED, True),
            [SeveralNpqsReason.FAILED, BACKING],
        ),
        ("the same, funded and finished", NPQH, PriorNpq(NPQH, FINISHED, True), [SAME_FUNDED, SAME_TAKEN]),
        ("the same, funded and failed", NPQH, PriorNpq(NPQH, FAILED, True), [SAME_FUNDED, SeveralNpqsReason.FAILED]),
        (
            "the same, funded and left",
            NPQH,
            PriorNpq(NPQH, WITHDRAWN, True),
            [SAME_FUNDED, SeveralNpqsReason.WITHDRAWN],
        ),
        ("the same, self-funded and left", NPQH, PriorNpq(NPQH, WITHDRAWN, False), [SeveralNpqsReason.WITHDRAWN]),
        ("the same, self-funded and finished", NPQH, PriorNpq(NPQH, FINISHED, False), [SAME_TAKEN]),
        ("the same, not known who paid", NPQH, PriorNpq(NPQH, FINISHED, None), [SAME_UNKNOWN, SAME_TAKEN]),
        ("the same, being taken now", NPQH, PriorNpq(NPQH, IN_PROGRESS, False), [SAME_TAKEN]),
        ("the same specialist again", NPQLT, PriorNpq(NPQLT, FAILED, False), [SeveralNpqsReason.FAILED, BACKING]),
        ("ASO is EHCO's old name", EHCO, PriorNpq(ASO, FINISHED, True), [SAME_FUNDED, SAME_TAKEN]),
        ("EHCO is ASO's new name", ASO, PriorNpq(EHCO, FINISHED, True), [SAME_FUNDED, SAME_TAKEN]),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_what_an_earlier_npq_means(why, wanted, prior, expected):
    assert reasons(wanted, prior) == expected


def test_nothing_taken_before_means_nothing():
    several = consider(NPQH, ())

    assert several == SeveralNpqs()
    assert (several.previously_funded, several.needs_backing, several.needs_review) == (False, False, False)


def test_backing_is_not_review_and_funding_is_not_review():
    assert not consider(NPQLL, (PriorNpq(NPQLT, FINISHED, True),)).needs_review
    assert consider(NPQLL, (PriorNpq(NPQLT, FINISHED, True),)).needs_backing
    assert consider(NPQH, (PriorNpq(NPQH, FAILED, True),)).previously_funded
    assert not consider(NPQH, (PriorNpq(NPQH, FAILED, False),)).previously_funded
    assert not consider(NPQH, (PriorNpq(NPQH, FAILED, None),)).previously_funded


def test_funding_nobody_remembers_goes_to_review():
    several = consider(NPQH, (PriorNpq(NPQH, FAILED, None),))

    assert several.review_reasons == (SAME_UNKNOWN, SeveralNpqsReason.FAILED)


def test_several_answers_add_up_and_each_is_said_once():
    prior = (
        PriorNpq(NPQSL, IN_PROGRESS, True, 2025),
        PriorNpq(SENCO, IN_PROGRESS, False, 2025),
        PriorNpq(NPQLT, FAILED, True, 2022),
        PriorNpq(NPQLT, FAILED, True, 2023),
    )
    several = consider(NPQH, prior)

    assert [(flag.reason, flag.course) for flag in several.flags] == [
        (LEADERSHIP_UNFINISHED, NPQSL),
        (LEADERSHIP_UNFINISHED, SENCO),
        (SeveralNpqsReason.FAILED, NPQLT),
    ]
    assert several.review_reasons == (LEADERSHIP_UNFINISHED, SeveralNpqsReason.FAILED)


@pytest.mark.parametrize("reason", SeveralNpqsReason)
def test_every_reason_is_told_in_words_that_name_the_course(reason):
    words = {
        flag.reason: flag
        for wanted, course, status, funded in product(
            CourseIdentifier, CourseIdentifier, EarlierNpqStatus, (True, False, None)
        )
        for flag in consider(wanted, (PriorNpq(course, status, funded),)).flags
    }

    assert words[reason].course.label in words[reason].words
    assert words[reason].words.endswith(".")
    assert "{" not in words[reason].words


def test_every_course_has_a_family_and_only_the_coaching_offers_have_neither():
    assert set(COURSE_GROUPS) == set(CourseIdentifier)
    assert {course for course, group in COURSE_GROUPS.items() if group == CourseGroup.SUPPORT} == {EHCO, ASO}


def test_a_course_is_the_same_as_itself_and_ehco_as_aso():
    for one, other in product(CourseIdentifier, CourseIdentifier):
        assert is_same_course(one, other) == (one == other or {one, other} == {EHCO, ASO})
