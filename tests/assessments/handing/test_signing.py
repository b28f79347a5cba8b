"""Signatures: anybody can check them, one changed byte breaks them, and a new key leaves the old ones good."""

import base64

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from assessments import signing

OLD, NEW = {"2027": b"o" * 32}, {"2028": b"n" * 32}
PAYLOAD = signing.canonical({"words": 1498, "reference": "CS-7K4M-92XD", "note": "Siân’s"})


@pytest.fixture(autouse=True)
def _keys(settings):
    settings.RECEIPT_KEYS = OLD


def test_the_same_facts_are_always_the_same_text():
    assert PAYLOAD == '{"note":"Siân’s","reference":"CS-7K4M-92XD","words":1498}'


def test_what_was_signed_verifies():
    signed = signing.sign(PAYLOAD)
    assert signed.key_id == "2027"
    assert len(base64.b64decode(signed.signature)) == signing.SIGNATURE_BYTES
    assert signing.verify(PAYLOAD, signed.key_id, signed.signature)


def test_one_changed_byte_anywhere_does_not_verify():
    signed = signing.sign(PAYLOAD)
    for place in range(len(PAYLOAD)):
        changed = PAYLOAD[:place] + chr(ord(PAYLOAD[place]) ^ 1) + PAYLOAD[place + 1 :]
        assert not signing.verify(changed, signed.key_id, signed.signature)
    raw = base64.b64decode(signed.signature)
    for place in range(len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        assert not signing.verify(PAYLOAD, signed.key_id, base64.b64encode(changed).decode())


@pytest.mark.parametrize(
    "change", [lambda s: "", lambda s: s[:-1], lambda s: s + "=", lambda s: f" {s}", lambda s: "é" + s]
)
def test_what_is_no_signature_does_not_verify(change):
    signed = signing.sign(PAYLOAD)
    assert not signing.verify(PAYLOAD, signed.key_id, change(signed.signature))


def test_another_spelling_of_the_same_signature_is_not_what_we_printed():
    """The last sign before "==" has four bits that mean nothing."""
    signature = signing.sign(PAYLOAD).signature
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = signature[:-3] + signs[signs.index(signature[-3]) + 1] + "=="
    assert base64.b64decode(other) == base64.b64decode(signature)
    assert not signing.verify(PAYLOAD, "2027", other)


def test_a_text_that_is_no_unicode_does_not_verify():
    assert not signing.verify("\ud800", "2027", signing.sign(PAYLOAD).signature)


def test_after_a_change_of_keys_the_new_one_signs_and_the_old_one_still_verifies(settings):
    before = signing.sign(PAYLOAD)
    settings.RECEIPT_KEYS = NEW | OLD
    after = signing.sign(PAYLOAD)
    assert (before.key_id, after.key_id) == ("2027", "2028")
    assert signing.verify(PAYLOAD, before.key_id, before.signature)
    assert signing.verify(PAYLOAD, after.key_id, after.signature)
    assert not signing.verify(PAYLOAD, after.key_id, before.signature)
    settings.RECEIPT_KEYS = NEW
    assert not signing.verify(PAYLOAD, before.key_id, before.signature)


def test_without_a_key_nothing_is_signed(settings):
    settings.RECEIPT_KEYS = {}
    with pytest.raises(LookupError):
        signing.sign(PAYLOAD)


def test_whoever_has_the_public_key_needs_nothing_of_ours():
    signed = signing.sign(PAYLOAD)
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(signing.public_keys()["2027"]))
    public.verify(base64.b64decode(signed.signature), PAYLOAD.encode())
    with pytest.raises(InvalidSignature):
        public.verify(base64.b64decode(signed.signature), PAYLOAD.encode() + b" ")
