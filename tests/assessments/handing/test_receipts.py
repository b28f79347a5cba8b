"""Genuine receipts are known in every form; one changed byte, and they are not; nobody's name is shown."""

import io
import json
import re

import pytest
from pypdf import PdfReader

from assessments import receipt_pdf, signing
from assessments.actions.submitting import submit, withdraw
from assessments.facts.receipts import Verdict, as_json, check, lines_of
from assessments.models import Receipt, Submission
from npq_portal.notifications import mailer
from npq_portal.notifications.models import Notification
from tests.assessments.handing.conftest import AT, DECLARED

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(entry, draft, participant) -> Submission:
    return submit(entry=entry, version=draft, declaration=DECLARED, by=participant, at=AT)


@pytest.fixture
def receipt(submission) -> Receipt:
    return submission.receipt


def text_of_pdf(receipt: Receipt) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(receipt_pdf.draw(receipt))).pages)


def text_of_page(receipt: Receipt) -> str:
    return "\n".join(f"{name}\t{value}" for name, value in lines_of(receipt)) + f"\nThe exact text\n{receipt.payload}"


def text_of_email(receipt: Receipt) -> str:
    letter = Notification.objects.get()
    return mailer.render(letter.kind, letter.context).text


FORMS = {"json": as_json, "pdf": text_of_pdf, "page": text_of_page, "email": text_of_email}


@pytest.fixture(params=FORMS)
def form(request, receipt) -> str:
    return FORMS[request.param](receipt)


def test_every_form_of_a_receipt_is_known(form, receipt):
    checked = check(form)
    assert checked.verdict == Verdict.GENUINE
    assert checked.facts["reference"] == receipt.reference
    assert (checked.is_held, checked.withdrawn_at) == (True, None)


@pytest.mark.parametrize("change", [lambda text: text.replace("\n", "\r\n"), lambda text: f"  \n{text}\n> "])
def test_line_breaks_and_what_stands_around_it_make_no_difference(form, change):
    if not form.startswith("{"):
        assert check(change(form)).is_genuine


def test_reference_and_signature_are_enough(receipt):
    assert check(f"{receipt.reference} {receipt.signature}").is_genuine
    assert check(f"{receipt.reference.lower()}\n{receipt.signature}").is_genuine


def test_a_reference_alone_proves_nothing(receipt):
    assert check(receipt.reference).verdict == Verdict.UNREADABLE


def test_one_changed_sign_of_the_json_anywhere_is_not_genuine(receipt):
    """Each sign in turn; those that only arrange the JSON make it unreadable instead."""
    text = as_json(receipt).rstrip("\n")
    for place in range(len(text)):
        changed = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]
        assert not check(changed).is_genuine, f"{text[place]!r} at {place}"


@pytest.mark.parametrize(
    "name", ["reference", "words", "bytes", "received_at", "sha256", "submitted_by", "sealed", "signature"]
)
def test_any_fact_changed_in_any_form_is_not_genuine(form, receipt, name):
    said = {
        "reference": receipt.reference,
        "words": "5 words" if "5 words" in form else "Words: 5" if "Words: 5" in form else '\\"words\\":5',
        "bytes": f"{len(receipt.submission.content)} bytes",
        "received_at": "8:00:00pm" if "Received by" in form else "T20:00:00",
        "sha256": receipt.submission.sha256,
        "submitted_by": "Its writer" if "Its writer" in form else "participant",
        "sealed": "A text written" if "A text written" in form else '\\"text\\"',
        "signature": receipt.signature[:40],
    }[name]
    if said not in form:
        pytest.fail(f"{name} is not in it") if name == "reference" else None
        return
    changed = re.sub(r"[0-9A-Za-z](?=[^0-9A-Za-z]*$)", lambda sign: "7" if sign[0] != "7" else "8", said)
    in_words_of_the_email = "Dear" in form and name in {"words", "received_at"}
    assert check(form.replace(said, changed)).is_genuine is in_words_of_the_email


def test_what_we_read_out_is_our_own_record(receipt):
    """An email has no signature: whatever else it says, the page shows what we hold."""
    checked = check(f"Words: 9,999. {receipt.reference} {receipt.submission.sha256}")
    assert checked.is_genuine
    assert ("Words counted", "5 words") in checked.lines()


def test_another_receipts_signature_does_not_do(receipt):
    other = signing.sign(receipt.payload.replace(receipt.reference, "CS-0000-0000-0000"))
    assert check(f"{receipt.reference} {other.signature}").verdict == Verdict.CHANGED


def test_a_reference_we_never_gave_is_unknown(receipt):
    assert check(f"CS-0000-0000-0000 {receipt.signature}").verdict == Verdict.UNKNOWN


def test_something_else_that_we_signed_is_no_receipt():
    payload = signing.canonical({"bytes": 1, "is": "something-else", "reference": "CS-0000-0000-0000"})
    signed = signing.sign(payload)
    envelope = {"payload": payload, "key_id": signed.key_id, "signature": signed.signature}
    assert check(json.dumps(envelope)).verdict == Verdict.CHANGED


def test_old_receipts_are_good_after_a_change_of_keys(form, settings):
    settings.RECEIPT_KEYS = {"2028": b"n" * 32} | settings.RECEIPT_KEYS
    assert check(form).is_genuine


def test_a_key_that_was_taken_out_signs_nothing_any_more(form, settings):
    settings.RECEIPT_KEYS = {"2028": b"n" * 32}
    assert check(form).verdict == Verdict.CHANGED


def test_what_was_taken_back_is_genuine_and_said_to_be_taken_back(form, entry, participant):
    withdraw(entry=entry, by=participant, at=AT)
    assert check(form).withdrawn_at == AT


def test_the_signature_is_good_also_where_the_row_is_gone(receipt):
    text = as_json(receipt)
    receipt.delete()
    assert (check(text).verdict, check(text).is_held) == (Verdict.GENUINE, False)


def test_the_pdf_is_one_page_names_nobody_and_is_the_same_every_time(receipt, entry):
    content = receipt_pdf.draw(receipt)
    reader = PdfReader(io.BytesIO(content))
    assert len(reader.pages) == 1
    person = entry.enrolment.participant
    everything = text_of_pdf(receipt) + str(reader.metadata)
    assert not any(word in everything for word in (person.first_name, person.last_name, person.user.email))
    assert receipt_pdf.draw(receipt) == content


def test_a_hub_with_an_unusual_name_has_receipts_too(receipt, settings):
    settings.HUB_NAME = "Llŷn – ‘Hub’ 学校"
    assert "Ll?n - 'Hub' ??" in text_of_pdf(receipt)
