"""What marks come to: percent, the line, who needs a second mark, when two disagree, and what is agreed.

No figure of marking is public (npq-rules A6: "nothing public"), so every number is the programme's policy; the shape is the
sensible model given there. Points are whole numbers, percentages are Decimals with two places, cut off and never rounded up:
59.999... % is not 60 %.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.db.models import TextChoices

from assessments.choices import AgreedHow, WhySecond

T = TypeVar("T")


class MarkError(ValueError):
    """The scores are no mark: the message says why in words for markers."""


class Disagreement(TextChoices):
    """How two marks disagree."""

    ACROSS_THE_LINE = "across_the_line", "One is a pass and the other is not"
    FAR_APART = "far_apart", "They are too far apart"


@dataclass(frozen=True)
class Given:
    """The points given for one criterion, and its weight."""

    points: int
    weight: int = 1


@dataclass(frozen=True)
class Line:
    """What a programme's policy says of marks, in percentage points (assessments.models.AssessmentPolicy)."""

    pass_mark: int = 60
    borderline_points: int = 5
    disagreement_points: int = 15


@dataclass(frozen=True)
class Agreed:
    """The mark that counts, and which marks it stands on."""

    percent: Decimal
    is_pass: bool
    how: AgreedHow


def percent(given: Sequence[Given], *, most: int) -> Decimal:
    """The weighted share of the points there are, `most` a criterion, in percent. Raises MarkError for no scores at all, and
    for points outside the scale."""
    if not given:
        raise MarkError("There is nothing to mark by: the programme has no criteria.")
    if any(not 0 <= one.points <= most for one in given):
        raise MarkError(f"Points go from 0 to {most}.")
    reached = sum(one.points * one.weight for one in given)
    return _hundredths(10_000 * reached // (most * sum(one.weight for one in given)))


def is_pass(mark: Decimal, *, line: Line) -> bool:
    """Whether the mark reaches the pass mark; exactly on it is a pass."""
    return mark >= line.pass_mark


def unexplained(mark: Decimal, points: Mapping[T, int], comments: Mapping[T, str], *, most: int, line: Line) -> list[T]:
    """Of a fail, the criteria that lost points without a word of why: its writer resits, and reads the comments by criterion."""
    if is_pass(mark, line=line):
        return []
    return [one for one, given in points.items() if given < most and not comments.get(one, "").strip()]


def why_second(mark: Decimal, *, line: Line) -> WhySecond | None:
    """Why a first mark calls for a second one at once: every fail, and what is near the line on either side (so many points
    from it are still near). A fail is called a fail wherever it lies. None for a clear pass, which only a sample takes."""
    if not is_pass(mark, line=line):
        return WhySecond.FAIL
    return WhySecond.BORDERLINE if mark - line.pass_mark <= line.borderline_points else None


def sample_size(passes: int, *, percent_of_passes: int, least: int) -> int:
    """How many of one marker's clear passes are marked again: the share, and a part of a script is a whole one, but at least
    `least`, and no more than there are."""
    return min(passes, max(least, -(-passes * percent_of_passes // 100)))


def draw(candidates: Collection[str], *, size: int, seed: str) -> list[str]:
    """`size` of the candidates, as if by chance, and the same ones for the same seed whatever their order. More candidates
    later change nothing in how those known before stand to each other, so a sample can be topped up."""
    return sorted(candidates, key=lambda one: (_lot(seed, one), one))[: max(size, 0)]


def disagreement(first: Decimal, second: Decimal, *, line: Line) -> Disagreement | None:
    """How two marks of one script disagree; None where they agree. Exactly so many points apart as allowed is agreement."""
    if is_pass(first, line=line) != is_pass(second, line=line):
        return Disagreement.ACROSS_THE_LINE
    return Disagreement.FAR_APART if abs(first - second) > line.disagreement_points else None


def agreed(first: Decimal, second: Decimal | None = None, senior: Decimal | None = None, *, line: Line) -> Agreed:
    """What is agreed: the first mark alone, the mean of two that agree (cut off), or the senior marker's. Raises ValueError
    for two marks that disagree while no senior marker has decided."""
    if senior is not None:
        return _agreed(senior, AgreedHow.SENIOR, line)
    if second is None:
        return _agreed(first, AgreedHow.FIRST_ALONE, line)
    if disagreement(first, second, line=line):
        raise ValueError("Two marks that disagree wait for a senior marker.")
    return _agreed(mean_cut_off([first, second]), AgreedHow.TWO_AGREE, line)


def mean_cut_off(marks: Iterable[Decimal]) -> Decimal:
    """The mean, cut off towards nought after two places; of differences too. Raises ValueError for none."""
    hundredths = [int(mark * 100) for mark in marks]
    if not hundredths:
        raise ValueError("Nothing has no mean.")
    total = sum(hundredths)
    return _hundredths(total // len(hundredths) if total >= 0 else -(-total // len(hundredths)))


def _agreed(mark: Decimal, how: AgreedHow, line: Line) -> Agreed:
    return Agreed(mark, is_pass(mark, line=line), how)


def _hundredths(number: int) -> Decimal:
    return Decimal(number).scaleb(-2)


def _lot(seed: str, candidate: str) -> str:
    return hashlib.sha256(f"{seed}\n{candidate}".encode()).hexdigest()
