"""The hub's statement of completion: issued with the completion, withdrawn and given back with corrections."""

from datetime import datetime

from django.conf import settings

from assessments import signing
from assessments.models import CompletionStatement
from assessments.rules.statements import new_reference
from courses.models import Enrolment
from npq_portal import clock


def issue(*, enrolment: Enrolment, at: datetime) -> CompletionStatement:
    """The statement of an enrolment just completed, signed; the day is London's. One that was withdrawn comes back as it
    was, so that the paper somebody holds is good again. Done twice, the first stands. Called in the transaction of the
    completion, which has locked the enrolment."""
    before = CompletionStatement.objects.filter(enrolment=enrolment).first()
    if before:
        if before.withdrawn_at is not None:
            before.withdrawn_at = None
            before.save(update_fields=["withdrawn_at"])
        return before
    reference = new_reference()
    payload = signing.canonical(
        {
            "completed_on": f"{clock.london_date(at):%Y-%m-%d}",
            "course": enrolment.cohort.programme.course.full_title,
            "hub": settings.HUB_NAME,
            "kind": "statement of completion",
            "name": enrolment.participant.full_name,
            "reference": reference,
        }
    )
    signed = signing.sign(payload)
    return CompletionStatement.objects.create(
        enrolment=enrolment,
        reference=reference,
        payload=payload,
        key_id=signed.key_id,
        signature=signed.signature,
        issued_at=at,
    )


def withdraw(*, enrolment: Enrolment, at: datetime) -> bool:
    """The statement does not stand any more; True when this call withdrew it."""
    standing = CompletionStatement.objects.filter(enrolment=enrolment, withdrawn_at=None)
    return standing.update(withdrawn_at=at) == 1
