"""The demo's case studies: one window to come, one open now, one whose scripts are being marked, and one with results.

Everything was done by the same verbs as anybody's, at the time it tells of, the earliest first.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from assessments.actions import closing, drafts, outcomes, scripts, similarity
from assessments.actions.admission import admit
from assessments.actions.case import open_case
from assessments.actions.submitting import submit
from assessments.actions.windows import plan
from assessments.choices import VersionSource, WindowRule
from assessments.facts.results import board_of
from assessments.models import Entry, SimilarPair, Window
from assessments.rules.submitting import STATEMENTS, Declaration
from assessments.rules.window import Terms
from courses.models import Cohort, Enrolment
from npq_portal import clock
from npq_portal.accounts.models import User
from npq_portal.demo.case_studies import MENTORING, READING, case_study
from npq_portal.demo.cast import GRACE, HANA
from npq_portal.demo.cohorts import MARKED, RESITTING, SPECIALIST, Running, cohort
from npq_portal.demo.marking import allocate_all, load_team, mark_all, mark_some

_ANSWERS = Path(__file__).parent / "cases" / "answers.toml"
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
#: Days between the day the demo is loaded and the opening of each window.
_RELEASED, _BEING_MARKED, _OPEN_NOW, _TO_COME = -120, -13, -3, 60
#: Which of the six texts is the weak one.
WEAK = 2
_BEGUN = (
    "Staff at Fallowmere are asked to do too much at once, and nobody owns how it fits together. A new teacher had three "
    "targets in one week from three people who do not talk to each other.\n\nThe survey says the same: fewer than one in "
    "four has time to practise what was agreed."
)


@dataclass(frozen=True)
class Sitting:
    """One window of a cohort with its people, in the order of their enrolment."""

    cohort: Cohort
    window: Window

    @cached_property
    def enrolments(self) -> Sequence[Enrolment]:
        """Who takes part."""
        return list(self.cohort.enrolments.select_related("participant__user").order_by("pk"))

    def enter(self, enrolment: Enrolment) -> Entry:
        """They came on the first morning, and read the case."""
        at = self.window.opens_at + 9 * _HOUR
        entry = admit(window=self.window, enrolment=enrolment, at=at)
        if entry is None:
            raise RuntimeError(f"{enrolment} is not ready for {self.window}.")
        open_case(entry=entry, at=at)
        return entry


def load_assessing(people: Mapping[str, User], *, at: datetime) -> None:
    """All four windows, once; what happened to them since stays as it is."""
    if Window.objects.exists():
        return
    grace, today = people[GRACE.email], clock.london_date(at)
    for running in (RESITTING, MARKED):
        load_team(_cohort(running).programme, people)
    _released(_planned(RESITTING, READING, today + _RELEASED * _DAY, by=grace), by=grace)
    _being_marked(_planned(MARKED, READING, today + _BEING_MARKED * _DAY, by=grace), people, by=grace)
    _open_now(_planned(RESITTING, MENTORING, today + _OPEN_NOW * _DAY, by=grace), people[HANA.email])
    _planned(SPECIALIST, MENTORING, today + _TO_COME * _DAY, by=grace, planned_at=at)


def _cohort(running: Running) -> Cohort:
    return cohort(running.provider, running.course, running.intake)


def _planned(running: Running, title: str, opens_on: date, *, by: User, planned_at: datetime | None = None) -> Sitting:
    """Planned three weeks before it opens, unless said."""
    found = _cohort(running)
    terms = Terms(rule=WindowRule.CALENDAR_DAYS, opens_on=opens_on)
    at = planned_at or datetime.combine(opens_on - 21 * _DAY, datetime.min.time(), tzinfo=clock.LONDON) + 10 * _HOUR
    case = case_study(found.programme, title, by=by, at=at - 7 * _DAY)
    return Sitting(found, plan(cohort=found, case_study=case, terms=terms, by=by, at=at))


def _released(sitting: Sitting, *, by: User) -> None:
    """Everybody wrote but the last; Hana, who is the first, wrote the weak text."""
    *writers, silent = sitting.enrolments
    _write(sitting, writers, _texts(weak_first=True))
    sitting.enter(silent)
    _close(sitting)
    at = allocate_all(sitting.window, by=by)
    at = mark_all(sitting.window, at=at)
    for pair in SimilarPair.objects.filter(looked_at=None):
        similarity.look_at(pair=pair, note="Both quote the course’s handbook. Nothing to do.", by=by, at=at)
    board = board_of(sitting.window, at=at)
    outcomes.release(window=sitting.window, shown=board.mark, note="The board met online.", by=by, at=at + _DAY)


def _being_marked(sitting: Sitting, people: Mapping[str, User], *, by: User) -> None:
    """Six wrote; two marks disagree about the weak text, and Asha has some left."""
    _write(sitting, sitting.enrolments, _texts())
    _close(sitting)
    at = allocate_all(sitting.window, by=by)
    mark_some(sitting.window, people, at=at)


def _open_now(sitting: Sitting, hana: User) -> None:
    """Hana is in and has begun."""
    own = next(one for one in sitting.enrolments if one.participant.user_id == hana.pk)
    entry = sitting.enter(own)
    first = str(sitting.window.case_study.questions.values_list("pk", flat=True)[0])
    _save(entry, {first: _BEGUN}, at=sitting.window.opens_at + 34 * _HOUR)


def _texts(*, weak_first: bool = False) -> list[list[str]]:
    """The three answers of each of the six."""
    found = [script["answers"] for script in tomllib.loads(_ANSWERS.read_text())["script"]]
    return [found[WEAK], *found[:WEAK], *found[WEAK + 1 :]] if weak_first else found


def _write(sitting: Sitting, writers: Sequence[Enrolment], texts: Sequence[Sequence[str]]) -> None:
    """Each came on the first day, saved now and then, and handed in on the sixth."""
    questions = [str(pk) for pk in sitting.window.case_study.questions.values_list("pk", flat=True)]
    for number, (enrolment, text) in enumerate(zip(writers, texts, strict=True)):
        entry = sitting.enter(enrolment)
        began = sitting.window.opens_at + 3 * _DAY + (18 + number % 3) * _HOUR
        for done in range(1, len(questions) + 1):
            version = _save(entry, dict(zip(questions[:done], text, strict=False)), at=began + done * _DAY)
            entry.refresh_from_db()
        submit(
            entry=entry,
            version=version,
            declaration=Declaration(statements=STATEMENTS, used_ai=False, sources="The course’s reading list."),
            by=enrolment.participant.user,
            at=began + 4 * _DAY + number * _MINUTE,
        )


def _save(entry: Entry, answers: dict[str, str], *, at: datetime) -> drafts.DraftVersion:
    saved = drafts.save(
        entry=entry,
        answers=answers,
        based_on=entry.newest_version,
        source=VersionSource.SAVED,
        client_uuid=uuid5(NAMESPACE_URL, f"{entry.pk} {at.isoformat()}"),
        at=at,
    )
    if saved.version is None:
        raise RuntimeError(f"Nothing was saved for {entry}.")
    return saved.version


def _close(sitting: Sitting) -> None:
    """What the minute's and the quarter-hour's tasks do."""
    closes_at = sitting.window.closes_at
    closing.close_due(at=closes_at + 10 * _MINUTE)
    scripts.make_scripts(window=sitting.window, at=closes_at + 15 * _MINUTE)
    similarity.compare_window(window=sitting.window, by=None, at=closes_at + 20 * _MINUTE)
