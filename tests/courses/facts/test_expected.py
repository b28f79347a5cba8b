"""Who is expected where: chosen places first, else the first session that takes place."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.choices import EnrolmentStatus, SessionState
from courses.facts.expected import expected_enrolments, own_components, session_expected_for
from courses.models import Enrolment, Session
from tests.courses.timetable import AT, component, place, programme_component, session
from tests.factories.courses import (
    CohortFactory,
    EnrolmentEventFactory,
    EnrolmentFactory,
    IntakeFactory,
    ProgrammeFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def part():
    return component(CohortFactory())


def people(cohort, count=2):
    return [EnrolmentFactory(cohort=cohort) for _ in range(count)]


def test_everybody_goes_to_the_only_session(part):
    only, everybody = session(part), people(part.cohort)

    assert set(expected_enrolments(only)) == set(everybody)


def test_everybody_goes_to_the_first_of_several_until_they_choose(part):
    later, first = session(part, "2026-11-18 16:00"), session(part, "2026-11-17 16:00")
    stays, moves = people(part.cohort)
    place(moves, later)

    assert set(expected_enrolments(first)) == {stays}
    assert set(expected_enrolments(later)) == {moves}


def test_a_place_that_was_left_counts_for_nothing(part):
    first, repeat = session(part), session(part, "2026-11-24 16:00")
    (person,) = people(part.cohort, 1)
    place(person, repeat, left_at=AT)

    assert list(expected_enrolments(first)) == [person]
    assert not expected_enrolments(repeat)


@pytest.mark.parametrize("state", [SessionState.CANCELLED, SessionState.NOT_HELD, SessionState.DRAFT])
def test_a_session_that_does_not_take_place_expects_nobody_and_its_people_fall_back(part, state):
    first, repeat = session(part), session(part, "2026-11-24 16:00")
    chose, default = people(part.cohort)
    place(chose, repeat)
    repeat.state, repeat.state_reason = state, "The room is flooded"
    repeat.save()

    assert not expected_enrolments(repeat)
    assert set(expected_enrolments(first)) == {chose, default}


def test_when_the_first_is_cancelled_the_next_is_everybodys(part):
    session(part, state=SessionState.CANCELLED, state_reason="Snow")
    repeat, everybody = session(part, "2026-11-24 16:00"), people(part.cohort)

    assert set(expected_enrolments(repeat)) == set(everybody)


@pytest.mark.parametrize(
    ("status", "is_expected"),
    [
        (EnrolmentStatus.ACTIVE, True),
        (EnrolmentStatus.COMPLETED, True),
        (EnrolmentStatus.DEFERRED, False),
        (EnrolmentStatus.WITHDRAWN, False),
    ],
)
def test_only_those_who_hold_a_place_in_the_cohort_are_expected(part, status, is_expected):
    first, repeat = session(part), session(part, "2026-11-24 16:00")
    by_default = EnrolmentFactory(cohort=part.cohort, status=status)
    by_choice = EnrolmentFactory(cohort=part.cohort, status=status)
    place(by_choice, repeat)

    assert list(expected_enrolments(first)) == [by_default] * is_expected
    assert list(expected_enrolments(repeat)) == [by_choice] * is_expected
    assert bool(session_expected_for([by_default, by_choice])) is is_expected


@pytest.fixture
def two_cohorts():
    """The same programme twice, each with its copy of one component."""
    programme = ProgrammeFactory()
    origin = programme_component(programme)
    cohorts = [CohortFactory(programme=programme, intake=IntakeFactory(identifier=name)) for name in ("2026a", "2026b")]
    return [component(cohort, origin=origin) for cohort in cohorts]


def test_a_guest_from_another_cohort_is_expected_there_and_not_at_home(two_cohorts):
    ours, theirs = two_cohorts
    home, away = session(ours), session(theirs, "2026-11-24 16:00")
    guest, stays = people(ours.cohort)
    host = EnrolmentFactory(cohort=theirs.cohort)
    place(guest, away, component=ours)

    assert set(expected_enrolments(away)) == {guest, host}
    assert set(expected_enrolments(home)) == {stays}
    assert session_expected_for([guest])[guest.pk, ours.pk] == away
    assert own_components(away, [guest.pk, host.pk]) == {guest.pk: ours.pk, host.pk: theirs.pk}


def test_somebody_whose_cohort_has_no_such_component_gets_none(part):
    stranger = EnrolmentFactory()

    assert own_components(session(part), [stranger.pk]) == {}


def test_both_questions_have_the_same_answer(two_cohorts):
    ours, theirs = two_cohorts
    second = component(ours.cohort, "Live session 2", position=2)
    sessions = [session(of, f"2026-11-{day} 16:00") for day, of in enumerate((ours, ours, theirs, second, second), 10)]
    session(second, "2026-11-03 16:00", state=SessionState.DRAFT)
    everybody = [*people(ours.cohort, 4), *people(theirs.cohort, 3)]
    place(everybody[0], sessions[1])
    place(everybody[1], sessions[2], component=ours)
    place(everybody[2], sessions[4])
    place(everybody[4], sessions[0], component=theirs)

    by_person = session_expected_for(Enrolment.objects.all())
    by_session = {
        (enrolment.pk, own_components(one, [enrolment.pk])[enrolment.pk]): one
        for one in Session.objects.all()
        for enrolment in expected_enrolments(one)
    }
    assert by_person == by_session
    assert len(by_person) == 4 * 2 + 3


def test_the_number_of_people_does_not_change_the_number_of_queries(part):
    repeat = session(part, "2026-11-24 16:00")
    session(part)
    counts = []
    for _ in range(2):
        for person in people(part.cohort, 5):
            place(person, repeat)
        everybody = list(Enrolment.objects.all())
        with CaptureQueriesContext(
            connection,
        ) as queries:
            session_expected_for(everybody)
            list(expected_enrolments(repeat))
            own_components(repeat, [person.pk for person in everybody])
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 6


@pytest.mark.parametrize(
    ("minutes", "is_expected"), [(60, True), (-1, False)], ids=["after it began", "before it began"]
)
def test_whoever_deferred_stays_on_the_register_of_what_had_begun(part, minutes, is_expected):
    held, (stays, leaves) = session(part, "2026-11-17 16:00"), people(part.cohort)
    Enrolment.objects.filter(pk=leaves.pk).update(status=EnrolmentStatus.DEFERRED)
    left_at = held.starts_at + timedelta(minutes=minutes)
    EnrolmentEventFactory(enrolment=leaves, status=EnrolmentStatus.DEFERRED, at=left_at)

    assert set(expected_enrolments(held)) == ({stays, leaves} if is_expected else {stays})
