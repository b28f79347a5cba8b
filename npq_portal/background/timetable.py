"""The timetable as people read it, and what of it is overdue."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from celery import current_app
from celery.schedules import crontab

from npq_portal.background.figures import Figures, Seen
from npq_portal.background.mail import SWEEP
from npq_portal.periods import LONDON
from npq_portal.templatetags.dates import clock_time

_AN_HOUR: Final = timedelta(hours=1)
_STANDS_STILL: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Job:
    """A row of the timetable: what, how often in words, and after how long without a run something is wrong."""

    words: str
    task: str
    how_often: str
    overdue_after: timedelta


@dataclass(frozen=True)
class Standing:
    """How a job is doing. `overdue`: not run for too long, or never since counting began."""

    job: Job
    figures: Figures
    overdue: bool


def jobs() -> Iterator[Job]:
    """The timetable of npq_portal/celery.py, in its order."""
    for words, entry in current_app.conf.beat_schedule.items():
        how_often, overdue_after = _told(entry["schedule"])
        yield Job(words[0].upper() + words[1:], entry["task"], how_often, overdue_after)


def standings(seen: Seen, *, at: datetime) -> list[Standing]:
    """Every job, what is overdue or failed first."""
    found = [_standing(job, seen, at=at) for job in jobs()]
    return sorted(found, key=lambda one: (not one.overdue, not one.figures.failed_last))


def stands_still_since(seen: Seen, *, at: datetime) -> datetime | None:
    """When mail was last looked after, if that is more than 10 minutes ago; None where it runs or nothing is known."""
    last = seen.tasks.get(SWEEP, Figures()).ended_at or seen.since
    return last if last and at - last > _STANDS_STILL else None


def _standing(job: Job, seen: Seen, *, at: datetime) -> Standing:
    figures = seen.tasks.get(job.task, Figures())
    last = figures.ended_at or seen.since
    return Standing(job, figures, last is not None and at - last > job.overdue_after)


def _told(when: float | crontab) -> tuple[str, timedelta]:
    """Three runs may be missed of what runs often; what runs at night has two hours."""
    if isinstance(when, crontab):
        moment = datetime.combine(date(2000, 1, 1), time(min(when.hour), min(when.minute)), LONDON)
        return f"Every day at {clock_time(moment)}", 26 * _AN_HOUR
    minutes = round(when / 60)
    how_often = "Every minute" if minutes == 1 else f"Every {minutes} minutes"
    return how_often, max(_STANDS_STILL, 3 * timedelta(seconds=when))
