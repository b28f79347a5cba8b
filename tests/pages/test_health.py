"""What a load balancer asks: is the process up, and can it work?"""

import socket

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client
from django.urls import reverse

from npq_portal.local.services import throw_away_services


def unused_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture
def redis_down(settings):
    settings.REDIS_URL = f"redis://127.0.0.1:{unused_port()}/0"


@pytest.fixture
def database_down(monkeypatch):
    """As when PostgreSQL has gone: no cursor can be had."""

    def no_cursor(*args: object, **kwargs: object) -> None:
        raise OperationalError("the database is gone")

    monkeypatch.setattr(connection, "cursor", no_cursor)


def test_the_process_is_up(client):
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "up"})


@pytest.mark.usefixtures("redis_down", "database_down")
def test_the_process_is_up_without_database_and_redis(client):
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_ready_with_database_and_redis(client):
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"status": "ready", "database": "up", "redis": "up"})


@pytest.mark.django_db
@pytest.mark.usefixtures("redis_down")
def test_not_ready_without_redis(client):
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (
        503,
        {"status": "not ready", "database": "up", "redis": "down"},
    )


@pytest.mark.usefixtures("database_down")
def test_not_ready_without_a_database(client):
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (
        503,
        {"status": "not ready", "database": "down", "redis": "up"},
    )


@pytest.mark.django_db
def test_ready_again_when_redis_comes_back(client, settings, monkeypatch):
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name)
    with throw_away_services(lambda _line: None) as services:
        settings.REDIS_URL = services.redis_url
        assert client.get("/readyz").status_code == 200

    assert client.get("/readyz").status_code == 503


@pytest.mark.django_db
def test_a_redis_that_never_answers_does_not_hang_the_check(client, settings):
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        settings.REDIS_URL = f"redis://127.0.0.1:{deaf.getsockname()[1]}/0"

        assert client.get("/readyz").json()["redis"] == "down"


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/readyz", 200), ("/healthz/", 301), ("/", 301)])
def test_health_alone_is_told_over_plain_http_where_https_is_on(settings, path, status):
    settings.SECURE_SSL_REDIRECT = True

    assert Client().get(path).status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_no_answer_is_kept_by_a_cache_and_none_says_more_than_it_must(client, path):
    response = client.get(path)

    assert "no-store" in response.headers["Cache-Control"]
    assert "postgres" not in response.content.decode()
    assert not response.cookies


def test_an_address_that_only_takes_a_button_has_a_page_for_whoever_opens_it(client):
    address = reverse("registrations:calculator-remove-earlier-npq")

    page = client.get(address, headers={"accept": "text/html,*/*;q=0.8"})

    assert (page.status_code, page.headers["Allow"]) == (405, "POST")
    assert "There is nothing to see at this address" in page.content.decode()
    assert "Content-Security-Policy" in page.headers
    assert client.get(address, headers={"accept": "application/json"}).content == b""
