"""The doors of the register's API: what a device may fetch, and refusals in words."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from courses.rules.register_batch import MOST_BYTES
from npq_portal.accounts.choices import RoleName
from tests.cast import signed_in
from tests.courses.offline.conftest import AT
from tests.factories.accounts import RoleGrantFactory
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import ApologyFactory, RecordFactory, SessionFactory

pytestmark = pytest.mark.django_db
SYNC, TODAY = "/registers/sync", "/registers/today.json"


@pytest.fixture
def fetched(facilitator_client):
    """What the device fetches at a moment."""

    def fetch(at=AT):
        with time_machine.travel(at, tick=False):
            return facilitator_client.get(TODAY).json()

    return fetch


def test_a_device_gets_names_marks_and_apologies_and_nothing_else(fetched, session, people):
    record = RecordFactory(session=session, enrolment=people[0], mark="part", minutes=30)
    ApologyFactory(session=session, enrolment=people[1])

    answer = fetched()

    (register,) = answer["registers"]
    assert register["people"] == [
        {
            "enrolment": people[0].pk, "name": "Robin Ash", "mark": "part", "minutes": 30,
            "record": str(record.client_uuid), "apology": False,
        },
        {"enrolment": people[1].pk, "name": "Robin Birch", "mark": "", "minutes": None, "record": "", "apology": True},
        {"enrolment": people[2].pk, "name": "Robin Cedar", "mark": "", "minutes": None, "record": "", "apology": False},
    ]  # fmt: skip
    assert set(register) == {
        "id", "title", "cohort", "starts_at", "ends_at", "venue", "minutes", "closed", "people", "version",
    }  # fmt: skip
    assert answer["server_now"].startswith("2026-11-17T16:05")
    everything = json.dumps(answer)
    assert "@" not in everything
    assert "An inspection" not in everything


def test_the_days_from_yesterday_to_two_ahead_and_only_ones_own(fetched, session, facilitator):
    starts = session.starts_at
    wanted = [
        SessionFactory(starts_at=starts + timedelta(days=days), facilitators=[facilitator]).pk for days in (-1, 2)
    ]
    for days in (-2, 3):
        SessionFactory(starts_at=starts + timedelta(days=days), facilitators=[facilitator])
    SessionFactory(starts_at=starts)
    SessionFactory(starts_at=starts, state="draft", facilitators=[facilitator])

    assert [one["id"] for one in fetched()["registers"]] == [wanted[0], session.pk, wanted[1]]


def test_the_version_changes_with_the_content_and_not_with_the_time(fetched, session, people):
    before, later = fetched(), fetched(AT + timedelta(minutes=1))
    assert before["version"] == later["version"]

    RecordFactory(session=session, enrolment=people[0])

    assert fetched()["version"] != before["version"]


def test_somebody_who_came_from_elsewhere_is_on_it_too(fetched, session):
    guest = EnrolmentFactory()
    RecordFactory(session=session, enrolment=guest, component=session.component)

    assert guest.pk in [one["enrolment"] for one in fetched()["registers"][0]["people"]]


def test_the_register_of_a_hundred_costs_as_many_queries_as_that_of_three(
    facilitator_client, session, django_assert_num_queries, django_assert_max_num_queries
):
    with time_machine.travel(AT, tick=False):
        with django_assert_max_num_queries(12) as counted:
            facilitator_client.get(TODAY)
        EnrolmentFactory.create_batch(100, cohort=session.component.cohort)
        with django_assert_num_queries(len(counted)):
            facilitator_client.get(TODAY)


def test_a_stranger_is_told_in_json_and_not_sent_to_a_page(client):
    for response in (client.get(TODAY), client.get(SYNC), client.post(SYNC, "{}", content_type="application/json")):
        assert response.status_code == 401
        assert response.json()["error"] == "signed_out"


def test_somebody_who_never_led_is_refused_in_words(participant_client):
    for response in (participant_client.get(TODAY), participant_client.get(SYNC)):
        assert response.status_code == 403
        assert response.json()["error"] == "not_a_facilitator"


def test_a_batch_needs_the_token_that_get_gives(facilitator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(facilitator)
    body = json.dumps({"device": "d", "device_now": AT.isoformat(), "marks": []})

    assert client.post(SYNC, body, content_type="application/json").status_code == 403
    token = client.get(SYNC).json()["csrf"]
    response = client.post(SYNC, body, content_type="application/json", headers={"X-CSRFToken": token})

    assert response.json()["answers"] == []


def test_each_person_has_a_key_that_says_nothing_of_them(facilitator, facilitator_client, hub_admin_client):
    mine, theirs = facilitator_client.get(SYNC).json()["person"], hub_admin_client.get(SYNC).json()["person"]

    assert mine != theirs
    assert mine == signed_in(facilitator).get(TODAY).json()["person"]
    assert len(mine) == 32


def test_too_much_at_once_is_refused_in_words(facilitator_client):
    response = facilitator_client.post(SYNC, b" " * (MOST_BYTES + 1), content_type="application/json")

    assert response.status_code == 400
    assert "too much at once" in response.json()["words"]


def test_batches_in_quick_succession_are_asked_to_wait(device):
    answers = [device.send().status_code for _ in range(61)]

    assert answers == [200] * 60 + [429]
    assert device.send()["Retry-After"] == "60"


def test_nothing_of_it_is_kept_by_a_cache_in_between(facilitator_client):
    assert "no-store" in facilitator_client.get(TODAY)["Cache-Control"]


_ids = some.sampled_from([1, 2**63 - 1, 2**31, "7", None, True])
_words = some.sampled_from(["attended", "part", "exempt", "", "\x00", "😀" * 300]) | some.text(max_size=20)
_moments = some.sampled_from(
    ["2026-11-17T15:50:00Z", "1970-01-01T00:00:00Z", "2199-12-31T23:59:59+14:00", "9999-12-31T23:59:59Z", "now"]
)
_uuids = some.uuids().map(str) | some.text(max_size=40)
_marks = some.fixed_dictionaries(
    {"uuid": _uuids, "session": _ids, "enrolment": _ids, "mark": _words, "captured_at": _moments},
    optional={"minutes": some.integers(), "based_on": _uuids, "note": _words, "name": _words},
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batch=some.fixed_dictionaries({"device": _words, "device_now": _moments}, optional={"marks": some.lists(_marks), "walk_ins": some.lists(_marks)}))  # fmt: skip
def test_no_batch_breaks_the_hub(batch, facilitator_client, session, people):
    for mark in batch.get("marks", []):  # now and then one that would be right
        if mark["session"] == 1:
            mark["session"], mark["enrolment"] = session.pk, people[0].pk
    from django.core.cache import cache

    cache.clear()
    response = facilitator_client.post(reverse("registers:sync"), json.dumps(batch), content_type="application/json")

    assert response.status_code in {200, 400}
    assert "answers" in response.json() or response.json()["words"]


def test_a_hub_admin_may_send_for_any_session(hub_admin, session, people):
    from tests.courses.offline.conftest import Device, answers

    RoleGrantFactory(user=hub_admin, role=RoleName.FACILITATOR)
    device = Device(signed_in(hub_admin))

    assert answers(device.send(device.mark(session, people[0]))) == [("saved", "")]
