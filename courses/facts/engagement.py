"""What one participant's page shows: the ledger with where each credit came from, what comes next, and the chart's figures."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from courses.choices import EngagementPolicy, EnrolmentStatus, Mark
from courses.facts.credit import current_records
from courses.facts.standing import Ledger, ledgers_of
from courses.models import CatchUp, Component, EngagementRecord, Enrolment, Session
from courses.rules.catch_up import OPEN
from courses.rules.engagement import each, gates
from npq_portal.accounts.models import User

#: So many sessions to come are shown.
_SOON = 3


@dataclass(frozen=True)
class Bar:
    """One sum that must reach the threshold, as whole parts of `whole`: a bar with a line at `line` percent. The parts are
    minutes, unless it is a weighted mean."""

    buckets: tuple[str, ...]
    earned: int
    missed: int
    unknown: int
    to_come: int
    whole: int
    line: int
    is_weighted: bool


@dataclass(frozen=True)
class Account:
    """A participant's engagement, whole. `records` are the current ones by component id, the newest first; `catch_ups` the
    open offers to catch up, by component id."""

    ledger: Ledger
    records: dict[int, list[EngagementRecord]]
    catch_ups: dict[int, CatchUp]


def next_sessions(ledger: Ledger, *, at: datetime) -> list[tuple[str, Session]]:
    """The titles and sessions that have not ended where somebody is expected, also those that do not count, the nearest
    first."""
    expected = [(line.component.title, line.session) for line in ledger.lines if line.session]
    ahead = [(title, session) for title, session in expected if session.ends_at > at]
    return sorted(ahead, key=lambda pair: (pair[1].starts_at, pair[1].pk))[:_SOON]


def bars(ledger: Ledger) -> list[Bar]:
    """The sums the policy judges, each as a bar."""
    return [
        Bar(
            buckets=tuple(gate.rates),
            earned=gate.worth(each(ledger.by_bucket, "earned")),
            missed=gate.worth(each(ledger.by_bucket, "missed")),
            unknown=gate.worth(each(ledger.by_bucket, "unknown")),
            to_come=gate.worth(each(ledger.by_bucket, "to_come")),
            whole=gate.whole,
            line=ledger.policy.threshold_percent,
            is_weighted=ledger.policy.kind == EngagementPolicy.WEIGHTED,
        )
        for gate in gates(ledger.policy, each(ledger.by_bucket, "total"))
    ]


def ledgers_of_person(user: User, *, at: datetime) -> list[Ledger]:
    """The courses somebody takes part in, as far as anything of them is planned, the newest first. One query
    where there is none, else seven."""
    planned = Component.objects.filter(cohort=OuterRef("cohort"))
    own = Enrolment.objects.filter(Exists(planned), participant__user=user, status=EnrolmentStatus.ACTIVE)
    ids = list(own.order_by("-enrolled_at").values_list("pk", flat=True))
    found = ledgers_of(ids, at=at) if ids else {}
    return [found[pk] for pk in ids]


def account_of(enrolment: Enrolment, *, at: datetime) -> Account:
    """One participant's engagement as it stands at `at`. Eight queries."""
    offers = CatchUp.objects.filter(enrolment=enrolment, state__in=OPEN)
    return Account(
        ledger=ledgers_of([enrolment.pk], at=at)[enrolment.pk],
        records=_records(enrolment),
        catch_ups={offer.component_id: offer for offer in offers.select_related("component")},
    )


def _records(enrolment: Enrolment) -> dict[int, list[EngagementRecord]]:
    found: dict[int, list[EngagementRecord]] = defaultdict(list)
    rows = current_records([enrolment.pk]).exclude(mark=Mark.CLEARED).select_related("by", "session")
    for record in rows.order_by("-captured_at", "-pk"):
        found[record.component_id].append(record)
    return dict(found)


def deciding(records: Iterable[EngagementRecord]) -> EngagementRecord | None:
    """The record that gives a component its credit: the most minutes, of equals the newest; an exemption before all."""
    in_order = sorted(records, key=lambda record: (record.mark == Mark.EXEMPT, record.minutes, record.captured_at))
    return in_order[-1] if in_order else None
