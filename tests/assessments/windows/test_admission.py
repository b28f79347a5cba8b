"""Who is let in, when, to which end: once each, at the first visit or by the minute's task."""

from datetime import timedelta

import pytest

from assessments import tasks
from assessments.actions.admission import admit, open_windows
from assessments.choices import EntryState, ExtensionKind, ExtensionState, OutcomeResult
from assessments.facts.entering import candidates
from assessments.models import AssessmentPolicy, Entry, OutageCredit, Waiver
from courses.choices import EnrolmentStatus
from courses.models import Enrolment
from npq_portal.accounts.models import User
from tests.assessments.windows.scenes import (
    BEFORE,
    CLOSES,
    INSIDE,
    OPENS,
    a_window,
    another_case,
    comes,
    engaged,
    idle,
    inside,
)
from tests.factories.accounts import UserFactory
from tests.factories.assessments import EntryFactory, WindowFactory
from tests.factories.assessments_windows import OutageFactory, OutcomeFactory
from tests.factories.courses import CohortFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def window():
    return a_window()


def reasons(window, enrolment, *, at=INSIDE) -> list[str]:
    (found,) = [one for one in candidates(window, at=at) if one.enrolment == enrolment]
    return [str(reason) for reason in found.decision.reasons]


def earlier(window, enrolment, *, opened=True, result=None, told_at=BEFORE, **kwargs) -> Entry:
    """An attempt in a window of the same cohort two months before."""
    before = WindowFactory(
        cohort=window.cohort,
        opens_on=window.opens_on - timedelta(days=60),
        opens_at=OPENS - timedelta(days=60),
        closes_at=CLOSES - timedelta(days=60),
        **kwargs,
    )
    at = before.opens_at if opened else None
    entry = EntryFactory(window=before, enrolment=enrolment, case_opened_at=at)
    if result:
        OutcomeFactory(entry=entry, result=result, at=told_at)
    return entry


# -- letting in ----------------------------------------------------------------------------------------------------------
def test_whoever_is_ready_is_let_in_from_the_opening_instant_on(window):
    enrolment = engaged(window)
    assert admit(window=window, enrolment=enrolment, at=OPENS - SECOND) is None

    entry = admit(window=window, enrolment=enrolment, at=OPENS)

    assert (entry.attempt, entry.admitted_at, entry.closes_at, entry.state) == (1, OPENS, CLOSES, EntryState.ADMITTED)


def test_nobody_is_let_in_at_the_end(window):
    assert admit(window=window, enrolment=engaged(window), at=CLOSES) is None
    assert admit(window=window, enrolment=engaged(window, "Late Invented"), at=CLOSES - SECOND).closes_at == CLOSES


def test_done_twice_it_is_one_entry(window):
    enrolment = engaged(window)
    first = admit(window=window, enrolment=enrolment, at=OPENS)
    second = admit(window=window, enrolment=enrolment, at=INSIDE)
    assert first == second
    assert second.admitted_at == OPENS


def test_somebody_who_becomes_ready_while_it_is_open_is_let_in_to_the_same_end(window):
    enrolment = idle(window)
    assert admit(window=window, enrolment=enrolment, at=OPENS) is None
    comes(enrolment)
    assert admit(window=window, enrolment=enrolment, at=INSIDE).closes_at == CLOSES


def test_the_task_lets_everybody_in_who_is_ready_and_notes_the_opening(window):
    ready, second, other = engaged(window), engaged(window, "Second Invented"), idle(window)

    assert open_windows(at=OPENS - SECOND) == 0
    assert open_windows(at=INSIDE) == 2
    assert open_windows(at=INSIDE + SECOND) == 0

    assert set(Entry.objects.values_list("enrolment", flat=True)) == {ready.pk, second.pk}
    assert not Entry.objects.filter(enrolment=other).exists()
    window.refresh_from_db()
    assert window.opened_at == INSIDE


def test_the_task_reads_the_clock(window, time_machine_at):
    engaged(window)
    with time_machine_at(INSIDE):
        assert tasks.open_windows() == 1
        assert tasks.expire_requests() == 0
        assert tasks.forget_evidence() == 0


# -- who is ready ------------------------------------------------------------------------------------------------------
def test_the_ledger_decides_whether_engagement_is_met():
    window = a_window()
    assert reasons(window, engaged(window)) == []
    assert reasons(window, idle(window)) == ["engagement"]


def test_a_policy_may_not_ask_for_it(window):
    AssessmentPolicy.objects.create(programme=window.cohort.programme, asks_for_engagement=False)
    assert reasons(window, idle(window)) == []


def test_a_waiver_holds_for_its_window_until_it_ends(window):
    enrolment, hannah = idle(window), UserFactory()
    waiver = Waiver.objects.create(window=window, enrolment=enrolment, reason="A fire", at=BEFORE, by=hannah)
    other = a_window(window.cohort, opens_on=window.opens_on + timedelta(days=90), case_study=another_case(window))
    assert reasons(window, enrolment) == []
    assert reasons(other, enrolment) == ["engagement"]
    Waiver.objects.filter(pk=waiver.pk).update(ended_at=BEFORE)
    assert reasons(window, enrolment) == ["engagement"]


def test_whoever_deferred_or_withdrew_is_not_let_in(window):
    for status in (EnrolmentStatus.DEFERRED, EnrolmentStatus.WITHDRAWN, EnrolmentStatus.MOVED):
        enrolment = engaged(window, f"{status} Invented", status=status)
        assert admit(window=window, enrolment=enrolment, at=INSIDE) is None


def test_the_list_has_whoever_holds_a_place_and_whoever_is_in(window):
    people = {engaged(window), idle(window), inside(window).enrolment}
    gone = inside(window, "Gone Invented").enrolment
    Enrolment.objects.filter(pk=gone.pk).update(status=EnrolmentStatus.WITHDRAWN)
    engaged(window, "Never Invented", status=EnrolmentStatus.WITHDRAWN)
    assert {one.enrolment for one in candidates(window, at=INSIDE)} == {*people, gone}


# -- attempts ----------------------------------------------------------------------------------------------------------
def test_after_a_fail_the_second_attempt_is_due(window):
    enrolment = engaged(window)
    earlier(window, enrolment, result=OutcomeResult.FAILED)
    assert admit(window=window, enrolment=enrolment, at=INSIDE).attempt == 2


@pytest.mark.parametrize(
    ("result", "told"),
    [
        (OutcomeResult.PASSED, ["passed"]),
        (OutcomeResult.FAILED, []),
        (OutcomeResult.NOT_SUBMITTED, []),
        (None, ["result_to_come"]),
    ],
)
def test_what_an_earlier_result_means(window, result, told):
    enrolment = engaged(window)
    earlier(window, enrolment, result=result)
    assert reasons(window, enrolment) == told


def test_a_further_attempt_has_all_its_days(window):
    enrolment = engaged(window)
    earlier(window, enrolment, result=OutcomeResult.FAILED, told_at=INSIDE)
    assert reasons(window, enrolment) == ["not_whole"]
    assert admit(window=window, enrolment=enrolment, at=INSIDE) is None


def test_the_newest_result_counts(window):
    enrolment = engaged(window)
    entry = earlier(window, enrolment, result=OutcomeResult.PASSED)
    OutcomeFactory(entry=entry, result=OutcomeResult.FAILED, reason="A slip", at=BEFORE + timedelta(days=1))
    assert reasons(window, enrolment) == []


def test_no_more_than_the_policys_attempts(window):
    AssessmentPolicy.objects.create(programme=window.cohort.programme, attempts=1)
    enrolment = engaged(window)
    earlier(window, enrolment, result=OutcomeResult.FAILED)
    assert reasons(window, enrolment) == ["no_attempt_left"]


def test_an_attempt_whose_case_was_never_opened_was_not_had(window):
    enrolment = engaged(window)
    before = earlier(window, enrolment, opened=False)

    entry = admit(window=window, enrolment=enrolment, at=INSIDE)

    before.refresh_from_db()
    assert (entry.attempt, before.state) == (1, EntryState.MOVED_ON)


def test_a_further_attempt_needs_another_case(window):
    enrolment = engaged(window)
    earlier(window, enrolment, result=OutcomeResult.FAILED, case_study=window.case_study)
    assert reasons(window, enrolment) == ["saw_the_case"]


def test_an_attempt_in_another_cohort_of_the_programme_counts(window):
    enrolment = engaged(window)
    old = CohortFactory(programme=window.cohort.programme, intake__identifier="2025b")
    moved = EnrolmentFactory(cohort=old, participant=enrolment.participant, status=EnrolmentStatus.MOVED)
    at = OPENS - timedelta(days=60)
    first = WindowFactory(cohort=old, opens_at=at, closes_at=at + timedelta(days=8))
    entry = EntryFactory(window=first, enrolment=moved, case_opened_at=at)
    OutcomeFactory(entry=entry, result=OutcomeResult.FAILED, at=BEFORE)
    assert admit(window=window, enrolment=enrolment, at=INSIDE).attempt == 2


def test_nobody_is_in_two_windows_at_once(window):
    entry = inside(window)
    other = a_window(window.cohort, opens_on=window.opens_on + timedelta(days=1), case_study=another_case(window))
    assert reasons(other, entry.enrolment) == ["in_another_window"]


def test_whoever_moved_to_the_next_window_is_not_let_in_again(window):
    entry = inside(window, state=EntryState.MOVED_ON)
    assert admit(window=window, enrolment=entry.enrolment, at=INSIDE) is None
    assert reasons(window, entry.enrolment) == ["moved_on"]


# -- to which end ------------------------------------------------------------------------------------------------------
def test_what_was_given_before_the_opening_counts(window):
    enrolment, hannah = engaged(window), UserFactory()
    granted = {"kind": ExtensionKind.MORE_TIME, "reason": "illness", "state": ExtensionState.GRANTED}
    decided = {"asked_at": BEFORE, "asked_by": hannah, "decided_at": BEFORE, "decided_by": hannah}
    window.extensions.create(enrolment=enrolment, hours_asked=24, hours_given=24, **granted, **decided)
    enrolment.participant.standing_adjustments.create(extra_hours=48, given_at=BEFORE, given_by=hannah)
    assert admit(window=window, enrolment=enrolment, at=CLOSES).closes_at == CLOSES + timedelta(hours=72)


def test_somebody_let_in_late_has_the_time_an_outage_gave_to_those_before_them(window):
    outage = OutageFactory(decided=True)
    entry = admit(window=window, enrolment=engaged(window), at=INSIDE + timedelta(days=2))
    assert entry.closes_at == CLOSES + timedelta(hours=2)
    assert OutageCredit.objects.get().outage == outage


def test_the_list_takes_the_same_number_of_queries_for_any_number(window, django_assert_num_queries):
    engaged(window)
    with django_assert_num_queries(14):
        candidates(window, at=INSIDE)
    for number in range(3):
        inside(window, f"More Invented{number}")
    with django_assert_num_queries(14):
        candidates(window, at=INSIDE)


def test_the_first_visit_lets_in(rf, window, time_machine_at):
    from django.http import Http404

    from assessments.views.own import entry_of

    enrolment, other = engaged(window), idle(window)
    request = rf.get("/")
    request.user = User.objects.get(pk=enrolment.participant.user_id)
    with pytest.raises(Http404):
        entry_of(request, window.pk, at=OPENS - SECOND)
    assert entry_of(request, window.pk, at=OPENS).admitted_at == OPENS
    assert entry_of(request, window.pk, at=INSIDE).admitted_at == OPENS

    request.user = User.objects.get(pk=other.participant.user_id)
    with pytest.raises(Http404):
        entry_of(request, window.pk, at=INSIDE)
    request.user = UserFactory()
    with pytest.raises(Http404):
        entry_of(request, window.pk, at=INSIDE)
