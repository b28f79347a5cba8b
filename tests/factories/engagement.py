"""Invented components, sessions and records; dull on purpose. All times are UTC, which is London's in November."""

import uuid
from datetime import UTC, date, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from courses.choices import AtRiskRule, Bucket, ComponentKind, Mark, MarkSource, SessionState
from courses.models import (
    Apology,
    AtRiskEntry,
    AtRiskNote,
    CatchUp,
    CatchUpEvent,
    Component,
    EngagementRecord,
    EngagementSummary,
    HolidayPeriod,
    ProgrammeComponent,
    Session,
    SessionEvent,
    SessionPlace,
    WalkIn,
    WebinarAlias,
    WebinarImport,
    WebinarRow,
)
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.courses import CohortFactory, EnrolmentFactory, ProgrammeFactory

FIRST_SESSION = datetime(2026, 11, 17, 15, 45, tzinfo=UTC)


class ProgrammeComponentFactory(DjangoModelFactory):
    """A live session of an hour."""

    class Meta:
        model = ProgrammeComponent

    programme = factory.SubFactory(ProgrammeFactory)
    position = factory.Sequence(lambda number: number)
    title = factory.Sequence(lambda number: f"Seminar {number}")
    kind = ComponentKind.LIVE_SESSION
    bucket = Bucket.LIVE
    minutes = 60


class ComponentFactory(DjangoModelFactory):
    """A live session of an hour in a cohort."""

    class Meta:
        model = Component

    cohort = factory.SubFactory(CohortFactory)
    position = factory.Sequence(lambda number: number)
    title = factory.Sequence(lambda number: f"Seminar {number}")
    kind = ComponentKind.LIVE_SESSION
    bucket = Bucket.LIVE
    minutes = 60


class StudyFactory(ComponentFactory):
    """Two hours of self-study, due at the end of the year 2026."""

    title = factory.Sequence(lambda number: f"Unit {number}")
    kind = ComponentKind.SELF_STUDY
    bucket = Bucket.SELF_STUDY
    minutes = 120
    due_on = date(2026, 12, 31)


class SessionFactory(DjangoModelFactory):
    """Released, on a Tuesday at 3:45pm for as long as its component. Pass `facilitators=[user]`."""

    class Meta:
        model = Session
        skip_postgeneration_save = True

    component = factory.SubFactory(ComponentFactory)
    starts_at = FIRST_SESSION
    ends_at = factory.LazyAttribute(lambda session: session.starts_at + timedelta(minutes=session.component.minutes))
    venue = "Riverbank Learning Centre"
    state = SessionState.RELEASED

    @factory.post_generation
    def facilitators(self, create, extracted, **_):
        if create and extracted:
            self.facilitators.set(extracted)


class HolidayPeriodFactory(DjangoModelFactory):
    class Meta:
        model = HolidayPeriod

    name = "Half-term"
    first_day = date(2026, 10, 26)
    last_day = date(2026, 10, 30)


class SessionEventFactory(DjangoModelFactory):
    class Meta:
        model = SessionEvent

    session = factory.SubFactory(SessionFactory)
    what = "Released"
    at = datetime(2026, 11, 1, 9, tzinfo=UTC)


class SessionPlaceFactory(DjangoModelFactory):
    """Pass `session`, of the enrolment's own cohort, or `component` as well."""

    class Meta:
        model = SessionPlace

    session = factory.SubFactory(SessionFactory)
    component = factory.LazyAttribute(lambda place: place.session.component)
    enrolment = factory.LazyAttribute(lambda place: EnrolmentFactory(cohort=place.component.cohort))
    taken_at = datetime(2026, 11, 1, 9, tzinfo=UTC)
    taken_by = None


class ApologyFactory(DjangoModelFactory):
    class Meta:
        model = Apology

    session = factory.SubFactory(SessionFactory)
    enrolment = factory.LazyAttribute(lambda apology: EnrolmentFactory(cohort=apology.session.component.cohort))
    reason = "An inspection that day"
    sent_at = datetime(2026, 11, 10, 9, tzinfo=UTC)


class WalkInFactory(DjangoModelFactory):
    class Meta:
        model = WalkIn

    session = factory.SubFactory(SessionFactory)
    client_uuid = factory.LazyFunction(uuid.uuid4)
    name = "Robin Invented"
    note = "Hilltop Primary"
    minutes = 60
    captured_at = FIRST_SESSION
    added_by = factory.SubFactory(UserFactory)


class RecordFactory(DjangoModelFactory):
    """Present at a session, by the register; `RecordFactory(session=..., enrolment=...)`."""

    class Meta:
        model = EngagementRecord

    session = factory.SubFactory(SessionFactory)
    component = factory.LazyAttribute(lambda record: record.session.component)
    enrolment = factory.LazyAttribute(lambda record: EnrolmentFactory(cohort=record.component.cohort))
    slot = factory.LazyAttribute(lambda record: f"session:{record.session.pk}")
    mark = Mark.ATTENDED
    minutes = factory.LazyAttribute(lambda record: record.component.minutes if record.mark == Mark.ATTENDED else 0)
    source = MarkSource.REGISTER
    client_uuid = factory.LazyFunction(uuid.uuid4)
    captured_at = FIRST_SESSION + timedelta(minutes=5)
    received_at = factory.SelfAttribute("captured_at")


class EngagementSummaryFactory(DjangoModelFactory):
    class Meta:
        model = EngagementSummary

    enrolment = factory.SubFactory(EnrolmentFactory)
    rebuilt_at = FIRST_SESSION


class CatchUpFactory(DjangoModelFactory):
    class Meta:
        model = CatchUp

    session = factory.SubFactory(SessionFactory)
    component = factory.LazyAttribute(lambda catch_up: catch_up.session.component)
    enrolment = factory.LazyAttribute(lambda catch_up: EnrolmentFactory(cohort=catch_up.component.cohort))
    minutes = 60
    due_on = date(2026, 12, 8)
    offered_at = FIRST_SESSION + timedelta(hours=1)


class CatchUpEventFactory(DjangoModelFactory):
    class Meta:
        model = CatchUpEvent

    catch_up = factory.SubFactory(CatchUpFactory)
    state = "offered"
    at = FIRST_SESSION + timedelta(hours=1)


class AtRiskEntryFactory(DjangoModelFactory):
    class Meta:
        model = AtRiskEntry

    enrolment = factory.SubFactory(EnrolmentFactory)
    rules = factory.LazyFunction(lambda: [{"rule": AtRiskRule.TWO_IN_A_ROW.value, "facts": {}}])
    opened_at = FIRST_SESSION + timedelta(hours=1)
    changed_at = factory.SelfAttribute("opened_at")


class AtRiskNoteFactory(DjangoModelFactory):
    class Meta:
        model = AtRiskNote

    entry = factory.SubFactory(AtRiskEntryFactory)
    text = "Rang the school."
    at = FIRST_SESSION + timedelta(days=1)
    by = factory.SubFactory(UserFactory)


class WebinarImportFactory(DjangoModelFactory):
    class Meta:
        model = WebinarImport

    session = factory.SubFactory(SessionFactory)
    vendor = "zoom"
    file_name = "participants.csv"
    sha256 = factory.Sequence(lambda number: f"{number:064x}")
    imported_at = FIRST_SESSION + timedelta(hours=2)
    imported_by = factory.SubFactory(UserFactory)


class WebinarRowFactory(DjangoModelFactory):
    class Meta:
        model = WebinarRow

    report = factory.SubFactory(WebinarImportFactory)
    name = "Robin Invented"
    intervals = factory.LazyFunction(list)
    minutes = 60


class WebinarAliasFactory(DjangoModelFactory):
    class Meta:
        model = WebinarAlias

    participant = factory.SubFactory(ParticipantFactory)
    name = "robin invented"
    confirmed_at = FIRST_SESSION + timedelta(hours=2)
    confirmed_by = factory.SubFactory(UserFactory)
