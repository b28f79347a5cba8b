"""What the demo's programmes are made of. The hours follow what lead providers and hubs publish:

- specialist with the Church of England: 25 hours live, 8 of coaching, 18 alone; 90% of the live and of the self-study part
- leadership with the Church of England: 52½ hours live, 10 of coaching, 30 alone; likewise
- specialist with the Teacher Development Trust: three days of four hours, 40 hours online; one total
- leadership, as published for executive leadership: 16 hours face to face, 10 of seminars, 8 of webinars, 6 of coaching
- the coaching offer: 36 hours live, 10 of coaching

The titles are invented.
"""

from dataclasses import dataclass, field

from courses.choices import Bucket, ComponentKind, CourseGroup, EngagementPolicy, StudyEvidence
from courses.models import Programme, ProgrammeComponent

CATCH_UP = (
    "Watch the recording or read the slides. Then write **150 to 300 words**:\n\n"
    "- what you would do differently in your school because of it\n"
    "- one piece of research it rests on, with its author and year"
)
_DEFAULTS = {"bucket": Bucket.LIVE, "may_be_caught_up": True, "evidence": StudyEvidence.TICK}


@dataclass(frozen=True)
class Parts:
    """So many components of one kind, `first` weeks after the start and every `every` weeks."""

    title: str
    kind: ComponentKind
    count: int
    minutes: int
    first: int
    every: int
    facts: dict[str, object] = field(default_factory=dict)

    def rows(self) -> list[tuple[int, dict[str, object]]]:
        """The week and the fields of each."""
        return [
            (
                self.first + number * self.every,
                _DEFAULTS
                | {"title": f"{self.title} {number + 1}", "kind": self.kind, "minutes": self.minutes}
                | self.facts,
            )
            for number in range(self.count)
        ]


_ALONE = {"bucket": Bucket.SELF_STUDY}
_REFLECTION = _ALONE | {"evidence": StudyEvidence.REFLECTION}
_MINUTES = _ALONE | {"evidence": StudyEvidence.MINUTES}
_K = ComponentKind

CEFEL_SPECIALIST = (
    Parts("Conference", _K.CONFERENCE, 2, 300, 0, 26),
    Parts("Live session", _K.LIVE_SESSION, 10, 90, 2, 4),
    Parts("Coaching", _K.COACHING, 8, 60, 3, 5),
    Parts("Study unit", _K.SELF_STUDY, 6, 120, 2, 6, _ALONE),
    Parts("Reflection", _K.SELF_STUDY, 3, 120, 8, 12, _REFLECTION),
)
CEFEL_LEADERSHIP = (
    Parts("Conference", _K.CONFERENCE, 4, 360, 0, 18),
    Parts("Seminar", _K.LIVE_SESSION, 19, 90, 2, 3),
    Parts("Coaching", _K.COACHING, 10, 60, 4, 6),
    Parts("Study unit", _K.SELF_STUDY, 15, 120, 2, 4, _ALONE),
)
TDT_SPECIALIST = (
    Parts("Day together", _K.CONFERENCE, 3, 240, 0, 20),
    Parts("Online unit", _K.SELF_STUDY, 20, 120, 2, 2, _MINUTES),
)
TDT_LEADERSHIP = (
    Parts("Day together", _K.CONFERENCE, 4, 240, 0, 16),
    Parts("Seminar", _K.LIVE_SESSION, 10, 60, 2, 4),
    Parts("Webinar", _K.WEBINAR, 8, 60, 4, 4),
    Parts("Coaching", _K.COACHING, 6, 60, 3, 8),
)
COACHING_OFFER = (
    Parts("Live session", _K.LIVE_SESSION, 18, 120, 0, 4),
    Parts("Coaching", _K.COACHING, 10, 60, 2, 6),
)

_STRUCTURES = {
    ("church-of-england", CourseGroup.SPECIALIST): CEFEL_SPECIALIST,
    ("church-of-england", CourseGroup.LEADERSHIP): CEFEL_LEADERSHIP,
    ("church-of-england", CourseGroup.SUPPORT): COACHING_OFFER,
    ("teacher-development-trust", CourseGroup.SPECIALIST): TDT_SPECIALIST,
    ("teacher-development-trust", CourseGroup.LEADERSHIP): TDT_LEADERSHIP,
}


def structure(programme: Programme) -> list[tuple[int, dict[str, object]]]:
    """Week after the start and fields of each component, in the order of the course."""
    parts = _STRUCTURES[programme.lead_provider.slug, CourseGroup(programme.course.group)]
    rows = [row for part in parts for row in part.rows()]
    return sorted(rows, key=lambda row: row[0])


def load_components(programme: Programme) -> None:
    """Give a programme its policy and its components, once; what was edited since stays."""
    if programme.components.exists():
        return
    by_parts = programme.lead_provider.slug == "church-of-england" and programme.course.group != CourseGroup.SUPPORT
    programme.engagement_policy = EngagementPolicy.PER_BUCKET if by_parts else EngagementPolicy.POOLED
    programme.catch_up_asks = CATCH_UP
    programme.save(update_fields=["engagement_policy", "catch_up_asks"])
    ProgrammeComponent.objects.bulk_create(
        ProgrammeComponent(
            programme=programme,
            position=number,
            due_after_weeks=week if fields["bucket"] == Bucket.SELF_STUDY else None,
            **fields,
        )
        for number, (week, fields) in enumerate(structure(programme), start=1)
    )
