"""The days of a simulated year: the real timetable of npq_portal/celery.py on a frozen clock, and a real mail server.

Beat's tasks that run each minute or quarter of an hour are run at every moment at which anything can happen: one that the
rehearsal names, one at which a message is due, a session ends, or a window opens or closes; and at noon of every Wednesday, so
that what nobody foresaw still goes, late, and the ledger shows it. Nightly tasks run at their time, every night.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

import time_machine
from celery.schedules import crontab

from assessments.models import Entry, Window
from courses.models import Session
from npq_portal import clock
from npq_portal.celery import app
from npq_portal.notifications.choices import NotificationState
from npq_portal.notifications.models import Notification
from npq_portal.notifications.rehearsal import rehearse

_MINUTE, _LOOK_AHEAD = timedelta(minutes=1), timedelta(days=7)
_WEDNESDAY = 2
_LAST = ("npq_portal.notifications.tasks.plan_reminders", "npq_portal.notifications.tasks.sweep")


def london(text: str) -> datetime:
    """ "2026-10-25 07:30" in London, as a moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.LONDON).astimezone(UTC)


class Days:
    """Goes from moment to moment. `after_each` is called when everything of a moment is done."""

    def __init__(self, start: datetime, after_each: Callable[[], None]) -> None:
        self.now = start
        self._after_each = after_each
        self._nightly = {name: entry for name, entry in _timetable().items() if isinstance(entry[1], crontab)}
        self._often = [task for task, when in _timetable().values() if not isinstance(when, crontab)]
        self._often.sort(key=lambda task: _LAST.index(task) if task in _LAST else -1)

    @contextmanager
    def at(self, moment: datetime) -> Iterator[datetime]:
        """Somebody does something at that moment, after everything until then has happened."""
        if moment < self.now:
            raise ValueError(f"It is {self.now} already, so nothing can be done at {moment}.")
        self.live_until(moment)
        self.now = moment
        with time_machine.travel(moment, tick=False):
            yield moment
        self._tick()

    def live_until(self, moment: datetime) -> None:
        """Everything that happens by itself up to that moment."""
        while self.now < moment:
            end = min(self.now + _LOOK_AHEAD, moment)
            known, written = self._moments(self.now, end), Notification.objects.count()
            while (instant := self._next(known, end)) is not None:
                self.now = instant
                self._run(known.get(instant, []))
                if Notification.objects.count() != written:
                    break  # something has happened: look anew
            else:
                self.now = end

    def pause_until(self, moment: datetime) -> None:
        """Workers and beat stand still: nothing happens by itself."""
        self.now = moment
        self._tick()

    def _moments(self, start: datetime, end: datetime) -> dict[datetime, list[str]]:
        """What is known beforehand of the days from `start` to `end`, with the nightly tasks of each moment."""
        found: dict[datetime, list[str]] = {}
        for day in _days(start, end):
            for task, when in self._nightly.values():
                found.setdefault(_on(day, *when.hour, *when.minute), []).append(task)
            if day.weekday() == _WEDNESDAY:
                found.setdefault(_on(day, 12), [])
        for instant in _instants(start, end):
            found.setdefault(_whole_minute(instant), [])
        return found

    def _next(self, known: Iterable[datetime], end: datetime) -> datetime | None:
        """The next moment up to `end`; also of what was written at the last one and is due minutes later."""
        coming = [one for one in (*known, *_next_due(self.now)) if self.now < one <= end]
        return min(coming, default=None)

    def _run(self, nightly: Sequence[str]) -> None:
        if not nightly:
            self._tick()
        with time_machine.travel(self.now, tick=False):
            for task in nightly:
                app.tasks[task]()

    def _tick(self) -> None:
        with time_machine.travel(self.now, tick=False):
            for task in self._often:
                app.tasks[task]()
            self._after_each()


def _timetable() -> dict[str, tuple[str, object]]:
    app.loader.import_default_modules()
    schedule = app.conf.beat_schedule
    return {name: (entry["task"], entry["schedule"]) for name, entry in schedule.items()}


def _instants(start: datetime, end: datetime) -> Iterator[datetime]:
    with time_machine.travel(start, tick=False):
        yield from (line.at for line in rehearse(start=start, end=end))
    span = (start, end)
    yield from Session.objects.filter(ends_at__range=span).values_list("ends_at", flat=True)
    yield from Window.objects.filter(opens_at__range=span).values_list("opens_at", flat=True)
    yield from Entry.objects.filter(closes_at__range=span).values_list("closes_at", flat=True)


def _next_due(after: datetime) -> list[datetime]:
    waiting = Notification.objects.filter(state=NotificationState.QUEUED, due_at__gt=after)
    return [_whole_minute(due) for due in waiting.order_by("due_at").values_list("due_at", flat=True)[:1]]


def _whole_minute(moment: datetime) -> datetime:
    """Beat comes once a minute."""
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + _MINUTE


def _days(start: datetime, end: datetime) -> Iterator[date]:
    day = clock.london_date(start)
    while day <= clock.london_date(end):
        yield day
        day += timedelta(days=1)


def _on(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), clock.LONDON).astimezone(UTC)
