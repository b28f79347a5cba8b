"""Requests for more time and standing adjustments with what a page prints at hand."""

from django.db.models import QuerySet

from assessments.models import Evidence, Extension, StandingAdjustment
from npq_portal.accounts.models import User

SEE_EVIDENCE = "assessments.see_evidence"


def requests_whole() -> QuerySet[Extension]:
    """With person, window, case and who decided, the longest waiting first."""
    return Extension.objects.select_related(
        "window__case_study",
        "window__cohort__programme__course",
        "enrolment__participant__user",
        "decided_by",
        "asked_by",
    ).order_by("asked_at", "pk")


def adjustments_whole() -> QuerySet[StandingAdjustment]:
    """With person and who gave it, the newest first; those that hold before those that ended."""
    rows = StandingAdjustment.objects.select_related("participant__user", "given_by", "ended_by")
    return rows.order_by("-given_at", "-pk")


def evidence_for(user: User) -> QuerySet[Evidence]:
    """What this person may read of other people's evidence: all with the permission, else nothing."""
    return Evidence.objects.all() if user.has_perm(SEE_EVIDENCE) else Evidence.objects.none()
