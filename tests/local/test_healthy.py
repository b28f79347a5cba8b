"""The health check of the image: asks as the proxy does, and says no rather than failing."""

import subprocess
import sys

import pytest

from npq_portal.local.children import _any_free
from npq_portal.local.healthy import answers


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hosts", ["localhost,127.0.0.1", "", "*", ".hub.example,localhost"])
def test_a_serving_portal_is_healthy(live_server, monkeypatch, settings, hosts):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", ".hub.example"]
    monkeypatch.setenv("ALLOWED_HOSTS", hosts)
    assert answers(live_server.thread.port, "/healthz")


@pytest.mark.django_db(transaction=True)
def test_a_page_that_is_not_there_is_not_healthy(live_server):
    assert not answers(live_server.thread.port, "/no-such-page")


def test_nobody_listening_is_not_healthy():
    assert not answers(_any_free(), "/healthz")


def test_the_exit_code_is_what_docker_reads():
    command = [sys.executable, "-m", "npq_portal.local.healthy", str(_any_free()), "/healthz"]
    assert subprocess.run(command, check=False).returncode == 1
