"""Reading evidence, which is written down, and deleting it when its time has passed."""

from datetime import datetime

from dateutil.relativedelta import relativedelta
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q

from assessments.actions.windows import record
from assessments.choices import ExtensionState
from assessments.models import Evidence, Extension, StandingAdjustment
from npq_portal.accounts.models import User
from npq_portal.clock import in_london, london_date


@transaction.atomic
def look(*, extension: Extension, by: User, at: datetime) -> list[Evidence]:
    """What was sent to support a request. The look goes into the window's history. The caller has asked for the
    permission."""
    found = list(extension.evidence.all())
    if found:
        name = extension.enrolment.participant.full_name
        record(extension.window, what=f"Evidence read: {name}", by=by, at=at)
    return found


@transaction.atomic
def look_at_adjustment(*, adjustment: StandingAdjustment, by: User, at: datetime) -> list[Evidence]:
    """What a standing adjustment rests on. It belongs to no window, so the look goes into the administration's history of
    the adjustment. The caller has asked for the permission."""
    found = list(adjustment.evidence.all())
    if found:
        _keep(adjustment, "Evidence read", by=by, at=at)
    return found


@transaction.atomic
def take(*, evidence: Evidence, by: User, at: datetime) -> bytes:
    """The bytes of a file that was sent. That it was taken is kept where a look is kept. The caller has asked for the
    permission, and that there is a file."""
    if evidence.extension is not None:
        name = evidence.extension.enrolment.participant.full_name
        record(evidence.extension.window, what=f"Evidence downloaded: {name}", by=by, at=at)
    elif evidence.adjustment is not None:
        _keep(evidence.adjustment, "Evidence downloaded", by=by, at=at)
    return bytes(evidence.content or b"")


def _keep(adjustment: StandingAdjustment, what: str, *, by: User, at: datetime) -> None:
    LogEntry.objects.create(
        action_time=at,
        user=by,
        content_type=ContentType.objects.get_for_model(StandingAdjustment),
        object_id=str(adjustment.pk),
        object_repr=f"Adjustment of {adjustment.participant}: {what.lower()}"[:200],
        action_flag=CHANGE,
        change_message=what,
    )


def forget(*, at: datetime) -> int:
    """Delete evidence a year after the decision, or the end of the adjustment, that it was about; how many rows.

    A request that was taken back or expired counts from the end of its window.
    """
    year_ago = in_london(at) - relativedelta(years=1)
    decided = Q(extension__decided_at__lte=year_ago)
    undecided = Q(extension__state__in=(ExtensionState.WITHDRAWN, ExtensionState.EXPIRED))
    lapsed = undecided & Q(extension__window__closes_at__lte=year_ago)
    ended = Q(adjustment__ended_at__lte=year_ago) | Q(adjustment__expires_on__lte=london_date(year_ago))
    return Evidence.objects.filter(decided | lapsed | ended).delete()[0]
