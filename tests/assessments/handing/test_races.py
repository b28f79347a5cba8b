"""Real connections at the same moment: one submission of an entry, each in or out by its own moment, no end dealt with twice."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from assessments import signing
from assessments.actions.closing import close_due
from assessments.actions.submitting import SubmissionRefusedError, submit, withdraw
from assessments.choices import EntryState
from assessments.facts.submissions import standing_submission, text_of
from assessments.models import Entry, Receipt, Submission
from assessments.rules.closing import GRACE, Ending
from assessments.rules.sealing import digest
from assessments.rules.submitting import Refusal
from courses.actions.enrolments import withdraw as withdraw_from_course
from courses.models import Enrolment
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.models import Notification
from tests.assessments.handing.conftest import AT, DECLARED
from tests.factories.assessments import EntryFactory
from tests.registrations.actions.racing import at_once, race

pytestmark = pytest.mark.django_db(transaction=True)
MIDNIGHT = datetime(2027, 2, 11, tzinfo=UTC)


def of(entry: Entry, version, at: datetime = AT):
    """What somebody's browser would have the portal do."""
    who = entry.enrolment.participant.user
    return lambda: submit(entry=entry, version=version, declaration=DECLARED, by=who, at=at)


def test_two_presses_on_two_connections_give_one_submission(entry, draft):
    first, second = at_once(of(entry, draft), of(entry, draft))
    assert first == second
    assert Submission.objects.count() == Receipt.objects.count() == 1
    assert Notification.objects.count() == 1


def test_the_second_waits_for_the_first_and_gives_its_result(entry, draft):
    second = race(of(entry, draft), of(entry, draft, AT + timedelta(seconds=5)))
    assert second == standing_submission(entry)
    assert second.submitted_at == AT


def test_two_tabs_with_different_texts_give_one_submission(entry, draft, save):
    newer = save("A newer one.")
    stale, good = at_once(of(entry, draft), of(entry, newer))
    assert standing_submission(entry).version == newer == good.version
    assert isinstance(stale, SubmissionRefusedError) or stale == good


def test_taking_back_twice_at_once_takes_back_one(entry, draft, participant):
    of(entry, draft)()
    back = [lambda: withdraw(entry=entry, by=participant, at=AT)] * 2
    outcomes = at_once(*back)
    assert sum(isinstance(one, Submission) for one in outcomes) == 1
    assert sum(isinstance(one, SubmissionRefusedError) for one in outcomes) == 1


def test_fifty_at_the_closing_second_each_by_its_own_moment(entry, save):
    """Fifty people, each pressing twice, from 25 milliseconds before the end to 24 after it, each on a connection of its own."""
    entries = [entry, *(EntryFactory(window=entry.window) for _ in range(49))]
    texts = {one.pk: save(f"The words of number {number}.", of=one) for number, one in enumerate(entries)}
    moments = {one.pk: MIDNIGHT + timedelta(milliseconds=number - 25) for number, one in enumerate(entries)}
    ready = threading.Barrier(50)

    def press(one: Entry) -> list[object]:
        ready.wait()
        try:
            return [_outcome(of(one, texts[one.pk], moments[one.pk])) for _ in range(2)]
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        outcomes = dict(zip((one.pk for one in entries), pool.map(press, entries), strict=True))
    before = {pk for pk, at in moments.items() if at < MIDNIGHT}
    assert len(before) == 25
    assert {pk for pk, (first, _) in outcomes.items() if isinstance(first, Submission)} == before
    assert all(first == second for first, second in outcomes.values())
    assert {first for pk, (first, _) in outcomes.items() if pk not in before} == {Refusal.CLOSED}
    _everything_is_whole(texts, moments, before)


def _outcome(work) -> object:
    try:
        return work()
    except SubmissionRefusedError as error:
        return error.reason


def _everything_is_whole(texts, moments, expected) -> None:
    """No doubles; each receipt with its bytes, each bytes with a receipt; the moment is that of the request."""
    rows = list(Submission.objects.select_related("receipt"))
    assert sorted(row.entry_id for row in rows) == sorted(expected)
    assert Receipt.objects.count() == len(rows)
    assert Notification.objects.filter(kind=NotificationKind.SUBMISSION_RECEIVED).count() == len(rows)
    for row in rows:
        assert bytes(row.content) == text_of(texts[row.entry_id]).encode()
        assert row.sha256 == digest(bytes(row.content))
        assert row.submitted_at == moments[row.entry_id]
        assert row.sha256 in row.receipt.payload
        assert signing.verify(row.receipt.payload, row.receipt.key_id, row.receipt.signature)


def test_two_workers_deal_with_each_end_once(entry, save):
    others = [EntryFactory(window=entry.window) for _ in range(9)]
    for number, one in enumerate([entry, *others]):
        save("Saved words.", of=one)
        if number % 2:
            one.submit_at_closing = {"statements": list(DECLARED.statements), "used_ai": False, "at": ""}
            one.save()
    at = MIDNIGHT + GRACE
    first, second = at_once(lambda: close_due(at=at), lambda: close_due(at=at))
    assert {ending: first[ending] + second[ending] for ending in Ending} == {
        Ending.SUBMITTED: 0, Ending.BY_PORTAL: 5, Ending.KEPT: 5, Ending.NOTHING: 0,
    }  # fmt: skip
    assert Submission.objects.count() == 5
    assert Notification.objects.filter(kind=NotificationKind.DRAFT_NOT_SUBMITTED).count() == 5
    close_due(at=at)  # should both have passed over the window while the other held its last entry
    entry.window.refresh_from_db()
    assert entry.window.closed_at == at
    assert entry.window.events.count() == 1


def test_a_press_and_the_portal_at_closing_give_one_submission(entry, draft):
    """The press had reached us in time and was held up on its way."""
    entry.submit_at_closing = {"statements": list(DECLARED.statements), "used_ai": False, "at": ""}
    entry.save()
    late = of(entry, draft, MIDNIGHT - timedelta(seconds=1))
    pressed, closed = at_once(late, lambda: close_due(at=MIDNIGHT + GRACE))
    close_due(at=MIDNIGHT + GRACE)  # where the first passed over the row that the press held
    assert isinstance(pressed, Submission)
    assert Submission.objects.get() == pressed
    assert closed[Ending.KEPT] == closed[Ending.NOTHING] == 0
    assert not Notification.objects.filter(kind=NotificationKind.DRAFT_NOT_SUBMITTED).exists()


def test_an_entry_that_somebody_holds_is_passed_over_and_not_waited_for(entry, draft):
    from assessments.actions.sealing import lock_entry

    outcome = race(lambda: lock_entry(entry.pk), lambda: close_due(at=MIDNIGHT + GRACE))
    assert sum(outcome.values()) == 0
    assert close_due(at=MIDNIGHT + GRACE)[Ending.KEPT] == 1


def leaving(entry: Entry):
    """The hub withdraws them a second after they pressed the button."""
    enrolment = Enrolment.objects.get(pk=entry.enrolment_id)
    at = AT + timedelta(seconds=1)
    return lambda: withdraw_from_course(enrolment=enrolment, reason="New job", by=None, at=at)


def test_submitted_before_they_are_withdrawn_it_stands(entry, draft):
    assert race(of(entry, draft), leaving(entry)) is True
    entry.refresh_from_db()
    assert standing_submission(entry) is not None
    assert (entry.state, entry.left_at) == (EntryState.ADMITTED, AT + timedelta(seconds=1))


def test_withdrawn_before_they_submit_nothing_is_submitted(entry, draft):
    refused = race(leaving(entry), of(entry, draft))
    assert isinstance(refused, SubmissionRefusedError)
    assert refused.reason == Refusal.NOT_ADMITTED
    entry.refresh_from_db()
    assert (entry.state, Submission.objects.count(), Receipt.objects.count()) == (EntryState.LEFT, 0, 0)


def test_withdrawn_and_submitted_at_once_one_of_the_two_stories_is_true(entry, draft):
    submitted, left = at_once(of(entry, draft), leaving(entry))
    entry.refresh_from_db()
    assert left is True
    assert isinstance(submitted, Submission) == (entry.state == EntryState.ADMITTED) == Submission.objects.exists()
