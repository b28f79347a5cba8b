"""Saving a draft, and bringing an earlier version back. Nothing is overwritten: every text that arrives is a version.

Where the writer's browser is two tabs or two devices, the one that knew the newest version goes on; what the other sends is
kept beside it (OTHER_TAB), and the answer says so. What arrives after the writer's own end is kept too (RESCUED), never as
the newest: it is there for people to decide about, with the moment it arrived.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import Max

from assessments.actions.sealing import lock_entry_alone
from assessments.choices import ASIDE, VersionSource
from assessments.facts.drafts import version_of
from assessments.models import DraftVersion, Entry
from assessments.rules.drafts import (
    Answers,
    DraftRefusal,
    DraftRefusedError,
    Outcome,
    Sent,
    Turn,
    is_same,
    judge,
    outcome_of,
)
from assessments.rules.words import count_answers


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What became of a text: the version it is kept as (None where nothing was written yet), the newest version, and the
    writer's own end, which may have moved while they wrote."""

    outcome: Outcome
    version: DraftVersion | None
    newest: DraftVersion | None
    closes_at: datetime


@transaction.atomic
def save(
    *,
    entry: Entry,
    answers: Answers,
    based_on: int,
    source: VersionSource,
    client_uuid: UUID,
    turn: Turn | None = None,
    follows: tuple[Turn, ...] = (),
    written_at: datetime | None = None,
    at: datetime,
) -> Saved:
    """Keep a text (see assessments.rules.drafts.judge for what becomes of it).

    The same save sent twice is one version, and the second answer says what became of the first; but what came too late and
    is sent again after more time was given is a draft like any other. Where a form is sent again with another text in it
    under the same number (Back, then Save), that is another save. Text that is the same as what is kept already makes no
    version. `turn` and `follows` say which pages of the writer's browser wrote it (Sent). `answers` are those of assessments.rules.drafts.read_answers; `at` is when all of it had
    reached the server, and waiting for the entry's lock takes nothing from it; `written_at` is the device's own idea.
    """
    row = lock_entry_alone(entry)
    newest = version_of(row, row.newest_version)
    client_uuid, known = _known(row, client_uuid, answers, at=at)
    if known is not None:
        return _told(row, outcome_of(known.source), known, newest)
    sent = Sent(answers=answers, based_on=based_on, at=at, turn=turn, follows=follows)
    alike = _alike(row, sent, newest)
    outcome = judge(
        sent,
        newest=row.newest_version,
        newest_turn=_turn_of(newest),
        period=row.period,
        alike=alike is not None or _is_nothing(sent, newest),
    )
    if outcome == Outcome.UNCHANGED:
        return _told(row, _again(alike), alike or newest, newest)
    made = _append(row, sent, source=_source(outcome, source), client_uuid=client_uuid, written_at=written_at)
    return _told(row, outcome, made, made if outcome == Outcome.SAVED else newest)


@transaction.atomic
def restore(*, entry: Entry, number: int, client_uuid: UUID | None = None, at: datetime) -> Saved:
    """Go on from another version, also from one that was put aside: its text becomes a new version, and the one that was
    newest stays among the others. Raises DraftRefusedError after the writer's end; LookupError where there is no such
    version."""
    row = lock_entry_alone(entry)
    version = version_of(row, number)
    if version is None:
        raise LookupError(f"There is no version {number}.")
    if at not in row.period:
        raise DraftRefusedError(DraftRefusal.CLOSED)
    newest = version_of(row, row.newest_version)
    if newest is not None and is_same(version.answers, newest.answers):
        return _told(row, Outcome.UNCHANGED, newest, newest)
    sent = Sent(answers=version.answers, based_on=version.number, at=at)
    made = _append(row, sent, source=VersionSource.RESTORED, client_uuid=client_uuid or uuid4(), written_at=None)
    return _told(row, Outcome.SAVED, made, made)


# -- under the entry's lock --------------------------------------------------------------------------------------------
def _known(entry: Entry, client_uuid: UUID, answers: Answers, *, at: datetime) -> tuple[UUID, DraftVersion | None]:
    """What was saved under this number with this text, if anything; else the number under which it is to be saved."""
    known = DraftVersion.objects.filter(client_uuid=client_uuid).first()
    if known is None:
        return client_uuid, None
    is_it = known.entry_id == entry.pk and is_same(answers, known.answers)
    in_time_now = known.source == VersionSource.RESCUED and at in entry.period
    if is_it and not in_time_now:
        return client_uuid, known
    ends = entry.closes_at.isoformat() if is_it else ""
    other = uuid5(client_uuid, f"{entry.pk} {json.dumps(answers, sort_keys=True)}{ends}")
    return other, DraftVersion.objects.filter(client_uuid=other, entry=entry).first()


def _alike(entry: Entry, sent: Sent, newest: DraftVersion | None) -> DraftVersion | None:
    """The version that has this very text already: the newest; of a text that is not the next one also the version it is
    based on; and of what would be put aside the last that was."""
    is_next = sent.goes_on_from(entry.newest_version, _turn_of(newest))
    looked_at = [newest]
    if not is_next:
        looked_at.append(version_of(entry, sent.based_on))
    if not is_next or sent.at not in entry.period:
        looked_at.append(DraftVersion.objects.filter(entry=entry, source__in=ASIDE).order_by("-number").first())
    return next((one for one in looked_at if one and is_same(sent.answers, one.answers)), None)


def _turn_of(version: DraftVersion | None) -> Turn | None:
    return Turn(version.page, version.turn) if version and version.page and version.turn is not None else None


def _is_nothing(sent: Sent, newest: DraftVersion | None) -> bool:
    """An empty page before anything was saved."""
    return newest is None and is_same(sent.answers, None)


def _again(alike: DraftVersion | None) -> Outcome:
    """A text that was put aside before is still aside; one that is a version is a version."""
    if alike is not None and alike.source in ASIDE:
        return outcome_of(alike.source)
    return Outcome.UNCHANGED


def _source(outcome: Outcome, source: VersionSource) -> VersionSource:
    return {Outcome.ASIDE: VersionSource.OTHER_TAB, Outcome.LATE: VersionSource.RESCUED}.get(outcome, source)


def _append(
    entry: Entry, sent: Sent, *, source: VersionSource, client_uuid: UUID, written_at: datetime | None
) -> DraftVersion:
    last = DraftVersion.objects.filter(entry=entry).aggregate(last=Max("number"))["last"] or 0
    made = DraftVersion.objects.create(
        entry=entry,
        number=last + 1,
        based_on=sent.based_on,
        answers=dict(sent.answers),
        words=count_answers(sent.answers),
        source=source,
        client_uuid=client_uuid,
        page=sent.turn.page if sent.turn else None,
        turn=sent.turn.number if sent.turn else None,
        written_at=written_at,
        saved_at=sent.at,
    )
    if source not in ASIDE:
        entry.newest_version = made.number
        entry.save(update_fields=["newest_version"])
    return made


def _told(entry: Entry, outcome: Outcome, version: DraftVersion | None, newest: DraftVersion | None) -> Saved:
    return Saved(outcome=outcome, version=version, newest=newest, closes_at=entry.closes_at)
