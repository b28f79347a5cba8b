"""Writing an application: the draft and its answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from npq_portal.accounts.models import User
from registrations.errors import AlreadySubmittedError
from registrations.models import AdjustmentRequest, Draft


@transaction.atomic
def open_draft(*, user: User, at: datetime, answers: Mapping[str, Any] | None = None) -> Draft:
    """The person's open draft, made if there is none; `answers` (the calculator's) fill questions not answered yet.

    Two requests at once get the same draft: the database allows one open draft a person.
    """
    Draft.objects.bulk_create([Draft(user=user, created_at=at, updated_at=at)], ignore_conflicts=True)
    draft = Draft.objects.select_for_update().get(user=user, submitted_at=None)
    missing = {name: value for name, value in (answers or {}).items() if name not in draft.answers}
    if missing:
        draft.answers |= missing
        draft.updated_at = at
        draft.save(update_fields=["answers", "updated_at"])
    return draft


def locked(draft: Draft) -> Draft:
    """The draft's row under a lock, as it is now. Raises AlreadySubmittedError where it was submitted."""
    row = Draft.objects.select_for_update().get(pk=draft.pk)
    if row.submitted_at is not None:
        raise AlreadySubmittedError("You have submitted this application already, perhaps in another tab.")
    return row


@transaction.atomic
def save_answers(*, draft: Draft, changes: Mapping[str, Any], at: datetime) -> Draft:
    """Put one page's answers into the draft; answers of other pages, typed in another tab meanwhile, stay.

    Raises AlreadySubmittedError.
    """
    row = locked(draft)
    row.answers |= changes
    row.updated_at = at
    row.save(update_fields=["answers", "updated_at"])
    return row


@transaction.atomic
def save_adjustments(*, draft: Draft, wanted: bool, needs: str, at: datetime) -> Draft:
    """Keep what the person needs in its own table; no longer wanted, the words are deleted.

    Raises AlreadySubmittedError.
    """
    row = save_answers(draft=draft, changes={"adjustments": "yes" if wanted else "no"}, at=at)
    if wanted:
        AdjustmentRequest.objects.update_or_create(draft=row, defaults={"needs": needs, "updated_at": at})
    else:
        AdjustmentRequest.objects.filter(draft=row).delete()
    return row


@transaction.atomic
def discard(*, draft: Draft) -> None:
    """Delete an open draft and everything that hangs on it. Done twice, nothing more happens. A submitted one stays."""
    row = Draft.objects.select_for_update().filter(pk=draft.pk, submitted_at=None).first()
    if row is not None:
        row.trn_checks.all().delete()
        AdjustmentRequest.objects.filter(draft=row).delete()
        row.delete()
