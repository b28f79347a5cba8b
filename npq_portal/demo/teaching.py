"""The demo's cohorts in mid-course: people, sessions past and to come, registers taken and one still to take.

Everything that is history was done by the same verbs as anybody's, at the time it tells of.
"""

import random
import uuid
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from courses.actions import catch_up_answers
from courses.actions.engagement import STUDY_SLOT, after_change
from courses.actions.enrolments import enrol
from courses.actions.marking import NewMark
from courses.actions.register import record_marks
from courses.actions.sessions import copy_components
from courses.choices import ComponentKind, Mark, MarkSource, SessionState, StudyEvidence
from courses.models import (
    Cohort,
    Component,
    EngagementRecord,
    Enrolment,
    HolidayPeriod,
    Programme,
    Session,
    SessionEvent,
)
from npq_portal import clock
from npq_portal.accounts.choices import TrnVerification
from npq_portal.accounts.models import Participant, User
from npq_portal.demo.cast import GRACE, HANA, IVO, NADIA, OWEN, TOM, Person, learners, writers
from npq_portal.demo.cohorts import LEADERSHIP, MARKED, RESITTING, RUNNING, SPECIALIST, VENUE, Running, cohort
from npq_portal.demo.people import participant_of
from npq_portal.demo.programmes import structure

#: Longer than usual, so that what Nadia missed a month ago can still be caught up.
CATCH_UP_DAYS = 49
#: Who missed which sessions, by their place among those held; a bystander misses one now and then.
_MISSED = {NADIA.email: {8}, OWEN.email: {1, 3}}
#: Registers of sessions that ended within this time wait to be taken: the webinar's of the day before, and today's.
_LATELY = timedelta(days=4)
_A_WEEK = timedelta(days=7)
_MADE = uuid.UUID("6f2d7d0e-0000-4000-8000-000000000000")


def load_teaching(people: dict[str, User], *, at: datetime) -> None:
    """Every cohort that is or was taught; one that has its sessions already is left as it is."""
    half = len(learners()) // 2
    for running, taught in (
        (SPECIALIST, (NADIA, OWEN, *learners()[:half])),
        (LEADERSHIP, learners()[half:]),
        (RESITTING, (HANA, IVO, *writers()[:5])),
        (MARKED, writers()[5:]),
    ):
        found = cohort(running.provider, running.course, running.intake)
        if not found.components.exists():
            _teach(found, running, taught, people, at=at)
        for later in Cohort.objects.filter(
            programme=found.programme_id, starts_on__gt=found.starts_on, components=None
        ):
            copy_components(cohort=later, at=at)  # else whoever resumes there would bring no credit along
    catch_up_answers.lapse(at=at)


def _teach(found: Cohort, running: Running, taught: Sequence[Person], people: dict[str, User], *, at: datetime) -> None:
    grace, tom = people[GRACE.email], people[TOM.email]
    began = found.registration_closes_at
    Programme.objects.filter(pk=found.programme_id).update(catch_up_days=CATCH_UP_DAYS)
    HolidayPeriod.objects.get_or_create(
        name="Christmas holidays",
        first_day=found.starts_on.replace(month=12, day=21),
        last_day=found.starts_on.replace(month=12, day=31),
    )
    copy_components(cohort=found, at=began)
    enrolled = [
        enrol(
            participant=_with_trn(participant_of(people[person.email], person, at=began), number, by=grace, at=began),
            cohort=found,
            funded_place=None if found.intake.funding_kind == "full" else found.intake.funding_kind == "capped",
            by=grace,
            at=began,
        )
        for number, person in enumerate(taught, start=_first_trn(running))
    ]
    EngagementRecord.objects.bulk_create(_studied(enrolled, found, at=at))
    sessions = _sessions(found, tom, by=grace, at=began)
    taken = [session for session in sessions if session.ends_at < at - _LATELY]
    for number, session in enumerate(taken):
        _take(session, number, enrolled, by=tom)
    after_change(enrolment_ids=[enrolment.pk for enrolment in enrolled], at=at)


def _first_trn(running: Running) -> int:
    """Where the invented TRNs of a cohort begin."""
    return 9_910_001 + 10_000 * RUNNING.index(running)


def _with_trn(participant: Participant, trn: int, *, by: User, at: datetime) -> Participant:
    """Nobody is taught before somebody has seen who they are."""
    if not participant.trn_is_verified:
        participant.trn = str(trn)
        participant.mark_trn_verified(how=TrnVerification.BY_HAND, at=at, by=by)
        participant.save()
    return participant


def _sessions(found: Cohort, leader: User, *, by: User, at: datetime) -> list[Session]:
    """One a component that is held, on the cohort's day of the week; conferences in the morning."""
    weeks = [week for week, _ in structure(found.programme)]
    made = []
    for week, component in zip(weeks, found.components.order_by("position"), strict=True):
        if component.is_studied_alone:
            continue
        starts_at = _starts_at(found, week, component)
        made.append(
            Session.objects.create(
                component=component,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=component.minutes),
                venue=VENUE if component.kind == ComponentKind.CONFERENCE else "",
                join_link="" if component.kind == ComponentKind.CONFERENCE else "https://meet.example/riverbank-npq",
                state=SessionState.RELEASED,
            )
        )
        made[-1].facilitators.add(leader)
        SessionEvent.objects.create(session=made[-1], what="Released", at=at, by=by)
    return sorted(made, key=lambda session: session.starts_at)


def _starts_at(found: Cohort, week: int, component: Component) -> datetime:
    hour = {ComponentKind.CONFERENCE: time(9, 30), ComponentKind.COACHING: time(17, 30)}
    start = hour.get(ComponentKind(component.kind), time(15, 45))
    return datetime.combine(found.starts_on + timedelta(weeks=week), start, tzinfo=clock.LONDON)


def _take(session: Session, number: int, enrolled: Sequence[Enrolment], *, by: User) -> None:
    """The register as it was taken ten minutes before the session ended."""
    taken_at = session.ends_at - timedelta(minutes=10)
    marks = [
        NewMark(
            enrolment_id=enrolment.pk,
            mark=_mark(enrolment.participant, number),
            minutes=None,
            client_uuid=uuid.uuid5(_MADE, f"{session.pk}:{enrolment.pk}"),
            captured_at=taken_at,
        )
        for enrolment in enrolled
    ]
    record_marks(session=session, marks=marks, source=MarkSource.REGISTER, by=by, at=taken_at)


def _studied(enrolled: Sequence[Enrolment], found: Cohort, *, at: datetime) -> list[EngagementRecord]:
    """Everybody has done every unit whose last day has passed, a week before. Written as courses.actions.engagement.study
    writes it, but all at once: the sums are made when everything is there."""
    return [
        EngagementRecord(
            enrolment=enrolment,
            component=component,
            slot=STUDY_SLOT,
            mark=Mark.STUDIED,
            minutes=component.minutes,
            source=MarkSource.STUDY,
            note="I will try this with my department first." if component.evidence == StudyEvidence.REFLECTION else "",
            client_uuid=uuid.uuid5(_MADE, f"study:{component.pk}:{enrolment.pk}"),
            captured_at=(done_at := datetime.combine(component.due_on - _A_WEEK, time(19, 30), tzinfo=clock.LONDON)),
            received_at=done_at,
            by=enrolment.participant.user,
        )
        for component in found.components.filter(due_on__lt=clock.london_date(at))
        for enrolment in enrolled
    ]


def _mark(participant: Participant, number: int) -> Mark:
    missed = _MISSED.get(participant.user.email)
    if missed is None:
        chance = random.Random(participant.user.email)
        missed = {chance.randrange(1, 12)} if chance.random() < 0.3 else set()
    return Mark.ABSENT if number in missed else Mark.ATTENDED
