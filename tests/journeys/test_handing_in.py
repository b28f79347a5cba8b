"""Submit, receipt, verification, one byte changed; take back and submit again: in browsers that run no script."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assessments.facts.submissions import standing_submission
from assessments.models import Entry, Submission
from assessments.rules.sealing import digest
from npq_portal import clock
from npq_portal.accounts.models import User
from npq_portal.notifications.models import Notification
from tests.assessments.handing import documents as made
from tests.factories.assessments import (
    AssessmentPolicyFactory,
    CaseQuestionFactory,
    DraftVersionFactory,
    EntryFactory,
    WindowFactory,
)
from tests.factories.courses import EnrolmentFactory
from tests.pictures import take

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = "Attendance fell in every year – most of all in Year 9.\n\nI would begin by asking why."
SECOND = FIRST + "\n\nThen I would act on what I heard."


@pytest.fixture
def entry(participant: User) -> Entry:
    """Priya's window has been open for four days and is for four more; files are taken."""
    at = clock.now()
    window = WindowFactory(
        opens_at=at - timedelta(days=4), closes_at=at + timedelta(days=4), case_study__title="Nettlewick Academy"
    )
    CaseQuestionFactory(case_study=window.case_study, text="What is the problem, and what would you do?")
    AssessmentPolicyFactory(programme=window.cohort.programme, accepts_files=True)
    enrolment = EnrolmentFactory(cohort=window.cohort, participant=participant.participant)
    return EntryFactory(window=window, enrolment=enrolment, case_opened_at=window.opens_at)


@pytest.fixture
def browsing(browser: Browser, sign_in: Callable, live_server) -> Iterator[Callable[..., Page]]:
    """A window without scripts: of that person, or of a stranger."""
    contexts = []

    def window(user: User | None = None, width: int = 1280) -> Page:
        context = browser.new_context(
            java_script_enabled=False, base_url=live_server.url, viewport={"width": width, "height": 900}
        )
        contexts.append(context)
        if user:
            sign_in(context, user)
        return context.new_page()

    yield window
    for context in contexts:
        context.close()


def save(entry: Entry, text: str, number: int) -> None:
    """As the editor saves it."""
    question = entry.window.case_study.questions.get()
    DraftVersionFactory(entry=entry, number=number, answers={str(question.pk): text}, saved_at=clock.now())


def declare_and_press(page: Page) -> None:
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Submit your case study").click()


def download(page: Page, name: str) -> Path:
    with page.expect_download() as started:
        page.get_by_role("link", name=name).click()
    return Path(started.value.path())


def ask(page: Page, receipt: str, file: bytes | None = None) -> None:
    """What anybody does at /receipts/."""
    page.goto("/receipts/")
    page.get_by_label("The receipt").fill(receipt)
    if file is not None:
        page.get_by_label("A file to check").set_input_files(
            {"name": "copy.txt", "mimeType": "text/plain", "buffer": file}
        )
    page.get_by_role("button", name="Check", exact=True).click()


def test_submit_receipt_verification_and_one_changed_byte(browsing, entry, participant):
    priya, stranger = browsing(participant), browsing(width=375)
    save(entry, FIRST, 1)

    priya.goto(f"/my/case-study/{entry.window_id}/submitted/")
    expect(priya.get_by_role("heading", level=1)).to_have_text("You have not submitted anything")
    priya.get_by_role("button", name="Check your answers and submit").click()
    expect(priya.get_by_text("most of all in Year 9")).to_be_visible()
    take(priya, "handing-in-submit")
    priya.get_by_role("button", name="Submit your case study").click()
    expect(priya.get_by_role("link", name="Tick each statement of the declaration")).to_be_visible()
    take(priya, "handing-in-error")
    declare_and_press(priya)

    expect(priya.get_by_role("heading", level=1)).to_have_text("Your case study is in")
    take(priya, "handing-in-receipt")
    submission = Submission.objects.get()
    assert Notification.objects.get().context["reference"] == submission.receipt.reference
    sealed = download(priya, "Exactly what was sealed").read_bytes()
    assert digest(sealed) == submission.sha256
    assert FIRST.encode() in sealed
    data = download(priya, "Receipt as data").read_text()
    assert download(priya, "Receipt as a PDF").read_bytes().startswith(b"%PDF-")

    ask(stranger, data, sealed)
    expect(stranger.get_by_text("This receipt is genuine")).to_be_visible()
    expect(stranger.get_by_text("“copy.txt” is exactly what was sealed")).to_be_visible()
    expect(stranger.get_by_text(submission.receipt.reference).first).to_be_visible()
    assert "Priya" not in stranger.content()
    take(stranger, "receipt-genuine")

    ask(stranger, data, sealed.replace(b"fell", b"felt"))
    expect(stranger.get_by_text("“copy.txt” is not what was sealed")).to_be_visible()
    take(stranger, "receipt-other-file")
    ask(stranger, data.replace("T", "U", 1) if "T" in data else data[:-3])
    expect(stranger.get_by_text("This receipt is genuine")).to_have_count(0)
    ask(stranger, priya.locator("main").inner_text().replace("words", "wards", 1))
    expect(stranger.get_by_text("This is not a genuine receipt")).to_be_visible()
    take(stranger, "receipt-changed")
    ask(stranger, priya.locator("main").inner_text())
    expect(stranger.get_by_text("This receipt is genuine")).to_be_visible()


def test_take_back_and_submit_again(browsing, entry, participant):
    priya, stranger = browsing(participant, 375), browsing()
    save(entry, FIRST, 1)
    priya.goto(f"/my/case-study/{entry.window_id}/submit/")
    declare_and_press(priya)
    first = standing_submission(entry)

    priya.get_by_role("button", name="Take it back").click()
    take(priya, "handing-in-take-back")
    priya.get_by_role("button", name="Take it back").click()
    expect(priya.get_by_role("heading", level=1)).to_have_text("You have not submitted anything")
    expect(priya.get_by_role("link", name=first.receipt.reference)).to_be_visible()
    save(entry, SECOND, 2)
    priya.get_by_role("button", name="Check your answers and submit").click()
    expect(priya.get_by_text("Then I would act")).to_be_visible()
    declare_and_press(priya)

    expect(priya.get_by_text("Your case study is submitted and sealed.")).to_be_visible()
    second = standing_submission(entry)
    assert second.version.number == 2
    assert Submission.objects.count() == 2
    take(priya, "handing-in-again")
    ask(stranger, f"{first.receipt.reference} {first.sha256}")
    expect(stranger.get_by_text("It was taken back")).to_be_visible()
    ask(stranger, f"{second.receipt.reference} {second.sha256}")
    expect(stranger.get_by_text("It is submitted and was not taken back.")).to_be_visible()


def test_a_file_instead_and_the_wish_for_closing(browsing, entry, participant):
    priya = browsing(participant)
    save(entry, FIRST, 1)
    priya.goto(f"/my/case-study/{entry.window_id}/submit/")
    priya.get_by_role("link", name="Ask us to submit for you at closing").click()
    take(priya, "handing-in-wish")
    for box in priya.get_by_role("checkbox").all():
        box.check()
    priya.get_by_label("Yes", exact=True).check()
    priya.get_by_label("Which AI, and what for?").fill("A spelling checker.")
    priya.get_by_role("button", name="Ask for this").click()
    expect(priya.get_by_text("we submit your last saved draft, as you asked")).to_be_visible()

    priya.goto(f"/my/case-study/{entry.window_id}/file/")
    priya.get_by_label("Your case study as a file").set_input_files(
        {"name": "case.docx", "mimeType": "application/zip", "buffer": b"plain words"}
    )
    priya.get_by_role("button", name="Send this file").click()
    expect(priya.get_by_role("link", name="must be a Word document")).to_be_visible()
    priya.get_by_label("Your case study as a file").set_input_files(
        {"name": "case.docx", "mimeType": "application/zip", "buffer": made.docx("Seven words stand in this one file.")}
    )
    take(priya, "handing-in-file")
    priya.get_by_role("button", name="Send this file").click()
    expect(priya.get_by_text("Received and read: case.docx, 7 words.")).to_be_visible()
    take(priya, "handing-in-two")
    priya.get_by_label("Your file “case.docx”").check()
    declare_and_press(priya)
    expect(priya.get_by_text("A Word document (.docx)")).to_be_visible()
    assert bytes(standing_submission(entry).content) == bytes(standing_submission(entry).file.content)
