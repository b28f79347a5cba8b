"""What a marker sees: their own work, and of each script its number, its text and the rubric. Nothing here gives a page an id of
a submission, an entry or an enrolment, a file's name, or anything of its writer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from assessments.choices import MarkingStage, MarkingState
from assessments.facts.case import files_of
from assessments.facts.scripts import criteria_of, live, markings_of, policy_of_script, programme_of
from assessments.models import CaseFile, Criterion, Marking, Score, Script, Submission
from assessments.rules.showing import Section, sections, without_names
from npq_portal.accounts.models import Participant, User


@dataclass(frozen=True)
class Row:
    """One criterion of the rubric and what was given for it."""

    criterion: Criterion
    points: int | None
    comment: str


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A script as its marker sees it. `limit` and `words` are numbers of words; `earlier` are the marks between which a senior
    marker decides, empty for everybody else."""

    number: str
    case: str
    case_text: str
    case_files: Sequence[CaseFile]
    sections: Sequence[Section]
    words: int
    limit: int
    is_over: bool
    rubric: Sequence[Row]
    most: int
    earlier: Sequence["Earlier"]


@dataclass(frozen=True)
class Earlier:
    """Another marker's mark; who that is, is not said."""

    marking: Marking
    rubric: Sequence[Row]


def desk(user: User) -> QuerySet[Marking]:
    """What this person has to mark or has marked; not what they handed back."""
    rows = Marking.objects.filter(marker=user).exclude(state=MarkingState.HANDED_BACK)
    return rows.select_related("script__submission__entry__window__cohort__programme__course").defer(
        "script__submission__content"
    )


def to_mark(user: User) -> list[Marking]:
    """What waits for them and counts, the most urgent first."""
    rows = desk(user).exclude(state=MarkingState.DONE).exclude(stage=MarkingStage.STANDARDISATION)
    return list(rows.order_by("due_on", "script__number"))


def to_standardise(user: User) -> list[Marking]:
    """Their standardisation, done or not."""
    rows = desk(user).filter(stage=MarkingStage.STANDARDISATION)
    return list(rows.order_by("-state", "due_on", "script__number"))


def done(user: User) -> QuerySet[Marking]:
    """Their marks that count, the newest first."""
    rows = desk(user).filter(state=MarkingState.DONE).exclude(stage=MarkingStage.STANDARDISATION)
    return rows.order_by("-done_at", "script__number")


def overdue(markings: Sequence[Marking], *, today: date) -> int:
    """How many of these should have been marked by yesterday."""
    return sum(marking.due_on < today for marking in markings)


def paper(marking: Marking) -> Paper:
    """The script behind a mark of the reader's own."""
    script = marking.script
    window = script.submission.entry.window
    return Paper(
        number=script.number,
        case=window.case_study.title,
        case_text=window.case_study.text,
        case_files=list(files_of(window.case_study)),
        sections=text_of(script.submission),
        words=script.submission.words,
        limit=programme_of(script).word_limit,
        is_over=script.submission.is_over_limit,
        rubric=_rubric(script, marking),
        most=policy_of_script(script).scale_most,
        earlier=_earlier(script) if marking.stage == MarkingStage.SENIOR else [],
    )


def text_of(submission: Submission) -> list[Section]:
    """What was handed in, without its writer's name."""
    entry = submission.entry
    text = submission.file.text if submission.file else bytes(submission.content).decode("utf-8", "replace")
    names = _names(entry.enrolment.participant)
    if submission.file:
        return [Section("", without_names(text.strip(), names))]
    questions = [question.text for question in entry.window.case_study.questions.all()]
    return [Section(one.question, without_names(one.answer, names)) for one in sections(text, questions)]


def _names(person: Participant) -> list[str]:
    turned = [f"{person.last_name}, {person.first_name}", f"{person.last_name} {person.first_name}"]
    turned += [f"{given} {person.last_name}" for given in person.first_name.split()]  # one of several first names
    return [person.full_name, *turned, *person.previous_names, person.user.name, person.user.email, person.trn]


def _rubric(script: Script, marking: Marking) -> list[Row]:
    scores: dict[int, Score] = {score.criterion_id: score for score in marking.scores.all()}
    return [
        Row(
            criterion,
            scores[criterion.pk].points if criterion.pk in scores else None,
            scores[criterion.pk].comment if criterion.pk in scores else "",
        )
        for criterion in criteria_of(script)
    ]


def _earlier(script: Script) -> list[Earlier]:
    found = live(markings_of([script])[script.pk])
    stages = (MarkingStage.FIRST, MarkingStage.SECOND)
    return [Earlier(found[stage], _rubric(script, found[stage])) for stage in stages if stage in found]
