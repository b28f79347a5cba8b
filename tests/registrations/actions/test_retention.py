"""What the privacy notice promises to delete is deleted, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta

from npq_portal.accounts.models import Participant, User
from registrations import tasks
from registrations.actions import retention
from registrations.models import AdjustmentRequest, Application, ApplicationEvent, Draft
from registrations.reminders import adjustments_to_delete, applications_to_forget
from tests.factories.courses import CohortFactory, EnrolmentFactory
from tests.factories.registrations import (
    AdjustmentRequestFactory,
    ApplicationFactory,
    DraftFactory,
    EventFactory,
    TrnCheckFactory,
)

DECIDED = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # the night the clocks go forward
A_YEAR_ON = datetime(2027, 3, 28, 23, 30, tzinfo=UTC)  # the same time on a London clock, half past midnight on the 29th

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "at", "goes"),
    [
        ("rejected", A_YEAR_ON, True),
        ("rejected", A_YEAR_ON - timedelta(seconds=1), False),
        ("withdrawn", A_YEAR_ON, True),
        ("accepted", A_YEAR_ON + relativedelta(years=5), False),
        (None, A_YEAR_ON + relativedelta(years=5), False),
    ],
    ids=["rejected a year ago", "a second less", "withdrawn a year ago", "accepted", "undecided"],
)
def test_what_came_to_nothing_goes_after_a_year(state, at, goes):
    ApplicationFactory(**({state: True, "decided_at": DECIDED} if state else {}))
    assert applications_to_forget(at).exists() is goes


def test_it_goes_with_all_that_hangs_on_it():
    draft = DraftFactory(submitted_at=DECIDED)
    application = ApplicationFactory(rejected=True, decided_at=DECIDED, draft=draft)
    EventFactory(application=application)
    TrnCheckFactory(application=application, draft=draft)
    AdjustmentRequestFactory(application=application)
    user = application.participant.user
    assert retention.forget_application(application=application, at=A_YEAR_ON) is True
    for model in (Application, ApplicationEvent, Draft, AdjustmentRequest, Participant):
        assert model.objects.count() == 0, model
    assert User.objects.filter(pk=user.pk).exists()
    assert retention.forget_application(application=application, at=A_YEAR_ON) is False


def test_somebody_with_a_place_elsewhere_stays_who_they_are():
    application = ApplicationFactory(rejected=True, decided_at=DECIDED)
    EnrolmentFactory(participant=application.participant)
    retention.forget_application(application=application, at=A_YEAR_ON)
    assert Participant.objects.filter(pk=application.participant_id).exists()


def test_one_that_is_not_due_stays():
    application = ApplicationFactory(rejected=True, decided_at=DECIDED)
    assert retention.forget_application(application=application, at=DECIDED) is False
    assert Application.objects.filter(pk=application.pk).exists()


@pytest.mark.parametrize(
    ("ends_on", "goes"), [("2026-03-28", True), ("2027-03-29", False)], ids=["ended a year ago", "ended yesterday"]
)
def test_adjustments_go_a_year_after_the_programme(ends_on, goes):
    cohort = CohortFactory(starts_on="2025-01-06", ends_on=ends_on)
    AdjustmentRequestFactory(application=ApplicationFactory(accepted=True, decided_at=DECIDED, cohort=cohort))
    assert adjustments_to_delete(A_YEAR_ON + timedelta(hours=12)).exists() is goes


def test_the_nightly_task_does_all_of_it(time_machine):
    time_machine.move_to(A_YEAR_ON, tick=False)
    ApplicationFactory(rejected=True, decided_at=DECIDED)
    kept = ApplicationFactory(rejected=True, decided_at=DECIDED + timedelta(days=1))
    assert tasks.forget_old_applications() == 1
    assert [one.pk for one in Application.objects.all()] == [kept.pk]
