"""A session of three that Femi leads, and a device that speaks to the hub as the script does."""

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from courses.facts.check_in import facts_of
from courses.models import Enrolment, Session
from courses.rules.check_in import code_at
from npq_portal.accounts.models import User
from tests.cast import signed_in
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import FIRST_SESSION, SessionFactory

AT = FIRST_SESSION + timedelta(minutes=20)


@dataclass
class Device:
    """A phone whose clock is wrong by `wrong_by`."""

    client: Client
    wrong_by: timedelta = timedelta()

    def now(self, at: datetime = AT) -> str:
        return (at + self.wrong_by).astimezone(UTC).isoformat()

    def mark(self, session: Session, enrolment: Enrolment, mark: str = "attended", **more: Any) -> dict[str, Any]:
        """Made a quarter of an hour before it is sent, unless `at` says otherwise."""
        at = more.pop("at", AT - timedelta(minutes=15))
        facts = {"uuid": str(uuid.uuid4()), "session": session.pk, "enrolment": enrolment.pk, "mark": mark}
        return {**facts, "minutes": None, "captured_at": self.now(at), "based_on": None, "note": "", **more}

    def send(self, *marks: dict[str, Any], at: datetime = AT, **more: Any) -> Any:
        """The response; `answers()` reads it."""
        batch = {"device": "a-random-name", "device_now": self.now(at), "marks": marks, **more}
        with time_machine.travel(at, tick=False):
            return self.client.post(reverse("registers:sync"), json.dumps(batch), content_type="application/json")


def answers(response: Any) -> list[tuple[str, str]]:
    """(answer, words) in the order of the batch."""
    assert response.status_code == 200, response.content
    return [(one["answer"], one["words"]) for one in response.json()["answers"]]


@pytest.fixture
def session(facilitator: User) -> Session:
    session = SessionFactory(facilitators=[facilitator])
    for last_name in ("Ash", "Birch", "Cedar"):
        person = ParticipantFactory(first_name="Robin", last_name=last_name)
        EnrolmentFactory(cohort=session.component.cohort, participant=person)
    return session


@pytest.fixture
def people(session: Session) -> list[Enrolment]:
    return list(session.component.cohort.enrolments.order_by("pk"))


@pytest.fixture
def device(facilitator_client: Client) -> Device:
    return Device(facilitator_client)


@pytest.fixture
def second_device(session: Session) -> Device:
    """Of somebody who leads the same session."""
    other = UserFactory(roles=["facilitator"])
    session.facilitators.add(other)
    return Device(signed_in(other))


@pytest.fixture
def enrolment(participant: User, session: Session):
    return EnrolmentFactory(participant=participant.participant, cohort=session.component.cohort)


def scan_path(session: Session, at=AT) -> str:
    return reverse("mine:check-in-scan", args=[session.pk, code_at(facts_of(session), at)])


def get(client: Client, path: str, at=AT):
    with time_machine.travel(at, tick=False):
        return client.get(path)


def post(client: Client, path: str, at=AT, **more):
    with time_machine.travel(at, tick=False):
        return client.post(path, **more)
