"""Every text that arrives is a version, and none is ever overwritten."""

from datetime import timedelta
from uuid import uuid4

import pytest

from assessments.actions.drafts import restore, save
from assessments.choices import VersionSource
from assessments.facts.drafts import newest_version, put_aside, versions_of
from assessments.models import DraftVersion, Entry
from assessments.rules.drafts import DraftRefusal, DraftRefusedError, Outcome, Turn
from tests.assessments.writing.conftest import AT, END
from tests.factories.assessments import EntryFactory

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def texts(entry) -> list[tuple[int, str, str]]:
    """(number, text, source), the oldest first."""
    rows = DraftVersion.objects.filter(entry=entry).order_by("number")
    return [(row.number, next(iter(row.answers.values())), row.source) for row in rows]


def test_what_is_written_is_kept_version_by_version(entry, write):
    first = write("One")
    second = write("One two", 1, written_at=AT - SECOND)
    entry.refresh_from_db()

    assert (first.outcome, second.outcome) == (Outcome.SAVED, Outcome.SAVED)
    assert second.newest == second.version == newest_version(entry)
    assert (second.version.words, second.version.based_on, second.version.written_at) == (2, 1, AT - SECOND)
    assert texts(entry) == [(1, "One", "autosave"), (2, "One two", "autosave")]
    assert second.closes_at == END


def test_the_same_save_sent_twice_is_one_version(entry, write):
    uuid = uuid4()
    first, again = write("One", uuid=uuid), write("One", uuid=uuid, at=AT + timedelta(minutes=1))

    assert again.version == first.version
    assert again.version.saved_at == AT
    assert DraftVersion.objects.count() == 1


def test_the_same_number_with_another_text_is_another_save(entry, write):
    """Back, another word, Save: the page still has its old number."""
    uuid = uuid4()
    write("One", uuid=uuid)
    again = [write("One two", uuid=uuid) for _ in range(2)]

    assert {one.outcome for one in again} == {Outcome.ASIDE}
    assert len({one.version.pk for one in again}) == 1
    assert texts(entry) == [(1, "One", "autosave"), (2, "One two", "other_tab")]


def test_a_number_that_is_somebody_elses_gives_nothing_of_theirs(entry, write):
    uuid = uuid4()
    write("One", uuid=uuid)
    other = EntryFactory(window=entry.window)
    saved = save(entry=other, answers={"1": "Two"}, based_on=0, source=VersionSource.AUTOSAVE, client_uuid=uuid, at=AT)

    assert saved.version.entry == other
    assert saved.version.answers == {"1": "Two"}


def test_unchanged_text_makes_no_version(entry, write):
    first = write("One")
    again = write("One", 1)

    assert (again.outcome, again.version) == (Outcome.UNCHANGED, first.version)
    assert DraftVersion.objects.count() == 1


def test_an_empty_page_is_nothing_but_an_emptied_one_is_a_version(entry, write):
    nothing = write("")
    write("One")
    emptied = write("", 1)

    assert (nothing.outcome, nothing.version) == (Outcome.UNCHANGED, None)
    assert (emptied.outcome, emptied.version.words) == (Outcome.SAVED, 0)


def test_the_tab_that_is_behind_overwrites_nothing_and_its_text_is_kept(entry, write):
    write("One")
    write("One from the phone", 1)
    behind = write("One from the laptop", 1)
    entry.refresh_from_db()

    assert behind.outcome == Outcome.ASIDE
    assert behind.version.source == VersionSource.OTHER_TAB
    assert (behind.newest.number, behind.newest.words) == (2, 4)
    assert newest_version(entry).number == 2
    assert [one.number for one in put_aside(entry)] == [3]


def test_the_tab_that_is_behind_and_changed_nothing_says_what_is_newest(entry, write):
    write("One")
    write("One two", 1)
    behind = write("One", 1)

    assert (behind.outcome, behind.version.number, behind.newest.number) == (Outcome.UNCHANGED, 1, 2)


def test_what_was_put_aside_is_put_aside_once(entry, write):
    write("One")
    write("One two", 1)
    twice = [write("One three", 1) for _ in range(2)]

    assert {one.outcome for one in twice} == {Outcome.ASIDE}
    assert len({one.version.pk for one in twice}) == 1
    assert write("One four", 3).outcome == Outcome.ASIDE  # what was put aside is nothing to go on from by itself


@pytest.mark.parametrize(("at", "outcome"), [(END - SECOND, Outcome.SAVED), (END, Outcome.LATE)])
def test_one_second_before_the_end_is_in_and_at_the_end_is_late(entry, write, at, outcome):
    assert write("One", at=at).outcome == outcome


def test_late_text_is_kept_with_its_arrival_and_never_the_newest(entry, write):
    write("One")
    late = write("One two", 1, at=END + timedelta(minutes=3), written_at=END - SECOND)
    again = write("One two", 1, at=END + timedelta(minutes=9))
    entry.refresh_from_db()

    assert (late.version.source, late.version.saved_at) == (VersionSource.RESCUED, END + timedelta(minutes=3))
    assert late.newest.number == newest_version(entry).number == 1
    assert (again.outcome, again.version) == (Outcome.LATE, late.version)


def test_more_time_given_meanwhile_counts(entry, write):
    entry.closes_at = END + timedelta(hours=2)
    entry.save()

    assert write("One", at=END).outcome == Outcome.SAVED


def test_what_came_too_late_is_a_draft_once_more_time_was_given(entry, write):
    """The portal was away at midnight: the same text, by script or by form, is no rescue copy any more."""
    write("One")
    uuid = uuid4()
    write("One two", 1, at=END + timedelta(minutes=5), uuid=uuid)
    Entry.objects.update(closes_at=END + timedelta(hours=2))

    by_form = write("One two", 1, at=END + timedelta(hours=1), uuid=uuid)
    again = write("One two", 1, at=END + timedelta(hours=1), uuid=uuid)

    assert (by_form.outcome, again.outcome) == (Outcome.SAVED, Outcome.SAVED)
    assert by_form.version == again.version == newest_version(entry)


# -- pages of one browser ----------------------------------------------------------------------------------------------
PAGE, OTHER = uuid4(), uuid4()


def test_a_page_that_never_heard_its_text_had_arrived_goes_on_from_it(entry, write):
    """The answer is lost on its way, or another page of the portal sent what waited; the writer types on."""
    write("One", turn=Turn(PAGE, 1))
    write("One two", 1, turn=Turn(PAGE, 2))  # arrived, but the page did not hear of it
    on = write("One two three", 1, turn=Turn(PAGE, 3))

    assert on.outcome == Outcome.SAVED
    assert newest_version(entry).words == 3


def test_taken_back_to_what_it_was_is_a_change_too(entry, write):
    write("One", turn=Turn(PAGE, 1))
    write("One two", 1, turn=Turn(PAGE, 2))
    back = write("One", 1, turn=Turn(PAGE, 3))

    assert (back.outcome, newest_version(entry).words) == (Outcome.SAVED, 1)


def test_an_earlier_text_of_the_page_that_arrives_behind_changes_nothing(entry, write):
    write("One", turn=Turn(PAGE, 1))
    write("One two three", 1, turn=Turn(PAGE, 3))
    behind = write("One two", 1, turn=Turn(PAGE, 2))

    assert (behind.outcome, behind.version.words) == (Outcome.UNCHANGED, 3)
    assert put_aside(entry).count() == 0


def test_a_page_that_took_over_a_lost_one_goes_on_from_its_text_but_not_from_what_came_since(entry, write):
    write("One", turn=Turn(PAGE, 1))
    write("One two", 1, turn=Turn(PAGE, 2))
    took_over = write("One two three", 1, turn=Turn(OTHER, 1), follows=(Turn(PAGE, 2),))
    still_alive = write("One two four", 2, turn=Turn(PAGE, 3))

    assert took_over.outcome == Outcome.SAVED
    assert still_alive.outcome == Outcome.ASIDE


def test_another_pages_text_between_is_never_passed_over(entry, write):
    write("One", turn=Turn(PAGE, 1))
    write("One from the phone", 1, turn=Turn(OTHER, 7))

    assert write("One two", 1, turn=Turn(PAGE, 2)).outcome == Outcome.ASIDE


# -- bringing one back -------------------------------------------------------------------------------------------------
def test_an_earlier_version_brought_back_is_a_new_one(entry, write):
    write("One")
    write("One two", 1)
    back = restore(entry=entry, number=1, at=AT)

    assert back.outcome == Outcome.SAVED
    assert texts(entry) == [(1, "One", "autosave"), (2, "One two", "autosave"), (3, "One", "restored")]
    assert newest_version(entry).number == 3


def test_bringing_back_twice_makes_one_version(entry, write):
    write("One")
    write("One two", 1)
    first, again = (restore(entry=entry, number=1, at=AT) for _ in range(2))

    assert (again.outcome, again.version) == (Outcome.UNCHANGED, first.version)


def test_what_was_put_aside_can_be_gone_on_from(entry, write):
    write("One")
    write("One two", 1)
    aside = write("One three", 1).version
    back = restore(entry=entry, number=aside.number, at=AT)

    assert (back.newest.number, back.newest.words, back.newest.based_on) == (4, 2, 3)


def test_after_the_end_nothing_is_brought_back(entry, write):
    write("One")
    with pytest.raises(DraftRefusedError) as refused:
        restore(entry=entry, number=1, at=END)

    assert refused.value.reason == DraftRefusal.CLOSED
    with pytest.raises(LookupError):
        restore(entry=entry, number=7, at=AT)


def test_versions_are_listed_newest_first_without_their_text(entry, write, django_assert_num_queries):
    write("One")
    write("One two", 1)
    with django_assert_num_queries(1):
        assert [(one.number, one.words) for one in versions_of(entry)] == [(2, 2), (1, 1)]
