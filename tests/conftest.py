"""The whole suite's ground: real services, real Chromium, no network.

A throw-away PostgreSQL and Redis start before Django's settings are read, and stop with the run. Under pytest-xdist the
controller starts them and the workers share them, each with a database and a Redis number of its own.
"""

import atexit
import os
import re
from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from npq_portal.local.chromium import find_chromium
from npq_portal.local.services import throw_away_services

pytest_plugins = ["tests.cast"]

_services = ExitStack()
atexit.register(_services.close)  # should pytest give up before pytest_unconfigure
_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
# Database 0 is left alone, since a Redis that REDIS_URL names may be in use; a plain Redis has sixteen.
_FIRST_REDIS_NUMBER = 4
_REDIS_NUMBERS = 12


def _redis_number() -> int:
    return _FIRST_REDIS_NUMBER + int(re.sub(r"\D", "", _worker) or 0) % _REDIS_NUMBERS


def _with_number(redis_url: str, number: int) -> str:
    if redis_url.startswith("unix://"):
        return f"{redis_url.partition('?')[0]}?db={number}"
    return re.sub(r"^(rediss?://[^/]*)(/\d*)?", rf"\1/{number}", redis_url)


def _prepare() -> None:
    """Sets the environment and loads Django. Runs when pytest imports this file, before any test module."""
    import django
    from django.conf import settings

    if settings.configured:
        raise pytest.UsageError(
            "Unset DJANGO_SETTINGS_MODULE: tests/conftest.py starts the services before it is read."
        )
    if not _worker:
        lines: list[str] = []
        services = _services.enter_context(throw_away_services(lines.append))
        static = services.logs.parent / "static"  # whitenoise warns where there is none
        static.mkdir()
        os.environ.update(services.environment(), STATIC_ROOT=str(static), NPQ_TEST_SERVICES="\n".join(lines))
    os.environ["REDIS_URL"] = _with_number(os.environ["REDIS_URL"], _redis_number())
    os.environ.update(
        DJANGO_SETTINGS_MODULE="npq_portal.settings",
        DEBUG="true",  # plain static files and http; pytest-django switches Django's own DEBUG off
        DEMO="true",  # the demo's apps are tested too
        TEACHER_RECORDS="by_hand",
        MAIL_BACKEND="smtp",  # whatever the machine sends by: nothing of a test goes out
        MAIL_RATE="",
    )
    # Playwright keeps an event loop running in the test's thread, which Django would take for asynchronous code.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    django.setup()


_prepare()

hypothesis_settings.register_profile(
    "portal",
    deadline=None,  # how long one example takes on a busy machine says nothing about the code
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
hypothesis_settings.load_profile("portal")


def pytest_report_header() -> list[str]:
    return os.environ.get("NPQ_TEST_SERVICES", "").splitlines()


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("numprocesses", None):
        # Workers inherit the environment, and pytest-django would read the settings before this file gave a worker
        # its own Redis number.
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_unconfigure() -> None:
    _services.close()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Marks a test by what it asks for: here, since `-m` chooses among the tests before trylast hooks see them."""
    fixtures = set(getattr(item, "fixturenames", ()))
    if fixtures & {"page", "browser", "context"}:
        item.add_marker("browser")
    if item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "live_server"}:
        item.add_marker("database")


@pytest.hookimpl(trylast=True)  # after pytest-randomly
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: "every_page" in item.path.parts)  # these leave rows behind: see their conftest.py


@pytest.fixture(autouse=True)
def _no_words_of_another_test():
    """The process keeps the hub's words for some seconds, also those that a test rolled back."""
    from npq_portal.notifications import words

    words.forget()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """The live server lets its connections go after each request: a browser that keeps a socket open would otherwise hold
    the test database when it is to be dropped."""
    from django.db import connections

    connections.settings["default"]["CONN_MAX_AGE"] = 0


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object):
    """Before the test database is dropped, whatever still talks to it is ended: a browser that is closed in the middle of a
    request leaves the live server's thread, and its connection, behind."""
    yield
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _empty_cache():
    """Rate limits and cached sessions must not reach from one test into the next."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """The Chromium of the system."""
    chromium = find_chromium()
    if not chromium:
        pytest.fail("Chromium is not there: run 'make chromium', or let CHROMIUM name the program.")
    quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
    return {
        **browser_type_launch_args,
        "executable_path": chromium,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-sync", *quiet],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    return {
        **browser_context_args,
        "locale": "en-GB",
        "timezone_id": "Europe/London",
        "viewport": {"width": 1280, "height": 900},
    }
