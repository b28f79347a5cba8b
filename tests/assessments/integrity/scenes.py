"""Two people who wrote about the same case, one of whom copied a paragraph."""

from datetime import UTC, datetime

from assessments.models import Script, Window
from tests.factories.assessments import (
    CaseQuestionFactory,
    DraftVersionFactory,
    EntryFactory,
    ScriptFactory,
    SubmissionFactory,
    WindowFactory,
)

COMPARED = datetime(2027, 2, 12, 3, tzinfo=UTC)
COPIED = (
    "the school should first find out which pupils are absent on which days and why before it writes to a single family "
    "because letters alone have never brought a child back into a classroom"
)
FIRST = f"Attendance fell in the spring term because two year groups had supply staff for most of it. {COPIED}."
SECOND = f"My first step is a conversation with every form tutor about what they see at half past eight. {COPIED}."
OTHER = (
    "Nobody can teach an empty chair, so I would begin with breakfast, a warm room and somebody who says good morning."
)


def a_script(window: Window, text: str, **kwargs) -> Script:
    """Handed in as the answer to the case's first question."""
    question = window.case_study.questions.first() or CaseQuestionFactory(case_study=window.case_study)
    entry = EntryFactory(window=window, closed_at=window.closes_at)
    version = DraftVersionFactory(entry=entry, answers={str(question.pk): text})
    return ScriptFactory(submission=SubmissionFactory(entry=entry, version=version, content=text.encode()), **kwargs)


def a_window(**kwargs) -> Window:
    """With its case."""
    return WindowFactory(**kwargs)
