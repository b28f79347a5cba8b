"""Whose sessions and participants somebody may see: the querysets that every page of facilitators begins with.

A page asks for its object through these, so that the sessions of others are not found (404): that they exist is nobody
else's business. Hub admins see everything.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.choices import SessionState
from courses.models import EngagementRecord, Enrolment, Session, SessionPlace
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import User


def sessions_for(user: User) -> QuerySet[Session]:
    """The sessions whose registers `user` may take: those they lead and that people know of; all for hub admins."""
    if user.has_role(RoleName.HUB_ADMIN):
        return Session.objects.all()
    if not user.has_role(RoleName.FACILITATOR):
        return Session.objects.none()
    return Session.objects.filter(facilitators=user).exclude(state=SessionState.DRAFT)


def enrolments_for(user: User) -> QuerySet[Enrolment]:
    """The participants `user` works with: expected at a session they lead, or marked at one; all for hub admins."""
    if user.has_role(RoleName.HUB_ADMIN):
        return Enrolment.objects.all()
    return enrolments_at(sessions_for(user))


def taught_by(user: User) -> QuerySet[Enrolment]:
    """Those whom `user` has taught or will teach, whatever roles they hold today: a hub admin has not taught everybody, and
    somebody who led a seminar last year has."""
    return enrolments_at(Session.objects.filter(facilitators=user).exclude(state=SessionState.DRAFT))


def enrolments_at(sessions: QuerySet[Session]) -> QuerySet[Enrolment]:
    """Those who are expected at one of these sessions, or marked at one."""
    led = sessions.order_by()
    placed = SessionPlace.objects.filter(enrolment=OuterRef("pk"), left_at=None, session__in=led.values("pk"))
    marked = EngagementRecord.objects.filter(enrolment=OuterRef("pk"), session__in=led.values("pk"))
    return Enrolment.objects.filter(Q(Exists(placed)) | Q(Exists(marked)) | Q(Exists(_by_default(led))))


def _by_default(led: QuerySet[Session]) -> QuerySet[Session]:
    """Of `led`, the sessions where an enrolment (the outer query's) is expected because it chose no other occurrence."""
    earlier = Session.objects.filter(
        Q(starts_at__lt=OuterRef("starts_at")) | Q(starts_at=OuterRef("starts_at"), pk__lt=OuterRef("pk")),
        component=OuterRef("component"),
        state=SessionState.RELEASED,
    )
    elsewhere = SessionPlace.objects.filter(
        enrolment=OuterRef(OuterRef("pk")),
        component=OuterRef("component"),
        left_at=None,
        session__state=SessionState.RELEASED,
    )
    return led.filter(
        ~Exists(earlier), ~Exists(elsewhere), component__cohort=OuterRef("cohort"), state=SessionState.RELEASED
    )
