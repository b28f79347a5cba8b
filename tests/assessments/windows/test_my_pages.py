"""A participant's own windows: when, whether, what is missing, asking for more time."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.models import Entry, Evidence, Extension
from courses.choices import EnrolmentStatus
from tests.assessments.windows.scenes import BEFORE, CLOSES, INSIDE, a_window, comes, engaged, idle, inside
from tests.factories.assessments import EntryFactory, SubmissionFactory
from tests.factories.assessments_windows import ExtensionFactory, OutageCreditFactory

pytestmark = pytest.mark.django_db
ASKED = {"kind": "more_time", "hours": "24", "reason": "illness", "text": "I am in bed."}


@pytest.fixture
def window():
    return a_window()


@pytest.fixture
def own(window, participant):
    """Priya has come to everything."""
    return engaged(window, participant=participant.participant)


@pytest.fixture
def during(time_machine_at):
    with time_machine_at(INSIDE):
        yield


@pytest.fixture
def before(time_machine_at):
    with time_machine_at(BEFORE):
        yield


def text(response) -> str:
    return " ".join(response.content.decode().split()).replace("&#x27;", "'")


def url(window, name="window") -> str:
    return reverse(f"my-windows:{name}", args=[window.pk])


# -- what is shown -----------------------------------------------------------------------------------------------------
def test_before_the_opening_it_says_when_and_that_they_are_ready(participant_client, window, own, before):
    page = participant_client.get(url(window))
    shown = text(page)
    assert "Wednesday 3 February 2027, 00:00 (UK time)" in shown
    assert "Wednesday 10 February 2027, 11:59pm (UK time)" in shown
    assert "You are ready." in shown
    assert page.context["status"] == "To come"
    assert page.context["links"] == []
    assert not Entry.objects.exists()


def test_before_the_opening_it_says_what_is_missing(participant_client, window, participant, before):
    idle(window, participant=participant.participant)
    page = participant_client.get(url(window))
    assert page.context["status"] == "Not ready"
    assert "You have not yet engaged with enough of the course." in text(page)
    assert "what you can still do or catch up on" in text(page)
    assert "0% of your course is credited so far. 90% is needed." in text(page)


def test_the_first_visit_lets_them_in(participant_client, window, own, during):
    page = participant_client.get(url(window))
    assert (page.context["status"], Entry.objects.get().enrolment) == ("Open", own)
    assert (
        "You are in. All of your text must reach us before your window closes: Wednesday 10 February 2027, 11:59pm"
        in text(page)
    )
    assert "5 days and 12 hours" in text(page)


def test_whoever_becomes_ready_meanwhile_is_let_in_by_the_next_visit(participant_client, window, participant, during):
    enrolment = idle(window, participant=participant.participant)
    assert participant_client.get(url(window)).context["status"] == "Not ready"
    comes(enrolment)
    assert participant_client.get(url(window)).context["status"] == "Open"


def test_another_end_says_why(participant_client, window, own, during):
    entry = EntryFactory(window=window, enrolment=own, closes_at=CLOSES + timedelta(hours=26))
    decided = {"decided_at": INSIDE, "decided_by": own.participant.user}
    ExtensionFactory(window=window, enrolment=own, state="granted", hours_given=24, **decided)
    OutageCreditFactory(entry=entry)
    shown = text(participant_client.get(url(window)))
    assert "You have 24 more hours given" in shown
    assert "You have 2 hours given back after an outage" in shown
    assert "Closes for everybody else" in shown
    assert "Friday 12 February 2027, 2am (UK time)" in shown


@pytest.mark.parametrize(
    ("state", "status", "words"),
    [
        ("admitted", "Over", "This window is over."),
        ("moved_on", "The next window instead", "You write in the next window instead."),
    ],
)
def test_afterwards(participant_client, window, own, time_machine_at, state, status, words):
    EntryFactory(window=window, enrolment=own, state=state)
    with time_machine_at(CLOSES):
        page = participant_client.get(url(window))
    assert page.context["status"] == status
    assert words in text(page)
    assert not page.context["may_ask"]


#: What they did, how many minutes after the opening we look, what is said, and where it leads.
DONE = [
    ("submitted", INSIDE, "Until your window closes you can take it back", ["See your receipt", "Read the case study", "Write"]),
    ("submitted", CLOSES, "What you submitted stands.", ["See what you submitted", "Read what you wrote"]),
    ("by the portal", CLOSES, "As you had asked, we submitted your last saved draft", ["See what you submitted", "Read what you wrote"]),
    ("not dealt with", CLOSES, "is settled in the next few minutes", ["Read what you wrote"]),
    ("opened", CLOSES, "Nothing was submitted.", ["Read what you wrote"]),
    ("never opened", CLOSES, "it does not count as an attempt", []),
]  # fmt: skip


@pytest.mark.parametrize(("done", "at", "words", "links"), DONE)
def test_it_says_what_stands(participant_client, window, own, time_machine_at, done, at, words, links):
    opened = None if done == "never opened" else window.opens_at
    closed = None if done == "not dealt with" else at
    entry = EntryFactory(window=window, enrolment=own, case_opened_at=opened, closed_at=closed)
    if done in {"submitted", "by the portal"}:
        by = "participant" if done == "submitted" else "at_closing"
        SubmissionFactory(entry=entry, submitted_at=INSIDE, submitted_by=by)

    with time_machine_at(at):
        page = participant_client.get(url(window))

    assert words in text(page)
    assert [link["text"] for link in page.context["links"]] == links


def test_the_pages_of_writing_are_linked_once_they_are_there(participant_client, window, own, during, monkeypatch):
    from assessments.views import my_windows

    monkeypatch.setattr(my_windows, "_PAGES", (("my-windows:ask", "Read the case study"), ("no:such", "Write")))
    assert participant_client.get(url(window)).context["links"] == [
        {"url": url(window, "ask"), "text": "Read the case study"}
    ]


def test_the_index_has_ones_own_windows_only(participant_client, window, own, during):
    inside(a_window())
    page = participant_client.get(reverse("my-windows:index"))
    assert [row[0]["url"] for row in page.context["rows"]] == [url(window)]
    assert page.context["rows"][0][3]["tag"] == "Open"


def test_without_any_window_it_says_so(participant_client):
    assert "No window is planned for you yet" in text(participant_client.get(reverse("my-windows:index")))


def test_somebody_elses_window_is_not_found(participant_client, participant, during):
    other = inside(a_window())
    gone = a_window()
    engaged(gone, participant=participant.participant, status=EnrolmentStatus.WITHDRAWN)
    for window in (other.window, gone):
        for name in ("window", "ask"):
            assert participant_client.get(url(window, name)).status_code == 404
        assert participant_client.post(url(window, "take-back")).status_code == 404


# -- asking ------------------------------------------------------------------------------------------------------------
def test_asking_for_more_time(participant_client, window, own, during):
    assert "closes: Wednesday 10 February 2027, 11:59pm (UK time)" in text(participant_client.get(url(window, "ask")))
    file = SimpleUploadedFile("letter.pdf", b"%PDF-1.4 invented")

    page = participant_client.post(url(window, "ask"), ASKED | {"file": file}, follow=True)

    assert "Your request is with us." in text(page)
    assert "Waiting for a decision" in text(page)
    asked = Extension.objects.get()
    assert (asked.hours_asked, asked.reason, asked.asked_at) == (24, "illness", INSIDE)
    assert Evidence.objects.get().file_name == "letter.pdf"
    assert "You have a request that waits" in text(participant_client.get(url(window, "ask")))
    assert "I am in bed." not in text(page)


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"kind": ""}, {"kind": ["Choose what you need"]}),
        ({"hours": ""}, {"hours": ["Enter how many more hours you need"]}),
        ({"hours": "1000"}, {"hours": ["How many more hours must be a whole number from 1 to 336"]}),
        ({"reason": ""}, {"reason": ["Choose why"]}),
    ],
)
def test_errors_stand_beside_their_field_and_nothing_is_lost(participant_client, window, own, during, changes, errors):
    page = participant_client.post(url(window, "ask"), ASKED | changes)
    assert page.context["form"].errors == errors
    assert "I am in bed." in text(page)
    assert not Extension.objects.exists()


def test_the_next_window_needs_no_hours(participant_client, window, own, during):
    participant_client.post(url(window, "ask"), ASKED | {"kind": "next_window", "hours": ""})
    assert Extension.objects.get().hours_asked == 0


def test_a_request_is_taken_back(participant_client, window, own, during):
    participant_client.post(url(window, "ask"), ASKED)
    page = participant_client.post(url(window, "take-back"), follow=True)
    assert "Your request is taken back." in text(page)
    assert Extension.objects.get().state == "withdrawn"
    assert "There is no request that waits." in text(participant_client.post(url(window, "take-back"), follow=True))


def test_the_decision_and_its_reason_are_shown(participant_client, window, own, hub_admin, during):
    decided = {"decided_at": INSIDE, "decided_by": hub_admin, "decision_reason": "That was planned."}
    ExtensionFactory(window=window, enrolment=own, state="refused", **decided)
    shown = text(participant_client.get(url(window)))
    assert "Not granted" in shown
    assert "That was planned." in shown


def test_when_it_is_over_nothing_can_be_asked(participant_client, window, own, time_machine_at):
    EntryFactory(window=window, enrolment=own)
    with time_machine_at(CLOSES):
        assert "You cannot ask for more time in this window" in text(participant_client.get(url(window, "ask")))
        page = participant_client.post(url(window, "ask"), ASKED)
    assert page.status_code == 200
    assert not Extension.objects.exists()
