"""The demo's cases: two invented schools, each with a table as a file and the three questions that cases of this kind ask."""

from datetime import datetime
from pathlib import Path

from assessments.models import CaseFile, CaseQuestion, CaseStudy
from assessments.rules.sealing import digest
from courses.models import Programme
from npq_portal.accounts.models import User

_FOLDER = Path(__file__).parent / "cases"
MENTORING, READING = "Fallowmere Academy", "Saltmarsh Primary School"
_FILES = {MENTORING: "mentoring", READING: "reading"}
_TABLES = {MENTORING: "Teachers by department.csv", READING: "Reading by year group.csv"}
#: They follow what providers publish of theirs: the problem, what to do and why, how to put it into practice.
_QUESTIONS = (
    "What are the most important problems that the school has to solve, and what tells you so?",
    "What would you do first, and why? Draw on the evidence you have studied.",
    "How would you put it into practice over the year, and how would you know that it works?",
)


def case_study(programme: Programme, title: str, *, by: User, at: datetime) -> CaseStudy:
    """The case of that title for a programme; made with its questions where it is not there."""
    found, made = CaseStudy.objects.get_or_create(
        programme=programme,
        title=title,
        defaults={"text": (_FOLDER / f"{_FILES[title]}.md").read_text(), "created_at": at, "created_by": by},
    )
    if made:
        CaseQuestion.objects.bulk_create(
            CaseQuestion(case_study=found, position=position, text=text)
            for position, text in enumerate(_QUESTIONS, start=1)
        )
        content = (_FOLDER / f"{_FILES[title]}.csv").read_bytes()
        CaseFile.objects.create(
            case_study=found,
            name=_TABLES[title],
            content_type="text/csv",
            content=content,
            sha256=digest(content),
        )
    return found
