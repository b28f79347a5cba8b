"""Which registers a facilitator sees, where each stands, and whose they are."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from courses.facts.register_lists import register_lists, state_in_words
from courses.facts.scope import enrolments_for, sessions_for, taught_by
from courses.models import Session
from tests.courses.register.making import hall, mark, save
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import ComponentFactory, RecordFactory, SessionFactory, SessionPlaceFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)


def held(facilitator, starts_at, **facts):
    return SessionFactory(facilitators=[facilitator], starts_at=starts_at, **facts)


def test_each_session_stands_in_one_list(facilitator):
    today = held(facilitator, NOON + timedelta(hours=4))
    done_today = held(facilitator, NOON - timedelta(hours=3))
    still_open = held(facilitator, NOON - timedelta(days=4))
    closed = held(facilitator, NOON - timedelta(days=5), register_saved_at=NOON, register_closed_at=NOON)
    to_come = held(facilitator, NOON + timedelta(days=2))
    held(facilitator, NOON + timedelta(days=60))
    held(facilitator, NOON, state="draft")
    hall(1)

    lists = register_lists(sessions_for(facilitator), at=NOON)

    assert lists.today == [done_today, today]
    assert (lists.open, lists.to_come, lists.past) == ([still_open], [to_come], [closed])


@pytest.mark.parametrize(
    ("starts_at", "is_today"),
    [  # the days on which the clocks change are 25 and 23 hours long
        (datetime(2026, 10, 24, 22, 59, tzinfo=UTC), False),
        (datetime(2026, 10, 24, 23, 0, tzinfo=UTC), True),
        (datetime(2026, 10, 25, 23, 59, tzinfo=UTC), True),
        (datetime(2026, 10, 26, 0, 0, tzinfo=UTC), False),
    ],
)
def test_today_is_londons_when_the_clocks_change(facilitator, starts_at, is_today):
    session = held(facilitator, starts_at)

    lists = register_lists(sessions_for(facilitator), at=datetime(2026, 10, 25, 12, tzinfo=UTC))

    assert (session in lists.today) == is_today


@pytest.mark.parametrize(
    ("hours", "facts", "words"),
    [
        (1, {}, "To come"),
        (-0.5, {}, "On now"),
        (-2, {}, "Register open"),
        (-2, {"register_saved_at": NOON, "register_closed_at": NOON}, "Register closed"),
        (-2, {"state": "not_held", "state_reason": "Snow"}, "Did not happen"),
    ],
)
def test_where_a_register_stands(facilitator, hours, facts, words):
    session = held(facilitator, NOON + timedelta(hours=hours), **facts)

    assert state_in_words(session, at=NOON)[0] == words


def test_the_list_says_how_many_are_marked_and_what_waits(facilitator, facilitator_client, clock):
    session, (one, *_) = hall(3, facilitator=facilitator)
    save(session, mark(one), at=NOON + timedelta(hours=5))
    RecordFactory(session=session, enrolment=one, state="to_decide", to_decide="clash")

    html = facilitator_client.get(reverse("registers:index")).content.decode()

    assert "1 marked" in html
    assert "1 mark waits for a decision" in html


def test_an_empty_list_says_what_will_be_here(facilitator_client):
    html = facilitator_client.get(reverse("registers:index")).content.decode()

    assert "No sessions yet" in html


def test_the_home_page_shows_today_open_registers_and_the_next_three(facilitator, facilitator_client, clock):
    clock(NOON)
    for days in range(1, 6):
        held(facilitator, NOON + timedelta(days=days), component__title=f"In {days} days")
    held(facilitator, NOON + timedelta(hours=2), component__title="This afternoon")
    held(facilitator, NOON - timedelta(days=1), component__title="Yesterday, still open")
    hall(1)

    html = facilitator_client.get(reverse("pages:home")).content.decode()

    shown = [title for title in ("Yesterday, still open", "This afternoon", "In 1 days", "In 3 days") if title in html]
    assert len(shown) == 4
    assert "In 4 days" not in html
    assert Session.objects.count() == 8


class TestScope:
    """A facilitator works with the people expected at, or marked at, the sessions they lead."""

    def test_by_default(self, facilitator):
        _, people = hall(2, facilitator=facilitator)
        hall(2)

        assert set(enrolments_for(facilitator)) == set(people)

    def test_whom_somebody_taught_is_known_without_the_role_and_a_hub_admin_has_not_taught_everybody(self, hub_admin):
        _, people = hall(2, facilitator=hub_admin)
        hall(2)

        assert set(taught_by(hub_admin)) == set(people)
        assert taught_by(UserFactory()).count() == 0

    def test_not_those_who_go_to_the_repeat(self, facilitator):
        session, (one, two) = hall(2, facilitator=facilitator)
        repeat = SessionFactory(component=session.component, starts_at=session.starts_at + timedelta(days=7))
        SessionPlaceFactory(enrolment=one, session=repeat)

        assert set(enrolments_for(facilitator)) == {two}

    def test_not_everybody_at_the_repeat_but_those_who_chose_it(self, facilitator):
        first, (one, _two) = hall(2)
        repeat = held(facilitator, first.starts_at + timedelta(days=7), component=first.component)
        SessionPlaceFactory(enrolment=one, session=repeat)

        assert set(enrolments_for(facilitator)) == {one}

    def test_somebody_of_another_cohort_who_came(self, facilitator):
        session, _ = hall(0, facilitator=facilitator)
        guest = RecordFactory(session=session, enrolment=EnrolmentFactory()).enrolment

        assert set(enrolments_for(facilitator)) == {guest}

    def test_other_components_of_the_cohort_are_not_theirs(self, facilitator):
        session, people = hall(1, facilitator=facilitator)
        other = SessionFactory(component=ComponentFactory(cohort=session.component.cohort))

        assert list(sessions_for(facilitator)) == [session]
        assert other not in sessions_for(facilitator)
        assert set(enrolments_for(facilitator)) == set(people)

    def test_nobody_without_the_role_and_everything_for_the_hub(self, hub_admin, participant):
        session, people = hall(1)
        session.facilitators.add(participant)
        draft = SessionFactory(state="draft")

        assert not sessions_for(participant).exists()
        assert not enrolments_for(participant).exists()
        assert set(sessions_for(hub_admin)) == {session, draft}
        assert set(enrolments_for(hub_admin)) >= set(people)

    def test_a_removed_facilitator_sees_nothing_any_more(self, facilitator):
        session, _ = hall(1, facilitator=facilitator)
        session.facilitators.set([UserFactory()])

        assert not sessions_for(facilitator).exists()
        assert not enrolments_for(facilitator).exists()
