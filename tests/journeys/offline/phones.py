"""What phones do in the journeys without a signal."""

from playwright.sync_api import BrowserContext, Locator, Page

from courses.choices import RecordState
from courses.models import EngagementRecord, Session

TREES = ("Alder", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Juniper", "Larch", "Maple", "Oak")
#: Whether pages with names are kept, and how many registers.
KEPT = """async () => ({
  pages: await caches.has("npq-registers-pages"),
  names: await new Promise((done) => {
    indexedDB.open("npq-registers").onsuccess = ({ target: { result } }) => {
      result.transaction("registers").objectStore("registers").getAll().onsuccess = ({ target }) => done(target.result.length);
    };
  }),
})"""
WRONG_CLOCK = """
  const Right = Date;
  globalThis.Date = class extends Right {
    constructor(...given) { given.length ? super(...given) : super(Right.now() + %d); }
    static now() { return Right.now() + %d; }
  };
"""


def until(page: Page, question: str, argument: str = "") -> None:
    """Wait in the page for the answer to be truthy; wait_for_function does not wait for what a promise brings."""
    page.evaluate(
        f"""async argument => {{
          const ask = {question};
          while (!(await ask(argument))) await new Promise((done) => setTimeout(done, 50));
        }}""",
        argument,
    )


def open_register(context: BrowserContext, live_server, session: Session, *, online: bool = True) -> Page:
    """The register in a new tab; with a signal, once the device holds what it needs without one."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{live_server.url}/registers/{session.pk}/")
    page.wait_for_selector("html[data-registers-ready]", timeout=20_000)
    if online:
        until(page, "path => caches.match(path, { cacheName: 'npq-registers-pages' })", f"/registers/{session.pk}/")
        until(page, "path => caches.match(path, { cacheName: 'npq-registers-pages' })", "/registers/")
    assert errors == []
    return page


def mark(page: Page, tree: str, words: str) -> None:
    group = page.get_by_role("group", name=f"Robin {tree}")
    group.get_by_role("radio", name=words, exact=True).click()


def marks_at_the_hub(state: str = RecordState.CURRENT) -> dict[str, str]:
    rows = EngagementRecord.objects.filter(state=state)
    return dict(rows.values_list("enrolment__participant__last_name", "mark"))


def status(page: Page) -> Locator:
    return page.locator("[data-register-status]")


def with_wrong_clock(context: BrowserContext, minutes: int) -> None:
    context.add_init_script(WRONG_CLOCK % (minutes * 60_000, minutes * 60_000))
