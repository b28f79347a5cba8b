"""Who may open which address. tests/test_access.py goes through every address there is and fails for one not named here.

A row says who may open the page, and with which words the address is made. Objects belong to `participant` of the cast,
so that "own" pages open for that person and for nobody else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests import access_windows as windows

STRANGER = "stranger"  # nobody is signed in
PARTICIPANT, FACILITATOR, ASSESSOR, HUB_ADMIN, OUTSIDER = (
    "participant",
    "facilitator",
    "assessor",
    "hub_admin",
    "outsider",
)

SIGNED_IN = frozenset({PARTICIPANT, FACILITATOR, ASSESSOR, HUB_ADMIN, OUTSIDER})
EVERYBODY = SIGNED_IN | {STRANGER}
OWNER = frozenset({PARTICIPANT})
HUB = frozenset({HUB_ADMIN})
MARKERS = frozenset({ASSESSOR})

Words = Callable[[], Mapping[str, str]]


@dataclass(frozen=True)
class Row:
    """Who may open a page. `words` fills in the address; it may make rows, and is called within the test."""

    who: frozenset[str]
    words: Words = field(default=dict)


def _reference() -> dict[str, str]:
    """An application of the participant of the cast."""
    from npq_portal.accounts.models import Participant
    from tests.factories.registrations import ApplicationFactory

    owner = Participant.objects.get(user__email="priya@school.example")
    return {"reference": ApplicationFactory(participant=owner).reference}


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


def _own_submission(*names: str) -> Words:
    """A window in which the participant of the cast has submitted; with "reference", its receipt's too."""

    def make() -> dict[str, str]:
        from npq_portal.accounts.models import Participant
        from tests.factories.assessments import EntryFactory, ReceiptFactory, WindowFactory
        from tests.factories.courses import EnrolmentFactory

        window = WindowFactory(opens_at=clock_at(days=-3), closes_at=clock_at(days=5))
        owner = Participant.objects.get(user__email="priya@school.example")
        entry = EntryFactory(window=window, enrolment=EnrolmentFactory(cohort=window.cohort, participant=owner))
        receipt = ReceiptFactory(submission__entry=entry)
        words = {"pk": str(window.pk), "reference": receipt.reference}
        return {name: words[name] for name in ("pk", *names)}

    def clock_at(*, days: int) -> datetime:
        from npq_portal import clock

        return clock.now() + timedelta(days=days)

    return make


def _own_case(*names: str) -> Words:
    """A window in which the participant of the cast has opened the case, and has a draft; with a file of the case."""

    def make() -> dict[str, str]:
        from npq_portal import clock
        from npq_portal.accounts.models import Participant
        from tests.factories.assessments import CaseFileFactory, DraftVersionFactory, EntryFactory, WindowFactory
        from tests.factories.courses import EnrolmentFactory

        now = clock.now()
        window = WindowFactory(opens_at=now - timedelta(days=3), closes_at=now + timedelta(days=5))
        owner = Participant.objects.get(user__email="priya@school.example")
        enrolment = EnrolmentFactory(cohort=window.cohort, participant=owner)
        entry = EntryFactory(window=window, enrolment=enrolment, case_opened_at=now, newest_version=1)
        DraftVersionFactory(entry=entry, number=1)
        words = {"pk": str(window.pk), "number": "1", "file": str(CaseFileFactory(case_study=window.case_study).pk)}
        return {name: words[name] for name in ("pk", *names)}

    return make


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


def _own_result() -> dict[str, str]:
    """A result of the participant of the cast that is out, by its window."""
    from npq_portal.accounts.models import Participant
    from tests.factories.results import OutcomeFactory

    owner = Participant.objects.get(user__email="priya@school.example")
    return {"pk": str(OutcomeFactory(entry__enrolment__participant=owner).entry.window_id)}


def _own_statement() -> dict[str, str]:
    """A statement of completion of the participant of the cast, by its enrolment."""
    from npq_portal.accounts.models import Participant
    from tests.factories.results import CompletionStatementFactory

    owner = Participant.objects.get(user__email="priya@school.example")
    return {"pk": str(CompletionStatementFactory(enrolment__participant=owner).enrolment_id)}


def _results_row(name: str, **words: str) -> Words:
    """Something that only the hub looks at when results are settled, such as a SimilarPair; its key is the word `pk`, or
    that which is named."""

    def made() -> Mapping[str, str]:
        from tests.factories import assessments, results

        factory = getattr(results, f"{name}Factory", None) or getattr(assessments, f"{name}Factory")
        key = words.get("key", "pk")
        return {key: str(factory().pk)} | {word: value for word, value in words.items() if word != "key"}

    return made


def _slug(slug: str) -> Words:
    return lambda: {"slug": slug}


def _marked_script() -> dict[str, str]:
    """A script that the assessor of the cast has to mark."""
    from npq_portal.accounts.models import User
    from tests.factories.assessments import MarkingFactory

    return {"number": MarkingFactory(marker=User.objects.get(email="asha@school.example")).script.number}


def _script_with_case_file() -> dict[str, str]:
    """The same, with a file of the case it answers."""
    from assessments.models import Script
    from tests.factories.assessments import CaseFileFactory

    words = _marked_script()
    case = Script.objects.get(number=words["number"]).submission.entry.window.case_study
    return words | {"file": str(CaseFileFactory(case_study=case).pk)}


def _closed_window() -> dict[str, str]:
    """A window with a script."""
    from tests.factories.assessments import ScriptFactory

    return {"pk": str(ScriptFactory().submission.entry.window_id)}


TABLE: Mapping[str, Row] = {
    # the roof
    "pages:start": Row(EVERYBODY),
    "pages:home": Row(SIGNED_IN),
    "pages:accessibility": Row(EVERYBODY),
    "pages:privacy": Row(EVERYBODY),
    "pages:contact": Row(EVERYBODY),
    "pages:cookies": Row(EVERYBODY),
    "pages:healthz": Row(EVERYBODY),
    "pages:readyz": Row(EVERYBODY),
    # signing in
    "account_home": Row(SIGNED_IN),
    "account_login": Row(EVERYBODY),
    "account_confirm_login_code": Row(EVERYBODY),
    "account_resend_login_code": Row(EVERYBODY),
    "account_logout": Row(EVERYBODY),
    "account_change_email": Row(SIGNED_IN),
    "account_confirm_new_email": Row(SIGNED_IN),
    "account_resend_new_email_code": Row(SIGNED_IN),
    # public pages
    "courses:index": Row(EVERYBODY),
    "courses:guide": Row(EVERYBODY, _slug("what-are-npqs")),
    "courses:questions": Row(EVERYBODY),
    "courses:lead-providers": Row(EVERYBODY),
    "courses:lead-provider": Row(EVERYBODY, _slug("some-provider")),
    "courses:course": Row(EVERYBODY, _slug("npqsl")),
    # the funding calculator, and searching for a school, without an account
    "registrations:funding-calculator": Row(EVERYBODY),
    "registrations:calculator-question": Row(EVERYBODY, lambda: {"key": "npq"}),
    "registrations:calculator-remove-earlier-npq": Row(EVERYBODY),
    "registrations:calculator-result": Row(EVERYBODY),
    "registrations:workplace-search": Row(EVERYBODY),
    # registering; the link a school leader gets is its own key
    "registrations:start": Row(SIGNED_IN),
    "registrations:question": Row(SIGNED_IN, lambda: {"key": "npq"}),
    "registrations:remove-earlier-npq": Row(SIGNED_IN),
    "registrations:check-answers": Row(SIGNED_IN),
    "registrations:discard": Row(SIGNED_IN),
    "registrations:application": Row(OWNER, _reference),
    "registrations:give-more": Row(OWNER, _reference),
    "registrations:withdraw": Row(OWNER, _reference),
    "registrations:backing": Row(EVERYBODY, lambda: {"token": "not-a-token"}),
    # casework
    "registrations:casework-list": Row(HUB),
    "registrations:casework-csv": Row(HUB),
    "registrations:casework-application": Row(HUB, _reference),
    "registrations:casework-accept": Row(HUB, _reference),
    "registrations:casework-reject": Row(HUB, _reference),
    "registrations:casework-ask": Row(HUB, _reference),
    "registrations:casework-verify-trn": Row(HUB, _reference),
    "registrations:casework-override-funding": Row(HUB, _reference),
    "registrations:casework-note": Row(HUB, _reference),
    "registrations:casework-ask-leader": Row(HUB, _reference),
    "registrations:casework-adjustments": Row(HUB, _reference),
    # a participant's own course
    "mine:npq": Row(OWNER, _own_npq),
    "mine:what-if": Row(OWNER, _own_npq),
    "mine:study": Row(OWNER, _own_unit),
    "mine:take-study-back": Row(OWNER, _own_unit),
    # checking in by phone
    "mine:check-in": Row(SIGNED_IN, lambda: {"pk": _led_session()}),
    "mine:check-in-scan": Row(EVERYBODY, lambda: {"pk": _led_session(), "code": "guessed"}),
    "registers:check-in": Row(frozenset({FACILITATOR, HUB_ADMIN}), lambda: {"pk": _led_session()}),
    "registers:check-in-state": Row(frozenset({FACILITATOR, HUB_ADMIN}), lambda: {"pk": _led_session()}),
    # registers
    "registers:index": Row(frozenset({FACILITATOR, HUB_ADMIN})),
    "registers:register": Row(frozenset({FACILITATOR, HUB_ADMIN}), lambda: {"session_id": _led_session()}),
    "registers:paper": Row(frozenset({FACILITATOR, HUB_ADMIN}), lambda: {"session_id": _led_session()}),
    "registers:print": Row(frozenset({FACILITATOR, HUB_ADMIN}), lambda: {"session_id": _led_session()}),
    "registers:close": Row(frozenset({FACILITATOR, HUB_ADMIN}), lambda: {"session_id": _led_session()}),
    "registers:reopen": Row(frozenset({FACILITATOR, HUB_ADMIN}), lambda: {"session_id": _led_session()}),
    "registers:did-not-happen": Row(frozenset({FACILITATOR, HUB_ADMIN}), lambda: {"session_id": _led_session()}),
    "registers:decide": Row(frozenset({FACILITATOR, HUB_ADMIN}), lambda: {"session_id": _led_session()}),
    "registers:walk-in": Row(frozenset({FACILITATOR, HUB_ADMIN}), _walk_in),
    # a facilitator's device
    "registers:today": Row(frozenset({FACILITATOR, HUB_ADMIN})),
    "registers:sync": Row(frozenset({FACILITATOR, HUB_ADMIN})),
    "registers:worker": Row(EVERYBODY),
    "registers:manifest": Row(EVERYBODY),
    "registers:offline": Row(EVERYBODY),
    # a webinar's attendance report
    "registers:webinar": Row(frozenset({FACILITATOR, HUB_ADMIN}), lambda: {"session_id": _led_session()}),
    "registers:webinar-row": Row(frozenset({FACILITATOR, HUB_ADMIN}), _webinar_row),
    "registers:webinar-others": Row(frozenset({FACILITATOR, HUB_ADMIN}), lambda: {"session_id": _led_session()}),
    "registers:webinar-absent": Row(frozenset({FACILITATOR, HUB_ADMIN}), lambda: {"session_id": _led_session()}),
    # the cohort board and the at-risk list
    "board:index": Row(HUB),
    "board:cohort": Row(frozenset({FACILITATOR, HUB_ADMIN}), _led_cohort),
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
    "registers:catch-ups": Row(frozenset({FACILITATOR, HUB_ADMIN})),
    "registers:catch-up": Row(frozenset({FACILITATOR, HUB_ADMIN}), _catch_up),
    "registers:catch-up-more-time": Row(frozenset({FACILITATOR, HUB_ADMIN}), _catch_up),
    # case study windows
    "windows:index": Row(HUB),
    "windows:choose-cohort": Row(HUB),
    "windows:plan": Row(HUB, windows.window("cohort_id")),
    "windows:window": Row(HUB, windows.window("pk")),
    "windows:move": Row(HUB, windows.window("pk")),
    "windows:call-off": Row(HUB, windows.window("pk")),
    "windows:waive": Row(HUB, windows.window("pk", "enrolment_id")),
    "windows:end-waiver": Row(HUB, windows.window("pk", "enrolment_id")),
    "windows:give-time": Row(HUB, windows.window("pk", "enrolment_id")),
    "windows:requests": Row(HUB),
    "windows:request": Row(HUB, windows.window("request")),
    "windows:evidence": Row(HUB, windows.window("request")),
    "windows:evidence-file": Row(HUB, windows.evidence_file),
    "windows:adjustments": Row(HUB),
    "windows:give-adjustment": Row(HUB, windows.window("participant_id")),
    "windows:end-adjustment": Row(HUB, windows.adjustment),
    "windows:adjustment-evidence": Row(HUB, windows.adjustment),
    "windows:rescue-copies": Row(HUB),
    "windows:rescue-copy": Row(HUB, windows.rescue_copy),
    "windows:outages": Row(HUB),
    "windows:name-outage": Row(HUB),
    "windows:outage": Row(HUB, windows.outage),
    "my-windows:index": Row(SIGNED_IN),
    "my-windows:window": Row(OWNER, windows.window("pk")),
    "my-windows:ask": Row(OWNER, windows.window("pk")),
    "my-windows:take-back": Row(OWNER, windows.window("pk")),
    # not installed in production
    "gallery:components": Row(EVERYBODY),
    "gallery:forms": Row(EVERYBODY),
    "gallery:question": Row(EVERYBODY),
    "gallery:list": Row(EVERYBODY),
    "gallery:record": Row(EVERYBODY),
    "gallery:done": Row(EVERYBODY),
    "gallery:schools": Row(EVERYBODY),
    "gallery:error": Row(EVERYBODY, lambda: {"name": "404"}),
    "demo:mail-list": Row(EVERYBODY),
    "demo:mail": Row(EVERYBODY, lambda: {"name": "none"}),
    # results, statements and integrity
    "my-results:index": Row(SIGNED_IN),
    "my-results:outcome": Row(OWNER, _own_result),
    "my-results:statement": Row(OWNER, _own_statement),
    "my-results:statement-pdf": Row(OWNER, _own_statement),
    "receipts:statement": Row(EVERYBODY, lambda: {"reference": "SC-7K4M-92XD-0B3C"}),
    "results:index": Row(HUB),
    "results:board": Row(HUB, _results_row("Window")),
    "results:release": Row(HUB, _results_row("Window")),
    "results:csv": Row(HUB, _results_row("Window")),
    "results:attempt": Row(HUB, _results_row("Entry", key="entry_id")),
    "results:correct": Row(HUB, _results_row("Entry", key="entry_id")),
    "integrity:index": Row(HUB),
    "integrity:compare": Row(HUB, _results_row("Window")),
    "integrity:pairs": Row(HUB),
    "integrity:pair": Row(HUB, _results_row("SimilarPair")),
    "integrity:raise": Row(HUB, _results_row("Submission")),
    "integrity:cases": Row(HUB),
    "integrity:case": Row(HUB, _results_row("MisconductCase")),
    "integrity:move": Row(HUB, _results_row("MisconductCase", move="investigate")),
    # handing in a case study, and checking receipts
    "handing-in:submit": Row(OWNER, _own_submission()),
    "handing-in:submitted": Row(OWNER, _own_submission()),
    "handing-in:withdraw": Row(OWNER, _own_submission()),
    "handing-in:at-closing": Row(OWNER, _own_submission()),
    "handing-in:upload": Row(OWNER, _own_submission()),
    "handing-in:receipt-pdf": Row(OWNER, _own_submission("reference")),
    "handing-in:receipt-json": Row(OWNER, _own_submission("reference")),
    "handing-in:sealed": Row(OWNER, _own_submission("reference")),
    "receipts:check": Row(EVERYBODY),
    "receipts:keys": Row(EVERYBODY),
    # marking
    "marking:index": Row(MARKERS),
    "marking:script": Row(MARKERS, _marked_script),
    "marking:case-file": Row(MARKERS, _script_with_case_file),
    "marking:save": Row(MARKERS, _marked_script),
    "marking:hand-back": Row(MARKERS, _marked_script),
    "hub-marking:index": Row(HUB),
    "hub-marking:window": Row(HUB, _closed_window),
    "hub-marking:give-out": Row(HUB, _closed_window),
    "hub-marking:draw": Row(HUB, _closed_window),
    "hub-marking:conflicts": Row(HUB, _closed_window),
    "hub-marking:comparison": Row(HUB, _closed_window),
    "hub-marking:script": Row(HUB, _marked_script),
    # reading the case and writing
    "writing:case": Row(OWNER, _own_case()),
    "writing:case-file": Row(OWNER, _own_case("file")),
    "writing:write": Row(OWNER, _own_case()),
    "writing:save": Row(OWNER, _own_case()),
    "writing:versions": Row(OWNER, _own_case()),
    "writing:version": Row(OWNER, _own_case("number")),
}
