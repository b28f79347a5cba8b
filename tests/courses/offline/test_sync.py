"""Marks that a device sends: saved once, whatever the order, the clock and the number of times."""

from datetime import timedelta

import pytest
from django.urls import reverse

from courses.choices import Mark, RecordState, SessionState, WhyToDecide
from courses.models import EngagementRecord, WalkIn
from npq_portal import clock
from tests.courses.offline.conftest import AT, Device, answers
from tests.factories.engagement import SessionFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def current(enrolment) -> EngagementRecord:
    return EngagementRecord.objects.get(enrolment=enrolment, state=RecordState.CURRENT)


def test_marks_are_saved_and_answered_one_by_one(device, session, people):
    one, two, three = people

    response = device.send(
        device.mark(session, one),
        device.mark(session, two, "part", minutes=25, note="Train was late"),
        device.mark(session, three, "authorised_absence"),
    )

    assert answers(response) == [("saved", "")] * 3
    found = {record.enrolment_id: (record.mark, record.minutes) for record in EngagementRecord.objects.all()}
    assert found == {one.pk: ("attended", 60), two.pk: ("part", 25), three.pk: ("authorised_absence", 0)}
    record = current(two)
    assert (record.captured_at, record.received_at) == (AT - 15 * MINUTE, AT)
    assert (record.device, record.note) == ("a-random-name", "Train was late")


def test_a_batch_sent_three_times_is_saved_once(device, session, people):
    batch = [device.mark(session, one) for one in people]

    first, second, third = (device.send(*batch, at=AT + minutes * MINUTE) for minutes in (0, 1, 60))

    assert answers(first) == [("saved", "")] * 3
    assert answers(second) == answers(third) == [("already_saved", "")] * 3
    assert EngagementRecord.objects.count() == 3


@pytest.mark.parametrize("wrong_by", [-10 * MINUTE, 10 * MINUTE, -timedelta(days=20_000), timedelta(days=400)])
def test_a_clock_that_is_wrong_does_no_harm(facilitator_client, session, people, wrong_by):
    device = Device(facilitator_client, wrong_by)

    device.send(device.mark(session, people[0]))

    record = current(people[0])
    assert record.captured_at == AT - 15 * MINUTE
    assert record.device_time == AT - 15 * MINUTE + wrong_by


def test_batches_that_arrive_in_the_wrong_order_end_in_the_right_place(device, session, people):
    later = device.mark(session, people[0], "absent", at=AT - 5 * MINUTE)
    earlier = device.mark(session, people[0], at=AT - 15 * MINUTE)

    assert answers(device.send(later)) == [("saved", "")]
    assert answers(device.send(earlier, at=AT + MINUTE)) == [("saved", "Saved. A newer mark for this person counts.")]

    assert current(people[0]).mark == Mark.ABSENT


def test_two_devices_whose_clocks_disagree_by_twenty_minutes_are_put_in_the_right_order(
    facilitator_client, second_device, session, people
):
    fast, slow = Device(facilitator_client, 10 * MINUTE), Device(second_device.client, -10 * MINUTE)
    first = fast.mark(session, people[0], "absent", at=AT - 12 * MINUTE)
    then = slow.mark(session, people[0], "attended", at=AT - 3 * MINUTE, based_on=first["uuid"])

    slow.send(then)
    fast.send(first)

    assert current(people[0]).mark == Mark.ATTENDED


def test_two_facilitators_who_disagree_are_both_kept_and_the_second_is_told(device, second_device, session, people):
    device.send(device.mark(session, people[0], "absent", at=AT - 10 * MINUTE))

    ((answer, words),) = answers(second_device.send(second_device.mark(session, people[0], at=AT - 5 * MINUTE)))

    assert answer == "saved"
    assert "marked this person differently" in words
    assert current(people[0]).mark == Mark.ATTENDED
    clash = EngagementRecord.objects.get(state=RecordState.TO_DECIDE)
    assert (clash.mark, clash.to_decide) == (Mark.ABSENT, WhyToDecide.CLASH)
    # the first sends its batch once more, and hears what became of its mark
    again = {**device.mark(session, people[0], "absent"), "uuid": str(clash.client_uuid)}
    ((answer, words),) = answers(device.send(again, at=AT + MINUTE))
    assert answer == "waits"
    assert "Both marks are kept" in words


def test_the_late_batch_of_a_facilitator_taken_off_the_session_waits_for_a_decision(
    device, facilitator, session, people
):
    batch = [device.mark(session, one) for one in people]
    session.facilitators.remove(facilitator)

    assert {answer for answer, _ in answers(device.send(*batch))} == {"waits"}
    states = set(EngagementRecord.objects.values_list("state", "to_decide"))
    assert states == {(RecordState.TO_DECIDE, WhyToDecide.NOT_A_FACILITATOR)}


def test_the_late_batch_of_somebody_who_lost_the_role_waits_for_a_decision(device, facilitator, session, people):
    facilitator.role_grants.update(revoked_at=clock.now())

    ((answer, words),) = answers(device.send(device.mark(session, people[0])))

    assert answer == "waits"
    assert "The hub decides" in words
    assert device.client.get(reverse("registers:today")).status_code == 403


def test_marks_for_a_session_that_was_cancelled_meanwhile_wait_for_a_decision(device, session, people):
    session.state, session.state_reason = SessionState.CANCELLED, "Snow"
    session.save()

    ((answer, words),) = answers(device.send(device.mark(session, people[0])))

    assert answer == "waits"
    assert "was cancelled" in words


def test_what_is_not_accepted_says_why_and_the_rest_is_saved(device, session, people):
    elsewhere = SessionFactory()
    unknown = device.mark(session, people[0]) | {"session": 2**62}
    stranger = device.mark(session, people[0]) | {"enrolment": 2**62}
    draft = device.mark(SessionFactory(state=SessionState.DRAFT, facilitators=[]), people[0])
    broken = device.mark(session, people[0]) | {"mark": "asleep"}

    response = device.send(unknown, stranger, draft, broken, device.mark(session, people[1]))

    by_uuid = {one["uuid"]: (one["answer"], one["words"]) for one in response.json()["answers"]}
    assert len(by_uuid) == 5
    for refused, words in ((unknown, "does not know this session"), (stranger, "not on this session's"), (draft, "not been released"), (broken, "not a mark")):  # fmt: skip
        answer, said = by_uuid[refused["uuid"]]
        assert answer == "not_accepted"
        assert words in said
    assert EngagementRecord.objects.count() == 1
    assert elsewhere.records.count() == 0


def test_a_number_used_for_another_person_is_not_taken_for_saved(device, session, people):
    mark = device.mark(session, people[0])
    device.send(mark)

    ((answer, words),) = answers(device.send({**mark, "enrolment": people[1].pk}))

    assert answer == "not_accepted"
    assert "Mark this person again" in words


def test_walk_ins_are_noted_once(device, session):
    walk_in = {
        "uuid": "00000000-0000-4000-8000-000000000009", "session": session.pk, "name": "Sam Invented",
        "note": "Hilltop", "minutes": None, "captured_at": device.now(),
    }  # fmt: skip

    assert answers(device.send(walk_ins=[walk_in])) == [("saved", "")]
    assert answers(device.send(walk_ins=[walk_in])) == [("already_saved", "")]
    stored = WalkIn.objects.get()
    assert (stored.name, stored.minutes, stored.session) == ("Sam Invented", 60, session)
    other = device.send(walk_ins=[{**walk_in, "session": SessionFactory().pk}])
    assert answers(other)[0][0] == "not_accepted"


def test_two_hundred_names_cost_as_few_queries_as_two(device, session, django_assert_max_num_queries):
    from tests.factories.courses import EnrolmentFactory

    few = [device.mark(session, one) for one in EnrolmentFactory.create_batch(2, cohort=session.component.cohort)]
    with django_assert_max_num_queries(60) as counted:
        device.send(*few)
    many = EnrolmentFactory.create_batch(200, cohort=session.component.cohort)

    with django_assert_max_num_queries(len(counted)):
        assert {answer for answer, _ in answers(device.send(*(device.mark(session, one) for one in many)))} == {"saved"}
