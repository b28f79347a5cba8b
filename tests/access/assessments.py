"""Windows, writing, handing in, marking and results of case studies."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from tests.access import windows
from tests.access.who import EVERYBODY, HUB, MARKERS, OWNER, SIGNED_IN, Row, Words


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


ROWS: Mapping[str, Row] = {
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
    # reading the case and writing
    "writing:case": Row(OWNER, _own_case()),
    "writing:case-file": Row(OWNER, _own_case("file")),
    "writing:write": Row(OWNER, _own_case()),
    "writing:save": Row(OWNER, _own_case()),
    "writing:versions": Row(OWNER, _own_case()),
    "writing:version": Row(OWNER, _own_case("number")),
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
}
