"""Two hub admins at once, on two real connections."""

import uuid
from datetime import UTC, datetime

import pytest

from courses.actions.cohort_message import message_cohort
from courses.actions.enrolment_import import ImportChangedError, import_enrolments, look
from npq_portal.notifications.models import Notification
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.courses import CohortFactory, EnrolmentFactory
from tests.registrations.actions.racing import at_once, race

pytestmark = pytest.mark.django_db(transaction=True)

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_two_presses_are_one_message():
    cohort, by, token = CohortFactory(), UserFactory(), uuid.uuid4()
    EnrolmentFactory.create_batch(2, cohort=cohort)

    def press() -> int:
        return message_cohort(cohort=cohort, subject="Snow", text="Stay warm", token=token, by=by, at=AT)

    assert race(press, press) == 0
    assert Notification.objects.count() == 2


def test_two_imports_of_one_file_enrol_once_and_the_second_is_told():
    cohort, by = CohortFactory(), UserFactory()
    people = [ParticipantFactory(verified=True, last_name="Ash", trn=f"100000{number}") for number in range(2)]
    raw = ("TRN,Last name,Funded place\n" + "".join(f"{one.trn},Ash,yes\n" for one in people)).encode()
    digest = look(cohort=cohort, raw=raw, by=by, at=AT).digest

    def press() -> object:
        return import_enrolments(cohort=cohort, raw=raw, digest=digest, by=by, at=AT)

    outcomes = at_once(press, press)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == [ImportChangedError.__name__, "Outcome"]
    assert cohort.enrolments.count() == 2
