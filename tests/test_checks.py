"""Settings that make no sense together stop the start, and the message says how to mend them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from npq_portal import checks

PROJECT = Path(__file__).resolve().parents[1]
KEY = "kT3v-0xQ9_mZ7bWc2Yr8LdPf5HsJ1nGa6Ue4Xi-oVtBqKzRw"  # invented, for these tests

PRODUCTION = {
    "DEMO": False,
    "DEBUG": False,
    "SECRET_KEY": KEY + KEY,
    "RECEIPT_KEYS": {"2027": b"k" * 32},
    "CLAMAV_ADDRESS": "clamav.example:3310",
    "TEACHER_RECORDS": "real",
    "TRS_BASE_URL": "https://trs.example",
    "TRS_API_KEY": "a-key",
    "TIME_ZONE": "Europe/London",
    "USE_TZ": True,
    "REDIS_URL": "redis://redis.example:6379/0",
    "MAIL_BACKEND": "smtp",
    "EMAIL_HOST": "mail.example",
    "METRICS_TOKEN": "m" * 32,
    "HTTPS": True,
    "SITE_URL": "https://npq.example",
}


def faults(settings, **changes) -> list:
    for name, value in (PRODUCTION | changes).items():
        setattr(settings, name, value)
    return run_checks(tags=[checks.TAG])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"SECRET_KEY": "k" * 60}, "E001"),
        ({"SECRET_KEY": KEY[:49]}, "E001"),
        ({"SECRET_KEY": "only-for-the-demo-and-tests"}, "E001"),
        ({"TEACHER_RECORDS": "fake"}, "E002"),
        ({"TRS_BASE_URL": ""}, "E003"),
        ({"TRS_BASE_URL": "http://trs.example"}, "E003"),
        ({"TRS_BASE_URL": "https://"}, "E003"),
        ({"TRS_API_KEY": " "}, "E004"),
        ({"TIME_ZONE": "UTC"}, "E005"),
        ({"USE_TZ": False}, "E005"),
        ({"REDIS_URL": ""}, "E006"),
        ({"REDIS_URL": "localhost:6379"}, "E006"),
        ({"EMAIL_HOST": ""}, "E007"),
        ({"MAIL_RATE": "fast"}, "E012"),
        ({"MAIL_RATE": "0/minute"}, "E012"),
        ({"MAIL_RATE": "10/second;100/minute"}, "E012"),
        ({"SITE_URL": "http://npq.example"}, "E008"),
        ({"SITE_URL": ""}, "E008"),
        ({"RECEIPT_KEYS": {}}, "E009"),
        ({"CLAMAV_ADDRESS": "clamav"}, "E010"),
        ({"CLAMAV_ADDRESS": ":3310"}, "E010"),
        ({"METRICS_TOKEN": "let-me-in"}, "E020"),
    ],
)
def test_a_fault_is_found_alone_and_says_how_to_mend_it(settings, changes, code):
    (fault,) = faults(settings, **changes)
    assert fault.id == f"portal.{code}"
    assert fault.is_serious()
    assert fault.hint
    (name,) = changes
    assert name in fault.msg + fault.hint
    assert KEY[:20] not in str(fault)


UUID = "11111111-2222-4333-8444-555555555555"
NOTIFY = {
    "MAIL_BACKEND": "notify", "EMAIL_HOST": "", "NOTIFY_API_KEY": f"hub-{UUID}-{UUID}", "NOTIFY_TEMPLATE_ID": UUID,
    "NOTIFY_REPLY_TO_ID": "", "NOTIFY_BASE_URL": "https://notify.example",
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("NOTIFY_API_KEY", "", "E011"),
        ("NOTIFY_TEMPLATE_ID", "", "E011"),
        ("NOTIFY_API_KEY", UUID, "E013"),
        ("NOTIFY_API_KEY", f"hub-{UUID}-{UUID[:-1]}", "E013"),
        ("NOTIFY_TEMPLATE_ID", "Every message", "E013"),
        ("NOTIFY_REPLY_TO_ID", "npq@hub.example", "E013"),
        ("NOTIFY_BASE_URL", "http://notify.example", "E013"),
    ],
)
def test_half_of_notify_does_not_start_and_the_key_is_not_printed(settings, name, value, code):
    (fault,) = faults(settings, **(NOTIFY | {name: value}))
    assert fault.id == f"portal.{code}"
    assert fault.msg.startswith(name) or name in fault.msg
    assert UUID[:8] not in fault.msg + fault.hint


TRYING_OUT = {
    "SECRET_KEY": "only-for-the-demo-and-tests", "TEACHER_RECORDS": "fake", "EMAIL_HOST": "", "HTTPS": False,
    "SITE_URL": "http://localhost:8000",
}  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"TEACHER_RECORDS": "by_hand", "TRS_BASE_URL": "", "TRS_API_KEY": ""},
        {"REDIS_URL": "unix:///tmp/redis.sock?db=1"},
        {"HTTPS": False, "SITE_URL": "http://localhost:8000"},
        {"CLAMAV_ADDRESS": "unix:/run/clamav/clamd.ctl"},
        {"MAIL_RATE": "10/second"},
        NOTIFY,
        NOTIFY | {"NOTIFY_REPLY_TO_ID": UUID},
        {"DEMO": True} | TRYING_OUT,
        {"DEBUG": True} | TRYING_OUT,
    ],
    ids=["production", "by hand", "socket", "no https", "scanner", "a rate", "Notify", "reply to", "demo", "debug"],
)
def test_settings_that_make_sense(settings, changes):
    assert faults(settings, **changes) == []


def test_real_settings_of_tests_make_sense():
    checks.refuse_to_start()


def test_the_web_server_is_told_all_faults_at_once(settings):
    for name, value in (PRODUCTION | {"SECRET_KEY": "short", "EMAIL_HOST": ""}).items():
        setattr(settings, name, value)
    with pytest.raises(ImproperlyConfigured, match=r"(?s)SECRET_KEY is too easy.*secrets.*EMAIL_HOST is not set"):
        checks.refuse_to_start()


@pytest.mark.parametrize(
    "command", [["-c", "import npq_portal.wsgi"], ["manage.py", "check"], ["manage.py", "migrate"]]
)
def test_nothing_starts_on_a_fault(command):
    """Real processes with the environment someone gave them; no service is asked for anything before the refusal."""
    given = {
        name: value for name, value in os.environ.items() if name not in {"DEBUG", "DEMO", "DJANGO_SETTINGS_MODULE"}
    }
    given |= {
        "SECRET_KEY": KEY + KEY,
        "SITE_URL": "https://npq.example",
        "RECEIPT_KEYS": "",
        "TEACHER_RECORDS": "fake",
        "EMAIL_HOST": "mail",
    }
    done = subprocess.run(
        [sys.executable, *command], env=given, cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "TEACHER_RECORDS=fake verifies people against an invented register." in done.stderr
    assert "Use TEACHER_RECORDS=by_hand" in done.stderr
    assert "RECEIPT_KEYS is not set" in done.stderr
