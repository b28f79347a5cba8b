"""What people do in the editor, in a real browser."""

from playwright.sync_api import BrowserContext, Locator, Page

from assessments.facts.drafts import newest_version
from assessments.models import DraftVersion, Entry

#: How long the script waits before it tries again, and some patience for a busy machine.
SOON = 40_000
KEPT = """async () => new Promise((done) => {
  indexedDB.open("npq-writing").onsuccess = ({ target: { result } }) => {
    if (!result.objectStoreNames.contains("texts")) return done([]);
    result.transaction("texts").objectStore("texts").getAll().onsuccess = ({ target }) => {
      result.close();
      done(target.result.map(({ state, answers }) => [state, Object.values(answers).join(" ").trim()]));
    };
  };
})"""

#: Puts a record into it.
PUT = """(record) => new Promise((done) => {
  indexedDB.open("npq-writing").onsuccess = ({ target: { result } }) => {
    const transaction = result.transaction("texts", "readwrite");
    transaction.objectStore("texts").put(record);
    transaction.oncomplete = () => {
      result.close();
      localStorage.setItem("npq-writing", "kept");
      done();
    };
  };
})"""


def open_editor(context: BrowserContext, entry: Entry) -> Page:
    """The editor in a new tab, once its script has looked at what the device and the hub have."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"/my/case-study/{entry.window_id}/write/")
    page.wait_for_selector("html[data-writing-ready]", timeout=SOON)
    assert errors == []
    return page


def answer(page: Page, number: int = 1) -> Locator:
    return page.get_by_label(f"Question {number}:")


def write_on(page: Page, text: str, number: int = 1) -> None:
    """Key by key, at the end of what stands there."""
    answer(page, number).press("Control+End")
    answer(page, number).press_sequentially(text)


def saved(page: Page) -> Locator:
    return page.locator("[data-writing-saved]")


def alert(page: Page) -> Locator:
    return page.locator("[data-writing-alert]")


def come_back(page: Page) -> None:
    """The writer looks at this page again after another one."""
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def text_at_hub(entry: Entry) -> str:
    """What the hub has as the draft."""
    newest = newest_version(entry)
    return " ".join(newest.answers.values()).strip() if newest else ""


def all_texts(entry: Entry) -> dict[str, list[str]]:
    """Every text that reached the hub, by how it came."""
    found: dict[str, list[str]] = {}
    for version in DraftVersion.objects.filter(entry=entry).order_by("number"):
        found.setdefault(version.source, []).append(" ".join(version.answers.values()).strip())
    return found
