"""The statement that says whom to look at leaves nobody out for whom the rules would change something."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courses.actions.catch_up import offer, plan
from courses.choices import CatchUpState, EnrolmentStatus, Mark, SessionState
from courses.facts.out_of_step import out_of_step
from courses.models import CatchUp, Component, Session
from tests.courses.catch_up.scenes import AT
from tests.factories.courses import CohortFactory, EnrolmentFactory
from tests.factories.engagement import CatchUpFactory, ComponentFactory, RecordFactory, SessionFactory

_MARKS = {
    Mark.ATTENDED: 60,
    Mark.PART: 40,
    Mark.ABSENT: 0,
    Mark.AUTHORISED_ABSENCE: 0,
    Mark.CLEARED: 0,
}
_COMPONENTS = ({}, {"counts": False}, {"is_off": True}, {"may_be_caught_up": False})
_ONE = st.fixed_dictionaries(
    {
        "first": st.sampled_from([None, *_MARKS]),
        "repeat": st.sampled_from([None, *_MARKS]),
        "exempt": st.booleans(),
        "caught_up": st.booleans(),
        "offer": st.sampled_from([None, *CatchUpState]),
        "minutes": st.sampled_from([20, 60]),
        "by_hand": st.booleans(),
        "component": st.sampled_from(_COMPONENTS),
        "held": st.booleans(),
    }
)


def build(enrolment, facts) -> None:
    component = ComponentFactory(cohort=enrolment.cohort, **facts["component"])
    off = {} if facts["held"] else {"state": SessionState.NOT_HELD, "state_reason": "Snow"}
    sessions = {"first": SessionFactory(component=component, **off), "repeat": SessionFactory(component=component)}
    for name, session in sessions.items():
        if facts[name] is not None:
            RecordFactory(enrolment=enrolment, session=session, mark=facts[name], minutes=_MARKS[facts[name]])
    if facts["exempt"]:
        RecordFactory(enrolment=enrolment, session=sessions["first"], slot="exempt", mark=Mark.EXEMPT, source="staff")
    if facts["caught_up"]:
        RecordFactory(
            enrolment=enrolment,
            session=sessions["first"],
            slot="catch-up",
            mark=Mark.CAUGHT_UP,
            minutes=60,
            source="catch_up",
        )
    if facts["offer"] is not None:
        session = None if facts["by_hand"] else sessions["first"]
        CatchUpFactory(
            enrolment=enrolment,
            component=component,
            session=session,
            state=facts["offer"],
            minutes=facts["minutes"],
        )


@pytest.mark.django_db
class InStep(TestCase):
    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors])
    @given(
        people=st.lists(
            st.tuples(st.sampled_from(EnrolmentStatus), st.lists(_ONE, max_size=3)), min_size=1, max_size=2
        ),
        cap=st.sampled_from([None, 0, 70, 600]),
        ended=st.booleans(),
    )
    def test_afterwards_the_rules_change_nothing_more_for_anybody(self, people, cap, ended):
        cohort = CohortFactory(programme__catch_up_cap_minutes=cap)
        if ended:
            cohort.ends_on = (AT - timedelta(days=1)).date()
            cohort.starts_on = cohort.ends_on - timedelta(days=300)
            cohort.save()
        enrolments = [EnrolmentFactory(cohort=cohort, status=status) for status, _ in people]
        for enrolment, (_, parts) in zip(enrolments, people, strict=True):
            for facts in parts:
                build(enrolment, facts)
        ids = [enrolment.pk for enrolment in enrolments]

        offer(enrolment_ids=ids, at=AT)

        assert plan(ids, at=AT).is_empty


@pytest.mark.django_db
def test_an_offer_by_hand_that_is_needed_again_has_no_session_and_a_new_last_day():
    """No register speaks of it, so its days are counted from now."""
    component = ComponentFactory()
    row = CatchUpFactory(
        component=component,
        enrolment=EnrolmentFactory(cohort=component.cohort),
        session=None,
        state=CatchUpState.NOT_NEEDED,
        due_on=AT.date() - timedelta(days=90),
    )

    offer(enrolment_ids=[row.enrolment_id], at=AT)

    row.refresh_from_db()
    assert (row.state, row.session) == (CatchUpState.OFFERED, None)
    assert row.due_on > AT.date()


@pytest.mark.django_db
def test_a_hall_in_which_nobody_missed_anything_is_not_looked_at():
    session = SessionFactory()
    ids = [RecordFactory(session=session).enrolment_id for _ in range(5)]

    assert out_of_step(ids, today=AT.date()) == []
    assert (Component.objects.count(), Session.objects.count(), CatchUp.objects.count()) == (1, 1, 0)
