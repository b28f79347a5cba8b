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
# `state` of a line: 0 settled, 1 not yet known, 2 to come; whole numbers, since it is compared 2.4 million times.
_FRESH = """
WITH person AS (
    SELECT id, cohort_id, status = ANY(%(holding)s) AS holds, enrolled_at
    FROM courses_enrolment WHERE id = ANY(%(ids)s)
), default_session AS (
    SELECT DISTINCT ON (session.component_id) session.component_id, session.id, session.ends_at,
        session.register_closed_at IS NOT NULL AS is_closed
    FROM courses_session session JOIN courses_component component ON component.id = session.component_id
    WHERE session.state = 'released' AND component.cohort_id IN (SELECT cohort_id FROM person)
    ORDER BY session.component_id, session.starts_at, session.id
), component AS (
    SELECT component.id, component.cohort_id, component.bucket, component.minutes,
        CASE WHEN component.kind = ANY(%(alone)s) THEN CASE WHEN component.due_on < %(today)s THEN 0 ELSE 2 END END
            AS state_alone,
        component.may_be_caught_up AND cohort.ends_on >= %(today)s AS again,
        default_session.id AS session_id, default_session.ends_at,
        CASE WHEN default_session.ends_at > %(at)s THEN 2 WHEN default_session.is_closed THEN 0 ELSE 1 END AS state_blank
    FROM courses_component component
    JOIN courses_cohort cohort ON cohort.id = component.cohort_id
    LEFT JOIN default_session ON default_session.component_id = component.id
    WHERE component.counts AND NOT component.is_off AND component.cohort_id IN (SELECT cohort_id FROM person)
), place AS (
    SELECT place.enrolment_id, place.component_id, session.id AS session_id, session.ends_at,
        CASE WHEN session.ends_at > %(at)s THEN 2 WHEN session.register_closed_at IS NULL THEN 1 ELSE 0 END AS state_blank,
        EXISTS (
            SELECT FROM courses_engagementrecord record
            WHERE record.enrolment_id = place.enrolment_id AND record.component_id = place.component_id
                AND record.session_id = session.id AND record.state = 'current' AND record.mark <> 'cleared'
        ) AS is_marked
    FROM courses_sessionplace place JOIN courses_session session ON session.id = place.session_id
    WHERE place.left_at IS NULL AND session.state = 'released' AND place.enrolment_id = ANY(%(ids)s)
), offer AS (
    SELECT enrolment_id, component_id FROM courses_catchup
    WHERE enrolment_id = ANY(%(ids)s)
        AND (state IN ('lapsed', 'approved') OR (state IN ('offered', 'returned') AND due_on < %(today)s))
), said AS (
    SELECT record.enrolment_id, record.component_id, max(record.minutes) AS credit, bool_or(record.mark = 'exempt') AS is_exempt,
        bool_or(record.session_id IS NOT NULL AND record.mark <> 'cleared') AS is_marked_anywhere,
        bool_or(record.session_id = component.session_id AND record.mark <> 'cleared') AS is_marked,
        max(record.captured_at) FILTER (WHERE record.minutes > 0) AS engaged_at
    FROM courses_engagementrecord record JOIN component ON component.id = record.component_id
    WHERE record.state = 'current' AND record.enrolment_id = ANY(%(ids)s)
    GROUP BY record.enrolment_id, record.component_id
), line AS (
    SELECT person.id AS enrolment_id, component.bucket, component.minutes, said.engaged_at,
        LEAST(component.minutes, COALESCE(said.credit, 0)) AS earned,
        component.minutes - LEAST(component.minutes, COALESCE(said.credit, 0)) AS rest,
        component.again AND offer.enrolment_id IS NULL AS again,
        CASE
            WHEN component.state_alone IS NOT NULL THEN component.state_alone
            WHEN NOT person.holds OR (place.session_id IS NULL AND component.session_id IS NULL)
                THEN CASE WHEN said.is_marked_anywhere THEN 0 ELSE 2 END
            WHEN place.session_id IS NOT NULL
                THEN CASE WHEN place.is_marked OR place.ends_at < person.enrolled_at THEN 0 ELSE place.state_blank END
            WHEN said.is_marked OR component.ends_at < person.enrolled_at THEN 0
            ELSE component.state_blank
        END AS state
    FROM person
    JOIN component ON component.cohort_id = person.cohort_id
    LEFT JOIN said ON said.enrolment_id = person.id AND said.component_id = component.id
    LEFT JOIN place ON place.enrolment_id = person.id AND place.component_id = component.id
    LEFT JOIN offer ON offer.enrolment_id = person.id AND offer.component_id = component.id
    WHERE said.is_exempt IS NOT TRUE
), bucket AS (
    SELECT enrolment_id, bucket, sum(earned)::integer AS earned, sum(minutes)::integer AS total,
        COALESCE(sum(rest) FILTER (WHERE state = 0), 0)::integer AS missed,
        COALESCE(sum(rest) FILTER (WHERE state = 0 AND again), 0)::integer AS catchable,
        COALESCE(sum(rest) FILTER (WHERE state = 1), 0)::integer AS unknown,
        COALESCE(sum(rest) FILTER (WHERE state = 2), 0)::integer AS to_come,
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
