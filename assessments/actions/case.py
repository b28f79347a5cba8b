"""Opening the case: from then on the attempt is used, and every reading is recorded."""

from datetime import datetime

from django.db import transaction

from assessments.actions.sealing import lock_entry
from assessments.models import CaseOpening, Entry


class CaseClosedError(Exception):
    """The writer's window is over, and they had not opened the case: it stays closed, and the attempt unused."""


@transaction.atomic
def open_case(*, entry: Entry, at: datetime) -> Entry:
    """The writer opens the case for the first time; again, it is read once more. Raises CaseClosedError after their end,
    where they had not opened it before."""
    row = lock_entry(entry.pk)
    if row.case_opened_at is None:
        if at not in row.period:
            raise CaseClosedError
        row.case_opened_at = at
        row.save(update_fields=["case_opened_at"])
    CaseOpening.objects.create(entry=row, at=at)
    return row


def read_again(*, entry: Entry, file_name: str = "", at: datetime) -> None:
    """The case, or one of its files, was sent to its writer."""
    CaseOpening.objects.create(entry=entry, file_name=file_name, at=at)
