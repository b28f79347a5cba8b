"""Moving a window: what changes for whom is shown first, and nobody loses time unless somebody says so with their name."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from assessments.actions.ends import lock_people, recompute
from assessments.actions.window_letters import window_letter
from assessments.actions.windows import (
    WindowRefusedError,
    case_fault,
    columns,
    concerns,
    day_fault,
    record,
    snapshot,
)
from assessments.facts.ends import added_to
from assessments.facts.entering import candidates
from assessments.facts.moments import opens_words
from assessments.facts.windows import terms_of, windows_whole
from assessments.models import CaseStudy, Window
from assessments.rules.extending import end, time_lost
from assessments.rules.window import Terms, fault, period
from courses.models import Enrolment
from npq_portal.accounts.models import User
from npq_portal.notifications.actions import queue_many
from npq_portal.periods import Period
from npq_portal.templatetags.dates import closing


class WindowChangedError(Exception):
    """Since the preview something changed that it did not show, so nothing was done."""


@dataclass(frozen=True)
class Change:
    """What the move does for one person: their own time before and after, and how much of it they lose."""

    enrolment: Enrolment
    is_in: bool
    before: Period
    after: Period
    lost: timedelta


@dataclass(frozen=True)
class Effect:
    """The whole move. `changes` are of everybody whose own time is another afterwards."""

    window: Period
    terms: Terms
    case_study: CaseStudy
    changes: tuple[Change, ...]

    @property
    def losers(self) -> tuple[Change, ...]:
        """Those who lose time."""
        return tuple(change for change in self.changes if change.lost)

    @property
    def digest(self) -> str:
        """Differs with everything a page shows of it."""
        people = [(one.enrolment.pk, one.is_in, one.before, one.after, one.lost) for one in self.changes]
        shown = (self.window, self.terms, self.case_study.pk, people)
        return hashlib.sha256(repr(shown).encode()).hexdigest()


def move_fault(*, window: Window, case_study: CaseStudy, terms: Terms, at: datetime) -> str:
    """Why the window cannot become this, in words for staff; "" where it can."""
    if window.called_off_at is not None:
        return "The window was called off. Plan another one."
    if window.closes_at <= at:
        return "The window is over. Give somebody more time on this page instead."
    if words := fault(terms) or case_fault(window.cohort, case_study):
        return words
    found = period(terms)
    if window.opens_at <= at:
        return _fault_of_an_open_one(window, case_study, found, at=at)
    if found.starts_at <= at:
        return "The window must open in the future."
    return day_fault(window.cohort, terms, but=window)


def _fault_of_an_open_one(window: Window, case_study: CaseStudy, found: Period, *, at: datetime) -> str:
    if found.starts_at != window.opens_at:
        return "The window has opened, so its opening cannot be moved any more."
    if case_study.pk != window.case_study_id:
        return "The window has opened, so its case cannot be changed any more."
    return "" if found.ends_at > at else "The window must close in the future."


def preview(*, window: Window, case_study: CaseStudy, terms: Terms, at: datetime) -> Effect:
    """What moving would do now. Nothing is stored. Raises WindowRefusedError."""
    if words := move_fault(window=window, case_study=case_study, terms=terms, at=at):
        raise WindowRefusedError(words)
    found = period(terms)
    people = [one for one in candidates(window, at=at) if concerns(one)]
    moved = Window(pk=window.pk, opens_at=found.starts_at, closes_at=found.ends_at, opens_on=terms.opens_on)
    added = added_to(moved, [one.enrolment for one in people])
    changes = []
    for one in people:
        before = Period(window.opens_at, one.closes_at)
        after = Period(found.starts_at, end(found.ends_at, added[one.enrolment.pk]))
        if before != after:
            changes.append(Change(one.enrolment, one.is_in, before, after, time_lost(before, after, at=at)))
    return Effect(found, terms, case_study, tuple(changes))


@transaction.atomic
def move(
    *,
    window: Window,
    case_study: CaseStudy,
    terms: Terms,
    digest: str,
    confirmed_as: str = "",
    by: User,
    at: datetime,
) -> bool:
    """Give the window other days or another case, bring everybody's end up to date, and write once to whoever it changes
    something for. True when this call did it, False when it is so already.

    `digest` is that of the preview: where another one would be shown now, WindowChangedError is raised and nothing done.
    Where somebody loses time `confirmed_as` must be the name of `by`, typed by hand; it is kept in the history. Raises
    WindowRefusedError without it, and as preview() does.
    """
    entries = lock_people([window])
    fresh = windows_whole().select_for_update(of=("self",), no_key=True).get(pk=window.pk)
    if (terms_of(fresh), fresh.case_study_id) == (terms, case_study.pk):
        return False
    effect = preview(window=fresh, case_study=case_study, terms=terms, at=at)
    if effect.digest != digest:
        raise WindowChangedError
    if effect.losers and not is_name_of(by, confirmed_as):
        raise WindowRefusedError("Enter your name as it is in your account, to confirm that people lose time.")
    before = snapshot(fresh)
    for name, value in {
        **columns(terms),
        "opens_at": effect.window.starts_at,
        "closes_at": effect.window.ends_at,
    }.items():
        setattr(fresh, name, value)
    fresh.case_study = case_study
    fresh.save()
    recompute(window=fresh, entries=entries, at=at, may_shorten=bool(effect.losers))
    _tell(fresh, effect, before, confirmed_as.strip(), by=by, at=at)
    return True


def is_name_of(user: User, typed: str) -> bool:
    """Whether somebody typed the name of their own account; case and spaces do not matter."""
    return " ".join(typed.split()).casefold() == " ".join(str(user).split()).casefold()


def _tell(window: Window, effect: Effect, before: dict[str, str], confirmed_as: str, *, by: User, at: datetime) -> None:
    after: dict[str, object] = dict(snapshot(window))
    if effect.losers:
        after |= {"confirmed_as": confirmed_as, "people_who_lose_time": len(effect.losers)}
    event = record(window, what="Moved", before=dict(before), after=after, by=by, at=at)
    key = f"window:{window.pk}:event:{event.pk}"
    queue_many(
        [
            window_letter(window=window, enrolment=one.enrolment, own=one.after, changes=changes_in_words(one), key=key)
            for one in effect.changes
        ],
        at=at,
    )


def changes_in_words(change: Change) -> list[str]:
    """What is other than before, for the person."""
    said = []
    if change.before.starts_at != change.after.starts_at:
        said.append(
            f"It opens on {opens_words(change.after.starts_at)}; before, it was {opens_words(change.before.starts_at)}."
        )
    if change.before.ends_at != change.after.ends_at:
        said.append(
            f"It closes for you: {closing(change.after.ends_at)}; before, it was {closing(change.before.ends_at)}."
        )
    return said
