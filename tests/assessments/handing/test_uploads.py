"""A file is received only when it was opened, read, counted and scanned; then it can be replaced, removed and submitted."""

from datetime import timedelta
from uuid import uuid4

import pytest

from assessments.actions.submitting import SubmissionRefusedError, submit, withdraw
from assessments.actions.uploads import UploadRefusedError, receive, remove
from assessments.choices import FileKind, ScanResult
from assessments.facts.submissions import newest_file, standing_submission
from assessments.models import UploadedFile
from assessments.rules.sealing import digest
from assessments.rules.submitting import Refusal
from assessments.rules.uploads import INFECTED, SCANNER_AWAY, WORDS
from tests.assessments.handing import clamd
from tests.assessments.handing import documents as made
from tests.assessments.handing.conftest import AT, DECLARED
from tests.assessments.handing.test_submit import MIDNIGHT

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy(policy):
    """The programme takes files."""
    policy.accepts_files = True
    policy.save()
    return policy


@pytest.fixture
def send(entry, policy, participant):
    def do(content=None, name="case.docx", *, at=AT, uuid=None, by=participant) -> UploadedFile:
        return receive(
            entry=entry,
            file_name=name,
            content=made.docx() if content is None else content,
            client_uuid=uuid or uuid4(),
            by=by,
            at=at,
        )

    return do


def refused(says: str, work, *args, **kwargs) -> None:
    before = UploadedFile.objects.count()
    with pytest.raises(UploadRefusedError) as error:
        work(*args, **kwargs)
    assert says in str(error.value)
    assert UploadedFile.objects.count() == before


def test_a_file_is_received_with_its_text_its_words_and_its_digest(send):
    content = made.docx()
    file = send(content, name="C:\\Users\\priya\\Case study\x07.docx")
    assert (file.kind, file.text, file.words) == (FileKind.DOCX, "Attendance fell in every year.", 5)
    assert bytes(UploadedFile.objects.get().content) == content
    assert file.sha256 == digest(content)
    assert file.file_name == "Case study.docx"
    assert (file.scan, file.received_at) == (ScanResult.NOT_CONFIGURED, AT)


def test_it_is_known_by_its_content_and_not_by_its_name(send):
    assert send(made.pdf(), name="case.docx").kind == FileKind.PDF


@pytest.mark.parametrize(
    ("name", "kept"), [("", "File"), ("../../etc/x.pdf", "x.pdf"), ("a" * 200 + ".pdf", "a" * 146 + ".pdf")]
)
def test_a_name_is_made_plain(send, name, kept):
    assert send(name=name).file_name == kept


@pytest.mark.parametrize(
    "content", [b"", b"no document", made.docx()[:3000], made.zip_bomb(100), made.scanned()], ids=len
)
def test_what_cannot_be_opened_and_read_is_not_received(send, content):
    with pytest.raises(UploadRefusedError) as error:
        send(content)
    assert str(error.value) in WORDS.values()
    assert not UploadedFile.objects.exists()


def test_the_same_form_sent_twice_is_one_file(send):
    uuid = uuid4()
    assert send(uuid=uuid) == send(uuid=uuid)
    assert UploadedFile.objects.count() == 1


def test_another_file_takes_the_place_of_the_first(send, entry):
    first = send()
    second = send(made.pdf(), at=AT + timedelta(minutes=1))
    first.refresh_from_db()
    assert first.removed_at == AT + timedelta(minutes=1)
    assert newest_file(entry) == second


def test_a_bad_file_does_not_take_the_place_of_a_good_one(send, entry):
    good = send()
    refused("could not open", send, made.docx()[:3000])
    assert newest_file(entry) == good


def test_it_can_be_removed_before_submitting_and_twice_is_once(send, entry, participant):
    file = send()
    for _ in range(2):
        remove(entry=entry, by=participant, at=AT)
    assert newest_file(entry) is None
    with pytest.raises(SubmissionRefusedError) as error:
        submit(entry=entry, file=file, declaration=DECLARED, by=participant, at=AT)
    assert error.value.reason == Refusal.STALE


def test_exactly_its_bytes_are_sealed(send, entry, participant):
    content = made.pdf("Two words and more.")
    file = send(content)
    submission = submit(entry=entry, file=file, declaration=DECLARED, by=participant, at=AT)
    assert bytes(submission.content) == content
    assert (submission.sha256, submission.words) == (file.sha256, 4)
    assert '"sealed":"pdf"' in submission.receipt.payload
    assert "case.docx" not in submission.receipt.payload


def test_a_file_over_the_limit_is_refused_like_a_text(send, entry, participant):
    file = send(made.docx("word " * 1501))
    with pytest.raises(SubmissionRefusedError) as error:
        submit(entry=entry, file=file, declaration=DECLARED, by=participant, at=AT)
    assert error.value.reason == Refusal.OVER_LIMIT


def test_after_submitting_a_file_is_neither_sent_nor_removed(send, entry, participant):
    file = send()
    submit(entry=entry, file=file, declaration=DECLARED, by=participant, at=AT)
    refused("You have submitted already", send)
    refused("You have submitted already", remove, entry=entry, by=participant, at=AT)
    withdraw(entry=entry, by=participant, at=AT)
    assert send()
    assert standing_submission(entry) is None


@pytest.mark.parametrize("at", [MIDNIGHT, MIDNIGHT + timedelta(days=1)])
def test_at_the_end_no_file_is_received_or_removed(send, entry, participant, at):
    refused("was not open when this reached us", send, at=at)
    assert send(at=MIDNIGHT - timedelta(seconds=1))
    refused("was not open", remove, entry=entry, by=participant, at=at)


def test_where_the_programme_takes_no_files_none_is_received(send, policy):
    policy.accepts_files = False
    policy.save()
    refused("does not take files", send)


def test_before_the_case_is_opened_no_file_is_received(send, entry):
    entry.case_opened_at = None
    entry.save()
    refused("have not opened the case", send)


def test_nobody_sends_for_somebody_else(send, hub_admin):
    refused("not in this window", send, by=hub_admin)


def test_a_clean_file_says_that_it_was_scanned(send, settings):
    with clamd.running() as (settings.CLAMAV_ADDRESS, seen):
        file = made.pdf()  # made again it could have another moment in it
        assert send(file).scan == ScanResult.CLEAN
        assert seen == [file]


def test_an_infected_file_is_not_kept(send, settings):
    with clamd.running() as (settings.CLAMAV_ADDRESS, _):
        bad = made.with_part(made.docx(), "word/media/a.txt", clamd.EICAR, compression=0)
        refused(INFECTED, send, bad)


def test_while_the_scanner_is_away_nothing_is_received(send, settings):
    with clamd.running() as (address, _):
        pass
    settings.CLAMAV_ADDRESS = address
    refused(SCANNER_AWAY, send)
