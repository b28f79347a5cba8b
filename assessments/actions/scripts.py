"""Scripts: what was handed in, as markers will know it; and the trail of what happens to one."""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from assessments.choices import EntryState
from assessments.models import Script, ScriptEvent, Submission, Window
from assessments.rules.numbers import new_number
from npq_portal.accounts.models import User
from npq_portal.one_by_one import one_by_one

#: Numbers asked for at once before giving up: there are 85 million, so that a second try is rare and a third never seen.
_TRIES = 20


class WindowOpenError(Exception):
    """Somebody may still be writing in the window, so nothing of it is marked yet."""


class MarkingRefusedError(Exception):
    """It cannot be done with this script; the message says why in words for whoever asked."""


@transaction.atomic
def make_scripts(*, window: Window, at: datetime) -> list[Script]:
    """A script for each submission of a closed window that stands, whose writer's own end has been dealt with, and that has
    none; those that were made.

    Numbers are drawn by chance and the rows are written in an order drawn by chance, so that neither says who was first or
    who wrote what. Doing it again makes none. Raises WindowOpenError before the window was closed.
    """
    locked = lock_window(window.pk)
    if locked.closed_at is None:
        raise WindowOpenError(f"{locked} is not closed yet.")
    ids = list(_without().filter(entry__window=locked).values_list("pk", flat=True))
    secrets.SystemRandom().shuffle(ids)
    made = [Script.objects.create(submission_id=pk, number=_free_number(), made_at=at) for pk in ids]
    for script in made:
        record(script, "Script made", at=at)
    return made


def make_due_scripts(*, at: datetime) -> int:
    """The same for every closed window that lacks some, each in a transaction of its own; how many were made."""
    windows = Window.objects.filter(closed_at__isnull=False, pk__in=_without().values("entry__window"))
    return sum(one_by_one(windows.order_by("pk"), lambda window: len(make_scripts(window=window, at=at))))


def lock_window(window_id: int) -> Window:
    """The window's row, locked to the end of the transaction: everything that changes who marks what, or what is agreed, takes
    it first, then marks, then scripts. Whoever only points at the window does not wait."""
    rows = Window.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("cohort__programme__course", "case_study").get(pk=window_id)


def record(
    script: Script, what: str, *, facts: dict[str, Any] | None = None, by: User | None = None, at: datetime
) -> ScriptEvent:
    """Append to the trail of a script; `facts` hold ids and figures, no names."""
    return ScriptEvent.objects.create(script=script, what=what, facts=facts or {}, by=by, at=at)


def _without() -> QuerySet[Submission]:
    """What nobody can take back any more: somebody let in late may write on when the window of the others is closed."""
    rows = Submission.objects.filter(entry__state=EntryState.ADMITTED, withdrawn_at=None, script=None)
    return rows.filter(entry__closed_at__gte=F("entry__closes_at"))


def _free_number() -> str:
    for _ in range(_TRIES):
        number = new_number(secrets.choice)
        if not Script.objects.filter(number=number).exists():
            return number
    raise RuntimeError("No free script number was found.")
