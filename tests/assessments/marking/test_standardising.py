"""Standardisation: everybody of the team marks an agreed script; it counts for nobody."""

import pytest

from assessments.actions.conflicts import declare
from assessments.actions.scripts import MarkingRefusedError
from assessments.actions.standardising import standardise
from assessments.choices import MarkingStage
from assessments.models import Marking, Script
from tests.assessments.marking.scenes import AT, CLEAR, FAIL, a_scene
from tests.factories.accounts import UserFactory
from tests.factories.assessments import TeamMemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    scene = a_scene(people=1, markers=4, policy={"sample_percent": 0, "sample_least": 0})
    scene.make()
    scene.allocate()
    return scene


@pytest.fixture
def script(scene) -> Script:
    scene.mark(scene.open_marks()[0], CLEAR)
    return Script.objects.get()


def test_everybody_else_of_the_team_gets_it(scene, script):
    given = standardise(script=script, by=scene.hub, at=AT)

    first = scene.live(script, MarkingStage.FIRST).marker
    assert {marking.marker for marking in given} == set(scene.team) - {first}
    assert {marking.stage for marking in given} == {MarkingStage.STANDARDISATION}
    script.refresh_from_db()
    assert script.is_standard


def test_done_again_it_goes_to_who_came_since(scene, script):
    standardise(script=script, by=scene.hub, at=AT)
    newcomer = UserFactory(roles=["assessor"])
    TeamMemberFactory(programme=scene.window.cohort.programme, user=newcomer)

    given = standardise(script=script, by=scene.hub, at=AT)

    assert [marking.marker for marking in given] == [newcomer]
    assert list(script.events.values_list("what", flat=True)).count("Chosen for standardisation") == 1


def test_it_is_not_given_against_a_conflict(scene, script):
    kept_off = scene.team[1]
    declare(marker=kept_off, enrolment=script.submission.entry.enrolment, reason="Friends", by=scene.hub, at=AT)

    given = standardise(script=script, by=scene.hub, at=AT)

    assert kept_off not in {marking.marker for marking in given}


def test_these_marks_do_not_count(scene, script):
    standardise(script=script, by=scene.hub, at=AT)

    for marking in scene.open_marks(stage=MarkingStage.STANDARDISATION):
        scene.mark(marking, FAIL)

    script.refresh_from_db()
    assert (script.state, script.agreed_percent, script.why_second) == ("agreed", 75, "")
    assert Marking.objects.filter(stage=MarkingStage.SECOND).count() == 0


def test_only_what_is_agreed_has_a_mark_to_compare_with(scene):
    with pytest.raises(MarkingRefusedError, match="agreed"):
        standardise(script=Script.objects.get(), by=scene.hub, at=AT)
