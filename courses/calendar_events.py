"""What courses put into somebody's calendar: sessions they lead, sessions they go to, and last days of self-study and of
catching up."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst

from courses.choices import HOLDING_A_PLACE, STUDIED_ALONE, EnrolmentStatus, SessionState
from courses.facts.catch_up import open_of
from courses.facts.credit import credited
from courses.facts.expected import session_expected_for
from courses.facts.schedule_words import where
from courses.models import Component, Enrolment, Session
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import User
from npq_portal.calendars.rules.events import Event
from npq_portal.clock import london_date
from npq_portal.templatetags.dates import long_date


def leading(user: User, *, since: datetime, at: datetime) -> Iterable[Event]:
    """The sessions somebody leads. One query, and none for those who lead none by their role."""
    if not user.has_role(RoleName.FACILITATOR, RoleName.HUB_ADMIN):
        return
    rows = Session.objects.filter(facilitators=user, state=SessionState.RELEASED, ends_at__gt=since)
    for session in rows.select_related("component__cohort"):
        words = f"You lead this session of {session.component.cohort.name}."
        page = reverse("registers:register", args=[session.pk])
        yield _session(session, words=words, page=page, link=session.join_link)


def taking_part(user: User, *, since: datetime, at: datetime) -> Iterable[Event]:
    """The sessions somebody is expected at. The link to join is for those who take part, as on their page of dates. Three
    queries."""
    rows = Enrolment.objects.filter(participant__user=user, status__in=HOLDING_A_PLACE)
    own = {person.pk: person for person in rows.select_related("cohort__programme__course").order_by("pk")}
    for (pk, _), session in session_expected_for(own.values()).items():
        if session.ends_at > since:
            person = own[pk]
            is_active = person.status == EnrolmentStatus.ACTIVE
            page = reverse("mine:dates" if is_active else "mine:npq", args=[pk])
            link = session.join_link if is_active else ""
            yield _session(session, words=f"{_course(person)}.", page=page, link=link)


def studying(user: User, *, since: datetime, at: datetime) -> Iterable[Event]:
    """The last days of self-study that is not done. Three queries."""
    rows = Enrolment.objects.filter(participant__user=user, status=EnrolmentStatus.ACTIVE)
    own = list(rows.select_related("cohort__programme__course").order_by("pk"))
    units = Component.objects.filter(
        cohort__in={person.cohort_id for person in own},
        kind__in=STUDIED_ALONE,
        is_off=False,
        due_on__gte=london_date(since),
    )
    done = credited([person.pk for person in own])
    for unit in units:
        for person in own:
            if person.cohort_id == unit.cohort_id and unit.due_on and (person.pk, unit.pk) not in done:
                page = reverse("mine:study", args=[person.pk, unit.pk])
                name = f"study-{unit.pk}-{person.pk}"
                yield _last_day(name, f"Last day: {unit.title}", unit.due_on, page=page, course=_course(person))


def catching_up(user: User, *, since: datetime, at: datetime) -> Iterable[Event]:
    """The last days of catching up, while it is the participant's turn. One query."""
    offers = open_of(user).filter(enrolment__status=EnrolmentStatus.ACTIVE, due_on__gte=london_date(since))
    for offer in offers:
        programme = offer.component.cohort.programme
        yield _last_day(
            f"catch-up-{offer.pk}",
            f"Last day to catch up: {offer.component.title}",
            offer.due_on,
            page=reverse("mine:catch-up", args=[offer.pk]),
            course=f"{programme.course.full_title}, {offer.component.cohort.name}",
        )


def _course(person: Enrolment) -> str:
    return f"{person.cohort.programme.course.full_title}, {person.cohort.name}"


def _session(session: Session, *, words: str, page: str, link: str) -> Event:
    return Event(
        name=f"session-{session.pk}",
        about=f"session-{session.pk}",
        title=session.component.title,
        start=session.starts_at,
        end=session.ends_at,
        where=capfirst(where(session.venue, session.join_link)),
        text=f"{words}\nJoin online: {link}" if link else words,
        url=settings.SITE_URL + page,
    )


def _last_day(name: str, title: str, day: date, *, page: str, course: str) -> Event:
    """A whole day, which takes no time of anybody's."""
    return Event(
        name=name,
        about=name,
        title=title,
        start=day,
        end=day + timedelta(days=1),
        text=f"{course}. Until the end of {long_date(day)}.",
        url=settings.SITE_URL + page,
        is_busy=False,
        gone="No longer due",
    )
