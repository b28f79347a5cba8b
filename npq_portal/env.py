"""Readers for the process environment that refuse nonsense and say how to mend it.

Parsing is django-environ's; what is ours are the messages: a wrong value stops the start with the variable's name, what
was found and what is wanted.
"""

import base64
import binascii
import hashlib
import os
import re
from typing import Any, Final
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}
_KEY_ID: Final = re.compile(r"[A-Za-z0-9-]{1,20}")
_SEED_BYTES: Final = 32  # of an Ed25519 key (RFC 8032)


def text(name: str, default: str | None = None) -> str:
    """The value of `name`; without a default, raises ImproperlyConfigured when it is not set or blank."""
    value = os.environ.get(name, default)
    if value is None or (default is None and not value.strip()):
        raise ImproperlyConfigured(
            f"{name} is not set or blank. Set it in the environment; .env.example shows every variable with an example."
        )
    return value


def flag(name: str, default: bool) -> bool:
    """A yes or no, blank as not set; raises ImproperlyConfigured for anything else."""
    value = os.environ.get(name, "")
    if not value.strip():
        return default
    if value.strip().lower() in _TRUE:
        return True
    if value.strip().lower() in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}. Use true or false.")


def number(name: str, default: int) -> int:
    """A whole number, blank as not set; raises ImproperlyConfigured for anything else."""
    value = os.environ.get(name, "")
    if not value.strip():
        return default
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {value!r}. Use a whole number such as {default}.") from error


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """One of `allowed`; raises ImproperlyConfigured for anything else."""
    value = os.environ.get(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}. Use one of: {', '.join(allowed)}.")
    return value


def names(name: str, default: str = "") -> list[str]:
    """A comma-separated list, blanks dropped."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def database(name: str = "DATABASE_URL") -> dict[str, Any]:
    """Django's DATABASES entry for a PostgreSQL URL; raises ImproperlyConfigured for any other database."""
    url = text(name)
    if urlsplit(url).scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"{name} must be a PostgreSQL address, such as postgres://user:password@host:5432/npq_portal."
        )
    return dict(environ.Env.db_url_config(url))


def celery_redis(url: str) -> str:
    """The form Celery's broker setting wants of a Redis URL: only socket addresses differ, and their database number."""
    if not url.startswith("unix://"):
        return url
    return url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)


def signing_keys(name: str, *, derive_from: str = "") -> dict[str, bytes]:
    """Seeds of Ed25519 keys by their ids, in the order given: "2027:BASE64,2026:BASE64".

    Without any, one called "demo" derived from `derive_from`; none where that is blank. Raises ImproperlyConfigured for
    what is no such list, and says which entry it is, never what it holds.
    """
    keys: dict[str, bytes] = {}
    for place, entry in enumerate(names(name), 1):
        key_id, _, seed = entry.partition(":")
        if not _KEY_ID.fullmatch(key_id) or key_id in keys or len(_decoded(seed)) != _SEED_BYTES:
            raise ImproperlyConfigured(
                f"{name}: entry {place} is not ID:SEED, with another ID for each (letters, figures and hyphens, at most 20) "
                f"and {_SEED_BYTES} random bytes in base64 for SEED. .env.example says how to make one."
            )
        keys[key_id] = _decoded(seed)
    if not keys and derive_from:
        keys["demo"] = hashlib.sha256(f"receipts:{derive_from}".encode()).digest()
    return keys


def _decoded(seed: str) -> bytes:
    try:
        return base64.b64decode(seed, validate=True)
    except (binascii.Error, ValueError):
        return b""
