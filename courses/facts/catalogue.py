"""What pages ask of the catalogue; the only place that turns its rows into what they show."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from courses.choices import CourseGroup
from courses.models import Cohort, CommonQuestion, Course, Guide, Intake

_CATALOGUE_ORDER = ("programme__course__position", "programme__course__title", "programme__lead_provider__name")
_FAMILY_TEXTS = {
    CourseGroup.SPECIALIST: (
        "Specialist NPQs",
        "For teachers who want to become expert in one part of school life, and lead others in it.",
    ),
    CourseGroup.LEADERSHIP: (
        "Leadership NPQs",
        "For people who lead a school, a group of schools or a part of one, or who want to.",
    ),
    CourseGroup.SUPPORT: ("Coaching offer", "Support beside the NPQ in Headship. It is not a qualification."),
}


@dataclass(frozen=True)
class Family:
    """The courses of one group, in the hub's order."""

    group: str
    title: str
    text: str
    courses: list[Course]


@dataclass(frozen=True)
class OpenIntake:
    """An intake with the cohorts that are open for registration, full ones included."""

    intake: Intake
    cohorts: list[Cohort]

    @property
    def closes_at(self) -> datetime:
        """The last moment of registration among its cohorts."""
        return max(cohort.registration_closes_at for cohort in self.cohorts)

    @property
    def starts_on(self) -> date:
        """The first day of the first cohort."""
        return min(cohort.starts_on for cohort in self.cohorts)

    @property
    def courses_with_places(self) -> set[int]:
        """The courses that can be applied for, by primary key."""
        return {cohort.programme.course_id for cohort in self.cohorts if not cohort.is_full}


@dataclass(frozen=True)
class Topic:
    """Questions that stand together."""

    name: str
    questions: list[CommonQuestion]


def families() -> list[Family]:
    """The courses on show by family; a family without any is left out."""
    courses = list(Course.objects.on_show())
    by_group = {group: [course for course in courses if course.group == group] for group in _FAMILY_TEXTS}
    return [Family(group, *_FAMILY_TEXTS[group], courses=found) for group, found in by_group.items() if found]


def open_cohorts(*, at: datetime) -> list[Cohort]:
    """The cohorts of courses on show that are open at `at`, with `taken`, programme, course, provider and intake at hand.

    The nearest intake first, then as the catalogue is ordered.
    """
    return list(
        Cohort.objects.open_for_registration(at)
        .filter(programme__course__is_on_show=True)
        .with_places()
        .select_related("intake", "programme__course", "programme__lead_provider")
        .order_by("intake__starts_on", "intake_id", *_CATALOGUE_ORDER)
    )


def open_intakes(cohorts: list[Cohort]) -> list[OpenIntake]:
    """Those cohorts by intake; they come sorted from open_cohorts."""
    return [OpenIntake(intake, list(group)) for intake, group in groupby(cohorts, key=lambda cohort: cohort.intake)]


def topics() -> list[Topic]:
    """The published questions by topic; topics stand in the order of their first question."""
    by_topic: dict[str, list[CommonQuestion]] = {}
    for question in CommonQuestion.objects.published():
        by_topic.setdefault(question.topic or "Other questions", []).append(question)
    return [Topic(name, questions) for name, questions in by_topic.items()]


def guides() -> list[Guide]:
    """The published guides in the hub's order."""
    return list(Guide.objects.published())


def overview(*, at: datetime) -> dict[str, Any]:
    """What the start page and the list of NPQs show: `families`, `intakes`, `open_course_ids` and `guides`."""
    intakes = open_intakes(open_cohorts(at=at))
    return {
        "families": families(),
        "intakes": intakes,
        "open_course_ids": set().union(*(intake.courses_with_places for intake in intakes)),
        "guides": guides(),
    }
