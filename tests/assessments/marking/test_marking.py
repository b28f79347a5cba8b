"""Begin, save, finish, hand back: what each does, refuses, and does when done twice."""

from datetime import timedelta
from decimal import Decimal

import pytest

from assessments.actions.allocating import take_back
from assessments.actions.marking import IncompleteError, Written, claim, finish, hand_back, save
from assessments.actions.scripts import MarkingRefusedError
from assessments.choices import MarkingStage, MarkingState, ScriptState
from assessments.models import AssessmentPolicy, Conflict, Criterion, Marking, Score
from tests.assessments.marking.scenes import AT, CLEAR, LATER, a_scene
from tests.factories.accounts import UserFactory
from tests.factories.assessments import CriterionFactory
from tests.registrations.actions.racing import at_once, race

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def scene():
    scene = a_scene(people=1, markers=3, seniors=0)
    scene.make()
    scene.allocate()
    return scene


@pytest.fixture
def marking(scene) -> Marking:
    return scene.open_marks()[0]


def saved(marking, **written):
    return save(marking=marking, written=Written(**written), by=marking.marker, at=AT)


class TestBeginning:
    def test_the_hub_sees_that_it_has_begun_and_since_when(self, marking):
        for at in (AT, LATER):
            claim(marking=marking, by=marking.marker, at=at)

        marking.refresh_from_db()
        assert (marking.state, marking.claimed_at) == (MarkingState.CLAIMED, AT)
        assert list(marking.script.events.values_list("what", flat=True)).count("Begun") == 1

    def test_only_by_its_marker(self, scene, marking):
        with pytest.raises(MarkingRefusedError, match="no longer yours"):
            claim(marking=marking, by=UserFactory(), at=AT)

    def test_not_after_it_was_given_to_somebody_else(self, scene, marking):
        take_back(marking, "Taken back: overdue", by=scene.hub, at=AT)

        with pytest.raises(MarkingRefusedError, match="no longer yours"):
            claim(marking=marking, by=marking.marker, at=AT)


class TestSaving:
    def test_points_and_comments_are_kept_and_begin_the_mark(self, scene, marking):
        first = scene.criteria[0].pk

        saved(marking, points={first: 3}, comments={first: "Clear"}, comment="Good", note="Look at 2")

        score = marking.scores.get()
        assert (score.points, score.comment, score.saved_at) == (3, "Clear", AT)
        marking.refresh_from_db()
        assert (marking.state, marking.comment, marking.note) == ("claimed", "Good", "Look at 2")

    def test_what_is_not_sent_is_left_as_it_is(self, scene, marking):
        first, second = (criterion.pk for criterion in scene.criteria[:2])
        saved(marking, points={first: 3}, comments={first: "Clear"}, note="Look at 2")

        saved(marking, points={second: 1})
        saved(marking, comments={first: "Very clear"})

        assert list(marking.scores.order_by("criterion").values_list("points", "comment")) == [
            (3, "Very clear"),
            (1, ""),
        ]
        marking.refresh_from_db()
        assert marking.note == "Look at 2"

    def test_points_can_be_taken_away(self, scene, marking):
        first = scene.criteria[0].pk
        saved(marking, points={first: 3})

        saved(marking, points={first: None})

        assert marking.scores.get().points is None

    def test_the_same_twice_is_one_row(self, scene, marking):
        for _ in range(2):
            saved(marking, points={scene.criteria[0].pk: 3})

        assert Score.objects.count() == 1

    @pytest.mark.parametrize(
        ("written", "words"),
        [
            pytest.param(lambda pk: {"points": {pk: 5}}, "0 to 4", id="more points than there are"),
            pytest.param(lambda pk: {"points": {0: 1}}, "criteria have changed", id="another criterion"),
            pytest.param(lambda pk: {"comments": {pk: "x" * 5001}}, "5,000", id="a comment without end"),
            pytest.param(lambda pk: {"note": "x" * 5001}, "5,000", id="a note without end"),
        ],
    )
    def test_what_is_refused_leaves_everything_as_it_was(self, written, words, scene, marking):
        with pytest.raises(MarkingRefusedError, match=words):
            saved(marking, **written(scene.criteria[0].pk))

        assert not Score.objects.exists()

    def test_a_rubric_of_another_programme_is_no_rubric(self, marking):
        stranger = CriterionFactory()

        with pytest.raises(MarkingRefusedError, match="criteria have changed"):
            saved(marking, points={stranger.pk: 1})

    def test_a_criterion_retired_before_the_script_was_made_is_not_asked_and_one_retired_since_is(self, scene, marking):
        old, newer = scene.criteria[:2]
        Criterion.objects.filter(pk=old.pk).update(retired_at=AT - MINUTE)
        Criterion.objects.filter(pk=newer.pk).update(retired_at=AT + MINUTE)

        with pytest.raises(MarkingRefusedError):
            saved(marking, points={old.pk: 1})
        saved(marking, points={newer.pk: 1})


class TestFinishing:
    def test_the_mark_is_final(self, scene, marking):
        scene.mark(marking, CLEAR, at=AT)

        marking.refresh_from_db()
        assert (marking.state, marking.percent, marking.done_at) == ("done", Decimal(75), AT)
        with pytest.raises(MarkingRefusedError, match="cannot be changed"):
            saved(marking, points={scene.criteria[0].pk: 0})

    def test_every_criterion_needs_points(self, scene, marking):
        saved(marking, points={criterion.pk: 2 for criterion in scene.criteria[:2]}, comment="Nearly")

        with pytest.raises(IncompleteError) as refusal:
            finish(marking=marking, by=marking.marker, at=AT)

        assert refusal.value.criteria == scene.criteria[2:]
        marking.refresh_from_db()
        assert marking.state == "claimed"

    def test_points_that_no_longer_fit_the_scale_are_told_and_the_mark_stays_open(self, scene, marking):
        saved(marking, points=dict.fromkeys((criterion.pk for criterion in scene.criteria), 4))
        AssessmentPolicy.objects.update(scale_most=3)

        with pytest.raises(MarkingRefusedError, match="Points go from 0 to 3"):
            finish(marking=marking, by=marking.marker, at=AT)
        marking.refresh_from_db()
        assert marking.state == "claimed"

    def test_without_a_rubric_nothing_is_finished(self, scene, marking):
        Criterion.objects.all().delete()

        with pytest.raises(MarkingRefusedError, match="the programme has no criteria"):
            finish(marking=marking, by=marking.marker, at=AT)

    def test_nought_is_a_mark_too(self, scene, marking):
        assert scene.mark(marking, (0, 0, 0, 0)).percent == 0

    def test_done_twice_it_is_done_once(self, scene, marking):
        scene.mark(marking, CLEAR)
        events = marking.script.events.count()

        finish(marking=marking, by=marking.marker, at=LATER)

        marking.refresh_from_db()
        assert (marking.done_at, marking.script.events.count()) == (AT, events)

    def test_weights_count(self, scene, marking):
        Criterion.objects.filter(pk=scene.criteria[0].pk).update(weight=3)

        assert scene.mark(marking, (4, 1, 1, 1)).percent == Decimal("62.5")


class TestHandingBack:
    def back(self, marking, **facts):
        return hand_back(marking=marking, reason="No time", by=marking.marker, at=AT, **facts)

    def test_it_goes_to_somebody_else_with_the_reason_in_its_history(self, scene, marking):
        saved(marking, points={scene.criteria[0].pk: 3})

        for _ in range(2):
            self.back(marking)

        (now,) = scene.open_marks()
        assert now.marker != marking.marker
        assert (now.stage, now.scores.count(), marking.scores.count()) == ("first", 0, 1)
        event = marking.script.events.get(what="Handed back")
        assert (event.facts["reason"], event.by) == ("No time", marking.marker)
        assert not Conflict.objects.exists()

    def test_nobody_gets_a_script_back_that_they_handed_back(self, scene, marking):
        for expected in (2, 1, 0):
            (now,) = scene.open_marks()
            self.back(now)
            left = {member for member in scene.team if not Marking.objects.filter(marker=member).exists()}
            assert len(left) == max(expected - 1, 0)

        assert scene.open_marks() == []
        marking.script.refresh_from_db()
        assert marking.script.state == ScriptState.WAITING

    def test_whoever_knows_the_writer_gets_nothing_of_theirs_again(self, marking):
        self.back(marking, knows_writer=True)

        conflict = Conflict.objects.get()
        assert (conflict.marker, conflict.by) == (marking.marker, marking.marker)
        assert conflict.enrolment == marking.script.submission.entry.enrolment

    def test_what_is_done_is_not_handed_back(self, scene, marking):
        scene.mark(marking, CLEAR)

        with pytest.raises(MarkingRefusedError, match="cannot be changed"):
            self.back(marking)

    def test_only_by_its_marker(self, marking):
        with pytest.raises(MarkingRefusedError, match="no longer yours"):
            hand_back(marking=marking, reason="No", by=UserFactory(), at=AT)


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    """On two real connections."""

    def test_begun_while_the_hub_takes_it_back_the_marker_waits_and_is_told(self, scene, marking):
        outcome = race(
            lambda: scene.allocate(at=LATER, with_overdue=True),
            lambda: claim(marking=marking, by=marking.marker, at=LATER),
        )

        assert isinstance(outcome, MarkingRefusedError)
        assert len(scene.open_marks()) == 1

    def test_two_presses_of_begin_are_one(self, scene, marking):
        def press() -> Marking:
            return claim(marking=marking, by=marking.marker, at=AT)

        assert all(isinstance(outcome, Marking) for outcome in at_once(press, press))
        assert list(marking.script.events.values_list("what", flat=True)).count("Begun") == 1

    def test_two_presses_of_finish_make_one_second_mark(self, scene, marking):
        save(marking=marking, written=scene.written((0, 0, 0, 0)), by=marking.marker, at=AT)

        def press() -> Marking:
            return finish(marking=Marking.objects.get(pk=marking.pk), by=marking.marker, at=AT)

        outcomes = at_once(press, press)

        assert [type(outcome) for outcome in outcomes] == [Marking, Marking]
        assert Marking.objects.filter(stage=MarkingStage.SECOND).count() == 1

    def test_two_hub_admins_who_allocate_at_once_give_each_script_once(self):
        scene = a_scene(people=4)
        scene.make()

        race(scene.allocate, scene.allocate)

        assert Marking.objects.count() == 4

    def test_finished_and_handed_back_at_once_one_of_them_wins(self, scene, marking):
        save(marking=marking, written=scene.written(CLEAR), by=marking.marker, at=AT)

        outcome = race(
            lambda: finish(marking=marking, by=marking.marker, at=AT),
            lambda: hand_back(marking=Marking.objects.get(pk=marking.pk), reason="No", by=marking.marker, at=AT),
        )

        assert isinstance(outcome, MarkingRefusedError)
        assert Marking.objects.get(pk=marking.pk).state == MarkingState.DONE
