"""What people do about an entry: take it, give it, write, close. Twice is as good as once."""

from datetime import timedelta

import pytest

from courses.actions.at_risk import AtRiskError, close, give_to, note, take
from courses.models import AtRiskNote
from npq_portal.accounts.choices import RoleName
from tests.courses.board.scenes import NOW
from tests.factories.accounts import UserFactory
from tests.factories.engagement import AtRiskEntryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(db):
    return AtRiskEntryFactory()


@pytest.fixture
def colleague(db):
    return UserFactory(name="Cora Invented", roles=[RoleName.HUB_ADMIN])


def said(entry) -> list[str]:
    return list(entry.notes.values_list("text", flat=True))


def test_taking_it_makes_it_mine_and_says_so(entry, hub_admin):
    assert take(entry=entry, by=hub_admin, at=NOW)
    entry.refresh_from_db()
    assert (entry.owner, said(entry)) == (hub_admin, ["Taken by Hannah Invented."])


def test_taking_it_twice_is_once(entry, hub_admin):
    take(entry=entry, by=hub_admin, at=NOW)
    assert not take(entry=entry, by=hub_admin, at=NOW + timedelta(seconds=1))
    assert len(said(entry)) == 1


def test_what_a_colleague_has_is_not_taken(entry, hub_admin, colleague):
    take(entry=entry, by=colleague, at=NOW)
    with pytest.raises(AtRiskError, match="Cora Invented has taken this already"):
        take(entry=entry, by=hub_admin, at=NOW)


def test_giving_it_to_a_colleague(entry, hub_admin, colleague):
    take(entry=entry, by=hub_admin, at=NOW)
    assert give_to(entry=entry, owner=colleague, by=hub_admin, at=NOW)
    assert not give_to(entry=entry, owner=colleague, by=hub_admin, at=NOW)
    entry.refresh_from_db()
    assert (entry.owner, said(entry)[-1]) == (colleague, "Given to Cora Invented.")


def test_it_is_given_to_nobody_who_could_not_see_it(entry, hub_admin, facilitator):
    left = UserFactory(roles=[RoleName.HUB_ADMIN], is_active=False)
    for somebody in (facilitator, left):
        with pytest.raises(AtRiskError, match="cannot see the at-risk list"):
            give_to(entry=entry, owner=somebody, by=hub_admin, at=NOW)


def test_a_note_pressed_twice_stands_once(entry, hub_admin, colleague):
    first = note(entry=entry, text="Rang the school.", by=hub_admin, at=NOW)
    assert note(entry=entry, text="Rang the school.", by=hub_admin, at=NOW) == first
    note(entry=entry, text="Rang the school.", by=colleague, at=NOW + timedelta(seconds=1))
    note(entry=entry, text="Rang the school.", by=hub_admin, at=NOW + timedelta(days=1))
    assert AtRiskNote.objects.count() == 3


def test_closing_it_with_how_it_ended(entry, hub_admin):
    assert close(entry=entry, outcome="Catches up by 12 March.", by=hub_admin, at=NOW)
    entry.refresh_from_db()
    assert (entry.closed_at, entry.closed_by, entry.outcome) == (NOW, hub_admin, "Catches up by 12 March.")


def test_closing_it_twice_is_once(entry, hub_admin):
    close(entry=entry, outcome="All is well.", by=hub_admin, at=NOW)
    assert not close(entry=entry, outcome="All is well.", by=hub_admin, at=NOW + timedelta(days=1))
    entry.refresh_from_db()
    assert entry.closed_at == NOW


def test_the_second_to_close_is_told_what_the_first_said(entry, hub_admin, colleague):
    close(entry=entry, outcome="All is well.", by=colleague, at=NOW)
    with pytest.raises(AtRiskError, match="Cora Invented closed it meanwhile: All is well"):
        close(entry=entry, outcome="Gave up.", by=hub_admin, at=NOW)


@pytest.mark.parametrize("verb", [take, give_to])
def test_a_closed_entry_changes_hands_no_more(verb, entry, hub_admin):
    type(entry).objects.update(closed_at=NOW, outcome="No longer at risk: they came.")
    more = {"owner": hub_admin} if verb is give_to else {}
    with pytest.raises(AtRiskError, match="It closed itself meanwhile: No longer at risk"):
        verb(entry=entry, by=hub_admin, at=NOW, **more)


def test_something_is_noted_after_the_end_too(entry, hub_admin):
    close(entry=entry, outcome="All is well.", by=hub_admin, at=NOW)
    note(entry=entry, text="She wrote to say thanks.", by=hub_admin, at=NOW)
    assert said(entry) == ["She wrote to say thanks."]
