"""Examples of the pages of exemptions: somebody who may be exempted, and an exemption that may end."""

from collections.abc import Iterator

from django.urls import reverse

from courses.actions.engagement import exempt
from courses.choices import EnrolmentStatus
from courses.models import Component, Enrolment
from npq_portal import clock

NAMES = ("board:exempt", "board:end-exemption")


def paths(name: str) -> Iterator[str]:
    """The address of one of the pages; somebody is exempt from a part as soon as it is asked for."""
    planned = Component.objects.filter(counts=True, is_off=False, cohort__enrolments__status=EnrolmentStatus.ACTIVE)
    component = planned.order_by("cohort_id", "position", "pk").first()
    enrolment = Enrolment.objects.filter(cohort=component.cohort_id, status=EnrolmentStatus.ACTIVE).earliest("pk")
    if name == "board:exempt":
        yield reverse(name, args=[enrolment.pk])
        return
    exempt(enrolment=enrolment, component=component, reason="Led it at her school", by=None, at=clock.now())
    yield reverse(name, args=[enrolment.pk, component.pk])
