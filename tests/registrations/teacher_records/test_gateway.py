"""Which backend answers, and that nothing about a person escapes on the way."""

import logging
import sys
from contextlib import suppress
from datetime import date

import httpx
import pytest
from django.views.debug import ExceptionReporter

from registrations.teacher_records import gateway, parse, transport
from registrations.teacher_records.breaker import Breaker, BreakerState
from registrations.teacher_records.errors import MisconfiguredError
from registrations.teacher_records.look_up import Outcome

pytestmark = pytest.mark.usefixtures("no_pauses")

MARIGOLD = {
    "trn": "9900001",
    "date_of_birth": date(1988, 4, 12),
    "national_insurance_number": "AB900001C",
    "first_name": "Marigold",
    "last_name": "Thistlewick",
}
#: What may stand in no log: names, birth date, numbers, key.
PRIVATE = ("Marigold", "Thistlewick", "1988-04-12", "1988, 4, 12", "AB900001C", "9900001", "fake-key", "Bearer")


# -- which backend ---------------------------------------------------------------------------------------------------


def test_by_hand_asks_nobody_and_leaves_it_to_staff(trs_on, settings):
    settings.TEACHER_RECORDS = "by_hand"

    result = gateway.look_up(**MARIGOLD)

    assert (result.outcome, result.person, result.check, result.is_verified) == (Outcome.NOT_CHECKED, None, None, False)
    assert not trs_on.requests


def test_fake_is_the_same_client_on_another_address(trs_on):
    assert gateway.look_up(**MARIGOLD).is_verified
    assert trs_on.requests


def test_real_wants_https(trs_on, settings, caplog):
    settings.TEACHER_RECORDS = "real"

    assert gateway.look_up(**MARIGOLD).outcome is Outcome.MISCONFIGURED
    assert not trs_on.requests
    assert "must be https" in caplog.text


def test_real_uses_the_installations_proxy_and_fake_does_not(settings):
    settings.TRS_BASE_URL, settings.TRS_API_KEY = "https://trs.example", "key"
    for backend, proxied in (("real", True), ("fake", False)):
        settings.TEACHER_RECORDS = backend
        assert gateway.configuration().through_proxy is proxied


@pytest.mark.parametrize(
    ("name", "value"),
    [("TRS_BASE_URL", ""), ("TRS_API_KEY", ""), ("TRS_API_KEY", "wrong"), ("TRS_API_KEY", "fake-key-without-roles")],
)
def test_a_wrong_setting_stops_no_registration(trs_on, settings, name, value):
    setattr(settings, name, value)

    assert gateway.look_up(**MARIGOLD).outcome is Outcome.MISCONFIGURED


def test_a_service_that_is_gone_stops_no_registration(trs_on, settings, caplog):
    settings.TRS_BASE_URL = "http://127.0.0.1:1"
    caplog.set_level(logging.WARNING)

    assert gateway.look_up(**MARIGOLD).outcome is Outcome.UNAVAILABLE
    assert "connection failed" in caplog.text


def test_the_breaker_is_shared_by_all_look_ups(trs_on):
    down = MARIGOLD | {"trn": "7000015", "date_of_birth": date(1980, 1, 1)}
    breaker = Breaker()
    for _ in range(breaker.failures):
        assert gateway.look_up(**down).outcome is Outcome.UNAVAILABLE
    asked = len(trs_on.requests)

    assert breaker.state() is BreakerState.OPEN
    assert gateway.look_up(**MARIGOLD).outcome is Outcome.UNAVAILABLE
    assert len(trs_on.requests) == asked


def test_jobs_may_have_a_client(trs_on, settings):
    with gateway.open_client() as client:
        assert client.trn_exists("9900001")
    settings.TEACHER_RECORDS = "by_hand"
    with pytest.raises(MisconfiguredError, match="by_hand"), gateway.open_client():
        pass


# -- privacy ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def everything_logged(caplog):
    """Every logger there is, at its loudest."""
    names = [
        name for name in logging.root.manager.loggerDict if name.split(".")[0] in {"httpx", "httpcore", "registrations"}
    ]
    caplog.set_level(logging.DEBUG)
    for name in {*names, "httpx", "httpcore.http11", "httpcore.connection"}:
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"trn": "9999999"},
        {"date_of_birth": date(1988, 12, 4)},
        {"trn": "7000005"},
        {"trn": "7000006"},
        {"trn": "7000011"},
        {"trn": "7000012"},
        {"trn": "7000015"},
        {"trn": "7000016"},
        {"trn": "7000018"},
    ],
)
@pytest.mark.usefixtures("trs_on")
def test_no_log_tells_who_was_looked_up(everything_logged, changes):
    asked = MARIGOLD | changes
    gateway.look_up(**asked)
    if changes.get("trn", "").startswith("7"):
        gateway.look_up(**asked | {"date_of_birth": date(1980, 1, 1)})

    logged = "\n".join(
        f"{record.getMessage()} {record.args} {record.exc_text or ''}" for record in everything_logged.records
    )
    for private in (*PRIVATE, *map(str, asked.values()), "1980-01-01", "7000025"):
        assert private not in logged


def test_without_the_filter_httpx_would_tell(trs_on, everything_logged):
    """The test above can fail: the very same capture sees httpx log an address."""
    logging.getLogger("httpx").removeFilter(transport._warnings_only)
    httpx.get(f"{trs_on.url}/v3/persons/9900001", params={"dateOfBirth": "1988-04-12"}, trust_env=False)
    assert "1988-04-12" in everything_logged.text

    everything_logged.clear()
    gateway.look_up(**MARIGOLD)  # puts the filter back
    assert "1988-04-12" not in everything_logged.text


def test_the_filter_lets_warnings_through(caplog):
    transport._silence_addresses()
    transport._silence_addresses()
    assert logging.getLogger("httpx").filters.count(transport._warnings_only) == 1
    logging.getLogger("httpx").warning("a warning")
    assert "a warning" in caplog.text


@pytest.mark.usefixtures("trs_on")
def test_an_error_page_tells_nothing_either(monkeypatch):
    """Should there be a bug on the way, Django's report of it must not show what the variables held."""

    def bug(*args, **kwargs):
        raise RuntimeError("a bug")

    monkeypatch.setattr(parse, "person", bug)
    report = ""
    with suppress(RuntimeError):
        try:
            gateway.look_up(**MARIGOLD)
        except RuntimeError:
            kind, error, trace = sys.exc_info()
            # From the gateway on: this test's own frame is no part of the portal.
            report = ExceptionReporter(None, kind, error, trace.tb_next.tb_next).get_traceback_html()
            raise

    assert "a bug" in report
    for private in PRIVATE:
        assert private not in report.replace("Bearer {config.api_key}", "")


def test_results_do_not_show_themselves(trs_on):
    result = gateway.look_up(**MARIGOLD)

    for private in ("Thistlewick", "1988", "AB900001C"):
        assert private not in repr(result)
