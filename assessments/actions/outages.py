"""Giving back the time in which the portal was down: named, shown with everybody's new end, decided once, told to all."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from assessments.actions.ends import lock_people, recompute
from assessments.actions.window_letters import letter
from assessments.actions.windows import record
from assessments.choices import EntryState
from assessments.facts.ends import seconds_given_back, settled
from assessments.models import Entry, Outage, OutageCredit, Window
from npq_portal.accounts.models import User
from npq_portal.notifications.actions import queue_many
from npq_portal.notifications.choices import NotificationKind
from npq_portal.periods import Period
from npq_portal.templatetags.dates import closing

#: Longer than that is not an outage but a window to plan anew.
LONGEST = timedelta(days=7)


class OutageRefusedError(Exception):
    """It cannot be named or decided; the message says why in words for staff."""


class OutageChangedError(Exception):
    """Since the preview something changed that it did not show, so nothing was done."""


@dataclass(frozen=True)
class Touched:
    """What the outage means for one entry. `seconds` is what is given back, 0 where nothing is; `is_settled` says that its
    text is with the markers, or its result out."""

    entry: Entry
    before: datetime
    seconds: int
    is_settled: bool

    @property
    def after(self) -> datetime:
        """The new end."""
        return self.before + timedelta(seconds=self.seconds)


@dataclass(frozen=True)
class Effect:
    """Everybody the outage touched, by window."""

    touched: tuple[Touched, ...]

    @property
    def credited(self) -> list[Touched]:
        """Those who get time back."""
        return [one for one in self.touched if one.seconds]

    @property
    def digest(self) -> str:
        """Differs with who is touched and what they had; the moment of looking does not matter to it."""
        shown = [(one.entry.pk, one.before, bool(one.seconds)) for one in self.touched]
        return hashlib.sha256(repr(shown).encode()).hexdigest()


@transaction.atomic
def name(*, period: Period, what: str, by: User, at: datetime) -> Outage:
    """Write down that the portal was down in this period. Named twice, the first comes back; nothing is given yet.

    Raises OutageRefusedError while it lasts, for more than a week, and where it overlaps another that was given back.
    """
    Outage.objects.select_for_update().order_by("pk").first()
    there = Outage.objects.filter(starts_at=period.starts_at, ends_at=period.ends_at).exclude(is_credited=False)
    if found := there.first():
        return found
    if period.ends_at > at:
        raise OutageRefusedError("Name it when it is over, so that everybody gets all of it back.")
    if period.length > LONGEST:
        raise OutageRefusedError("That is more than a week. Move the window instead.")
    _refuse_overlap(period)
    return Outage.objects.create(
        starts_at=period.starts_at, ends_at=period.ends_at, what=what.strip(), named_at=at, named_by=by
    )


def _refuse_overlap(period: Period) -> None:
    given = Outage.objects.filter(is_credited=True, starts_at__lt=period.ends_at, ends_at__gt=period.starts_at)
    if given.exists():
        raise OutageRefusedError(
            "A part of this time was given back before. Name only the part that was not, so that nobody gets it twice."
        )


def preview(*, outage: Outage, at: datetime) -> Effect:
    """Who is touched, and what each would have back if it were decided now. Nothing is stored."""
    windows = _windows(outage)
    rows = Entry.objects.filter(window__in=windows, state=EntryState.ADMITTED).select_related(
        "window__case_study", "window__cohort__programme__course", "enrolment__participant__user"
    )
    return _effect(outage, list(rows.order_by("window__opens_at", "pk")), at=at)


def _windows(outage: Outage) -> list[Window]:
    """Those in which somebody's time overlaps it."""
    touching = Entry.objects.filter(
        state=EntryState.ADMITTED, closes_at__gt=outage.starts_at, window__opens_at__lt=outage.ends_at
    )
    return list(Window.objects.filter(pk__in=touching.values("window")).order_by("pk"))


def _effect(outage: Outage, entries: Sequence[Entry], *, at: datetime) -> Effect:
    down = Period(outage.starts_at, outage.ends_at)
    fixed = settled(entries)
    touched = [
        Touched(
            entry=entry,
            before=entry.closes_at,
            seconds=0 if entry.pk in fixed else seconds_given_back(entry.period, down, decided_at=at),
            is_settled=entry.pk in fixed,
        )
        for entry in entries
        if entry.left_at is None and entry.period.overlaps(down)
    ]
    return Effect(tuple(touched))


@transaction.atomic
def decide(*, outage: Outage, is_credited: bool, digest: str, by: User, at: datetime) -> bool:
    """Give the time back to everybody, or to nobody; decided once. True when this call did it, False when it was decided
    before. Everybody who gets time back is written to once; nobody ends earlier than before.

    Raises OutageChangedError where the preview of `digest` is out of date, OutageRefusedError where a part of the time was
    given back meanwhile.
    """
    entries = lock_people(_windows(outage))
    locked = Outage.objects.select_for_update().get(pk=outage.pk)
    if locked.is_credited is not None:
        return False
    effect = _effect(locked, sorted(entries, key=lambda one: (one.window.opens_at, one.pk)), at=at)
    if effect.digest != digest:
        raise OutageChangedError
    if is_credited:
        _refuse_overlap(Period(locked.starts_at, locked.ends_at))
        _give_back(locked, effect, by=by, at=at)
    locked.is_credited, locked.decided_at, locked.decided_by = is_credited, at, by
    locked.save(update_fields=["is_credited", "decided_at", "decided_by"])
    return True


def _give_back(outage: Outage, effect: Effect, *, by: User, at: datetime) -> None:
    OutageCredit.objects.bulk_create(
        [OutageCredit(outage=outage, entry=one.entry, seconds=one.seconds) for one in effect.credited]
    )
    by_window: dict[int, list[Entry]] = defaultdict(list)
    for one in effect.credited:
        by_window[one.entry.window_id].append(one.entry)
    for entries in by_window.values():
        window = entries[0].window
        recompute(window=window, entries=entries, at=at)
        record(
            window, what=f"Time given back after an outage: {outage.what}", after={"people": len(entries)}, by=by, at=at
        )
    queue_many(
        [
            letter(
                NotificationKind.OUTAGE_CREDITED,
                window=one.entry.window,
                enrolment=one.entry.enrolment,
                key=f"outage:{outage.pk}:entry:{one.entry.pk}",
                what=outage.what,
                closes=closing(one.entry.closes_at),
            )
            for one in effect.credited
        ],
        at=at,
    )
