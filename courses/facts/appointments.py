"""Who is expected where, as appointments with their people: what a change of the schedule is compared by."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from courses.choices import EnrolmentStatus, SessionState
from courses.facts.expected import current_places, session_expected_for
from courses.models import Cohort, Enrolment, Session
from courses.rules.appointments import Appointment
from npq_portal.accounts.models import User


@dataclass(frozen=True, order=True)
class Whose:
    """An appointment's key: an active enrolment's component, or (with `enrolment` 0) a session that the user leads."""

    user: int
    enrolment: int
    component: int
    session: int = 0

    @property
    def leads(self) -> bool:
        """Whether it is a facilitator's."""
        return not self.enrolment


def touched_by(cohort: Cohort) -> list[Enrolment]:
    """The active enrolments that a change of the cohort's schedule can touch: its own, and guests from other cohorts at its
    sessions. With person and user at hand. Two queries."""
    guests = current_places().filter(session__component__cohort=cohort).values_list("enrolment_id", flat=True)
    ids = set(cohort.enrolments.values_list("pk", flat=True)) | set(guests)
    return enrolments_with_people(ids)


def enrolments_with_people(ids: Collection[int]) -> list[Enrolment]:
    """The active ones of these, with person and user."""
    rows = Enrolment.objects.filter(pk__in=ids, status=EnrolmentStatus.ACTIVE)
    return list(rows.select_related("participant__user", "cohort").order_by("pk"))


def of_participants(enrolments: Sequence[Enrolment]) -> dict[Whose, Appointment]:
    """Where each of these is expected, for each component; people at one session share the appointment. Two queries."""
    users = {enrolment.pk: enrolment.participant.user_id for enrolment in enrolments}
    expected = session_expected_for(enrolments)
    shared = {session.pk: appointment(session) for session in {id(one): one for one in expected.values()}.values()}
    return {
        Whose(users[enrolment_id], enrolment_id, component_id): shared[session.pk]
        for (enrolment_id, component_id), session in expected.items()
    }


def of_facilitators(cohort: Cohort) -> dict[Whose, Appointment]:
    """Who leads which released session of the cohort. One query."""
    rows = Session.facilitators.through.objects.filter(
        session__component__cohort=cohort, session__state=SessionState.RELEASED
    )
    return {
        Whose(row.user_id, 0, row.session.component_id, row.session_id): appointment(row.session)
        for row in rows.select_related("session__component")
    }


def appointment(session: Session) -> Appointment:
    """The session as people expected there know it; its `component` at hand."""
    return Appointment(
        session=session.pk,
        title=session.component.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        venue=session.venue,
        join_link=session.join_link,
    )


def people(ids: Collection[int]) -> Mapping[int, User]:
    """Users by id."""
    return User.objects.in_bulk(ids)
