"""Conflicts that the portal cannot see by itself: a marker who must not mark a participant."""

from datetime import datetime

from django.db import transaction

from assessments.actions.allocating import place, take_back
from assessments.actions.scripts import lock_window
from assessments.facts.scripts import COUNTING, OPEN
from assessments.models import Conflict, Marking, Window
from courses.models import Enrolment
from npq_portal.accounts.models import User


@transaction.atomic
def declare(*, marker: User, enrolment: Enrolment, reason: str, by: User, at: datetime) -> Conflict:
    """Keep a marker from a participant's scripts, and give those they have not finished to somebody else. Declared twice, the
    first stands. Marks that are done stay: the hub may ask for a second one."""
    found, _ = Conflict.objects.get_or_create(
        marker=marker, enrolment=enrolment, defaults={"reason": reason, "at": at, "by": by}
    )
    open_marks = Marking.objects.filter(
        marker=marker, state__in=OPEN, script__submission__entry__enrolment__participant=enrolment.participant_id
    )
    windows = Window.objects.filter(entries__submissions__script__markings__in=open_marks).distinct()
    for window in windows.order_by("pk"):
        locked = lock_window(window.pk)
        rows = open_marks.filter(script__submission__entry__window=window).select_related("script").order_by("pk")
        for marking in rows.select_for_update(of=("self",)):
            if take_back(marking, "Taken back: a conflict was declared", by=by, at=at) and marking.stage in COUNTING:
                place(locked, [marking.script_id], by=None, at=at)
    return found
