"""Requests for more time and standing adjustments with what a page prints at hand."""

from django.db.models import Exists, OuterRef, QuerySet

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
    """With person, who gave it and `has_evidence`, the newest first."""
    rows = StandingAdjustment.objects.select_related("participant__user", "given_by", "ended_by")
    rows = rows.annotate(has_evidence=Exists(Evidence.objects.filter(adjustment=OuterRef("pk"))))
    return rows.order_by("-given_at", "-pk")


def evidence_for(user: User) -> QuerySet[Evidence]:
    """What this person may read of other people's evidence: all with the permission, else nothing."""
    return Evidence.objects.all() if user.has_perm(SEE_EVIDENCE) else Evidence.objects.none()
