"""Signatures that anybody can check without us: Ed25519 (RFC 8032) over the exact text of a receipt or a statement.

The keys are settings.RECEIPT_KEYS: the first signs, all of them verify, so that what an older key signed stays good.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

SIGNATURE_BYTES: Final = 64


@dataclass(frozen=True)
class Signed:
    """A signature (base64) and the id of the key that made it."""

    key_id: str
    signature: str


def canonical(facts: Mapping[str, str | int]) -> str:
    """The one text that stands for these facts and is signed: JSON with its keys in order and no spaces between."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sign(payload: str) -> Signed:
    """Sign the UTF-8 of `payload` with the newest key. Raises LookupError where no key is set (npq_portal/checks.py
    does not let production start like that)."""
    for key_id, seed in settings.RECEIPT_KEYS.items():
        signature = Ed25519PrivateKey.from_private_bytes(seed).sign(payload.encode())
        return Signed(key_id, base64.b64encode(signature).decode())
    raise LookupError("RECEIPT_KEYS is not set.")


def verify(payload: str, key_id: str, signature: str) -> bool:
    """Whether our key of that id signed exactly this text. False for a key we do not know, and for what is no signature."""
    seed = settings.RECEIPT_KEYS.get(key_id)
    if seed is None:
        return False
    try:
        Ed25519PrivateKey.from_private_bytes(seed).public_key().verify(_decoded(signature), payload.encode())
    except (InvalidSignature, UnicodeEncodeError):  # the second for half a surrogate pair, which no text of ours holds
        return False
    return True


def public_keys() -> dict[str, str]:
    """The public key (32 bytes, base64) of each id, the one that signs now first."""
    return {
        key_id: base64.b64encode(Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()).decode()
        for key_id, seed in settings.RECEIPT_KEYS.items()
    }


def _decoded(signature: str) -> bytes:
    """Strictly: another spelling of the same bytes is not what we printed."""
    try:
        raw = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return raw if base64.b64encode(raw).decode() == signature else b""
