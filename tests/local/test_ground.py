"""What tests/conftest.py promises every test: its own database, its own Redis number, and no network."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from pytest_socket import SocketConnectBlockedError

from tests import conftest

PROJECT = Path(__file__).resolve().parents[2]
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


@pytest.mark.django_db
def test_each_process_has_a_database_of_its_own():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        (name,) = cursor.fetchone()
    assert name.startswith("test_")
    assert name.endswith(WORKER)


def test_each_process_has_a_redis_number_of_its_own():
    number = int(re.search(r"(\d+)$", settings.REDIS_URL)[1])
    assert number == 4 + int(re.sub(r"\D", "", WORKER) or 0) % 12
    cache.set("key", "value")
    assert cache.get("key") == "value"
    connection_facts = cache._cache.get_client().connection_pool.connection_kwargs
    assert connection_facts["db"] == number


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("unix:///tmp/redis.sock", "unix:///tmp/redis.sock?db=7"),
        ("unix:///tmp/redis.sock?db=1", "unix:///tmp/redis.sock?db=7"),
        ("redis://localhost:6379/0", "redis://localhost:6379/7"),
        ("redis://localhost:6379", "redis://localhost:6379/7"),
        ("rediss://:secret@redis.example/3", "rediss://:secret@redis.example/7"),
    ],
)
def test_a_number_is_put_into_an_address(given, wanted):
    assert conftest._with_number(given, 7) == wanted


def test_the_network_is_out_of_reach():
    with (
        pytest.warns(UserWarning, match="tried to use socket"),
        pytest.raises(SocketConnectBlockedError),
        socket.socket() as outside,
    ):
        outside.connect(("192.0.2.1", 80))


def test_the_own_machine_is_in_reach():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), timeout=5):
        pass


def test_what_one_test_caches_the_next_does_not_see():
    """Every test here that caches uses this key; in whatever order they run, it is not there."""
    assert cache.get("key") is None
    cache.set("key", "value")


def test_settings_that_were_read_too_early_are_refused():
    """A shell with DJANGO_SETTINGS_MODULE set would let tests loose on whatever DATABASE_URL names."""
    addresses = {"DATABASE_URL": "postgres://nobody@/nothing", "REDIS_URL": "redis://localhost:6379/0"}
    environment = {**os.environ, **addresses, "DJANGO_SETTINGS_MODULE": "npq_portal.settings"}
    environment.pop("PYTEST_XDIST_WORKER", None)
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/local/test_places.py", "-q", "--collect-only"],
        env=environment,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode != 0
    assert "Unset DJANGO_SETTINGS_MODULE" in answer.stdout + answer.stderr


def test_two_processes_share_the_services_and_nothing_else():
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "DJANGO_"))}
    ground = "tests/local/test_ground.py"
    names = ["test_each_process_has_a_database_of_its_own", "test_each_process_has_a_redis_number_of_its_own"]
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "2", *(f"{ground}::{name}" for name in names)],
        env=environment,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "2 passed" in answer.stdout, answer.stdout + answer.stderr
