"""Constant query counts, and what is kept how long."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from npq_portal import clock
from registrations import reminders
from registrations.actions import submit
from registrations.models import AdjustmentRequest, Application, Draft, TrnCheck
from registrations.tasks import delete_old_drafts
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, IntakeFactory, LeadProviderFactory, ProgrammeFactory
from tests.registrations.journey.walker import Walker, finished_draft


def queries(walker: Walker, address: str) -> int:
    walker.client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert walker.client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("key", ["npq", "start", "lead-provider", "workplace", "role", "funding"])
def test_a_question_costs_the_same_however_many_cohorts_are_open(walker, hub, applicant, key):
    finished_draft(applicant)
    address = f"/register/questions/{key}/"
    before = queries(walker, address)
    first = hub["npq-senior-leadership"]
    for number in range(3):
        programme = ProgrammeFactory(course=first.programme.course, lead_provider=LeadProviderFactory())
        CohortFactory(
            programme=programme,
            intake=IntakeFactory(identifier=f"2027{'abc'[number]}"),
            registration_opens_at=first.registration_opens_at,
            registration_closes_at=first.registration_closes_at,
            starts_on=first.starts_on,
            ends_on=first.ends_on,
        )
    assert queries(walker, address) == before
    assert before <= 16


def test_the_check_page_costs_the_same_with_one_and_three_earlier_npqs(walker, applicant):
    npqs = [
        {"course": course, "year": "2022", "status": "finished", "funded": "no"}
        for course in ("npq-headship", "npq-leading-teaching", "npq-senco")
    ]
    draft = finished_draft(applicant, taken_npq="yes", earlier_npqs=npqs[:1])
    before = queries(walker, "/register/check-your-answers/")
    draft.answers["earlier_npqs"] = npqs
    draft.save()
    assert queries(walker, "/register/check-your-answers/") == before


def test_a_draft_left_alone_for_90_days_goes_with_all_that_hangs_on_it(hub, school, applicant):
    now = clock.now()
    old = finished_draft(applicant)
    AdjustmentRequest.objects.create(draft=old, needs="A hearing loop", updated_at=now)
    younger = finished_draft(UserFactory())
    Draft.objects.filter(pk=old.pk).update(updated_at=now - reminders.DRAFT_KEPT)
    Draft.objects.filter(pk=younger.pk).update(updated_at=now - reminders.DRAFT_KEPT + timedelta(minutes=5))
    assert delete_old_drafts() == 1
    assert list(Draft.objects.all()) == [younger]
    assert not AdjustmentRequest.objects.exists()
    assert TrnCheck.objects.get().draft == younger


def test_a_draft_that_was_sent_stays_as_the_key_of_its_application(hub, school, applicant):
    application = submit.submit(draft=finished_draft(applicant), at=clock.now())
    Draft.objects.update(updated_at=clock.now() - timedelta(days=400))
    assert delete_old_drafts() == 0
    assert Application.objects.get() == application


@pytest.mark.parametrize(
    ("outcome", "days_ago", "repeated"),
    [("unavailable", 1, True), ("unavailable", 7, False), ("not_verified", 1, False), ("not_checked", 1, False)],
)
def test_only_a_check_nobody_answered_is_repeated_and_for_a_week(hub, school, applicant, outcome, days_ago, repeated):
    application = submit.submit(draft=finished_draft(applicant), at=clock.now())
    TrnCheck.objects.update(outcome=outcome, at=clock.now() - reminders.TRIED_AGAIN_AFTER)
    Application.objects.update(submitted_at=clock.now() - timedelta(days=days_ago))
    assert (application in reminders.checks_to_repeat(clock.now())) == repeated
