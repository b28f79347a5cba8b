"""Priya in a window of eight days in February 2027, with a draft of five words."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from assessments.models import AssessmentPolicy, DraftVersion, Entry
from assessments.rules.submitting import STATEMENTS, Declaration
from tests.factories.assessments import (
    AssessmentPolicyFactory,
    CaseQuestionFactory,
    DraftVersionFactory,
    EntryFactory,
    WindowFactory,
)
from tests.factories.courses import EnrolmentFactory

AT = datetime(2027, 2, 9, 20, tzinfo=UTC)
DECLARED = Declaration(STATEMENTS, used_ai=True, ai_use="A spelling checker.", sources="Invented (2021)")


@pytest.fixture
def entry(participant) -> Entry:
    """Priya's, who has opened the case; it ends at the end of Wednesday 10 February."""
    window = WindowFactory(case_study__title="Nettlewick")
    CaseQuestionFactory(case_study=window.case_study, text="What is the problem?")
    enrolment = EnrolmentFactory(cohort=window.cohort, participant=participant.participant)
    return EntryFactory(window=window, enrolment=enrolment, case_opened_at=window.opens_at)


@pytest.fixture
def policy(entry) -> AssessmentPolicy:
    """The programme's own, with the defaults."""
    return AssessmentPolicyFactory(programme=entry.window.cohort.programme)


@pytest.fixture
def save(entry):
    """Save a newer version: save("text", at)."""

    def do(text: str, at: datetime = AT, *, of: Entry = entry, **fields) -> DraftVersion:
        question = of.window.case_study.questions.first()
        newest = DraftVersion.objects.filter(entry=of).order_by("-number").first()
        number = newest.number + 1 if newest else 1
        return DraftVersionFactory(
            entry=of, number=number, answers={str(question.pk): text}, words=len(text.split()), saved_at=at, **fields
        )

    return do


@pytest.fixture
def draft(save) -> DraftVersion:
    return save("Attendance fell in every year.", datetime(2027, 2, 8, 10, tzinfo=UTC))


@pytest.fixture
def clock_at() -> Iterator:
    """Tuesday evening, with a day and a bit left; move_to() goes on from there."""
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller
