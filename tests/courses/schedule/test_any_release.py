"""Of any release, whatever was changed: the preview is what happens, everybody concerned gets one letter, nobody else any."""

import random
from collections import Counter
from datetime import timedelta

import pytest

from courses.actions import sessions
from courses.actions.release import preview, release
from courses.actions.sessions import SessionRefusedError, take_place
from courses.actions.timetable import settle_components
from courses.choices import NOT_TAKING_PLACE, SessionState
from courses.facts import impact
from courses.facts.appointments import touched_by
from courses.facts.expected import expected_enrolments, session_expected_for
from courses.models import Component, Enrolment, Session, SessionEvent
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.models import Notification
from tests.courses.schedule.conftest import NOW
from tests.courses.timetable import component, place, programme_component, session
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, EnrolmentFactory, IntakeFactory

pytestmark = pytest.mark.django_db

SEEDS = range(9)
_STATES = [*[SessionState.RELEASED] * 4, SessionState.DRAFT, SessionState.CANCELLED]


class Hub:
    """Two cohorts of one programme with sessions, people, guests and facilitators, thrown together by chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.admin = UserFactory(name="Hannah Invented")
        self.leaders = [UserFactory(name=f"Leader {number}", roles=["facilitator"]) for number in range(3)]
        first = CohortFactory(name="First")
        second = CohortFactory(programme=first.programme, name="Second", intake=IntakeFactory(identifier="2027a"))
        self.cohort, self.cohorts = first, [first, second]
        for number in range(3):
            origin = programme_component(first.programme, f"Part {number}", position=number)
            for cohort in self.cohorts:
                self._sessions(component(cohort, f"Part {number}", position=number, origin=origin))
        settle_components(list(Component.objects.values_list("pk", flat=True)))
        for cohort in self.cohorts:
            for _ in range(4):
                self._choose(EnrolmentFactory(cohort=cohort))

    def _sessions(self, part: Component) -> None:
        for _ in range(self.chance.randint(0, 3)):
            day, hour = self.chance.randint(1, 28), self.chance.choice([9, 16])
            month = self.chance.choice(["2026-11", "2026-12"])
            led_by = self.chance.sample(self.leaders, self.chance.randint(0, 2))
            state = self.chance.choice(_STATES)
            session(part, f"{month}-{day:02} {hour:02}:00", state=state, led_by=led_by, state_reason="Snow")

    def _choose(self, enrolment: Enrolment) -> None:
        """Some go to the repeat, some to the other cohort's."""
        for part in enrolment.cohort.components.all():
            there = list(Session.objects.filter(component__origin=part.origin, state=SessionState.RELEASED))
            if there and self.chance.random() < 0.4:
                place(enrolment, self.chance.choice(there), component=part)

    def change_something(self, at) -> None:
        """A few changes as an admin makes them; what is refused is left."""
        for one in Session.objects.filter(component__cohort=self.cohort).exclude(state__in=NOT_TAKING_PLACE):
            act = self.chance.choice(["nothing", "move", "venue", "leaders", "cancel", "capacity"])
            try:
                self._do(act, one, at)
            except SessionRefusedError:
                continue

    def _do(self, act, one, at) -> None:
        step = timedelta(days=self.chance.randint(1, 9))
        values = {
            "move": {"starts_at": one.starts_at + step, "ends_at": one.ends_at + step},
            "venue": {"venue": self.chance.choice(["Hall", "Room 1"])},
            "leaders": {"facilitators": self.chance.sample(self.leaders, 1)},
            "capacity": {"capacity": self.chance.randint(1, 9)},
        }
        if act == "cancel":
            sessions.cancel(session=one, reason="Snow", by=self.admin, at=at)
        elif act in values:
            sessions.change(session=one, by=self.admin, at=at, **values[act])


def known_to(people):
    """What each of these people knows of their own dates to come."""
    return {
        (key, session.pk, session.starts_at, session.ends_at, session.venue, session.join_link)
        for key, session in session_expected_for(people).items()
        if session.ends_at > NOW
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_what_holds_of_any_release(seed):
    hub = Hub(seed)
    hub.change_something(NOW)
    everybody = list(Enrolment.objects.select_related("participant__user"))
    users = {person.pk: person.participant.user_id for person in everybody}
    people, before_known = touched_by(hub.cohort), known_to(everybody)
    before = impact.world(hub.cohort, people, at=NOW)

    shown = preview(cohort=hub.cohort, at=NOW)
    assert known_to(everybody) == before_known, "a preview changes nothing"
    done = release(cohort=hub.cohort, digest=shown.digest, by=hub.admin, at=NOW)

    again = impact.compare(hub.cohort, before, impact.world(hub.cohort, people, at=NOW), since=NOW)
    assert shown == done == again
    letters = Counter(
        Notification.objects.filter(kind=NotificationKind.SCHEDULE_CHANGED).values_list("recipient_id", flat=True)
    )
    assert set(letters.values()) <= {1}, "one letter a person"
    changed = {users[key[0]] for key, *_ in before_known ^ known_to(everybody)}
    participants = {whose.user for whose, _ in done.appointments if whose.enrolment}
    assert changed == participants, "whoever's dates changed is told, and nobody else"
    assert set(letters) == {whose.user for whose, _ in done.appointments}
    assert SessionEvent.objects.count() == len(done.sessions)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_holds_after_any_release(seed):
    hub = Hub(seed)
    hub.change_something(NOW)
    release(cohort=hub.cohort, digest=preview(cohort=hub.cohort, at=NOW).digest, by=hub.admin, at=NOW)

    own = Session.objects.filter(component__cohort=hub.cohort)
    assert not own.filter(state=SessionState.DRAFT).exists()
    assert not own.exclude(pending=None).exists()
    assert preview(cohort=hub.cohort, at=NOW).is_empty
    for part in hub.cohort.components.all():
        states = set(part.sessions.values_list("state", flat=True))
        waits = not states or states == {SessionState.DRAFT}
        assert waits or part.is_off == (SessionState.RELEASED not in states)
    for one in own:
        expected = set(expected_enrolments(one))
        assert one.takes_place or not expected
        assert not one.places.filter(left_at=None).exists() or one.takes_place


@pytest.mark.parametrize("seed", SEEDS)
def test_however_often_people_move_each_holds_one_place_a_component(seed):
    hub = Hub(seed)
    minute = timedelta(minutes=1)
    for step in range(20):
        person = hub.chance.choice(list(Enrolment.objects.all()))
        there = list(Session.objects.filter(state=SessionState.RELEASED, starts_at__gt=NOW + minute * step))
        if there:
            take_place(enrolment=person, session=hub.chance.choice(there), by=hub.admin, at=NOW + minute * step)

    held = Counter(
        Enrolment.objects.filter(session_places__left_at=None).values_list("pk", "session_places__component")
    )
    assert set(held.values()) <= {1}
    for person in Enrolment.objects.all():
        expected = [one for one in Session.objects.all() if expected_enrolments(one).filter(pk=person.pk).exists()]
        origins = Counter(one.component.origin_id for one in expected)
        assert set(origins.values()) <= {1}, "expected once for each part of the programme"
