"""What a marker does with a script they were given: begin, save, finish, hand back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from assessments.actions.agreeing import follow
from assessments.actions.allocating import place, take_back
from assessments.actions.scripts import MarkingRefusedError, lock_window, record
from assessments.choices import MarkingState
from assessments.facts.scripts import COUNTING, criteria_of, line_of, policy_of_script
from assessments.models import Conflict, Criterion, Marking, Score, Script
from assessments.rules import marking as rules
from npq_portal import states
from npq_portal.accounts.models import User

LONGEST_COMMENT: Final = 5_000
_NOT_YOURS = "This script is no longer yours to mark. It was given to somebody else."
_DONE = "This mark is done and cannot be changed. Write to the hub if something is wrong with it."


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a marker wrote. By criterion id: points (None takes them away) and comments. What is not there is left as it is."""

    points: Mapping[int, int | None] = field(default_factory=dict)
    comments: Mapping[int, str] = field(default_factory=dict)
    comment: str | None = None
    note: str | None = None


class IncompleteError(MarkingRefusedError):
    """Criteria have no points yet, or (`wants_words`) the mark is a fail and does not say why these lost points."""

    def __init__(self, criteria: list[Criterion], *, wants_words: bool = False) -> None:
        super().__init__("Give points for every criterion, and of a fail say what is missing, before you finish.")
        self.criteria, self.wants_words = criteria, wants_words


@transaction.atomic
def claim(*, marking: Marking, by: User, at: datetime) -> Marking:
    """Begin: from now on the hub sees that it is being marked. Done twice, the first moment stands. Raises
    MarkingRefusedError where it was given to somebody else meanwhile; of two at once one waits for the other."""
    row = _locked(marking, by)
    if row.state == MarkingState.ALLOCATED:
        states.move(row, field="state", to=MarkingState.CLAIMED, from_=[MarkingState.ALLOCATED], claimed_at=at)
        record(row.script, "Begun", facts={"stage": row.stage, "marker": row.marker_id}, by=by, at=at)
    return row


@transaction.atomic
def save(*, marking: Marking, written: Written, by: User, at: datetime) -> Marking:
    """Keep points and comments as they are; also begins. Saving the same again changes nothing. Raises MarkingRefusedError
    where the mark is done or gone, a criterion is not one of the script's, or points lie outside the scale."""
    row = claim(marking=marking, by=by, at=at)
    if row.state == MarkingState.DONE:
        raise MarkingRefusedError(_DONE)
    _check(row.script, written)
    for criterion_id in {*written.points, *written.comments}:
        values: dict[str, Any] = {"saved_at": at}
        if criterion_id in written.points:
            values["points"] = written.points[criterion_id]
        if criterion_id in written.comments:
            values["comment"] = written.comments[criterion_id]
        Score.objects.update_or_create(marking=row, criterion_id=criterion_id, defaults=values)
    told = {"comment": written.comment, "note": written.note}
    changed = {name: text for name, text in told.items() if text is not None}
    if changed:
        Marking.objects.filter(pk=row.pk).update(**changed)
    return row


@transaction.atomic
def finish(*, marking: Marking, by: User, at: datetime) -> Marking:
    """Make the mark final, and do what follows from it in the same transaction: a second mark, a senior marker, a sample, or
    an agreed mark (assessments.actions.agreeing). Done twice, nothing happens the second time.

    Raises IncompleteError while a criterion has no points, and where a fail that counts says nothing of one that lost points;
    MarkingRefusedError where the mark is no longer theirs.
    """
    window = lock_window(marking.script.submission.entry.window_id)
    row = _locked(marking, by)
    if row.state == MarkingState.DONE:
        return row
    row.percent = _percent(row)
    if row.stage in COUNTING:
        _explained(row, row.percent)
    row.state, row.done_at, row.claimed_at = MarkingState.DONE, at, row.claimed_at or at
    row.save(update_fields=["percent", "state", "done_at", "claimed_at"])
    facts = {"stage": row.stage, "marker": row.marker_id, "percent": str(row.percent)}
    record(row.script, f"{row.get_stage_display()} done", facts=facts, by=by, at=at)
    if row.stage in COUNTING:
        follow(row, window=window, at=at)
    return row


@transaction.atomic
def hand_back(*, marking: Marking, reason: str, knows_writer: bool = False, by: User, at: datetime) -> Marking:
    """Give a script back with a reason; it goes to somebody else at once where the rules allow. Who knows whose it is will get
    none of that person's again. Done twice, it is handed back once. Raises MarkingRefusedError for a mark that is done."""
    window = lock_window(marking.script.submission.entry.window_id)
    row = Marking.objects.select_for_update(of=("self",)).select_related("script__submission__entry").get(pk=marking.pk)
    if row.marker_id != by.pk:
        raise MarkingRefusedError(_NOT_YOURS)
    if row.state == MarkingState.DONE:
        raise MarkingRefusedError(_DONE)
    if knows_writer:
        enrolment_id = row.script.submission.entry.enrolment_id
        Conflict.objects.get_or_create(
            marker=by, enrolment_id=enrolment_id, defaults={"reason": "Knows whose script it is", "at": at, "by": by}
        )
    if take_back(row, "Handed back", reason=reason, by=by, at=at) and row.stage in COUNTING:
        place(window, [row.script_id], by=None, at=at)
    return row


def _locked(marking: Marking, by: User) -> Marking:
    """The mark, its row locked. Raises MarkingRefusedError where it is not, or no longer, this marker's."""
    rows = Marking.objects.select_for_update(of=("self",)).select_related(
        "script__submission__entry__window__cohort__programme"
    )
    row = rows.defer("script__submission__content").get(pk=marking.pk)
    if row.marker_id != by.pk or row.state == MarkingState.HANDED_BACK:
        raise MarkingRefusedError(_NOT_YOURS)
    return row


def _check(script: Script, written: Written) -> None:
    known = {criterion.pk for criterion in criteria_of(script)}
    if not {*written.points, *written.comments} <= known:
        raise MarkingRefusedError("The criteria have changed. Open the script again.")
    most = policy_of_script(script).scale_most
    if any(points is not None and not 0 <= points <= most for points in written.points.values()):
        raise MarkingRefusedError(f"Points go from 0 to {most}.")
    texts = [*written.comments.values(), written.comment or "", written.note or ""]
    if any(len(text) > LONGEST_COMMENT for text in texts):
        raise MarkingRefusedError(f"A comment can have {LONGEST_COMMENT:,} characters at most.")


def _percent(marking: Marking) -> Decimal:
    criteria = criteria_of(marking.script)
    points = {score.criterion_id: score.points for score in marking.scores.all() if score.points is not None}
    missing = [criterion for criterion in criteria if criterion.pk not in points]
    if missing:
        raise IncompleteError(missing)
    given = [rules.Given(points[criterion.pk], criterion.weight) for criterion in criteria]
    try:
        return rules.percent(given, most=policy_of_script(marking.script).scale_most)
    except rules.MarkError as error:  # the rubric was changed under it
        raise MarkingRefusedError(f"This mark cannot be finished yet. {error} Tell the hub.") from error


def _explained(marking: Marking, mark: Decimal) -> None:
    policy = policy_of_script(marking.script)
    scores = {score.criterion_id: score for score in marking.scores.all()}
    criteria = {criterion: scores[criterion.pk] for criterion in criteria_of(marking.script)}
    points = {criterion: score.points or 0 for criterion, score in criteria.items()}
    comments = {criterion: score.comment for criterion, score in criteria.items()}
    missing = rules.unexplained(mark, points, comments, most=policy.scale_most, line=line_of(policy))
    if missing:
        raise IncompleteError(missing, wants_words=True)
