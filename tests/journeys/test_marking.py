"""From a closed window to an agreed mark: given out, marked twice, disagreed, decided by a senior marker; with scripts, without,
and on a telephone."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from assessments.choices import MarkingStage, ScriptState
from assessments.models import Criterion, Marking, Script, TeamMember
from npq_portal.accounts.models import User
from tests.assessments.marking.scenes import FAIL, TOP, Scene, a_scene
from tests.axe import assert_accessible
from tests.journeys.late_scripts import before_the_script
from tests.pictures import take

pytestmark = pytest.mark.django_db(transaction=True)

ESSAY = "\n\n".join(
    [
        "The school has three problems. Attendance fell to 89%, staff leave, and nobody reads the reading policy.",
        "I would begin with attendance, because everything else depends on pupils being there. " * 6,
        "I would know that it works when the figures of the autumn are above those of the year before. " * 4,
    ]
)
DESCRIPTION = (
    "- **0 to 1**: describes only\n- **2**: some reasons\n- **3 to 4**: reasons from evidence, and a way to tell"
)


@pytest.fixture
def scene(hub_admin) -> Scene:
    """One script, two markers and a senior one."""
    scene = a_scene(people=1, markers=3, policy={"sample_percent": 0, "sample_least": 0})
    submission = scene.window.entries.get().submissions.get()
    submission.content, submission.words = ESSAY.encode(), 240
    submission.save()
    for criterion, title in zip(scene.criteria, ("The problem", "What to do", "How to do it", "Evidence"), strict=True):
        Criterion.objects.filter(pk=criterion.pk).update(title=title, description=DESCRIPTION)
    scene.criteria = list(Criterion.objects.order_by("position"))
    scene.make()
    return scene


@pytest.fixture
def browsing(browser: Browser, sign_in: Callable, live_server) -> Iterator[Callable[..., Page]]:
    """A window of that person, so many pixels wide; with or without scripts."""
    contexts = []

    def window(user: User, width: int = 1280, *, scripts: bool = True) -> Page:
        context = browser.new_context(
            java_script_enabled=scripts, base_url=live_server.url, viewport={"width": width, "height": 800}
        )
        contexts.append(context)
        sign_in(context, user)
        return context.new_page()

    yield window
    for context in contexts:
        context.close()


def open_script(page: Page) -> None:
    page.goto("/marking/")
    page.get_by_role("link", name=re.compile(r"^\w{3}-\w{3}$")).first.click()


def fill(page: Page, points: tuple[int, ...]) -> None:
    for group, given in zip(page.locator(".npq-marking__criterion").all(), points, strict=True):
        group.get_by_role("radio", name=str(given), exact=True).check()
        group.get_by_role("textbox").fill("More of this school.")


def saved(page: Page) -> None:
    expect(page.locator("[data-marking-status]")).to_have_text(re.compile(r"^Saved at "))


def fits(page: Page) -> None:
    """Nothing lies beside the screen."""
    page.wait_for_load_state()  # a page that is just being replaced has no document to measure
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_marked_twice_disagreed_and_decided(browsing, scene, hub_admin):
    script = Script.objects.get()
    hub = browsing(hub_admin)

    hub.goto("/hub/marking/")
    hub.get_by_role("link", name=scene.window.case_study.title).click()
    expect(hub.get_by_text("1 script waits for a marker.")).to_be_visible()
    take(hub, "marking-hub-waiting")
    hub.get_by_role("button", name="Look at who would get them").click()
    expect(hub.get_by_text("Nothing has happened yet.")).to_be_visible()
    assert_accessible(hub)
    take(hub, "marking-hub-give-out")
    hub.get_by_role("button", name="Give out 1 script and write to 1 person").click()
    expect(hub.get_by_text("1 script given out. 1 person was written to.")).to_be_visible()

    first = browsing(scene.live(script, MarkingStage.FIRST).marker)
    open_script(first)
    expect(first.get_by_role("heading", level=1)).to_contain_text(script.number)
    expect(first.get_by_text("Attendance fell to 89%")).to_be_visible()
    assert_accessible(first)
    take(first, "marking-script-new")
    fill(first, FAIL)
    first.get_by_label("Comment on The problem").fill("Names them, gives no reasons.")
    first.get_by_label("About the whole").fill("A beginning.")
    saved(first)
    expect(first.locator("[data-marking-given]")).to_have_text("4")
    first.reload()
    expect(first.get_by_label("Comment on The problem")).to_have_value("Names them, gives no reasons.")
    expect(first.get_by_text("What you did before is saved.")).to_be_visible()
    take(first, "marking-script-begun")
    first.get_by_role("button", name="Finish this mark").click()
    expect(first.get_by_text(f"Script {script.number} is marked: 37.5%. Nothing else waits for you.")).to_be_visible()

    second = browsing(scene.live(script, MarkingStage.SECOND).marker, 375, scripts=False)
    open_script(second)
    expect(second.get_by_text("Names them, gives no reasons.")).to_have_count(0)
    fits(second)
    fill(second, TOP)
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_text("Saved. It is not finished yet.")).to_be_visible()
    second.get_by_role("button", name="Finish this mark").click()
    expect(second.get_by_text("is marked: 100%.")).to_be_visible()
    fits(second)

    hub.reload()
    expect(hub.get_by_role("heading", name="Disagreements")).to_be_visible()
    assert_accessible(hub)
    take(hub, "marking-hub-disagreed")

    senior = browsing(scene.team[2])
    open_script(senior)
    expect(senior.get_by_role("heading", name="The two marks so far")).to_be_visible()
    expect(senior.get_by_text("Names them, gives no reasons.")).to_be_visible()
    assert_accessible(senior)
    take(senior, "marking-script-senior")
    fill(senior, (3, 3, 2, 3))
    saved(senior)
    senior.get_by_role("button", name="Finish this mark").click()
    expect(senior.get_by_text("is marked: 68.75%.")).to_be_visible()
    assert_accessible(senior)
    take(senior, "marking-index-done")

    hub.reload()
    hub.get_by_role("link", name=script.number).first.click()
    expect(hub.get_by_text("68.75%: Pass")).to_be_visible()
    expect(hub.get_by_text("Marks disagree: one is a pass and the other is not")).to_be_visible()
    assert_accessible(hub)
    take(hub, "marking-hub-script")
    hub.goto(f"/hub/marking/{scene.window.pk}/comparison/")
    expect(hub.get_by_role("img", name="Differences from the agreed mark, by marker")).to_be_visible()
    assert_accessible(hub)
    take(hub, "marking-hub-comparison")
    hub.goto(f"/hub/marking/{scene.window.pk}/conflicts/")
    assert_accessible(hub)
    take(hub, "marking-hub-conflicts")

    script.refresh_from_db()
    assert (script.state, str(script.agreed_percent), script.agreed_how) == (ScriptState.AGREED, "68.75", "senior")


def test_by_keyboard_and_without_a_connection_for_a_while(browsing, scene):
    scene.allocate()
    page = browsing(scene.open_marks()[0].marker)
    open_script(page)

    page.locator(".npq-marking__criterion").first.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type("By keyboard.")
    saved(page)

    page.context.set_offline(True)
    page.keyboard.type(" And offline.")
    expect(page.get_by_text("Not saved: no connection.")).to_be_visible()
    page.context.set_offline(False)
    saved(page)

    score = Marking.objects.get().scores.get()
    assert (score.points, score.comment) == (2, "By keyboard. And offline.")


def test_what_was_chosen_and_typed_before_the_script_arrived_is_saved(browsing, scene):
    scene.allocate()
    marking = scene.open_marks()[0]
    page = browsing(marking.marker)
    with before_the_script(page, f"/marking/{marking.script.number}/", script="marking.js"):
        first = page.locator(".npq-marking__criterion").first
        first.get_by_role("radio", name="3", exact=True).check()
        first.get_by_role("textbox").fill("On a slow train.")
    saved(page)

    score = Marking.objects.get(pk=marking.pk).scores.get()
    assert (score.points, score.comment) == (3, "On a slow train.")


def test_a_script_taken_back_meanwhile_says_so_and_leaves_the_words_on_the_page(browsing, scene):
    scene.allocate()
    marking = scene.open_marks()[0]
    page = browsing(marking.marker)
    open_script(page)
    TeamMember.objects.exclude(user=marking.marker).update(most_scripts=None)
    Marking.objects.filter(pk=marking.pk).update(state="handed_back")

    page.get_by_label("About the whole").fill("What I think.")

    expect(page.get_by_text("this script is no longer yours")).to_be_visible()
    expect(page.get_by_label("About the whole")).to_have_value("What I think.")


def test_a_button_pressed_while_words_are_on_their_way_waits_for_them(browsing, scene):
    """Else the older words could arrive after the newer ones, and stay."""
    scene.allocate()
    page = browsing(scene.open_marks()[0].marker)
    open_script(page)
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/save/", hold)

    with page.expect_request("**/save/"):
        page.get_by_label("About the whole").fill("Older.")
    page.get_by_label("About the whole").fill("Newer.")
    page.get_by_role("button", name="Save", exact=True).click()
    assert Marking.objects.get().comment == "", "the button waits"
    (older,) = waiting
    older.continue_()

    expect(page.get_by_text("Saved. It is not finished yet.")).to_be_visible()
    assert Marking.objects.get().comment == "Newer."
