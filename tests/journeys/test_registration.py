"""Stories in a real browser: a teacher goes from the public page to an accepted place, in every way people use a page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from npq_portal import clock
from npq_portal.accounts.models import Participant
from npq_portal.notifications.models import Notification
from registrations.actions import submit
from registrations.models import Application
from registrations.teacher_records.fake.people import EVERYBODY
from tests import pictures
from tests.axe import assert_accessible
from tests.factories.accounts import UserFactory
from tests.factories.registrations_workplaces import WorkplaceFactory
from tests.registrations.journey.walker import finished_draft

pytestmark = pytest.mark.django_db(transaction=True)

TEACHER = next(entry for entry in EVERYBODY if entry.trn == "9900001")


class Story:
    """What a person does in the browser, in their words. Every page met is checked with axe."""

    def __init__(self, page: Page, url: str, *, check: bool = True, by_keyboard: bool = False) -> None:
        self.page = page
        self.url = url
        self.check = check
        self.by_keyboard = by_keyboard
        self.met: list[str] = []

    def opens(self, path: str) -> None:
        self.page.goto(self.url + path)
        self.looks()

    def looks(self) -> None:
        """Meet a page: it is accessible, and its picture is taken for whoever looks at pictures."""
        heading = self.page.locator("h1").first.inner_text()
        self.met.append(heading)
        if self.check:
            assert_accessible(self.page)
        pictures.take(self.page, f"journey-{len(self.met):02d}")

    def sees(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words)

    def chooses(self, label: str) -> None:
        box = self.page.get_by_label(label, exact=True)
        if self.by_keyboard:
            box.focus()
            self.page.keyboard.press("Space")
        else:
            box.check()

    def types(self, label: str, words: str) -> None:
        box = self.page.get_by_label(label, exact=True)
        if self.by_keyboard:
            box.focus()
            self.page.keyboard.type(words)
        else:
            box.fill(words)

    def goes_on(self, button: str = "Continue") -> None:
        found = self.page.get_by_role("button", name=button, exact=True)
        if self.by_keyboard:
            found.focus()
            self.page.keyboard.press("Enter")
        else:
            found.click()
        self.page.wait_for_load_state()
        self.looks()

    # -- questions -----------------------------------------------------------------------------------------------------
    def begins(self) -> None:
        self.opens("/register/")
        self.goes_on("Start your application")

    def picks(self, *labels: str) -> None:
        """One radio button a page."""
        for label in labels:
            self.chooses(label)
            self.goes_on()

    def says_who_they_are(self, first: str, last: str, born: tuple[str, str, str], number: str = "") -> None:
        self.types("First names", first)
        self.types("Last name", last)
        self.goes_on()
        for label, part in zip(("Day", "Month", "Year"), born, strict=True):
            self.types(label, part)
        self.goes_on()
        if number:
            self.page.locator("input[name=national_insurance_number]").fill(number)
        self.goes_on("Check my details")

    def tells_the_rest(self) -> None:
        self.types("Your role", "Teaching assistant")
        self.chooses("5 to 9 years")
        self.goes_on()
        self.page.locator("textarea[name=why]").fill("To lead the training of other assistants.")
        self.goes_on()
        self.types("Their name", "Helen Head")
        self.types("Their email address", "head@school.example")
        self.goes_on()
        self.picks("No")
        self.chooses("I agree that my information is shared with the lead provider and the Department for Education")
        self.goes_on()

    def sends(self) -> Application:
        self.sees("Check your answers")
        self.goes_on("Send your application")
        self.sees("Application sent")
        self.sees("What happens next")
        application = Application.objects.get()
        self.sees(application.reference)
        return application


@pytest.fixture
def teacher(transactional_db):
    """Signed in for the first time: nothing is known but the address. No record here says QTS, and none is asked for."""
    return UserFactory(email="byron@school.example", name="", roles=["participant"])


@pytest.fixture
def browser_without_javascript(browser: Browser):
    context = browser.new_context(java_script_enabled=False)
    yield context
    context.close()


def finds_the_school(story: Story, register: dict[str, str]) -> None:
    """With suggestions: type, arrow down, Enter, and the button says it is chosen."""
    box = story.page.locator("input.autocomplete__input")
    box.focus()
    story.page.keyboard.type(register["words"])
    expect(story.page.locator("[role=option]").first).to_contain_text(register["name"])
    if story.check:
        assert_accessible(story.page)
    story.page.keyboard.press("ArrowDown")
    story.page.keyboard.press("Enter")
    story.goes_on("Use this school")


def finds_the_school_without_javascript(story: Story, register: dict[str, str]) -> None:
    """Type, press Enter, and choose from the list."""
    story.page.locator("input[type=search]").fill(register["words"])
    story.page.locator("input[type=search]").press("Enter")
    story.page.wait_for_load_state()
    story.page.locator(f"input[name=workplace][value='{register['urn']}']").check()
    story.page.get_by_role("button", name="Continue", exact=True).click()
    story.page.wait_for_load_state()
    story.met.append(story.page.locator("h1").first.inner_text())


def walks_from_start_to_sent(
    story: Story, register: dict[str, str], find: Callable[[Story, dict[str, str]], None]
) -> Application:
    story.begins()
    story.picks("Senior Leadership (NPQSL)", "Autumn 2026", "Lead Provider A", "England", "A school")
    find(story, register)
    story.picks("No")
    story.chooses("Yes, I have my TRN")
    story.page.get_by_label("Your TRN").fill(f"RP{TEACHER.trn[:2]}/{TEACHER.trn[2:]}")
    story.goes_on()
    story.says_who_they_are(
        TEACHER.first, TEACHER.last, (str(TEACHER.born.day), str(TEACHER.born.month), str(TEACHER.born.year))
    )
    story.sees("We found your teaching record")
    story.goes_on()
    story.sees("Source:")
    story.goes_on()
    if "Who will pay for your NPQ?" in story.met[-1]:
        story.picks("My school or workplace")
    story.tells_the_rest()
    return story.sends()


def accepts(page: Page, url: str, reference: str) -> None:
    """The hub admin opens the application and accepts it."""
    page.goto(f"{url}/register/hub/applications/{reference}/")
    page.get_by_role("button", name="Accept", exact=True).click()
    assert_accessible(page)
    for radio in page.locator("input[name=funded_place]").all()[:1]:
        radio.check()
    page.locator("main form button").first.click()
    page.wait_for_load_state()


def test_a_teacher_without_qts_from_a_real_suffolk_school_is_accepted(
    live_server, hub, whole_register, trs_on, teacher, watched: Page, sign_in, browser: Browser
):
    sign_in(watched.context, teacher)
    application = walks_from_start_to_sent(Story(watched, live_server.url), whole_register, finds_the_school)
    assert application.workplace.urn == whole_register["urn"]
    assert Participant.objects.get().trn_verification == "by_record"

    admin_context = browser.new_context()
    sign_in(admin_context, UserFactory(email="hannah@hub.example", name="Hannah", roles=["hub_admin"]))
    accepts(admin_context.new_page(), live_server.url, application.reference)
    admin_context.close()

    application.refresh_from_db()
    assert application.status == "accepted"
    letter = Notification.objects.get(kind="application_accepted")
    assert letter.recipient == teacher
    assert letter.context["reference"] == application.reference
    watched.goto(f"{live_server.url}/register/applications/{application.reference}/")
    expect(watched.locator("main")).to_contain_text("Your course starts on")
    assert_accessible(watched)


def test_the_same_by_keyboard_alone(live_server, hub, register, trs_on, teacher, watched: Page, sign_in):
    sign_in(watched.context, teacher)
    story = Story(watched, live_server.url, check=False, by_keyboard=True)
    assert walks_from_start_to_sent(story, register, finds_the_school).status == "submitted"


def test_the_same_without_javascript(
    live_server, hub, register, trs_on, teacher, browser_without_javascript: BrowserContext, sign_in
):
    sign_in(browser_without_javascript, teacher)
    story = Story(browser_without_javascript.new_page(), live_server.url, check=False)
    application = walks_from_start_to_sent(story, register, finds_the_school_without_javascript)
    assert application.workplace.urn == register["urn"]


def test_somebody_without_a_trn_is_told_when_and_how_to_get_one(
    live_server, hub, register, trs_on, teacher, watched: Page, sign_in
):
    sign_in(watched.context, teacher)
    story = Story(watched, live_server.url)
    story.begins()
    story.picks("Senior Leadership (NPQSL)", "Autumn 2026", "Lead Provider B", "England", "A school")
    finds_the_school(story, register)
    story.picks("No", "No, I do not have one")
    story.says_who_they_are("Nova", "Newcomer", ("1", "5", "1990"))
    story.sees("You do not have a TRN yet")
    story.goes_on()
    story.goes_on()
    story.tells_the_rest()
    application = story.sends()
    story.sees("Once that is settled, we tell you how to get a TRN")
    assert application.review_reasons == ["no_trn"]
    assert Participant.objects.get().trn == ""


def test_somebody_outside_england_pays_for_themselves(live_server, hub, trs_on, teacher, watched: Page, sign_in):
    sign_in(watched.context, teacher)
    story = Story(watched, live_server.url)
    story.begins()
    story.picks("Senior Leadership (NPQSL)", "Autumn 2026", "Lead Provider A", "Wales")
    story.page.locator("input[name=employer]").fill("Ysgol Ddychmygol, Cardiff")
    story.goes_on()
    story.picks("No", "I have one, but I do not know it")
    story.says_who_they_are("Nerys", "Newcomer", ("1", "5", "1990"))
    story.goes_on()
    story.sees("England")
    story.goes_on()
    story.picks("I will pay")
    story.tells_the_rest()
    application = story.sends()
    assert (application.funding_code, application.payer) == ("not_in_england", "self")


@pytest.mark.parametrize("with_javascript", [True, False])
def test_a_school_leader_answers_from_the_link_in_the_email(
    live_server, hub, teacher, browser: Browser, with_javascript
):
    WorkplaceFactory(urn="900001")
    application = submit.submit(draft=finished_draft(teacher), at=clock.now())
    link = Notification.objects.get(kind="endorsement_asked").context["url"].partition("/register/")[2]
    context = browser.new_context(java_script_enabled=with_javascript)
    page = context.new_page()
    page.goto(f"{live_server.url}/register/{link}")
    if with_javascript:
        assert_accessible(page)
    page.get_by_label("Yes, I back it").check()
    page.get_by_role("button", name="Send your answer").click()
    expect(page.locator("main")).to_contain_text("You told us that you back Ada Invented’s application")
    context.close()
    application.endorsement.refresh_from_db()
    assert application.endorsement.status == "confirmed"
