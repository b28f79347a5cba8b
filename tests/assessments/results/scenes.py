"""A cohort that has written about a case: entries in every state, marks agreed, engagement met or not."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from assessments.actions.outcomes import release
from assessments.choices import AgreedHow, MarkingStage, MarkingState, ScriptState
from assessments.facts.results import Board, board_of
from assessments.models import Criterion, Entry, Release, Submission, Window
from courses.actions.engagement import after_change, record
from courses.choices import Mark, MarkSource
from courses.models import Component, Enrolment
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import Participant, User
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.assessments import (
    CriterionFactory,
    EntryFactory,
    MarkingFactory,
    ScriptFactory,
    SubmissionFactory,
    WindowFactory,
)
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import ComponentFactory
from tests.factories.results import ScoreFactory

OPENED = datetime(2027, 2, 4, 9, tzinfo=UTC)
CLOSED = datetime(2027, 2, 11, 0, 1, tzinfo=UTC)
MARKED = datetime(2027, 3, 1, 9, tzinfo=UTC)
#: The board sits.
BOARD = datetime(2027, 3, 10, 12, tzinfo=UTC)
LATER = BOARD + timedelta(days=5)


@dataclass
class Scene:
    """A window that is closed, with two criteria and a part of the course worth an hour."""

    window: Window
    component: Component
    criteria: list[Criterion]
    hub: User = field(default_factory=lambda: UserFactory(roles=[RoleName.HUB_ADMIN], name="Hannah Invented"))

    def engaged(self, enrolment: Enrolment) -> None:
        """All of the course."""
        record(
            enrolment=enrolment,
            component=self.component,
            slot="catch-up",
            mark=Mark.CAUGHT_UP,
            minutes=60,
            source=MarkSource.CATCH_UP,
            client_uuid=uuid4(),
            by=self.hub,
            at=MARKED,
        )

    def entry(
        self, *, engaged: bool = True, opened: bool = True, person: Participant | None = None, **kwargs: Any
    ) -> Entry:
        """Somebody in the window whose time is over."""
        person = person or ParticipantFactory(verified=True)
        enrolment = EnrolmentFactory(cohort=self.window.cohort, participant=person)
        after_change(enrolment_ids=[enrolment.pk], at=MARKED)
        if engaged:
            self.engaged(enrolment)
        facts = {"case_opened_at": OPENED if opened else None, "closed_at": CLOSED} | kwargs
        return EntryFactory(window=self.window, enrolment=enrolment, **facts)

    def submitted(self, **kwargs: Any) -> Submission:
        """Handed in, not marked."""
        return SubmissionFactory(entry=self.entry(**kwargs))

    def marked(self, passes: bool, **kwargs: Any) -> Entry:
        """Handed in, and the first mark agreed."""
        return self.marks(self.entry(**kwargs), passes=passes)

    def marks(self, entry: Entry, *, passes: bool) -> Entry:
        """The same for an entry that is there."""
        submission = SubmissionFactory(entry=entry)
        percent = 75 if passes else 40
        script = ScriptFactory(
            submission=submission,
            state=ScriptState.AGREED,
            agreed_percent=percent,
            agreed_pass=passes,
            agreed_how=AgreedHow.FIRST_ALONE,
            agreed_at=MARKED,
        )
        marking = MarkingFactory(
            script=script, stage=MarkingStage.FIRST, state=MarkingState.DONE, done_at=MARKED, percent=percent
        )
        marking.comment = "A sound answer." if passes else "Say more about how."
        marking.save()
        for criterion in self.criteria:
            ScoreFactory(marking=marking, criterion=criterion, points=3 if passes else 1)
        return entry

    def board(self, *, at: datetime = BOARD) -> Board:
        """What the board sees."""
        return board_of(self.window, at=at)

    def release(self, *, at: datetime = BOARD, note: str = "") -> Release | None:
        """As shown a moment before."""
        return release(window=self.window, shown=self.board(at=at).mark, note=note, by=self.hub, at=at)


def a_scene(window: Window | None = None) -> Scene:
    """Nobody in it yet."""
    window = window or WindowFactory(opened_at=datetime(2027, 2, 3, tzinfo=UTC), closed_at=CLOSED)
    programme = window.cohort.programme
    return Scene(
        window=window,
        component=ComponentFactory(cohort=window.cohort, title="Seminar"),
        criteria=[
            CriterionFactory(programme=programme, title="Use of evidence", position=1),
            CriterionFactory(programme=programme, title="Putting it into practice", position=2),
        ],
    )
