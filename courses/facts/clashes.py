"""Planned and stored sessions as courses.rules.clashes sees them, the days nobody teaches, and warnings in words."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from django.db.models import QuerySet

from courses.choices import NOT_TAKING_PLACE
from courses.facts.expected import session_expected_for
from courses.models import Cohort, Enrolment, HolidayPeriod, Session
from courses.rules.bank_holidays import bank_holidays
from courses.rules.clashes import Planned, ScheduleWarning, WarningCode, warnings
from courses.rules.schedule import ClosedDays, WhyClosed
from npq_portal.accounts.models import User
from npq_portal.periods import LONDON, Period


def closed_days(first_day: date, last_day: date) -> tuple[ClosedDays, ...]:
    """Bank holidays of England, then the hub's holiday periods, that touch these days. One query."""
    periods = HolidayPeriod.objects.filter(last_day__gte=first_day, first_day__lte=last_day)
    schools = (ClosedDays(one.name, one.first_day, one.last_day, WhyClosed.SCHOOL_HOLIDAY) for one in periods)
    return (*bank_holidays(first_day, last_day), *schools)


def of_sessions(cohort: Cohort, session_ids: Collection[int]) -> tuple[ScheduleWarning, ...]:
    """What is odd about these stored sessions of the cohort, against everything else in the hub. A fixed number of queries."""
    mine = list(_with_people(Session.objects.filter(pk__in=session_ids)))
    return of_planned([planned(session, cohort) for session in mine], cohort)


def of_planned(sessions: Sequence[Planned], cohort: Cohort) -> tuple[ScheduleWarning, ...]:
    """Likewise for sessions that may not be stored yet; those that are have the key of `key_of`. Who is expected at stored
    sessions is filled in; for new ones give `participants`."""
    if not sessions:
        return ()
    starts, ends = min(one.starts_at for one in sessions), max(one.ends_at for one in sessions)
    keys = {one.key for one in sessions}
    around = [one for one in _with_people(_around(starts, ends)) if key_of(one.pk) not in keys]
    expected = _expected_people(cohort)
    mine = [_peopled(one, expected) for one in sessions]
    others = [_peopled(planned(one), expected) for one in around]
    closed = closed_days(_day(starts), _day(ends))
    return warnings(mine, others, closed)


def planned(session: Session, cohort: Cohort | None = None) -> Planned:
    """A stored session, without its participants; with `cohort` it is held to the cohort's dates."""
    return Planned(
        key=key_of(session.pk),
        period=Period(session.starts_at.astimezone(UTC), session.ends_at.astimezone(UTC)),
        venue=session.venue,
        facilitators=frozenset(user.pk for user in session.facilitators.all()),
        first_day=cohort.starts_on if cohort else None,
        last_day=cohort.ends_on if cohort else None,
    )


def key_of(session_id: int) -> str:
    """The name of a stored session among planned ones."""
    return f"session:{session_id}"


def _with_people(rows: QuerySet[Session]) -> QuerySet[Session]:
    return rows.select_related("component__cohort").prefetch_related("facilitators")


def _around(starts: datetime, ends: datetime) -> QuerySet[Session]:
    """Sessions anywhere in the hub that may overlap this time; drafts are plans too."""
    return Session.objects.exclude(state__in=NOT_TAKING_PLACE).filter(starts_at__lt=ends, ends_at__gt=starts)


def _expected_people(cohort: Cohort) -> Mapping[str, frozenset[int]]:
    """Who (participants' ids) is expected at which released session, for everybody of this cohort, wherever they are."""
    persons = cohort.enrolments.values("participant")
    enrolments = list(Enrolment.objects.filter(participant__in=persons))
    who = {enrolment.pk: enrolment.participant_id for enrolment in enrolments}
    found: dict[str, set[int]] = defaultdict(set)
    for (enrolment_id, _), session in session_expected_for(enrolments).items():
        found[key_of(session.pk)].add(who[enrolment_id])
    return {key: frozenset(people) for key, people in found.items()}


def _peopled(one: Planned, expected: Mapping[str, frozenset[int]]) -> Planned:
    people = one.participants | expected.get(one.key, frozenset())
    return Planned(
        one.key, one.period, one.venue, one.facilitators, people, one.first_day, one.last_day, one.clock
    )  # fmt: skip


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def words(found: Iterable[ScheduleWarning]) -> dict[str, list[str]]:
    """The warnings in words, by the key of their session. Two queries."""
    found = list(found)
    ids = {int(one.other.partition(":")[2]) for one in found if one.other.startswith("session:")}
    titles = {
        key_of(session.pk): f"{session.component.title} of {session.component.cohort}"
        for session in Session.objects.filter(pk__in=ids).select_related("component__cohort")
    }
    names = User.objects.in_bulk(
        {person for one in found if one.code == WarningCode.FACILITATOR for person in one.people}
    )
    said: dict[str, list[str]] = defaultdict(list)
    for one in found:
        other = titles.get(one.other, "another session made here")
        said[one.key].append(_sentence(one, other, " and ".join(str(names[pk]) for pk in one.people if pk in names)))
    return dict(said)


def _sentence(one: ScheduleWarning, other: str, leaders: str) -> str:
    count = len(one.people)
    people = "1 participant is" if count == 1 else f"{count} participants are"
    return {
        WarningCode.FACILITATOR: f"{leaders} leads {other} at the same time.",
        WarningCode.VENUE: f"{one.name} is also taken by {other}.",
        WarningCode.PARTICIPANT: f"{people} expected at {other} at the same time.",
        WarningCode.BANK_HOLIDAY: f"It is a bank holiday: {one.name}.",
        WarningCode.SCHOOL_HOLIDAY: f"It is a school holiday: {one.name}.",
        WarningCode.OUTSIDE_COHORT: "It is outside the dates of the cohort.",
        WarningCode.WEEKEND: "It is at a weekend.",
        WarningCode.OVER_MIDNIGHT: "It goes over midnight.",
        WarningCode.CLOCK_SKIPPED: "The clocks go forward over its start, so it begins an hour later by the clock.",
        WarningCode.CLOCK_TWICE: "The clocks go back, and its start comes twice: it begins at the first of the two.",
    }[one.code]
