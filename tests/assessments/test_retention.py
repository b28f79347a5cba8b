"""What is forgotten six years after a programme, what after a year, and what is held on to."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from time_machine import travel

from assessments.actions import retention
from assessments.models import (
    AssessmentPolicy,
    CaseFile,
    CaseQuestion,
    CaseStudy,
    CompletionStatement,
    Criterion,
    DraftVersion,
    Entry,
    Evidence,
    MisconductCase,
    MisconductEvent,
    SimilarPair,
    StandingAdjustment,
    TeamMember,
    Window,
)
from assessments.tasks import forget_what_was_kept_long_enough
from courses.models import Cohort, Enrolment
from npq_portal.celery import app
from tests.factories import assessments, assessments_windows, results
from tests.factories.courses import CohortFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db

ENDS_ON = date(2028, 8, 31)
#: Half past midnight on a London clock, six years after the last day; and a second before that day began.
SIX_YEARS_ON = datetime(2034, 8, 30, 23, 30, tzinfo=UTC)
JUST_BEFORE = datetime(2034, 8, 30, 22, 59, 59, tzinfo=UTC)
CLOSED = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)  # the night the clocks go forward
A_YEAR_ON = datetime(2028, 3, 27, 23, 30, tzinfo=UTC)  # the same time on a London clock, on the 28th
#: Names nobody: kept for good.
REFERENCE = {AssessmentPolicy, Criterion, CaseStudy, CaseQuestion, CaseFile}


def an_attempt(**kwargs) -> Entry:
    """Handed in, marked, suspected, decided: a row of everything that hangs on an attempt."""
    entry = assessments.EntryFactory(**kwargs)
    version = assessments.DraftVersionFactory(entry=entry)
    assessments.UploadedFileFactory(entry=entry)
    submission = assessments.SubmissionFactory(entry=entry, version=version)
    assessments.ReceiptFactory(submission=submission)
    script = assessments.ScriptFactory(submission=submission)
    results.ScoreFactory(marking=assessments.MarkingFactory(script=script))
    results.ScriptEventFactory(script=script)
    case = results.MisconductCaseFactory(submission=submission, state="closed", was_upheld=True, closed_at=CLOSED)
    results.MisconductEventFactory(case=case)
    results.OutcomeFactory(entry=entry)
    assessments_windows.CaseOpeningFactory(entry=entry)
    assessments_windows.OutageCreditFactory(entry=entry)
    return entry


def everything() -> Entry:
    """A row of every model of assessments, all of one cohort."""
    entry = an_attempt()
    window, enrolment = entry.window, entry.enrolment
    other = an_attempt(window=window)
    results.SimilarPairFactory(first=entry.submissions.get().script, second=other.submissions.get().script)
    extension = assessments_windows.ExtensionFactory(window=window, enrolment=enrolment)
    assessments_windows.EvidenceFactory(extension=extension)
    assessments_windows.StandingAdjustmentFactory(participant=enrolment.participant)
    assessments_windows.WaiverFactory(window=window, enrolment=enrolment)
    assessments_windows.WindowEventFactory(window=window)
    results.ConflictFactory(enrolment=enrolment)
    results.CompletionStatementFactory(enrolment=enrolment)
    marker = entry.submissions.get().script.markings.get().marker
    assessments.TeamMemberFactory(programme=window.cohort.programme, user=marker, left_at=CLOSED)
    assessments.AssessmentPolicyFactory(programme=window.cohort.programme)
    assessments.CaseQuestionFactory(case_study=window.case_study)
    assessments.CaseFileFactory(case_study=window.case_study)
    return entry


def kept() -> set:
    return {model for model in apps.get_app_config("assessments").get_models() if model._default_manager.exists()}


def forget(at: datetime) -> int:
    with travel(at, tick=False):
        return forget_what_was_kept_long_enough()


def test_six_years_after_the_programme_nothing_of_anybody_is_left():
    everything()
    assert kept() == set(apps.get_app_config("assessments").get_models()), (
        "a model has no row here: decide when it goes"
    )

    assert forget(JUST_BEFORE) == 0
    assert forget(SIX_YEARS_ON) > 0

    assert kept() == REFERENCE
    assert forget(SIX_YEARS_ON) == 0
    assert Enrolment.objects.count() == 2, "places are kept by courses"


def test_what_is_younger_stays_whole():
    old = everything()
    young = an_attempt(window__cohort=CohortFactory(ends_on=ENDS_ON + timedelta(days=1)))
    pair = results.SimilarPairFactory(first=old.submissions.get().script, second=young.submissions.get().script)
    forget(SIX_YEARS_ON)

    assert [entry.pk for entry in Entry.objects.all()] == [young.pk]
    assert Window.objects.get() == young.window
    for hanging in ("versions", "files", "submissions", "outcomes", "openings", "outage_credits"):
        assert getattr(young, hanging).count() == 1, hanging
    assert not SimilarPair.objects.filter(pk=pair.pk).exists(), "a pair goes with either of its scripts"


def test_an_attempt_is_held_while_its_person_is_in_a_later_cohort_of_the_programme():
    held, gone = an_attempt(), assessments.EntryFactory()
    for first, programme in ((held, held.window.cohort.programme), (gone, CohortFactory().programme)):
        later = CohortFactory(programme=programme, intake__identifier="2027a", ends_on=ENDS_ON + timedelta(days=365))
        EnrolmentFactory(cohort=later, participant=first.enrolment.participant)
    results.CompletionStatementFactory(enrolment=held.enrolment)

    forget(SIX_YEARS_ON)
    assert Entry.objects.get() == held
    assert Window.objects.get() == held.window
    assert CompletionStatement.objects.exists()

    forget(SIX_YEARS_ON.replace(year=2035))
    assert not Entry.objects.exists()
    assert not CompletionStatement.objects.exists()


def test_an_attempt_is_held_while_a_case_about_it_is_open():
    entry = an_attempt()
    MisconductCase.objects.update(closed_at=None, was_upheld=None, state="appealed")

    forget(SIX_YEARS_ON)
    assert Entry.objects.get() == entry
    assert DraftVersion.objects.exists()

    MisconductCase.objects.update(closed_at=SIX_YEARS_ON, was_upheld=True, state="closed")
    forget(SIX_YEARS_ON)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("facts", "at", "goes"),
    [
        ({"closed_at": CLOSED, "was_upheld": False}, A_YEAR_ON, True),
        ({"closed_at": CLOSED, "was_upheld": False}, A_YEAR_ON - timedelta(seconds=1), False),
        ({"closed_at": CLOSED, "was_upheld": None}, A_YEAR_ON, True),
        ({"closed_at": CLOSED, "was_upheld": True}, A_YEAR_ON, False),
        ({"closed_at": None, "was_upheld": False}, A_YEAR_ON + timedelta(days=900), False),
    ],
    ids=["dismissed a year ago", "a second less", "closed undecided", "upheld", "open, however old"],
)
def test_a_case_that_was_not_upheld_goes_after_a_year(facts, at, goes):
    case = results.MisconductCaseFactory(**facts)
    results.MisconductEventFactory(case=case)

    assert retention.forget_cases_not_upheld(at=at) == int(goes)
    assert MisconductCase.objects.exists() is not goes
    assert MisconductEvent.objects.exists() is not goes
    assert Entry.objects.exists(), "the attempt stays"


def test_an_adjustment_stays_until_its_persons_last_programme_is_over():
    enrolment = EnrolmentFactory()
    adjustment = assessments_windows.StandingAdjustmentFactory(participant=enrolment.participant)
    assessments_windows.EvidenceFactory(extension=None, adjustment=adjustment, by=adjustment.given_by)
    later = EnrolmentFactory(participant=enrolment.participant, cohort__ends_on=ENDS_ON + timedelta(days=99))

    retention.forget_about_people(at=SIX_YEARS_ON)
    assert StandingAdjustment.objects.get() == adjustment

    Cohort.objects.filter(pk=later.cohort_id).update(ends_on=ENDS_ON)
    assert retention.forget_about_people(at=SIX_YEARS_ON) == 1
    assert not Evidence.objects.exists()


def test_a_member_stays_in_the_list_of_the_team_as_long_as_their_marks():
    marking = assessments.MarkingFactory()
    programme = marking.script.submission.entry.window.cohort.programme
    marked = assessments.TeamMemberFactory(programme=programme, user=marking.marker, left_at=CLOSED)
    at_work = assessments.TeamMemberFactory(programme=programme)
    assessments.TeamMemberFactory(programme=programme, left_at=CLOSED)

    retention.forget_about_people(at=JUST_BEFORE)
    assert set(TeamMember.objects.all()) == {marked, at_work}

    forget(SIX_YEARS_ON)
    assert TeamMember.objects.get() == at_work


def test_an_outage_stays_as_long_as_a_window_it_touched():
    outage = assessments_windows.OutageFactory()
    window = assessments.WindowFactory()
    assert window.opens_at < outage.starts_at < window.closes_at

    assert retention.forget_outages(at=SIX_YEARS_ON) == 0
    assert forget(SIX_YEARS_ON) == 2  # the window, and the outage after it


def test_it_runs_every_night():
    tasks = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert forget_what_was_kept_long_enough.name in tasks
