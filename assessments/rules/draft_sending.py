"""A text as the editor's script sends it, read carefully: whatever is wrong with the envelope, the text stays with its
sender, who is told so."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from assessments.choices import VersionSource
from assessments.rules.drafts import DraftRefusal, DraftRefusedError

_FROM_A_SCRIPT = (VersionSource.AUTOSAVE, VersionSource.SAVED, VersionSource.SENT_LATER)
#: The largest number that a version can have.
MOST = 2**31 - 1


@dataclass(frozen=True, kw_only=True)
class SentDraft:
    """What a script sent. `person`: the key of whoever the page was drawn for; `written_at`: by the device's clock, None
    where it said nothing sensible."""

    person: str
    answers: Mapping[str, object]
    based_on: int
    source: VersionSource
    client_uuid: UUID
    written_at: datetime | None


def read_sent(body: bytes) -> SentDraft:
    """Reads the posted JSON. Raises DraftRefusedError where it is none, or has no text or no number of its own."""
    try:
        told = json.loads(body)
        answers, client_uuid = told["answers"], UUID(told["client_uuid"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise DraftRefusedError(DraftRefusal.UNREADABLE) from None
    if not isinstance(answers, dict):
        raise DraftRefusedError(DraftRefusal.UNREADABLE)
    return SentDraft(
        person=str(told.get("person", "")),
        answers=answers,
        based_on=read_number(told.get("based_on")),
        source=next((source for source in _FROM_A_SCRIPT if source == told.get("source")), VersionSource.AUTOSAVE),
        client_uuid=client_uuid,
        written_at=_read_moment(told.get("written_at")),
    )


def read_number(value: object) -> int:
    """The number of a version. What is none is 0: the text is then put aside rather than lost, where there is a newer one."""
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) <= MOST else 0


def read_uuid(value: str) -> UUID:
    """The number that a page gave itself; another where it is none."""
    try:
        return UUID(value)
    except ValueError:
        return uuid4()


def _read_moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo and 2000 < moment.year < 2200 else None
