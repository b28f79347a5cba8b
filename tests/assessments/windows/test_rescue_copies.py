"""Rescue copies at the hub: who sent what too late, and reading one, which the window's history keeps."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.choices import VersionSource
from assessments.models import WindowEvent
from npq_portal.pages.case_studies import hub_tasks
from tests.assessments.windows.scenes import CLOSES, a_window, engaged, inside
from tests.factories.assessments import CaseQuestionFactory, DraftVersionFactory, EntryFactory, SubmissionFactory

pytestmark = pytest.mark.django_db
LIST = reverse("windows:rescue-copies")


@pytest.fixture(autouse=True)
def now(time_machine_at):
    with time_machine_at(CLOSES + timedelta(hours=9)):
        yield


@pytest.fixture
def entry():
    return inside(a_window())


def rescued(entry, *, late=timedelta(minutes=3), **kwargs):
    question = entry.window.case_study.questions.first() or CaseQuestionFactory(case_study=entry.window.case_study)
    return DraftVersionFactory(
        entry=entry,
        source=VersionSource.RESCUED,
        saved_at=entry.closes_at + late,
        answers={str(question.pk): "I was in the middle of a"},
        words=6,
        **kwargs,
    )


def one(version) -> str:
    return reverse("windows:rescue-copy", args=[version.pk])


def text(response) -> str:
    return " ".join(response.content.decode().split()).replace("&#x27;", "'")


def test_the_list_says_whose_it_is_when_it_came_and_not_what_it_says(hub_admin_client, entry):
    version = rescued(entry)
    DraftVersionFactory(entry=entry, source=VersionSource.OTHER_TAB)
    page = hub_admin_client.get(LIST)
    (row,) = page.context["rows"]
    assert (row[0]["text"], row[0]["url"]) == ("Inga Invented", one(version))
    assert "12:03:00am (UK time) on Thursday 11 February 2027" in row[1]
    assert row[2] == "Wednesday 10 February 2027, 11:59pm (UK time)"
    assert row[3:5] == ["3 minutes", "6"]
    assert row[5]["tag"] == "Nothing"
    assert "in the middle" not in text(page)


def test_it_says_whether_something_was_handed_in_in_time(hub_admin_client, entry):
    rescued(entry)
    SubmissionFactory(entry=entry, withdrawn_at=CLOSES - timedelta(hours=1))
    assert hub_admin_client.get(LIST).context["rows"][0][5]["tag"] == "Nothing"
    SubmissionFactory(entry=entry)
    assert hub_admin_client.get(LIST).context["rows"][0][5]["tag"] == "Yes"


def test_an_end_that_was_moved_afterwards_is_said(hub_admin_client, entry):
    rescued(entry, late=timedelta(hours=-2))
    assert hub_admin_client.get(LIST).context["rows"][0][3] == "Their end was moved afterwards"


def test_the_window_leads_to_its_own(hub_admin_client, entry):
    path = f"{LIST}?window={entry.window_id}"
    window = reverse("windows:window", args=[entry.window_id])
    assert path not in text(hub_admin_client.get(window))
    mine, _other = rescued(entry), rescued(EntryFactory())
    assert f'href="{path}">1 rescue copy</a>' in text(hub_admin_client.get(window))
    assert [row[0]["url"] for row in hub_admin_client.get(path).context["rows"]] == [one(mine)]
    assert len(hub_admin_client.get(LIST).context["rows"]) == 2
    assert hub_admin_client.get(f"{LIST}?window=999999").status_code == 404


def test_it_is_read_by_a_press_that_is_written_down(hub_admin_client, hub_admin, entry):
    version = rescued(entry, written_at=CLOSES - timedelta(minutes=9))
    closed = hub_admin_client.get(one(version))
    assert "in the middle" not in text(closed)
    assert "11:51:00pm (UK time)" in text(closed)
    assert not WindowEvent.objects.filter(what__startswith="Rescue copy").exists()

    opened = hub_admin_client.post(one(version))

    assert "I was in the middle of a" in text(opened)
    assert "no-store" in opened["Cache-Control"]
    event = WindowEvent.objects.get(what__startswith="Rescue copy")
    assert (event.what, event.window, event.by) == ("Rescue copy read: Inga Invented", entry.window, hub_admin)
    assert event.at == CLOSES + timedelta(hours=9)
    history = hub_admin_client.get(reverse("windows:window", args=[entry.window_id]))
    assert "Rescue copy read: Inga Invented" in text(history)


def test_what_came_in_time_is_not_read_here(hub_admin_client, entry):
    in_time = DraftVersionFactory(entry=entry)
    assert hub_admin_client.post(one(in_time)).status_code == 404


def test_markers_see_nothing_of_it(assessor_client, entry):
    version = rescued(entry)
    assert assessor_client.get(LIST).status_code == 403
    assert assessor_client.post(one(version)).status_code == 403


def test_more_copies_need_no_more_queries(hub_admin_client, entry):
    rescued(entry)
    hub_admin_client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        hub_admin_client.get(LIST)
    for number in range(4):
        rescued(EntryFactory(window=entry.window, enrolment=engaged(entry.window, f"Person {number}")))
    with CaptureQueriesContext(connection) as many:
        assert len(hub_admin_client.get(LIST).context["rows"]) == 5
    assert len(many) == len(few)


def test_the_hub_is_told_of_the_last_one_of_each_person_until_somebody_has_read_it(hub_admin_client, entry):
    def waiting() -> int:
        (task,) = (one for one in hub_tasks() if one.url == LIST)
        return task.number

    assert waiting() == 0
    first, last = rescued(entry, number=1), rescued(entry, number=2)
    other = rescued(inside(entry.window, "Other Invented"))
    assert waiting() == 2
    hub_admin_client.post(one(first))
    assert waiting() == 2, "not the last of its writer"
    hub_admin_client.post(one(last))
    assert waiting() == 1
    hub_admin_client.post(one(other))
    assert waiting() == 0
    rescued(entry, number=3)
    assert waiting() == 1
