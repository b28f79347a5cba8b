"""As many statements for thirty people as for three."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.actions.engagement import after_change
from courses.choices import Mark
from courses.facts.engagement import account_of
from courses.facts.standing import ledgers_of
from tests.courses.engagement.scenes import Course

pytestmark = pytest.mark.django_db


def statements(work) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def test_ledgers_of_many():
    counts = []
    for people in (3, 30):
        course = Course(5, people=people)
        at = course.mark(1)
        ids = [person.pk for person in course.people]
        counts.append(statements(lambda ids=ids, at=at: ledgers_of(ids, at=at)))

    assert counts == [6, 6]


@pytest.mark.parametrize("what", [Mark.ATTENDED, Mark.ABSENT])
def test_what_follows_from_a_register(what):
    """First with letters to write, then with nothing new."""
    first, again = [], []
    for people in (3, 30):
        course = Course(10, people=people)
        ids = [person.pk for person in course.people]
        course.mark(1)
        at = course.mark(2, what)
        first.append(statements(lambda course=course: course.mark(3, what)))
        again.append(statements(lambda ids=ids, at=at: after_change(enrolment_ids=ids, at=at)))

    assert first[0] == first[1]
    assert again[0] == again[1]


def test_one_participant_s_page_whatever_there_is_on_it():
    counts = []
    for sessions in (3, 20):
        course = Course(sessions)
        for number in range(1, sessions):
            course.mark(number, Mark.ABSENT if number % 2 else Mark.ATTENDED)
        (person,) = course.people
        at = course.after(sessions)
        counts.append(statements(lambda person=person, at=at: account_of(person, at=at)))

    assert counts == [8, 8]
