"""Marks at once, on real connections; and any order of batches in the database itself."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.actions.register import close_register
from courses.choices import Mark, RecordState
from courses.models import EngagementRecord, Session
from tests.courses.register.making import hall, mark, save
from tests.factories.accounts import UserFactory
from tests.factories.engagement import ComponentFactory, SessionFactory
from tests.registrations.actions.racing import at_once, race

AT = datetime(2026, 11, 17, 17, tzinfo=UTC)


def two_facilitators(people: int):
    session, enrolments = hall(people)
    first, second = session.facilitators.get(), UserFactory(roles=["facilitator"])
    session.facilitators.add(second)
    return session, enrolments, first, second


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_the_second_waits_and_the_clash_is_kept(self):
        session, (one, _), first, second = two_facilitators(2)

        result = race(
            lambda: save(session, mark(one), by=first, at=AT),
            lambda: save(session, mark(one, Mark.ABSENT, captured_at=AT), by=second, at=AT)[0],
        )

        assert (result.state, result.clashes) == (RecordState.CURRENT, True)
        assert session.records.filter(state=RecordState.TO_DECIDE).count() == 1

    def test_the_same_batch_sent_twice_at_once_is_stored_once(self):
        session, people, first, _ = two_facilitators(5)
        batch = [mark(one) for one in people]

        outcomes = at_once(*[lambda: save(session, *batch, by=first, at=AT)] * 3)

        assert outcomes[0] == outcomes[1] == outcomes[2]
        assert session.records.count() == 5

    def test_two_sessions_with_the_same_people_do_not_block_each_other_for_good(self):
        session, people, first, _ = two_facilitators(6)
        other = SessionFactory(
            component=ComponentFactory(cohort=session.component.cohort),
            facilitators=[first],
            starts_at=session.starts_at - timedelta(days=1),
        )

        outcomes = at_once(
            lambda: save(session, *[mark(one) for one in people], by=first, at=AT),
            lambda: save(other, *[mark(one) for one in reversed(people)], by=first, at=AT),
        )

        assert [len(outcome) for outcome in outcomes] == [6, 6]
        assert set(EngagementRecord.objects.values_list("state", flat=True)) == {RecordState.CURRENT}

    def test_the_last_two_marked_by_two_people_close_the_register_once(self):
        session, (one, two), first, second = two_facilitators(2)

        at_once(
            lambda: save(session, mark(one), by=first, at=AT),
            lambda: save(session, mark(two), by=second, at=AT),
        )

        assert Session.objects.get(pk=session.pk).register_closed_at
        assert session.events.count() == 1

    def test_closing_while_somebody_marks_puts_nobody_down_who_is_marked(self):
        session, (one, two), first, second = two_facilitators(2)

        race(
            lambda: save(session, mark(one), by=second, at=AT),
            lambda: close_register(session=session, by=first, at=AT),
        )

        assert dict(session.records.values_list("enrolment", "mark")) == {one.pk: "attended", two.pk: "absent"}


@pytest.mark.django_db
def test_three_hundred_marks_take_as_many_statements_as_three():
    counts = []
    for people in (3, 300):
        session, enrolments = hall(people)
        with CaptureQueriesContext(connection) as statements:
            save(session, *(mark(one) for one in enrolments), at=AT)
        counts.append(len(statements))
        inserts = [one for one in statements if 'INSERT INTO "courses_engagementrecord"' in one["sql"]]
        assert len(inserts) == 1
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_a_mark_that_was_answered_is_the_newest_once_the_one_it_was_made_looking_at_arrives():
    """Three marks of one person's phone, the second and third in the wrong order on their way."""
    session, (one, *_) = hall(1)
    numbers = [UUID(int=session.pk * 1000 + number) for number in range(3)]
    made = [
        mark(one, client_uuid=numbers[0], captured_at=session.starts_at, based_on=numbers[2]),
        mark(one, client_uuid=numbers[1], captured_at=session.starts_at),
        mark(one, client_uuid=numbers[2], captured_at=session.starts_at + timedelta(minutes=2)),
    ]
    for each in made:
        save(session, each, at=AT)

    assert session.records.get(state=RecordState.CURRENT).client_uuid == numbers[0]


_MARKS = st.lists(
    st.tuples(
        st.integers(0, 1),  # who is marked
        st.integers(0, 2),  # by whom; the last does not lead the session
        st.sampled_from([(Mark.ATTENDED, None), (Mark.PART, 20), (Mark.ABSENT, None), (Mark.CLEARED, None)]),
        st.integers(0, 4),  # minutes after the start
        st.none() | st.integers(1, 6),
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spoken=_MARKS, data=st.data())
def test_any_order_and_any_replay_of_batches_end_the_same_in_the_database(spoken, data):
    order = data.draw(st.permutations(range(len(spoken))))
    cut = data.draw(st.integers(0, len(spoken)))
    replayed = data.draw(st.booleans())
    batches = [order[:cut], order[cut:], *([order[:cut]] if replayed else [])]

    assert _brought(spoken, batches) == _brought(spoken, [list(range(len(spoken)))])


def _brought(spoken, batches) -> dict[int, tuple[str, str]]:
    """State and reason of each mark by its number, in a hall of its own."""
    session, people = hall(2)
    authors = [session.facilitators.get(), UserFactory(roles=["facilitator"]), UserFactory(roles=["facilitator"])]
    session.facilitators.add(authors[1])
    uuids = [UUID(int=session.pk * 1000 + number) for number in range(1, 8)]
    for batch in batches:
        for number in batch:
            whom, author, (what, minutes), minute, base = spoken[number]
            one = mark(
                people[whom],
                what,
                minutes=minutes,
                client_uuid=uuids[number],
                captured_at=session.starts_at + timedelta(minutes=minute),
                based_on=uuids[base - 1] if base else None,
            )
            save(session, one, by=authors[author], at=AT)
    rows = session.records.values_list("client_uuid", "state", "to_decide")
    return {uuids.index(uuid): (state, why) for uuid, state, why in rows}
