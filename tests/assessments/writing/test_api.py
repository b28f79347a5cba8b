"""What the editor's script asks and sends: JSON whatever happens, and the instant that counts."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from assessments.choices import VersionSource
from assessments.models import DraftVersion, Entry
from assessments.rules.drafts import LONGEST
from assessments.views import writing_api
from courses.facts.device_registers import person_key
from tests.assessments.writing.conftest import AT, END
from tests.cast import signed_in
from tests.factories.assessments import EntryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(entry):
    """The evening before the end; she has opened the case."""
    entry.case_opened_at = entry.window.opens_at
    entry.save()
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def url(entry) -> str:
    return f"/my/case-study/{entry.window_id}/write/save"


@pytest.fixture
def send(participant_client, participant, url, questions):
    """send("the text", 0): (status, what was answered)."""

    def do(text: object, based_on: object = 0, *, client=participant_client, **more):
        told = {
            "answers": {questions[0]: text}, "based_on": based_on, "client_uuid": str(uuid4()),
            "person": person_key(participant), **more,
        }  # fmt: skip
        response = client.post(url, json.dumps(told), content_type="application/json")
        return response.status_code, response.json()

    return do


def test_a_text_is_saved_and_the_answer_says_where_it_stands(send):
    status, told = send("One two", written_at="2027-02-09T19:59:58.123Z", source="saved")

    version = DraftVersion.objects.get()
    assert status == 200
    assert told == {
        "outcome": "saved", "number": 1, "words": "Draft saved, 2 words.",
        "server_now": AT.isoformat(), "closes_at": END.isoformat(),
        "newest": {"number": 1, "count": 2, "saved_at": AT.isoformat()},
    }  # fmt: skip
    assert (version.source, version.written_at.second) == (VersionSource.SAVED, 58)


def test_the_tab_that_is_behind_gets_the_newest_text_and_the_page_with_both(send, entry):
    send("One")
    send("One two", 1)
    _, told = send("One three", 1)

    assert (told["outcome"], told["number"]) == ("aside", 3)
    assert told["url"] == f"/my/case-study/{entry.window_id}/versions/3/"
    assert "Both texts are kept" in told["words"]
    assert (told["newest"]["number"], next(iter(told["newest"]["answers"].values()))) == (2, "One two")


def test_late_text_is_kept_and_told(send, clock):
    clock.move_to(END)
    _, told = send("One", source="sent_later")

    assert told["outcome"] == "late"
    assert "12:00:00am (UK time) on Thursday 11 February 2027" in told["words"]
    assert DraftVersion.objects.get().source == VersionSource.RESCUED


def test_how_the_text_stands(participant_client, participant, url, send):
    nothing = participant_client.get(url).json()
    send("One")
    known, new = participant_client.get(f"{url}?has=1").json(), participant_client.get(url).json()

    assert nothing["newest"] == {"number": 0}
    assert (nothing["person"], bool(nothing["csrf"])) == (person_key(participant), True)
    assert "answers" not in known["newest"]
    assert "One" in new["newest"]["answers"].values()
    assert new["closes_at"] == END.isoformat()


def test_nothing_of_it_is_kept_on_the_way(participant_client, url):
    assert "no-store" in participant_client.get(url)["Cache-Control"]


# -- refusals ----------------------------------------------------------------------------------------------------------
def test_who_is_signed_out_is_told_that_the_text_is_kept(send):
    status, told = send("One", client=Client())

    assert (status, told["error"]) == (401, "signed_out")
    assert told["words"] == "You are signed out. Sign in again in another tab. Your text is kept on this device."


def test_text_of_one_person_is_never_saved_as_anothers(send, entry):
    other = EntryFactory(window=entry.window, case_opened_at=AT).enrolment.participant.user
    status, told = send("One", client=signed_in(other))

    assert (status, told["error"]) == (409, "somebody_else")
    assert not DraftVersion.objects.exists()


def test_who_is_not_in_the_window_finds_nothing(send, outsider_client, entry):
    assert send("One", client=outsider_client)[0] == 404
    Entry.objects.update(state="void")
    status, told = send("One")
    assert (status, told["error"]) == (404, "not_yours")


def test_nobody_writes_about_a_case_they_have_not_opened(send, participant_client, url):
    Entry.objects.update(case_opened_at=None)

    assert send("One")[0] == participant_client.get(url).status_code == 404
    assert not DraftVersion.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b'"text"', b"null", b"\xff\xfe", b"[" * 100_000, b"{}",
        b'{"answers": {}}', b'{"answers": {}, "client_uuid": 5}', b'{"answers": [], "client_uuid": "%s"}',
        b'{"answers": {"1": 5}, "client_uuid": "%s"}',
    ],
    ids=lambda body: ascii(body[:40]),
)  # fmt: skip
def test_what_did_not_arrive_whole_is_refused(participant_client, participant, url, body):
    body = body.replace(b"%s", str(uuid4()).encode())
    if b'"1"' in body:
        body = body[:-1] + b', "person": "' + person_key(participant).encode() + b'"}'
    response = participant_client.post(url, body, content_type="application/json")

    assert (response.status_code, response.json()["error"]) == (400, "unreadable")


def test_too_much_is_refused_in_words(send, participant_client, url, settings):
    status, told = send("x" * LONGEST + "y")
    assert (status, told["error"]) == (400, "too_long")
    assert "100,000 characters" in told["words"]

    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert send("x" * 1000)[1]["error"] == "too_long"


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "a\udfff", "ŵ w\u0302 😀"])
def test_no_character_keeps_a_text_from_being_saved(send, text):
    assert send(text)[1]["outcome"] == "saved"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("written_at", "yesterday"), ("written_at", 5), ("written_at", "2027-02-09T20:00:00"), ("written_at", "0001-01-01T00:00Z"),
        ("source", "rescued"), ("source", None), ("based_on", None), ("based_on", -1), ("based_on", 10**40), ("based_on", True),
    ],
)  # fmt: skip
def test_what_is_odd_about_a_save_does_not_cost_the_text(send, field, value):
    _, told = send("One", **{field: value})

    version = DraftVersion.objects.get()
    assert told["outcome"] == "saved"
    assert (version.source, version.written_at) == (VersionSource.AUTOSAVE, None)


def test_very_many_saves_in_a_minute_wait(send, monkeypatch):
    monkeypatch.setattr(writing_api, "_SAVES_A_MINUTE", 2)
    statuses = [send(f"Text {number}", number)[0] for number in range(3)]

    assert statuses == [200, 200, 429]


def test_the_body_is_read_before_the_clock(participant_client, participant, url, questions, clock, monkeypatch):
    """The whole request has to be here: a slow one that begins in time and ends late is late."""
    read = writing_api._body

    def slow(request):
        body = read(request)
        clock.move_to(END)
        return body

    monkeypatch.setattr(writing_api, "_body", slow)
    clock.move_to(END - timedelta(milliseconds=1))
    told = {"answers": {questions[0]: "One"}, "client_uuid": str(uuid4()), "person": person_key(participant)}
    response = participant_client.post(url, json.dumps(told), content_type="application/json")

    assert response.json()["outcome"] == "late"


def test_the_page_and_its_turn_go_along(send, participant):
    page, lost = str(uuid4()), str(uuid4())
    send("One two", page=lost, turn=2)

    status, told = send("One two three", page=page, turn=1, follows=[{"page": lost, "turn": 2}])

    assert (status, told["outcome"]) == (200, "saved")
    assert list(DraftVersion.objects.order_by("number").values_list("turn", flat=True)) == [2, 1]


@pytest.mark.parametrize("nonsense", [{"page": "x", "turn": 1}, {"page": 7}, {"follows": "x"}, {"follows": [1, {}]}])
def test_nonsense_about_pages_keeps_no_text_from_being_saved(send, nonsense):
    assert send("One two", **nonsense)[1]["outcome"] == "saved"
