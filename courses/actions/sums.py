"""The sums of engagement, made from the records by one statement for any set of enrolments.

The rule is courses/rules/ledger.py, said in SQL: components of the cohort, the session each person is expected at, what
the current records say of each (summed before joining, and read from an index alone), and what follows. Most people are
`is_plain`: of what no record speaks they have what the cohort has, which is summed once for all (`blank`), so that for them
only what was said is gone through, with what it was before (`unsaid`) taken off. A test compares the two on random histories.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from courses.choices import HOLDING_A_PLACE, STUDIED_ALONE
from npq_portal.clock import london_date

# Parameters: ids (of enrolments), at (aware), today (London), holding, alone.
# `state` of a line: 0 settled, 1 not yet known, 2 to come, NULL exempt; whole numbers, since it is compared 2.4 million times.
# OFFSET 0 keeps the planner from working an expression out again wherever it is used, and from joining in another order.
_CHANGED = """
WITH enrolled AS MATERIALIZED (
    SELECT id, cohort_id, status = ANY(%(holding)s) AS holds, enrolled_at
    FROM courses_enrolment WHERE id = ANY(%(ids)s)
), cohort AS MATERIALIZED (
    SELECT id, ends_on >= %(today)s AS goes_on FROM courses_cohort WHERE id IN (SELECT cohort_id FROM enrolled)
), default_session AS (
    SELECT DISTINCT ON (session.component_id) session.component_id, session.id, session.ends_at,
        session.register_closed_at IS NOT NULL AS is_closed
    FROM courses_session session JOIN courses_component component ON component.id = session.component_id
    WHERE session.state = 'released' AND component.cohort_id IN (SELECT id FROM cohort)
    ORDER BY session.component_id, session.starts_at, session.id
), component AS MATERIALIZED (
    SELECT component.id, component.cohort_id, component.bucket, component.minutes,
        CASE WHEN component.kind = ANY(%(alone)s) THEN CASE WHEN component.due_on < %(today)s THEN 0 ELSE 2 END END
            AS state_alone,
        component.may_be_caught_up AND cohort.goes_on AS again,
        default_session.id AS session_id, default_session.ends_at,
        CASE WHEN default_session.id IS NULL OR default_session.ends_at > %(at)s THEN 2
            WHEN default_session.is_closed THEN 0 ELSE 1 END AS state_blank
    FROM courses_component component JOIN cohort ON cohort.id = component.cohort_id
    LEFT JOIN default_session ON default_session.component_id = component.id
    WHERE component.counts AND NOT component.is_off
), place AS (
    SELECT place.enrolment_id, place.component_id, session.id AS session_id, session.ends_at,
        CASE WHEN session.ends_at > %(at)s THEN 2 WHEN session.register_closed_at IS NULL THEN 1 ELSE 0 END AS state_blank
    FROM enrolled JOIN courses_sessionplace place ON place.enrolment_id = enrolled.id
    JOIN courses_session session ON session.id = place.session_id
    WHERE place.left_at IS NULL AND session.state = 'released'
), closed_offer AS (
    SELECT offer.enrolment_id, offer.component_id
    FROM enrolled JOIN courses_catchup offer ON offer.enrolment_id = enrolled.id
    WHERE offer.state IN ('lapsed', 'approved') OR (offer.state IN ('offered', 'returned') AND offer.due_on < %(today)s)
), special AS MATERIALIZED (
    SELECT enrolment_id, component_id, place.session_id, place.ends_at, place.state_blank,
        closed_offer.enrolment_id IS NOT NULL AS is_closed
    FROM place FULL JOIN closed_offer USING (enrolment_id, component_id)
), person AS MATERIALIZED (
    SELECT enrolled.*, holds AND enrolled_at <= COALESCE(first.ends_at, enrolled_at)
        AND id NOT IN (SELECT enrolment_id FROM special) AS is_plain
    FROM enrolled LEFT JOIN (SELECT cohort_id, min(ends_at) AS ends_at FROM component GROUP BY cohort_id) first
        USING (cohort_id)
), blank AS (
    SELECT cohort_id, bucket, sum(minutes) AS total,
        sum(CASE WHEN state = 0 THEN minutes ELSE 0 END) AS missed,
        sum(CASE WHEN state = 0 AND again THEN minutes ELSE 0 END) AS catchable,
        sum(CASE WHEN state = 1 THEN minutes ELSE 0 END) AS unknown,
        sum(CASE WHEN state = 2 THEN minutes ELSE 0 END) AS to_come
    FROM (SELECT *, COALESCE(state_alone, state_blank) AS state FROM component) unsaid GROUP BY cohort_id, bucket
), said AS (
    SELECT enrolment_id, component_id, max(minutes) AS credit, bool_or(mark = 'exempt') AS is_exempt,
        count(session_id) FILTER (WHERE mark <> 'cleared') AS sessions,
        min(session_id) FILTER (WHERE mark <> 'cleared') AS first_session,
        max(captured_at) FILTER (WHERE minutes > 0) AS engaged_at
    FROM courses_engagementrecord WHERE state = 'current' AND enrolment_id = ANY(%(ids)s)
    GROUP BY enrolment_id, component_id
), heard AS (
    SELECT component.*, enrolment_id, credit, is_exempt, sessions, first_session, engaged_at
    FROM said JOIN component ON component.id = said.component_id OFFSET 0
), pair AS (
    SELECT heard.*, person.enrolled_at, person.holds, person.is_plain
    FROM heard JOIN person ON person.id = heard.enrolment_id AND person.cohort_id = heard.cohort_id
    UNION ALL
    SELECT component.*, person.id, 0, FALSE, 0, NULL, NULL, person.enrolled_at, person.holds, FALSE
    FROM person JOIN component ON component.cohort_id = person.cohort_id
    WHERE NOT person.is_plain AND NOT EXISTS (
        SELECT FROM courses_engagementrecord record WHERE record.state = 'current' AND record.enrolment_id = ANY(%(ids)s)
            AND record.enrolment_id = person.id AND record.component_id = component.id
    )
), known AS (
    SELECT pair.enrolment_id, pair.id AS component_id, bucket, minutes, LEAST(minutes, credit) AS earned, is_exempt,
        sessions, first_session, engaged_at, enrolled_at, state_alone, again AND special.is_closed IS NOT TRUE AS again,
        CASE WHEN holds THEN COALESCE(special.session_id, pair.session_id) END AS session_id,
        CASE WHEN special.session_id IS NULL THEN pair.ends_at ELSE special.ends_at END AS ends_at,
        CASE WHEN special.session_id IS NULL THEN pair.state_blank ELSE special.state_blank END AS state_blank,
        CASE WHEN is_plain THEN COALESCE(state_alone, pair.state_blank) END AS unsaid
    FROM pair LEFT JOIN special ON special.enrolment_id = pair.enrolment_id AND special.component_id = pair.id OFFSET 0
), line AS (
    SELECT enrolment_id, bucket, minutes, earned, minutes - earned AS rest, again, engaged_at, unsaid,
        CASE
            WHEN is_exempt THEN NULL
            WHEN earned = minutes THEN 0
            WHEN state_alone IS NOT NULL THEN state_alone
            WHEN session_id IS NULL THEN CASE WHEN sessions > 0 THEN 0 ELSE 2 END
            WHEN first_session = session_id OR ends_at < enrolled_at THEN 0
            WHEN sessions > 1 AND (
                SELECT count(*) > 0 FROM courses_engagementrecord record
                WHERE record.enrolment_id = known.enrolment_id AND record.component_id = known.component_id
                    AND record.session_id = known.session_id AND record.state = 'current' AND record.mark <> 'cleared'
            ) THEN 0
            ELSE state_blank
        END AS state
    FROM known OFFSET 0
), told AS (
    SELECT enrolment_id, bucket, COALESCE(sum(earned) FILTER (WHERE state IS NOT NULL), 0) AS earned,
        sum(CASE WHEN state IS NULL THEN 0 ELSE minutes END - CASE WHEN unsaid IS NULL THEN 0 ELSE minutes END) AS total,
        sum(CASE WHEN state = 0 THEN rest ELSE 0 END - CASE WHEN unsaid = 0 THEN minutes ELSE 0 END) AS missed,
        COALESCE(sum(CASE WHEN state = 0 THEN rest ELSE 0 END - CASE WHEN unsaid = 0 THEN minutes ELSE 0 END)
            FILTER (WHERE again), 0) AS catchable,
        sum(CASE WHEN state = 1 THEN rest ELSE 0 END - CASE WHEN unsaid = 1 THEN minutes ELSE 0 END) AS unknown,
        sum(CASE WHEN state = 2 THEN rest ELSE 0 END - CASE WHEN unsaid = 2 THEN minutes ELSE 0 END) AS to_come,
        max(engaged_at) FILTER (WHERE state IS NOT NULL) AS engaged_at
    FROM line GROUP BY enrolment_id, bucket OFFSET 0
), bucket AS (
    SELECT person.id AS enrolment_id, blank.bucket, COALESCE(told.earned, 0)::integer AS earned,
        (CASE WHEN is_plain THEN blank.total ELSE 0 END + COALESCE(told.total, 0))::integer AS total,
        (CASE WHEN is_plain THEN blank.missed ELSE 0 END + COALESCE(told.missed, 0))::integer AS missed,
        (CASE WHEN is_plain THEN blank.catchable ELSE 0 END + COALESCE(told.catchable, 0))::integer AS catchable,
        (CASE WHEN is_plain THEN blank.unknown ELSE 0 END + COALESCE(told.unknown, 0))::integer AS unknown,
        (CASE WHEN is_plain THEN blank.to_come ELSE 0 END + COALESCE(told.to_come, 0))::integer AS to_come,
        told.engaged_at
    FROM person JOIN blank USING (cohort_id)
    LEFT JOIN told ON told.enrolment_id = person.id AND told.bucket = blank.bucket OFFSET 0
), person_sum AS (
    SELECT enrolment_id, sum(earned) AS earned, sum(total) AS total, sum(missed) AS missed, sum(catchable) AS catchable,
        sum(unknown) AS unknown, sum(to_come) AS to_come, max(engaged_at) AS engaged_at,
        ('{' || string_agg('"' || bucket || '": {"earned": ' || earned || ', "total": ' || total || ', "missed": '
            || missed || ', "catchable": ' || catchable || ', "unknown": ' || unknown || ', "to_come": ' || to_come
            || '}', ', ') || '}')::jsonb AS buckets
    FROM bucket WHERE total > 0 GROUP BY enrolment_id
), fresh AS (
    SELECT person.id AS enrolment_id, COALESCE(earned, 0) AS earned, COALESCE(total, 0) AS total,
        COALESCE(missed, 0) AS missed, COALESCE(catchable, 0) AS catchable, COALESCE(unknown, 0) AS unknown,
        COALESCE(to_come, 0) AS to_come, COALESCE(buckets, '{}') AS buckets, engaged_at AS last_engaged_at
    FROM person LEFT JOIN person_sum ON person_sum.enrolment_id = person.id OFFSET 0
), changed AS (
    SELECT fresh.* FROM fresh LEFT JOIN courses_engagementsummary stored USING (enrolment_id)
    WHERE stored.enrolment_id IS NULL
        OR (stored.buckets, stored.last_engaged_at) IS DISTINCT FROM (fresh.buckets, fresh.last_engaged_at)
        OR (stored.earned, stored.total, stored.missed, stored.catchable, stored.unknown, stored.to_come)
        IS DISTINCT FROM (fresh.earned, fresh.total, fresh.missed, fresh.catchable, fresh.unknown, fresh.to_come)
)"""

_REBUILD = (
    _CHANGED
    + """
INSERT INTO courses_engagementsummary
    (enrolment_id, earned, total, missed, catchable, unknown, to_come, buckets, last_engaged_at, alert, rebuilt_at)
SELECT enrolment_id, earned, total, missed, catchable, unknown, to_come, buckets, last_engaged_at, '', %(at)s FROM changed
ON CONFLICT (enrolment_id) DO UPDATE SET
    earned = EXCLUDED.earned, total = EXCLUDED.total, missed = EXCLUDED.missed, catchable = EXCLUDED.catchable,
    unknown = EXCLUDED.unknown, to_come = EXCLUDED.to_come, buckets = EXCLUDED.buckets,
    last_engaged_at = EXCLUDED.last_engaged_at, rebuilt_at = EXCLUDED.rebuilt_at
RETURNING enrolment_id"""
)

_DIFFERENCES = (
    _CHANGED
    + """
SELECT enrolment_id FROM changed ORDER BY enrolment_id"""
)

#: So many enrolments need more room to sort and hash in than PostgreSQL gives a statement (4 MB), or they go to disk.
_MANY = 1_000
_ROOM = "64MB"


def rebuild(enrolment_ids: Collection[int], *, at: datetime) -> list[int]:
    """Write the sums of these enrolments as they stand at `at`, in one statement (and one before it for more than 1,000);
    the ids of those that changed.

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
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        if len(facts["ids"]) > _MANY:
            cursor.execute("SELECT set_config('work_mem', %s, TRUE)", [_ROOM])  # to the end of the transaction
        cursor.execute(statement, facts)
        return [pk for (pk,) in cursor.fetchall()]
