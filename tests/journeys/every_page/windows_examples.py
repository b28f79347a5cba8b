"""Examples of the pages of case study windows: one open with people in every state, one to come, one over; requests,
adjustments and outages in every state."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse

from assessments.choices import EntryState, ExtensionState, VersionSource
from assessments.facts.drafts import rescued
from assessments.models import Extension, Outage, StandingAdjustment, Window
from courses.choices import EnrolmentStatus
from courses.models import Component, Enrolment
from npq_portal import clock
from npq_portal.accounts.models import User
from npq_portal.demo.cast import GRACE
from tests.assessments.windows.scenes import a_cohort, engaged, idle
from tests.factories.assessments import CaseQuestionFactory, DraftVersionFactory, EntryFactory, WindowFactory
from tests.factories.assessments_windows import (
    CaseOpeningFactory,
    EvidenceFactory,
    ExtensionFactory,
    OutageCreditFactory,
    OutageFactory,
    StandingAdjustmentFactory,
    WaiverFactory,
    WindowEventFactory,
)

#: Somebody in a window, somebody who is not let in, and somebody who left the course while it was open.
INGA, IDA = "inga.invented@school.example", "ida.invented@school.example"
LENA = "lena.left@school.example"
OF_WINDOWS = ("windows:window", "windows:move", "windows:call-off")
OF_PEOPLE = ("windows:waive", "windows:end-waiver", "windows:give-time")
OF_REQUESTS = ("windows:request", "windows:evidence")
MINE = ("my-windows:index", "my-windows:window", "my-windows:ask", "my-windows:take-back")
NAMES = (
    *OF_WINDOWS,
    *OF_PEOPLE,
    *OF_REQUESTS,
    *MINE,
    "windows:plan",
    "windows:adjustments",
    "windows:give-adjustment",
    "windows:end-adjustment",
    "windows:adjustment-evidence",
    "windows:rescue-copies",
    "windows:rescue-copy",
    "windows:evidence-file",
    "windows:outage",
)


def make() -> None:
    """Put them into the hub."""
    at, day = clock.now(), timedelta(days=1)
    cohort = a_cohort()
    days = {"open": at - day, "to come": at + 30 * day, "over": at - 60 * day}
    windows = {
        name: WindowFactory(cohort=cohort, opens_on=opens.date(), opens_at=opens, closes_at=opens + 8 * day)
        for name, opens in days.items()
    }
    grace = User.objects.get(email=GRACE.email)
    WindowFactory(
        cohort=cohort, case_study=windows["to come"].case_study, opens_on=(at + 50 * day).date(), opens_at=at + 50 * day,
        closes_at=at + 58 * day, called_off_at=at, called_off_by=grace, called_off_reason="The case had a mistake in it.",
    )  # fmt: skip
    entry = EntryFactory(window=windows["open"], enrolment=_named(engaged(windows["open"]), INGA))
    _named(idle(windows["open"], "Ida Invented"), IDA)
    left = _named(engaged(windows["open"], "Lena Left", status=EnrolmentStatus.WITHDRAWN), LENA)
    EntryFactory(window=windows["open"], enrolment=left, state=EntryState.LEFT, left_at=at, closes_at=at, closed_at=at)
    waived = idle(windows["to come"], "Wanda Waived")
    WaiverFactory(window=windows["to come"], enrolment=waived, at=at, by=grace)
    CaseQuestionFactory(case_study=windows["open"].case_study)
    CaseOpeningFactory(entry=entry, at=at)
    CaseQuestionFactory(case_study=windows["over"].case_study)
    late = EntryFactory(window=windows["over"], enrolment=entry.enrolment, attempt=2)
    WindowEventFactory(window=windows["open"], by=grace)
    for number, state in enumerate(ExtensionState.values):
        decided = state in {"granted", "refused"}
        facts = {"decided_at": at, "decided_by": grace, "decision_reason": "You asked in good time."} if decided else {}
        given = 24 if state == "granted" else 0
        extension = ExtensionFactory(
            window=windows["open"],
            enrolment=entry.enrolment,
            state=state,
            hours_given=given,
            asked_at=at - timedelta(hours=number),
            **facts,
        )
        EvidenceFactory(extension=extension, file_name="letter.pdf", content=b"%PDF-1.4")
    StandingAdjustmentFactory(participant=entry.enrolment.participant, given_by=grace)
    adjusted = StandingAdjustment.objects.get()
    EvidenceFactory(extension=None, adjustment=adjusted, by=grace, file_name="letter.pdf", content=b"%PDF-1.4")
    for number, minutes in enumerate((3, -60), 1):
        answers = {str(windows["over"].case_study.questions.first().pk): "The first thing I would do is listen."}
        DraftVersionFactory(
            entry=late,
            number=number,
            answers=answers,
            source=VersionSource.RESCUED,
            saved_at=late.closes_at + timedelta(minutes=minutes),
            written_at=late.closes_at - timedelta(minutes=9) if minutes == 3 else None,
        )
    StandingAdjustmentFactory(given_by=grace, ended_at=at, ended_by=grace)
    OutageFactory(starts_at=at - timedelta(hours=5), ends_at=at - timedelta(hours=4), named_by=grace)
    given_back = OutageFactory(
        starts_at=at - timedelta(hours=9), ends_at=at - timedelta(hours=8), named_by=grace, is_credited=True,
        decided_at=at, decided_by=grace,
    )  # fmt: skip
    OutageCreditFactory(outage=given_back, entry=entry)


def _named(enrolment: Enrolment, email: str) -> Enrolment:
    User.objects.filter(pk=enrolment.participant.user_id).update(email=email)
    return enrolment


def paths(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The addresses of one of the pages, each with those who open it; nobody named: everybody who may."""
    inga = Enrolment.objects.get(participant__user__email=INGA)
    windows = Window.objects.filter(cohort=inga.cohort_id).order_by("opens_at")
    if name in MINE:
        yield from _mine(name, windows)
    else:
        yield from ((path, ()) for path in _hub(name, inga, windows))


def _mine(name: str, windows) -> Iterator[tuple[str, tuple[str, ...]]]:
    if name == "my-windows:index":
        yield reverse(name), (INGA, LENA, GRACE.email)
        return
    for window in windows:
        yield reverse(name, args=[window.pk]), (INGA,)
    yield reverse(name, args=[windows[1].pk]), (IDA, LENA)


def _hub(name: str, inga: Enrolment, windows) -> Iterator[str]:
    if name in OF_WINDOWS:
        yield from (reverse(name, args=[window.pk]) for window in windows)
    elif name in OF_PEOPLE:
        people = Enrolment.objects.filter(cohort=inga.cohort_id, status=EnrolmentStatus.ACTIVE)
        yield from (reverse(name, args=[window.pk, one.pk]) for window in windows[1:] for one in people)
    elif name in OF_REQUESTS:
        yield from (reverse(name, args=[one.pk]) for one in Extension.objects.filter(enrolment=inga))
    elif name == "windows:evidence-file":
        yield reverse(name, args=[Extension.objects.filter(enrolment=inga).earliest("pk").evidence.get().pk])
    elif name == "windows:outage":
        yield from (reverse(name, args=[one.pk]) for one in Outage.objects.all())
    else:
        yield from _of_others(name, inga)


def _of_others(name: str, inga: Enrolment) -> Iterator[str]:
    if name == "windows:plan":
        without_case = Component.objects.exclude(cohort=inga.cohort_id).earliest("pk").cohort_id
        yield from (reverse(name, args=[pk]) for pk in (inga.cohort_id, without_case))
    elif name == "windows:adjustments":
        yield from (f"{reverse(name)}{query}" for query in ("", "?q=inga", "?q=nobody-is-called-this"))
    elif name == "windows:rescue-copies":
        of_window = {version.entry.window_id for version in rescued().filter(entry__enrolment=inga)}
        nobodys = Window.objects.filter(cohort=inga.cohort_id).latest("opens_at").pk
        yield from (f"{reverse(name)}{query}" for query in ("", *(f"?window={pk}" for pk in (*of_window, nobodys))))
    elif name == "windows:rescue-copy":
        yield from (reverse(name, args=[version.pk]) for version in rescued())
    elif name == "windows:give-adjustment":
        yield reverse(name, args=[inga.participant_id])
    else:
        yield reverse(name, args=[StandingAdjustment.objects.earliest("pk").pk])
