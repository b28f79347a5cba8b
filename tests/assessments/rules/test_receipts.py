"""Finding a receipt in whatever somebody pastes."""

import json
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest

from assessments.rules.receipts import facts_of, new_reference, read_pasted, utc_text

SIGNATURE = "A" * 40 + "+/" + "b" * 44 + "=="
DIGEST = "0123456789abcdef" * 4
PAYLOAD = f'{{"bytes":71,"reference":"CS-7K4M-92XD-P3QR","sha256":"{DIGEST}"}}'


def test_references_are_unalike_and_hold_no_sign_that_is_misread():
    made = {new_reference() for _ in range(500)}
    assert len(made) == 500
    assert all(re.fullmatch(r"CS(-[0-9A-HJKMNP-TV-Z]{4}){3}", one) for one in made)


@pytest.mark.parametrize(
    "written",
    ["CS-7K4M-92XD-P3QR", "cs-7k4m-92xd-p3qr", "CS 7K4M 92XD P3QR", "CS-7K4M92XDP3QR", "(CS-7K4M-92XD-P3QR)."],
)
def test_a_reference_is_known_however_it_is_written(written):
    assert read_pasted(f"It is {written}").reference == "CS-7K4M-92XD-P3QR"


def test_signs_that_are_misread_are_put_right():
    assert read_pasted("CS-OIL0-0000-0000").reference == "CS-0110-0000-0000"


def test_two_references_are_none():
    assert read_pasted("CS-7K4M-92XD-P3QR CS-7K4M-92XD-P3QS").reference == ""
    assert len(read_pasted("CS-7K4M-92XD-P3QR CS-7K4M-92XD-P3QS").references) == 2


def test_the_json_says_exactly_what_is_what():
    envelope = {"payload": PAYLOAD, "key_id": "2027", "signature": SIGNATURE}
    for written in (json.dumps(envelope), json.dumps(envelope, indent=4) + "\n"):
        found = read_pasted(written)
        assert (found.payload, found.key_id, found.signature) == (PAYLOAD, "2027", SIGNATURE)
        assert found.reference == "CS-7K4M-92XD-P3QR"


@pytest.mark.parametrize("envelope", [{"payload": PAYLOAD}, {"payload": 1, "key_id": 2, "signature": 3}, [PAYLOAD], 7])
def test_other_json_is_no_receipt(envelope):
    found = read_pasted(json.dumps(envelope))
    assert (found.payload, found.key_id, found.signature, found.reference) == ("", "", "", "")


def test_json_with_a_broken_sign_is_no_receipt_also_where_all_of_it_is_there():
    envelope = json.dumps({"payload": PAYLOAD, "key_id": "2027", "signature": SIGNATURE})
    assert read_pasted(envelope[1:]).signature == ""


@pytest.mark.parametrize("width", [10, 33, 64, 90, 500])
def test_lines_may_break_anywhere_in_what_was_signed(width):
    text = f"Signature {SIGNATURE}\nThe exact text that was signed\n{PAYLOAD}\nAnybody can check"
    broken = "\n".join(text[start : start + width] for start in range(0, len(text), width))
    found = read_pasted(broken)
    assert (found.payload, found.signature) == (PAYLOAD, SIGNATURE)


def test_words_before_the_signature_are_no_part_of_it():
    assert read_pasted(f"Signature (Ed25519)\n{SIGNATURE}").signature == SIGNATURE
    assert read_pasted(f"signature{SIGNATURE}").signature == SIGNATURE


def test_a_digest_is_found_in_small_and_capital_letters():
    assert read_pasted(f"SHA-256: {DIGEST.upper()}").digests == {DIGEST}
    assert read_pasted(f"x{DIGEST}").digests == frozenset()


@pytest.mark.parametrize("text", ["", "Dear hub,", "{", "{}", "null", '{"bytes":', "=" * 500, "CS-"])
def test_what_holds_no_receipt_holds_none(text):
    found = read_pasted(text)
    assert (found.payload, found.signature, found.reference) == ("", "", "")


@pytest.mark.parametrize("payload", ["", "[]", "7", "{", "null", '"x"'])
def test_what_is_no_payload_has_no_facts(payload):
    assert facts_of(payload) == {}


def test_a_moment_is_signed_in_utc_to_the_microsecond():
    summer = datetime(2027, 6, 30, 23, 59, 59, 5, tzinfo=timezone(timedelta(hours=1)))
    assert utc_text(summer) == "2027-06-30T22:59:59.000005Z"
    assert datetime.fromisoformat(utc_text(summer)) == summer
    assert utc_text(datetime(2027, 1, 1, tzinfo=UTC)) == "2027-01-01T00:00:00.000000Z"


def test_a_moment_without_a_zone_is_none():
    with pytest.raises(ValueError, match="no moment"):
        utc_text(datetime(2027, 1, 1, tzinfo=UTC).replace(tzinfo=None))
