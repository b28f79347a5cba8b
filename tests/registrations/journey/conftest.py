"""A hub that takes registrations, an open school, and somebody signed in who has not applied yet."""

from datetime import timedelta

import pytest
from django.test import Client

from courses import starter
from courses.models import CommonQuestion, Course, Guide
from npq_portal import clock
from npq_portal.accounts.models import User
from tests.cast import signed_in
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, CourseFactory, IntakeFactory, LeadProviderFactory, ProgrammeFactory
from tests.factories.registrations_workplaces import WorkplaceFactory
from tests.fixtures_trs import trs_on, trs_server  # noqa: F401
from tests.registrations.journey.walker import Walker

COURSES = (
    "npq-senior-leadership",
    "npq-leading-teaching",
    "npq-headship",
    "npq-senco",
    "npq-leading-primary-mathematics",
    "npq-early-years-leadership",
    "npq-leading-teaching-development",
    "npq-early-headship-coaching-offer",
)


@pytest.fixture
def hub(db) -> dict[str, object]:
    """Every course in one open cohort with lead provider A; senior leadership with B as well."""
    # a test with real transactions empties the tables behind it, the catalogue that came with the migrations too
    starter.load(course=Course, guide=Guide, question=CommonQuestion)
    provider_a = LeadProviderFactory(slug="lead-provider-a", name="Lead Provider A")
    provider_b = LeadProviderFactory(slug="lead-provider-b", name="Lead Provider B")
    now, today = clock.now(), clock.today()
    when = {
        "registration_opens_at": now - timedelta(days=10),
        "registration_closes_at": now + timedelta(days=10),
        "starts_on": today + timedelta(days=30),
        "ends_on": today + timedelta(days=500),
        "intake": IntakeFactory(identifier="2026b", name="Autumn 2026"),
    }
    cohorts = {
        course: CohortFactory(
            programme=ProgrammeFactory(course=CourseFactory(identifier=course), lead_provider=provider_a), **when
        )
        for course in COURSES
    }
    cohorts["with B"] = CohortFactory(
        programme=ProgrammeFactory(course=CourseFactory(identifier=COURSES[0]), lead_provider=provider_b), **when
    )
    return cohorts


@pytest.fixture
def school(db):
    """An open community school in England, on no list."""
    return WorkplaceFactory(
        urn="900001",
        name="Invented Community School",
        type_code="1",
        status_code="1",
        la_code="935",
        town="Newtown",
        postcode="ZZ1 1ZZ",
    )


@pytest.fixture
def applicant(db) -> User:
    """Signed in, and nothing more known."""
    return UserFactory(email="ada@school.example", name="", roles=["participant"])


@pytest.fixture
def client(applicant: User) -> Client:
    """The applicant's browser."""
    return signed_in(applicant)


@pytest.fixture
def walker(client: Client, hub, school) -> Walker:
    """The applicant, ready to walk."""
    return Walker(client)
