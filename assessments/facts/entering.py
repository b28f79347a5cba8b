"""Who is in a window, who is ready, and what keeps the others out: read for a whole cohort in a fixed number of queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from assessments.choices import EntryState, ExtensionKind, ExtensionState
from assessments.facts.attempts import as_attempt, entries_in
from assessments.facts.ends import added_to
from assessments.facts.policies import policy_of
from assessments.models import Entry, Extension, Waiver, Window
from assessments.rules.attempts import Attempt
from assessments.rules.entering import Decision, Standing, decide
from assessments.rules.extending import Added, end
from courses.choices import HOLDING_A_PLACE
from courses.facts.standing import Ledger, ledgers_of
from courses.models import Enrolment
from courses.rules.engagement import each, met, shown_percent

_ELSEWHERE = (EntryState.MOVED_ON, EntryState.VOID)


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
    def has_left(self) -> bool:
        """Whether they withdrew or deferred within their time here, whatever had been submitted by then."""
        return self.entry is not None and self.entry.left_at is not None

    @property
    def closes_at(self) -> datetime:
        """Their own end."""
        return (
            self.entry.closes_at
            if self.entry and (self.is_in or self.has_left)
            else end(self.window.closes_at, self.added)
        )

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
        self._entries = entries_in(window.cohort.programme, {enrolment.participant_id for enrolment in enrolments})
        self._waivers = {row.enrolment_id: row for row in _waivers(window, ids)}
        self._moved_on = set(_moved_on(window, ids))
        self._added = added_to(window, enrolments)

    def candidate(self, enrolment: Enrolment) -> Candidate:
        entries = self._entries[enrolment.participant_id]
        here = [one for one in entries if one.window_id == self._window.pk]
        own = next((one for one in here if one.enrolment_id == enrolment.pk), None)
        elsewhere = [as_attempt(one) for one in entries if one not in here]
        return Candidate(
            window=self._window,
            enrolment=enrolment,
            entry=own,
            waiver=self._waivers.get(enrolment.pk),
            decision=decide(self._standing(enrolment, elsewhere, own), at=self._at),
            ledger=self._ledgers[enrolment.pk],
            added=self._added[enrolment.pk],
        )

    def _standing(self, enrolment: Enrolment, elsewhere: list[Attempt], own: Entry | None) -> Standing:
        ledger = self._ledgers[enrolment.pk]
        return Standing(
            case=self._window.case_study_id,
            opens_at=self._window.opens_at,
            status=enrolment.status,
            engagement_met=met(ledger.policy, each(ledger.by_bucket, "earned"), each(ledger.by_bucket, "total")),
            asks_for_engagement=self._policy.asks_for_engagement,
            is_waived=enrolment.pk in self._waivers,
            attempts=elsewhere,
            allowed=self._policy.attempts,
            is_called_off=self._window.called_off_at is not None,
            has_left=own is not None and own.state == EntryState.LEFT,
            has_moved_on=enrolment.pk in self._moved_on or (own is not None and own.state in _ELSEWHERE),
        )


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
