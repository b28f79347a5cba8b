"""Background work of courses: each task reads the clock once and calls actions; ids alone travel."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from celery import shared_task

from courses.actions import catch_up_answers, retention, webinar
from courses.actions.engagement import after_change
from courses.facts.passing import everybody, touched_by_time
from npq_portal import clock

#: Long enough for a run or two to be missed; the nightly run finds what is left.
_LOOK_BACK = timedelta(hours=1)
_PEOPLE_AT_ONCE = 500


@shared_task
def engagement_as_time_passes(**_: object) -> int:
    """Bring sums, alerts and the at-risk list up to now where a session ended or a unit's last day was over within the
    hour; returns for how many people."""
    at = clock.now()
    return _look_again(touched_by_time(since=at - _LOOK_BACK, at=at), at=at)


@shared_task
def engagement_every_night(**_: object) -> int:
    """The same for everybody, also who paused, left or finished: silence, for one, comes with time alone."""
    return _look_again(everybody(), at=clock.now())


def _look_again(enrolment_ids: Sequence[int], *, at: datetime) -> int:
    for start in range(0, len(enrolment_ids), _PEOPLE_AT_ONCE):
        after_change(enrolment_ids=enrolment_ids[start : start + _PEOPLE_AT_ONCE], at=at)
    return len(enrolment_ids)


@shared_task
def forget_webinar_files(**_: object) -> int:
    """Delete the files of webinar reports 90 days after they were read; returns how many."""
    return webinar.forget_files(at=clock.now())


@shared_task
def forget_after_a_year(**_: object) -> int:
    """Delete at-risk entries closed a year ago, and unknown people who walked in a year ago; returns how many."""
    at = clock.now()
    return retention.forget_at_risk(at=at) + retention.forget_walk_ins(at=at)


@shared_task
def lapse_catch_ups(**_: object) -> int:
    """Close the offers to catch up whose last day is over; returns how many."""
    return catch_up_answers.lapse(at=clock.now())
