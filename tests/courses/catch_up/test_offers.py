"""Offers follow the register: made, taken back, made again; one letter, an hour later."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.actions.catch_up import offer
from courses.choices import CatchUpState, EnrolmentStatus, Mark, MarkSource, SessionState
from courses.models import CatchUp, CatchUpEvent, Enrolment
from npq_portal.notifications.models import Notification
from tests.courses.catch_up.scenes import AT, NEXT_DAY, an_hour
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import CatchUpFactory, RecordFactory, SessionFactory

pytestmark = pytest.mark.django_db

TOLD = "catch_up_offered"


def states(catch_up: CatchUp) -> list[str]:
    return list(catch_up.events.values_list("state", flat=True))


@pytest.mark.parametrize(
    ("mark", "minutes", "offered"),
    [
        (Mark.ABSENT, None, 60),
        (Mark.AUTHORISED_ABSENCE, None, 60),
        (Mark.PART, 45, 15),
        (Mark.ATTENDED, None, None),
        (Mark.PART, 60, None),
    ],
)
def test_what_the_register_says_is_offered(mark, minutes, offered):
    hour = an_hour()

    hour.mark(mark, minutes=minutes)

    made = CatchUp.objects.first()
    assert (made.minutes if made else None) == offered
    assert Notification.objects.filter(kind=TOLD).count() == (offered is not None)


def test_an_offer_says_which_session_and_by_when():
    hour = an_hour()

    hour.mark(Mark.ABSENT)

    made = hour.catch_up
    assert (made.session, made.state, made.offered_at) == (hour.session, CatchUpState.OFFERED, AT)
    assert made.due_on == date(2026, 12, 8)
    assert states(made) == ["offered"]


def test_the_letter_waits_an_hour_since_fingers_slip():
    hour = an_hour()

    hour.mark(Mark.ABSENT)

    letter = Notification.objects.get(kind=TOLD)
    assert letter.due_at == AT + timedelta(hours=1)
    assert letter.recipient == hour.enrolment.participant.user
    assert (letter.context["minutes"], letter.context["due_by"]) == ("60", "Tuesday 8 December 2026")
    assert letter.context["held_on"] == "Tuesday 17 November 2026"


def test_a_corrected_mark_takes_the_offer_and_its_letter_back():
    hour = an_hour()
    hour.mark(Mark.ABSENT)

    hour.mark(Mark.ATTENDED, at=AT + timedelta(minutes=2))

    assert hour.catch_up.state == CatchUpState.NOT_NEEDED
    assert states(hour.catch_up) == ["offered", "not_needed"]
    assert not Notification.objects.filter(kind=TOLD).exists()


def test_absent_after_all_offers_the_same_again_and_tells_once():
    hour = an_hour()
    for number, mark in enumerate((Mark.ABSENT, Mark.ATTENDED, Mark.ABSENT)):
        hour.mark(mark, at=AT + timedelta(minutes=number))

    assert CatchUp.objects.count() == 1
    assert states(hour.catch_up) == ["offered", "not_needed", "offered"]
    assert Notification.objects.filter(kind=TOLD).count() == 1


def test_a_letter_that_was_sent_is_not_sent_again_for_the_same_last_day():
    hour = an_hour()
    hour.mark(Mark.ABSENT)
    Notification.objects.filter(kind=TOLD).update(state="sent", sent_at=AT, attempts=1)

    hour.mark(Mark.ATTENDED, at=AT + timedelta(hours=2))
    hour.mark(Mark.ABSENT, at=AT + timedelta(hours=3))

    assert list(Notification.objects.filter(kind=TOLD).values_list("state", flat=True)) == ["sent"]


def test_other_minutes_change_what_it_can_give():
    hour = an_hour()
    hour.mark(Mark.PART, minutes=40)

    hour.mark(Mark.PART, minutes=50, at=AT + timedelta(minutes=1))

    assert (hour.catch_up.minutes, states(hour.catch_up)) == (10, ["offered"])


def test_going_to_the_repeat_makes_it_unneeded():
    hour = an_hour()
    hour.mark(Mark.ABSENT)
    repeat = SessionFactory(component=hour.session.component, facilitators=[hour.facilitator], starts_at=NEXT_DAY)

    hour.mark(Mark.ATTENDED, session=repeat, at=NEXT_DAY)

    assert hour.catch_up.state == CatchUpState.NOT_NEEDED


def test_missing_the_repeat_as_well_is_one_catch_up():
    hour = an_hour()
    hour.mark(Mark.ABSENT)
    repeat = SessionFactory(component=hour.session.component, facilitators=[hour.facilitator], starts_at=NEXT_DAY)

    hour.mark(Mark.ABSENT, session=repeat, at=NEXT_DAY)

    assert CatchUp.objects.count() == 1


def test_what_was_sent_waits_for_the_decision_again():
    hour = an_hour()
    hour.mark(Mark.ABSENT)
    CatchUp.objects.update(state=CatchUpState.SENT, sent_at=AT, text="I read it.")

    hour.mark(Mark.ATTENDED, at=AT + timedelta(minutes=1))
    hour.mark(Mark.ABSENT, at=AT + timedelta(minutes=2))

    assert (hour.catch_up.state, hour.catch_up.text) == (CatchUpState.SENT, "I read it.")


@pytest.mark.parametrize("state", [CatchUpState.APPROVED, CatchUpState.LAPSED])
def test_what_is_over_stays_over(state):
    hour = an_hour()
    hour.mark(Mark.ABSENT)
    CatchUp.objects.update(state=state)

    hour.mark(Mark.ATTENDED, at=AT + timedelta(minutes=1))
    hour.mark(Mark.ABSENT, at=AT + timedelta(minutes=2))

    assert hour.catch_up.state == state


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"may_be_caught_up": False}, id="not this component"),
        pytest.param({"counts": False}, id="outside the sum"),
        pytest.param({"is_off": True}, id="left out"),
    ],
)
def test_some_components_are_never_offered(changes):
    hour = an_hour()
    component = hour.session.component
    for name, value in changes.items():
        setattr(component, name, value)
    component.save()

    hour.mark(Mark.ABSENT)

    assert not CatchUp.objects.exists()


def test_a_session_that_did_not_happen_was_not_missed():
    hour = an_hour()
    hour.mark(Mark.ABSENT)
    hour.session.state, hour.session.state_reason = SessionState.NOT_HELD, "Snow"
    hour.session.save()

    offer(enrolment_ids=[hour.enrolment.pk], at=AT)

    assert hour.catch_up.state == CatchUpState.NOT_NEEDED


def test_an_exempt_component_needs_no_catching_up():
    hour = an_hour()
    hour.mark(Mark.ABSENT)
    RecordFactory(enrolment=hour.enrolment, session=hour.session, slot="exempt", mark=Mark.EXEMPT, source="staff")

    offer(enrolment_ids=[hour.enrolment.pk], at=AT)

    assert hour.catch_up.state == CatchUpState.NOT_NEEDED


def test_after_the_course_has_ended_nothing_is_offered():
    hour = an_hour()

    hour.mark(Mark.ABSENT, at=AT.replace(year=2029))

    assert not CatchUp.objects.exists()


def test_the_cap_is_about_credit_and_earlier_cohorts_count():
    hour = an_hour(catch_up_cap_minutes=90)
    earlier = EnrolmentFactory(
        participant=hour.enrolment.participant,
        cohort__programme=hour.session.component.cohort.programme,
        cohort__intake__identifier="2025a",
        status=EnrolmentStatus.MOVED,
    )
    RecordFactory(
        enrolment=earlier,
        session=SessionFactory(component__cohort=earlier.cohort),
        slot="catch-up",
        mark=Mark.CAUGHT_UP,
        minutes=60,
        source=MarkSource.CATCH_UP,
    )

    hour.mark(Mark.ABSENT)

    assert hour.catch_up.minutes == 30


def test_a_used_up_cap_closes_what_is_open():
    hour = an_hour(catch_up_cap_minutes=60)
    second = hour.another()
    hour.mark(Mark.ABSENT)
    hour.mark(Mark.ABSENT, session=second)
    RecordFactory(
        enrolment=hour.enrolment,
        session=second,
        slot="catch-up",
        mark=Mark.CAUGHT_UP,
        minutes=60,
        source=MarkSource.CATCH_UP,
    )

    offer(enrolment_ids=[hour.enrolment.pk], at=AT)

    assert hour.catch_up.state == CatchUpState.NOT_NEEDED
    assert hour.catch_up.events.last().text == "You have caught up as many minutes as this programme allows."


# -- many people ---------------------------------------------------------------------------------------------------------
def a_hall(people: int, cap: int | None) -> list[int]:
    """So many who missed an hour; a third of them have an offer that they need no more."""
    hour = an_hour(catch_up_cap_minutes=cap)
    ids = [EnrolmentFactory(cohort=hour.enrolment.cohort).pk for _ in range(people)]
    for number, pk in enumerate(ids):
        enrolment = Enrolment.objects.get(pk=pk)
        mark = Mark.ATTENDED if number % 3 == 0 else Mark.ABSENT
        RecordFactory(enrolment=enrolment, session=hour.session, mark=mark, client_uuid=uuid4())
        if number % 3 < 2:
            state = CatchUpState.OFFERED if number % 3 == 0 else CatchUpState.NOT_NEEDED
            CatchUpFactory(enrolment=enrolment, session=hour.session, state=state)
    return ids


def statements(ids: list[int]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        offer(enrolment_ids=ids, at=AT)
    return len(queries)


@pytest.mark.parametrize("cap", [None, 600])
def test_three_hundred_people_take_as_many_statements_as_three(cap):
    few, many = a_hall(3, cap), a_hall(60, cap)

    assert statements(few) == statements(many)
    assert CatchUp.objects.filter(enrolment__in=many, state=CatchUpState.OFFERED).count() == 40
    assert CatchUpEvent.objects.filter(catch_up__enrolment__in=many).count() == 60


def test_where_nothing_changes_one_statement_is_all():
    ids = a_hall(6, None)
    offer(enrolment_ids=ids, at=AT)

    assert statements(ids) == 1
