"""The board releases a window's results together: who, what follows, and that it happens once."""

from datetime import timedelta

import pytest

from assessments.actions.outcomes import ResultsChangedError
from assessments.choices import EntryState, OutcomeResult
from assessments.models import CompletionStatement, Outcome, Release
from assessments.rules.outcomes import Hold
from courses.choices import EnrolmentStatus
from npq_portal.notifications.models import Notification
from tests.assessments.results.scenes import BOARD, LATER, OPENED, a_scene
from tests.factories.assessments import SubmissionFactory
from tests.factories.results import MisconductCaseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return a_scene()


def result_of(entry) -> str | None:
    newest = entry.outcomes.order_by("-at", "-pk").first()
    return newest.result if newest else None


def status_of(entry) -> str:
    entry.enrolment.refresh_from_db()
    return entry.enrolment.status


def letters(kind="result_released"):
    return Notification.objects.filter(kind=kind)


def test_every_result_is_out_at_once_and_each_person_is_told_once(scene):
    passed, failed = scene.marked(True), scene.marked(False)
    nothing, never = scene.entry(), scene.entry(opened=False)

    made = scene.release(note="Board of 10 March")

    assert [result_of(entry) for entry in (passed, failed, nothing, never)] == [
        OutcomeResult.PASSED,
        OutcomeResult.FAILED,
        OutcomeResult.NOT_SUBMITTED,
        None,
    ]
    assert Release.objects.get() == made
    assert made.note == "Board of 10 March"
    assert {one.release for one in Outcome.objects.all()} == {made}
    assert sorted(letters().values_list("recipient_email", flat=True)) == sorted(
        entry.enrolment.participant.user.email for entry in (passed, failed, nothing)
    )


def test_the_letter_says_the_same_whatever_the_result(scene):
    passed, failed = scene.marked(True), scene.marked(False)

    scene.release()

    told = {
        one.recipient_email: {name: value for name, value in one.context.items() if name != "participant_name"}
        for one in letters()
    }
    assert told[passed.enrolment.participant.user.email] == told[failed.enrolment.participant.user.email]
    assert "by Wednesday 31 March 2027" in letters().first().context["what_next"]


def test_a_pass_with_engagement_completes_the_course_in_the_same_breath(scene):
    entry = scene.marked(True)

    scene.release()

    assert status_of(entry) == EnrolmentStatus.COMPLETED
    assert CompletionStatement.objects.get().enrolment == entry.enrolment


@pytest.mark.parametrize(("passes", "engaged"), [(True, False), (False, True), (False, False)])
def test_with_either_of_the_two_missing_it_is_not_complete(scene, passes, engaged):
    entry = scene.marked(passes, engaged=engaged)

    scene.release()

    assert status_of(entry) == EnrolmentStatus.ACTIVE
    assert not CompletionStatement.objects.exists()


def test_feedback_is_the_deciding_marks(scene):
    entry = scene.marked(True)

    scene.release()

    outcome = entry.outcomes.get()
    assert outcome.feedback == [
        {"title": "Use of evidence", "points": 3, "most": 4, "comment": "Clear."},
        {"title": "Putting it into practice", "points": 3, "most": 4, "comment": "Clear."},
    ]
    assert (outcome.percent, outcome.comment) == (75, "A sound answer.")


def test_who_is_held_waits_for_a_later_release(scene):
    passed, unmarked = scene.marked(True), scene.submitted()
    suspected = scene.marked(True)
    case = MisconductCaseFactory(submission=suspected.submissions.get())

    scene.release()

    assert result_of(passed) == OutcomeResult.PASSED
    assert [result_of(entry) for entry in (unmarked.entry, suspected)] == [None, None]
    assert {line.judgement.hold for line in scene.board(at=LATER).held} == {Hold.NOT_MARKED, Hold.MISCONDUCT}

    case.closed_at, case.was_upheld, case.state = LATER, False, "dismissed"
    case.save()
    second = scene.release(at=LATER)

    assert result_of(suspected) == OutcomeResult.PASSED
    assert suspected.outcomes.get().release == second
    assert passed.outcomes.count() == 1
    assert letters().filter(recipient_email=passed.enrolment.participant.user.email).count() == 1


def test_an_upheld_case_makes_the_result_void_and_says_nothing_of_marks(scene):
    entry = scene.marked(True)
    MisconductCaseFactory(submission=entry.submissions.get(), state="closed", was_upheld=True, closed_at=BOARD)

    scene.release()

    outcome = entry.outcomes.get()
    assert (outcome.result, outcome.percent, outcome.feedback) == (OutcomeResult.VOIDED, None, [])
    assert status_of(entry) == EnrolmentStatus.ACTIVE


def test_an_upheld_case_that_can_still_be_appealed_holds_the_result(scene):
    entry = scene.marked(True)
    MisconductCaseFactory(submission=entry.submissions.get(), state="upheld", was_upheld=True)

    assert scene.release() is None
    assert result_of(entry) is None


def test_a_concern_about_what_was_taken_back_since_holds_the_result_too(scene):
    entry = scene.marked(True)
    before = SubmissionFactory(entry=entry, withdrawn_at=OPENED)
    case = MisconductCaseFactory(submission=before)

    assert scene.release() is None
    case.closed_at, case.was_upheld, case.state = BOARD, False, "dismissed"
    case.save()
    assert scene.release(at=LATER) is not None
    assert result_of(entry) == OutcomeResult.PASSED


@pytest.mark.parametrize("state", [EntryState.MOVED_ON, EntryState.VOID])
def test_an_entry_that_does_not_stand_has_no_result(scene, state):
    scene.marked(True, state=state)

    assert scene.release() is None


def test_somebody_who_is_still_writing_is_held(scene):
    scene.entry(closes_at=BOARD + timedelta(hours=1), closed_at=None)

    assert scene.release() is None
    assert [line.judgement.hold for line in scene.board().held] == [Hold.STILL_WRITING]


def test_a_second_press_does_nothing(scene):
    scene.marked(True)

    assert scene.release() is not None
    assert scene.release() is None
    assert (Release.objects.count(), Outcome.objects.count(), letters().count()) == (1, 1, 1)


def test_what_was_not_shown_is_not_released(scene):
    scene.marked(True)
    shown = scene.board().mark
    scene.marked(False)

    from assessments.actions.outcomes import release

    with pytest.raises(ResultsChangedError, match="changed since you looked"):
        release(window=scene.window, shown=shown, by=scene.hub, at=BOARD)
    assert not Outcome.objects.exists()


def test_somebody_who_deferred_gets_the_result_and_is_not_completed(scene):
    entry = scene.marked(True)
    entry.enrolment.status = EnrolmentStatus.DEFERRED
    entry.enrolment.save()

    scene.release()

    assert result_of(entry) == OutcomeResult.PASSED
    assert status_of(entry) == EnrolmentStatus.DEFERRED


def test_a_board_reads_as_much_for_many_as_for_one(scene, django_assert_max_num_queries):
    for passes in (True, False, True, True):
        scene.marked(passes)

    with django_assert_max_num_queries(7):
        assert len(scene.board().ready) == 4
