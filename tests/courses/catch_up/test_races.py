"""Two facilitators at once, on two real connections: credit once, the cap kept, one of them told."""

import pytest

from courses.actions.catch_up_answers import AlreadyDecidedError, approve, return_, send
from courses.choices import CatchUpState, Mark, RecordState
from courses.models import CatchUp, EngagementRecord
from npq_portal.notifications.models import Notification
from tests.courses.catch_up.scenes import EVENING, NEXT_DAY, an_hour
from tests.registrations.actions.racing import at_once, race

pytestmark = pytest.mark.django_db(transaction=True)


def sent(hour, *sessions) -> list[CatchUp]:
    for session in sessions:
        hour.mark(Mark.ABSENT, session=session)
    rows = list(CatchUp.objects.order_by("pk"))
    for row in rows:
        send(catch_up=row, text="I read the slides.", by=hour.enrolment.participant.user, at=EVENING)
    return rows


def approving(hour, row):
    return lambda: approve(catch_up=row, by=hour.facilitator, at=NEXT_DAY)


def test_two_approvals_of_the_same_are_one():
    hour = an_hour()
    [row] = sent(hour, hour.session)

    outcomes = at_once(approving(hour, row), approving(hour, row))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyDecidedError", "CatchUp"]
    assert EngagementRecord.objects.filter(slot="catch-up").count() == 1
    assert Notification.objects.filter(kind="catch_up_decided").count() == 1


def test_one_approves_while_the_other_returns():
    hour = an_hour()
    [row] = sent(hour, hour.session)

    outcome = race(
        approving(hour, row),
        lambda: return_(catch_up=row, comment="More, please", by=hour.facilitator, at=NEXT_DAY),
    )

    assert isinstance(outcome, AlreadyDecidedError)
    assert hour.catch_up.state == CatchUpState.APPROVED


def test_two_approvals_for_one_person_do_not_pass_the_cap():
    hour = an_hour(catch_up_cap_minutes=90)
    rows = sent(hour, hour.session, hour.another())

    outcomes = at_once(*(approving(hour, row) for row in rows))

    assert sorted(outcome.minutes for outcome in outcomes) == [30, 60]
    credited = EngagementRecord.objects.filter(slot="catch-up", state=RecordState.CURRENT)
    assert sum(credited.values_list("minutes", flat=True)) == 90


def test_the_register_is_corrected_while_it_is_approved():
    hour = an_hour()
    [row] = sent(hour, hour.session)

    at_once(approving(hour, row), lambda: hour.mark(Mark.ATTENDED, at=NEXT_DAY))

    assert hour.catch_up.state in {CatchUpState.APPROVED, CatchUpState.NOT_NEEDED}
    hour.enrolment.summary.refresh_from_db()
    assert hour.enrolment.summary.earned == 60


def test_two_registers_saved_at_once_offer_each_absence_once():
    hour = an_hour()
    other = hour.another()

    at_once(lambda: hour.mark(Mark.ABSENT), lambda: hour.mark(Mark.ABSENT, session=other))

    assert CatchUp.objects.count() == 2
    assert Notification.objects.filter(kind="catch_up_offered").count() == 2
