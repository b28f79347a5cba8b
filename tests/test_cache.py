"""A Redis that has gone makes a request fail soon; it does not hang it."""

import socket
import time

import pytest
from django.conf import settings
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

LONGEST_SECONDS = 15  # a few seconds by the settings; the rest is for a busy machine


def asked(port: int) -> float:
    """How long the cache waits for a Redis on this port before it gives up."""
    options = settings.CACHES["default"]["OPTIONS"]
    cache = RedisCache(f"redis://127.0.0.1:{port}/0", {"OPTIONS": options})
    began = time.monotonic()
    with pytest.raises(RedisError):
        cache.get("key")
    return time.monotonic() - began


def test_a_closed_port_is_an_error_at_once():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    assert asked(port) < LONGEST_SECONDS


def test_a_redis_that_never_answers_is_given_up():
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        assert asked(deaf.getsockname()[1]) < LONGEST_SECONDS
