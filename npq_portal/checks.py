"""Whether the settings make sense together. A fault stops `migrate`, `check` and the web server, and says how to mend it.

What a single variable may hold is env.py's business; here are the rules between them, and those that only count in
production (neither DEMO nor DEBUG).
"""

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register, run_checks
from django.core.exceptions import ImproperlyConfigured
from limits import parse_many

TAG: Final = "portal"
_SHORTEST_KEY: Final = 50  # characters; as Django's own check --deploy has it
_FEWEST_CHARACTERS: Final = 5  # different ones, likewise
_SHORTEST_TOKEN: Final = 32  # characters
_UUID: Final = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_NOTIFY_NEEDS: Final = ("NOTIFY_API_KEY", "NOTIFY_TEMPLATE_ID")
_NOTIFY_FORMS: Final = {
    "NOTIFY_API_KEY": rf".+-{_UUID}-{_UUID}",
    "NOTIFY_TEMPLATE_ID": _UUID,
    "NOTIFY_REPLY_TO_ID": rf"(?:{_UUID})?",
    "NOTIFY_BASE_URL": r"https://[^/]+/?",
}
_REDIS: Final = ("redis://", "rediss://", "unix://")


def _trying_out() -> bool:
    return settings.DEMO or settings.DEBUG


def secret_key(**_: Any) -> Iterator[CheckMessage]:
    """In production, long and not one that stands in this repository (those are all short)."""
    key = settings.SECRET_KEY
    if not _trying_out() and (len(key) < _SHORTEST_KEY or len(set(key)) < _FEWEST_CHARACTERS):
        yield Error(
            f"SECRET_KEY is too easy to guess: it needs at least {_SHORTEST_KEY} random characters.",
            hint='Make one: python3 -c "import secrets; print(secrets.token_urlsafe(50))"',
            id="portal.E001",
        )


def teacher_records(**_: Any) -> Iterator[CheckMessage]:
    """The real service over https and with a key; the fake one only where people try things out."""
    if settings.TEACHER_RECORDS == "fake" and not _trying_out():
        yield Error(
            "TEACHER_RECORDS=fake verifies people against an invented register.",
            hint="Use TEACHER_RECORDS=by_hand, or real with TRS_BASE_URL and TRS_API_KEY.",
            id="portal.E002",
        )
    if settings.TEACHER_RECORDS == "real":
        address = urlsplit(settings.TRS_BASE_URL)
        if address.scheme != "https" or not address.hostname:
            yield Error(
                "TEACHER_RECORDS=real needs TRS_BASE_URL, and it must be https.",
                hint="Set TRS_BASE_URL to the address the DfE gave you, or use TEACHER_RECORDS=by_hand.",
                id="portal.E003",
            )
        if not settings.TRS_API_KEY.strip():
            yield Error(
                "TEACHER_RECORDS=real needs TRS_API_KEY.",
                hint="Set TRS_API_KEY to the key the DfE gave you, or use TEACHER_RECORDS=by_hand.",
                id="portal.E004",
            )


def time_zone(**_: Any) -> Iterator[CheckMessage]:
    """Windows open and close, and dates are read, by the clock of schools in England."""
    if settings.TIME_ZONE != "Europe/London" or not settings.USE_TZ:
        yield Error(
            "The portal counts days in Europe/London.",
            hint='Keep TIME_ZONE = "Europe/London" and USE_TZ = True in npq_portal/settings.py.',
            id="portal.E005",
        )


def redis(**_: Any) -> Iterator[CheckMessage]:
    """An address that both Django's cache and Celery can read."""
    if not settings.REDIS_URL.startswith(_REDIS):
        yield Error(
            "REDIS_URL is not the address of a Redis.",
            hint="Such as redis://host:6379/0, rediss://host:6379/0 or unix:///path/redis.sock.",
            id="portal.E006",
        )


def mail(**_: Any) -> Iterator[CheckMessage]:
    """Nobody signs in without mail, so production names its server, or what GOV.UK Notify wants to know."""
    if settings.MAIL_BACKEND == "notify":
        missing = [name for name in _NOTIFY_NEEDS if not getattr(settings, name)]
        if missing:
            yield Error(
                f"MAIL_BACKEND is notify, but {' and '.join(missing)} is not set: without mail nobody can sign in.",
                hint="Both are on GOV.UK Notify's pages (docs/operating.md says where), or set MAIL_BACKEND=smtp.",
                id="portal.E011",
            )
    elif not _trying_out() and not settings.EMAIL_HOST.strip():
        yield Error(
            "EMAIL_HOST is not set: without mail nobody can sign in.",
            hint="Set EMAIL_HOST to the mail server, with EMAIL_PORT and the rest as it wants them.",
            id="portal.E007",
        )


def notify(**_: Any) -> Iterator[CheckMessage]:
    """A key cut short, or a template's name instead of its ID, would stop all mail. What it holds is not repeated."""
    if settings.MAIL_BACKEND != "notify":
        return
    forms = {name: form for name, form in _NOTIFY_FORMS.items() if name != "NOTIFY_BASE_URL" or not _trying_out()}
    for name, form in forms.items():
        value = getattr(settings, name)
        if not re.fullmatch(form, value) and (value or name not in _NOTIFY_NEEDS):  # mail() says what is missing
            yield Error(
                f"{name} is not what GOV.UK Notify gives out.",
                hint="Copy the whole of it from Notify's pages; NOTIFY_BASE_URL is an https:// address, or empty.",
                id="portal.E013",
            )


def mail_rate(**_: Any) -> Iterator[CheckMessage]:
    """One that cannot be read, or lets nothing through, would stop all mail."""
    if settings.MAIL_RATE and not _is_rate(settings.MAIL_RATE):
        yield Error(
            f"MAIL_RATE is {settings.MAIL_RATE!r}, which is no rate.",
            hint='One such as "10/second" or "2500/minute"; empty where mail may go as fast as it can.',
            id="portal.E012",
        )


def _is_rate(words: str) -> bool:
    try:
        rates = parse_many(words)
    except ValueError:
        return False
    return len(rates) == 1 and rates[0].amount > 0


def site_url(**_: Any) -> Iterator[CheckMessage]:
    """Links in emails begin with it, so it is what the portal answers to."""
    address = urlsplit(settings.SITE_URL)
    if settings.HTTPS and (address.scheme != "https" or not address.hostname):
        yield Error(
            f"SITE_URL is {settings.SITE_URL!r}, but HTTPS is on.",
            hint="Let SITE_URL begin with https://, or set HTTPS=false where there is no https (never in production).",
            id="portal.E008",
        )


def receipt_keys(**_: Any) -> Iterator[CheckMessage]:
    """A receipt is signed by a key that nobody can work out, or it proves nothing."""
    if not _trying_out() and not settings.RECEIPT_KEYS:
        yield Error(
            "RECEIPT_KEYS is not set: receipts of case studies could not be signed.",
            hint="Make one: python3 -c \"import base64, secrets; print('2027:' + base64.b64encode(secrets.token_bytes(32)).decode())\"",
            id="portal.E009",
        )


def virus_scanner(**_: Any) -> Iterator[CheckMessage]:
    """A wrong address would refuse every file that anybody sends."""
    host, _colon, port = settings.CLAMAV_ADDRESS.rpartition(":")
    if settings.CLAMAV_ADDRESS and not settings.CLAMAV_ADDRESS.startswith("unix:/") and not (host and port.isdecimal()):
        yield Error(
            "CLAMAV_ADDRESS is not the address of a clamd.",
            hint="Such as clamav.hub.example:3310 or unix:/run/clamav/clamd.ctl; empty where there is no scanner.",
            id="portal.E010",
        )


def metrics_token(**_: Any) -> Iterator[CheckMessage]:
    """The figures are behind it alone."""
    if settings.METRICS_TOKEN and len(settings.METRICS_TOKEN) < _SHORTEST_TOKEN:
        yield Error(
            f"METRICS_TOKEN is too easy to guess: it needs at least {_SHORTEST_TOKEN} random characters.",
            hint='Make one: python3 -c "import secrets; print(secrets.token_urlsafe(32))"; empty where nobody reads /metrics.',
            id="portal.E020",
        )


ALL: Final = (
    secret_key,
    teacher_records,
    time_zone,
    redis,
    mail,
    notify,
    mail_rate,
    site_url,
    receipt_keys,
    virus_scanner,
    metrics_token,
)


def _all(**_: Any) -> list[CheckMessage]:
    return [fault for check in ALL for fault in check()]


def register_all() -> None:
    """Makes them part of Django's system checks."""
    register(_all, TAG)


def refuse_to_start() -> None:
    """For the web server, which runs no system checks of its own; raises ImproperlyConfigured with all faults."""
    faults = run_checks(tags=[TAG])
    if faults:
        raise ImproperlyConfigured("\n".join(f"{fault.msg} {fault.hint}" for fault in faults))
