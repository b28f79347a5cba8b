"""Public pages of courses, registers, boards, schedules, enrolments and catching up."""

from collections.abc import Mapping
from datetime import timedelta

from tests.access.who import EVERYBODY, HUB, OWNER, SIGNED_IN, TEACHING, Row, Words, slug


def _own_npq() -> dict[str, str]:
    """An enrolment of the participant of the cast."""
    from npq_portal.accounts.models import Participant
    from tests.factories.courses import EnrolmentFactory

    owner = Participant.objects.get(user__email="priya@school.example")
    return {"pk": str(EnrolmentFactory(participant=owner).pk)}


def _own_unit() -> dict[str, str]:
    """A unit of self-study in that enrolment's cohort."""
    from courses.models import Enrolment
    from tests.factories.engagement import StudyFactory

    words = _own_npq()
    unit = StudyFactory(cohort=Enrolment.objects.get(pk=words["pk"]).cohort)
    return words | {"component": str(unit.pk)}


def _led_session() -> str:
    """A session that the facilitator of the cast leads."""
    from npq_portal.accounts.models import User
    from tests.factories.engagement import SessionFactory

    return str(SessionFactory(facilitators=[User.objects.get(email="femi@school.example")]).pk)


def _webinar_row() -> dict[str, str]:
    """Somebody in a report of a session that the facilitator of the cast leads."""
    from courses.models import Session
    from tests.factories.engagement import WebinarRowFactory

    session = Session.objects.get(pk=_led_session())
    row = WebinarRowFactory(report__session=session)
    return {"session_id": str(session.pk), "row_id": str(row.pk)}


def _led_cohort() -> dict[str, str]:
    """A cohort with a session that the facilitator of the cast leads."""
    from courses.models import Session

    return {"cohort_id": str(Session.objects.get(pk=_led_session()).component.cohort_id)}


def _on_a_board() -> dict[str, str]:
    """Somebody's enrolment."""
    from tests.factories.courses import EnrolmentFactory

    return {"enrolment_id": str(EnrolmentFactory().pk)}


def _at_risk_entry() -> dict[str, str]:
    from tests.factories.engagement import AtRiskEntryFactory

    return {"entry_id": str(AtRiskEntryFactory(rules=[]).pk)}


def _own_enrolment() -> dict[str, str]:
    """An enrolment of the participant of the cast."""
    from npq_portal.accounts.models import Participant
    from tests.factories.courses import EnrolmentFactory

    owner = Participant.objects.get(user__email="priya@school.example")
    return {"pk": EnrolmentFactory(participant=owner).pk}


def _catch_up() -> dict[str, str]:
    """A catch-up of the participant of the cast, sent, on a session that the facilitator of the cast leads."""
    from courses.models import Enrolment
    from npq_portal.accounts.models import User
    from tests.factories.engagement import CatchUpFactory, ComponentFactory, SessionFactory

    enrolment = Enrolment.objects.get(pk=_own_enrolment()["pk"])
    femi = User.objects.get(email="femi@school.example")
    session = SessionFactory(component=ComponentFactory(cohort=enrolment.cohort), facilitators=[femi])
    return {"pk": CatchUpFactory(session=session, enrolment=enrolment, state="sent", text="I read the slides.").pk}


def _walk_in() -> dict[str, str]:
    """Somebody who walked into a session that the facilitator of the cast leads."""
    from tests.factories.engagement import WalkInFactory

    session = _led_session()
    return {"session_id": session, "walk_in_id": str(WalkInFactory(session_id=session).pk)}


def _cohort() -> dict[str, str]:
    """A cohort."""
    from tests.factories.courses import CohortFactory

    return {"pk": str(CohortFactory().pk)}


def _own_session() -> dict[str, str]:
    """A session to come that the participant of the cast is expected at."""
    from courses.models import Enrolment
    from npq_portal import clock
    from tests.factories.engagement import ComponentFactory, SessionFactory

    words = _own_npq()
    component = ComponentFactory(cohort=Enrolment.objects.get(pk=words["pk"]).cohort)
    tomorrow = clock.now() + timedelta(days=1)
    session = SessionFactory(component=component, starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=1))
    return words | {"component": str(component.pk), "session": str(session.pk)}


def _own_dates(*names: str) -> Words:
    return lambda: {name: value for name, value in _own_session().items() if name in {"pk", *names}}


ROWS: Mapping[str, Row] = {
    # public pages
    "courses:index": Row(EVERYBODY),
    "courses:guide": Row(EVERYBODY, slug("what-are-npqs")),
    "courses:questions": Row(EVERYBODY),
    "courses:lead-providers": Row(EVERYBODY),
    "courses:lead-provider": Row(EVERYBODY, slug("some-provider")),
    "courses:course": Row(EVERYBODY, slug("npqsl")),
    # a participant's own course
    "mine:npq": Row(OWNER, _own_npq),
    "mine:what-if": Row(OWNER, _own_npq),
    "mine:study": Row(OWNER, _own_unit),
    "mine:take-study-back": Row(OWNER, _own_unit),
    # checking in by phone
    "mine:check-in": Row(SIGNED_IN, lambda: {"pk": _led_session()}),
    "mine:check-in-scan": Row(EVERYBODY, lambda: {"pk": _led_session(), "code": "guessed"}),
    "registers:check-in": Row(TEACHING, lambda: {"pk": _led_session()}),
    "registers:check-in-state": Row(TEACHING, lambda: {"pk": _led_session()}),
    # registers
    "registers:index": Row(TEACHING),
    "registers:register": Row(TEACHING, lambda: {"session_id": _led_session()}),
    "registers:paper": Row(TEACHING, lambda: {"session_id": _led_session()}),
    "registers:print": Row(TEACHING, lambda: {"session_id": _led_session()}),
    "registers:close": Row(TEACHING, lambda: {"session_id": _led_session()}),
    "registers:reopen": Row(TEACHING, lambda: {"session_id": _led_session()}),
    "registers:did-not-happen": Row(TEACHING, lambda: {"session_id": _led_session()}),
    "registers:decide": Row(TEACHING, lambda: {"session_id": _led_session()}),
    "registers:walk-in": Row(TEACHING, _walk_in),
    # a facilitator's device
    "registers:today": Row(TEACHING),
    "registers:sync": Row(TEACHING),
    "registers:worker": Row(EVERYBODY),
    "registers:manifest": Row(EVERYBODY),
    "registers:offline": Row(EVERYBODY),
    # a webinar's attendance report
    "registers:webinar": Row(TEACHING, lambda: {"session_id": _led_session()}),
    "registers:webinar-row": Row(TEACHING, _webinar_row),
    "registers:webinar-others": Row(TEACHING, lambda: {"session_id": _led_session()}),
    "registers:webinar-absent": Row(TEACHING, lambda: {"session_id": _led_session()}),
    # the cohort board and the at-risk list
    "board:index": Row(HUB),
    "board:cohort": Row(TEACHING, _led_cohort),
    "board:csv": Row(HUB, _led_cohort),
    "board:xlsx": Row(HUB, _led_cohort),
    "board:person": Row(HUB, _on_a_board),
    "board:exempt": Row(HUB, _on_a_board),
    "board:end-exemption": Row(HUB, lambda: {**_on_a_board(), "component_id": "1"}),
    "board:at-risk": Row(HUB),
    "board:at-risk-entry": Row(HUB, _at_risk_entry),
    # schedules
    "schedule:cohorts": Row(HUB),
    "schedule:cohort": Row(HUB, _cohort),
    "schedule:copy-components": Row(HUB, _cohort),
    "schedule:make": Row(HUB, _cohort),
    "schedule:import": Row(HUB, _cohort),
    "cohorts:message": Row(HUB, _cohort),
    "cohorts:import-enrolments": Row(HUB, _cohort),
    "schedule:template": Row(HUB, _cohort),
    "schedule:release": Row(HUB, _cohort),
    "schedule:session": Row(HUB, lambda: {"pk": _led_session()}),
    "schedule:change": Row(HUB, lambda: {"pk": _led_session()}),
    "schedule:cancel": Row(HUB, lambda: {"pk": _led_session()}),
    "schedule:undo": Row(HUB, lambda: {"pk": _led_session()}),
    "schedule:give-place": Row(HUB, lambda: {"pk": _led_session()}),
    "mine:dates": Row(OWNER, _own_dates()),
    "mine:choose": Row(OWNER, _own_dates("component")),
    "mine:sorry": Row(OWNER, _own_dates("session")),
    "mine:can-come": Row(OWNER, _own_dates("session")),
    # enrolments and catching up
    "enrolments:record": Row(HUB, _own_enrolment),
    "enrolments:passport": Row(HUB, _own_enrolment),
    "enrolments:defer": Row(HUB, _own_enrolment),
    "enrolments:resume": Row(HUB, _own_enrolment),
    "enrolments:transfer": Row(HUB, _own_enrolment),
    "enrolments:withdraw": Row(HUB, _own_enrolment),
    "enrolments:readmit": Row(HUB, _own_enrolment),
    "enrolments:offer-catch-up": Row(HUB, _own_enrolment),
    "mine:catch-ups": Row(SIGNED_IN),
    "mine:catch-up": Row(OWNER, _catch_up),
    "mine:passport": Row(OWNER, _own_enrolment),
    "registers:catch-ups": Row(TEACHING),
    "registers:catch-up": Row(TEACHING, _catch_up),
    "registers:catch-up-more-time": Row(TEACHING, _catch_up),
}
