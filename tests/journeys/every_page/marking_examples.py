"""Examples of the pages of marking: a closed window with scripts in every state, marked by the demo's assessor and others."""

from collections.abc import Iterator

from django.urls import reverse

from assessments.choices import MarkingStage
from npq_portal.accounts.models import User
from npq_portal.demo.cast import ASHA, GRACE
from tests.assessments.marking.scenes import CLEAR, FAIL, TOP, Scene, a_scene
from tests.factories.assessments import MarkingFactory, TeamMemberFactory

NAMES = (
    "marking:script",
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
    if name == "marking:script":
        yield from (reverse(name, args=[number]) for number in numbers.values())
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
    """Six people; Asha has one to mark, one to decide and one for standardisation."""
    scene = a_scene(people=6, markers=2, seniors=0, policy={"sample_percent": 0, "sample_least": 1})
    scene.hub = User.objects.get(email=GRACE.email)
    asha = User.objects.get(email=ASHA.email)
    scene.make()
    scene.allocate()
    TeamMemberFactory(programme=scene.window.cohort.programme, user=asha, is_senior=True)
    disputed, agreed, *_ = scene.open_marks(scene.team[0])
    scene.mark(disputed, FAIL)
    scene.mark(scene.live(disputed.script, MarkingStage.SECOND), TOP)
    scene.mark(agreed, CLEAR)
    last = scene.scripts()[-1]
    last.markings.all().delete()
    MarkingFactory(script=last, marker=asha, stage=MarkingStage.FIRST)
    return scene
