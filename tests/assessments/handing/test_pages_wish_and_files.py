"""The wish for closing and the page of files, as a browser without scripts meets them."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.facts.submissions import newest_file, standing_submission
from assessments.models import Entry, UploadedFile
from assessments.rules.uploads import MOST_AN_HOUR
from npq_portal.limits import count
from tests.assessments.handing import documents as made
from tests.assessments.handing.pages import filled_in, page, press, url
from tests.assessments.handing.test_submit import MIDNIGHT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_at")]


# -- the wish for closing ----------------------------------------------------------------------------------------------
def test_the_wish_is_ticked_changed_and_taken_back(participant_client, entry, draft):
    address = url("at-closing", entry)
    assert "Do not submit it for me" not in page(participant_client, "at-closing", entry)
    declared = filled_in("", used_ai="yes", ai_use="A spelling checker.")
    shown = participant_client.post(address, declared, follow=True).content.decode()
    assert "we submit your last saved draft" in shown
    assert "A spelling checker." in page(participant_client, "at-closing", entry)
    assert "You have asked us" in page(participant_client, "submit", entry)
    participant_client.post(address, {"take_back": "1"})
    entry.refresh_from_db()
    assert entry.submit_at_closing is None


def test_a_wish_without_a_whole_declaration_is_none(participant_client, entry):
    shown = participant_client.post(url("at-closing", entry), filled_in("", statements=["0"])).content.decode()
    assert "Tick each statement of the declaration" in shown
    entry.refresh_from_db()
    assert entry.submit_at_closing is None


@pytest.mark.parametrize("sent", [{"take_back": "1"}, filled_in("")])
def test_at_the_end_the_wish_stays_as_it_is(participant_client, entry, clock_at, sent):
    clock_at.move_to(MIDNIGHT)
    shown = participant_client.post(url("at-closing", entry), sent).content.decode()
    assert "Your window had closed when this reached us" in shown
    entry.refresh_from_db()
    assert entry.submit_at_closing is None


# -- files -------------------------------------------------------------------------------------------------------------
@pytest.fixture
def takes_files(policy):
    policy.accepts_files = True
    policy.save()


def test_who_has_not_opened_the_case_is_led_there_first(participant_client, entry, takes_files):
    Entry.objects.update(case_opened_at=None)
    assert participant_client.get(url("upload", entry)).url == reverse("writing:case", args=[entry.window_id])


def send(client, entry, content: bytes, name="case.docx"):
    return client.post(url("upload", entry), {"file": SimpleUploadedFile(name, content)}, follow=True)


@pytest.mark.usefixtures("takes_files")
def test_a_file_is_sent_checked_and_submitted(participant_client, entry):
    shown = send(participant_client, entry, made.docx()).content.decode()
    assert "Received and read: case.docx, 5 words. It is not submitted yet." in shown
    file = newest_file(entry)
    assert f'value="file:{file.pk}"' in shown
    press(participant_client, entry, f"file:{file.pk}")
    response = participant_client.get(url("sealed", entry, standing_submission(entry).receipt.reference))
    assert response.content == made_bytes(file)
    assert response["Content-Disposition"].endswith('.docx"')


def made_bytes(file) -> bytes:
    return bytes(UploadedFile.objects.get(pk=file.pk).content)


@pytest.mark.usefixtures("takes_files")
def test_of_text_and_file_the_writer_chooses(participant_client, entry, draft):
    send(participant_client, entry, made.pdf(), "case.pdf")
    shown = page(participant_client, "submit", entry)
    assert "What do you want to submit?" in shown
    assert "Your file “case.pdf”" in shown
    press(participant_client, entry, "text:1")
    assert standing_submission(entry).version == draft


@pytest.mark.usefixtures("takes_files")
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"plain words", "must be a Word document"),
        (b"%PDF-" + b"0" * 5_242_880, "5 MB or smaller"),
    ],
    ids=["empty", "another kind", "too large"],
)
def test_what_is_wrong_with_a_file_stands_beside_the_field(participant_client, entry, content, says):
    shown = send(participant_client, entry, content).content.decode()
    assert says in shown
    assert "id_file_error" in shown
    assert newest_file(entry) is None


@pytest.mark.usefixtures("takes_files")
def test_without_a_file_one_is_asked_for(participant_client, entry):
    assert "Choose a file first" in participant_client.post(url("upload", entry)).content.decode()


@pytest.mark.usefixtures("takes_files")
def test_nobody_sends_files_without_end(participant_client, participant, entry):
    for _ in range(MOST_AN_HOUR):
        count("upload", str(participant.pk), seconds=60)
    shown = send(participant_client, entry, made.docx()).content.decode()
    assert "You have sent 30 files within an hour" in shown
    assert newest_file(entry) is None


@pytest.mark.usefixtures("takes_files")
def test_a_file_is_removed(participant_client, entry):
    send(participant_client, entry, made.docx())
    assert (
        "The file is removed."
        in participant_client.post(url("upload", entry), {"remove": "1"}, follow=True).content.decode()
    )
    assert newest_file(entry) is None


def test_where_no_files_are_taken_the_page_says_so(participant_client, entry):
    assert "does not take files" in page(participant_client, "upload", entry)
    assert "Send a file instead" not in page(participant_client, "submit", entry)


@pytest.mark.usefixtures("takes_files")
def test_a_file_that_arrives_at_the_end_is_not_received(participant_client, entry, clock_at):
    clock_at.move_to(datetime(2027, 2, 11, tzinfo=UTC))
    assert "was not open when this reached us" in send(participant_client, entry, made.docx()).content.decode()
    assert newest_file(entry) is None
