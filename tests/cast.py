"""The standing cast: one person a role, somebody without any, and a signed-in client for each."""

import pytest
from django.test import Client

from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import User
from tests.factories.accounts import ParticipantFactory, UserFactory


def signed_in(user: User) -> Client:
    """A client with this person's session."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def participant(db) -> User:
    """Priya, a teacher; `participant.participant` is who she is to the DfE."""
    user = UserFactory(email="priya@school.example", name="Priya Invented", roles=[RoleName.PARTICIPANT])
    ParticipantFactory(user=user, first_name="Priya", last_name="Invented")
    return user


@pytest.fixture
def facilitator(db) -> User:
    """Femi, who leads seminars."""
    return UserFactory(email="femi@school.example", name="Femi Invented", roles=[RoleName.FACILITATOR])


@pytest.fixture
def assessor(db) -> User:
    """Asha, who marks case studies."""
    return UserFactory(email="asha@school.example", name="Asha Invented", roles=[RoleName.ASSESSOR])


@pytest.fixture
def hub_admin(db) -> User:
    """Hannah, who runs the hub's NPQs."""
    return UserFactory(email="hannah@hub.example", name="Hannah Invented", roles=[RoleName.HUB_ADMIN])


@pytest.fixture
def outsider(db) -> User:
    """Olu, who is signed in and has no role at all."""
    return UserFactory(email="olu@elsewhere.example", name="Olu Invented")


@pytest.fixture
def participant_client(participant: User) -> Client:
    return signed_in(participant)


@pytest.fixture
def facilitator_client(facilitator: User) -> Client:
    return signed_in(facilitator)


@pytest.fixture
def assessor_client(assessor: User) -> Client:
    return signed_in(assessor)


@pytest.fixture
def hub_admin_client(hub_admin: User) -> Client:
    return signed_in(hub_admin)


@pytest.fixture
def outsider_client(outsider: User) -> Client:
    return signed_in(outsider)
