"""The board's page: every entry of a window with its mark, its engagement and what would be released."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet

from assessments.choices import EntryState, OutcomeResult
from assessments.facts.engagement import Engagement, engagement_of, where_it_goes_on
from assessments.models import Entry, MisconductCase, Outcome, Script, Submission, Window
from assessments.rules.outcomes import HELD, Facts, Judgement, judge
from courses.models import Enrolment


@dataclass(frozen=True, kw_only=True)
class Line:
    """One entry before the board. `goes_on` is the enrolment in which the course is completed, with its `engagement`;
    `outcome` is the newest that was released; `case` the newest case of misconduct about the submission."""

    entry: Entry
    submission: Submission | None
    script: Script | None
    case: MisconductCase | None
    outcome: Outcome | None
    goes_on: Enrolment
    engagement: Engagement
    judgement: Judgement

    @property
    def result(self) -> OutcomeResult | None:
        """What would be released now; None where nothing."""
        return self.judgement.result


@dataclass(frozen=True)
class Board:
    """A window's entries, by last name."""

    window: Window
    lines: Sequence[Line]

    @cached_property
    def ready(self) -> list[Line]:
        """Those whose results would be released now."""
        return [line for line in self.lines if line.result is not None]

    @cached_property
    def held(self) -> list[Line]:
        """Those who wait, each with the reason."""
        return [line for line in self.lines if line.judgement.hold in HELD]

    @cached_property
    def released(self) -> list[Line]:
        """Those whose results are out."""
        return [line for line in self.lines if line.outcome is not None]

    @cached_property
    def mark(self) -> str:
        """A digest of what would be released, so that what is done is what was shown."""
        said = [(line.entry.pk, str(line.result), line.engagement.is_met) for line in self.ready]
        return hashlib.sha256(repr(sorted(said)).encode()).hexdigest()[:16]


def board_of(window: Window, *, at: datetime, entries: Iterable[Entry] | None = None) -> Board:
    """Every entry of the window as it stands at `at`; of `entries` alone where given. Seven queries at most."""
    if entries is None:
        entries = whole_entries().filter(window=window)
    found = sorted(entries, key=_by_name)
    known = _Known(found)
    return Board(window, [known.line(entry, at=at) for entry in found])


def whole_entries() -> QuerySet[Entry]:
    """With everything a result needs at hand."""
    return Entry.objects.select_related(
        "window__case_study",
        "enrolment__participant__user",
        "enrolment__cohort__programme__course",
        "enrolment__cohort__programme__lead_provider",
    )


def _by_name(entry: Entry) -> tuple[str, str, int]:
    person = entry.enrolment.participant
    return (person.last_name, person.first_name, entry.pk)


class _Known:
    """What the database says of these entries, read once."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        ids = [entry.pk for entry in entries]
        standing = Submission.objects.filter(entry__in=ids, withdrawn_at=None).select_related("script").defer("content")
        self._submissions = {one.entry_id: one for one in standing}
        self._cases = newest_cases([one.pk for one in self._submissions.values()])
        self._open = {case.submission.entry_id: case for case in _open_cases(ids)}
        self._outcomes = newest_outcomes(ids)
        self._goes_on = where_it_goes_on([entry.enrolment for entry in entries])
        self._engagement = engagement_of({one.pk for one in self._goes_on.values()})

    def line(self, entry: Entry, *, at: datetime) -> Line:
        submission = self._submissions.get(entry.pk)
        script = getattr(submission, "script", None)
        case = self._open.get(entry.pk) or (self._cases.get(submission.pk) if submission else None)
        outcome = self._outcomes.get(entry.pk)
        goes_on = self._goes_on[entry.enrolment_id]
        facts = Facts(
            state=EntryState(entry.state),
            is_over=entry.closes_at <= at,
            is_closed=entry.closed_at is not None,
            opened_case=entry.case_opened_at is not None,
            submitted=submission is not None,
            agreed_pass=script.agreed_pass if script else None,
            misconduct_open=case is not None and case.closed_at is None,
            misconduct_upheld=case is not None and case.closed_at is not None and bool(case.was_upheld),
            released=outcome is not None,
        )
        return Line(
            entry=entry,
            submission=submission,
            script=script,
            case=case,
            outcome=outcome,
            goes_on=goes_on,
            engagement=self._engagement[goes_on.pk],
            judgement=judge(facts),
        )


def newest_outcomes(entry_ids: Collection[int]) -> dict[int, Outcome]:
    """By entry id, the outcome that counts; one query."""
    rows = Outcome.objects.filter(entry__in=entry_ids).select_related("release")
    return {one.entry_id: one for one in rows.order_by("entry_id", "-at", "-pk").distinct("entry_id")}


def _open_cases(entry_ids: Collection[int]) -> QuerySet[MisconductCase]:
    """Also about what was taken back since: the result waits until it is known what was done. One query."""
    rows = MisconductCase.objects.filter(submission__entry__in=entry_ids, closed_at=None)
    return rows.select_related("submission").defer("submission__content").order_by("raised_at", "pk")


def newest_cases(submission_ids: Collection[int]) -> dict[int, MisconductCase]:
    """By submission id, the case that counts: an upheld one before all others, else the newest; one query."""
    found: dict[int, MisconductCase] = {}
    for case in MisconductCase.objects.filter(submission__in=submission_ids).order_by("raised_at", "pk"):
        before = found.get(case.submission_id)
        settled = before is not None and before.was_upheld and before.closed_at is not None
        if not settled or case.closed_at is None:
            found[case.submission_id] = case
    return found


def other_attempts(entry: Entry) -> QuerySet[Entry]:
    """Of the same person in the same programme, the attempts that are under way or wait for their result, the newest first: a
    correction of this one does not end them."""
    rows = Entry.objects.filter(
        enrolment__participant=entry.enrolment.participant_id,
        window__cohort__programme=entry.window.cohort.programme_id,
        state=EntryState.ADMITTED,
        outcomes=None,
    )
    return (
        rows.exclude(pk=entry.pk).select_related("window__case_study", "window__cohort").order_by("-window__opens_at")
    )
