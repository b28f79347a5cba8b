"""Examples of the pages of self check-in: on now, to come, over; somebody who may scan, who is there already, and who may not."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse

from courses.actions.check_in import check_in
from courses.facts.check_in import facts_of
from courses.models import Session
from courses.rules.check_in import code_at
from npq_portal import clock
from npq_portal.accounts.models import User
from npq_portal.demo.cast import DANIEL, TOM
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import SessionFactory

#: The addresses that this file knows examples of.
NAMES = ("mine:check-in", "mine:check-in-scan", "registers:check-in", "registers:check-in-state")


def paths(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The addresses of one of the pages with those who open them; nobody named is everybody who may."""
    now = clock.now().replace(microsecond=0)
    on_now, coming, over = (_session(now + timedelta(hours=ahead)) for ahead in (-0.5, 48, -30))
    if name.startswith("registers:"):
        yield from ((reverse(name, args=[one.pk]), ()) for one in (on_now, coming, over))
        return
    daniel = User.objects.get(email=DANIEL.email)
    enrolment = EnrolmentFactory(cohort=on_now.component.cohort, participant=daniel.participant)
    if name == "mine:check-in-scan":
        yield reverse(name, args=[on_now.pk, code_at(facts_of(on_now), now)]), (DANIEL.email, TOM.email)
        yield from ((reverse(name, args=[one.pk, "guessed"]), ()) for one in (on_now, coming, over))
        return
    yield reverse(name, args=[on_now.pk]), (DANIEL.email, TOM.email)
    here = _session(now)
    enrolment = EnrolmentFactory(cohort=here.component.cohort, participant=daniel.participant)
    check_in(session=here, enrolment=enrolment, by=daniel, scanned_at=now, at=now)
    yield reverse(name, args=[here.pk]), (DANIEL.email,)


def _session(starts_at) -> Session:
    return SessionFactory(facilitators=[User.objects.get(email=TOM.email)], starts_at=starts_at)
