"""Loading the invented hub: safe to do again, and quick when there is nothing to do."""

from datetime import datetime, timedelta

from django.db import transaction

from courses import starter
from courses.actions.enrolments import enrol
from courses.choices import CourseIdentifier
from courses.models import CommonQuestion, Course, Guide
from npq_portal.accounts import actions as accounts
from npq_portal.accounts.models import Participant, User
from npq_portal.demo.applications import load_applications
from npq_portal.demo.cast import CAST, GRACE, Person, extras
from npq_portal.demo.cohorts import CEFEL, OPEN_INTAKE, TDT, cohort, load_cohorts
from npq_portal.demo.lists import load_lists
from npq_portal.demo.schools import load_schools


@transaction.atomic
def load(*, at: datetime) -> None:
    """The whole hub as at `at`: words, schools, lists, cohorts, people and their applications. All or nothing."""
    starter.load(course=Course, guide=Guide, question=CommonQuestion)
    load_schools()
    load_lists(at=at)
    load_cohorts(at=at)
    people = {person.email: _account(person, at=at) for person in (*CAST, *extras())}
    _fill_places(people, by=people[GRACE.email], at=at)
    load_applications(people, decided_by=people[GRACE.email], at=at)


def _account(person: Person, *, at: datetime) -> User:
    user = User.objects.filter(email=person.email).first()
    if user is None:
        user = User.objects.create_user(person.email, name=person.name, date_joined=at)
        for role in person.roles:
            accounts.grant_role(user=user, role=role, by=None, at=at)
    return user


def _fill_places(people: dict[str, User], *, by: User, at: datetime) -> None:
    """Eleven of twelve places for SENCOs are taken; five of the same people were taught behaviour and culture before."""
    nearly_full = cohort(CEFEL, CourseIdentifier.SENCO, OPEN_INTAKE[0])
    running = cohort(TDT, CourseIdentifier.LEADING_BEHAVIOUR_CULTURE, "2025b")
    for number, person in enumerate(extras()):
        participant = _participant(people[person.email], person, at=at)
        enrol(participant=participant, cohort=nearly_full, funded_place=True, by=by, at=at - timedelta(days=10))
        if number < 5:
            began = running.registration_closes_at
            enrol(participant=participant, cohort=running, funded_place=True, by=by, at=began)


def _participant(user: User, person: Person, *, at: datetime) -> Participant:
    facts = {"first_name": person.first, "last_name": person.last, "date_of_birth": person.born, "created_at": at}
    return Participant.objects.get_or_create(user=user, defaults=facts)[0]
