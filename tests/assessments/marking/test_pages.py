"""A marker's pages: what they show, save, refuse and finish."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from assessments.actions.marking import save
from assessments.actions.standardising import standardise
from assessments.choices import MarkingStage, MarkingState, ScriptState
from assessments.models import Conflict, Criterion, Marking, Script
from npq_portal import clock
from tests.assessments.marking.scenes import AT, CLEAR, FAIL, a_scene
from tests.cast import signed_in
from tests.factories.assessments import CaseFileFactory, CaseQuestionFactory

pytestmark = pytest.mark.django_db
INDEX = reverse("marking:index")


@pytest.fixture
def scene():
    scene = a_scene(people=2, markers=3, policy={"sample_percent": 0, "sample_least": 0})
    scene.make()
    scene.allocate()
    return scene


@pytest.fixture
def marking(scene) -> Marking:
    return scene.open_marks()[0]


@pytest.fixture
def client(marking):
    return signed_in(marking.marker)


def address(marking: Marking, name: str = "script") -> str:
    return reverse(f"marking:{name}", args=[marking.script.number])


def typed(scene, points=CLEAR, **more) -> dict[str, str]:
    fields = {f"points-{one.pk}": str(given) for one, given in zip(scene.criteria, points, strict=True)}
    return fields | {f"comment-{scene.criteria[0].pk}": "Clear", "comment": "Good", "note": ""} | more


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


class TestIndex:
    def test_what_there_is_to_mark_and_by_when(self, marking, client):
        page = text(client.get(INDEX))

        assert marking.script.number in page
        assert "25 February 2027" in page
        assert "late" not in page

    def test_nobody_elses_scripts(self, scene, marking, client):
        (other,) = (one for one in scene.open_marks() if one.marker != marking.marker)

        assert other.script.number not in text(client.get(INDEX))

    def test_what_is_late_is_said(self, marking, client):
        Marking.objects.update(due_on=clock.today() - timedelta(days=2))

        page = text(client.get(INDEX))

        assert "1 is late." in page
        assert "2 days late" in page

    def test_done_and_standardisation_stand_apart(self, scene, marking, client):
        scene.mark(marking, CLEAR)
        for other in scene.open_marks():
            scene.mark(other, CLEAR)
        standard = Script.objects.exclude(pk=marking.script_id).get()
        standardise(script=standard, by=scene.hub, at=AT)

        page = text(client.get(INDEX))

        assert "Nothing waits for you." in page
        assert page.index("Standardisation") < page.index(standard.number) < page.index("Done")
        assert page.index("Done") < page.index(marking.script.number)
        assert "75%" in page

    def test_without_anything_it_says_what_will_be_here(self, assessor_client):
        assert "Nothing to mark" in text(assessor_client.get(INDEX))


class TestScript:
    def test_the_text_stands_beside_the_rubric(self, scene, marking, client):
        Criterion.objects.filter(pk=scene.criteria[0].pk).update(description="0: nothing. **4**: everything.")

        response = client.get(address(marking))

        page = text(response)
        assert f"Script {marking.script.number}" in page
        assert "Three plain words" in page
        assert "3 of 1,500 allowed" in page
        assert scene.criteria[3].title in page
        assert "<strong>4</strong>" in response.content.decode()
        assert response.headers["Cache-Control"] == "no-store, private"

    def test_answers_stand_under_their_questions(self, marking, client):
        submission = marking.script.submission
        case = submission.entry.window.case_study
        question = CaseQuestionFactory(case_study=case, text="What would you do?")
        submission.content = (
            f"Case study: {case}\n\nQuestion 1\n{question.text}\n\nAnswer 1\nI would listen.\n\nThen act.\n".encode()
        )
        submission.save()

        html = client.get(address(marking)).content.decode()

        assert re.search(
            r"<h3[^>]*>What would you do\?</h3>\s*<div[^>]*><p>I would listen.</p>\s*<p>Then act.</p>", html
        )
        assert "Answer 1" not in html

    def test_over_the_limit_is_said(self, marking, client):
        submission = marking.script.submission
        submission.is_over_limit, submission.words = True, 1612
        submission.save()

        page = text(client.get(address(marking)))

        assert "over the word limit" in page
        assert "1,612 of 1,500 allowed. Over the limit." in page

    def test_a_second_marker_is_not_told_that_they_are_the_second(self, scene, marking):
        scene.mark(marking, FAIL)
        second = scene.live(marking.script, MarkingStage.SECOND)
        client = signed_in(second.marker)

        for path in (INDEX, address(second)):
            page = text(client.get(path)).lower()
            assert "second" not in page
            assert "37.5" not in page

    def test_a_senior_marker_sees_both_marks_and_no_marker_by_name(self, scene, marking):
        scene.mark(marking, FAIL)
        scene.mark(scene.live(marking.script, MarkingStage.SECOND), CLEAR)
        senior = scene.live(marking.script, MarkingStage.SENIOR)

        page = text(signed_in(senior.marker).get(address(senior)))

        assert "37.5%" in page
        assert "75%" in page
        assert "About criterion 1" in page
        assert "First marker" in page
        assert not any(marker.name in page for marker in scene.team[:2])

    @pytest.mark.parametrize("name", ["script", "hand-back"])
    def test_a_script_of_somebody_else_is_not_found(self, name, scene, marking):
        other = next(one.marker for one in scene.open_marks() if one.marker != marking.marker)

        assert signed_in(other).get(address(marking, name)).status_code == 404
        assert signed_in(other).post(address(marking, "save")).status_code == 404

    def test_not_one_that_was_handed_back(self, marking, client):
        client.post(address(marking, "hand-back"), {"why": "time", "reason": "Ill"})

        assert client.get(address(marking)).status_code == 404
        assert client.post(address(marking), {"do": "finish"}).status_code == 404

    def test_not_for_a_hub_admin_who_marks_nothing(self, marking, hub_admin_client):
        assert hub_admin_client.get(address(marking)).status_code == 403


class TestWithoutAScript:
    """The buttons of the form."""

    def test_saving_keeps_what_is_there_and_asks_for_nothing(self, scene, marking, client):
        fields = {f"points-{scene.criteria[0].pk}": "3", "comment": "Good start", "do": "save"}

        response = client.post(address(marking), fields, follow=True)

        assert "Saved. It is not finished yet." in text(response)
        marking.refresh_from_db()
        assert (marking.state, marking.comment, marking.scores.get().points) == ("claimed", "Good start", 3)
        assert "What you did before is saved." in text(response)

    def test_what_is_saved_is_there_again(self, scene, marking, client):
        save(marking=marking, written=scene.written((0, 1, 2, 3)), by=marking.marker, at=AT)

        html = client.get(address(marking)).content.decode()

        checked = re.findall(r'name="points-(\d+)" value="(\d)"[^>]*checked', html)
        assert checked == [(str(one.pk), str(given)) for one, given in zip(scene.criteria, (0, 1, 2, 3), strict=True)]
        assert "About criterion 4" in html

    def test_finishing_goes_back_to_the_list(self, scene, marking, client):
        response = client.post(address(marking), typed(scene, do="finish"), follow=True)

        assert f"Script {marking.script.number} is marked: 75%." in text(response)
        assert Script.objects.get(pk=marking.script_id).state == ScriptState.AGREED

    def test_finishing_without_all_points_leads_to_what_is_missing_and_keeps_the_rest(self, scene, marking, client):
        fields = typed(scene, do="finish")
        missing = scene.criteria[2]
        del fields[f"points-{missing.pk}"]

        response = client.post(address(marking), fields)

        html = response.content.decode()
        assert f'<a href="#id_points-{missing.pk}_0">Give points for “{missing.title}”</a>' in html
        assert "<title>Error: " in html
        marking.refresh_from_db()
        assert (marking.state, marking.scores.filter(points=3).count()) == ("claimed", 3)

    def test_a_fail_without_a_word_of_why_leads_to_the_comments_and_keeps_the_rest(self, scene, marking, client):
        most = 4
        points = (0, 1, most, 0)

        html = client.post(address(marking), typed(scene, points, do="finish")).content.decode()

        for criterion, is_asked in zip(scene.criteria, (False, True, False, True), strict=True):
            asked = f'<a href="#id_comment-{criterion.pk}">Say what is missing in “{criterion.title}”: this mark is a fail</a>'
            assert (asked in html) is is_asked
        marking.refresh_from_db()
        assert (marking.state, marking.scores.get(criterion=scene.criteria[0]).comment) == ("claimed", "Clear")

    def test_points_outside_the_scale_are_refused(self, scene, marking, client):
        response = client.post(address(marking), typed(scene, do="save") | {f"points-{scene.criteria[0].pk}": "5"})

        assert "Choose one of the options shown" in text(response)
        assert marking.scores.count() == 0

    def test_a_finished_mark_is_shown_and_not_changed(self, scene, marking, client):
        scene.mark(marking, CLEAR)

        for response in (client.get(address(marking)), client.post(address(marking), typed(scene, FAIL, do="save"))):
            assert "Your mark: 75%" in text(response)
            assert "Finish this mark" not in text(response)


class TestSavingByItself:
    """What the page's script sends."""

    def test_only_what_has_changed(self, scene, marking, client):
        first, second = scene.criteria[:2]
        client.post(address(marking, "save"), {f"points-{first.pk}": "2", f"comment-{first.pk}": "Thin"})

        answer = client.post(address(marking, "save"), {f"points-{second.pk}": "4", "note": "Hm"})

        assert answer.json()["given"] == 2
        assert answer.json()["of"] == 4
        assert re.fullmatch(r"\d+(:\d\d)?[ap]m|midday", answer.json()["saved"])
        assert marking.scores.get(criterion=first).comment == "Thin"

    def test_why_not_is_told_in_words(self, scene, marking, client):
        answer = client.post(address(marking, "save"), {f"points-{scene.criteria[0].pk}": "9"})

        assert (answer.status_code, answer.json()) == (400, {"words": "Choose one of the options shown"})

    def test_a_finished_mark_is_not_changed(self, scene, marking, client):
        scene.mark(marking, CLEAR)

        answer = client.post(address(marking, "save"), {"note": "Too late"})

        assert answer.status_code == 409
        assert "cannot be changed" in answer.json()["words"]

    def test_it_takes_no_get(self, marking, client):
        assert client.get(address(marking, "save")).status_code == 405


class TestHandingBack:
    def test_with_a_reason(self, scene, marking, client):
        response = client.post(address(marking, "hand-back"), {"why": "time", "reason": "I am ill"}, follow=True)

        assert f"Script {marking.script.number} is handed back." in text(response)
        marking.refresh_from_db()
        assert marking.state == MarkingState.HANDED_BACK
        assert not Conflict.objects.exists()

    def test_whoever_can_tell_whose_it_is_says_so(self, marking, client):
        client.post(address(marking, "hand-back"), {"why": "knows", "reason": "I was their mentor"})

        assert Conflict.objects.get().marker == marking.marker

    def test_not_without(self, marking, client):
        page = text(client.post(address(marking, "hand-back"), {}))

        assert "There is a problem" in page
        marking.refresh_from_db()
        assert marking.state == MarkingState.ALLOCATED

    def test_a_finished_mark_stays(self, scene, marking, client):
        scene.mark(marking, CLEAR)

        response = client.post(address(marking, "hand-back"), {"why": "time", "reason": "Ill"}, follow=True)

        assert "cannot be changed" in text(response)


class TestTakenBack:
    def test_what_was_typed_on_a_script_that_is_gone_is_given_back(self, scene, marking, client):
        Marking.objects.filter(pk=marking.pk).update(state=MarkingState.HANDED_BACK)
        sent = typed(scene, comment="A careful comment.", note="For the board: see page 2.")
        answer = client.post(address(marking), sent)
        assert answer.status_code == 404
        assert "A careful comment." in text(answer)
        assert "For the board: see page 2." in text(answer)
        assert client.get(address(marking)).status_code == 404


class TestFilesOfTheCase:
    def test_they_stand_beside_the_text_and_are_kept_not_shown(self, scene, marking, client):
        file = CaseFileFactory(case_study=scene.window.case_study, name="Pupils & staff.csv")
        assert "Pupils &amp; staff.csv" in client.get(address(marking)).content.decode()

        answer = client.get(reverse("marking:case-file", args=[marking.script.number, file.pk]))
        assert answer.content == bytes(file.content)
        assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''Pupils%20%26%20staff.csv"
        assert "sandbox" in answer["Content-Security-Policy"]

    def test_of_another_case_or_for_another_marker_there_is_none(self, scene, marking, client):
        own, other = CaseFileFactory(case_study=scene.window.case_study), CaseFileFactory()
        assert client.get(reverse("marking:case-file", args=[marking.script.number, other.pk])).status_code == 404
        not_theirs = next(one for one in scene.open_marks() if one.marker_id != marking.marker_id)
        assert client.get(reverse("marking:case-file", args=[not_theirs.script.number, own.pk])).status_code == 404
