"""The public page: anybody checks a receipt and a file against it, without an account and without seeing a name."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments import signing
from assessments.actions.submitting import submit, withdraw
from assessments.facts.receipts import as_json
from assessments.models import Submission
from assessments.views import receipts
from tests.assessments.handing.conftest import AT, DECLARED
from tests.assessments.handing.test_receipts import text_of_pdf

pytestmark = pytest.mark.django_db
PAGE = "/receipts/"


@pytest.fixture
def submission(entry, draft, participant) -> Submission:
    return submit(entry=entry, version=draft, declaration=DECLARED, by=participant, at=AT)


@pytest.fixture
def ask(client, submission):
    """What a stranger's browser shows: ask(receipt, text=..., file=...)."""

    def do(receipt: str | None = None, *, status: int = 200, **more) -> str:
        if isinstance(more.get("file"), bytes):
            more["file"] = SimpleUploadedFile("copy.txt", more["file"])
        given = as_json(submission.receipt) if receipt is None else receipt
        response = client.post(PAGE, {"receipt": given, **more})
        assert response.status_code == status
        return response.content.decode()

    return do


def test_a_genuine_receipt_is_said_to_be_genuine_with_all_that_it_says(ask, submission):
    for shown in (ask(), ask(text_of_pdf(submission.receipt))):
        assert "This receipt is genuine" in shown
        assert "It is submitted and was not taken back." in shown
        for said in (submission.receipt.reference, submission.sha256, "5 words"):
            assert said in shown


def test_nobodys_name_is_shown(ask, entry):
    person = entry.enrolment.participant
    shown = ask()
    private = (
        person.first_name,
        person.last_name,
        person.user.email,
        str(entry.window.case_study),
        str(entry.window.cohort),
    )
    assert not any(word in shown for word in private)


def test_one_changed_byte_of_the_receipt_fails(ask, submission):
    shown = ask(as_json(submission.receipt).replace('\\"words\\":5', '\\"words\\":4'))
    assert "This is not a genuine receipt" in shown
    assert submission.sha256 not in shown.partition("<textarea")[0]


def test_a_reference_we_never_gave_and_no_receipt_at_all(ask, submission):
    assert "This is not a receipt of this portal" in ask(f"CS-0000-0000-0000 {submission.sha256}")
    assert "We could not find a receipt" in ask("Dear hub, is it genuine?")
    assert "Paste the receipt" in ask(" ")


def test_the_sealed_file_is_the_same_and_one_changed_byte_is_not(ask, submission):
    content = bytes(submission.content)
    assert "“copy.txt” is exactly what was sealed" in ask(file=content)
    for changed in (content[:-1], content + b"\n", content.replace(b"fell", b"felt"), b""):
        assert "“copy.txt” is not what was sealed" in ask(file=changed)


def test_the_sealed_text_is_the_same_as_browsers_send_it(ask, submission):
    text = bytes(submission.content).decode()
    for sent in (text, text.replace("\n", "\r\n"), text.rstrip("\n")):
        assert "The text is exactly what was sealed" in ask(text=sent)
    for changed in (text.replace("fell", "felt"), text.replace("  ", " ") + "x", f" {text}"):
        assert "The text is not what was sealed" in ask(text=changed)


def test_nothing_is_compared_with_a_receipt_that_is_not_genuine(ask, submission):
    shown = ask("CS-0000-0000-0000 " + submission.sha256, file=bytes(submission.content))
    assert "copy.txt" not in shown


def test_what_was_taken_back_is_said_to_be(ask, entry, participant):
    withdraw(entry=entry, by=participant, at=AT)
    assert "It was taken back" in ask()


def test_an_old_receipt_verifies_after_a_change_of_keys(ask, settings, client):
    settings.RECEIPT_KEYS = {"2028": b"n" * 32} | settings.RECEIPT_KEYS
    assert "This receipt is genuine" in ask()
    shown = client.get(f"{PAGE}keys/").content.decode()
    assert all(key in shown and public in shown for key, public in signing.public_keys().items())
    assert shown.index("2028") < shown.index("demo")


@pytest.mark.parametrize("field", ["receipt", "text"])
def test_far_too_much_is_refused(ask, field):
    assert "id_" + field + "_error" in ask(**{field: "x" * 250_000})


def test_a_file_larger_than_anything_we_seal_is_not_it(ask):
    assert "larger than anything we seal" in ask(file=b"x" * (10 * 1024 * 1024 + 1))


def test_whoever_checks_without_end_waits(ask, monkeypatch):
    monkeypatch.setattr(receipts, "MOST", 2)
    ask(), ask()
    assert "Too many checks" in ask(status=429)
