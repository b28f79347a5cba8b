"""Which enrolments' offers to catch up may be out of step with their records: one statement, so that saving a register of
300 in which nothing was missed costs next to nothing.

It only leaves out those for whom nothing can change; what changes is for courses.rules.catch_up to say. A test holds that
nobody is left out for whom the rules would change something.
"""

from collections.abc import Collection
from datetime import date

from django.db import connection

from courses.choices import ABSENCES, CatchUpState, Mark
from courses.rules.catch_up import OPEN

# Parameters: ids (of enrolments), today (London), marks, open and over (states).
_OUT_OF_STEP = """
WITH missed AS (
    SELECT DISTINCT record.enrolment_id, record.component_id
    FROM courses_engagementrecord record JOIN courses_session session ON session.id = record.session_id
    WHERE record.state = 'current' AND record.enrolment_id = ANY(%(ids)s) AND record.mark = ANY(%(marks)s)
        AND session.state = 'released'
), offer AS (
    SELECT enrolment_id, component_id, state, minutes, session_id IS NULL AS by_hand
    FROM courses_catchup WHERE enrolment_id = ANY(%(ids)s)
), pair AS (
    SELECT enrolment_id, component_id, offer.state, offer.minutes,
        missed.component_id IS NOT NULL OR COALESCE(offer.by_hand, FALSE) AS is_missed
    FROM missed FULL JOIN offer USING (enrolment_id, component_id)
    WHERE offer.state IS NULL OR NOT offer.state = ANY(%(over)s)
), line AS (
    SELECT pair.enrolment_id, pair.state, pair.minutes, programme.catch_up_cap_minutes AS cap,
        CASE WHEN pair.is_missed AND enrolment.status = 'active' AND component.counts AND NOT component.is_off
            AND component.may_be_caught_up AND NOT credit.is_exempt AND cohort.ends_on >= %(today)s
        THEN GREATEST(component.minutes - credit.rest, 0) ELSE 0 END AS lost
    FROM pair
    JOIN courses_enrolment enrolment ON enrolment.id = pair.enrolment_id
    JOIN courses_component component ON component.id = pair.component_id
    JOIN courses_cohort cohort ON cohort.id = component.cohort_id
    JOIN courses_programme programme ON programme.id = cohort.programme_id
    CROSS JOIN LATERAL (
        SELECT COALESCE(max(minutes) FILTER (WHERE slot <> 'catch-up'), 0) AS rest,
            COALESCE(bool_or(mark = 'exempt'), FALSE) AS is_exempt
        FROM courses_engagementrecord
        WHERE state = 'current' AND enrolment_id = pair.enrolment_id AND component_id = pair.component_id
    ) credit
)
SELECT DISTINCT enrolment_id FROM line
WHERE (state = ANY(%(open)s) AND minutes <> lost)
    OR (lost > 0 AND (cap IS NOT NULL OR state IS NULL OR state = 'not_needed'))
ORDER BY enrolment_id
"""


def out_of_step(enrolment_ids: Collection[int], *, today: date) -> list[int]:
    """The ids of these enrolments that have to be looked at, in order."""
    facts = {
        "ids": list(enrolment_ids),
        "today": today,
        "marks": [*ABSENCES, Mark.PART],
        "open": list(OPEN),
        "over": [CatchUpState.APPROVED, CatchUpState.LAPSED],
    }
    with connection.cursor() as cursor:
        cursor.execute(_OUT_OF_STEP, facts)
        return [row[0] for row in cursor.fetchall()]
