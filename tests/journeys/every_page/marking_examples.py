"""Examples of the pages of marking: a closed window with scripts in every state, marked by the demo's assessor and others."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse

from assessments.actions.standardising import standardise
from assessments.choices import MarkingStage, ScriptState
from assessments.models import Marking, TeamMember
from npq_portal import clock
from npq_portal.accounts.models import User
from npq_portal.demo.cast import ASHA, GRACE
from tests.assessments.marking.scenes import AT, CLEAR, FAIL, TOP, Scene, a_scene, hand_in
from tests.factories.assessments import CaseFileFactory, TeamMemberFactory

#: 87.5%, near enough to CLEAR for two marks to agree.
TOP_BUT_ONE = (4, 4, 3, 3)

NAMES = (
    "marking:index",
    "hub-marking:index",
    "marking:script",
    "marking:case-file",
    "marking:save",
    "marking:hand-back",
    "hub-marking:window",
    "hub-marking:give-out",
    "hub-marking:draw",
    "hub-marking:conflicts",
    "hub-marking:comparison",
    "hub-marking:script",
)


def paths(name: str) -> Iterator[str]:
    """The addresses of a page; its window is made as it is asked for."""
    scene = _scene()
    numbers = {marking.stage: marking.script.number for marking in User.objects.get(email=ASHA.email).markings.all()}
    if name.endswith(":index"):
        yield reverse(name)
    elif name == "marking:script":
        yield from (reverse(name, args=[number]) for number in numbers.values())
    elif name == "marking:case-file":
        file = CaseFileFactory(case_study=scene.window.case_study)
        yield reverse(name, args=[numbers[MarkingStage.FIRST], file.pk])
    elif name in {"marking:save", "marking:hand-back"}:
        yield reverse(name, args=[numbers[MarkingStage.FIRST]])
    elif name == "hub-marking:script":
        yield from (reverse(name, args=[script.number]) for script in scene.scripts()[:3])
    else:
        yield reverse(name, args=[scene.window.pk])
    if name == "hub-marking:give-out":
        yield f"{reverse(name, args=[scene.window.pk])}?overdue=1"
    if name == "hub-marking:comparison":
        yield f"{reverse(name, args=[scene.window.pk])}?windows=all"


def _scene() -> Scene:
    """Eight people. Asha has one to mark, one to decide and one for standardisation; of the others two marks agree on one, one
    is late, one waits to be given out, and one cannot be given to anybody."""
    scene = a_scene(people=6, markers=2, seniors=0, policy={"sample_percent": 0, "sample_least": 1})
    CaseFileFactory(case_study=scene.window.case_study, name="Attendance by year group.csv")
    scene.hub = User.objects.get(email=GRACE.email)
    asha = User.objects.get(email=ASHA.email)
    scene.make()
    scene.allocate()
    TeamMemberFactory(programme=scene.window.cohort.programme, user=asha, is_senior=True)
    disputed, *others = scene.open_marks(scene.team[0])
    scene.mark(disputed, FAIL)
    scene.mark(scene.live(disputed.script, MarkingStage.SECOND), TOP)
    for marking in others:
        scene.mark(marking, CLEAR)
    (agreed,) = (script for script in scene.scripts() if script.state == ScriptState.AGREED)
    standardise(script=agreed, by=scene.hub, at=AT)
    waiting = scene.open_marks(scene.team[1], MarkingStage.FIRST)[0]
    Marking.objects.filter(pk=waiting.pk).update(marker=asha)
    sampled = next(one for one in scene.open_marks(scene.team[1], MarkingStage.SECOND))
    scene.mark(sampled, TOP_BUT_ONE)
    late = scene.open_marks(scene.team[1], MarkingStage.FIRST)[0]
    Marking.objects.filter(pk=late.pk).update(due_on=clock.today() - timedelta(days=3))
    TeamMember.objects.filter(programme=scene.window.cohort.programme).update(school_urn="900099")
    hand_in(scene, 7)
    hand_in(scene, 8, workplace_urn="900099")
    scene.make()
    return scene
