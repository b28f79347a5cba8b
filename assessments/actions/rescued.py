"""Reading what reached us after somebody's window had closed: written into the window's history."""

from datetime import datetime

from django.db import transaction

from assessments.actions.windows import record
from assessments.facts.drafts import COPY
from assessments.models import DraftVersion
from npq_portal.accounts.models import User


@transaction.atomic
def read(*, version: DraftVersion, by: User, at: datetime) -> DraftVersion:
    """The rescue copy with its text. Each reading is another line of the history: who read whose, and when."""
    name = version.entry.enrolment.participant.full_name
    record(version.entry.window, what=f"Rescue copy read: {name}", after={COPY: version.pk}, by=by, at=at)
    return version
