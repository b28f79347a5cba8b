"""Invented cohorts for measuring: people, components, sessions that are over, and a mark for each, by plain SQL.

A hall is 300 people in one cohort, a cohort 500 with 24 components, the nation 100,000 people with 2.4 million records.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from psycopg2.sql import SQL, Literal

from courses.choices import Bucket, ComponentKind
from courses.models import Cohort, Component, Course, Intake, LeadProvider, Programme, Session
from npq_portal import clock
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import RoleGrant, User

COMPONENTS = 24
MINUTES = 60


@dataclass(frozen=True)
class Size:
    """How many cohorts, and how many people in each."""

    cohorts: int
    people: int


def build(name: str, size: Size, *, marked: bool = True) -> list[Cohort]:
    """The cohorts, each with 24 components of an hour, 20 of them held and (where `marked`) all marked: nine in ten were
    there. `name` keeps the addresses of several builds apart."""
    at = clock.now()
    with transaction.atomic():
        cohorts = [_cohort(f"{name} {number}", size.people, number, at=at) for number in range(size.cohorts)]
        _people(name, size)
        _enrolments(name, [cohort.pk for cohort in cohorts], size, at=at)
        if marked:
            _records([cohort.pk for cohort in cohorts])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return cohorts


def facilitator(cohort: Cohort) -> User:
    """Somebody who leads every session of the cohort."""
    user, made = User.objects.get_or_create(email=f"lead-{cohort.pk}@bench.example", defaults={"name": "Lead"})
    if made:
        RoleGrant.objects.create(user=user, role=RoleName.FACILITATOR, granted_at=clock.now())
        for session in Session.objects.filter(component__cohort=cohort):
            session.facilitators.add(user)
    return user


def _cohort(name: str, people: int, number: int, *, at: datetime) -> Cohort:
    provider, _ = LeadProvider.objects.get_or_create(
        slug=f"bench-{number % 20}", defaults={"name": f"Bench {number % 20}"}
    )
    programme, _ = Programme.objects.get_or_create(course=Course.objects.order_by("pk")[0], lead_provider=provider)
    intake, _ = Intake.objects.get_or_create(
        identifier=f"{name}"[:20],
        defaults={"name": name[:50], "funding_kind": "none", "funding_rules": "2026", "starts_on": at.date()},
    )
    cohort = Cohort.objects.create(
        programme=programme,
        intake=intake,
        name=name,
        starts_on=(at - timedelta(days=200)).date(),
        ends_on=(at + timedelta(days=400)).date(),
        registration_opens_at=at - timedelta(days=300),
        registration_closes_at=at - timedelta(days=201),
        capacity=people,
    )
    _sessions(cohort, at=at)
    return cohort


def _sessions(cohort: Cohort, *, at: datetime) -> None:
    """A component a week, each held once; those before `at` with their register closed."""
    components = Component.objects.bulk_create(
        Component(
            cohort=cohort,
            position=position,
            title=f"Session {position}",
            kind=ComponentKind.LIVE_SESSION,
            bucket=Bucket.LIVE if position % 3 else Bucket.COACHING,
            minutes=MINUTES,
        )
        for position in range(1, COMPONENTS + 1)
    )
    Session.objects.bulk_create(
        Session(
            component=component,
            starts_at=(starts_at := at + timedelta(days=7 * (component.position - 21), hours=-2)),
            ends_at=starts_at + timedelta(minutes=MINUTES),
            state="released",
            **({"register_saved_at": starts_at, "register_closed_at": starts_at} if starts_at < at else {}),
        )
        for component in components
    )


def _people(name: str, size: Size) -> None:
    """Users and participants in two statements."""
    with connection.cursor() as cursor:
        cursor.execute(
            SQL(
                "WITH people AS (INSERT INTO accounts_user (email, name, password, is_active, is_superuser, date_joined)"
                " SELECT {name} || '-' || n || '@bench.example', 'Person ' || n, '', true, false, now()"
                " FROM generate_series(1, {count}) n RETURNING id, name)"
                " INSERT INTO accounts_participant (user_id, first_name, last_name, previous_names, date_of_birth, trn,"
                " trn_verification, created_at)"
                " SELECT id, name, 'Invented', '{{}}', '1985-01-01', '', 'not_yet', now() FROM people"
            ).format(name=Literal(name), count=Literal(size.cohorts * size.people))
        )


def _enrolments(name: str, cohorts: list[int], size: Size, *, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO courses_enrolment (participant_id, cohort_id, status, enrolled_at, reason_code, workplace_urn)"
            " SELECT id, (%s::bigint[])[(row_number() OVER (ORDER BY id) - 1) / %s + 1], 'active', %s, '', ''"
            " FROM accounts_participant WHERE user_id IN (SELECT id FROM accounts_user WHERE email LIKE %s)",
            [cohorts, size.people, at - timedelta(days=201), f"{name}-%"],
        )


def _records(cohorts: list[int]) -> None:
    """One current record for each person and held session; and one beside the point, replaced, for each sixth."""
    with connection.cursor() as cursor:
        for state, every in (("current", 1), ("past", 6)):
            cursor.execute(
                "INSERT INTO courses_engagementrecord (enrolment_id, component_id, session_id, slot, mark, minutes, source,"
                " state, to_decide, note, client_uuid, device, captured_at, received_at)"
                " SELECT e.id, c.id, s.id, 'session:' || s.id, CASE WHEN there THEN 'attended' ELSE 'absent' END,"
                " CASE WHEN there THEN c.minutes ELSE 0 END, 'register', %s, '', '', gen_random_uuid(), '', s.starts_at,"
                " s.starts_at FROM courses_enrolment e"
                " JOIN courses_component c ON c.cohort_id = e.cohort_id"
                " JOIN courses_session s ON s.component_id = c.id AND s.register_closed_at IS NOT NULL"
                " CROSS JOIN LATERAL (SELECT (e.id * 7 + c.position * 3) %% 10 <> 0 AS there) presence"
                " WHERE e.cohort_id = ANY(%s) AND (e.id + c.position) %% %s = 0",
                [state, cohorts, every],
            )
