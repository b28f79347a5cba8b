"""Forgetting what was kept long enough: the periods of docs/domain.md and of the privacy notice."""

from datetime import datetime
from typing import Final

from dateutil.relativedelta import relativedelta
from django.db import transaction

from courses.models import AtRiskEntry, WalkIn

#: After an at-risk entry was closed, and after a session somebody unknown walked in to.
KEPT_FOR: Final = relativedelta(years=1)


@transaction.atomic
def forget_at_risk(*, at: datetime) -> int:
    """Delete the at-risk entries that were closed a year ago, with their notes; how many entries. Open ones stay."""
    old = AtRiskEntry.objects.filter(closed_at__lte=at - KEPT_FOR)
    return old.delete()[1].get(AtRiskEntry._meta.label, 0)


@transaction.atomic
def forget_walk_ins(*, at: datetime) -> int:
    """Delete the walk-ins of whom nobody said who they were, or who were nobody of ours, a year after their session; how
    many. Who was matched stays as long as the enrolment."""
    old = WalkIn.objects.filter(enrolment=None, session__ends_at__lte=at - KEPT_FOR)
    return old.delete()[0]
