"""How the markers of a programme compare, from the rows to assessments.rules.drift."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.choices import AgreedHow, MarkingStage, MarkingState, ScriptState
from assessments.facts.policies import policy_of
from assessments.facts.scripts import line_of
from assessments.models import Marking, Window
from assessments.rules.drift import Drift, Mark, drift
from assessments.rules.marking import is_pass
from npq_portal.accounts.models import User


@dataclass(frozen=True)
class Compared:
    """One marker and their figures."""

    marker: User
    figures: Drift


def compare(window: Window, *, all_windows: bool = False) -> Sequence[Compared]:
    """Everybody who has finished a mark in the window, or in any window of its programme, by name. Two queries."""
    programme = window.cohort.programme
    rows = Marking.objects.filter(state=MarkingState.DONE).select_related("marker", "script")
    entry = "script__submission__entry__window"
    rows = rows.filter(**({f"{entry}__cohort__programme": programme} if all_windows else {entry: window}))
    line = line_of(policy_of(programme))
    found: dict[User, list[Mark]] = {}
    for marking in rows.order_by("marker__name", "marker", "pk"):
        is_agreed = marking.script.state == ScriptState.AGREED
        found.setdefault(marking.marker, []).append(
            Mark(
                stage=MarkingStage(marking.stage),
                percent=marking.percent,
                is_pass=is_pass(marking.percent, line=line),
                agreed=marking.script.agreed_percent if is_agreed else None,
                how=AgreedHow(marking.script.agreed_how) if is_agreed else None,
            )
        )
    return [Compared(marker, drift(marks)) for marker, marks in found.items()]
