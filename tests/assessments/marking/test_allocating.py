"""Giving scripts to the team: evenly, never against a conflict, told once, and overdue work to somebody else."""

from datetime import timedelta

import pytest

from assessments.actions.allocating import AllocationChangedError, allocate
from assessments.actions.conflicts import declare
from assessments.actions.marking import claim
from assessments.choices import MarkingStage, MarkingState, ScriptState
from assessments.facts.allocation import plan, team_of
from assessments.models import Conflict, Marking, TeamMember
from assessments.rules.allocation import WhyNot
from npq_portal import clock
from npq_portal.accounts.models import RoleGrant
from npq_portal.notifications.models import Notification
from tests.assessments.marking.scenes import AT, LATER, a_scene, hand_in
from tests.factories.accounts import ParticipantFactory
from tests.factories.assessments import EntryFactory, SubmissionFactory
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import ComponentFactory, RecordFactory, SessionFactory

pytestmark = pytest.mark.django_db
TODAY = clock.london_date(AT)


def loads(scene) -> list[int]:
    return [len(scene.open_marks(marker)) for marker in scene.team]


def alone(scene, **enrolment):
    """The only script of a window: of somebody enrolled like this."""
    hand_in(scene, 1, **enrolment)
    return scene.make()[0]


def why(scene) -> dict[str, WhyNot]:
    """By name, why the only work cannot be placed."""
    (unplaced,) = plan(scene.window, today=TODAY).allocation.unplaced
    return {str(member): unplaced.reasons[pk] for pk, member in plan(scene.window, today=TODAY).team.items()}


def test_the_scripts_are_shared_and_the_last_senior_marker_kept_free():
    scene = a_scene(people=6, markers=3)
    scene.make()

    scene.allocate()

    assert loads(scene) == [3, 3, 0]
    marking = Marking.objects.first()
    assert (marking.stage, marking.state, marking.allocated_at) == ("first", "allocated", AT)
    assert marking.due_on == TODAY + timedelta(days=14)
    assert set(scene.scripts()[0].events.values_list("what", flat=True)) == {"Script made", "Given to a marker"}
    assert {script.state for script in scene.scripts()} == {ScriptState.MARKING}


def test_each_marker_is_written_to_once():
    scene = a_scene(people=6, markers=3)
    scene.make()

    scene.allocate()

    letters = Notification.objects.filter(kind="marking_allocated")
    assert sorted(letters.values_list("recipient__name", flat=True)) == ["Marker 1", "Marker 2"]
    told = letters.first().context
    assert (told["scripts"], told["due_by"]) == ("3 scripts", "Thursday 25 February 2027")
    assert not any(script.number in str(told) for script in scene.scripts())


def test_what_is_done_is_what_was_shown():
    scene = a_scene(people=2)
    scene.make()
    shown = plan(scene.window, today=TODAY)
    hand_in(scene, 9)
    scene.make()

    with pytest.raises(AllocationChangedError):
        allocate(window=scene.window, mark=shown.mark, by=scene.hub, at=AT)
    assert not Marking.objects.exists()


def test_a_second_press_is_told_and_gives_nothing():
    scene = a_scene(people=2)
    scene.make()
    shown = plan(scene.window, today=TODAY)
    allocate(window=scene.window, mark=shown.mark, by=scene.hub, at=AT)

    with pytest.raises(AllocationChangedError):
        allocate(window=scene.window, mark=shown.mark, by=scene.hub, at=AT)
    assert Marking.objects.count() == 2


def test_a_look_changes_nothing():
    scene = a_scene(people=2)
    scene.make()

    assert plan(scene.window, today=TODAY).mark == plan(scene.window, today=TODAY).mark
    assert not Marking.objects.exists()


class TestConflicts:
    """Who must not mark whom."""

    @pytest.fixture
    def scene(self):
        return a_scene(people=0, markers=1, seniors=0)

    def test_their_own_facilitator(self, scene):
        script = alone(scene)
        SessionFactory(component=ComponentFactory(cohort=scene.window.cohort), facilitators=[scene.team[0]])

        assert why(scene) == {"Marker 1": WhyNot.FACILITATES}
        assert script.submission.entry.enrolment.cohort == scene.window.cohort

    def test_whoever_taught_them_in_another_cohort(self, scene):
        person = alone(scene).submission.entry.enrolment.participant
        RecordFactory(
            session=SessionFactory(facilitators=[scene.team[0]]), enrolment=EnrolmentFactory(participant=person)
        )

        assert why(scene) == {"Marker 1": WhyNot.FACILITATES}

    def test_not_a_facilitator_of_others(self, scene):
        alone(scene)
        SessionFactory(facilitators=[scene.team[0]])

        assert plan(scene.window, today=TODAY).allocation.unplaced == []

    def test_a_hub_admin_marks_nothing_since_the_hubs_pages_name_the_writers(self, scene):
        RoleGrant.objects.create(user=scene.team[0], role="hub_admin", granted_at=AT)
        alone(scene)

        assert scene.team[0].pk not in plan(scene.window, today=TODAY).team

    def test_the_same_school(self, scene):
        TeamMember.objects.update(school_urn="123456")
        alone(scene, workplace_urn="123456")

        assert why(scene) == {"Marker 1": WhyNot.SAME_SCHOOL}

    def test_a_declared_conflict_also_from_an_earlier_enrolment(self, scene):
        person = alone(scene).submission.entry.enrolment.participant
        earlier = EnrolmentFactory(participant=person)
        declare(marker=scene.team[0], enrolment=earlier, reason="Married", by=scene.hub, at=AT)

        assert why(scene) == {"Marker 1": WhyNot.DECLARED}

    def test_their_own(self, scene):
        person = ParticipantFactory(user=scene.team[0])
        enrolment = EnrolmentFactory(participant=person, cohort=scene.window.cohort)
        SubmissionFactory(entry=EntryFactory(window=scene.window, enrolment=enrolment, closed_at=AT))
        scene.make()

        assert why(scene) == {"Marker 1": WhyNot.OWN}

    def test_full(self, scene):
        TeamMember.objects.update(most_scripts=0)
        alone(scene)

        assert why(scene) == {"Marker 1": WhyNot.FULL}


def test_declaring_a_conflict_takes_open_scripts_back_and_gives_them_to_others():
    scene = a_scene(people=1, markers=2, seniors=0)
    (script,) = scene.make()
    scene.allocate()
    (marking,) = scene.open_marks()
    enrolment = script.submission.entry.enrolment

    for _ in range(2):
        declare(marker=marking.marker, enrolment=enrolment, reason="Neighbours", by=scene.hub, at=AT)

    (now,) = scene.open_marks()
    assert now.marker != marking.marker
    assert Conflict.objects.get().reason == "Neighbours"
    marking.refresh_from_db()
    assert marking.state == MarkingState.HANDED_BACK
    assert "Taken back: a conflict was declared" in set(script.events.values_list("what", flat=True))


@pytest.mark.parametrize(
    "change",
    [
        lambda member: TeamMember.objects.filter(pk=member.pk).update(left_at=AT),
        lambda member: RoleGrant.objects.filter(user=member.user).update(revoked_at=AT),
        lambda member: type(member.user).objects.filter(pk=member.user_id).update(is_active=False),
    ],
    ids=["left the team", "no assessor any more", "may not sign in"],
)
def test_who_is_not_of_the_team(change):
    scene = a_scene(markers=2)
    programme = scene.window.cohort.programme
    gone = TeamMember.objects.get(user=scene.team[0])

    change(gone)

    assert [member.user for member in team_of(programme)] == [scene.team[1]]


class TestOverdue:
    """What should have been marked by yesterday."""

    @pytest.fixture
    def scene(self):
        scene = a_scene(people=2, markers=3, seniors=0)
        scene.make()
        TeamMember.objects.exclude(user=scene.team[0]).update(most_scripts=0)
        scene.allocate()
        TeamMember.objects.update(most_scripts=None)
        assert loads(scene) == [2, 0, 0]
        return scene

    def test_it_goes_to_somebody_else_and_stays_in_the_history(self, scene):
        claim(marking=scene.open_marks()[0], by=scene.team[0], at=AT)

        scene.allocate(at=LATER, with_overdue=True)

        assert loads(scene) == [0, 1, 1]
        assert Marking.objects.filter(marker=scene.team[0], state=MarkingState.HANDED_BACK).count() == 2
        assert {marking.due_on for marking in scene.open_marks()} == {clock.london_date(LATER) + timedelta(days=14)}
        assert {script.state for script in scene.scripts()} == {ScriptState.MARKING}

    def test_only_when_the_hub_says_so(self, scene):
        assert plan(scene.window, today=clock.london_date(LATER)).works == []

    def test_not_on_the_last_day(self, scene):
        due_on = scene.open_marks()[0].due_on

        assert plan(scene.window, today=due_on, with_overdue=True).works == []
        assert len(plan(scene.window, today=due_on + timedelta(days=1), with_overdue=True).works) == 2

    def test_where_nobody_else_can_have_it_it_stays(self, scene):
        TeamMember.objects.exclude(user=scene.team[0]).update(most_scripts=0)

        scene.allocate(at=LATER, with_overdue=True)

        assert loads(scene) == [2, 0, 0]


def test_standing_rules_of_the_database_hold_too():
    scene = a_scene(people=1, markers=2)
    (script,) = scene.make()
    scene.allocate()
    with pytest.raises(Exception, match="one_mark_of_a_stage"):
        Marking.objects.create(
            script=script, marker=scene.team[1], stage=MarkingStage.FIRST, allocated_at=AT, due_on=TODAY
        )
