"""What webinar reports say about a session, and who the people in them may be. Constant queries whatever the numbers."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from courses.choices import HOLDING_A_PLACE, RecordState
from courses.facts.expected import expected_enrolments
from courses.models import EngagementRecord, Enrolment, Session, WebinarAlias, WebinarImport, WebinarRow
from courses.rules.display_names import alias_key
from courses.rules.intervals import credited_minutes
from courses.rules.matching import Expected, Match, match
from npq_portal.periods import Period


@dataclass(frozen=True)
class People:
    """Those whom a name in a report may be: whoever is expected at the session, and everybody else of its cohort, who may
    have come to this occurrence instead of theirs. By enrolment id, with participant and user."""

    enrolments: dict[int, Enrolment]

    def who(self, rows: Iterable[tuple[str, str]]) -> list[Match]:
        """Who each (name, email) is, in their order; keys are enrolment ids. One query."""
        rows = list(rows)
        expected = [
            Expected(key=pk, name=one.participant.full_name, emails=(one.participant.user.email,))
            for pk, one in self.enrolments.items()
        ]
        aliases = self._aliases({alias_key(name=name, email=email) for name, email in rows} - {""})
        return [match(name=name, email=email, expected=expected, aliases=aliases) for name, email in rows]

    def _aliases(self, names: Collection[str]) -> dict[str, frozenset[int]]:
        """Whom each remembered name was. Somebody who cannot be here counts too, as a number below zero: the name leads to
        more than one person then."""
        here = {one.participant_id: pk for pk, one in self.enrolments.items()}
        found: dict[str, set[int]] = defaultdict(set)
        for name, participant in WebinarAlias.objects.filter(name__in=names).values_list("name", "participant"):
            found[name].add(here.get(participant, -participant))
        return {name: frozenset(owners) for name, owners in found.items()}


def people_at(session: Session) -> People:
    """See People; `session` with its component. Two queries."""
    expected = expected_enrolments(session).order_by().values("pk")
    own = Q(cohort=session.component.cohort_id, status__in=HOLDING_A_PLACE)
    rows = Enrolment.objects.filter(own | Q(pk__in=expected)).select_related("participant__user")
    return People({one.pk: one for one in rows.order_by("participant__last_name", "participant__first_name", "pk")})


def rows_of(session: Session) -> QuerySet[WebinarRow]:
    """Everybody in the session's reports, those to be decided first."""
    rows = WebinarRow.objects.filter(report__session=session)
    return rows.select_related("report", "enrolment__participant", "settled_by").order_by("name", "id")


def undecided(session: Session) -> QuerySet[WebinarRow]:
    """Those of whom nobody knows yet who they are."""
    return rows_of(session).filter(enrolment=None, is_nobody=False)


def reports_of(session: Session) -> QuerySet[WebinarImport]:
    """The reports read, without the files themselves."""
    return WebinarImport.objects.filter(session=session).select_related("imported_by").defer("content")


def periods_of(row: WebinarRow) -> tuple[Period, ...]:
    """When somebody was there, in UTC."""
    return tuple(Period(*map(datetime.fromisoformat, pair)) for pair in row.intervals)


def minutes_of(rows: Collection[WebinarRow], session: Session) -> int:
    """Whole minutes within the session of one person with several rows: on two devices, by telephone, in two reports."""
    together = [period for row in rows for period in periods_of(row)]
    hidden = any(row.most_seconds is not None for row in rows)
    most = sum(60 * row.minutes for row in rows) if hidden else None
    return credited_minutes(together, session.period, most)


def records_of(session: Session, enrolment_ids: Collection[int] | None = None) -> dict[int, EngagementRecord]:
    """What counts on the session's register, by enrolment id; of everybody where no ids are given."""
    records = EngagementRecord.objects.filter(session=session, state=RecordState.CURRENT)
    if enrolment_ids is not None:
        records = records.filter(enrolment__in=enrolment_ids)
    return {record.enrolment_id: record for record in records}


def waiting_of(session: Session) -> set[int]:
    """Whose mark at the session waits for a decision, as enrolment ids."""
    waiting = EngagementRecord.objects.filter(session=session, state=RecordState.TO_DECIDE)
    return set(waiting.values_list("enrolment", flat=True))
