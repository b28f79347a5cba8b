"""Invented people: users, roles and participants."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from npq_portal.accounts.models import Participant, RoleGrant, User


class UserFactory(DjangoModelFactory):
    """Somebody who may sign in; `roles=[RoleName.ASSESSOR]` gives roles."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person{number}@school.example")
    name = factory.Sequence(lambda number: f"Person {number}")
    date_joined = datetime(2026, 9, 1, 9, tzinfo=UTC)
    password = factory.LazyFunction(lambda: make_password(None))

    @factory.post_generation
    def roles(self, create: bool, extracted: Iterable[str] | None, **kwargs: Any) -> None:
        for role in extracted or ():
            RoleGrantFactory(user=self, role=role)


class RoleGrantFactory(DjangoModelFactory):
    class Meta:
        model = RoleGrant

    user = factory.SubFactory(UserFactory)
    role = "participant"
    granted_at = datetime(2026, 9, 1, 9, tzinfo=UTC)


class ParticipantFactory(DjangoModelFactory):
    """A participant without a TRN; `verified=True` gives one that the record vouches for."""

    class Meta:
        model = Participant

    class Params:
        verified = factory.Trait(
            trn=factory.Sequence(lambda number: f"{9_000_000 + number}"),
            trn_verification="by_record",
            trn_verified_at=datetime(2026, 9, 2, 9, tzinfo=UTC),
        )

    user = factory.SubFactory(UserFactory, roles=["participant"])
    first_name = "Robin"
    last_name = factory.Sequence(lambda number: f"Invented {number}")
    date_of_birth = date(1985, 4, 12)
    created_at = datetime(2026, 9, 1, 9, tzinfo=UTC)
