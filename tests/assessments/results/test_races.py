"""Two members of the board at once, on two real connections."""

import pytest

from assessments.actions.completing import complete_who_reached_engagement
from assessments.actions.misconduct import raise_case
from assessments.actions.outcomes import correct, release
from assessments.models import CompletionStatement, MisconductCase, Outcome, Release
from courses.actions.enrolments import complete
from courses.models import EnrolmentEvent
from npq_portal.notifications.models import Notification
from tests.assessments.results.scenes import BOARD, LATER, a_scene
from tests.registrations.actions.racing import at_once, race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene():
    return a_scene()


def releasing(scene):
    shown = scene.board().mark
    return lambda: release(window=scene.window, shown=shown, by=scene.hub, at=BOARD)


def test_two_releases_at_once_are_one(scene):
    for passes in (True, False, True):
        scene.marked(passes)

    outcomes = at_once(releasing(scene), releasing(scene))

    assert sorted(type(one).__name__ for one in outcomes) == ["NoneType", "Release"]
    assert (Release.objects.count(), Outcome.objects.count()) == (1, 3)
    assert CompletionStatement.objects.count() == 2
    assert Notification.objects.filter(kind="result_released").count() == 3


def test_a_release_waits_for_another_that_is_not_done_yet(scene):
    scene.marked(True)

    assert race(releasing(scene), releasing(scene)) is None
    assert Release.objects.count() == 1


def test_two_corrections_at_once_are_one(scene):
    entry = scene.marked(False)
    scene.release()

    def correcting():
        return correct(entry=entry, result="passed", reason="Added wrongly", by=scene.hub, at=LATER)

    made = at_once(correcting, correcting)

    assert made[0] == made[1]
    assert Outcome.objects.count() == 2
    assert CompletionStatement.objects.count() == 1


def test_the_task_twice_at_once_completes_once(scene):
    entry = scene.marked(True, engaged=False)
    scene.release()
    scene.engaged(entry.enrolment)

    done = at_once(*[lambda: complete_who_reached_engagement(at=LATER)] * 2)

    assert sorted(done) == [0, 1]
    assert CompletionStatement.objects.count() == 1
    assert Notification.objects.filter(kind="course_completed").count() == 1


def test_a_release_while_somebody_else_completes_the_enrolment(scene):
    entry = scene.marked(True)

    at_once(releasing(scene), lambda: complete(enrolment=entry.enrolment, by=scene.hub, at=BOARD))

    assert EnrolmentEvent.objects.filter(enrolment=entry.enrolment, status="completed").count() == 1
    assert Outcome.objects.count() == 1


def test_a_case_raised_while_the_board_releases_comes_after_it_or_holds_the_result(scene):
    entry = scene.marked(True)
    submission = entry.submissions.get()

    def raising():
        return raise_case(submission=submission, allegation="Copied.", by=scene.hub, at=BOARD)

    outcome = race(releasing(scene), raising)

    assert isinstance(outcome, MisconductCase)
    assert Outcome.objects.count() == 1


def test_a_case_that_is_being_raised_holds_a_release_that_did_not_see_it(scene):
    entry = scene.marked(True)
    submission = entry.submissions.get()

    outcome = race(
        lambda: raise_case(submission=submission, allegation="Copied.", by=scene.hub, at=BOARD), releasing(scene)
    )

    assert outcome is None
    assert not Outcome.objects.exists()
