"""What is due by itself, read from the rows and a moment."""

from datetime import datetime, timedelta

from django.db.models import OuterRef, QuerySet, Subquery

from npq_portal.accounts.choices import TrnVerification
from registrations.choices import LIVE, TrnCheckOutcome
from registrations.models import Application, Draft, TrnCheck

#: An unfinished draft is deleted this long after its last change (docs/domain.md).
DRAFT_KEPT = timedelta(days=90)
#: A check that could not be made is tried again for this long; then it is the staff's.
TRIED_AGAIN_FOR = timedelta(days=7)


def checks_to_repeat(at: datetime) -> QuerySet[Application]:
    """Live applications of the last week whose newest TRN check found nobody answering."""
    newest = TrnCheck.objects.filter(application=OuterRef("pk")).order_by("-at", "-id").values("outcome")[:1]
    return Application.objects.annotate(newest_check=Subquery(newest)).filter(
        newest_check=TrnCheckOutcome.UNAVAILABLE,
        status__in=LIVE,
        submitted_at__gt=at - TRIED_AGAIN_FOR,
        participant__trn_verification=TrnVerification.NOT_YET,
    )


def drafts_to_delete(at: datetime) -> QuerySet[Draft]:
    """Open drafts nobody has touched for 90 days."""
    return Draft.objects.filter(submitted_at=None, updated_at__lte=at - DRAFT_KEPT)
