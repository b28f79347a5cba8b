"""An email that says that another one came back (RFC 3464), taken apart. Pure.

Anybody can write to the hub's mailbox, so nothing in here is believed: it says which of our emails is meant, and whoever asks
looks whether we sent it (notifications/bounces.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from typing import Final

#: A report is about one email to one reader of ours; this many recipients are read of one, and no more.
_MOST: Final = 20
_RETURNED: Final = frozenset({"message/rfc822", "text/rfc822-headers", "message/rfc822-headers"})
_STATUS: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_MESSAGE_ID: Final = re.compile(r"<[^<>\s]{1,200}>")


@dataclass(frozen=True)
class Returned:
    """One recipient to whom one email could not be delivered: whose Message-ID ("<...>"), to which addresses (as we wrote it,
    and as the last server knew it; in small letters), the status ("5.1.1") and what the server there said."""

    message_ids: frozenset[str]
    addresses: frozenset[str]
    status: str
    said: str


def read(raw: bytes) -> list[Returned]:
    """What came back by this email; nothing where it is another email, or says "not yet" or "delivered"."""
    mail = message_from_bytes(raw, policy=compat32)
    if mail.get_content_type() != "multipart/report" or not mail.is_multipart():
        return []
    reports = [part for part in _parts(mail) if part.get_content_type() == "message/delivery-status"]
    groups = [group for report in reports[:1] for group in _parts(report)]
    message_ids = frozenset(_message_ids(mail, groups))
    if not message_ids:
        return []
    found = [_returned(group, message_ids) for group in groups[: _MOST + 1]]
    return [one for one in found if one is not None]


def _parts(mail: Message) -> list[Message]:
    """Its parts, one level down: a report holds its parts there, and deeper ones are the returned email's own."""
    payload = mail.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _message_ids(mail: Message, groups: list[Message]) -> Iterator[str]:
    """The returned email's, from its headers, and as Exchange and Gmail also say it in the report."""
    for group in groups[:1]:
        yield from _MESSAGE_ID.findall(_text(group, "X-Original-Message-ID"))
    for part in _parts(mail):
        if part.get_content_type() in _RETURNED:
            yield from _MESSAGE_ID.findall(_text(_headers_of(part), "Message-ID"))


def _headers_of(part: Message) -> Message:
    """The returned headers, which are a message in the part, or its text."""
    inside = _parts(part)
    if inside:
        return inside[0]
    decoded = part.get_payload(decode=True)
    return message_from_bytes(decoded if isinstance(decoded, bytes) else b"", policy=compat32)


def _returned(group: Message, message_ids: frozenset[str]) -> Returned | None:
    if _text(group, "Action").strip().lower() != "failed":
        return None
    status = _STATUS.search(_text(group, "Status"))
    named = (_address(_text(group, field)) for field in ("Original-Recipient", "Final-Recipient"))
    return Returned(
        message_ids=message_ids,
        addresses=frozenset(filter(None, named)),
        status=status.group() if status else "",
        said=_after_type(_text(group, "Diagnostic-Code")),
    )


def _address(field: str) -> str:
    """Of "rfc822; name@school.example"."""
    plain = _after_type(field).strip("<> ").lower()
    return plain if plain.isprintable() and "@" in plain and len(plain) <= 254 else ""


def _after_type(field: str) -> str:
    return " ".join(field.partition(";")[2].split())


def _text(message: Message, name: str) -> str:
    return str(message.get(name, ""))
