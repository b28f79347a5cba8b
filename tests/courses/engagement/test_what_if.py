"""The answer to "what if I miss this one?" is what the ledger says once it was really missed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from courses.actions.engagement import after_change
from courses.actions.marking import NewMark
from courses.actions.register import record_marks
from courses.choices import Mark, MarkSource
from courses.facts.standing import ledgers_of
from courses.models import EngagementRecord
from tests.courses.engagement.histories import History
from tests.courses.engagement.scenes import Course

pytestmark = pytest.mark.django_db


def really_missed(session, enrolment, by, at):
    """The forecast once the register says absent, which is then undone. It is marked at `at` so that nothing else has
    changed with time."""
    absence = NewMark(enrolment_id=enrolment.pk, mark=Mark.ABSENT, client_uuid=uuid4(), captured_at=at)
    with transaction.atomic():
        record_marks(session=session, marks=[absence], source=MarkSource.REGISTER, by=by, at=at)
        found = ledgers_of([enrolment.pk], at=at)[enrolment.pk].forecast
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("missed_before", [0, 1, 2])
@pytest.mark.parametrize("policy", ["pooled", "per_bucket"])
def test_each_session_to_come(missed_before, policy):
    course = Course(12, engagement_policy=policy, catch_up_cap_minutes=90)
    (person,) = course.people
    for number in range(1, 4):
        at = course.mark(number, Mark.ABSENT if number <= missed_before else Mark.ATTENDED)
    ledger = ledgers_of([person.pk], at=at)[person.pk]

    for session in course.sessions[3:]:
        assert ledger.if_missed(session.component_id) == really_missed(session, person, course.leader, at)
    assert EngagementRecord.objects.count() == 3


@pytest.mark.parametrize("seed", range(4))
def test_after_any_history(seed):
    history = History(100 + seed, people=2)
    for _ in range(15):
        history.step()
    history.look_again()
    asked = 0
    for pk, ledger in ledgers_of([person.pk for person in history.people], at=history.at).items():
        for line in ledger.to_come:
            if line.session is not None:
                really = really_missed(line.session, ledger.enrolment, history.admin, history.at)
                assert ledger.if_missed(line.component.pk) == really, (pk, line)
                asked += 1
    assert asked


def test_asking_changes_nothing_and_later_it_comes_true():
    course = Course(10)
    (person,) = course.people
    now = course.mark(1)
    after_change(enrolment_ids=[person.pk], at=now)
    answer = ledgers_of([person.pk], at=now)[person.pk].if_missed(course.sessions[1].component_id)

    then = course.mark(2, Mark.ABSENT)

    assert ledgers_of([person.pk], at=then + timedelta(minutes=1))[person.pk].forecast == answer
