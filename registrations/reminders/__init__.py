"""What is due by itself, read from the rows and a moment."""

from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import OuterRef, QuerySet, Subquery

from npq_portal import clock
from npq_portal.accounts.choices import TrnVerification
from registrations.choices import LIVE, ApplicationStatus, TrnCheckOutcome
from registrations.models import AdjustmentRequest, Application, Draft, TrnCheck

#: An unfinished draft is deleted this long after its last change (docs/domain.md).
DRAFT_KEPT = timedelta(days=90)
#: Years an application that came to nothing is kept, and the needs somebody told us of after it all ended.
APPLICATION_KEPT_YEARS = ADJUSTMENTS_KEPT_YEARS = 1
#: A check that could not be made is tried again for this long; then it is the staff's.
TRIED_AGAIN_FOR = timedelta(days=7)
#: And not more often than this: an outage of days is not worth a row every quarter of an hour.
TRIED_AGAIN_AFTER = timedelta(hours=2)


def checks_to_repeat(at: datetime) -> QuerySet[Application]:
    """Live applications of the last week whose newest TRN check, two hours ago or more, found nobody answering."""
    newest = TrnCheck.objects.filter(application=OuterRef("pk")).order_by("-at", "-id")
    return (
        Application.objects.annotate(
            newest_outcome=Subquery(newest.values("outcome")[:1]), newest_at=Subquery(newest.values("at")[:1])
        )
        .filter(
            newest_outcome=TrnCheckOutcome.UNAVAILABLE,
            newest_at__lte=at - TRIED_AGAIN_AFTER,
            status__in=LIVE,
            submitted_at__gt=at - TRIED_AGAIN_FOR,
            participant__trn_verification=TrnVerification.NOT_YET,
        )
        .order_by("newest_at", "pk")
    )


def drafts_to_delete(at: datetime) -> QuerySet[Draft]:
    """Open drafts nobody has touched for 90 days."""
    return Draft.objects.filter(submitted_at=None, updated_at__lte=at - DRAFT_KEPT)


def applications_to_forget(at: datetime) -> QuerySet[Application]:
    """Those that were rejected or withdrawn a year ago or longer. One that is undecided, or was accepted, is never among
    them."""
    return Application.objects.filter(
        status__in=(ApplicationStatus.REJECTED, ApplicationStatus.WITHDRAWN),
        decided_at__lte=clock.in_london(at) - relativedelta(years=APPLICATION_KEPT_YEARS),
    ).order_by("pk")


def adjustments_to_delete(at: datetime) -> QuerySet[AdjustmentRequest]:
    """What people of accepted applications need, a year after the decision and the programme's end."""
    before = clock.in_london(at) - relativedelta(years=ADJUSTMENTS_KEPT_YEARS)
    return AdjustmentRequest.objects.filter(
        application__decided_at__lte=before, application__cohort__ends_on__lte=before.date()
    )
