"""What markers wrote for the participant, from the marks that the agreed one stands on."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.choices import MarkingState
from assessments.models import Marking, Score, Script
from assessments.rules.outcomes import DECIDING, Given, feedback


@dataclass(frozen=True)
class Feedback:
    """By criterion, and about the whole."""

    criteria: list[dict[str, Any]]
    comment: str


def feedback_of(scripts: Collection[Script], *, most: int) -> dict[int, Feedback]:
    """By script id; `most` is the points a criterion can have. Two queries."""
    agreed = {script.pk: DECIDING.get(script.agreed_how, ()) for script in scripts}
    markings = defaultdict(list)
    for marking in Marking.objects.filter(script__in=agreed, state=MarkingState.DONE).order_by("pk"):
        if marking.stage in agreed[marking.script_id]:
            markings[marking.script_id].append(marking)
    scores = _scores([marking.pk for found in markings.values() for marking in found])
    return {
        pk: _of_one(sorted(markings[pk], key=lambda one: agreed[pk].index(one.stage)), scores, most) for pk in agreed
    }


def _scores(marking_ids: Collection[int]) -> dict[int, list[Given]]:
    found = defaultdict(list)
    rows = Score.objects.filter(marking__in=marking_ids, points__isnull=False).select_related("criterion")
    for score in rows.order_by("criterion__position", "criterion", "pk"):
        found[score.marking_id].append(
            Given(criterion=score.criterion_id, title=score.criterion.title, points=score.points, comment=score.comment)
        )
    return found


def _of_one(markings: Sequence[Marking], scores: dict[int, list[Given]], most: int) -> Feedback:
    given = [one for marking in markings for one in scores.get(marking.pk, [])]
    comments = dict.fromkeys(marking.comment.strip() for marking in markings)
    return Feedback(feedback(given, most=most), "\n\n".join(comment for comment in comments if comment))
