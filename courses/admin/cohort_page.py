"""What belongs to one cohort, for its page: sessions, who leads them, who takes part, and what can be done."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Count

from courses.admin.enrolments import percent
from courses.choices import EnrolmentStatus
from courses.models import Cohort, Enrolment, Session
from npq_portal.accounts.models import User

#: So many people are named; the rest are behind the link to all of them.
MOST_PEOPLE = 60


def facts(cohort: Cohort, *, at: datetime) -> dict[str, Any]:
    """What the two templates print. Four queries for any number of people and sessions."""
    rows = Session.objects.filter(component__cohort=cohort).select_related("component")
    sessions = list(rows.prefetch_related("facilitators").order_by("starts_at", "pk"))
    counted = cohort.enrolments.order_by().values_list("status").annotate(Count("pk"))
    numbers = {EnrolmentStatus(status).label: number for status, number in counted}
    return {
        "cohort": cohort,
        "sessions": [_session(session, at=at) for session in sessions],
        "facilitators": _facilitators(sessions),
        "people": _people(cohort),
        "numbers": numbers,
        "more": max(0, sum(numbers.values()) - MOST_PEOPLE),
    }


def _session(session: Session, *, at: datetime) -> dict[str, Any]:
    register = ""
    if session.takes_place and session.ends_at <= at:
        register = "Closed" if session.register_closed_at else "Open"
    names = ", ".join(str(one) for one in session.facilitators.all())
    return {"session": session, "led_by": names, "register": register, "changed": bool(session.pending)}


def _facilitators(sessions: list[Session]) -> list[tuple[User, int]]:
    """Who leads how many, by name."""
    led = Counter(user for session in sessions for user in session.facilitators.all())
    return sorted(led.items(), key=lambda pair: str(pair[0]))


def _people(cohort: Cohort) -> list[tuple[Enrolment, int | None]]:
    """The first people by name, with their engagement so far in percent."""
    rows = cohort.enrolments.select_related("participant", "summary", "cohort__programme")
    found = rows.order_by("participant__last_name", "participant__first_name", "pk")[:MOST_PEOPLE]
    return [(enrolment, percent(enrolment)) for enrolment in found]
