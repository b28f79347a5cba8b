"""The same laws as the rules', kept by the rows: whatever two cohorts look like, however often people move."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courses.actions.enrolments import transfer
from courses.choices import Mark
from courses.facts.credit import credited, reckoning, total_credit
from courses.models import Component, Enrolment
from tests.courses.enrolment_life.scenes import LATER, Scene, a_scene

_MINUTES = st.lists(st.one_of(st.none(), st.integers(1, 60)), min_size=3, max_size=3)
_WORTH = st.lists(st.one_of(st.none(), st.integers(1, 90)), min_size=3, max_size=3)


def somebody_with(scene: Scene, minutes: list[int | None]) -> Enrolment:
    enrolment = scene.somebody()
    for number, given_minutes in enumerate(minutes):
        if given_minutes is not None:
            mark = Mark.ATTENDED if given_minutes == 60 else Mark.PART
            scene.attended(enrolment, number, mark=mark, minutes=given_minutes)
    return enrolment


def reshape(scene: Scene, worth: list[int | None]) -> None:
    """The new cohort's parts are worth so much; None: it has none."""
    for number, minutes in enumerate(worth):
        component = scene.copy(scene.new, number)
        if minutes is None:
            component.delete()
        else:
            Component.objects.filter(pk=component.pk).update(minutes=minutes)


@pytest.mark.django_db
class Moving(TestCase):
    @settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors])
    @given(minutes=_MINUTES, worth=_WORTH, again=st.booleans())
    def test_what_was_earned_is_there_or_is_said_to_be_left(self, minutes, worth, again):
        assume(set(worth) != {None})  # a cohort without components is refused
        scene = a_scene()
        enrolment = somebody_with(scene, minutes)
        reshape(scene, worth)
        before = total_credit(enrolment)

        new = transfer(enrolment=enrolment, cohort=scene.new, funded_place=True, by=None, at=LATER)
        if again:
            back = transfer(enrolment=new, cohort=scene.old, funded_place=True, by=None, at=LATER)
            assert total_credit(back) == before
            new = transfer(enrolment=back, cohort=scene.new, funded_place=True, by=None, at=LATER)

        behind = sum(line.stays_behind for line in reckoning(new, scene.new.pk))
        assert total_credit(new) + behind == before
        caps = dict(Component.objects.filter(cohort=scene.new).values_list("pk", "minutes"))
        assert all(known.minutes <= caps[component] for (_, component), known in credited([new.pk]).items())
