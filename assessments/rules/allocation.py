"""Who marks which script: by load, never where there is a conflict, and whoever cannot be placed is named with the reasons.

Source: npq-rules A6, "no marker may second their own mark or mark a person they teach or work with". A senior marker decides
where two marks disagree, so the last one who still could decide about a script is asked for another mark of it last.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import TextChoices

from assessments.choices import MarkingStage


class WhyNot(TextChoices):
    """Why a marker is not given a script, in words for the hub."""

    OWN = "own", "It is their own"
    FACILITATES = "facilitates", "Has taught the writer"
    SAME_SCHOOL = "same_school", "Works at the writer’s school"
    DECLARED = "declared", "A conflict was declared"
    HAD_IT = "had_it", "Has it, or had it before"
    NOT_SENIOR = "not_senior", "Is no senior marker"
    FULL = "full", "Has as many as they take"


@dataclass(frozen=True)
class Marker:
    """Somebody of the team: `load` are the scripts they have or had in this window, `most` how many they take (None: any
    number). People are ids of participants."""

    key: int
    load: int = 0
    most: int | None = None
    is_senior: bool = False
    school_urn: str = ""
    own: frozenset[int] = field(default=frozenset())
    teaches: frozenset[int] = field(default=frozenset())
    declared: frozenset[int] = field(default=frozenset())


@dataclass(frozen=True)
class Work:
    """A mark that somebody must make. `writer` is a participant's id; `had_by` are the markers who have or had the script."""

    key: str
    stage: MarkingStage
    writer: int
    school_urn: str = ""
    had_by: frozenset[int] = field(default=frozenset())


@dataclass(frozen=True)
class Unplaced:
    """Work for which there is nobody, and why not each marker."""

    work: Work
    reasons: Mapping[int, WhyNot]


@dataclass(frozen=True)
class Allocation:
    """Who gets what: marker by the work's key, in the order of the works; and what could not be placed."""

    placed: Mapping[str, int]
    unplaced: Sequence[Unplaced]


def why_not(marker: Marker, work: Work) -> WhyNot | None:
    """Why the marker must not have it, whatever their load; None where they may."""
    reasons = {
        WhyNot.OWN: work.writer in marker.own,
        WhyNot.HAD_IT: marker.key in work.had_by,
        WhyNot.FACILITATES: work.writer in marker.teaches,
        WhyNot.SAME_SCHOOL: bool(work.school_urn) and work.school_urn == marker.school_urn,
        WhyNot.DECLARED: work.writer in marker.declared,
        WhyNot.NOT_SENIOR: work.stage == MarkingStage.SENIOR and not marker.is_senior,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def allocate(works: Iterable[Work], markers: Iterable[Marker]) -> Allocation:
    """Give each work to the marker with the least load who may have it. Works that few may have come first; where everybody
    who may is full, one of the works they were just given goes to somebody else if that makes room. As many are placed as
    can be. The same works and markers give the same allocation, whatever their order."""
    return _Table(works, markers).fill()


class _Table:
    """The works and markers of one allocation, and what is placed so far."""

    def __init__(self, works: Iterable[Work], markers: Iterable[Marker]) -> None:
        self.markers = {marker.key: marker for marker in sorted(markers, key=lambda one: one.key)}
        self.works = {work.key: work for work in sorted(works, key=lambda one: one.key)}
        self.load = {key: marker.load for key, marker in self.markers.items()}
        self.placed: dict[str, int] = {}
        self.may = {
            key: [marker.key for marker in self.markers.values() if why_not(marker, work) is None]
            for key, work in self.works.items()
        }

    def fill(self) -> Allocation:
        for key in sorted(self.works, key=lambda key: (len(self.may[key]), key)):
            self._place(key, tried=set())
        unplaced = [Unplaced(work, self._reasons(work)) for key, work in self.works.items() if key not in self.placed]
        return Allocation({key: self.placed[key] for key in self.works if key in self.placed}, unplaced)

    def _place(self, key: str, *, tried: set[int]) -> bool:
        """Place one work, moving others on where that makes room; False where nobody can have it."""
        wanted = sorted(self.may[key], key=lambda marker: self._rank(key, marker))
        free = [marker for marker in wanted if not self._is_full(marker)]
        if free:
            self._give(key, free[0])
            return True
        for marker in wanted:
            if marker not in tried:
                tried.add(marker)
                if self._make_room(marker, tried=tried):
                    self._give(key, marker)
                    return True
        return False

    def _make_room(self, marker: int, *, tried: set[int]) -> bool:
        """Let somebody else have one of the works this marker was given here."""
        for key in [key for key, holder in self.placed.items() if holder == marker]:
            if any(other not in tried for other in self.may[key]) and self._place(key, tried=tried):
                self.load[marker] -= 1
                return True
        return False

    def _give(self, key: str, marker: int) -> None:
        self.placed[key] = marker
        self.load[marker] += 1

    def _is_full(self, marker: int) -> bool:
        most = self.markers[marker].most
        return most is not None and self.load[marker] >= most

    def _rank(self, key: str, marker: int) -> tuple[bool, int, int]:
        return (self._is_last_senior(key, marker), self.load[marker], marker)

    def _is_last_senior(self, key: str, marker: int) -> bool:
        """Whether nobody could decide about the script any more if this marker made another mark of it."""
        if self.works[key].stage == MarkingStage.SENIOR or not self.markers[marker].is_senior:
            return False
        return not any(self.markers[other].is_senior for other in self.may[key] if other != marker)

    def _reasons(self, work: Work) -> dict[int, WhyNot]:
        return {key: why_not(marker, work) or WhyNot.FULL for key, marker in self.markers.items()}
