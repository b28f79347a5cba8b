"""Comparing the scripts of a case; what comes of it is a list for people to look at."""

from datetime import datetime

from django.db import transaction

from assessments.facts.integrity import COMPARED, windows_to_compare
from assessments.facts.script_texts import own_words_of_case, scripts_of_case, text_of
from assessments.models import SimilarPair, Window, WindowEvent
from assessments.rules.similarity import Likeness, compare
from npq_portal.accounts.models import User
from npq_portal.one_by_one import one_by_one


class PairRefusedError(Exception):
    """It cannot be noted; the message says why in words for staff."""


@transaction.atomic
def compare_window(*, window: Window, by: User | None, at: datetime) -> int:
    """Each script of the window against all others of its case, in this window and in others; how many pairs share enough to
    be listed. Comparing again brings the figures up to date and keeps what was noted of a pair."""
    questions = list(window.case_study.questions.values_list("pk", flat=True))
    own: dict[int, str] = {}
    known: dict[int, str] = {}
    for script in scripts_of_case(window.case_study):
        where = own if script.submission.entry.window_id == window.pk else known
        where[script.pk] = text_of(script, questions)
    found = compare(own, known=known, case=own_words_of_case(window.case_study))
    SimilarPair.objects.bulk_create(
        sorted((_pair(likeness, at=at) for likeness in found), key=lambda pair: (pair.first_id, pair.second_id)),
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["per_mille", "passages"],
    )
    facts = {"scripts": len(own), "others": len(known), "listed": len(found)}
    WindowEvent.objects.create(window=window, what=COMPARED, after=facts, at=at, by=by)
    return len(found)


def _pair(likeness: Likeness, *, at: datetime) -> SimilarPair:
    passages = [list(passage) for passage in likeness.passages]
    return SimilarPair(
        first_id=likeness.first, second_id=likeness.second, per_mille=likeness.per_mille, passages=passages, found_at=at
    )


def compare_what_is_new(*, at: datetime) -> int:
    """Compare every window that has scripts made since it was compared; how many windows. Each in a transaction of its own."""
    return len(one_by_one(list(windows_to_compare()), lambda window: compare_window(window=window, by=None, at=at)))


@transaction.atomic
def look_at(*, pair: SimilarPair, note: str, by: User, at: datetime) -> bool:
    """Write down that somebody has looked at the pair, and what they made of it; noted again, the last note counts. True when
    this call was the first. Raises PairRefusedError without a note."""
    if not note.strip():
        raise PairRefusedError("Say what you make of it.")
    row = SimilarPair.objects.select_for_update().get(pk=pair.pk)
    is_first = row.looked_at is None
    row.looked_at, row.looked_at_by, row.note = at, by, note.strip()
    row.save(update_fields=["looked_at", "looked_at_by", "note"])
    return is_first
