"""Thinning out the versions of drafts, every night: of autosaves older than a day the last of each five minutes stays."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from assessments.actions.sealing import lock_entry
from assessments.choices import VersionSource
from assessments.models import DraftVersion, Submission
from assessments.rules.drafts import KEPT_WHOLE, Kept, to_thin


def thin(*, at: datetime) -> int:
    """Thin out every draft that has autosaves older than a day; how many versions went. Safe to do twice; each entry is a
    transaction of its own under the lock that saving and submitting take."""
    old = DraftVersion.objects.filter(source=VersionSource.AUTOSAVE, saved_at__lt=at - KEPT_WHOLE)
    return sum(_thin(entry_id, at=at) for entry_id in list(old.order_by().values_list("entry", flat=True).distinct()))


@transaction.atomic
def _thin(entry_id: int, *, at: datetime) -> int:
    entry = lock_entry(entry_id)
    rows = DraftVersion.objects.filter(entry=entry).annotate(
        is_sealed=Exists(Submission.objects.filter(version=OuterRef("pk")))
    )
    kept = [
        Kept(number=number, source=source, saved_at=saved_at, is_used=is_sealed or number == entry.newest_version)
        for number, source, saved_at, is_sealed in rows.values_list("number", "source", "saved_at", "is_sealed")
    ]
    gone = DraftVersion.objects.filter(entry=entry, number__in=to_thin(kept, at=at)).delete()
    return gone[0]
