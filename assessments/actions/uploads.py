"""Files sent instead of text: received only once they have been opened, read, counted and scanned."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from assessments import scanning
from assessments.actions.sealing import lock_entry
from assessments.choices import EntryState, FileKind
from assessments.documents.faults import DocumentError
from assessments.documents.opening import open_and_read
from assessments.facts.policies import policy_of
from assessments.facts.submissions import newest_file, standing_submission
from assessments.models import Entry, UploadedFile
from assessments.rules.sealing import digest
from assessments.rules.submitting import Refusal
from assessments.rules.uploads import INFECTED, SCANNER_AWAY, WORDS
from assessments.rules.words import count_words
from npq_portal.accounts.models import User

_LONGEST_NAME = 150


class UploadRefusedError(Exception):
    """The file was not received, or not removed; the message says why and what to do."""


def receive(*, entry: Entry, file_name: str, content: bytes, client_uuid: UUID, by: User, at: datetime) -> UploadedFile:
    """Take a .docx or .pdf in place of text; one sent before is put aside. The same form sent twice is one file.

    `at` is when all of it had reached the server. Opening, reading and scanning take their time before anything is
    locked. Raises UploadRefusedError; nothing is stored then.
    """
    before = _sent_before(entry, client_uuid)
    if before is not None:
        return before
    _expect_open(entry, by=by, at=at)
    try:
        kind, text = open_and_read(content)
        scan = scanning.scan(content)
    except DocumentError as error:
        raise UploadRefusedError(WORDS[error.fault]) from error
    except scanning.InfectedError as error:
        raise UploadRefusedError(INFECTED) from error
    except scanning.ScannerAwayError as error:
        raise UploadRefusedError(SCANNER_AWAY) from error
    file = UploadedFile(
        entry=entry,
        file_name=_plain(file_name),
        kind=FileKind(kind),
        content=content,
        sha256=digest(content),
        text=text,
        words=count_words(text),
        scan=scan,
        client_uuid=client_uuid,
        received_at=at,
    )
    return _put(file, by=by, at=at)


@transaction.atomic
def _put(file: UploadedFile, *, by: User, at: datetime) -> UploadedFile:
    row = lock_entry(file.entry_id)
    before = _sent_before(row, file.client_uuid)
    if before is not None:
        return before
    _expect_open(row, by=by, at=at)
    UploadedFile.objects.filter(entry=row, removed_at__isnull=True).update(removed_at=at)
    file.save()
    return file


@transaction.atomic
def remove(*, entry: Entry, by: User, at: datetime) -> None:
    """Put the file aside that stands uploaded; without one there is nothing to do. Raises UploadRefusedError after
    submitting, and after the end."""
    row = lock_entry(entry.pk)
    file = newest_file(row)
    if file is not None:
        _expect_open(row, by=by, at=at)
        UploadedFile.objects.filter(pk=file.pk).update(removed_at=at)


def _expect_open(entry: Entry, *, by: User, at: datetime) -> None:
    """The writer's own, in their period, where the programme takes files and nothing stands as submitted."""
    if entry.enrolment.participant.user_id != by.pk or entry.state != EntryState.ADMITTED:
        raise UploadRefusedError(Refusal.NOT_ADMITTED.label)
    if at not in entry.period:
        raise UploadRefusedError("Your window was not open when this reached us, so we have not received the file.")
    if entry.case_opened_at is None:  # the attempt would not be used
        raise UploadRefusedError(Refusal.CASE_UNOPENED.label)
    if not policy_of(entry.window.cohort.programme).accepts_files:
        raise UploadRefusedError(Refusal.NO_FILES.label)
    if standing_submission(entry) is not None:
        raise UploadRefusedError("You have submitted already. Take that back first if you want to send another file.")


def _sent_before(entry: Entry, client_uuid: UUID) -> UploadedFile | None:
    return UploadedFile.objects.filter(entry=entry, client_uuid=client_uuid).defer("content", "text").first()


def _plain(file_name: str) -> str:
    """The name as it is shown to its writer: no folders, no control signs, its end kept where it is too long."""
    name = "".join(sign for sign in file_name.replace("\\", "/").rpartition("/")[2] if sign.isprintable()).strip()
    return name[-_LONGEST_NAME:] or "File"
