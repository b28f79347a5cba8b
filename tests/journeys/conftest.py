"""A whole hub for stories in a real browser: the portal's server, the fake record system, and the real school register
where it lies beside the checkout."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page

from npq_portal.accounts.models import User
from registrations.models import Workplace
from tests import shared_data
from tests.cast import signed_in
from tests.factories.registrations_workplaces import WorkplaceFactory
from tests.fixtures_trs import trs_on, trs_server  # noqa: F401
from tests.registrations.journey.conftest import hub  # noqa: F401


@pytest.fixture
def watched(page: Page) -> Iterator[Page]:
    """The page; at the end, whatever the browser complained of fails the test."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    yield page
    assert complaints == []


@pytest.fixture
def sign_in(live_server) -> Callable[[BrowserContext, User], None]:
    """Put a person's session into a browser; the sign-in itself has its own tests."""

    def give(context: BrowserContext, user: User) -> None:
        cookie = signed_in(user).cookies[django_settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return give


@pytest.fixture
def whole_register(transactional_db) -> dict[str, str]:
    """All 50,515 rows of the real register, and a Suffolk school in it."""
    return _register(shared_data.gias_full)


@pytest.fixture
def register(transactional_db) -> dict[str, str]:
    """2,000 rows of the real register with all of Suffolk's open schools."""
    return _register(shared_data.gias_sample)


def _register(real_file: Callable[[], Path]) -> dict[str, str]:
    """Imported by the portal's own command; where the real one is not beside the checkout an invented school stands in,
    and the test's report says so."""
    try:
        file = real_file()
    except pytest.skip.Exception:
        file = None
    if file is not None:
        call_command("import_gias", str(file), verbosity=0)
        school = (
            Workplace.objects.open()
            .filter(la_code="935", type_code__in=["1", "2", "3", "5", "34"])
            .order_by("urn")
            .first()
        )
        return {"name": school.name, "urn": school.urn, "words": f"{school.name} {school.postcode}"}
    sys.stderr.write("The real register is not beside this checkout: an invented one is used.\n")
    WorkplaceFactory(urn="900001", name="Invented Community School", town="Newtown", postcode="ZZ1 1ZZ")
    return {"name": "Invented Community School", "urn": "900001", "words": "Invented Community ZZ1"}
