"""Examples of the pages of enrolments and of catching up: an enrolment in every state, a catch-up in every state."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse

from courses.actions.catch_up_answers import approve, return_, send
from courses.actions.enrolments import defer, transfer, withdraw
from courses.choices import CatchUpState, DeferralReason, EnrolmentStatus, Mark, WithdrawalReason
from courses.models import CatchUp, Enrolment
from npq_portal import clock
from npq_portal.accounts.models import User
from npq_portal.demo.cast import TOM
from tests.courses.enrolment_life.scenes import Scene, a_scene
from tests.factories.engagement import ComponentFactory, RecordFactory, SessionFactory

#: The participant who has something to catch up on in every state.
ROBIN = "robin.invented@school.example"
_TEXT = "I watched the recording and read Invented and Example (2021).\n\nI tried it with my own class."
_ASKS = "Watch the recording. Then write about 300 words that **cite one piece of research**.\n\n- What did you learn?\n- What will you do?"

ENROLMENTS = {
    "enrolments:record": tuple(EnrolmentStatus.values),
    "enrolments:passport": ("active", "moved"),
    "enrolments:defer": ("active", "deferred"),
    "enrolments:resume": ("deferred", "active"),
    "enrolments:transfer": ("active", "completed"),
    "enrolments:withdraw": ("active", "withdrawn"),
    "enrolments:readmit": ("withdrawn", "active"),
    "enrolments:offer-catch-up": ("active", "completed"),
    "mine:passport": ("active",),
}
CATCH_UPS = {
    "mine:catch-up": tuple(CatchUpState.values),
    "registers:catch-up": tuple(CatchUpState.values),
    "registers:catch-up-more-time": ("offered", "lapsed"),
}
NAMES = (*ENROLMENTS, *CATCH_UPS, "mine:catch-ups")


def make() -> None:
    """Put them into the hub."""
    scene, at = a_scene(parts=2), clock.now()
    programme = scene.old.programme
    programme.catch_up_asks, programme.catch_up_cap_minutes = _ASKS, 600
    programme.save()
    ComponentFactory(cohort=scene.old, title="School visit", position=9)
    robin = scene.somebody()
    User.objects.filter(pk=robin.participant.user_id).update(email=ROBIN)
    scene.attended(robin, 0, captured_at=at - timedelta(days=30))
    for state in CatchUpState.values:
        _catch_up(scene, robin, state)
    _others(scene)


def _others(scene: Scene) -> None:
    at = clock.now()
    people = {name: scene.somebody() for name in ("deferred", "withdrawn", "moved")}
    for enrolment in people.values():
        scene.attended(enrolment, 0)
    code, back_on = DeferralReason.PARENTAL_LEAVE, clock.london_date(at) + timedelta(days=200)
    defer(enrolment=people["deferred"], code=code, expected_back_on=back_on, reason="From April", by=None, at=at)
    leaving = WithdrawalReason.CHANGE_IN_CAREER
    withdraw(enrolment=people["withdrawn"], code=leaving, reason="New job", tells=True, by=None, at=at)
    transfer(enrolment=people["moved"], cohort=scene.new, funded_place=True, reason="Nearer", by=None, at=at)
    scene.somebody(status=EnrolmentStatus.COMPLETED)


def _catch_up(scene: Scene, robin: Enrolment, state: str) -> None:
    """Missed a week ago at a session that the demo's facilitator leads, and brought into that state."""
    at, tom = clock.now(), User.objects.get(email=TOM.email)
    component = ComponentFactory(cohort=scene.old, title=f"Seminar on being {state.replace('_', ' ')}")
    session = SessionFactory(component=component, starts_at=at - timedelta(days=7), facilitators=[tom])
    RecordFactory(enrolment=robin, session=session, mark=Mark.ABSENT, captured_at=session.starts_at)
    row = CatchUp(enrolment=robin, component=component, session=session, minutes=60, offered_at=session.ends_at)
    row.due_on = clock.london_date(at) + timedelta(days=14)
    row.save()
    if state in {"sent", "approved", "returned"}:
        send(catch_up=row, text=_TEXT, by=robin.participant.user, at=at)
    if state == "approved":
        approve(catch_up=row, comment="Well argued.", by=tom, at=at)
    elif state == "returned":
        return_(catch_up=row, comment="Which study do you mean?", by=tom, at=at)
    elif state in {"lapsed", "not_needed"}:
        CatchUp.objects.filter(pk=row.pk).update(state=state)


def paths(name: str) -> Iterator[str]:
    """The addresses of one of the pages."""
    if name == "mine:catch-ups":
        yield reverse(name)
        return
    of_robin = Enrolment.objects.get(participant__user__email=ROBIN)
    for state in ENROLMENTS.get(name, ()):
        there = Enrolment.objects.filter(cohort=of_robin.cohort, status=state)
        yield reverse(name, args=[of_robin.pk if state == "active" else there.latest("pk").pk])
    for state in CATCH_UPS.get(name, ()):
        yield reverse(name, args=[CatchUp.objects.get(enrolment=of_robin, state=state).pk])
    if name == "enrolments:record":
        yield reverse(name, args=[Enrolment.objects.exclude(continues=None).latest("pk").pk])
