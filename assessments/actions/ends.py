"""Everybody's own end, brought up to date: the one place that writes Entry.closes_at.

Order of locks: enrolments by id, then entries by id, then anything else. Letting somebody in locks their enrolment first
too, so that nobody comes in with an end that is being changed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from assessments.choices import EntryState
from assessments.facts.ends import added_to, settled
from assessments.models import Entry, Window
from assessments.rules.extending import end
from courses.models import Enrolment


class ShortenedError(Exception):
    """Somebody would lose time, and nobody confirmed it by name."""


@dataclass(frozen=True)
class Ended:
    """An entry whose end is another now."""

    entry: Entry
    before: datetime
    after: datetime


def lock_people(windows: Collection[Window]) -> list[Entry]:
    """Lock everybody in the cohorts of these windows, then the entries of those who are in; read after the lock."""
    cohorts = {window.cohort_id for window in windows}
    list(Enrolment.objects.select_for_update(no_key=True).filter(cohort__in=cohorts).order_by("pk"))
    return list(_entries().filter(window__in=windows))


def lock_person(enrolment_id: int, window: Window) -> Entry | None:
    """Lock one enrolment, then its entry in the window if there is one."""
    Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment_id)
    return _entries(*_ANY_STATE).filter(window=window, enrolment=enrolment_id).first()


_ANY_STATE = tuple(EntryState)


def _entries(*states: EntryState) -> QuerySet[Entry]:
    rows = Entry.objects.select_for_update(of=("self",), no_key=True).filter(state__in=states or (EntryState.ADMITTED,))
    return rows.select_related(
        "window__case_study", "window__cohort__programme__course", "enrolment__participant__user"
    ).order_by("pk")


def ends_of(window: Window, entries: Collection[Entry]) -> dict[int, datetime]:
    """What each entry's end is now by its id, from the window's end and everything that was added. Three queries."""
    added = added_to(window, [entry.enrolment for entry in entries])
    return {entry.pk: end(window.closes_at, added[entry.enrolment_id]) for entry in entries}


def recompute(*, window: Window, entries: Collection[Entry], at: datetime, may_shorten: bool = False) -> list[Ended]:
    """Write the ends of these locked entries of the window anew; those that changed, each with both ends. Doing it again
    changes nothing.

    An end that was dealt with and lies ahead again is open again, unless the text is with the markers or the result is
    out: such an entry stays as it is, and so does the end of somebody who left the course. Raises ShortenedError where
    somebody would lose time and `may_shorten` does not say that this was confirmed.
    """
    ends = ends_of(window, entries)
    fixed = settled(entries)
    changed = [
        Ended(entry, entry.closes_at, ends[entry.pk])
        for entry in entries
        if ends[entry.pk] != entry.closes_at and entry.pk not in fixed and entry.left_at is None
    ]
    if not may_shorten and any(one.after < one.before for one in changed):
        raise ShortenedError
    for one in changed:
        one.entry.closes_at = one.after
        if one.after > at:
            one.entry.closed_at = None
    Entry.objects.bulk_update([one.entry for one in changed], ["closes_at", "closed_at"])
    _open_again(window, changed, at=at)
    return changed


def _open_again(window: Window, changed: Collection[Ended], *, at: datetime) -> None:
    """A closed window in which somebody may write again is closed once more when their end has come."""
    if any(one.after > at for one in changed):
        Window.objects.filter(pk=window.pk, closed_at__isnull=False).update(closed_at=None)
