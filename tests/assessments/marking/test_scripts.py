"""Scripts: made once a window is closed, each once, by a number that says nothing."""

from datetime import timedelta

import pytest

from assessments.actions.scripts import WindowOpenError, make_due_scripts, make_scripts
from assessments.choices import EntryState
from assessments.facts.scripts import scripts_of
from assessments.models import Script, Window
from assessments.rules.numbers import PATTERN
from assessments.tasks import make_scripts as task
from tests.assessments.marking.scenes import AT, CLOSED_AT, a_scene, hand_in
from tests.registrations.actions.racing import race

pytestmark = pytest.mark.django_db


def test_each_submission_that_stands_gets_a_script_with_a_number():
    scene = a_scene(people=5)

    made = make_scripts(window=scene.window, at=AT)

    assert len(made) == 5
    assert len({script.number for script in made}) == 5
    assert all(PATTERN.fullmatch(script.number) for script in made)
    assert {(script.state, script.made_at) for script in made} == {("waiting", AT)}
    assert [event.what for script in made for event in script.events.all()] == ["Script made"] * 5


def test_doing_it_again_makes_none():
    scene = a_scene()
    make_scripts(window=scene.window, at=AT)

    assert make_scripts(window=scene.window, at=AT) == []
    assert Script.objects.count() == 3


def test_what_was_taken_back_or_made_void_is_no_script():
    scene = a_scene(people=1)
    hand_in(scene, 7, withdrawn_at=AT)
    void = hand_in(scene, 8)
    void.entry.state = EntryState.VOID
    void.entry.save()

    assert len(make_scripts(window=scene.window, at=AT)) == 1


def test_of_somebody_let_in_late_none_is_made_while_they_may_take_it_back():
    """They reached the engagement after the others' end, and have extra time: their own end is still to come."""
    scene = a_scene(people=1)
    late = hand_in(scene, 7).entry
    late.closes_at, late.closed_at = CLOSED_AT + timedelta(hours=5), None
    late.save()

    assert len(make_scripts(window=scene.window, at=AT)) == 1
    late.closed_at = late.closes_at
    late.save()
    assert make_due_scripts(at=AT) == 1


def test_what_was_taken_back_after_all_is_marked_by_nobody():
    scene = a_scene(people=1)
    (script,) = scene.make()
    script.submission.withdrawn_at = AT
    script.submission.save()

    assert list(scripts_of(scene.window)) == []


def test_nothing_is_made_while_somebody_may_still_write():
    scene = a_scene(people=1)
    Window.objects.update(closed_at=None)

    with pytest.raises(WindowOpenError):
        make_scripts(window=scene.window, at=AT)
    assert make_due_scripts(at=AT) == 0


def test_the_order_does_not_tell_who_was_first():
    """Of 12 the chance that the order of arrival comes out again is one in 479 million."""
    scene = a_scene(people=12)

    made = make_scripts(window=scene.window, at=AT)

    arrival = sorted(made, key=lambda script: script.submission.submitted_at)
    people = sorted(made, key=lambda script: script.submission_id)
    assert [script.pk for script in arrival] != sorted(script.pk for script in made)
    assert [script.pk for script in people] != sorted(script.pk for script in made)
    assert [script.number for script in arrival] != sorted(script.number for script in made)


def test_the_task_finds_what_is_due():
    a_scene(people=2)
    a_scene(people=1, opens_on="2027-03-03")

    assert task() == 3
    assert task() == 0


def test_one_that_comes_later_is_found_too():
    scene = a_scene(people=1)
    make_due_scripts(at=AT)
    hand_in(scene, 9)

    assert make_due_scripts(at=AT) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_each_script_once():
    scene = a_scene(people=4)

    second = race(
        lambda: make_scripts(window=scene.window, at=CLOSED_AT), lambda: make_scripts(window=scene.window, at=AT)
    )

    assert second == []
    assert Script.objects.count() == 4
