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
from courses.rules.matching import Expected, Match, Roster
from npq_portal.periods import Period


@dataclass(frozen=True)
class People:
    """Those whom a name in a report may be: whoever is expected at the session, and everybody else of its cohort, who may
    have come to this occurrence instead of theirs. By enrolment id, with participant and user."""

    enrolments: dict[int, Enrolment]

    def roster(self, rows: Iterable[tuple[str, str]]) -> Roster:
        """What can recognise the people of these rows, each a name and an address. Keys are enrolment ids. One query."""
        expected = [
            Expected(
                key=pk,
                name=one.participant.full_name,
                emails=(one.participant.user.email,),
                other_names=tuple(one.participant.previous_names),
            )
            for pk, one in self.enrolments.items()
        ]
        keys = {alias_key(name=name, email=email) for name, email in rows} - {""}
        return Roster(expected, self._aliases(keys))

    def match(self, row: WebinarRow) -> Match:
        """Who a row is, or may be. One query."""
        return self.roster([(row.name, row.email)]).match(name=row.name, email=row.email)

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


#: Comparing every name with every other takes time: above so many rows nobody reads the hints anyway.
_MOST_HINTS = 200


def likely_people(session: Session, rows: Collection[WebinarRow]) -> dict[int, str]:
    """The likeliest person's name by row id, for the first 200 of `rows` where anybody is alike."""
    people = people_at(session)
    roster = people.roster((row.name, row.email) for row in rows)
    found = {}
    for row in list(rows)[:_MOST_HINTS]:
        match = roster.match(name=row.name, email=row.email)
        if key := match.key or next((one.key for one in match.suggestions), None):
            found[row.pk] = people.enrolments[key].participant.full_name
    return found


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
