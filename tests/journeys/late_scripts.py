"""A slow connection: the page is there and its script is not yet."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route


@contextmanager
def before_the_script(page: Page, path: str, *, script: str) -> Iterator[None]:
    """Opens the page and keeps its script back while people do what they do in the block; then the script arrives."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(f"**/js/{script}", hold)
    page.goto(path, wait_until="commit")
    yield
    assert held, f"the page never asked for {script}"
    for route in held:
        route.continue_()
    page.unroute(f"**/js/{script}", hold)
