"""The board's pages: what is shown, releasing through them, correcting, and the lead provider's file."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from assessments.models import Outcome
from assessments.views.marking_rows import percent
from npq_portal.templatetags.dates import closing
from tests.assessments.results.scenes import BOARD, a_scene
from tests.cast import signed_in
from tests.factories.assessments import EntryFactory, WindowFactory
from tests.factories.results import MisconductCaseFactory, OutcomeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_the_board():
    with time_machine.travel(BOARD, tick=False):
        yield


@pytest.fixture
def scene():
    return a_scene()


@pytest.fixture
def hub(scene):
    return signed_in(scene.hub)


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def board(scene) -> str:
    return reverse("results:board", args=[scene.window.pk])


def release_page(scene) -> str:
    return reverse("results:release", args=[scene.window.pk])


def press(hub, scene, **more):
    shown = hub.get(release_page(scene)).context["board"].mark
    return hub.post(release_page(scene), {"shown": shown, "note": "", **more}, follow=True)


def test_the_index_says_how_many_results_are_out(hub, scene):
    scene.marked(True)
    scene.marked(False)
    scene.release()
    scene.marked(True)

    answer = hub.get(reverse("results:index"))

    [row] = answer.context["rows"]
    assert row[-2:] == [3, 2]


def test_the_board_shows_mark_engagement_hold_and_what_would_be_released(hub, scene):
    scene.marked(True)
    scene.marked(True, engaged=False)
    suspected = scene.marked(False)
    MisconductCaseFactory(submission=suspected.submissions.get())
    scene.entry()
    scene.entry(opened=False)

    page = text(hub.get(board(scene)))

    for words in (
        "75%",
        "Completes the course",
        "Not complete: engagement not met",
        "Open: raised",
        "A case of misconduct is open",
        "Ready: nothing was submitted",
        "Never opened the case: no attempt used",
    ):
        assert words in page, words


def test_the_preview_names_everybody_and_what_happens_to_them(hub, scene):
    passed, held = scene.marked(True), scene.submitted()

    page = text(hub.get(release_page(scene)))

    assert passed.enrolment.participant.full_name in page
    assert "Release 1 result together" in page
    assert held.entry.enrolment.participant.full_name in page.partition("Held, and why")[2]
    assert not Outcome.objects.exists()


def test_releasing_says_so_and_pressing_again_does_nothing(hub, scene):
    scene.marked(True)
    shown = hub.get(release_page(scene)).context["board"].mark

    first = hub.post(release_page(scene), {"shown": shown, "note": "Grace and Femi"}, follow=True)
    again = hub.post(release_page(scene), {"shown": shown, "note": ""}, follow=True)

    assert "The results of 1 person are out. We have written to them." in text(first)
    assert "Grace and Femi" in text(first)
    assert "There was nothing to release" in text(again)
    assert Outcome.objects.count() == 1


def test_what_changed_since_is_shown_again_and_the_note_stays(hub, scene):
    scene.marked(True)

    answer = hub.post(release_page(scene), {"shown": "old", "note": "Grace and Femi"})

    assert "Something has changed since you looked" in text(answer)
    assert "Grace and Femi" in text(answer)
    assert not Outcome.objects.exists()


def test_with_nothing_ready_there_is_no_button(hub, scene):
    scene.submitted()

    assert "Release the results together" not in text(hub.get(board(scene)))
    assert "There is nothing to release now" in text(hub.get(release_page(scene)))


def test_a_correction_through_the_page(hub, scene):
    entry = scene.marked(False)
    scene.release()
    path = reverse("results:correct", args=[entry.pk])

    assert "Void" not in text(hub.get(path))
    empty = hub.post(path, {})
    assert "Enter why it is corrected" in text(empty)
    done = hub.post(path, {"result": "passed", "reason": "Added wrongly."}, follow=True)

    assert "is corrected. We have written to them." in text(done)
    assert "Passed (corrected)" in text(done)


def test_whoever_corrects_reads_the_mark_and_of_another_attempt_that_goes_on(hub, scene):
    entry = scene.marked(False)
    scene.release()
    path = reverse("results:correct", args=[entry.pk])
    assert "another attempt" not in text(hub.get(path))
    facts = {"opens_on": BOARD.date(), "opens_at": BOARD, "closes_at": BOARD + timedelta(days=8)}
    window = WindowFactory(cohort=entry.window.cohort, **facts)
    EntryFactory(window=window, enrolment=entry.enrolment, attempt=2, closes_at=window.closes_at)

    shown = text(hub.get(path))

    assert f"with a mark of {percent(entry.outcomes.get().percent)}" in shown
    assert (
        f'They have another attempt without a result: <a class="govuk-link" href="/hub/windows/{window.pk}/">' in shown
    )
    assert f"closes for them: {closing(window.closes_at)}." in shown


def test_what_is_not_out_has_no_form(hub, scene):
    entry = scene.marked(True)
    path = reverse("results:correct", args=[entry.pk])

    assert "nothing to correct" in text(hub.get(path))
    assert "nothing to correct" in text(hub.post(path, {"result": "failed", "reason": "x"}))


def test_void_is_offered_where_a_case_was_upheld(hub, scene):
    entry = scene.marked(True)
    scene.release()
    MisconductCaseFactory(submission=entry.submissions.get(), state="closed", was_upheld=True, closed_at=BOARD)

    assert "Void" in text(hub.get(reverse("results:correct", args=[entry.pk])))


def taken(hub, scene) -> list[list[str]]:
    answer = hub.post(reverse("results:csv", args=[scene.window.pk]))
    return list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))


def test_the_lead_providers_file_speaks_the_dfes_words(hub, scene):
    complete = scene.marked(True)
    incomplete = scene.marked(True, engaged=False)
    failed, nothing = scene.marked(False), scene.entry()
    scene.release()

    header, *rows = taken(hub, scene)

    course = scene.window.cohort.programme.course.identifier
    trn = {name: entry.enrolment.participant.trn for name, entry in locals().items() if hasattr(entry, "enrolment")}
    assert header == ["teacher_reference_number", "course_identifier", "completion_date", "state"]
    assert sorted(rows) == sorted(
        [
            [trn["complete"], course, "2027-03-10", "passed"],
            [trn["failed"], course, "2027-03-10", "failed"],
            [trn["nothing"], course, "2027-03-10", "failed"],
        ]
    )
    assert incomplete.enrolment.participant.trn not in {row[0] for row in rows}
    assert LogEntry.objects.get().change_message == "3 outcomes exported for the lead provider"


def test_a_void_result_is_voided_to_the_dfe(hub, scene):
    entry = scene.marked(True)
    OutcomeFactory(entry=entry, result="voided", reason="Copied")

    assert taken(hub, scene)[1][-1] == "voided"


@pytest.mark.parametrize(
    ("at", "words"),
    [(BOARD, "We have written to them."), (BOARD.replace(hour=22), "We write to them at 7am.")],
)
def test_releasing_at_night_says_when_the_letters_go(hub, scene, at, words):
    scene.marked(True)
    with time_machine.travel(at, tick=False):
        assert words in text(press(hub, scene))
