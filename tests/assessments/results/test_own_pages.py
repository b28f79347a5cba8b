"""A participant's results: nothing before release; then what it means, what comes next, and the statement."""

import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from assessments.actions.outcomes import correct
from assessments.models import CompletionStatement
from tests.assessments.results.scenes import BOARD, LATER, a_scene
from tests.cast import signed_in
from tests.factories.accounts import ParticipantFactory
from tests.factories.assessments import CaseStudyFactory, WindowFactory
from tests.factories.results import MisconductCaseFactory

pytestmark = pytest.mark.django_db

INDEX = "/my/results/"


@pytest.fixture(autouse=True)
def _the_day_after():
    with time_machine.travel(BOARD + timedelta(days=1), tick=False):
        yield


@pytest.fixture
def scene():
    return a_scene()


def own(entry) -> Client:
    return signed_in(entry.enrolment.participant.user)


def page_of(entry) -> str:
    return reverse("my-results:outcome", args=[entry.window_id])


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def test_nothing_shows_before_the_release(scene):
    entry = scene.marked(True)

    assert "No result is out yet" in text(own(entry).get(INDEX))
    assert own(entry).get(page_of(entry)).status_code == 404
    assert own(entry).get(reverse("my-results:statement", args=[entry.enrolment_id])).status_code == 404


def test_a_pass_says_so_with_feedback_and_the_statement(scene):
    entry = scene.marked(True)
    scene.release()

    page = text(own(entry).get(page_of(entry)))

    for words in (
        "You have passed the case study.",
        "You have completed the course.",
        "Use of evidence: 3 of 4 points",
        "A sound answer.",
        "The Department for Education (DfE) issues your NPQ",
        "Your statement of completion",
        "up to and including Wednesday 31 March 2027",
    ):
        assert words in page, words
    assert re.search(r">[^<]*75", page) is None  # there is no grade


def test_passed_without_engagement_says_what_is_missing(scene):
    entry = scene.marked(True, engaged=False)
    scene.release()

    page = text(own(entry).get(page_of(entry)))

    assert "not complete yet, because your engagement is below" in page
    assert "You have engaged with 0% of it, and it needs 90%." in page
    assert "Catch up on what you missed." in page


def test_a_fail_says_which_window_is_next(scene):
    entry = scene.marked(False)
    scene.release()
    window = scene.window
    same_case = {"cohort": window.cohort, "case_study": window.case_study}
    WindowFactory(**same_case, opens_on="2027-04-12", opens_at=LATER, closes_at=LATER + timedelta(days=8))
    another = CaseStudyFactory(programme=window.cohort.programme)
    opens = LATER + timedelta(days=30)
    WindowFactory(
        cohort=window.cohort,
        case_study=another,
        opens_on="2027-04-14",
        opens_at=opens,
        closes_at=opens + timedelta(days=8),
    )

    page = text(own(entry).get(page_of(entry)))

    assert "You have not passed the case study this time." in page
    assert "You have 1 more attempt. A new attempt has another case and its whole time." in page
    assert "Your next window opens on Wednesday 14 April 2027 and lasts 8 days." in page


def test_a_fail_without_a_window_planned_says_that_we_write(scene):
    entry = scene.marked(False)
    scene.release()

    assert "The next window is not planned yet. We write to you when it is." in text(own(entry).get(page_of(entry)))


def test_a_correction_shows_both_and_why(scene):
    entry = scene.marked(False)
    scene.release()
    correct(entry=entry, result="passed", reason="Added wrongly.", by=scene.hub, at=BOARD + timedelta(hours=1))

    page = text(own(entry).get(page_of(entry)))

    assert "It was “Not passed” before." in page
    assert "Why: Added wrongly." in page


def test_after_21_days_the_page_says_that_they_are_over(scene):
    entry = scene.marked(False)
    scene.release()

    with time_machine.travel(BOARD + timedelta(days=22), tick=False):
        assert "ended on Wednesday 31 March 2027" in text(own(entry).get(page_of(entry)))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("raised", ""),
        ("investigating", "We are looking into a concern"),
        ("upheld", "You can appeal"),
        ("appealed", "We have your appeal"),
    ],
)
def test_a_concern_shows_from_when_they_were_told(scene, state, words):
    entry = scene.marked(True)
    MisconductCaseFactory(submission=entry.submissions.get(), state=state)

    page = text(own(entry).get(INDEX))

    assert (words or "No result is out yet") in page
    assert ("About your submission" in page) is bool(words)


def test_results_of_others_are_not_found(scene):
    entry, other = scene.marked(True), ParticipantFactory()
    scene.release()

    stranger = signed_in(other.user)
    assert stranger.get(page_of(entry)).status_code == 404
    assert "No result is out yet" in text(stranger.get(INDEX))


# -- the statement -----------------------------------------------------------------------------------------------------
@pytest.fixture
def statement(scene):
    scene.marked(True, person=ParticipantFactory(verified=True, first_name="Zoë", last_name="O’Łysik-Ŵyn"))
    scene.release()
    return CompletionStatement.objects.select_related("enrolment__participant__user").get()


def holder(statement) -> Client:
    return signed_in(statement.enrolment.participant.user)


def check(statement, **data):
    path = reverse("receipts:statement", args=[statement.reference])
    return Client().post(path, data) if data else Client().get(path)


def test_the_pdf_says_what_was_signed_every_letter_of_the_name_too(statement):
    answer = holder(statement).get(reverse("my-results:statement-pdf", args=[statement.enrolment_id]))

    assert answer.headers["Content-Type"] == "application/pdf"
    read = PdfReader(io.BytesIO(answer.content))
    words = " ".join(read.pages[0].extract_text().split())
    assert len(read.pages) == 1
    assert "Zoë O’Łysik-Ŵyn" in words
    assert statement.reference in words
    assert "10 March 2027" in words
    assert f"/receipts/statements/{statement.reference}/" in words.replace(" ", "")


def test_the_page_of_the_statement_says_where_it_is_checked(statement):
    page = text(holder(statement).get(reverse("my-results:statement", args=[statement.enrolment_id])))

    assert f"/receipts/statements/{statement.reference}/" in page
    assert "It is not the National Professional Qualification" in page


def test_anybody_sees_course_and_date_and_nobodys_name(statement):
    page = text(check(statement))

    assert "We issued this statement, and it stands." in page
    assert "10 March 2027" in page
    assert "Łysik" not in page
    assert "Zo" not in page.partition("<main")[2].partition("</main")[0]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Zoë O’Łysik-Ŵyn", "Yes:"),
        ("zoe o'lysik wyn", "Yes:"),
        ("Zoe Smith", "No:"),
        ("Łysik", "No:"),
    ],
)
def test_a_name_is_said_to_be_right_or_not(statement, name, words):
    assert words in text(check(statement, name=name))


def test_an_empty_name_is_asked_for(statement):
    assert "Enter the name on the statement" in text(check(statement, name=" "))


def test_going_through_a_list_of_names_comes_to_an_end(statement):
    for number in range(10):
        check(statement, name=f"Somebody {number}")

    answer = check(statement, name="Zoë O’Łysik-Ŵyn")

    assert answer.status_code == 429
    assert "Too many names were tried" in answer.content.decode()
    assert "Yes:" not in answer.content.decode()


def test_a_reference_typed_loosely_is_understood(statement):
    loose = statement.reference.lower().replace("-", " ")

    answer = Client().get(reverse("receipts:statement", args=[loose]))

    assert answer.url == reverse("receipts:statement", args=[statement.reference])


def test_an_unknown_reference_is_said_to_be_one():
    answer = Client().get("/receipts/statements/SC-0000-0000-0000/")

    assert answer.status_code == 404
    assert "We have issued no statement" in answer.content.decode()


def test_a_row_that_was_altered_is_none_of_ours(statement):
    CompletionStatement.objects.update(payload=statement.payload.replace("2027", "2026"))

    assert check(statement).status_code == 404


def test_a_withdrawn_statement_says_so_and_asks_for_no_name(statement):
    CompletionStatement.objects.update(withdrawn_at=LATER)

    page = text(check(statement))

    assert "does not stand any more" in page
    assert "Name on the statement" not in page
    assert "Name on the statement" not in text(check(statement, name="Zoë O’Łysik-Ŵyn"))
