"""A result put right, and completing the course when the engagement comes after the pass."""

import json
from datetime import timedelta

import pytest

from assessments import signing
from assessments.actions.completing import complete_who_reached_engagement
from assessments.actions.outcomes import ResultsRefusedError, correct
from assessments.choices import OutcomeResult
from assessments.models import CompletionStatement, Outcome
from courses.actions.enrolments import transfer
from courses.choices import EnrolmentStatus
from courses.models import Enrolment
from npq_portal.notifications.models import Notification
from tests.assessments.results.scenes import BOARD, LATER, Scene, a_scene
from tests.factories.courses import CohortFactory, IntakeFactory
from tests.factories.engagement import ComponentFactory
from tests.factories.results import MisconductCaseFactory

pytestmark = pytest.mark.django_db

REASON = "The points of one criterion were added wrongly."


@pytest.fixture
def scene():
    return a_scene()


def released(scene, *, passes: bool, **kwargs):
    entry = scene.marked(passes, **kwargs)
    scene.release()
    return entry


def put_right(scene, entry, result, *, reason=REASON, at=LATER):
    return correct(entry=entry, result=result, reason=reason, by=scene.hub, at=at)


def status_of(entry) -> str:
    return Enrolment.objects.get(pk=entry.enrolment_id).status


def test_a_correction_is_another_row_with_its_reason_and_the_newest_counts(scene):
    entry = released(scene, passes=False)

    made = put_right(scene, entry, "passed")

    assert list(entry.outcomes.values_list("result", "reason")) == [("failed", ""), ("passed", REASON)]
    assert made.feedback == entry.outcomes.first().feedback
    assert scene.board(at=LATER).lines[0].outcome == made


def test_the_letter_says_why_and_not_what(scene):
    entry = released(scene, passes=False)

    put_right(scene, entry, "passed")

    letter = Notification.objects.get(kind="result_corrected")
    assert letter.context["reason"] == REASON
    assert "pass" not in json.dumps(letter.context).lower()


def test_a_fail_that_was_a_pass_completes_the_course(scene):
    entry = released(scene, passes=False)

    put_right(scene, entry, "passed")

    assert status_of(entry) == EnrolmentStatus.COMPLETED
    assert CompletionStatement.objects.get().withdrawn_at is None


def test_a_pass_that_was_none_takes_the_completion_and_the_statement_back(scene):
    entry = released(scene, passes=True)

    put_right(scene, entry, "failed")

    assert status_of(entry) == EnrolmentStatus.ACTIVE
    assert CompletionStatement.objects.get().withdrawn_at == LATER
    assert entry.enrolment.events.last().reason == "The result of the case study was corrected"


def test_a_statement_given_back_is_the_one_that_was_withdrawn(scene):
    entry = released(scene, passes=True)
    before = CompletionStatement.objects.get()
    put_right(scene, entry, "failed")

    put_right(scene, entry, "passed", reason="It was right before.", at=LATER + timedelta(days=1))

    after = CompletionStatement.objects.get()
    assert (after.reference, after.payload, after.withdrawn_at) == (before.reference, before.payload, None)
    assert status_of(entry) == EnrolmentStatus.COMPLETED


def test_the_same_correction_sent_twice_is_one(scene):
    entry = released(scene, passes=False)

    assert put_right(scene, entry, "passed") == put_right(scene, entry, "passed")
    assert Outcome.objects.count() == 2
    assert Notification.objects.filter(kind="result_corrected").count() == 1


@pytest.mark.parametrize(("result", "reason"), [("failed", REASON), ("passed", " "), ("voided", REASON)])
def test_what_cannot_be_corrected_changes_nothing(scene, result, reason):
    entry = released(scene, passes=False)

    with pytest.raises(ResultsRefusedError):
        put_right(scene, entry, result, reason=reason)
    assert Outcome.objects.count() == 1


def test_what_is_not_out_cannot_be_corrected(scene):
    with pytest.raises(ResultsRefusedError, match="nothing to correct"):
        put_right(scene, scene.marked(True), "failed")


def test_an_upheld_case_after_the_release_makes_a_pass_void(scene):
    entry = released(scene, passes=True)
    MisconductCaseFactory(submission=entry.submissions.get(), state="closed", was_upheld=True, closed_at=LATER)

    put_right(scene, entry, "voided")

    assert status_of(entry) == EnrolmentStatus.ACTIVE
    assert CompletionStatement.objects.get().withdrawn_at is not None


# -- engagement after the pass -----------------------------------------------------------------------------------------
def test_engagement_after_the_pass_completes_the_course_then(scene):
    entry = released(scene, passes=True, engaged=False)
    assert complete_who_reached_engagement(at=LATER) == 0

    scene.engaged(entry.enrolment)

    assert complete_who_reached_engagement(at=LATER) == 1
    assert status_of(entry) == EnrolmentStatus.COMPLETED
    assert Notification.objects.filter(kind="course_completed").count() == 1
    assert complete_who_reached_engagement(at=LATER) == 0


def test_engagement_without_a_pass_completes_nobody(scene):
    released(scene, passes=False)

    assert complete_who_reached_engagement(at=LATER) == 0


def test_a_pass_that_was_taken_back_completes_nobody(scene):
    entry = released(scene, passes=True, engaged=False)
    put_right(scene, entry, "failed")
    scene.engaged(entry.enrolment)

    assert complete_who_reached_engagement(at=LATER) == 0
    assert OutcomeResult.PASSED in entry.outcomes.values_list("result", flat=True)


def test_after_a_move_to_another_cohort_it_is_completed_there(scene):
    entry = scene.marked(True, engaged=False)
    there = CohortFactory(programme=scene.window.cohort.programme, intake=IntakeFactory(identifier="2027a"))
    second = Scene(scene.window, ComponentFactory(cohort=there), scene.criteria, hub=scene.hub)
    goes_on = transfer(enrolment=entry.enrolment, cohort=there, funded_place=True, by=scene.hub, at=BOARD)
    second.engaged(goes_on)

    scene.release(at=LATER)

    goes_on.refresh_from_db()
    assert goes_on.status == EnrolmentStatus.COMPLETED
    assert CompletionStatement.objects.get().enrolment == goes_on


# -- the statement -----------------------------------------------------------------------------------------------------
def test_the_statement_is_signed_and_says_who_what_and_when(scene):
    entry = released(scene, passes=True)

    statement = CompletionStatement.objects.get()

    told = json.loads(statement.payload)
    assert told["name"] == entry.enrolment.participant.full_name
    assert told["completed_on"] == "2027-03-10"
    assert told["reference"] == statement.reference
    assert signing.verify(statement.payload, statement.key_id, statement.signature)
    assert not signing.verify(statement.payload.replace("2027", "2026"), statement.key_id, statement.signature)
