"""Loading the invented hub: safe to do again, and quick when there is nothing to do."""

from datetime import datetime, timedelta

from django.db import transaction

from courses import starter
from courses.actions.enrolments import enrol
from courses.choices import CourseIdentifier
from courses.models import CommonQuestion, Course, Guide
from npq_portal.accounts import actions as accounts
from npq_portal.accounts.models import User
from npq_portal.demo.applications import load_applications
from npq_portal.demo.assessing import load_assessing
from npq_portal.demo.cast import CAST, GRACE, Person, extras, learners, writers
from npq_portal.demo.cohorts import CEFEL, OPEN_INTAKE, cohort, load_cohorts
from npq_portal.demo.lists import load_lists
from npq_portal.demo.people import participant_of
from npq_portal.demo.schools import load_schools
from npq_portal.demo.teaching import load_teaching


@transaction.atomic
def load(*, at: datetime) -> None:
    """The whole hub as at `at`: words, schools, lists, cohorts, people and their applications. All or nothing."""
    starter.load(course=Course, guide=Guide, question=CommonQuestion)
    load_schools()
    load_lists(at=at)
    load_cohorts(at=at)
    people = {person.email: _account(person, at=at) for person in (*CAST, *extras(), *learners(), *writers())}
    _fill_places(people, by=people[GRACE.email], at=at)
    load_teaching(people, at=at)
    load_assessing(people, at=at)
    load_applications(people, decided_by=people[GRACE.email], at=at)


def _account(person: Person, *, at: datetime) -> User:
    user = User.objects.filter(email=person.email).first()
    if user is None:
        user = User.objects.create_user(person.email, name=person.name, date_joined=at)
        for role in person.roles:
            accounts.grant_role(user=user, role=role, by=None, at=at)
    return user


def _fill_places(people: dict[str, User], *, by: User, at: datetime) -> None:
    """Eleven of twelve places for SENCOs are taken."""
    nearly_full = cohort(CEFEL, CourseIdentifier.SENCO, OPEN_INTAKE[0])
    for person in extras():
        participant = participant_of(people[person.email], person, at=at)
        enrol(participant=participant, cohort=nearly_full, funded_place=True, by=by, at=at - timedelta(days=10))
