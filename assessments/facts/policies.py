"""A programme's assessment policy, saved or the defaults; and whether somebody is being judged by it."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.choices import EntryState
from assessments.models import AssessmentPolicy, Entry, Window
from courses.models import Programme


def policy_of(programme: Programme) -> AssessmentPolicy:
    """The programme's policy; where nobody has saved one, the defaults as an unsaved row. One query at most."""
    return AssessmentPolicy.objects.filter(programme=programme).first() or AssessmentPolicy(programme=programme)


def windows_under_way(*, at: datetime) -> QuerySet[Window]:
    """Windows that have opened and are still open, or in which somebody who used their attempt waits for the result: they are
    judged by the rules and the rubric that stood when they began."""
    used = Q(case_opened_at__isnull=False) | Q(submissions__withdrawn_at=None, submissions__isnull=False)
    waiting = Entry.objects.filter(used, window=OuterRef("pk"), state=EntryState.ADMITTED, outcomes=None)
    return Window.objects.filter(Q(closes_at__gt=at) | Exists(waiting), opens_at__lte=at, called_off_at=None).order_by(
        "opens_at", "pk"
    )
