"""Every factory makes a row that the database takes, and that holds together."""

import pytest

from registrations.choices import EndorsementStatus, EventKind
from registrations.models import ApplicationEvent
from tests.factories import registrations as factories

pytestmark = pytest.mark.django_db

EVERY = [
    getattr(factories, name) for name in dir(factories) if name.endswith("Factory") and name != "DjangoModelFactory"
]


@pytest.mark.parametrize("factory", EVERY, ids=lambda factory: factory.__name__)
def test_every_factory_makes_a_row(factory):
    row = factory()
    row.validate_constraints()
    assert str(row)


@pytest.mark.parametrize("state", ["more_needed", "accepted", "rejected", "withdrawn"])
def test_an_application_in_each_state_has_the_history_of_it(state):
    application = factories.ApplicationFactory(**{state: True})
    kinds = list(ApplicationEvent.objects.filter(application=application).values_list("kind", flat=True))
    last = EventKind.MORE_ASKED if state == "more_needed" else state
    assert (application.status, kinds) == (state, ["submitted", "funding_decided", last])


def test_an_accepted_application_holds_a_place_in_its_own_cohort():
    application = factories.ApplicationFactory(accepted=True)
    assert application.enrolment.cohort == application.cohort
    assert application.enrolment.participant == application.participant


@pytest.mark.parametrize("backing", EndorsementStatus.values)
def test_the_school_leader_has_said_what_was_asked_for(backing):
    assert factories.ApplicationFactory(backing=backing).endorsement.status == backing
