"""Random histories: a cohort in mid-course to which anything may happen, each thing through the verb that does it."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from courses.actions import catch_up_answers, engagement
from courses.actions.marking import NewMark
from courses.actions.register import close_register, record_marks, reopen_register
from courses.choices import CatchUpState, EnrolmentStatus, Mark, MarkSource, SessionState, StudyEvidence
from courses.models import CatchUp, Cohort, Component, Enrolment, Session, SessionPlace
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, EnrolmentFactory, IntakeFactory
from tests.factories.engagement import ComponentFactory, ProgrammeComponentFactory, SessionFactory, StudyFactory

LONDON = ZoneInfo("Europe/London")
START = datetime(2026, 10, 20, 9, tzinfo=LONDON)  # the clocks go back on 25 October


class History:
    """A cohort of `people` with sessions, repeats, self-study and what does not count; `step` does one thing to it."""

    def __init__(self, seed: int, *, people: int = 4, beyond: bool = False) -> None:
        """`beyond`: also what reaches beyond the cohort and its courses of sessions: guests, credit brought, catching up,
        people who left for good."""
        self.beyond = beyond
        self.chance = random.Random(seed)
        self.at = START
        self.admin = UserFactory(roles=["hub_admin"])
        self.cohort: Cohort = CohortFactory(starts_on=date(2026, 10, 19), ends_on=date(2026, 12, 20))
        self.cohort.programme.catch_up_cap_minutes = self.chance.choice([None, 60, 200])
        self.cohort.programme.save()
        self.elsewhere: Cohort = CohortFactory(
            programme=self.cohort.programme, intake=IntakeFactory(identifier="another")
        )
        self._make_components()
        self.people: list[Enrolment] = [
            EnrolmentFactory(cohort=self.cohort, enrolled_at=START + timedelta(days=self.chance.choice([-9, -9, 12])))
            for _ in range(people)
        ]

    def _make_components(self) -> None:
        for number in range(5):
            unit: Component = ComponentFactory(
                cohort=self.cohort,
                origin=ProgrammeComponentFactory(programme=self.cohort.programme),
                minutes=self.chance.choice([30, 60, 240]),
                counts=self.chance.random() > 0.15,
                may_be_caught_up=self.chance.random() > 0.2,
                bucket=self.chance.choice(["live", "coaching"]),
            )
            for repeat in range(self.chance.choice([0, 1, 1, 2, 3] if number else [1])):
                SessionFactory(component=unit, starts_at=START + timedelta(days=5 * number + 2 * repeat, hours=6))
        for number, evidence in enumerate(StudyEvidence.values):
            due_on = self.chance.choice([None, START.date() + timedelta(days=7 * number)])
            StudyFactory(cohort=self.cohort, evidence=evidence, due_on=due_on)

    def step(self) -> list[int]:
        """Some time passes and one thing happens; the ids of those whose sums the verb itself has kept."""
        self.at += timedelta(minutes=self.chance.choice([1, 90, 60 * 24, 60 * 24 * 4]))
        person = self.chance.choice(self.people)
        person.refresh_from_db()
        doings: list[Callable[[Enrolment], bool]] = [
            self.mark, self.mark, self.mark, self.close, self.study, self.take_back, self.exempt, self.end_exemption,
            self.change_places, self.turn_a_session, self.leave_or_return, self.wait,
            *([self.go_elsewhere, self.bring, self.catch_up] if self.beyond else []),
        ]  # fmt: skip
        return [person.pk] if self.chance.choice(doings)(person) else []

    def look_again(self) -> None:
        """What time alone, and rows changed without a verb, have done to everybody."""
        engagement.after_change(enrolment_ids=[one.pk for one in self.people], at=self.at)

    def session(self) -> Session:
        """Any, also one that does not take place."""
        return self.chance.choice(list(Session.objects.filter(component__cohort=self.cohort).order_by("pk")))

    def unit(self, *, alone: bool | None = None) -> Component:
        units = [one for one in self.cohort.components.order_by("pk") if alone in {None, one.is_studied_alone}]
        return self.chance.choice(units)

    def mark(self, person: Enrolment) -> bool:
        marks = [Mark.ATTENDED, Mark.PART, Mark.ABSENT, Mark.AUTHORISED_ABSENCE, Mark.CLEARED]
        what = self.chance.choice(marks)
        session = self.session()
        minutes = self.chance.randint(1, session.component.minutes) if what == Mark.PART else None
        said = NewMark(enrolment_id=person.pk, mark=what, minutes=minutes, client_uuid=uuid4(), captured_at=self.at)
        made = record_marks(session=session, marks=[said], source=MarkSource.REGISTER, by=self.admin, at=self.at)
        return made[0].record_id is not None

    def close(self, _: Enrolment) -> bool:
        started = Session.objects.filter(state=SessionState.RELEASED, starts_at__lte=self.at).order_by("pk")
        if started:
            session = self.chance.choice(list(started))
            do = close_register if session.register_closed_at is None else reopen_register
            do(session=session, by=self.admin, at=self.at)
        return False

    def study(self, person: Enrolment) -> bool:
        unit = self.unit(alone=True)
        may = not engagement.study_fault(enrolment=person, component=unit, at=self.at)
        if may:
            engagement.study(
                enrolment=person, component=unit, minutes=self.chance.randint(1, 150), note=f"At {self.at}",
                client_uuid=uuid4(), by=self.admin, at=self.at,
            )  # fmt: skip
        return may

    def take_back(self, person: Enrolment) -> bool:
        unit = self.unit(alone=True)
        if engagement.study_fault(enrolment=person, component=unit, at=self.at):
            return False
        return engagement.take_study_back(enrolment=person, component=unit, by=self.admin, at=self.at)

    def exempt(self, person: Enrolment) -> bool:
        why = f"Decided at {self.at}"
        engagement.exempt(enrolment=person, component=self.unit(), reason=why, by=self.admin, at=self.at)
        return True

    def end_exemption(self, person: Enrolment) -> bool:
        return any(
            engagement.end_exemption(enrolment=person, component=unit, reason="A slip", by=self.admin, at=self.at)
            for unit in self.cohort.components.all()
        )

    def change_places(self, person: Enrolment) -> bool:
        SessionPlace.objects.filter(enrolment=person, left_at=None).update(left_at=self.at)
        session = self.session()
        if self.chance.random() > 0.3:
            SessionPlace.objects.create(
                enrolment=person, component=session.component, session=session, taken_at=self.at
            )
        return False

    def go_elsewhere(self, person: Enrolment) -> bool:
        """To another cohort's session of the same part, and perhaps marked there."""
        unit = self.unit(alone=False)
        SessionPlace.objects.filter(enrolment=person, component=unit, left_at=None).update(left_at=self.at)
        there = ComponentFactory(cohort=self.elsewhere, origin=unit.origin, minutes=unit.minutes)
        session = SessionFactory(component=there, starts_at=self.at + timedelta(hours=self.chance.choice([-30, 30])))
        SessionPlace.objects.create(enrolment=person, component=unit, session=session, taken_at=self.at)
        if self.chance.random() > 0.5:
            return False
        what = self.chance.choice([Mark.ATTENDED, Mark.ABSENT, Mark.CLEARED])
        said = NewMark(enrolment_id=person.pk, mark=what, client_uuid=uuid4(), captured_at=self.at)
        record_marks(session=session, marks=[said], source=MarkSource.REGISTER, by=self.admin, at=self.at)
        return True

    def bring(self, person: Enrolment) -> bool:
        """Credit from an earlier cohort."""
        unit = self.unit()
        engagement.record(
            enrolment=person, component=unit, slot="transfer", mark=Mark.TRANSFERRED_IN, minutes=unit.minutes // 2,
            source=MarkSource.TRANSFER, client_uuid=uuid4(), by=self.admin, at=self.at,
        )  # fmt: skip
        return True

    def catch_up(self, person: Enrolment) -> bool:
        """Sent and approved, where something is offered and its last day has not passed."""
        one = CatchUp.objects.filter(enrolment=person, state=CatchUpState.OFFERED).order_by("pk").first()
        try:
            if one is not None:
                catch_up_answers.send(catch_up=one, text="What I did", by=self.admin, at=self.at)
                catch_up_answers.approve(catch_up=one, by=self.admin, at=self.at)
        except catch_up_answers.CatchUpRefusedError:
            return False
        return one is not None

    def turn_a_session(self, _: Enrolment) -> bool:
        """Cancelled or held after all; a component with none left leaves the sum."""
        session = self.session()
        session.state = self.chance.choice([SessionState.RELEASED, SessionState.CANCELLED, SessionState.NOT_HELD])
        session.state_reason = "Snow"
        session.save()
        left = Session.objects.filter(component=session.component_id, state=SessionState.RELEASED).exists()
        Component.objects.filter(pk=session.component_id).update(is_off=not left)
        return False

    def leave_or_return(self, person: Enrolment) -> bool:
        others = EnrolmentStatus if self.beyond else [EnrolmentStatus.DEFERRED]
        person.status = self.chance.choice([EnrolmentStatus.ACTIVE, EnrolmentStatus.ACTIVE, *others])
        person.save()
        return False

    def wait(self, _: Enrolment) -> bool:
        """Nothing but time."""
        return False
