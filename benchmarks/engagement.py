"""W2 and W8: saving a register of 300, and rebuilding 100,000 sums, beside the same work in plain SQL."""

import gc
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle
from time import perf_counter
from uuid import uuid4

from django.db import connection, transaction

from benchmarks import nation
from benchmarks.measuring import Figure, in_turn
from courses.actions import sums
from courses.actions.marking import NewMark
from courses.actions.register import record_marks
from courses.choices import Mark, MarkSource
from courses.models import Enrolment, Session
from npq_portal import clock

#: docs/benchmarks.md, W2 and W8.
_MOST_TO_SAVE, _MOST_TO_REBUILD = 5, 3
_BATCH = 10_000

_BARE_REPLACE = """
UPDATE courses_engagementrecord SET state = 'past' WHERE session_id = %(session)s AND state = 'current'"""
_BARE_SAVE = """
INSERT INTO courses_engagementrecord (enrolment_id, component_id, session_id, slot, mark, minutes, source, state, to_decide,
    note, client_uuid, device, captured_at, received_at)
SELECT id, %(component)s, %(session)s, %(slot)s, 'part', %(minutes)s, 'register', 'current', '', '', gen_random_uuid(), '',
    %(at)s, %(at)s FROM unnest(%(ids)s) AS id"""
# Sum before joining: what counts of each component, then of each person.
_BARE_SUMS = """
INSERT INTO bench_sums (enrolment_id, earned, total)
SELECT enrolment_id, sum(minutes), count(*) * 60 FROM (
    SELECT enrolment_id, component_id, max(minutes) AS minutes FROM courses_engagementrecord
    WHERE state = 'current' AND enrolment_id = ANY(%(ids)s) GROUP BY enrolment_id, component_id
) credit GROUP BY enrolment_id
ON CONFLICT (enrolment_id) DO UPDATE SET earned = EXCLUDED.earned, total = EXCLUDED.total"""


def measure_saving(quick: bool) -> list[Figure]:
    """A register of 300 saved again and again, each time with other marks: history, sums, alerts and offers included."""
    people = 30 if quick else 300
    (cohort,) = nation.build(f"hall{people}", nation.Size(1, people))
    leader = nation.facilitator(cohort)
    session = Session.objects.filter(component__cohort=cohort, register_closed_at__isnull=False).order_by("-starts_at")[
        0
    ]
    ids = list(Enrolment.objects.filter(cohort=cohort).values_list("pk", flat=True))
    sums.rebuild(ids, at=clock.now())
    _bare_table()
    minutes = cycle(range(20, 60))

    def floor() -> None:
        facts = {"ids": ids, "slot": f"session:{session.pk}", "session": session.pk, "at": clock.now()}
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM courses_session WHERE id = %(session)s FOR NO KEY UPDATE", facts)
            cursor.execute(_BARE_REPLACE, facts)
            cursor.execute(_BARE_SAVE, facts | {"component": session.component_id, "minutes": next(minutes)})
            cursor.execute(_BARE_SUMS, facts)

    def portal() -> None:
        at = clock.now()
        marks = [_mark(pk, next(minutes)) for pk in ids]
        results = record_marks(session=session, marks=marks, source=MarkSource.REGISTER, by=leader, at=at)
        if len(results) != people:
            raise RuntimeError(f"{len(results)} of {people} marks were stored.")

    (bare,), (saved,) = in_turn(1 if quick else 5, _milliseconds(floor, 5), _milliseconds(portal, 5))
    return [Figure(f"W2 a register of {people} saved", "ms", bare, saved, saved / bare, _MOST_TO_SAVE)]


def measure_rebuilding(quick: bool) -> list[Figure]:
    """Every sum of the nation made anew in batches, when all are missing and when none has changed."""
    size = nation.Size(2, 100) if quick else nation.Size(200, 500)
    cohorts = nation.build("nation", size)
    ids = list(Enrolment.objects.filter(cohort__in=cohorts).order_by("pk").values_list("pk", flat=True))
    batches = [ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH)]
    at = clock.now()
    _bare_table()

    def floor() -> None:
        for batch in batches:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_BARE_SUMS, {"ids": batch})

    def rebuild(*, empty: bool) -> None:
        if empty:
            _truncate("courses_engagementsummary")
        for batch in batches:
            with transaction.atomic():
                sums.rebuild(batch, at=at)

    def bare_from_nothing() -> None:
        _truncate("bench_sums")
        floor()

    (bare,), (anew,), (bare_again,), (again,) = in_turn(
        1 if quick else 3,
        _milliseconds(bare_from_nothing),
        _milliseconds(partial(rebuild, empty=True)),
        _milliseconds(floor),
        _milliseconds(partial(rebuild, empty=False)),
    )
    count = f"{len(ids):,}"
    return [
        Figure(f"W8 {count} sums from nothing", "ms", bare, anew, anew / bare, _MOST_TO_REBUILD),
        Figure(f"W8 {count} sums, none changed", "ms", bare_again, again, again / bare_again, _MOST_TO_REBUILD),
    ]


def _mark(enrolment_id: int, minutes: int) -> NewMark:
    return NewMark(
        enrolment_id=enrolment_id, mark=Mark.PART, minutes=minutes, client_uuid=uuid4(), captured_at=clock.now()
    )


def _milliseconds(work: Callable[[], object], times: int = 1) -> Callable[[], Sequence[float]]:
    """A measurement: the mean milliseconds of `times` runs."""

    def measure() -> list[float]:
        gc.collect()
        started = perf_counter()
        for _ in range(times):
            work()
        return [(perf_counter() - started) * 1_000 / times]

    return measure


def _bare_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS bench_sums (enrolment_id bigint PRIMARY KEY, earned integer, total integer)"
        )


def _truncate(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}")
