"""Two cohorts of one programme, and somebody in the first of them."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from courses.models import Cohort, Component, Enrolment, ProgrammeComponent
from tests.factories.courses import CohortFactory, EnrolmentFactory, IntakeFactory, ProgrammeFactory
from tests.factories.engagement import ComponentFactory, ProgrammeComponentFactory, RecordFactory, SessionFactory

AT = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
LATER = datetime(2027, 9, 1, 9, 30, tzinfo=UTC)
BACK_ON = date(2027, 11, 1)


@dataclass
class Scene:
    """`parts` are the programme's components; `old` and `new` the cohorts, each with a copy of every part."""

    old: Cohort
    new: Cohort
    parts: list[ProgrammeComponent]
    copies: dict[tuple[int, int], Component] = field(default_factory=dict)

    def copy(self, cohort: Cohort, number: int) -> Component:
        """A cohort's copy of a part."""
        return self.copies[cohort.pk, number]

    def somebody(self, **kwargs) -> Enrolment:
        """Active in the old cohort."""
        return EnrolmentFactory(cohort=self.old, **kwargs)

    def attended(self, enrolment: Enrolment, number: int, *, minutes: int = 60, **kwargs):
        """A record of a session of that part."""
        component = self.copy(enrolment.cohort, number)
        session = component.sessions.first() or SessionFactory(component=component)
        return RecordFactory(enrolment=enrolment, session=session, minutes=minutes, **kwargs)


def a_scene(*, parts: int = 3, capacity: int = 20, **new) -> Scene:
    """A programme of hours; the second cohort starts a year after the first."""
    programme = ProgrammeFactory()
    old = CohortFactory(programme=programme, capacity=capacity)
    later = {
        "intake": IntakeFactory(identifier="2027b", starts_on=date(2027, 11, 1)),
        "starts_on": date(2027, 11, 8),
        "ends_on": date(2029, 8, 31),
        "capacity": capacity,
    }
    scene = Scene(old, CohortFactory(programme=programme, **{**later, **new}), [])
    for number in range(parts):
        part = ProgrammeComponentFactory(programme=programme, title=f"Seminar {number + 1}")
        scene.parts.append(part)
        for cohort in (scene.old, scene.new):
            scene.copies[cohort.pk, number] = ComponentFactory(
                cohort=cohort, origin=part, title=part.title, position=number
            )
    return scene


def history(enrolment: Enrolment) -> list[tuple[str, str, str]]:
    """What the history says, oldest first."""
    return list(enrolment.events.order_by("at", "pk").values_list("status", "reason_code", "reason"))
