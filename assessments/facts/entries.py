"""Whose entries somebody may see: the querysets that every page of participants begins with.

A page asks for its object through these, so that other people's are not found (404).
"""

from django.db.models import QuerySet

from assessments.choices import EntryState
from assessments.models import Entry
from npq_portal.accounts.models import User


def own_entries(user: User) -> QuerySet[Entry]:
    """The attempts of one person that stand, and those that ended when they left the course, which they may still read; with
    window, case, programme and enrolment."""
    readable = (EntryState.ADMITTED, EntryState.LEFT)
    rows = Entry.objects.filter(enrolment__participant__user=user, state__in=readable)
    return rows.select_related(
        "window__case_study", "window__cohort__programme__course", "enrolment__participant__user"
    )
