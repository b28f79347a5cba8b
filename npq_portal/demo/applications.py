"""Applications of the demo's people, sent and decided by the same actions as anybody's."""

from datetime import datetime, timedelta
from typing import Any

from courses.choices import CourseIdentifier
from npq_portal.accounts.models import User
from npq_portal.demo.cast import DANIEL, WREN, Person
from npq_portal.demo.cohorts import CEFEL, OPEN_INTAKE, TDT
from npq_portal.demo.schools import schools
from registrations.actions import decisions, drafts
from registrations.actions.submit import submit
from registrations.choices import (
    Experience,
    KindOfNursery,
    PlaceOfWork,
    TrnAnswer,
    TrnCheckOutcome,
    WorkSetting,
    YesNo,
)
from registrations.journey.answers import Answers
from registrations.journey.path import Path
from registrations.journey.situation import Situation
from registrations.journey.steps import STEPS
from registrations.models import Application, Draft, TrnCheck


def load_applications(people: dict[str, User], *, decided_by: User, at: datetime) -> None:
    """Daniel, accepted; Wren, waiting. Whoever has applied already is left alone."""
    accepted = _apply(people[DANIEL.email], DANIEL, _DANIEL | _workplace("34"), at=at - timedelta(days=6))
    if accepted is not None:
        decisions.accept(application=accepted, funded_place=True, by=decided_by, at=at - timedelta(days=4))
    _apply(people[WREN.email], WREN, _WREN | _workplace("15"), at=at - timedelta(days=2))


def _workplace(type_code: str) -> dict[str, str]:
    """The first invented school of a GIAS type."""
    return {"workplace": next(school.urn for school in schools() if school.type_code == type_code)}


_BOTH = {
    "intake": OPEN_INTAKE[0],
    "place_of_work": PlaceOfWork.ENGLAND,
    "taken_npq": YesNo.NO,
    "previous_names": [],
    "experience": Experience.FIVE_TO_NINE,
    "leader_name": "Morgan Headley",
    "leader_email": "morgan@school.example",
    "adjustments": YesNo.NO,
    "consent": True,
}
_DANIEL = {
    **_BOTH,
    "course": CourseIdentifier.SENIOR_LEADERSHIP,
    "lead_provider": TDT,
    "setting": WorkSetting.SCHOOL,
    "job_title": "Assistant headteacher",
    "why": "I lead teaching across the school and want to learn how change is made to last.",
}
_WREN = {
    **_BOTH,
    "course": CourseIdentifier.EARLY_YEARS_LEADERSHIP,
    "lead_provider": CEFEL,
    "setting": WorkSetting.EARLY_YEARS,
    "nursery_kind": KindOfNursery.LA_MAINTAINED,
    "job_title": "Deputy manager",
    "why": "I have worked in nurseries for years and will lead ours from next summer.",
}


def _apply(user: User, person: Person, answers: dict[str, Any], *, at: datetime) -> Application | None:
    if Application.objects.filter(participant__user=user).exists():
        return None
    draft = drafts.open_draft(user=user, at=at)
    claim = {"first_name": person.first, "last_name": person.last, "date_of_birth": f"{person.born:%Y-%m-%d}"}
    trn = {"trn_answer": TrnAnswer.HAVE, "trn": person.trn} if person.trn else {"trn_answer": TrnAnswer.NONE, "trn": ""}
    given = {name: str(value) if isinstance(value, str) else value for name, value in (answers | claim | trn).items()}
    draft = drafts.save_answers(draft=draft, changes=given, at=at)
    _check(draft, person, at=at)
    _read_notices(draft, at=at)
    return submit(draft=draft, at=at)


def _check(draft: Draft, person: Person, *, at: datetime) -> None:
    """What the check of the record would say; the fake records do not run yet while the demo is loaded."""
    drafts.save_answers(draft=draft, changes={"checked": Answers(draft.answers).claim_fingerprint}, at=at)
    outcome = TrnCheckOutcome.VERIFIED if person.trn else TrnCheckOutcome.NO_TRN
    facts = {"trn": True, "first_name": True, "date_of_birth": True} if person.trn else {}
    TrnCheck.objects.create(draft=draft, at=at, outcome=outcome, record_trn=person.trn, facts=facts)


def _read_notices(draft: Draft, *, at: datetime) -> None:
    """Go on from every notice, as a person does after reading it."""
    row = Draft.objects.get(pk=draft.pk)
    situation = Situation(Answers(row.answers), at=at, user=row.user, draft=row)
    notices = [step for step in Path(STEPS, situation).steps if step.kind == "notice" and step.says is not None]
    read = {step.seen_name: step.says(situation) for step in notices if step.says is not None}
    drafts.save_answers(draft=row, changes=read, at=at)
