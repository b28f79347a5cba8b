"""Priya in a window of eight days in February 2027, with two questions and nothing written yet."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from assessments.actions.drafts import Saved, save
from assessments.choices import VersionSource
from assessments.models import Entry
from tests.factories.assessments import CaseQuestionFactory, EntryFactory, WindowFactory
from tests.factories.courses import EnrolmentFactory

AT = datetime(2027, 2, 9, 20, tzinfo=UTC)
END = datetime(2027, 2, 11, tzinfo=UTC)


@pytest.fixture
def entry(participant) -> Entry:
    """Priya's; it ends at the end of Wednesday 10 February."""
    window = WindowFactory(case_study__title="Nettlewick Academy")
    for text in ("What is the problem?", "What would you do?"):
        CaseQuestionFactory(case_study=window.case_study, text=text)
    enrolment = EnrolmentFactory(cohort=window.cohort, participant=participant.participant)
    return EntryFactory(window=window, enrolment=enrolment)


@pytest.fixture
def questions(entry) -> list[str]:
    """The names of the two, in order."""
    return [str(question.pk) for question in entry.window.case_study.questions.all()]


@pytest.fixture
def write(entry, questions) -> Callable[..., Saved]:
    """write("the first answer", based_on=0): what became of it."""

    def do(
        text: str, based_on: int = 0, *, at: datetime = AT, source=VersionSource.AUTOSAVE, uuid=None, **more
    ) -> Saved:
        return save(
            entry=entry,
            answers={questions[0]: text, questions[1]: ""},
            based_on=based_on,
            source=source,
            client_uuid=uuid or uuid4(),
            at=at,
            **more,
        )

    return do
