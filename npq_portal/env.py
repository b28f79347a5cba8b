"""Readers for the process environment that refuse nonsense and say how to mend it.

Parsing is django-environ's; what is ours are the messages: a wrong value stops the start with the variable's name, what
was found and what is wanted.
"""

import os
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


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
