"""When the end has passed: submitted for those who asked, kept for the others, each told once."""

from datetime import timedelta

import pytest

from assessments.actions.closing import close_due, wish_at_closing, wished
from assessments.actions.submitting import SubmissionRefusedError, submit
from assessments.choices import EntryState, OverLimit, SubmittedBy, VersionSource
from assessments.facts.receipts import lines_of
from assessments.facts.submissions import standing_submission
from assessments.models import Submission
from assessments.rules.closing import GRACE, Ending
from assessments.rules.submitting import Declaration, Refusal
from assessments.tasks import close_entries
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.models import Notification
from npq_portal.templatetags.dates import exact_time
from tests.assessments.handing.conftest import AT, DECLARED
from tests.assessments.handing.test_submit import MIDNIGHT
from tests.factories.assessments import EntryFactory, UploadedFileFactory

pytestmark = pytest.mark.django_db
DUE = MIDNIGHT + GRACE


@pytest.fixture
def wish(entry, participant):
    def do(declaration=DECLARED, at=AT):
        return wish_at_closing(entry=entry, declaration=declaration, by=participant, at=at)

    return do


def only(ending: Ending) -> dict:
    return dict.fromkeys(Ending, 0) | {ending: 1}


def told() -> Notification:
    return Notification.objects.get(kind=NotificationKind.DRAFT_NOT_SUBMITTED)


# -- the wish ----------------------------------------------------------------------------------------------------------
def test_the_wish_carries_the_declaration_and_can_be_taken_back(entry, wish):
    wish()
    entry.refresh_from_db()
    assert wished(entry) == DECLARED
    wish(None)
    entry.refresh_from_db()
    assert wished(entry) is None


@pytest.mark.parametrize("declaration", [DECLARED, None])
def test_it_is_ticked_and_unticked_until_closing(entry, wish, declaration):
    wish(declaration, at=MIDNIGHT - timedelta(seconds=1))
    with pytest.raises(SubmissionRefusedError) as error:
        wish(declaration, at=MIDNIGHT)
    assert error.value.reason == Refusal.CLOSED


def test_half_a_declaration_is_no_wish(wish):
    with pytest.raises(SubmissionRefusedError) as error:
        wish(Declaration((), used_ai=False))
    assert error.value.reason == Refusal.NOT_DECLARED


def test_nobody_wishes_for_somebody_else(entry, hub_admin):
    with pytest.raises(SubmissionRefusedError):
        wish_at_closing(entry=entry, declaration=DECLARED, by=hub_admin, at=AT)


# -- the end -----------------------------------------------------------------------------------------------------------
def test_before_the_end_and_just_after_it_nothing_is_dealt_with(entry, draft):
    """A request that came in time may still be on its way."""
    assert sum(close_due(at=MIDNIGHT).values()) == 0
    assert sum(close_due(at=DUE - timedelta(microseconds=1)).values()) == 0
    assert close_due(at=DUE) == only(Ending.KEPT)


def test_a_draft_is_kept_and_not_submitted(entry, draft, participant):
    assert close_due(at=DUE) == only(Ending.KEPT)
    assert not Submission.objects.exists()
    assert told().recipient_id == participant.pk
    assert told().context["words"] == "5"
    assert told().context["closed_at"] == "Wednesday 10 February 2027, 11:59pm (UK time)"
    assert "It is kept and has not been submitted" in told().context["what_next"]
    entry.refresh_from_db()
    assert entry.closed_at == DUE


def test_where_nothing_was_written_that_is_said(entry):
    assert close_due(at=DUE) == only(Ending.NOTHING)
    assert "You had not saved anything" in told().context["what_next"]


def test_what_was_submitted_stays_as_it_is_and_nobody_is_told_again(entry, draft, participant, wish):
    wish()
    submission = submit(entry=entry, version=draft, declaration=DECLARED, by=participant, at=AT)
    assert close_due(at=DUE) == only(Ending.SUBMITTED)
    assert Submission.objects.get() == submission
    assert not Notification.objects.filter(kind=NotificationKind.DRAFT_NOT_SUBMITTED).exists()


def test_the_newest_version_saved_before_the_end_is_submitted_for_whoever_asked(entry, draft, save, wish):
    last = save("The last words.", MIDNIGHT - timedelta(seconds=1))
    save("Too late.", MIDNIGHT)
    save("Rescued.", MIDNIGHT + timedelta(seconds=1), source=VersionSource.RESCUED)
    wish()
    assert close_due(at=DUE) == only(Ending.BY_PORTAL)
    submission = standing_submission(entry)
    assert submission.version == last
    assert submission.submitted_by == SubmittedBy.AT_CLOSING
    assert submission.submitted_at == DUE
    assert submission.declaration["ai_use"] == DECLARED.ai_use
    letter = Notification.objects.get(kind=NotificationKind.SUBMISSION_RECEIVED)
    assert "As you had asked beforehand" in letter.context["how"]
    assert letter.context["what_next"] == ""
    lines = dict(lines_of(submission.receipt))
    assert lines["Received by our server"] == letter.context["received_at"] == exact_time(submission.version.saved_at)
    assert lines["Sealed by the portal"] == exact_time(submission.submitted_at)


def test_of_text_and_file_the_one_sent_last_is_submitted(entry, draft, wish, policy):
    policy.accepts_files = True
    policy.save()
    file = UploadedFileFactory(entry=entry, received_at=draft.saved_at + timedelta(minutes=1))
    wish()
    close_due(at=DUE)
    assert standing_submission(entry).file == file


@pytest.mark.parametrize(
    ("text", "over_limit", "why"),
    [
        ("word " * 1501, OverLimit.REFUSE, "it was over the word limit"),
        (" ", OverLimit.FLAG, "there were no words in it"),
        (None, OverLimit.FLAG, "there were no words in it"),
    ],
)
def test_what_may_not_be_submitted_is_kept_and_the_reason_told(save, wish, policy, text, over_limit, why):
    policy.over_limit = over_limit
    policy.save()
    if text is not None:
        save(text)
    wish()
    close_due(at=DUE)
    assert not Submission.objects.exists()
    assert why in told().context["what_next"]


def test_over_the_limit_where_that_is_flagged_is_submitted(entry, save, wish, policy):
    policy.over_limit = OverLimit.FLAG
    policy.save()
    save("word " * 1501)
    wish()
    assert close_due(at=DUE) == only(Ending.BY_PORTAL)
    assert standing_submission(entry).is_over_limit


def test_a_declaration_that_is_not_what_is_asked_any_more_does_not_carry(draft, wish, policy):
    wish()
    policy.declaration = "Something new."
    policy.save()
    assert close_due(at=DUE) == only(Ending.KEPT)
    assert "changed what it asks you to declare" in told().context["what_next"]


def test_twice_is_once(draft, wish):
    wish()
    close_due(at=DUE)
    assert sum(close_due(at=DUE + timedelta(minutes=1)).values()) == 0
    assert Submission.objects.count() == 1


def test_an_end_that_was_moved_afterwards_is_dealt_with_again(entry, draft):
    close_due(at=DUE)
    entry.closes_at = MIDNIGHT + timedelta(days=1)
    entry.save()
    assert sum(close_due(at=DUE + timedelta(hours=1)).values()) == 0
    assert close_due(at=DUE + timedelta(days=1)) == only(Ending.KEPT)
    assert Notification.objects.filter(kind=NotificationKind.DRAFT_NOT_SUBMITTED).count() == 2


def test_whoever_was_moved_to_another_window_is_left_alone(entry, draft):
    entry.state = EntryState.MOVED_ON
    entry.save()
    assert sum(close_due(at=DUE).values()) == 0


def test_one_whose_row_is_spoilt_keeps_nobody_else_from_their_end(entry, draft):
    spoilt = EntryFactory(window=entry.window, submit_at_closing={"nonsense": True})
    later = EntryFactory(window=entry.window)
    with pytest.raises(ExceptionGroup, match="1 of 3 failed"):
        close_due(at=DUE)
    closed = [type(one).objects.get(pk=one.pk).closed_at for one in (entry, spoilt, later)]
    assert closed == [DUE, None, DUE]


def test_one_whose_row_is_spoilt_keeps_open_no_window_but_their_own(entry):
    spoilt = EntryFactory(submit_at_closing={"nonsense": True})
    with pytest.raises(ExceptionGroup):
        close_due(at=DUE)
    closed = [type(one.window).objects.get(pk=one.window_id).closed_at for one in (entry, spoilt)]
    assert closed == [DUE, None]


# -- the window --------------------------------------------------------------------------------------------------------
def test_the_window_is_closed_when_the_last_end_has_passed(entry, draft):
    longer = EntryFactory(window=entry.window, closes_at=MIDNIGHT + timedelta(days=2))
    close_due(at=DUE)
    entry.window.refresh_from_db()
    assert entry.window.closed_at is None
    close_due(at=longer.closes_at + GRACE)
    entry.window.refresh_from_db()
    assert entry.window.closed_at == longer.closes_at + GRACE
    close_due(at=longer.closes_at + GRACE * 2)
    assert [event.what for event in entry.window.events.all()] == ["Closed: the last end has passed"]


def test_a_window_without_anybody_is_closed_too_and_not_before_its_own_end(entry):
    entry.delete()
    close_due(at=DUE - timedelta(seconds=1))
    entry.window.refresh_from_db()
    assert entry.window.closed_at is None
    close_due(at=DUE)
    entry.window.refresh_from_db()
    assert entry.window.closed_at == DUE


def test_the_task_deals_with_what_is_due_by_the_clock(entry, draft):
    entry.closes_at = entry.window.opens_at + timedelta(hours=1)
    entry.save()
    assert close_entries() in {0, 1}  # the invented window lies in 2027
