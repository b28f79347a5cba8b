"""Who is in a window, who is ready, and what keeps the others out: read for a whole cohort in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, Subquery

from assessments.choices import EntryState, ExtensionKind, ExtensionState, OutcomeResult
from assessments.facts.ends import added_to
from assessments.facts.policies import policy_of
from assessments.models import Entry, Extension, Outcome, Waiver, Window
from assessments.rules.entering import Decision, Standing, decide
from assessments.rules.extending import Added, end
from courses.choices import HOLDING_A_PLACE
from courses.facts.standing import Ledger, ledgers_of
from courses.models import Enrolment
from courses.rules.engagement import each, met, shown_percent


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One person and one window. `entry` is None before they were let in. `closes_at` is their own end, aware."""

    window: Window
    enrolment: Enrolment
    entry: Entry | None
    waiver: Waiver | None
    decision: Decision
    ledger: Ledger
    added: Added

    @property
    def is_in(self) -> bool:
        """Whether they were let in and are still in."""
        return self.entry is not None and self.entry.state == EntryState.ADMITTED

    @property
    def closes_at(self) -> datetime:
        """Their own end."""
        return self.entry.closes_at if self.entry and self.is_in else end(self.window.closes_at, self.added)

    @property
    def percent(self) -> int:
        """What is credited of the whole course, in percent, cut off."""
        sums = self.ledger.by_bucket
        return shown_percent(self.ledger.policy, each(sums, "earned"), each(sums, "total"))


def candidates(window: Window, *, at: datetime) -> list[Candidate]:
    """Everybody who holds a place in the window's cohort, and whoever was let in, by name. About fifteen queries, however
    many people."""
    entered = Entry.objects.filter(window=window).values("enrolment")
    people = Enrolment.objects.filter(Q(cohort=window.cohort_id, status__in=HOLDING_A_PLACE) | Q(pk__in=entered))
    rows = people.select_related("participant__user", "cohort__programme__course")
    return candidates_among(window, list(rows.order_by("participant__last_name", "participant__first_name")), at=at)


def candidates_among(window: Window, enrolments: Sequence[Enrolment], *, at: datetime) -> list[Candidate]:
    """The same for these enrolments of the window's cohort, in their order."""
    known = _Known(window, enrolments, at)
    return [known.candidate(enrolment) for enrolment in enrolments]


class _Known:
    """What the rows say of these people, read once."""

    def __init__(self, window: Window, enrolments: Sequence[Enrolment], at: datetime) -> None:
        ids = [enrolment.pk for enrolment in enrolments]
        self._window, self._at = window, at
        self._policy = policy_of(window.cohort.programme)
        self._ledgers = ledgers_of(ids, at=at)
        self._attempts = _attempts(window, {enrolment.participant_id for enrolment in enrolments})
        self._waivers = {row.enrolment_id: row for row in _waivers(window, ids)}
        self._moved_on = set(_moved_on(window, ids))
        self._added = added_to(window, enrolments)

    def candidate(self, enrolment: Enrolment) -> Candidate:
        attempts = self._attempts[enrolment.participant_id]
        own = next((one for one in attempts if one.enrolment_id == enrolment.pk and self._is_here(one)), None)
        return Candidate(
            window=self._window,
            enrolment=enrolment,
            entry=own,
            waiver=self._waivers.get(enrolment.pk),
            decision=decide(self._standing(enrolment, attempts, own)),
            ledger=self._ledgers[enrolment.pk],
            added=self._added[enrolment.pk],
        )

    def _is_here(self, entry: Entry) -> bool:
        return entry.window_id == self._window.pk

    def _standing(self, enrolment: Enrolment, attempts: list[Entry], own: Entry | None) -> Standing:
        others = [one for one in attempts if not self._is_here(one) and one.state == EntryState.ADMITTED]
        opened = [one for one in others if one.case_opened_at is not None]
        ledger, case = self._ledgers[enrolment.pk], self._window.case_study_id
        read = [one.window.case_study_id for one in attempts if one.case_opened_at and not self._is_here(one)]
        return Standing(
            status=enrolment.status,
            engagement_met=met(ledger.policy, each(ledger.by_bucket, "earned"), each(ledger.by_bucket, "total")),
            asks_for_engagement=self._policy.asks_for_engagement,
            is_waived=enrolment.pk in self._waivers,
            attempts=self._policy.attempts,
            attempts_used=len(opened),
            has_passed=any(result_of(one) == OutcomeResult.PASSED for one in attempts),
            has_moved_on=enrolment.pk in self._moved_on or (own is not None and own.state != EntryState.ADMITTED),
            is_in_another=any(self._at in one.period for one in others),
            waits_for_result=any(not result_of(one) for one in opened),
            saw_the_case=case in read,
        )


def result_of(entry: Entry) -> str:
    """The newest result of an entry read with results; "" where there is none."""
    return getattr(entry, "result", "") or ""


def _attempts(window: Window, participant_ids: Collection[int]) -> dict[int, list[Entry]]:
    """Every entry of these people in the programme, in any cohort, by participant, each with its newest `result`."""
    newest = Outcome.objects.filter(entry=OuterRef("pk")).order_by("-at", "-pk").values("result")[:1]
    rows = Entry.objects.filter(
        enrolment__participant__in=participant_ids, enrolment__cohort__programme=window.cohort.programme_id
    )
    found: dict[int, list[Entry]] = defaultdict(list)
    for entry in rows.select_related("window", "enrolment").annotate(result=Subquery(newest)).order_by("pk"):
        found[entry.enrolment.participant_id].append(entry)
    return found


def _waivers(window: Window, enrolment_ids: Collection[int]) -> list[Waiver]:
    rows = Waiver.objects.filter(window=window, enrolment__in=enrolment_ids, ended_at=None)
    return list(rows.select_related("by"))


def _moved_on(window: Window, enrolment_ids: Collection[int]) -> list[int]:
    granted = Extension.objects.filter(
        window=window,
        enrolment__in=enrolment_ids,
        kind=ExtensionKind.NEXT_WINDOW,
        state=ExtensionState.GRANTED,
    )
    return list(granted.values_list("enrolment", flat=True))
