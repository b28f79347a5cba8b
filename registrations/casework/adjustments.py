"""Looking at the adjustments a person asks for: by those with the permission, and every look is written down."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from npq_portal.accounts.models import User
from registrations.actions import decisions
from registrations.casework.record import SEE_ADJUSTMENTS
from registrations.models import AdjustmentRequest, Application

LOOKED = "Looked at the adjustments asked for."


def refuse_those_who_may_not(user: User) -> None:
    """Raises PermissionDenied."""
    if not user.has_perm(SEE_ADJUSTMENTS):
        raise PermissionDenied


@transaction.atomic
def look(*, application: Application, by: User, at: datetime) -> str:
    """The person's own words, "" where they asked for nothing. The look goes into the history, unseen by the person."""
    needs = AdjustmentRequest.objects.filter(application=application).values_list("needs", flat=True).first() or ""
    if needs:
        decisions.add_note(application=application, words=LOOKED, by=by, at=at)
    return needs
