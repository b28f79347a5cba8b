"""Examples of the pages of the case and of writing: not opened, opened, with versions of every kind, late and closed."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from assessments.choices import VersionSource
from assessments.models import DraftVersion, Entry
from npq_portal import clock
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.assessments import (
    CaseFileFactory,
    CaseQuestionFactory,
    DraftVersionFactory,
    EntryFactory,
    SubmissionFactory,
    WindowFactory,
)
from tests.factories.courses import EnrolmentFactory

_STATES = {
    "writing:case": ("unopened", "opened", "missed", "closed"),
    "writing:case-file": ("opened",),
    "writing:write": ("opened", "draft", "submitted", "late"),
    "writing:save": ("draft",),
    "writing:versions": ("opened", "draft"),
    "writing:version": ("draft", "submitted", "late"),
}
NAMES = tuple(_STATES)
_LONG = "Attendance fell in every year, most of all in Year 9, and nobody knew why. " * 40


def _address(state: str) -> str:
    return f"{state}.writing@school.example"


def make() -> None:
    """Put somebody in every state into the hub."""
    for state in sorted({state for states in _STATES.values() for state in states}):
        _somebody(state)


def paths(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The address of the page in each state, and whose it is."""
    for state in _STATES[name]:
        entry = Entry.objects.get(enrolment__participant__user__email=_address(state))
        words: dict[str, int] = {"pk": entry.window_id}
        if name == "writing:case-file":
            words["file"] = entry.window.case_study.files.get().pk
        if name == "writing:version":
            words["number"] = 1 if state == "submitted" else 2  # alone, put aside, late
        yield reverse(name, kwargs=words), (_address(state),)


def _somebody(state: str) -> None:
    """In a window of their own that is open now, or has just closed; each in a case of its own, since titles name it."""
    at = clock.now()
    closes_at = at + timedelta(hours=-1 if state in {"missed", "closed", "late"} else 100)
    window = WindowFactory(
        opens_at=at - timedelta(days=4),
        closes_at=closes_at,
        case_study__title=f"Hedgerow School ({state})",
        case_study__text="## What is known\n\nA third of the staff are new.\n\n| Year | Absence |\n|--|--|\n| 7 | 4.1% |",
    )
    question = CaseQuestionFactory(case_study=window.case_study, text="What is the problem at this school?")
    CaseQuestionFactory(case_study=window.case_study, text="What would you do about it?\nSay why.")
    CaseFileFactory(case_study=window.case_study, name="A-very-long-name-of-a-file-without-any-space-in-it-2026-27.csv")
    user = UserFactory(email=_address(state), name="Wynne Invented", roles=["participant"])
    person = ParticipantFactory(user=user, first_name="Wynne", verified=True)
    opened_at = None if state in {"unopened", "missed"} else window.opens_at
    enrolment = EnrolmentFactory(cohort=window.cohort, participant=person)
    entry = EntryFactory(window=window, enrolment=enrolment, case_opened_at=opened_at)
    if state in {"draft", "submitted", "late"}:
        _write(entry, str(question.pk), state, at=at)


def _write(entry: Entry, question: str, state: str, *, at: datetime) -> None:
    """The newest, and what was put aside."""

    def version(number: int, source: VersionSource) -> DraftVersion:
        answers = {question: f"{_LONG} {number}"}
        return DraftVersionFactory(
            entry=entry, number=number, answers=answers, words=561, source=source, saved_at=at - timedelta(minutes=9)
        )

    first = version(1, VersionSource.AUTOSAVE)
    entry.newest_version = 1
    entry.save()
    if state == "submitted":
        SubmissionFactory(entry=entry, version=first, submitted_at=at)
    else:
        version(2, VersionSource.RESCUED if state == "late" else VersionSource.OTHER_TAB)
