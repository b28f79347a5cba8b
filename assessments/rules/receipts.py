"""Receipts: their references, and finding a receipt again in whatever somebody pastes."""

import json
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

#: Crockford's alphabet: no I, L, O or U, so that nothing is mistaken for another sign.
_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD: Final = str.maketrans("ILO", "110")
_REFERENCE: Final = re.compile(r"\bCS[ -]([0-9A-Z]{4})[ -]?([0-9A-Z]{4})[ -]?([0-9A-Z]{4})\b", re.IGNORECASE)
_SIGNATURE: Final = re.compile(r"(?=([A-Za-z0-9+/]{86}==))")
_DIGEST: Final = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{64}(?![0-9A-Za-z])")
_PAYLOAD: Final = re.compile(r'\{"bytes":[^{}]*\}')
#: Characters; longer than any receipt in any of its forms.
LONGEST: Final = 20_000


def new_reference() -> str:
    """A random reference such as CS-7K4M-92XD-P3QR: 60 bits, so that no two are alike and nobody guesses one."""
    return _grouped("".join(secrets.choice(_SIGNS) for _ in range(12)))


def utc_text(moment: datetime) -> str:
    """A moment as it is signed: 2027-02-10T23:59:59.123456Z. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("A datetime without a time zone names no moment; give an aware one.")
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


@dataclass(frozen=True)
class Pasted:
    """What was found in a pasted text; empty for what is not there. `key_id` is known only where the JSON names it."""

    references: frozenset[str] = frozenset()
    digests: frozenset[str] = frozenset()
    payload: str = ""
    key_id: str = ""
    signature: str = ""

    @property
    def reference(self) -> str:
        """The one reference it speaks of; "" for none or several."""
        return next(iter(self.references)) if len(self.references) == 1 else ""


def read_pasted(text: str) -> Pasted:
    """Find reference, digest, signature and the signed facts in a receipt as JSON, as the text of its page or PDF, or in
    the words of its email. Line breaks and spaces may have come in anywhere, since nothing that is signed holds any."""
    envelope = _envelope(text)
    if envelope or '\\"' in text:  # only the JSON holds that; with a sign of it broken, it is nothing we gave
        return envelope or Pasted()
    compact = "".join(text.split())
    payload = _PAYLOAD.search(compact)
    signatures = _SIGNATURE.findall(compact)
    return Pasted(
        references=frozenset(_references(text)),
        digests=frozenset(found.lower() for found in _DIGEST.findall(text)),
        payload=payload[0] if payload else "",
        signature=signatures[-1] if signatures else "",
    )


def facts_of(payload: str) -> dict[str, Any]:
    """The facts a payload states; {} for what is no payload."""
    try:
        facts = json.loads(payload)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}


def _envelope(text: str) -> Pasted | None:
    """The JSON form, which says exactly what is what."""
    given = facts_of(text)
    values = [given.get(name) for name in ("payload", "key_id", "signature")]
    if not all(isinstance(value, str) for value in values):
        return None
    payload, key_id, signature = map(str, values)
    return Pasted(frozenset(_references(payload)), frozenset(), payload, key_id, signature)


def _references(text: str) -> list[str]:
    """Each with the signs that are easily misread put right."""
    found = ("".join(groups).upper().translate(_MISREAD) for groups in _REFERENCE.findall(text))
    return [_grouped(signs) for signs in found]


def _grouped(signs: str) -> str:
    return f"CS-{signs[:4]}-{signs[4:8]}-{signs[8:]}"
