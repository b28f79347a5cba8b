"""Second marks, samples, disagreement and agreement: each follows from the very finish that calls for it, and leaves its trail."""

from decimal import Decimal

import pytest

from assessments.actions.agreeing import ask_second, draw_samples
from assessments.actions.scripts import MarkingRefusedError
from assessments.choices import AgreedHow, MarkingStage, MarkingState, ScriptState, WhySecond
from assessments.facts.allocation import plan
from assessments.models import Marking, Outcome, Release, Script, TeamMember
from npq_portal import clock
from npq_portal.notifications.models import Notification
from tests.assessments.marking.scenes import AT, CLEAR, FAIL, JUST_NOT, LATER, NEAR, TOP, a_scene

pytestmark = pytest.mark.django_db
FIRST, SECOND, SENIOR = MarkingStage.FIRST, MarkingStage.SECOND, MarkingStage.SENIOR


def marked_first(points, **facts):
    """The only script of a window, marked once."""
    scene = a_scene(people=1, markers=3, policy={"sample_percent": 0, "sample_least": 0}, **facts)
    scene.make()
    scene.allocate()
    scene.mark(scene.open_marks()[0], points)
    return scene, Script.objects.get()


def trail(script) -> list[str]:
    return list(script.events.values_list("what", flat=True))


@pytest.mark.parametrize(
    ("points", "why"),
    [(FAIL, WhySecond.FAIL), (JUST_NOT, WhySecond.FAIL), (NEAR, WhySecond.BORDERLINE)],
    ids=["a clear fail", "just a fail", "just a pass"],
)
def test_the_finish_itself_gives_it_to_a_second_marker(points, why):
    scene, script = marked_first(points)

    first, second = scene.live(script, FIRST), scene.live(script, SECOND)
    assert (script.why_second, script.state) == (why, ScriptState.MARKING)
    assert second.state == MarkingState.ALLOCATED
    assert second.marker not in {first.marker, scene.team[2]}  # who is the only senior marker, and kept free
    assert f"Second mark needed: {why.label.lower()}" in trail(script)
    assert Notification.objects.filter(kind="marking_allocated", recipient=second.marker).count() == 1


def test_a_clear_pass_outside_the_sample_is_agreed_on_the_first_mark():
    _, script = marked_first(CLEAR)

    assert (script.state, script.agreed_percent, script.agreed_pass) == ("agreed", Decimal(75), True)
    assert (script.agreed_how, script.agreed_at, script.why_second) == (AgreedHow.FIRST_ALONE, AT, "")
    assert trail(script) == ["Script made", "Given to a marker", "Begun", "First mark done", "Agreed"]


def test_two_on_one_side_agree_on_the_mean():
    scene, script = marked_first(FAIL)

    scene.mark(scene.live(script, SECOND), (1, 2, 2, 2))

    script.refresh_from_db()
    assert (script.state, script.agreed_how) == (ScriptState.AGREED, AgreedHow.TWO_AGREE)
    assert (script.agreed_percent, script.agreed_pass) == (Decimal("40.62"), False)  # of 37.5 and 43.75, cut off


@pytest.mark.parametrize(
    ("first", "second", "how"),
    [(FAIL, CLEAR, "across_the_line"), (NEAR, JUST_NOT, "across_the_line"), (NEAR, TOP, "far_apart")],
)
def test_two_that_disagree_go_to_a_senior_marker_who_is_neither(first, second, how):
    scene, script = marked_first(first)

    scene.mark(scene.live(script, SECOND), second)

    script.refresh_from_db()
    senior = scene.live(script, SENIOR)
    assert script.state == ScriptState.DISAGREED
    assert script.agreed_percent is None
    assert senior.marker == scene.team[2]
    assert script.events.filter(facts__how=how, what__startswith="Marks disagree").count() == 1


def test_the_senior_marker_decides_and_the_trail_says_it_all():
    scene, script = marked_first(FAIL)
    scene.mark(scene.live(script, SECOND), CLEAR)

    scene.mark(scene.live(script, SENIOR), NEAR, at=LATER)

    script.refresh_from_db()
    assert (script.state, script.agreed_how, script.agreed_at) == ("agreed", AgreedHow.SENIOR, LATER)
    assert (script.agreed_percent, script.agreed_pass) == (Decimal("62.5"), True)
    assert [words.partition(":")[0] for words in trail(script)] == [
        *("Script made", "Given to a marker", "Begun", "First mark done"),
        *("Second mark needed", "Given to a marker", "Begun", "Second mark done"),
        *("Marks disagree", "Given to a marker", "Begun", "Senior marker done", "Agreed"),
    ]
    assert script.events.last().facts == {
        "how": "senior",
        "percent": "62.50",
        "is_pass": True,
        "marks": {"first": "37.50", "second": "75.00", "senior": "62.50"},
    }


def test_without_a_second_senior_marker_the_disagreement_waits_and_says_why():
    scene, script = marked_first(FAIL)
    TeamMember.objects.update(is_senior=False)
    scene.mark(scene.live(script, SECOND), CLEAR)

    (unplaced,) = plan(scene.window, today=clock.london_date(AT)).allocation.unplaced
    assert (unplaced.work.key, unplaced.work.stage) == (script.number, SENIOR)

    TeamMember.objects.filter(user=scene.team[2]).update(is_senior=True)
    scene.allocate()
    assert scene.live(script, SENIOR).marker == scene.team[2]


def test_marks_that_are_written_later_leave_what_is_agreed():
    scene, script = marked_first(CLEAR)
    again = Script.objects.get()

    assert scene.open_marks() == []
    assert (again.agreed_percent, script.events.count()) == (script.agreed_percent, 5)


class TestSample:
    """Of each marker's clear passes, at least so many."""

    def scene(self, people: int, **policy):
        scene = a_scene(people=people, markers=3, policy={"sample_percent": 10, "sample_least": 2, **policy})
        scene.make()
        scene.allocate()
        return scene

    def sampled(self) -> set[str]:
        return set(Script.objects.filter(why_second=WhySecond.SAMPLE).values_list("number", flat=True))

    def test_it_is_drawn_when_a_markers_last_first_mark_is_done(self):
        scene = self.scene(12)
        marker = scene.team[0]
        *most, last = scene.open_marks(marker, FIRST)
        for marking in most:
            scene.mark(marking, CLEAR)
        assert self.sampled() == set()
        assert not Script.objects.filter(state=ScriptState.AGREED).exists()

        scene.mark(last, CLEAR)

        assert len(self.sampled()) == 2
        assert Script.objects.filter(state=ScriptState.AGREED).count() == 4
        seconds = Marking.objects.filter(stage=SECOND)
        assert {marking.script.number for marking in seconds} == self.sampled()
        assert all(marking.marker != marker for marking in seconds)

    def test_each_marker_has_a_sample_of_their_own(self):
        scene = self.scene(12)

        for marking in scene.open_marks(stage=FIRST):
            scene.mark(marking, TOP)

        firsts = Marking.objects.filter(stage=FIRST, script__why_second=WhySecond.SAMPLE)
        assert [firsts.filter(marker=marker).count() for marker in scene.team] == [2, 2, 0]

    def test_fails_and_borderlines_are_no_part_of_it(self):
        scene = self.scene(8)
        own = scene.open_marks(scene.team[0], FIRST)

        for marking, points in zip(own, (FAIL, NEAR, CLEAR, TOP), strict=True):
            scene.mark(marking, points)

        assert len(self.sampled()) == 2
        assert Script.objects.exclude(why_second="").count() == 4

    def test_the_hub_may_draw_before_everything_is_marked_and_the_rest_adds_to_it(self):
        scene = self.scene(12, sample_percent=50, sample_least=1)
        own = scene.open_marks(scene.team[0], FIRST)
        for marking in own[:2]:
            scene.mark(marking, CLEAR)

        assert draw_samples(window=scene.window, by=scene.hub, at=AT) == 1
        assert draw_samples(window=scene.window, by=scene.hub, at=AT) == 0
        early = self.sampled()
        for marking in own[2:]:
            scene.mark(marking, CLEAR)

        assert early < self.sampled()
        assert len(self.sampled()) == 3

    def test_the_trail_says_of_how_many(self):
        scene = self.scene(4)
        for marking in scene.open_marks(scene.team[0], FIRST):
            scene.mark(marking, CLEAR)

        event = Script.objects.filter(why_second=WhySecond.SAMPLE).first().events.get(facts__why="sample")
        assert event.facts == {"why": "sample", "of": "2", "size": "2"}


class TestAskedByTheHub:
    """A second mark for a reason of the hub's own."""

    def test_an_agreed_script_is_open_again(self):
        scene, script = marked_first(CLEAR)

        for _ in range(2):
            ask_second(script=script, by=scene.hub, at=LATER)

        script.refresh_from_db()
        assert (script.state, script.why_second, script.agreed_percent) == ("marking", WhySecond.ASKED, None)
        assert scene.live(script, SECOND) is not None
        event = script.events.get(facts__why="asked")
        assert (event.by, event.facts["was_agreed"]) == (scene.hub, "75.00")

    def test_not_before_the_first_mark(self):
        scene = a_scene(people=1)
        (script,) = scene.make()

        with pytest.raises(MarkingRefusedError, match="no first mark"):
            ask_second(script=script, by=scene.hub, at=AT)

    def test_not_where_two_have_marked_it(self):
        scene, script = marked_first(FAIL)
        scene.mark(scene.live(script, SECOND), FAIL)

        with pytest.raises(MarkingRefusedError, match="already"):
            ask_second(script=script, by=scene.hub, at=LATER)

    def test_not_once_the_result_is_out(self):
        scene, script = marked_first(CLEAR)
        release = Release.objects.create(window=scene.window, at=LATER, by=scene.hub)
        Outcome.objects.create(
            entry=script.submission.entry, result="passed", release=release, at=LATER, by=scene.hub, percent=75
        )

        with pytest.raises(MarkingRefusedError, match="released"):
            ask_second(script=script, by=scene.hub, at=LATER)


def test_second_marks_of_one_day_are_told_once():
    scene = a_scene(people=6, markers=2, seniors=0)
    scene.make()
    scene.allocate()
    for marking in scene.open_marks(scene.team[0], FIRST):
        scene.mark(marking, FAIL)

    letters = Notification.objects.filter(kind="marking_allocated", recipient=scene.team[1])
    assert Marking.objects.filter(stage=SECOND, marker=scene.team[1]).count() == 3
    assert letters.count() == 2  # the first scripts, and that there is more
