"""Saves on two real connections at once: two tabs, a save sent twice, and the night's thinning."""

from datetime import timedelta
from uuid import uuid4

import pytest

from assessments.actions.drafts import restore
from assessments.actions.thinning import thin
from assessments.choices import VersionSource
from assessments.models import DraftVersion
from assessments.rules.drafts import Outcome
from tests.assessments.writing.conftest import AT
from tests.registrations.actions.racing import at_once, race

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_save_at_once_is_one_version_and_both_hear_of_it(write):
    uuid = uuid4()
    outcomes = at_once(*[lambda: write("One", uuid=uuid)] * 4)

    assert {one.outcome for one in outcomes} == {Outcome.SAVED}
    assert {one.version.number for one in outcomes} == {1}
    assert DraftVersion.objects.count() == 1


def test_of_two_tabs_at_once_one_goes_on_and_the_others_text_is_kept(entry, write):
    write("One")
    outcomes = at_once(*(lambda text=text: write(text, 1) for text in ("One two", "One three", "One four")))
    entry.refresh_from_db()

    assert sorted(one.outcome for one in outcomes) == [Outcome.ASIDE, Outcome.ASIDE, Outcome.SAVED]
    assert DraftVersion.objects.count() == 4
    saved = next(one for one in outcomes if one.outcome == Outcome.SAVED)
    assert entry.newest_version == saved.version.number
    assert all(one.newest == saved.version for one in outcomes)


def test_a_save_that_waits_for_another_is_judged_by_what_the_other_made(write):
    behind = race(lambda: write("One"), lambda: write("Two"))

    assert (behind.outcome, behind.newest.words) == (Outcome.ASIDE, 1)


def test_bringing_back_and_saving_at_once_lose_nothing(entry, write):
    write("One")
    write("One two", 1)
    at_once(lambda: restore(entry=entry, number=1, at=AT), lambda: write("One two three", 2))

    sources = set(DraftVersion.objects.filter(number__gt=2).values_list("source", flat=True))
    assert DraftVersion.objects.count() == 4
    assert VersionSource.RESTORED in sources


def test_thinning_waits_for_a_save_and_takes_only_what_is_old(entry, write):
    write("One")
    write("One two", 1, at=AT + timedelta(seconds=9))
    gone = race(lambda: write("One two three", 2, at=AT + timedelta(days=2)), lambda: thin(at=AT + timedelta(days=2)))

    assert gone == 1
    assert list(DraftVersion.objects.order_by("number").values_list("number", flat=True)) == [2, 3]
