"""A closed window with what was handed in, a rubric of four criteria and a team; and people who mark as they are told."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from assessments.actions.allocating import allocate
from assessments.actions.marking import Written, finish, save
from assessments.actions.scripts import make_scripts
from assessments.choices import MarkingStage, MarkingState
from assessments.facts.allocation import plan
from assessments.models import Criterion, Marking, Script, Window
from npq_portal import clock
from npq_portal.accounts.models import User
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.assessments import (
    AssessmentPolicyFactory,
    CriterionFactory,
    EntryFactory,
    SubmissionFactory,
    TeamMemberFactory,
    WindowFactory,
)
from tests.factories.courses import EnrolmentFactory

CLOSED_AT = datetime(2027, 2, 11, 0, 5, tzinfo=UTC)
AT = datetime(2027, 2, 11, 9, tzinfo=UTC)
LATER = datetime(2027, 3, 1, 9, tzinfo=UTC)
#: Points for each of four criteria of 0 to 4 that come to about so much: a clear fail, just a fail, near, clear, top.
FAIL, JUST_NOT, NEAR, CLEAR, TOP = (1, 2, 1, 2), (2, 3, 2, 2), (2, 3, 3, 2), (3, 3, 3, 3), (4, 4, 4, 4)


@dataclass
class Scene:
    """`team` are the markers in the order of their names; the last `seniors` of them are senior markers."""

    window: Window
    criteria: list[Criterion]
    team: list[User] = field(default_factory=list)
    hub: User | None = None

    def scripts(self) -> list[Script]:
        """In the order of their numbers."""
        return list(Script.objects.filter(submission__entry__window=self.window).order_by("number"))

    def make(self) -> list[Script]:
        """Their scripts, as the task makes them."""
        make_scripts(window=self.window, at=AT)
        return self.scripts()

    def allocate(self, *, at: datetime = AT, with_overdue: bool = False):
        """As the hub does it: look, then do."""
        shown = plan(self.window, today=clock.london_date(at), with_overdue=with_overdue)
        return allocate(window=self.window, mark=shown.mark, with_overdue=with_overdue, by=self.hub, at=at)

    def open_marks(self, marker: User | None = None, stage: MarkingStage | None = None) -> list[Marking]:
        """What waits for its marker."""
        rows = Marking.objects.filter(state__in=[MarkingState.ALLOCATED, MarkingState.CLAIMED])
        rows = rows.filter(marker=marker) if marker else rows
        return list((rows.filter(stage=stage) if stage else rows).order_by("pk"))

    def written(self, points: tuple[int, ...]) -> Written:
        """Points for each criterion, with a word about it."""
        keys = [criterion.pk for criterion in self.criteria]
        comments = {pk: f"About criterion {number}" for number, pk in enumerate(keys, 1)}
        return Written(points=dict(zip(keys, points, strict=True)), comments=comments, comment="Well done", note="")

    def mark(self, marking: Marking, points: tuple[int, ...], *, at: datetime = AT) -> Marking:
        """Save and finish."""
        save(marking=marking, written=self.written(points), by=marking.marker, at=at)
        return finish(marking=marking, by=marking.marker, at=at)

    def live(self, script: Script, stage: MarkingStage) -> Marking | None:
        """The mark of a stage that was not handed back."""
        return script.markings.filter(stage=stage).exclude(state=MarkingState.HANDED_BACK).first()


def a_scene(*, people: int = 3, markers: int = 3, seniors: int = 1, policy: dict | None = None, **window) -> Scene:
    """So many people handed in; so many markers, of whom the last are senior."""
    made = WindowFactory(closed_at=CLOSED_AT, **window)
    programme = made.cohort.programme
    AssessmentPolicyFactory(programme=programme, **(policy or {}))
    criteria = [CriterionFactory(programme=programme, position=number) for number in range(4)]
    scene = Scene(made, criteria, hub=UserFactory(roles=["hub_admin"], name="Hannah of the hub"))
    for number in range(markers):
        user = UserFactory(roles=["assessor"], name=f"Marker {number + 1}")
        TeamMemberFactory(programme=programme, user=user, is_senior=number >= markers - seniors)
        scene.team.append(user)
    for number in range(people):
        hand_in(scene, number)
    return scene


def hand_in(scene: Scene, number: int, *, workplace_urn: str = "", **submission):
    """One more person's submission."""
    person = ParticipantFactory(first_name="Writer", last_name=f"Number {number}")
    enrolment = EnrolmentFactory(cohort=scene.window.cohort, participant=person, workplace_urn=workplace_urn)
    entry = EntryFactory(window=scene.window, enrolment=enrolment, closed_at=CLOSED_AT)
    at = scene.window.closes_at - timedelta(hours=number + 1)
    return SubmissionFactory(entry=entry, submitted_at=at, **submission)
