"""The at-risk list: entries that open, change and close with the facts, and what people do about them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from courses.choices import AtRiskRule, EnrolmentStatus
from courses.facts.at_risk import findings_of
from courses.facts.standing import Ledger
from courses.models import AtRiskEntry, AtRiskNote, Enrolment
from courses.rules.at_risk import Finding
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import User
from npq_portal.bulk import update_each

_LONGEST_OUTCOME = 300
_WHAT_CHANGED = {
    AtRiskRule.ONE_MORE_AND_GONE: "there is room for another absence",
    AtRiskRule.NEEDS_CATCH_UP: "the threshold can be reached again",
    AtRiskRule.OUT_OF_REACH: "the threshold can be reached again",
    AtRiskRule.TWO_IN_A_ROW: "they came, or caught up",
    AtRiskRule.NO_CONTACT: "they have been heard of",
}


class AtRiskError(Exception):
    """It cannot be done; the message says why in words for staff."""


@transaction.atomic
def review(*, enrolment_ids: Collection[int], at: datetime, ledgers: Mapping[int, Ledger] | None = None) -> None:
    """Open, change and close the entries of these enrolments as the facts are now; doing it again changes nothing.

    Called in the transaction of every change of marks, after the summaries are rebuilt, and each night for everybody,
    since silence comes with time. About ten queries for any number of people. Two at once wait for each other at the open
    entry, and the unique index lets one of two new ones in. What somebody closed stays closed until the facts change.
    `ledgers`: those the caller has read at this moment, in this transaction.
    """
    still_open = AtRiskEntry.objects.filter(enrolment__in=enrolment_ids, closed_at=None)
    entries = list(still_open.select_for_update(of=("self",)).order_by("pk"))
    listed = {entry.enrolment_id for entry in entries}
    has_missed = Q(pk__in=enrolment_ids, status=EnrolmentStatus.ACTIVE, summary__missed__gt=0)
    people = Enrolment.objects.filter(has_missed | Q(pk__in=listed)).select_related("summary")
    enrolments = {one.pk: one for one in people}
    found = findings_of(list(enrolments.values()), at=at, ledgers=ledgers or {})
    _open(found, known=listed, at=at)
    _change([entry for entry in entries if entry.enrolment_id in found], found, at=at)
    _close([entry for entry in entries if entry.enrolment_id not in found], enrolments, at=at)


def _open(found: Mapping[int, list[Finding]], *, known: Collection[int], at: datetime) -> None:
    new = {pk: _stored(findings) for pk, findings in found.items() if pk not in known}
    settled = _closed_by_somebody(new)
    rows = [
        AtRiskEntry(enrolment_id=pk, rules=rules, opened_at=at, changed_at=at)
        for pk, rules in new.items()
        if not all(rule in settled.get(pk, []) for rule in rules)
    ]
    AtRiskEntry.objects.bulk_create(rows, ignore_conflicts=True)


def _closed_by_somebody(enrolment_ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """What was known when somebody last closed the entry, by enrolment."""
    if not enrolment_ids:
        return {}
    rows = AtRiskEntry.objects.filter(enrolment__in=enrolment_ids, closed_by__isnull=False)
    newest = rows.order_by("enrolment_id", "-closed_at", "-pk").distinct("enrolment_id")
    return {entry.enrolment_id: entry.rules for entry in newest}


def _change(entries: list[AtRiskEntry], found: Mapping[int, list[Finding]], *, at: datetime) -> None:
    changed = []
    for entry in entries:
        rules = _stored(found[entry.enrolment_id])
        if rules != entry.rules:
            entry.rules, entry.changed_at = rules, at
            changed.append(entry)
    update_each(changed, ["rules", "changed_at"])


def _close(entries: list[AtRiskEntry], enrolments: Mapping[int, Enrolment], *, at: datetime) -> None:
    for entry in entries:
        entry.closed_at, entry.outcome = at, _why_no_longer(entry, enrolments[entry.enrolment_id])
    update_each(entries, ["closed_at", "outcome"])


def _why_no_longer(entry: AtRiskEntry, enrolment: Enrolment) -> str:
    if enrolment.status != EnrolmentStatus.ACTIVE:
        return f"No longer at risk: the enrolment is {enrolment.get_status_display().lower()}."
    changed = dict.fromkeys(_WHAT_CHANGED[AtRiskRule(finding["rule"])] for finding in entry.rules)
    return f"No longer at risk: {' and '.join(changed)}."[:_LONGEST_OUTCOME]


def _stored(findings: list[Finding]) -> list[dict[str, Any]]:
    return [{"rule": finding.rule.value, "facts": dict(finding.facts)} for finding in findings]


@transaction.atomic
def take(*, entry: AtRiskEntry, by: User, at: datetime) -> bool:
    """Make `by` the owner of an entry that nobody has. True when this call did it, False when it is theirs already.

    Raises AtRiskError where it is closed or somebody else's.
    """
    locked = _locked(entry)
    if locked.owner_id is not None and locked.owner_id != by.pk:
        raise AtRiskError(f"{locked.owner} has taken this already. Give it to yourself if you have talked about it.")
    return _hand_over(locked, owner=by, by=by, at=at)


@transaction.atomic
def give_to(*, entry: AtRiskEntry, owner: User, by: User, at: datetime) -> bool:
    """Make `owner` the owner, whoever was before. True when this call did it, False when it is theirs already.

    Raises AtRiskError where it is closed, or `owner` is no hub admin and could not see it.
    """
    if not owner.has_role(RoleName.HUB_ADMIN) or not owner.is_active:
        raise AtRiskError(f"{owner} cannot see the at-risk list. Choose a hub admin.")
    return _hand_over(_locked(entry), owner=owner, by=by, at=at)


def _hand_over(locked: AtRiskEntry, *, owner: User, by: User, at: datetime) -> bool:
    if locked.owner_id == owner.pk:
        return False
    locked.owner = owner
    locked.save(update_fields=["owner"])
    words = f"Taken by {owner}." if owner.pk == by.pk else f"Given to {owner}."
    AtRiskNote.objects.create(entry=locked, text=words, at=at, by=by)
    return True


@transaction.atomic
def note(*, entry: AtRiskEntry, text: str, by: User, at: datetime) -> AtRiskNote:
    """Write down what was done. Said twice in a row by the same person, it stands once. On a closed entry too."""
    locked = AtRiskEntry.objects.select_for_update().get(pk=entry.pk)
    newest = locked.notes.order_by("-at", "-pk").first()
    if newest is not None and (newest.text, newest.by_id) == (text, by.pk):
        return newest
    return AtRiskNote.objects.create(entry=locked, text=text, at=at, by=by)


@transaction.atomic
def close(*, entry: AtRiskEntry, outcome: str, by: User, at: datetime) -> bool:
    """End the entry with how it came out. True when this call did it, False when the same person closed it with the same
    words before. It stays closed until the facts change.

    Raises AtRiskError where it was closed otherwise meanwhile.
    """
    locked = AtRiskEntry.objects.select_for_update(of=("self",)).select_related("closed_by").get(pk=entry.pk)
    if locked.closed_at is not None:
        if (locked.closed_by_id, locked.outcome) == (by.pk, outcome):
            return False
        raise AtRiskError(_closed_already(locked))
    locked.closed_at, locked.closed_by, locked.outcome = at, by, outcome
    locked.save(update_fields=["closed_at", "closed_by", "outcome"])
    return True


def _locked(entry: AtRiskEntry) -> AtRiskEntry:
    """Raises AtRiskError where it is closed."""
    row = AtRiskEntry.objects.select_for_update(of=("self",)).select_related("owner", "closed_by").get(pk=entry.pk)
    if row.closed_at is not None:
        raise AtRiskError(_closed_already(row))
    return row


def _closed_already(entry: AtRiskEntry) -> str:
    who = f"{entry.closed_by} closed it" if entry.closed_by else "It closed itself"
    return f"{who} meanwhile: {entry.outcome}"
