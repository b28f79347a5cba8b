"""The editor without a script: one form with two buttons, and whatever goes wrong the text is still there."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from assessments.choices import OverLimit, VersionSource
from assessments.facts.drafts import newest_version
from assessments.models import DraftVersion
from assessments.rules.drafts import LONGEST
from tests.assessments.writing.conftest import AT, END
from tests.factories.assessments import AssessmentPolicyFactory, SubmissionFactory

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
    return f"/my/case-study/{entry.window_id}/write/"


@pytest.fixture
def press(participant_client, url, questions):
    """press("the text", based_on=0, do="save"): the answer."""

    def do(
        text: str, based_on: object = 0, *, do: str = "save", page=None, client: Client = participant_client, **more
    ):
        data = {f"answer-{questions[0]}": text, "based_on": based_on, "page": str(page or uuid4()), "do": do, **more}
        return client.post(url, data)

    return do


def shown(response) -> str:
    return response.content.decode()


def test_the_page_has_the_questions_the_newest_text_and_the_two_buttons(participant_client, url, write, questions):
    write("One\ntwo <three>")
    page = shown(participant_client.get(url))

    assert "Question 1: What is the problem?" in page
    assert "One\ntwo &lt;three&gt;</textarea>" in page
    assert f'data-answer="{questions[1]}"' in page
    assert 'name="based_on" value="1"' in page
    assert "Save draft" in page
    assert "Go to submit" in page
    assert "Wednesday 10 February 2027, 11:59pm (UK time)" in page
    assert "How we count words" in page
    assert "2025–26" in page


def test_saving_makes_a_version_and_says_how_many_words(participant_client, press, entry, url):
    response = press("Two words\r\nand three more")
    page = shown(participant_client.get(url))

    assert response["Location"] == url
    assert "Draft saved, 5 words." in page
    version = DraftVersion.objects.get()
    assert (version.source, version.words, version.saved_at) == (VersionSource.SAVED, 5, AT)
    assert next(iter(version.answers.values())) == "Two words\nand three more"


def test_pressing_twice_saves_once(press):
    page = uuid4()
    press("One", page=page)
    press("One", page=page)

    assert DraftVersion.objects.count() == 1


def test_back_another_word_and_save_loses_nothing(press, participant_client):
    page = uuid4()
    press("One", page=page)
    response = press("One two", page=page)

    assert response["Location"].endswith("/versions/2/")
    both = shown(participant_client.get(response["Location"]))
    assert "Two texts: choose which to write on" in both
    assert "One two</div>" in both
    assert "One</div>" in both


def test_go_to_submit_saves_first(press, entry):
    response = press("One two", do="submit")

    assert response["Location"] == f"/my/case-study/{entry.window_id}/submit/"
    assert DraftVersion.objects.get().words == 2


@pytest.mark.parametrize("based_on", ["", "nonsense", "-1", "9" * 30, "٣"])
def test_a_page_that_does_not_know_what_it_is_based_on_overwrites_nothing(press, write, entry, based_on):
    write("One")
    press("Two", based_on)

    assert newest_version(entry).words == 1
    assert DraftVersion.objects.get(number=2).source == VersionSource.OTHER_TAB


def test_a_text_that_is_too_long_is_still_on_the_page(press, participant_client):
    response = press("x" * LONGEST + "y")
    page = shown(response)

    assert response.status_code == 200
    assert "more than 100,000 characters" in page
    assert "xxxy</textarea>" in page
    assert "data-typed" in page
    assert not DraftVersion.objects.exists()


def test_what_is_no_text_is_cleaned_and_the_rest_is_saved(press):
    press("One\x00 two")

    assert DraftVersion.objects.get().words == 2


def test_text_for_a_question_that_is_not_there_is_refused_and_kept_on_the_page(press):
    page = shown(press("One", **{"answer-999999": "Lost?"}))

    assert "The questions of this case have changed" in page
    assert "One</textarea>" in page


def test_whose_sign_in_has_ended_gets_back_what_they_typed(press, url):
    response = press("One <two>", client=Client(headers={"referer": f"http://testserver{url}"}))
    page = shown(response)

    assert response.status_code == 401
    assert "You are signed out" in page
    assert "One &lt;two&gt;</textarea>" in page
    assert f"?next={url}" in page


def test_after_the_end_it_is_kept_as_a_rescue_copy_and_the_page_says_so_plainly(press, participant_client, url, clock):
    press("One")
    clock.move_to(END + timedelta(seconds=7))
    response = press("One two", 1, do="submit")
    page = shown(participant_client.get(response["Location"]))

    assert response["Location"] == url
    assert (
        "This text reached us at 12:00:07am (UK time) on Thursday 11 February 2027, after your window had closed"
        in page
    )
    assert "it cannot be submitted" in page
    assert "Save draft" not in page
    assert "readonly" in page
    assert "One</textarea>" in page
    assert DraftVersion.objects.get(number=2).source == VersionSource.RESCUED


def test_what_was_submitted_is_told_while_they_write_on(participant_client, url, entry, write):
    SubmissionFactory(entry=entry, version=write("One").version)

    assert "What you change now is not part of it" in shown(participant_client.get(url))


@pytest.mark.parametrize(
    ("over_limit", "words"),
    [
        (OverLimit.REFUSE, "A text over the limit cannot be submitted."),
        (OverLimit.FLAG, "Markers see that it is over."),
    ],
)
def test_the_page_says_what_being_over_the_limit_means(participant_client, url, entry, over_limit, words):
    AssessmentPolicyFactory(programme=entry.window.cohort.programme, over_limit=over_limit)

    assert words in shown(participant_client.get(url))


# -- versions ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def versions(entry) -> str:
    return f"/my/case-study/{entry.window_id}/versions/"


def test_versions_are_listed_read_and_brought_back(participant_client, versions, write, entry, url):
    write("One")
    write("One two", 1)
    page = shown(participant_client.get(versions))
    assert page.index("Version 2") < page.index("Version 1")
    assert "Saved while writing" in page

    one = shown(participant_client.get(f"{versions}1/"))
    assert "Write on from version 1" in one
    assert "Version 2, the newest" in one

    response = participant_client.post(f"{versions}1/", follow=True)
    assert "You now write on from version 1." in shown(response)
    assert "One</textarea>" in shown(response)
    assert newest_version(entry).number == 3


def test_the_newest_stands_alone(participant_client, versions, write):
    write("One")

    assert "Write on from" not in shown(participant_client.get(f"{versions}1/"))


def test_before_anything_is_saved_the_list_says_so(participant_client, versions):
    assert "Nothing is saved yet" in shown(participant_client.get(versions))
    assert participant_client.get(f"{versions}1/").status_code == 404
    assert participant_client.post(f"{versions}1/").status_code == 404


def test_after_the_end_versions_are_read_only_and_late_ones_say_when_they_came(
    participant_client, versions, write, clock
):
    write("One")
    write("Two", 1, at=END + timedelta(minutes=2))
    clock.move_to(END + timedelta(days=1))

    late = shown(participant_client.get(f"{versions}2/"))
    assert "12:02:00am (UK time) on Thursday 11 February 2027" in late
    assert "Write on from" not in late
    told = shown(participant_client.post(f"{versions}1/", follow=True))
    assert "no earlier version can be brought back any more" in told
    assert DraftVersion.objects.count() == 2


def test_many_versions_come_in_pages(participant_client, versions, write, django_assert_max_num_queries):
    for number in range(55):
        write("word " * (number + 1), number)

    with django_assert_max_num_queries(12):
        page = shown(participant_client.get(versions))
    assert page.count("<td") < 200
    assert "Version 5<" in shown(participant_client.get(f"{versions}?page=2"))
