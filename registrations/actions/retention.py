"""Forgetting what was kept long enough. The periods are promised in the privacy notice (npq_portal/pages/retention.py)."""

from datetime import datetime

from django.db import transaction

from npq_portal.accounts.models import Participant
from registrations import reminders
from registrations.models import Application, Draft


@transaction.atomic
def forget_application(*, application: Application, at: datetime) -> bool:
    """Delete an application that came to nothing, with its history, checks, draft and adjustments; and who the person is
    to the DfE, where nothing else is kept of them. Their account stays: they may sign in and apply again.

    False where it is not, or not any longer, one that reminders.applications_to_forget names.
    """
    due = reminders.applications_to_forget(at)
    row = due.select_for_update(of=("self",)).filter(pk=application.pk).first()
    if row is None:
        return False
    row.delete()
    if row.draft_id is not None:
        Draft.objects.filter(pk=row.draft_id).delete()
    Participant.objects.filter(pk=row.participant_id, applications=None, enrolments=None).delete()
    return True
