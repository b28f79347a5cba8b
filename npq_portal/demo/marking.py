"""The demo's markers at work: who is in the team, what they gave, and what they left to do."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from assessments.actions import marking as verbs
from assessments.actions.allocating import allocate
from assessments.choices import MarkingState
from assessments.facts.allocation import plan
from assessments.models import Criterion, Marking, TeamMember, Window
from assessments.rules.words import count_words
from courses.models import Programme
from npq_portal import clock
from npq_portal.accounts.models import User
from npq_portal.demo.cast import ASHA, BEN, MAUD

_HOUR: Final = timedelta(hours=1)
#: What Asha still has to mark.
LEFT_FOR_ASHA: Final = 2
_RUBRIC: Final = (
    ("Reads the school", 1, "What the problems are, drawn from the facts of the case."),
    ("Knows the framework", 1, "Uses what the course taught, correctly and by name."),
    ("Says what and how", 2, "What they would do, in which order, and how it is put into practice."),
    ("Knows whether it works", 1, "How they would find out, and what they would do then."),
)
#: The weak text is the only short one.
_SHORT = 150


def load_team(programme: Programme, people: Mapping[str, User]) -> None:
    """A rubric of four criteria, two markers and a senior one."""
    for position, (title, weight, description) in enumerate(_RUBRIC, start=1):
        Criterion.objects.get_or_create(
            programme=programme,
            title=title,
            defaults={"position": position, "weight": weight, "description": description},
        )
    for person in (ASHA, MAUD, BEN):
        TeamMember.objects.get_or_create(
            programme=programme, user=people[person.email], defaults={"is_senior": person is BEN}
        )


def allocate_all(window: Window, *, by: User) -> datetime:
    """On the morning after the window closed; the moment at which it was done."""
    at = window.closes_at + 10 * _HOUR
    shown = plan(window, today=clock.london_date(at))
    allocate(window=window, mark=shown.mark, by=by, at=at)
    return at


def mark_all(window: Window, *, at: datetime) -> datetime:
    """Everything, also the second marks that follow from the first; the moment after the last."""
    for marking in _open(window):
        at += _HOUR
        _mark(marking, weak=1, at=at)
    return at


def mark_some(window: Window, people: Mapping[str, User], *, at: datetime) -> None:
    """All but two of Asha's first marks. The weak text was marked down by one and up by the other: it waits for Ben."""
    asha = people[ASHA.email]
    for marking in _open(window):
        left = Marking.objects.filter(
            script__submission__entry__window=window, marker=asha, state=MarkingState.ALLOCATED
        )
        is_weak = _is_weak(marking)
        if marking.marker == people[BEN.email] or (
            marking.marker == asha and not is_weak and left.count() <= LEFT_FOR_ASHA
        ):
            continue
        at += _HOUR
        again = is_weak and marking.script.markings.filter(state=MarkingState.DONE).exists()
        _mark(marking, weak=3 if again else 1, at=at)


def _open(window: Window) -> Iterator[Marking]:
    """What is to mark, each once, also what is added meanwhile."""
    seen: set[int] = set()
    rows = Marking.objects.filter(script__submission__entry__window=window, state=MarkingState.ALLOCATED)
    while marking := rows.exclude(pk__in=seen).select_related("script__submission__entry", "marker").first():
        seen.add(marking.pk)
        yield marking


def _is_weak(marking: Marking) -> bool:
    return count_words(bytes(marking.script.submission.content).decode()) < _SHORT + _questions(marking)


def _questions(marking: Marking) -> int:
    """The words of title and questions, which are sealed with the answers."""
    case = marking.script.submission.entry.window.case_study
    return count_words(case.title) + sum(count_words(question.text) for question in case.questions.all())


def _mark(marking: Marking, *, weak: int, at: datetime) -> None:
    """Points and a word about each criterion; `weak` are the points of the weak text."""
    criteria = list(Criterion.objects.filter(programme=marking.script.submission.entry.window.cohort.programme))
    is_weak = _is_weak(marking)
    points = {one.pk: weak if is_weak else 3 + (one.pk + marking.script_id) % 2 for one in criteria}
    words = "Say it of this school, and say how you know." if is_weak else "Clear, and drawn from the case."
    written = verbs.Written(
        points=points,
        comments={one.pk: words for one in criteria},
        comment="Begin with one problem and follow it through."
        if is_weak
        else "A plan that could be put into practice.",
    )
    verbs.save(marking=marking, written=written, by=marking.marker, at=at)
    verbs.finish(marking=marking, by=marking.marker, at=at)
