"""The pages of handing in, as a browser without scripts meets them."""

import hashlib
import json
from datetime import timedelta

import pytest

from assessments.actions.submitting import submit
from assessments.choices import OverLimit
from assessments.facts.submissions import standing_submission, text_of
from assessments.models import Entry, Submission
from assessments.views import arrival
from tests.assessments.handing.conftest import AT, DECLARED
from tests.assessments.handing.pages import page, press, url
from tests.assessments.handing.test_submit import MIDNIGHT
from tests.cast import signed_in
from tests.factories.accounts import ParticipantFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_at")]


# -- check your answers, submit ----------------------------------------------------------------------------------------
def test_the_page_shows_what_will_be_sealed_and_says_which_moment_counts(participant_client, entry, draft):
    shown = page(participant_client, "submit", entry)
    assert "Question 1: What is the problem?" in shown
    assert "Attendance fell in every year." in shown
    assert "5 words, saved at 10:00:00am (UK time) on Monday 8 February 2027" in shown
    assert "1,500 words" in shown
    assert "Wednesday 10 February 2027, 11:59pm (UK time)" in shown
    assert "the moment at which all of what you send has reached us" in shown


def test_submitting_leads_to_the_receipt(participant_client, entry, draft):
    response = press(participant_client, entry)
    submission = standing_submission(entry)
    assert response.redirect_chain == [(url("submitted", entry), 302)]
    shown = response.content.decode()
    for said in (submission.receipt.reference, submission.sha256, submission.receipt.signature, "5 words"):
        assert said in shown
    assert "8:00:00pm (UK time) on Tuesday 9 February 2027" in shown


def test_pressing_twice_leads_to_the_same_receipt(participant_client, entry, draft):
    press(participant_client, entry)
    assert "You had submitted already" in press(participant_client, entry).content.decode()
    assert Submission.objects.count() == 1
    assert participant_client.get(url("submit", entry)).url == url("submitted", entry)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"statements": ["0", "1"]}, "Tick each statement of the declaration"),
        ({"statements": []}, "Tick each statement of the declaration"),
        ({"used_ai": ""}, "Say whether you used artificial intelligence (AI)"),
        ({"used_ai": "yes"}, "Say which AI you used, and what for"),
        ({"sources": "x" * 2_001}, "must be 2,000 characters or fewer"),
        ({"what": "text:99"}, "Choose one of the options shown"),
        ({"what": "file:1"}, "Choose one of the options shown"),
        ({"what": "text:²"}, "Choose one of the options shown"),
        ({"what": ""}, "Choose what you want to submit"),
    ],
)
def test_what_is_left_out_is_said_and_nothing_is_lost(participant_client, entry, draft, changes, says):
    shown = press(participant_client, entry, **({"sources": "Invented (2021)"} | changes)).content.decode()
    assert says in shown
    assert "Error: Check your answers" in shown
    assert changes.get("sources", "Invented (2021)") in shown
    assert not Submission.objects.exists()


def test_a_stale_page_says_so_and_shows_the_newest(participant_client, entry, draft, save):
    save("Something newer was saved.")
    shown = press(participant_client, entry, "text:1", used_ai="yes", ai_use="A checker").content.decode()
    assert "You have saved something newer since this page was opened" in shown
    assert "Something newer was saved." in shown
    assert 'name="what" value="text:2"' in shown
    assert "A checker" in shown
    assert not Submission.objects.exists()
    press(participant_client, entry, "text:2")
    assert standing_submission(entry).version.number == 2


def test_one_second_before_the_end_is_in_and_at_the_end_is_out(participant_client, entry, draft, clock_at):
    clock_at.move_to(MIDNIGHT)
    shown = press(participant_client, entry).content.decode()
    assert "Your window had closed when this reached us" in shown
    assert "Your window is closed" in shown
    assert not Submission.objects.exists()
    clock_at.move_to(MIDNIGHT - timedelta(seconds=1))
    press(participant_client, entry)
    assert standing_submission(entry).submitted_at == MIDNIGHT - timedelta(seconds=1)


def test_the_moment_is_taken_when_the_whole_request_is_here(participant_client, entry, draft, monkeypatch):
    """The form is read to its end before anybody looks at the clock."""
    seen = []

    def now():
        seen.append("_post" in vars(seen_request[0]))
        return AT

    seen_request = []
    wanted = arrival.arrived_at

    def arrived_at(request):
        seen_request[:] = [request]
        return wanted(request)

    monkeypatch.setattr("assessments.views.handing_in.arrived_at", arrived_at)
    monkeypatch.setattr(arrival.clock, "now", now)
    press(participant_client, entry)
    assert seen
    assert seen[0]


def test_over_the_limit_is_said_beforehand(participant_client, entry, save, policy):
    save("word " * 1501)
    assert "1 more than the limit of 1,500. It cannot be submitted" in page(participant_client, "submit", entry)
    assert "over the word limit" in press(participant_client, entry).content.decode()
    policy.over_limit = OverLimit.FLAG
    policy.save()
    assert "markers will see that it is over" in page(participant_client, "submit", entry)
    press(participant_client, entry)
    assert "Markers see that it is over." in page(participant_client, "submitted", entry)


def test_with_nothing_written_there_is_nothing_to_press(participant_client, entry, save):
    save("  ")
    shown = page(participant_client, "submit", entry)
    assert "There is nothing to submit yet" in shown
    assert "Submit your case study" not in shown
    assert press(participant_client, entry).status_code == 200
    assert not Submission.objects.exists()


def test_a_programmes_own_declaration_is_asked(participant_client, entry, draft, policy):
    policy.declaration = "I wrote this alone.\nIt is about the case."
    policy.save()
    assert "I wrote this alone." in page(participant_client, "submit", entry)
    press(participant_client, entry, statements=["0", "1"])
    assert standing_submission(entry).declaration["statements"] == ["I wrote this alone.", "It is about the case."]


# -- the receipt -------------------------------------------------------------------------------------------------------
@pytest.fixture
def submission(entry, draft, participant) -> Submission:
    return submit(entry=entry, version=draft, declaration=DECLARED, by=participant, at=AT)


def test_exactly_the_sealed_bytes_can_be_downloaded(participant_client, entry, draft, submission):
    response = participant_client.get(url("sealed", entry, submission.receipt.reference))
    assert response.content == text_of(draft).encode()
    assert hashlib.sha256(response.content).hexdigest() == submission.sha256
    assert response["Content-Disposition"].startswith("attachment; ")
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_the_receipt_as_pdf_and_as_data(participant_client, entry, submission):
    reference = submission.receipt.reference
    assert participant_client.get(url("receipt-pdf", entry, reference)).content.startswith(b"%PDF-")
    data = json.loads(participant_client.get(url("receipt-json", entry, reference)).content)
    assert data["payload"] == submission.receipt.payload


@pytest.mark.parametrize("name", ["sealed", "receipt-pdf", "receipt-json"])
def test_other_peoples_receipts_are_not_found(entry, submission, name, hub_admin_client):
    other = signed_in(ParticipantFactory().user)
    for client in (other, hub_admin_client):
        assert client.get(url(name, entry, submission.receipt.reference)).status_code == 404


@pytest.mark.parametrize("name", ["submit", "submitted", "withdraw", "upload", "at-closing"])
def test_other_peoples_windows_are_not_found_and_strangers_sign_in(entry, name, client):
    other = signed_in(ParticipantFactory().user)
    assert other.get(url(name, entry)).status_code == other.post(url(name, entry)).status_code == 404
    assert client.get(url(name, entry)).status_code == 302


def test_before_the_window_opens_nothing_is_there(participant_client, entry, clock_at):
    clock_at.move_to(entry.window.opens_at - timedelta(seconds=1))
    assert participant_client.get(url("submit", entry)).status_code == 404


# -- taking back -------------------------------------------------------------------------------------------------------
def test_taking_back_and_submitting_again(participant_client, entry, submission, save):
    assert "Nothing of yours will stand" in page(participant_client, "withdraw", entry)
    shown = participant_client.post(url("withdraw", entry), follow=True).content.decode()
    assert "You have not submitted anything" in shown
    assert submission.receipt.reference in shown
    save("Better words now.")
    press(participant_client, entry, "text:2")
    shown = page(participant_client, "submitted", entry)
    assert standing_submission(entry).receipt.reference in shown
    assert "What you took back" in shown
    assert participant_client.get(url("sealed", entry, submission.receipt.reference)).content == bytes(
        submission.content
    )


def test_what_was_saved_after_submitting_is_said_not_to_be_part_of_it(participant_client, entry, submission, save):
    assert "You have saved something newer since" not in page(participant_client, "submitted", entry)
    save("Newer words.", AT + timedelta(minutes=1))
    assert "You have saved something newer since" in page(participant_client, "submitted", entry)


def test_pressed_twice_nothing_more_is_taken_back(participant_client, entry, submission):
    participant_client.post(url("withdraw", entry))
    shown = participant_client.post(url("withdraw", entry), follow=True).content.decode()
    assert "There is nothing to take back" in shown
    assert participant_client.get(url("withdraw", entry)).url == url("submitted", entry)


def test_after_the_end_it_can_no_longer_be_taken_back(participant_client, entry, submission, clock_at):
    clock_at.move_to(MIDNIGHT)
    assert "can no longer be taken back" in page(participant_client, "withdraw", entry)
    assert "Take it back" not in page(participant_client, "submitted", entry)
    participant_client.post(url("withdraw", entry))
    assert standing_submission(entry)


def test_after_the_end_a_draft_is_said_to_be_kept(participant_client, entry, draft, clock_at):
    clock_at.move_to(MIDNIGHT)
    shown = page(participant_client, "submitted", entry)
    assert "Your newest draft has 5 words" in shown
    assert "It is kept." in shown


@pytest.mark.parametrize(
    ("closed_at", "words"),
    [(None, "We are submitting your last saved draft"), (MIDNIGHT, "You have not submitted anything")],
)
def test_between_the_end_and_the_portals_submission_it_says_what_is_coming(
    participant_client, entry, draft, clock_at, closed_at, words
):
    wish = {"statements": list(DECLARED.statements), "used_ai": False, "at": ""}
    Entry.objects.update(submit_at_closing=wish, closed_at=closed_at)
    clock_at.move_to(MIDNIGHT + timedelta(minutes=1))
    assert words in page(participant_client, "submitted", entry)


def test_where_nothing_was_saved_no_submission_is_promised(participant_client, entry, clock_at):
    wish = {"statements": list(DECLARED.statements), "used_ai": False, "at": ""}
    Entry.objects.update(submit_at_closing=wish)
    clock_at.move_to(MIDNIGHT + timedelta(minutes=1))
    assert "You have not submitted anything" in page(participant_client, "submitted", entry)
