"""How one marker's marks stand to those that were agreed: figures to talk about, never a verdict.

Compared is only where somebody else had a say: a first mark that was agreed alone says nothing about its marker, nor does a
senior marker's own decision about theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments.choices import AgreedHow, MarkingStage
from assessments.rules.marking import mean_cut_off

#: Stages whose marks count in the pass rate: one judges of standardisation that everybody saw the same scripts.
COUNTING = (MarkingStage.FIRST, MarkingStage.SECOND, MarkingStage.SENIOR)


@dataclass(frozen=True)
class Mark:
    """One mark somebody made: its percent, whether it was a pass, and what was agreed about the script; None while nothing
    is."""

    stage: MarkingStage
    percent: Decimal
    is_pass: bool
    agreed: Decimal | None = None
    how: AgreedHow | None = None

    @property
    def difference(self) -> Decimal | None:
        """Percentage points above (or below) the agreed mark; None where there is nothing to compare with."""
        return self.percent - self.agreed if self.agreed is not None and self._is_compared else None

    @property
    def _is_compared(self) -> bool:
        alone = {AgreedHow.FIRST_ALONE: MarkingStage.FIRST, AgreedHow.SENIOR: MarkingStage.SENIOR}
        return self.how is not None and alone.get(self.how) != self.stage


@dataclass(frozen=True)
class Drift:
    """One marker. `marks` and `passes` count the marks that count; the differences are in percentage points, above nought
    where the marker gives more than was agreed; None where nothing could be compared."""

    marks: int
    passes: int
    compared: int
    mean: Decimal | None
    least: Decimal | None
    most: Decimal | None

    @property
    def pass_rate(self) -> int | None:
        """Whole percent of the marks that count, cut off; None without any."""
        return 100 * self.passes // self.marks if self.marks else None

    @property
    def spread(self) -> Decimal | None:
        """From the least to the greatest difference."""
        return None if self.least is None or self.most is None else self.most - self.least


def drift(marks: Sequence[Mark]) -> Drift:
    """The figures of one marker's marks."""
    counting = [mark for mark in marks if mark.stage in COUNTING]
    differences = [found for mark in marks if (found := mark.difference) is not None]
    return Drift(
        marks=len(counting),
        passes=sum(mark.is_pass for mark in counting),
        compared=len(differences),
        mean=mean_cut_off(differences) if differences else None,
        least=min(differences, default=None),
        most=max(differences, default=None),
    )
