"""Conflicts and comparisons as rows, and the comparison as a drawing."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from assessments.facts.comparing import Compared
from assessments.models import Conflict
from npq_portal.templatetags.dates import short_date

CONFLICT_COLUMNS = [
    {"label": "Marker"},
    {"label": "Participant"},
    {"label": "Why"},
    {"label": "Declared", "nowrap": True},
]
COMPARE_COLUMNS = [
    {"label": "Marker"},
    {"label": "Marks made", "numeric": True},
    {"label": "Passes", "numeric": True},
    {"label": "Compared", "numeric": True},
    {"label": "Mean difference", "numeric": True},
    {"label": "From least to greatest", "numeric": True},
]
_WIDTH, _ROW, _LEFT, _TOP = 480, 52, 24, 30
_STEP = 10  # points between two lines of the scale


def conflict_row(conflict: Conflict) -> list[Any]:
    """One conflict."""
    by = "By the marker" if conflict.by_id == conflict.marker_id else f"By {conflict.by}"
    declared = {"text": short_date(conflict.at), "hint": by}
    return [str(conflict.marker), conflict.enrolment.participant.full_name, conflict.reason, declared]


def compare_row(one: Compared) -> list[Any]:
    """One marker's figures."""
    found = one.figures
    rate = "–" if found.pass_rate is None else f"{found.pass_rate}%"
    spread = "–" if found.least is None else f"{signed(found.least)} to {signed(found.most)}"
    return [str(one.marker), str(found.marks), rate, str(found.compared), signed(found.mean), spread]


def signed(points: Decimal | None) -> str:
    """+4.25, −3 or 0 percentage points, with a real minus; "–" for none."""
    if points is None:
        return "–"
    figure = f"{abs(points).normalize():f}" if points else "0"
    return f"+{figure}" if points > 0 else f"−{figure}" if points < 0 else figure


def chart(found: Sequence[Compared]) -> dict[str, Any] | None:
    """The drawing: for each marker who can be compared a line from the least to the greatest difference, with a dot at the
    mean, on a scale that holds them all; None where nobody can be."""
    shown = [one for one in found if one.figures.mean is not None]
    if not shown:
        return None
    reach = _reach(shown)
    bottom = _TOP + _ROW * len(shown)
    return {
        "width": _WIDTH,
        "height": bottom + 8,
        "bottom": bottom,
        "rows": [_row(one, number, reach) for number, one in enumerate(shown)],
        "scale": [
            {"x": _x(Decimal(points), reach), "words": signed(Decimal(points)), "is_nought": points == 0}
            for points in _scale(reach)
        ],
        "said": ". ".join(_said(one) for one in shown) + ".",
    }


def _reach(shown: Sequence[Compared]) -> int:
    """The scale ends at the next full ten beyond the greatest difference, at 10 at least."""
    greatest = max(abs(points) for one in shown for points in (one.figures.least, one.figures.most))
    return max(_STEP, -(-int(-(-greatest // 1)) // _STEP) * _STEP)


def _scale(reach: int) -> list[int]:
    """Where lines stand: nought, and up to three on either side."""
    step = next(step for step, up_to in ((5, 10), (10, 30), (20, 60), (50, 100)) if reach <= up_to)
    return [step * number for number in range(-(reach // step), reach // step + 1)]


def _x(points: Decimal, reach: int) -> int:
    return _LEFT + int((points + reach) * (_WIDTH - 2 * _LEFT) // (2 * reach))


def _row(one: Compared, number: int, reach: int) -> dict[str, Any]:
    top = _TOP + _ROW * number
    figures = one.figures
    return {
        "name": str(one.marker),
        "name_y": top + 20,
        "y": top + 36,
        "least": _x(figures.least, reach),
        "most": _x(figures.most, reach),
        "mean": _x(figures.mean, reach),
    }


def _said(one: Compared) -> str:
    found = one.figures
    return f"{one.marker}: {signed(found.mean)} on average, from {signed(found.least)} to {signed(found.most)}"
