"""The same batch on two real connections at once: a phone whose answer was lost sends again while the first still runs."""

import json

import pytest

from courses.actions.register_sync import Answer, receive
from courses.models import EngagementRecord, WalkIn
from courses.rules.register_batch import read_batch
from tests.courses.offline.conftest import AT
from tests.registrations.actions.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_batch_at_once_is_saved_once_and_both_hear_that_it_is(device, facilitator, session, people):
    marks = [device.mark(session, one) for one in people]
    walk_in = {**marks[0], "uuid": "00000000-0000-4000-8000-000000000009", "name": "Sam Invented"}
    told = {"device": "d", "device_now": device.now(), "marks": marks, "walk_ins": [walk_in]}
    batch = read_batch(json.dumps(told).encode())

    outcomes = at_once(*[lambda: receive(batch, by=facilitator, at=AT)] * 4)

    assert EngagementRecord.objects.count() == 3
    assert WalkIn.objects.count() == 1
    for answers in outcomes:
        assert {one.answer for one in answers} <= {Answer.SAVED, Answer.ALREADY_SAVED}
        assert len(answers) == 4


def test_two_batches_of_the_same_people_in_opposite_order_both_get_through(device, facilitator, session, people):
    def batch(marks):
        return read_batch(json.dumps({"device": "d", "device_now": device.now(), "marks": marks}).encode())

    there = batch([device.mark(session, one) for one in people])
    back = batch([device.mark(session, one, "absent") for one in reversed(people)])

    outcomes = at_once(*(lambda one=one: receive(one, by=facilitator, at=AT) for one in (there, back)))

    assert all({one.answer for one in answers} == {Answer.SAVED} for answers in outcomes)
    assert EngagementRecord.objects.filter(state="current").count() == 3
