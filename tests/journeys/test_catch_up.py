"""From an absence on the register to credit, by three people, none of whose browsers runs a script."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from courses.choices import RecordState
from courses.facts.credit import total_credit
from courses.models import EngagementRecord, Enrolment, Session
from npq_portal import clock
from npq_portal.accounts.models import User
from npq_portal.notifications.models import Notification
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import SessionFactory
from tests.pictures import take

pytestmark = pytest.mark.django_db(transaction=True)

ASKS = "Watch the recording. Then write a short reflection that **cites one piece of research**."
FIRST = "I watched the recording. I will ask more open questions."
SECOND = FIRST + " Invented and Example (2021) found that they help."


@pytest.fixture
def session(facilitator: User, participant: User) -> Session:
    """It began ten minutes ago; Priya is expected, and the only one."""
    session = SessionFactory(facilitators=[facilitator], starts_at=clock.now() - timedelta(minutes=10))
    session.component.cohort.programme.catch_up_asks = ASKS
    session.component.cohort.programme.save()
    EnrolmentFactory(cohort=session.component.cohort, participant=participant.participant)
    return session


@pytest.fixture
def browsing(browser: Browser, sign_in: Callable, live_server) -> Iterator[Callable[[User, int], Page]]:
    """A window of that person, so many pixels wide, without scripts."""
    contexts = []

    def window(user: User, width: int = 1280) -> Page:
        context = browser.new_context(
            java_script_enabled=False, base_url=live_server.url, viewport={"width": width, "height": 800}
        )
        contexts.append(context)
        sign_in(context, user)
        return context.new_page()

    yield window
    for context in contexts:
        context.close()


def mark(page: Page, session: Session, words: str) -> None:
    page.goto(f"/registers/{session.pk}/")
    page.get_by_role("group", name="Priya Invented").get_by_role("radio", name=words, exact=True).click()
    page.locator("[data-register-save]").click()


def fits(page: Page) -> None:
    """Nothing lies beside the screen."""
    widest = max(box["x"] + box["width"] for box in (one.bounding_box() for one in page.locator("main *").all()) if box)
    assert widest <= page.viewport_size["width"] + 1


def test_from_an_absence_to_credit(browsing, session, facilitator, participant):
    femi, priya = browsing(facilitator), browsing(participant, 320)

    mark(femi, session, "Absent")

    assert Notification.objects.get(kind="catch_up_offered").recipient == participant
    priya.goto("/my/catch-up/")
    fits(priya)
    priya.get_by_role("link", name=session.component.title).click()
    expect(priya.get_by_text("cites one piece of research")).to_be_visible()
    fits(priya)

    priya.get_by_role("button", name="Send to your facilitator").click()
    expect(priya.get_by_role("link", name="Write what you did to catch up")).to_be_visible()
    priya.get_by_label("What you did to catch up").fill(FIRST)
    priya.get_by_role("button", name="Send to your facilitator").click()
    expect(priya.get_by_role("heading", level=1)).to_contain_text("Sent")

    femi.goto("/registers/catch-ups/")
    take(femi, "journey-catch-up-queue")
    femi.get_by_role("link", name="Priya Invented").click()
    expect(femi.get_by_text(FIRST).first).to_be_visible()
    femi.get_by_label("Return: something is missing").check()
    femi.get_by_label("What is missing?").fill("Which research?")
    femi.get_by_role("button", name="Save your decision").click()
    expect(femi.get_by_text("Returned to Priya Invented.")).to_be_visible()

    priya.reload()
    expect(priya.get_by_text("Which research?").first).to_be_visible()
    expect(priya.get_by_label("What you did to catch up")).to_have_value(FIRST)
    priya.get_by_label("What you did to catch up").fill(SECOND)
    priya.get_by_role("button", name="Send to your facilitator").click()

    femi.goto("/registers/catch-ups/")
    femi.get_by_role("link", name="Priya Invented").click()
    expect(femi.get_by_text("Approving gives")).to_be_visible()
    femi.get_by_label("Approve: it gives the credit").check()
    femi.get_by_role("button", name="Save your decision").click()
    expect(femi.get_by_text("Approved: Priya Invented has 60 more minutes of credit.")).to_be_visible()
    expect(femi.get_by_text("Nothing waits for you")).to_be_visible()

    priya.reload()
    expect(priya.get_by_text("It is approved. It gave you 60 minutes of credit.")).to_be_visible()
    fits(priya)
    assert total_credit(Enrolment.objects.get()) == 60
    assert Notification.objects.filter(kind="catch_up_decided").count() == 2


def test_a_register_put_right_takes_the_offer_back(browsing, session, facilitator, participant):
    femi, priya = browsing(facilitator), browsing(participant)
    mark(femi, session, "Absent")
    mark(femi, session, "Present")

    priya.goto("/my/catch-up/")

    expect(priya.get_by_role("cell", name="Not needed")).to_be_visible()
    assert not Notification.objects.filter(kind="catch_up_offered").exists()
    assert EngagementRecord.objects.get(state=RecordState.CURRENT).minutes == 60
