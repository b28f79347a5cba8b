"""The sums of engagement, made from the records by one statement for any set of enrolments.

The rule is courses/rules/ledger.py, said in SQL: components of the cohort, the session each person is expected at, what
the current records say of each (summed before joining), and what follows. A test compares the two on random histories.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection

from courses.choices import HOLDING_A_PLACE, STUDIED_ALONE
from npq_portal.clock import london_date

# Parameters: ids (of enrolments), at (aware), today (London), holding, alone.
_FRESH = """
WITH person AS (
    SELECT id, cohort_id, status = ANY(%(holding)s) AS holds, enrolled_at
    FROM courses_enrolment WHERE id = ANY(%(ids)s)
), default_session AS (
    SELECT DISTINCT ON (session.component_id) session.component_id, session.id, session.ends_at,
        session.register_closed_at
    FROM courses_session session JOIN courses_component component ON component.id = session.component_id
    WHERE session.state = 'released' AND component.cohort_id IN (SELECT cohort_id FROM person)
    ORDER BY session.component_id, session.starts_at, session.id
), component AS (
    SELECT component.id, component.cohort_id, component.bucket, component.minutes,
        component.kind = ANY(%(alone)s) AS is_alone,
        COALESCE(component.due_on < %(today)s, FALSE) AS is_over,
        component.may_be_caught_up AND cohort.ends_on >= %(today)s AS again,
        'session:' || default_session.id AS slot, default_session.ends_at, default_session.register_closed_at
    FROM courses_component component
    JOIN courses_cohort cohort ON cohort.id = component.cohort_id
    LEFT JOIN default_session ON default_session.component_id = component.id
    WHERE component.counts AND NOT component.is_off AND component.cohort_id IN (SELECT cohort_id FROM person)
), place AS (
    SELECT place.enrolment_id, place.component_id, 'session:' || session.id AS slot, session.ends_at,
        session.register_closed_at
    FROM courses_sessionplace place JOIN courses_session session ON session.id = place.session_id
    WHERE place.left_at IS NULL AND session.state = 'released' AND place.enrolment_id = ANY(%(ids)s)
), said AS (
    SELECT enrolment_id, component_id, max(minutes) AS credit, bool_or(mark = 'exempt') AS is_exempt,
        array_agg(slot) FILTER (WHERE mark <> 'cleared' AND slot LIKE 'session:%%') AS slots,
        max(captured_at) FILTER (WHERE minutes > 0) AS engaged_at
    FROM courses_engagementrecord WHERE state = 'current' AND enrolment_id = ANY(%(ids)s)
    GROUP BY enrolment_id, component_id
), line AS (
    SELECT person.id AS enrolment_id, component.bucket, component.minutes, said.engaged_at,
        LEAST(component.minutes, COALESCE(said.credit, 0)) AS earned,
        component.again AND NOT COALESCE(
            offer.state IN ('lapsed', 'approved') OR (offer.state IN ('offered', 'returned') AND offer.due_on < %(today)s),
            FALSE) AS again,
        CASE
            WHEN component.is_alone THEN CASE WHEN component.is_over THEN 'settled' ELSE 'to_come' END
            WHEN NOT person.holds OR COALESCE(place.slot, component.slot) IS NULL
                THEN CASE WHEN said.slots IS NOT NULL THEN 'settled' ELSE 'to_come' END
            WHEN COALESCE(place.slot, component.slot) = ANY(said.slots)
                OR COALESCE(place.ends_at, component.ends_at) < person.enrolled_at THEN 'settled'
            WHEN COALESCE(place.ends_at, component.ends_at) > %(at)s THEN 'to_come'
            WHEN (CASE WHEN place.slot IS NULL THEN component.register_closed_at ELSE place.register_closed_at END) IS NULL
                THEN 'unknown'
            ELSE 'settled'
        END AS state
    FROM person
    JOIN component ON component.cohort_id = person.cohort_id
    LEFT JOIN said ON said.enrolment_id = person.id AND said.component_id = component.id
    LEFT JOIN place ON place.enrolment_id = person.id AND place.component_id = component.id
    LEFT JOIN courses_catchup offer ON offer.enrolment_id = person.id AND offer.component_id = component.id
    WHERE said.is_exempt IS NOT TRUE
), bucket AS (
    SELECT enrolment_id, bucket, sum(earned) AS earned, sum(minutes) AS total,
        COALESCE(sum(minutes - earned) FILTER (WHERE state = 'settled'), 0) AS missed,
        COALESCE(sum(minutes - earned) FILTER (WHERE state = 'settled' AND again), 0) AS catchable,
        COALESCE(sum(minutes - earned) FILTER (WHERE state = 'unknown'), 0) AS unknown,
        COALESCE(sum(minutes - earned) FILTER (WHERE state = 'to_come'), 0) AS to_come,
        max(engaged_at) AS engaged_at
    FROM line GROUP BY enrolment_id, bucket
), person_sum AS (
    SELECT enrolment_id, sum(earned) AS earned, sum(total) AS total, sum(missed) AS missed, sum(catchable) AS catchable,
        sum(unknown) AS unknown, sum(to_come) AS to_come, max(engaged_at) AS engaged_at,
        jsonb_object_agg(bucket, jsonb_build_object('earned', earned, 'total', total, 'missed', missed,
            'catchable', catchable, 'unknown', unknown, 'to_come', to_come)) AS buckets
    FROM bucket GROUP BY enrolment_id
), fresh AS (
    SELECT person.id AS enrolment_id, COALESCE(earned, 0) AS earned, COALESCE(total, 0) AS total,
        COALESCE(missed, 0) AS missed, COALESCE(catchable, 0) AS catchable, COALESCE(unknown, 0) AS unknown,
        COALESCE(to_come, 0) AS to_come, COALESCE(buckets, '{}') AS buckets, engaged_at AS last_engaged_at
    FROM person LEFT JOIN person_sum ON person_sum.enrolment_id = person.id
)"""

_REBUILD = (
    _FRESH
    + """
INSERT INTO courses_engagementsummary AS stored
    (enrolment_id, earned, total, missed, catchable, unknown, to_come, buckets, last_engaged_at, alert, rebuilt_at)
SELECT enrolment_id, earned, total, missed, catchable, unknown, to_come, buckets, last_engaged_at, '', %(at)s FROM fresh
ON CONFLICT (enrolment_id) DO UPDATE SET
    earned = EXCLUDED.earned, total = EXCLUDED.total, missed = EXCLUDED.missed, catchable = EXCLUDED.catchable,
    unknown = EXCLUDED.unknown, to_come = EXCLUDED.to_come, buckets = EXCLUDED.buckets,
    last_engaged_at = EXCLUDED.last_engaged_at, rebuilt_at = EXCLUDED.rebuilt_at
WHERE (stored.buckets, stored.last_engaged_at) IS DISTINCT FROM (EXCLUDED.buckets, EXCLUDED.last_engaged_at)
    OR (stored.earned, stored.total, stored.missed, stored.catchable, stored.unknown, stored.to_come)
    IS DISTINCT FROM (EXCLUDED.earned, EXCLUDED.total, EXCLUDED.missed, EXCLUDED.catchable, EXCLUDED.unknown,
        EXCLUDED.to_come)
RETURNING enrolment_id"""
)

_DIFFERENCES = (
    _FRESH
    + """
SELECT fresh.enrolment_id FROM fresh LEFT JOIN courses_engagementsummary stored USING (enrolment_id)
WHERE stored.enrolment_id IS NULL
    OR (stored.buckets, stored.last_engaged_at) IS DISTINCT FROM (fresh.buckets, fresh.last_engaged_at)
    OR (stored.earned, stored.total, stored.missed, stored.catchable, stored.unknown, stored.to_come)
    IS DISTINCT FROM (fresh.earned, fresh.total, fresh.missed, fresh.catchable, fresh.unknown, fresh.to_come)
ORDER BY fresh.enrolment_id"""
)


def rebuild(enrolment_ids: Collection[int], *, at: datetime) -> list[int]:
    """Write the sums of these enrolments as they stand at `at`, in one statement; the ids of those that changed.

    The caller has locked the enrolments, so that what others wrote about them is seen whole or not at all.
    """
    return _run(_REBUILD, enrolment_ids, at)


def differences(enrolment_ids: Collection[int], *, at: datetime) -> list[int]:
    """The ids of those whose stored sums are missing or not what the records say at `at`. Changes nothing."""
    return _run(_DIFFERENCES, enrolment_ids, at)


def _run(statement: str, enrolment_ids: Collection[int], at: datetime) -> list[int]:
    facts: dict[str, Any] = {
        "ids": list(enrolment_ids),
        "at": at,
        "today": london_date(at),
        "holding": [str(status) for status in HOLDING_A_PLACE],
        "alone": [str(kind) for kind in STUDIED_ALONE],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return [pk for (pk,) in cursor.fetchall()]
