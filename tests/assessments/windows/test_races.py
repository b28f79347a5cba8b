"""Two at once, on two real connections: one entry, one decision, and an end that has everything in it."""

from datetime import timedelta

import pytest

from assessments.actions import adjustments, calling_off, extensions, moving, outages, windows
from assessments.actions.admission import admit, open_windows
from assessments.choices import ExtensionKind, ExtensionReason
from assessments.models import Entry, Extension, Outage, OutageCredit, StandingAdjustment, Waiver, Window
from courses.models import Enrolment
from npq_portal.accounts.models import Participant, User
from tests.assessments.windows.scenes import (
    CLOSES,
    INSIDE,
    OPENS,
    TERMS,
    a_cohort,
    a_window,
    engaged,
    idle,
    inside,
    letters,
)
from tests.factories.accounts import UserFactory
from tests.factories.assessments import CaseStudyFactory
from tests.factories.assessments_windows import ExtensionFactory, OutageFactory
from tests.registrations.actions.racing import at_once, race

pytestmark = pytest.mark.django_db(transaction=True)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AFTER = INSIDE + HOUR


@pytest.fixture
def window():
    return a_window()


@pytest.fixture
def hannah() -> User:
    return UserFactory(name="Hannah Invented", roles=["hub_admin"])


def admitting(window, enrolment, *, at=INSIDE):
    window, enrolment = Window.objects.get(pk=window.pk), Enrolment.objects.get(pk=enrolment.pk)
    return lambda: admit(window=window, enrolment=enrolment, at=at)


def lengthening(window, by, *, days=9):
    window = Window.objects.select_related("cohort__programme", "case_study").get(pk=window.pk)
    terms = moving.Terms(TERMS.rule, TERMS.opens_on, days)
    facts = {"window": window, "case_study": window.case_study, "terms": terms, "at": INSIDE}
    digest = moving.preview(**facts).digest
    return lambda: moving.move(digest=digest, by=by, **facts)


def deciding(extension, by, *, hours=24):
    row = Extension.objects.get(pk=extension.pk)
    return lambda: extensions.decide(extension=row, is_granted=True, hours=hours, reason="Yes", by=by, at=INSIDE)


def giving_back(outage, by, *, is_credited=True):
    row = Outage.objects.get(pk=outage.pk)
    digest = outages.preview(outage=row, at=AFTER).digest
    return lambda: outages.decide(outage=row, is_credited=is_credited, digest=digest, by=by, at=AFTER)


def giving_adjustment(participant, by, *, hours=48):
    person = Participant.objects.get(pk=participant.pk)
    return lambda: adjustments.give(participant=person, hours=hours, by=by, at=OPENS - DAY)


def ending_adjustment(adjustment, by):
    row = StandingAdjustment.objects.select_related("participant").get(pk=adjustment.pk)
    at = OPENS - HOUR
    digest = adjustments.digest_of(change for _, change in adjustments.preview_of_end(adjustment=row, at=at))
    return lambda: adjustments.end(adjustment=row, digest=digest, confirmed_as=str(by), by=by, at=at)


def test_an_adjustment_given_twice_at_once_is_one_and_one_letter(window, hannah):
    person = engaged(window).participant
    first, second = at_once(giving_adjustment(person, hannah), giving_adjustment(person, hannah))
    assert first == second == StandingAdjustment.objects.get()
    assert len(letters("window_changed")) == 1


def test_an_adjustment_ended_twice_at_once_is_ended_once_and_told_once(window, hannah):
    given = giving_adjustment(engaged(window).participant, hannah)()
    assert sorted(at_once(ending_adjustment(given, hannah), ending_adjustment(given, hannah))) == [False, True]
    assert len(letters("window_changed")) == 2, "that it was given, and that it ended"


def test_two_first_visits_at_once_make_one_entry(window):
    enrolment = engaged(window)
    first, second = at_once(admitting(window, enrolment), admitting(window, enrolment))
    assert first == second == Entry.objects.get()


def test_a_visit_and_the_minutes_task_at_once_make_one_entry(window):
    enrolment = engaged(window)
    visit, task = at_once(admitting(window, enrolment), lambda: open_windows(at=INSIDE))
    assert visit == Entry.objects.get()
    assert task in {0, 1}


def test_whoever_comes_while_the_window_is_moved_has_the_new_end(window, hannah):
    enrolment = engaged(window)
    entry = race(lengthening(window, hannah), admitting(window, enrolment))
    assert entry.closes_at == CLOSES + DAY


def test_whoever_comes_before_a_move_is_moved_with_it_or_it_is_shown_anew(window, hannah):
    enrolment = engaged(window)
    outcome = race(admitting(window, enrolment), lengthening(window, hannah))
    assert isinstance(outcome, moving.WindowChangedError)  # they were not in the window when it was shown
    assert lengthening(window, hannah)() is True
    assert Entry.objects.get().closes_at == CLOSES + DAY


def test_an_extension_and_a_move_at_once_are_both_in_the_end(window, hannah):
    entry = inside(window)
    extension = ExtensionFactory(window=window, enrolment=entry.enrolment)
    decided = race(lengthening(window, hannah), deciding(extension, hannah))
    entry.refresh_from_db()
    assert decided is True
    assert entry.closes_at == CLOSES + 2 * DAY


def test_two_decisions_at_once_are_one(window, hannah):
    entry = inside(window)
    extension = ExtensionFactory(window=window, enrolment=entry.enrolment)
    assert sorted(at_once(deciding(extension, hannah), deciding(extension, hannah))) == [False, True]
    entry.refresh_from_db()
    assert entry.closes_at == CLOSES + DAY
    assert len(letters("extension_decided")) == 1


def test_two_requests_at_once_are_one(window):
    entry = inside(window)
    by = entry.enrolment.participant.user

    def ask():
        return extensions.ask(
            window=window, enrolment=entry.enrolment, kind=ExtensionKind.MORE_TIME, reason=ExtensionReason.ILLNESS,
            hours=24, by=by, at=INSIDE,
        )  # fmt: skip

    first, second = at_once(ask, ask)
    assert first == second == Extension.objects.get()


def test_an_outage_is_decided_once_by_whoever_is_first(window, hannah):
    inside(window)
    outage = OutageFactory()
    outcomes = at_once(giving_back(outage, hannah), giving_back(outage, hannah, is_credited=False))
    assert sorted(outcomes) == [False, True]
    outage.refresh_from_db()
    assert OutageCredit.objects.count() == int(outage.is_credited)


def test_an_outage_and_an_extension_at_once_are_both_in_the_end(window, hannah):
    entry = inside(window)
    extension = ExtensionFactory(window=window, enrolment=entry.enrolment)
    outcome = race(giving_back(OutageFactory(), hannah), deciding(extension, hannah))
    entry.refresh_from_db()
    assert outcome is True
    assert entry.closes_at == CLOSES + DAY + 2 * HOUR


def test_two_waivers_at_once_are_one(window, hannah):
    enrolment = idle(window)

    def waive():
        return windows.waive(window=window, enrolment=enrolment, reason="A flood", by=hannah, at=INSIDE)

    first, second = at_once(waive, waive)
    assert first == second == Waiver.objects.get()
    assert Entry.objects.count() == 1


def test_two_plans_at_once_make_one_window(hannah):
    cohort = a_cohort()
    case = CaseStudyFactory(programme=cohort.programme)

    def plan():
        return windows.plan(cohort=cohort, case_study=case, terms=TERMS, by=hannah, at=INSIDE - 30 * DAY)

    first, second = at_once(plan, plan)
    assert first == second == Window.objects.get()


def calling_off_just_before(window, by):
    window = Window.objects.select_related("cohort").get(pk=window.pk)
    at = OPENS - timedelta(seconds=1)
    digest = calling_off.preview(window=window, at=at).digest
    return lambda: calling_off.call_off(window=window, reason="A mistake", digest=digest, by=by, at=at)


def test_whoever_comes_while_the_window_is_called_off_is_not_let_in(window, hannah):
    enrolment = engaged(window)
    assert race(calling_off_just_before(window, hannah), admitting(window, enrolment, at=OPENS)) is None
    assert not Entry.objects.exists()


def test_a_window_that_opens_while_it_is_called_off_stays_open(window, hannah):
    enrolment = engaged(window)
    outcome = race(admitting(window, enrolment, at=OPENS), calling_off_just_before(window, hannah))
    assert isinstance(outcome, windows.WindowRefusedError)
    window.refresh_from_db()
    assert window.called_off_at is None
    assert letters("window_called_off") == []


def test_the_minutes_task_passes_over_what_is_called_off_at_that_moment(window, hannah):
    engaged(window)
    assert race(calling_off_just_before(window, hannah), lambda: open_windows(at=OPENS)) == 0
    window.refresh_from_db()
    assert (window.opened_at, Entry.objects.count()) == (None, 0)


def test_two_who_call_it_off_at_once_do_it_once(window, hannah):
    engaged(window)
    works = [calling_off_just_before(window, hannah) for _ in range(2)]
    assert sorted(at_once(*works)) == [False, True]
    assert len(letters("window_called_off")) == 1
