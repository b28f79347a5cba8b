"""Examples of the pages of handing in: with a draft, with text and file, submitted, taken back, and closed."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from assessments.actions.submitting import submit, withdraw
from assessments.models import CaseQuestion, Entry
from assessments.rules.submitting import STATEMENTS, Declaration
from npq_portal import clock
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.assessments import (
    AssessmentPolicyFactory,
    CaseQuestionFactory,
    DraftVersionFactory,
    EntryFactory,
    UploadedFileFactory,
    WindowFactory,
)
from tests.factories.courses import EnrolmentFactory

#: Addresses that give a file.
FILES = ("handing-in:receipt-pdf", "handing-in:receipt-json", "handing-in:sealed")
_STATES = {
    "handing-in:submit": ("empty", "draft", "two", "long", "closed"),
    "handing-in:submitted": ("draft", "submitted", "taken back", "closed"),
    "handing-in:withdraw": ("submitted",),
    "handing-in:at-closing": ("draft", "wished", "closed"),
    "handing-in:upload": ("draft", "two", "submitted", "closed"),
    **dict.fromkeys(FILES, ("submitted",)),
}
NAMES = tuple(_STATES)
_LONG = "Attendance fell in every year, most of all in Year 9, and nobody knew why. " * 40
_DECLARED = Declaration(STATEMENTS, used_ai=True, ai_use="A spelling checker.")


def _address(state: str) -> str:
    return f"{state.replace(' ', '-')}.handing@school.example"


def make() -> None:
    """Put somebody in every state into the hub."""
    for state in sorted({state for states in _STATES.values() for state in states}):
        _somebody(state)


def paths(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The address of the page in each state, and whose it is."""
    for state in _STATES[name]:
        entry = Entry.objects.get(enrolment__participant__user__email=_address(state))
        reference = [entry.submissions.get().receipt.reference] if name in FILES else []
        yield reverse(name, args=[entry.window_id, *reference]), (_address(state),)


def _somebody(state: str) -> None:
    """In a window of their own that is open now, or has just closed; each in a case of its own, since titles name it."""
    at = clock.now()
    ends_at = at - timedelta(hours=1) if state == "closed" else at + timedelta(days=4)
    window = WindowFactory(
        opens_at=at - timedelta(days=4), closes_at=ends_at, case_study__title=f"Nettlewick Academy ({state})"
    )
    question = CaseQuestionFactory(case_study=window.case_study, text="What is the problem at this school?")
    CaseQuestionFactory(case_study=window.case_study, text="What would you do about it, and why?")
    AssessmentPolicyFactory(programme=window.cohort.programme, accepts_files=state != "long")
    user = UserFactory(email=_address(state), name="Harper Invented", roles=["participant"])
    person = ParticipantFactory(user=user, first_name="Harper", verified=True)
    enrolment = EnrolmentFactory(cohort=window.cohort, participant=person)
    entry = EntryFactory(window=window, enrolment=enrolment, case_opened_at=window.opens_at)
    if state != "empty":
        _written(entry, question, state, at=at)
    if state == "wished":
        entry.submit_at_closing = {"statements": list(STATEMENTS), "used_ai": False, "at": ""}
        entry.save()


def _written(entry: Entry, question: CaseQuestion, state: str, *, at: datetime) -> None:
    text = _LONG * 4 if state == "long" else _LONG
    saved = DraftVersionFactory(entry=entry, answers={str(question.pk): text}, saved_at=at - timedelta(days=1))
    if state == "two":
        UploadedFileFactory(entry=entry, file_name="Nettlewick, the last version but one.docx")
    if state in {"submitted", "taken back"}:
        who = entry.enrolment.participant.user
        submit(entry=entry, version=saved, declaration=_DECLARED, by=who, at=at - timedelta(hours=2))
        if state == "taken back":
            withdraw(entry=entry, by=who, at=at - timedelta(hours=1))
