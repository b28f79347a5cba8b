"""The windows that a board looks at."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from assessments.choices import EntryState
from assessments.models import Window


def windows_to_settle(*, at: datetime) -> QuerySet[Window]:
    """Windows that have opened and have entries, the newest first, with how many attempts stand in each (`attempts`) and of
    how many the result is out (`out`). One query."""
    standing = Q(entries__state=EntryState.ADMITTED)
    rows = Window.objects.filter(opens_at__lte=at, entries__isnull=False).annotate(
        attempts=Count("entries", filter=standing, distinct=True),
        out=Count("entries", filter=standing & Q(entries__outcomes__isnull=False), distinct=True),
    )
    return rows.select_related("cohort__programme__course", "case_study").order_by("-closes_at", "-pk")
