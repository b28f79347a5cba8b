"""Somebody withdraws or defers while their window is open or planned: their time ends, and what was submitted stands."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from assessments.actions import outages
from assessments.actions.admission import admit
from assessments.actions.closing import close_due, wish_at_closing
from assessments.actions.drafts import save as save_draft
from assessments.actions.extensions import ExtensionRefusedError, give
from assessments.actions.moving import move, preview
from assessments.actions.scripts import make_due_scripts
from assessments.actions.submitting import SubmissionRefusedError, submit, withdraw
from assessments.choices import EntryState, ExtensionKind, ExtensionReason, ExtensionState, VersionSource
from assessments.facts.attempts import attempts_of
from assessments.facts.entering import candidates_among
from assessments.facts.submissions import standing_submission
from assessments.models import Entry, Script, Submission
from assessments.rules.attempts import Due, due
from assessments.rules.entering import NotReady
from assessments.rules.submitting import Refusal
from assessments.rules.window import Terms
from courses.actions import enrolments
from courses.choices import DeferralReason, WithdrawalReason
from npq_portal.notifications.models import Notification
from tests.assessments.handing.conftest import AT, DECLARED
from tests.assessments.windows.scenes import CLOSES
from tests.factories.assessments import EntryFactory, WindowFactory
from tests.factories.assessments_windows import ExtensionFactory, OutageFactory

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = AT + HOUR
BACK = date(2027, 9, 1)


@pytest.fixture
def draft(draft, entry):
    """Known to the entry as its newest."""
    Entry.objects.filter(pk=entry.pk).update(newest_version=draft.number)
    return draft


def withdraws(entry, *, by=None, at=AT):
    enrolments.withdraw(enrolment=entry.enrolment, reason="New job", code=WithdrawalReason.MOVING_SCHOOL, by=by, at=at)


def defers(entry, *, by=None, at=AT):
    enrolments.defer(enrolment=entry.enrolment, code=DeferralReason.OTHER, expected_back_on=BACK, by=by, at=at)


def submits(entry, version, *, at=AT):
    return submit(entry=entry, version=version, declaration=DECLARED, by=entry.enrolment.participant.user, at=at)


def wishes(entry):
    wish_at_closing(entry=entry, declaration=DECLARED, by=entry.enrolment.participant.user, at=AT - HOUR)


def as_it_is(entry) -> Entry:
    return Entry.objects.get(pk=entry.pk)


LEAVING = pytest.mark.parametrize("leaves", [withdraws, defers], ids=["withdraws", "defers"])


# -- without a submission ----------------------------------------------------------------------------------------------
@LEAVING
def test_their_time_ends_at_once(entry, draft, hub_admin, leaves):
    leaves(entry, by=hub_admin)

    found = as_it_is(entry)
    assert (found.state, found.closes_at, found.left_at) == (EntryState.LEFT, AT, AT)
    event = found.window.events.get()
    assert (event.by, event.at, event.after) == (hub_admin, AT, {"becomes": "ends"})
    assert event.what.endswith(": Priya Invented")


@LEAVING
def test_nothing_more_is_written_or_submitted_and_the_draft_is_kept(entry, draft, leaves):
    leaves(entry)

    with pytest.raises(SubmissionRefusedError) as refused:
        submits(entry, draft, at=LATER)
    assert refused.value.reason == Refusal.NOT_ADMITTED
    text = {str(entry.window.case_study.questions.get().pk): "More words."}
    saved = save_draft(
        entry=entry, answers=text, based_on=draft.number, source=VersionSource.AUTOSAVE,
        client_uuid="7a3c0f9e-5a5d-4a55-9c5f-3b8f0f5f7a11", at=LATER,
    )  # fmt: skip
    assert saved.version.source == VersionSource.RESCUED
    assert as_it_is(entry).newest_version == draft.number


@LEAVING
def test_not_even_where_they_had_asked_for_it_at_closing(entry, draft, leaves):
    wishes(entry)
    leaves(entry)

    close_due(at=CLOSES + DAY)
    make_due_scripts(at=CLOSES + DAY)

    assert not Submission.objects.exists()
    assert not Script.objects.exists()
    assert not Notification.objects.filter(kind="draft_not_submitted").exists()
    entry.window.refresh_from_db()
    assert entry.window.closed_at is not None


@LEAVING
def test_the_attempt_does_not_count_and_is_due_in_the_next_window(entry, draft, hub_admin, leaves):
    leaves(entry)
    enrolment = entry.enrolment
    if leaves is defers:
        enrolments.resume(enrolment=enrolment, by=hub_admin, at=LATER)
    else:
        enrolments.readmit(enrolment=enrolment, funded_place=True, reason="Back", by=hub_admin, at=LATER)
    enrolment.refresh_from_db()
    attempts = attempts_of(entry.window.cohort.programme, enrolment.participant_id)
    assert due(attempts, allowed=2, at=LATER) == Due.FIRST

    assert admit(window=entry.window, enrolment=enrolment, at=LATER) is None
    (here,) = candidates_among(entry.window, [enrolment], at=LATER)
    assert here.decision.reasons == (NotReady.LEFT,)
    opens = CLOSES + 60 * DAY
    facts = {"cohort": entry.window.cohort, "opens_on": opens.date(), "opens_at": opens, "closes_at": opens + 8 * DAY}
    (there,) = candidates_among(WindowFactory(**facts), [enrolment], at=opens)
    assert NotReady.SAW_THE_CASE not in there.decision.reasons
    assert there.decision.attempt == 1
    again = WindowFactory(**facts | {"opens_on": (opens + DAY).date()}, case_study=entry.window.case_study)
    (read,) = candidates_among(again, [enrolment], at=opens)
    assert NotReady.SAW_THE_CASE in read.decision.reasons


# -- with one ----------------------------------------------------------------------------------------------------------
@LEAVING
def test_what_was_submitted_stands_and_is_marked_and_counts(entry, draft, leaves):
    standing = submits(entry, draft, at=AT - HOUR)
    leaves(entry)

    found = as_it_is(entry)
    assert (found.state, found.closes_at, found.left_at) == (EntryState.ADMITTED, AT, AT)
    assert found.window.events.get().after == {"becomes": "stands"}
    with pytest.raises(SubmissionRefusedError):
        withdraw(entry=entry, by=entry.enrolment.participant.user, at=LATER)

    close_due(at=CLOSES + DAY)
    make_due_scripts(at=CLOSES + DAY)

    assert standing_submission(entry) == standing
    assert Script.objects.get().submission == standing
    attempts = attempts_of(entry.window.cohort.programme, entry.enrolment.participant_id)
    assert due(attempts, allowed=2, at=CLOSES + DAY) == Due.WAITS


@LEAVING
def test_what_was_taken_back_does_not_stand(entry, draft, leaves):
    submits(entry, draft, at=AT - HOUR)
    withdraw(entry=entry, by=entry.enrolment.participant.user, at=AT - HOUR)
    leaves(entry)
    assert as_it_is(entry).state == EntryState.LEFT


# -- before and after --------------------------------------------------------------------------------------------------
@LEAVING
def test_an_end_that_had_passed_is_dealt_with_as_anybodys(entry, draft, leaves):
    wishes(entry)
    leaves(entry, at=CLOSES)

    close_due(at=CLOSES + DAY)

    assert (as_it_is(entry).state, as_it_is(entry).left_at) == (EntryState.ADMITTED, None)
    assert standing_submission(entry).version == draft


@LEAVING
def test_before_the_opening_nobody_is_let_in_and_requests_lapse(entry, leaves):
    enrolment = entry.enrolment
    entry.delete()
    extension = ExtensionFactory(window=entry.window, enrolment=enrolment)
    leaves(entry, at=entry.window.opens_at - DAY)

    assert admit(window=entry.window, enrolment=enrolment, at=AT) is None
    extension.refresh_from_db()
    assert extension.state == ExtensionState.LAPSED
    assert not entry.window.events.exists()


def test_whoever_left_at_the_very_opening_has_a_time_all_the_same(entry):
    withdraws(entry, at=entry.window.opens_at)
    assert AT not in as_it_is(entry).period


def test_deferred_and_then_withdrawn_it_is_ended_once(entry, draft):
    defers(entry)
    withdraws(entry, at=LATER)
    assert as_it_is(entry).left_at == AT
    assert entry.window.events.count() == 1


def test_those_who_stay_are_not_touched(entry, draft):
    other = EntryFactory(window=entry.window)
    withdraws(entry)
    other.refresh_from_db()
    assert (other.state, other.closes_at, other.left_at) == (EntryState.ADMITTED, CLOSES, None)


# -- nothing moves the end of somebody who left ------------------------------------------------------------------------
@pytest.mark.parametrize("submitted", [False, True], ids=["draft", "submitted"])
def test_no_move_outage_or_extension_gives_them_time(entry, draft, hub_admin, submitted):
    if submitted:
        submits(entry, draft, at=AT - HOUR)
    withdraws(entry)
    window = entry.window

    longer = Terms(window.rule, window.opens_on, 9)
    effect = preview(window=window, case_study=window.case_study, terms=longer, at=LATER)
    assert effect.changes == ()
    facts = {"window": window, "case_study": window.case_study, "terms": longer}
    move(digest=effect.digest, by=hub_admin, at=LATER, **facts)
    outage = OutageFactory(starts_at=AT - 3 * HOUR, ends_at=AT - 2 * HOUR)
    assert outages.preview(outage=outage, at=LATER).touched == ()
    with pytest.raises(ExtensionRefusedError, match="left the course"):
        give(
            window=window, enrolment=entry.enrolment, kind=ExtensionKind.MORE_TIME, reason=ExtensionReason.ILLNESS,
            hours=24, words="Yes", by=hub_admin, at=LATER,
        )  # fmt: skip

    assert as_it_is(entry).closes_at == AT


# -- seen before it is done --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("withdraw", {"code": WithdrawalReason.MOVING_SCHOOL, "reason": "A new job"}),
        (
            "defer",
            {
                "code": DeferralReason.OTHER, "reason": "", "expected_back_on_day": "1", "expected_back_on_month": "9",
                "expected_back_on_year": "2027",
            },
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("submitted", "words"),
    [
        (False, "Nothing is submitted for them, and the attempt does not count. Their draft is kept."),
        (True, "What they had submitted stands and is marked."),
    ],
)
def test_whoever_does_it_sees_what_it_means(clock_at, hub_admin_client, entry, draft, name, answers, submitted, words):
    if submitted:
        submits(entry, draft, at=AT - HOUR)
    ExtensionFactory(window=entry.window, enrolment=entry.enrolment)

    page = hub_admin_client.post(reverse(f"enrolments:{name}", args=[entry.enrolment_id]), answers)

    happens = page.context["effect"].happens
    assert (
        f"They are in the case study window of {entry.window.cohort}. Their time in it ends at once. {words}" in happens
    )
    assert "Their request for more time lapses." in happens
    assert as_it_is(entry).left_at is None


# -- pages -------------------------------------------------------------------------------------------------------------
@LEAVING
def test_they_read_what_became_of_it_and_what_they_wrote(clock_at, participant_client, entry, draft, leaves):
    leaves(entry)
    clock_at.move_to(LATER)
    pk = entry.window_id

    shown = participant_client.get(reverse("my-windows:window", args=[pk])).content.decode()
    assert "You left the course while this window was open, so your time in it ended then." in shown
    assert "Nothing is submitted for you, and this attempt does not count." in shown
    assert "Ask for more time" not in shown
    written = participant_client.get(reverse("writing:write", args=[pk])).content.decode()
    assert (
        "You left the course, and your time in this window ended then: Tuesday 9 February 2027, 8pm (UK time)."
        in written
    )
    assert "Attendance fell in every year." in written
    assert "Save draft" not in written
    for name in ("writing:case", "writing:versions", "handing-in:submitted", "handing-in:at-closing"):
        assert participant_client.get(reverse(name, args=[pk])).status_code == 200
    assert "You left the course" in participant_client.get(reverse("my-windows:index")).content.decode()


def test_with_something_submitted_they_read_that_it_stands(clock_at, participant_client, entry, draft):
    submits(entry, draft, at=AT - HOUR)
    withdraws(entry)
    clock_at.move_to(LATER)

    shown = participant_client.get(reverse("my-windows:window", args=[entry.window_id])).content.decode()

    assert "What you had submitted stands. It is marked, and it counts as an attempt." in shown
    assert "See what you submitted" in shown


@LEAVING
def test_the_hub_sees_who_left_and_what_became_of_it(clock_at, hub_admin_client, entry, draft, leaves):
    leaves(entry)
    clock_at.move_to(LATER)

    page = hub_admin_client.get(reverse("windows:window", args=[entry.window_id]))

    groups = {title: rows for title, _, _, rows in page.context["groups"]}
    assert groups["In the window"] == []
    ((_, why, action),) = groups["Not ready"]
    assert why["text"] == "Left the course in this window: 8pm on Tuesday 9 February 2027"
    assert (why["hint"][:32], action) == ("Nothing is submitted for them, a", "")
    assert "Nothing is submitted for them, and the attempt does not count." in page.context["events"][0]["text"]


def test_the_hub_sees_that_what_was_submitted_stands(clock_at, hub_admin_client, entry, draft):
    submits(entry, draft, at=AT - HOUR)
    withdraws(entry)
    clock_at.move_to(LATER)

    page = hub_admin_client.get(reverse("windows:window", args=[entry.window_id]))

    ((_, _, end, _, action),) = {title: rows for title, _, _, rows in page.context["groups"]}["In the window"]
    assert end["hint"] == "They left the course. What they had submitted stands and is marked."
    assert action == ""
