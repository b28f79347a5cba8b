"""Components, sessions and places for tests, in one line each; moments are London's."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from courses.choices import Bucket, ComponentKind, SessionState
from courses.models import Cohort, Component, Enrolment, ProgrammeComponent, Session, SessionPlace

LONDON = ZoneInfo("Europe/London")
AT = datetime(2026, 11, 2, 9, tzinfo=LONDON)


def component(cohort: Cohort, title: str = "Live session 1", **facts: object) -> Component:
    """A live session of an hour."""
    usual = {"kind": ComponentKind.LIVE_SESSION, "bucket": Bucket.LIVE, "minutes": 60}
    return Component.objects.create(cohort=cohort, title=title, **usual | facts)


def programme_component(programme, title: str = "Live session 1", **facts: object) -> ProgrammeComponent:
    """A programme's live session of an hour."""
    usual = {"kind": ComponentKind.LIVE_SESSION, "bucket": Bucket.LIVE, "minutes": 60}
    return ProgrammeComponent.objects.create(programme=programme, title=title, **usual | facts)


def session(of: Component, starts: str = "2026-11-17 16:00", *, minutes: int = 60, **facts: object) -> Session:
    """A released session; `starts` is London's clock."""
    starts_at = datetime.fromisoformat(starts).replace(tzinfo=LONDON)
    usual = {"state": SessionState.RELEASED, "venue": "Room 1"}
    led_by = facts.pop("led_by", ())
    made = Session.objects.create(
        component=of, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes), **usual | facts
    )
    made.facilitators.set(led_by)
    return made


def place(enrolment: Enrolment, at: Session, *, component: Component | None = None, **facts: object) -> SessionPlace:
    """Somebody goes to this session."""
    return SessionPlace.objects.create(
        enrolment=enrolment, session=at, component=component or at.component, taken_at=AT, **facts
    )
