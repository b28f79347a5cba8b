"""From marks to an agreed mark: second marks where they are called for, samples, disagreement, and the trail of it all.

A marker's sample is drawn when the last of their first marks in a window is done, and for everybody when the hub closes first
marking: before that nobody knows how many clear passes there are. Until it is drawn a clear pass is not agreed. First marks
that come later add to the same sample, drawn with the same seed.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from assessments.actions.allocating import place
from assessments.actions.scripts import MarkingRefusedError, lock_window, record
from assessments.choices import AgreedHow, MarkingStage, MarkingState, ScriptState, WhySecond
from assessments.facts.allocation import first_marks_open
from assessments.facts.policies import policy_of
from assessments.facts.scripts import line_of, live, markings_of, scripts_of, seed_of
from assessments.models import Marking, Outcome, Script, Window
from assessments.rules import marking as rules
from npq_portal.accounts.models import User


def follow(marking: Marking, *, window: Window, at: datetime) -> None:
    """What follows from a mark that was just done, in the transaction of the finish, which holds the window's lock."""
    script = Script.objects.select_for_update(of=("self",), no_key=True).get(pk=marking.script_id)
    marks = done_marks(live(markings_of([script])[script.pk]).values())
    if marking.stage == MarkingStage.FIRST:
        why = rules.why_second(marks[MarkingStage.FIRST], line=line_of(policy_of(window.cohort.programme)))
        if why is not None:
            _want_second(script, why, {}, window=window, by=None, at=at)
        if not first_marks_open(window, marking.marker_id):
            _draw(window, marking.marker_id, by=None, at=at)
    elif marking.stage == MarkingStage.SECOND:
        _after_second(script, marks, window=window, at=at)
    elif marking.stage == MarkingStage.SENIOR:
        _agree(script, marks, window=window, at=at)


@transaction.atomic
def draw_samples(*, window: Window, by: User, at: datetime) -> int:
    """Close first marking for now: draw the sample of everybody who has marked something, whatever they still have to mark;
    how many scripts are marked again that were not before. Doing it again draws nobody."""
    locked = lock_window(window.pk)
    first = Marking.objects.filter(script__in=scripts_of(locked), stage=MarkingStage.FIRST, state=MarkingState.DONE)
    markers = sorted(set(first.values_list("marker_id", flat=True)))
    return sum(_draw(locked, marker_id, by=by, at=at) for marker_id in markers)


@transaction.atomic
def ask_second(*, script: Script, by: User, at: datetime) -> Script:
    """The hub wants a second mark of a script that has a first one and needs none; one that was agreed on the first alone is
    open again. Done twice, it is asked for once. Raises MarkingRefusedError where two people have marked it, nobody has yet,
    or the result is out."""
    window = lock_window(script.submission.entry.window_id)
    row = Script.objects.select_for_update(of=("self",), no_key=True).get(pk=script.pk)
    if row.why_second:
        if row.state == ScriptState.AGREED:
            raise MarkingRefusedError("Two people have marked this script already.")
        return row
    if MarkingStage.FIRST not in done_marks(live(markings_of([row])[row.pk]).values()):
        raise MarkingRefusedError("There is no first mark yet.")
    if Outcome.objects.filter(entry__submissions=row.submission_id).exists():
        raise MarkingRefusedError("The result has been released. Correct the result instead.")
    facts = {"was_agreed": str(row.agreed_percent)} if row.state == ScriptState.AGREED else {}
    row.agreed_percent = row.agreed_pass = row.agreed_at = None
    row.agreed_how, row.state = "", ScriptState.MARKING
    row.save()
    _want_second(row, WhySecond.ASKED, facts, window=window, by=by, at=at)
    return row


def done_marks(markings: Iterable[Marking]) -> dict[str, Decimal]:
    """By stage, the percent of the marks that are done."""
    return {
        marking.stage: marking.percent
        for marking in markings
        if marking.state == MarkingState.DONE and marking.percent is not None
    }


def _want_second(
    script: Script, why: WhySecond, facts: dict[str, str], *, window: Window, by: User | None, at: datetime
) -> None:
    script.why_second = why
    script.save(update_fields=["why_second"])
    record(script, f"Second mark needed: {why.label.lower()}", facts={"why": why.value, **facts}, by=by, at=at)
    place(window, [script.pk], by=by, at=at)


def _after_second(script: Script, marks: dict[str, Decimal], *, window: Window, at: datetime) -> None:
    line = line_of(policy_of(window.cohort.programme))
    how = rules.disagreement(marks[MarkingStage.FIRST], marks[MarkingStage.SECOND], line=line)
    if how is None:
        _agree(script, marks, window=window, at=at)
        return
    script.state = ScriptState.DISAGREED
    script.save(update_fields=["state"])
    facts = {"how": how.value, **{stage: str(mark) for stage, mark in marks.items()}}
    record(script, f"Marks disagree: {how.label.lower()}", facts=facts, at=at)
    place(window, [script.pk], by=None, at=at)


def _agree(script: Script, marks: dict[str, Decimal], *, window: Window, at: datetime) -> None:
    found = rules.agreed(
        marks[MarkingStage.FIRST],
        marks.get(MarkingStage.SECOND),
        marks.get(MarkingStage.SENIOR),
        line=line_of(policy_of(window.cohort.programme)),
    )
    script.state = ScriptState.AGREED
    script.agreed_percent, script.agreed_pass = found.percent, found.is_pass
    script.agreed_how, script.agreed_at = found.how, at
    script.save()
    facts = {
        "how": AgreedHow(found.how).value,
        "percent": str(found.percent),
        "is_pass": found.is_pass,
        "marks": {stage: str(mark) for stage, mark in marks.items()},
    }
    record(script, "Agreed", facts=facts, at=at)


def _draw(window: Window, marker_id: int, *, by: User | None, at: datetime) -> int:
    """Draw one marker's sample from their clear passes; those that stay out of it are agreed on the first mark alone."""
    policy = policy_of(window.cohort.programme)
    clear = _clear_passes(window, marker_id)
    undecided = {
        script.number: marks for script, marks in clear if not script.why_second and script.state == ScriptState.MARKING
    }
    scripts = {script.number: script for script, _ in clear}
    size = rules.sample_size(len(clear), percent_of_passes=policy.sample_percent, least=policy.sample_least)
    drawn_before = sum(bool(script.why_second) for script, _ in clear)
    drawn = rules.draw(undecided, size=size - drawn_before, seed=seed_of(window, marker_id))
    for number in sorted(undecided):
        if number in drawn:
            facts = {"of": str(len(clear)), "size": str(size)}
            _want_second(scripts[number], WhySecond.SAMPLE, facts, window=window, by=by, at=at)
        else:
            _agree(scripts[number], undecided[number], window=window, at=at)
    return len(drawn)


def _clear_passes(window: Window, marker_id: int) -> list[tuple[Script, dict[str, Decimal]]]:
    """The scripts whose first mark is this marker's and calls for no second one by itself, with their marks."""
    line = line_of(policy_of(window.cohort.programme))
    mine = Marking.objects.filter(marker=marker_id, stage=MarkingStage.FIRST, state=MarkingState.DONE)
    rows = scripts_of(window).filter(pk__in=mine.values("script_id")).order_by("pk")
    scripts = list(rows.select_for_update(of=("self",), no_key=True))
    found = markings_of(scripts)
    marks = {script.pk: done_marks(live(found[script.pk]).values()) for script in scripts}
    return [
        (script, marks[script.pk])
        for script in scripts
        if rules.why_second(marks[script.pk][MarkingStage.FIRST], line=line) is None
    ]
