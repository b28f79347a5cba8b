"""The cohort whose year is simulated, and its people. All of it is invented; the dates are chosen so that both clock changes, two
school holidays, a bank holiday and quiet hours lie in the way."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from courses.actions.engagement import study
from courses.actions.enrolments import enrol
from courses.actions.marking import NewMark
from courses.actions.register import record_marks
from courses.actions.release import preview, release
from courses.actions.sessions import NewSession, copy_components, make_sessions
from courses.choices import Bucket, ComponentKind, Mark, MarkSource
from courses.models import CatchUp, Cohort, Component, Enrolment, Session
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import User
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.assessments import (
    AssessmentPolicyFactory,
    CaseQuestionFactory,
    CaseStudyFactory,
    CriterionFactory,
    TeamMemberFactory,
)
from tests.factories.courses import CohortFactory, CourseFactory, IntakeFactory, LeadProviderFactory, ProgrammeFactory
from tests.factories.engagement import HolidayPeriodFactory, ProgrammeComponentFactory
from tests.factories.registrations_workplaces import WorkplaceFactory
from tests.simulation.days import london

#: Title, kind, minutes and when it begins; of the unit to study alone, weeks after the start by which it is due.
PARTS = (
    ("Conference", ComponentKind.CONFERENCE, 300, "2026-10-12 09:30"),
    ("Seminar 1", ComponentKind.LIVE_SESSION, 90, "2026-10-26 16:00"),
    ("Study unit", ComponentKind.SELF_STUDY, 120, 8),
    ("Seminar 2", ComponentKind.LIVE_SESSION, 90, "2026-12-01 16:00"),
    ("Seminar 3", ComponentKind.LIVE_SESSION, 90, "2027-01-19 16:00"),
    ("Seminar 4", ComponentKind.LIVE_SESSION, 90, "2027-03-02 16:00"),
)
_HOLIDAYS = (
    ("Half-term", date(2026, 10, 19), date(2026, 10, 23)),
    ("Christmas holidays", date(2026, 12, 21), date(2027, 1, 1)),
    ("Easter holidays", date(2027, 4, 5), date(2027, 4, 16)),
    ("Summer holidays", date(2027, 7, 26), date(2027, 8, 31)),
)
_ROLES = {
    "grace": RoleName.HUB_ADMIN, "tom": RoleName.FACILITATOR, "maud": RoleName.ASSESSOR, "ben": RoleName.ASSESSOR,
}  # fmt: skip


@dataclass
class World:
    """The cohort and its people, each by their first name in small letters."""

    cohort: Cohort
    people: dict[str, User]

    def enrolment(self, name: str) -> Enrolment:
        """Of somebody who takes part."""
        return Enrolment.objects.get(cohort=self.cohort, participant__user=self.people[name])

    def component(self, title: str) -> Component:
        """A part of the course."""
        return Component.objects.get(cohort=self.cohort, title=title)

    def session(self, title: str) -> Session:
        """The one session of a part."""
        return Session.objects.get(component=self.component(title))

    def catch_up(self, name: str, title: str) -> CatchUp:
        """What somebody was offered for a part they missed."""
        return CatchUp.objects.get(enrolment=self.enrolment(name), component__title=title)

    # -- what people do ------------------------------------------------------------------------------------------------
    def enrols(self, name: str, *, at: datetime) -> None:
        """The hub knows them already: no application, a TRN that the record vouches for."""
        user = UserFactory(email=f"{name}@school.example", name=name.title(), roles=[RoleName.PARTICIPANT])
        person = ParticipantFactory(user=user, first_name=name.title(), last_name="Invented", verified=True)
        self.people[name] = user
        enrol(participant=person, cohort=self.cohort, funded_place=True, by=self.people["grace"], at=at)

    def plans_sessions(self, *, at: datetime) -> None:
        """All of them, led by Tom, and everybody is told."""
        sessions = [self._new(*part) for part in PARTS if part[1] != ComponentKind.SELF_STUDY]
        make_sessions(cohort=self.cohort, sessions=sessions, by=self.people["grace"], at=at)
        self.releases(at=at)

    def releases(self, *, at: datetime) -> None:
        """Looks at the changes, then makes them known."""
        found = preview(cohort=self.cohort, at=at)
        release(cohort=self.cohort, digest=found.digest, by=self.people["grace"], at=at)

    def takes_register(self, title: str, *, absent: tuple[str, ...] = (), at: datetime) -> None:
        """Tom marks everybody who takes part; the register closes by itself."""
        active = Enrolment.objects.filter(cohort=self.cohort, status="active").select_related("participant__user")
        away = {self.people[name].pk for name in absent}
        marks = [
            NewMark(
                enrolment_id=one.pk,
                mark=Mark.ABSENT if one.participant.user_id in away else Mark.ATTENDED,
                minutes=None,
                client_uuid=uuid4(),
                captured_at=at,
            )
            for one in active
        ]
        record_marks(session=self.session(title), marks=marks, source=MarkSource.REGISTER, by=self.people["tom"], at=at)

    def studies(self, name: str, *, at: datetime) -> None:
        """They have done the unit."""
        unit, by = self.component("Study unit"), self.people[name]
        study(enrolment=self.enrolment(name), component=unit, client_uuid=uuid4(), by=by, at=at)

    def _new(self, title: str, kind: str, minutes: int, begins: str) -> NewSession:
        starts_at = london(begins)
        together = kind == ComponentKind.CONFERENCE
        return NewSession(
            component_id=self.component(title).pk,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            venue="Riverbank Learning Centre" if together else "",
            join_link="" if together else "https://meet.example/seminar",
            facilitators=(self.people["tom"].pk,),
        )


def a_world(*, at: datetime) -> World:
    """On the morning of 1 September 2026: registration is open, nobody has come yet."""
    people = {
        name: UserFactory(email=f"{name}@hub.example", name=name.title(), roles=[role]) for name, role in _ROLES.items()
    }
    for name, first, last in _HOLIDAYS:
        HolidayPeriodFactory(name=name, first_day=first, last_day=last)
    course = CourseFactory()
    course.title = "Senior Leadership"  # also where a test before this one emptied the catalogue
    course.save(update_fields=["title"])
    programme = ProgrammeFactory(course=course, lead_provider=LeadProviderFactory(slug="lead-provider-a"))
    for number, (title, kind, minutes, when) in enumerate(PARTS):
        alone = kind == ComponentKind.SELF_STUDY
        ProgrammeComponentFactory(
            programme=programme,
            position=number,
            title=title,
            kind=kind,
            bucket=Bucket.SELF_STUDY if alone else Bucket.LIVE,
            minutes=minutes,
            due_after_weeks=when if alone else None,
        )
    cohort = CohortFactory(
        programme=programme,
        intake=IntakeFactory(starts_on=date(2026, 10, 12)),
        name="Senior Leadership, Autumn 2026",
        starts_on=date(2026, 10, 12),
        ends_on=date(2027, 10, 8),
        registration_opens_at=london("2026-09-01 09:00"),
        registration_closes_at=london("2026-10-02 17:00"),
    )
    copy_components(cohort=cohort, at=at)
    WorkplaceFactory(urn="900001", name="Invented Primary School")
    _assessing(programme, people)
    return World(cohort, people)


def _assessing(programme, people: dict[str, User]) -> None:
    AssessmentPolicyFactory(programme=programme)
    for position, title in enumerate(("Reads the school", "Puts it into practice")):
        CriterionFactory(programme=programme, title=title, position=position)
    for name in ("maud", "ben"):
        TeamMemberFactory(programme=programme, user=people[name], is_senior=name == "ben")
    CaseQuestionFactory(case_study=CaseStudyFactory(programme=programme, title="A school with a problem"))
