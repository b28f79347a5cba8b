"""Submitting seals exactly one version with its receipt; taking back lets another be submitted."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from assessments import signing
from assessments.actions.submitting import SubmissionRefusedError, submit, withdraw
from assessments.choices import EntryState, OverLimit, SubmittedBy, VersionSource
from assessments.facts.submissions import standing_submission, text_of
from assessments.models import Receipt, Submission
from assessments.rules.receipts import facts_of
from assessments.rules.submitting import Declaration, Refusal, WithdrawRefusal
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.models import Notification
from tests.assessments.handing.conftest import AT, DECLARED
from tests.factories.assessments import EntryFactory, SubmissionFactory

pytestmark = pytest.mark.django_db
MIDNIGHT = datetime(2027, 2, 11, tzinfo=UTC)


@pytest.fixture
def press(entry, participant):
    """Press the button."""

    def do(version, *, at=AT, declaration=DECLARED, by=participant) -> Submission:
        return submit(entry=entry, version=version, declaration=declaration, by=by, at=at)

    return do


def refused(reason, work, *args, **kwargs) -> None:
    """Nothing is written when it is refused."""
    with pytest.raises(SubmissionRefusedError) as error:
        work(*args, **kwargs)
    assert error.value.reason == reason
    assert str(error.value) == reason.label
    assert not Submission.objects.exists()
    assert not Receipt.objects.exists()
    assert not Notification.objects.exists()


def test_exactly_the_bytes_of_that_version_are_sealed(press, draft):
    submission = press(draft)
    assert bytes(submission.content) == text_of(draft).encode()
    assert b"What is the problem?\n\nAnswer 1\nAttendance fell in every year.\n" in bytes(submission.content)
    assert submission.sha256 == hashlib.sha256(bytes(submission.content)).hexdigest()
    assert (submission.version, submission.file, submission.words) == (draft, None, 5)
    assert (submission.submitted_at, submission.submitted_by) == (AT, SubmittedBy.PARTICIPANT)
    assert not submission.is_over_limit


def test_the_declaration_is_kept_with_it(press, draft):
    kept = press(draft).declaration
    assert kept["statements"] == list(DECLARED.statements)
    assert (kept["used_ai"], kept["ai_use"], kept["sources"]) == (True, "A spelling checker.", "Invented (2021)")
    assert kept["at"] == "2027-02-09T20:00:00.000000Z"


def test_the_receipt_is_signed_and_names_nobody(press, draft, entry):
    submission = press(draft)
    receipt = submission.receipt
    assert signing.verify(receipt.payload, receipt.key_id, receipt.signature)
    assert facts_of(receipt.payload) == {
        "bytes": len(submission.content),
        "is": "case-study-receipt",
        "received_at": "2027-02-09T20:00:00.000000Z",
        "reference": receipt.reference,
        "sealed": "text",
        "sealed_at": "2027-02-09T20:00:00.000000Z",
        "sha256": submission.sha256,
        "submitted_by": "participant",
        "version": draft.number,
        "window_opened_at": "2027-02-03T00:00:00.000000Z",
        "words": 5,
    }
    person = entry.enrolment.participant
    assert not any(word in receipt.payload for word in (person.first_name, person.last_name, person.user.email))


def test_one_letter_is_written_with_it(press, draft, participant):
    submission = press(draft)
    press(draft)
    letter = Notification.objects.get(kind=NotificationKind.SUBMISSION_RECEIVED)
    assert letter.recipient_id == participant.pk
    assert letter.context["reference"] == submission.receipt.reference
    assert letter.context["received_at"] == "8:00:00pm (UK time) on Tuesday 9 February 2027"
    assert letter.context["closes"] == "Wednesday 10 February 2027, 11:59pm (UK time)"
    assert letter.context["sha256"] == submission.sha256
    assert letter.context["how"] == "We have received your case study and sealed it."
    assert "take it back" in letter.context["what_next"]


def test_a_second_press_gives_the_first_result(press, draft, save):
    first = press(draft)
    newer = save("Something else entirely.")
    assert press(draft, at=AT + timedelta(hours=1)) == first
    assert press(newer, at=AT + timedelta(hours=2)) == first
    assert press(draft, at=MIDNIGHT) == first
    assert Submission.objects.count() == Receipt.objects.count() == 1


def test_one_second_before_the_end_is_in(press, draft):
    assert press(draft, at=MIDNIGHT - timedelta(seconds=1)).submitted_at == MIDNIGHT - timedelta(seconds=1)


def test_at_the_end_is_out(press, draft):
    refused(Refusal.CLOSED, press, draft, at=MIDNIGHT)


def test_the_end_is_the_persons_own(press, draft, entry):
    entry.closes_at = MIDNIGHT + timedelta(hours=24)
    entry.save()
    assert press(draft, at=MIDNIGHT + timedelta(hours=23))


def test_a_version_that_is_no_longer_the_newest_is_refused(press, draft, save):
    save("A newer one.")
    refused(Refusal.STALE, press, draft)


@pytest.mark.parametrize("source", [VersionSource.OTHER_TAB, VersionSource.RESCUED])
def test_a_version_that_was_put_aside_is_not_the_newest(press, draft, save, source):
    aside = save("Written in another tab.", source=source)
    refused(Refusal.STALE, press, aside)
    assert press(draft)


@pytest.mark.parametrize("text", ["", " \n ", "\u200b"])
def test_empty_is_refused(press, save, text):
    refused(Refusal.EMPTY, press, save(text))


def test_over_the_limit_is_refused_or_flagged_by_policy(press, save, policy):
    long = save("word " * 1501)
    refused(Refusal.OVER_LIMIT, press, long)
    policy.over_limit = OverLimit.FLAG
    policy.save()
    submission = press(long)
    assert (submission.words, submission.is_over_limit) == (1501, True)


def test_what_the_programme_asks_must_be_declared(press, draft, policy):
    policy.declaration = "I wrote this.\nI wrote it in the window."
    policy.save()
    refused(Refusal.NOT_DECLARED, press, draft)
    assert press(draft, declaration=Declaration(("I wrote this.", "I wrote it in the window."), used_ai=False))


def test_nobody_submits_for_somebody_else(press, draft, hub_admin):
    refused(Refusal.NOT_YOURS, press, draft, by=hub_admin)


def test_another_entrys_text_is_refused(press, entry, save):
    other = EntryFactory(window=entry.window)
    refused(Refusal.NOT_YOURS, press, save("Not mine.", of=other))


def test_whoever_was_moved_to_another_window_submits_nothing_here(press, draft, entry):
    entry.state = EntryState.MOVED_ON
    entry.save()
    refused(Refusal.NOT_ADMITTED, press, draft)


def test_one_thing_is_submitted_at_a_time(entry, participant):
    with pytest.raises(ValueError, match="version or a file"):
        submit(entry=entry, declaration=DECLARED, by=participant, at=AT)


def test_no_receipt_without_bytes_and_no_bytes_without_a_receipt(press, draft, settings):
    """Whatever fails on the way takes all of it along."""
    settings.RECEIPT_KEYS = {}
    with pytest.raises(LookupError), transaction.atomic():
        press(draft)
    assert not Submission.objects.exists()
    assert not Notification.objects.exists()


def test_the_database_lets_only_one_stand(press, draft, entry):
    press(draft)
    with pytest.raises(IntegrityError), transaction.atomic():
        SubmissionFactory(entry=entry, version=draft)


def test_what_was_taken_back_stays_and_another_can_be_submitted(press, draft, save, entry, participant):
    first = press(draft)
    back = withdraw(entry=entry, by=participant, at=AT + timedelta(hours=1))
    assert (back, back.withdrawn_at) == (first, AT + timedelta(hours=1))
    assert standing_submission(entry) is None
    second = press(save("Better words now."), at=AT + timedelta(hours=2))
    assert standing_submission(entry) == second
    assert second.receipt.reference != first.receipt.reference
    assert bytes(Submission.objects.get(pk=first.pk).content) == text_of(draft).encode()
    letter = Notification.objects.get(kind=NotificationKind.SUBMISSION_WITHDRAWN)
    assert letter.context["reference"] == first.receipt.reference


def test_after_the_end_nothing_is_taken_back(press, draft, entry, participant):
    press(draft)
    with pytest.raises(SubmissionRefusedError) as error:
        withdraw(entry=entry, by=participant, at=MIDNIGHT)
    assert error.value.reason == WithdrawRefusal.CLOSED
    assert standing_submission(entry)


def test_taking_back_twice_says_that_nothing_stands(press, draft, entry, participant, hub_admin):
    press(draft)
    with pytest.raises(SubmissionRefusedError):
        withdraw(entry=entry, by=hub_admin, at=AT)
    withdraw(entry=entry, by=participant, at=AT)
    with pytest.raises(SubmissionRefusedError) as error:
        withdraw(entry=entry, by=participant, at=AT)
    assert error.value.reason == WithdrawRefusal.NOTHING
