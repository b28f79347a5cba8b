"""The hub's pages: how far the marking is, giving out, samples, one script, conflicts and the comparison."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from assessments.choices import MarkingStage, ScriptState, WhySecond
from assessments.models import Conflict, Marking, Script, TeamMember
from npq_portal import clock
from tests.assessments.marking.scenes import CLEAR, FAIL, NEAR, TOP, a_scene, hand_in

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def scene():
    return a_scene(people=4, markers=3, policy={"sample_percent": 0, "sample_least": 1})


@pytest.fixture
def visit(scene, hub_admin_client):
    """A page about the window, by the name of its address."""

    def get(name: str = "window", query: str = ""):
        return hub_admin_client.get(reverse(f"hub-marking:{name}", args=[scene.window.pk]) + query)

    return get


@pytest.fixture
def send(scene, hub_admin_client):
    def post(name: str, **fields):
        return hub_admin_client.post(reverse(f"hub-marking:{name}", args=[scene.window.pk]), fields, follow=True)

    return post


class TestProgress:
    def test_the_list_counts_what_is_agreed_in_dispute_and_late(self, scene, hub_admin_client):
        scene.make()
        scene.allocate()
        first, second, *_ = scene.open_marks()
        scene.mark(first, FAIL)
        scene.mark(scene.live(first.script, MarkingStage.SECOND), TOP)
        Marking.objects.filter(pk=second.pk).update(due_on=clock.today() - timedelta(days=1))

        page = hub_admin_client.get(reverse("hub-marking:index"))

        cells = re.findall(r'data-label="(\w[\w ]*)"[^>]*><span[^>]*>([^<]*)', page.content.decode())
        assert dict(cells) | {"Opened": ""} == {
            "Opened": "",
            "Handed in": "4",
            "Agreed": "0 of 4",
            "Disagreed": "1",
            "Late": "1",
        }

    def test_before_there_are_scripts(self, visit):
        assert "No scripts yet" in text(visit())

    def test_a_window_without_a_team_says_what_to_do(self, scene, visit):
        scene.make()
        TeamMember.objects.all().delete()

        assert "Nobody is in the marking team" in text(visit())
        assert "Nobody is in the team" in text(visit("give-out"))

    def test_it_says_what_waits_and_who_has_what(self, scene, visit):
        scene.make()
        assert "4 scripts wait for a marker." in text(visit())

        scene.allocate()

        page = text(visit())
        assert "Nothing: the rest is with the markers." in page
        assert "Senior marker" in page
        assert not any(script.submission.entry.enrolment.participant.last_name in page for script in scene.scripts())

    def test_what_cannot_be_placed_stands_there_with_the_reasons(self, scene, visit):
        TeamMember.objects.update(school_urn="123456")
        hand_in(scene, 9, workplace_urn="123456")
        scene.make()

        assert "Works at the writer’s school: Marker 1, Marker 2, Marker 3." in text(visit())

    def test_second_marks_disagreement_and_agreement_have_their_places(self, scene, visit):
        scene.make()
        scene.allocate()
        first = scene.open_marks()[0]
        scene.mark(first, NEAR)
        scene.mark(scene.live(first.script, MarkingStage.SECOND), FAIL)

        page = text(visit())

        assert "The first mark is near the line" in page
        assert "Disagreements" in page
        assert "1 in disagreement" in page


class TestGivingOut:
    def mark_of(self, page) -> str:
        return re.search(r'name="mark" value="(\w+)"', page.content.decode())[1]

    def test_the_preview_says_who_gets_what_and_does_nothing(self, scene, visit):
        scene.make()

        page = text(visit("give-out"))

        assert "Give out 4 scripts and write to 2 people" in page
        assert all(script.number in page for script in scene.scripts())
        assert not Marking.objects.exists()

    def test_the_button_does_it_once(self, scene, visit, send):
        scene.make()
        mark = self.mark_of(visit("give-out"))

        assert "4 scripts given out. 2 people were written to." in text(send("give-out", mark=mark))
        again = send("give-out", mark=mark)

        assert again.status_code == 409
        assert "Something has changed while you looked" in text(again)
        assert Marking.objects.count() == 4

    def test_late_scripts_too(self, scene, visit, send):
        scene.make()
        scene.allocate()
        Marking.objects.update(due_on=clock.today() - timedelta(days=1))
        assert "4 scripts are late." in text(visit("give-out"))

        page = visit("give-out", "?overdue=1")
        assert "late with somebody else" in text(page)
        send("give-out", mark=self.mark_of(page), overdue="1")

        assert Marking.objects.filter(state="handed_back").count() == 4
        assert len(scene.open_marks()) == 4

    def test_nothing_to_give_out(self, scene, visit):
        scene.make()
        scene.allocate()

        assert "Every script has the markers it needs now." in text(visit("give-out"))


def test_the_hub_draws_the_samples(scene, visit, send):
    scene.make()
    scene.allocate()
    scene.mark(scene.open_marks(scene.team[0])[0], CLEAR)
    assert "1 clear pass waits for the sample." in text(visit())

    assert "The samples are drawn: 1 script will be marked a second time." in text(send("draw"))

    assert Script.objects.filter(why_second=WhySecond.SAMPLE).count() == 1


class TestOneScript:
    @pytest.fixture
    def script(self, scene):
        scene.make()
        scene.allocate()
        for marking in scene.open_marks(scene.team[0]):
            scene.mark(marking, CLEAR)
        return Script.objects.get(state=ScriptState.AGREED)

    @pytest.fixture
    def path(self, script):
        return reverse("hub-marking:script", args=[script.number])

    def test_it_says_whose_it_is_its_marks_and_its_trail(self, script, path, hub_admin_client):
        page = text(hub_admin_client.get(path))

        assert script.submission.entry.enrolment.participant.full_name in page
        assert "75%: Pass First mark alone" in page
        assert "First mark: Marker 1, for the participant" in page
        assert "About criterion 1" in page
        assert "Three plain words" in page
        for words in ("Script made", "Given to a marker", "First mark done", "The first mark; no second was needed"):
            assert words in page

    def test_what_is_not_finished_shows_no_points(self, scene, script, hub_admin_client):
        other = Script.objects.filter(state=ScriptState.MARKING, why_second="").first()

        page = text(hub_admin_client.get(reverse("hub-marking:script", args=[other.number])))

        assert "To mark" in page
        assert "75%" not in page

    def test_a_second_mark_can_be_asked_for(self, script, path, hub_admin_client):
        page = text(hub_admin_client.post(path, {"do": "second"}, follow=True))

        assert "A second mark is asked for." in page
        assert "75.00% had been agreed" in page
        assert "Ask for a second mark" not in page.partition("is asked for")[2].partition("History")[0]

    def test_the_team_can_mark_it(self, script, path, hub_admin_client):
        assert "2 markers have it for standardisation." in text(
            hub_admin_client.post(path, {"do": "standard"}, follow=True)
        )
        assert "has it already" in text(hub_admin_client.post(path, {"do": "standard"}, follow=True))

    def test_why_not_is_said(self, scene, path, hub_admin_client):
        other = reverse("hub-marking:script", args=[Script.objects.exclude(state=ScriptState.AGREED).first().number])

        page = hub_admin_client.post(other, {"do": "standard"}, follow=True)

        assert "Choose a script whose mark is agreed" in text(page)

    def test_another_form_is_not_known(self, path, hub_admin_client):
        assert hub_admin_client.post(path, {"do": "delete"}).status_code == 400


class TestConflicts:
    def test_one_is_declared(self, scene, visit, send):
        enrolment = scene.window.entries.first().enrolment

        page = send("conflicts", marker=scene.team[0].pk, enrolment=enrolment.pk, reason="Married")

        assert f"Marker 1 will be given nothing that {enrolment.participant.full_name} wrote." in text(page)
        assert Conflict.objects.get().reason == "Married"
        assert "By Hannah Invented" in text(visit("conflicts"))

    def test_everything_is_asked_for_and_only_this_window_offered(self, scene, visit, send):
        a_scene(people=1, opens_on="2027-03-03")

        page = send("conflicts")

        for words in ("Choose a marker", "Choose a participant", "Enter why"):
            assert words in text(page)
        assert len(re.findall(r"<option", page.content.decode())) == 2 + 3 + 4


class TestComparison:
    def test_before_there_is_anything(self, visit):
        assert "Nothing to compare yet" in text(visit("comparison"))

    def test_the_drawing_says_what_the_table_says(self, scene, visit):
        scene.make()
        scene.allocate()
        first = scene.open_marks()[0]
        scene.mark(first, FAIL)
        scene.mark(scene.live(first.script, MarkingStage.SECOND), (1, 2, 2, 2))

        page = visit("comparison")

        assert "<svg" in page.content.decode()
        first_marker, second_marker = first.marker, scene.live(first.script, MarkingStage.SECOND).marker
        assert f"{first_marker}: −3.12 on average, from −3.12 to −3.12" in text(page)
        assert f"{second_marker}: +3.13 on average" in text(page)
        assert "−3.12 to −3.12" in text(page)

    def test_all_windows_of_the_programme(self, scene, visit):
        scene.make()
        scene.allocate()
        scene.mark(scene.open_marks()[0], FAIL)

        assert "All windows of" in text(visit("comparison", "?windows=all"))
