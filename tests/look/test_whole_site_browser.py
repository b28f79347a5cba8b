"""The strict policy on the portal's own address map: the start page and the stock admin run under it without a complaint."""

import pytest

from tests import pictures
from tests.cast import signed_in


@pytest.fixture
def site(settings, gallery, page, live_server):
    """Open a page of the whole portal with the gallery's ears for complaints."""
    settings.ROOT_URLCONF = "npq_portal.urls"

    def open_page(path: str, by: object = None) -> object:
        if by:
            session = signed_in(by).cookies[settings.SESSION_COOKIE_NAME].value
            page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        answer = page.goto(f"{live_server.url}{path}")
        assert answer.status == 200
        return page

    return open_page


def test_the_start_page(site):
    page = site("/")

    assert page.get_by_role("link", name="Sign in").first.is_visible()
    assert page.evaluate("document.documentElement.classList.contains('npq-ready')")


@pytest.mark.parametrize("path", ["/admin/", "/admin/accounts/user/", "/admin/accounts/user/add/"])
def test_the_admin(site, hub_admin, path):
    page = site(path, by=hub_admin)

    assert page.get_by_role("main").is_visible()
    pictures.take(page, f"admin-{len(path)}")
