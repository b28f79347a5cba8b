"""What a receipt says in words, and whether what somebody pasted is one of ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import TextChoices

from assessments import signing
from assessments.choices import SubmittedBy
from assessments.models import Receipt
from assessments.rules.receipts import Pasted, facts_of, read_pasted
from npq_portal.templatetags.dates import exact_time

Line = tuple[str, str]
_SEALED = {"text": "A text written in the portal", "docx": "A Word document (.docx)", "pdf": "A PDF"}


class Verdict(TextChoices):
    """What can be said of it."""

    GENUINE = "genuine", "This receipt is genuine"
    CHANGED = "changed", "This is not a genuine receipt"
    UNKNOWN = "unknown", "This is not a receipt of this portal"
    UNREADABLE = "unreadable", "We could not find a receipt in what you pasted"


@dataclass(frozen=True)
class Checked:
    """A verdict; of a genuine receipt, also what it says, and since when what it proves has been taken back."""

    verdict: Verdict
    facts: dict[str, Any]
    key_id: str = ""
    signature: str = ""
    is_held: bool = False
    withdrawn_at: datetime | None = None

    @property
    def is_genuine(self) -> bool:
        """Signed by us, and nothing changed since."""
        return self.verdict == Verdict.GENUINE

    def lines(self) -> list[Line]:
        """What it says, line by line."""
        return lines(self.facts, key_id=self.key_id, signature=self.signature)


def lines(facts: dict[str, Any], *, key_id: str, signature: str) -> list[Line]:
    """Each fact of a receipt with its name, as every form of it prints them."""
    by_portal = facts["submitted_by"] == SubmittedBy.AT_CLOSING
    sealed_at = facts.get("sealed_at") if by_portal else None
    sealing = [("Sealed by the portal", exact_time(datetime.fromisoformat(sealed_at)))] if sealed_at else []
    return [
        ("Reference", facts["reference"]),
        ("Received by our server", exact_time(datetime.fromisoformat(facts["received_at"]))),
        *sealing,
        ("Words counted", f"{facts['words']:,} words"),
        ("What was sealed", f"{_SEALED[facts['sealed']]}, {facts['bytes']:,} bytes"),
        ("Who submitted it", "The portal at closing, as asked beforehand" if by_portal else "Its writer"),
        ("SHA-256 of the sealed bytes", facts["sha256"]),
        ("Signed with our key", key_id),
        ("Signature (Ed25519)", signature),
    ]


def lines_of(receipt: Receipt) -> list[Line]:
    """The lines of a stored receipt."""
    return lines(facts_of(receipt.payload), key_id=receipt.key_id, signature=receipt.signature)


def as_json(receipt: Receipt) -> str:
    """The receipt as anybody can check it without us: the exact text that was signed, the key's id and the signature."""
    parts = {"payload": receipt.payload, "key_id": receipt.key_id, "signature": receipt.signature}
    return signing.canonical(parts) + "\n"


def check(text: str) -> Checked:
    """Whether the text is, or holds, a genuine receipt: the JSON, the text of page or PDF, or reference and signature (or
    reference and digest, as the email gives them). What is read aloud is our own record, never what was pasted."""
    pasted = read_pasted(text)
    if pasted.payload and pasted.signature:
        return _check_signed(pasted, text)
    if pasted.reference and (pasted.signature or pasted.digests):
        return _check_by_reference(pasted, text)
    return Checked(Verdict.UNREADABLE, {})


def _check_signed(pasted: Pasted, text: str) -> Checked:
    """By the signature alone; the database only adds what became of the submission."""
    keys = [pasted.key_id] if pasted.key_id else list(signing.public_keys())
    key_id = next((key for key in keys if signing.verify(pasted.payload, key, pasted.signature)), "")
    facts = facts_of(pasted.payload)
    if not key_id or facts.get("is") != "case-study-receipt":
        return Checked(Verdict.CHANGED, {})
    receipt = Receipt.objects.select_related("submission").filter(reference=facts["reference"]).first()
    return _agreed(facts, key_id, pasted, text, receipt)


def _check_by_reference(pasted: Pasted, text: str) -> Checked:
    """By our own record, which the signature or the digest must be that of."""
    receipt = Receipt.objects.select_related("submission").filter(reference=pasted.reference).first()
    if receipt is None:
        return Checked(Verdict.UNKNOWN, {})
    if not signing.verify(receipt.payload, receipt.key_id, receipt.signature):
        return Checked(Verdict.CHANGED, {})
    if pasted.signature and pasted.signature != receipt.signature:
        return Checked(Verdict.CHANGED, {})
    return _agreed(facts_of(receipt.payload), receipt.key_id, pasted, text, receipt)


def _agreed(facts: dict[str, Any], key_id: str, pasted: Pasted, text: str, receipt: Receipt | None) -> Checked:
    """Whether everything else in the text says the same as what was signed."""
    signature = pasted.signature or (receipt.signature if receipt else "")
    agrees = pasted.references <= {facts["reference"]} and pasted.digests <= {facts["sha256"]}
    if not agrees or contradicts(text, lines(facts, key_id=key_id, signature=signature)):
        return Checked(Verdict.CHANGED, {})
    withdrawn_at = receipt.submission.withdrawn_at if receipt else None
    return Checked(Verdict.GENUINE, facts, key_id, signature, receipt is not None, withdrawn_at)


def contradicts(text: str, said: Sequence[Line]) -> bool:
    """Whether a line's name stands in the text without its value: somebody wrote another one."""
    compact = "".join(text.split())
    return any(_compact(name) in compact and _compact(value) not in compact for name, value in said)


def _compact(text: str) -> str:
    return "".join(text.split())
