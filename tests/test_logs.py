"""No log holds a link that opens by itself, or what a person typed into an address."""

import http.client
import io
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from npq_portal.local import processes
from npq_portal.local.children import _any_free
from npq_portal.local.healthy import answers
from npq_portal.logs import MaskingFormatter, masked

PROJECT = Path(__file__).resolve().parents[1]
TOKEN = signing.dumps({"endorsement": 7}, salt="invented")


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Gone: /register/backing/a.b:c-_d/", "Gone: /register/backing/[left-out]/"),
        ("Not Found: /Register/Backing/abc", "Not Found: /Register/Backing/[left-out]/"),
        ("Not Found: /unsubscribe/a.b-c_d/undo/", "Not Found: /unsubscribe/[left-out]/"),
        ('"GET /register/backing/a:b/?x=1 HTTP/1.1" 200', '"GET /register/backing/[left-out]/ HTTP/1.1" 200'),
        ("https://hub.example/register/backing/a:b/ and more", "https://hub.example/register/backing/[left-out]/ and more"),
        ("- https://hub.example/register/applications/?q=Smith&p=2 does", "- https://hub.example/register/applications/?[left-out] does"),
        ('"GET /calendar/aB-_9.ics HTTP/1.1" 200', '"GET /calendar/[left-out]/ HTTP/1.1" 200'),
        ("webcal://hub.example/calendar/aB-_9.ics", "webcal://hub.example/calendar/[left-out]/"),
        ("Not Found: /account/calendar/session-42.ics", "Not Found: /account/calendar/session-42.ics"),
        ("GET /schools/?q=Saint+Mary", "GET /schools/?[left-out]"),
        ("Bad Request: /npqs/", "Bad Request: /npqs/"),
        ("Is it up? Yes.", "Is it up? Yes."),
    ],
)  # fmt: skip
def test_what_is_left_out_of_a_line(line, wanted):
    assert masked(line) == wanted


def test_the_masked_address_is_the_one_in_the_letters():
    assert masked(reverse("registrations:backing", args=[TOKEN])) == "/register/backing/[left-out]/"
    assert masked(reverse("unsubscribe", args=[TOKEN])) == "/unsubscribe/[left-out]/"


def test_a_traceback_is_masked_too():
    try:
        int(f"/register/backing/{TOKEN}/")
    except ValueError:
        record = logging.LogRecord("any", logging.ERROR, "", 0, "Failed: %s", ("here",), sys.exc_info())
    line = MaskingFormatter().format(record)
    assert "Failed: here\nTraceback" in line
    assert "/register/backing/[left-out]/" in line
    assert TOKEN not in line


@pytest.fixture
def console():
    """What the portal's own log handler writes, as settings.LOGGING has set it up."""
    (handler,) = [one for one in logging.getLogger().handlers if isinstance(one.formatter, MaskingFormatter)]
    kept = handler.setStream(io.StringIO())
    yield handler.stream
    handler.setStream(kept)


@pytest.mark.django_db
def test_a_link_that_is_over_does_not_go_into_djangos_log(client, console):
    assert client.get(f"/register/backing/{TOKEN}/").status_code == 410
    assert "django.request Gone: /register/backing/[left-out]/" in console.getvalue()
    assert TOKEN not in console.getvalue()


@pytest.mark.django_db
def test_a_refused_form_tells_neither_the_link_nor_where_it_came_from(console):
    client = Client(enforce_csrf_checks=True)
    path, referer = f"/register/backing/{TOKEN}/", "https://elsewhere.example/find/?q=Smith"
    assert client.post(path, secure=True, headers={"referer": referer}).status_code == 403
    said = console.getvalue()
    assert (
        "django.security.csrf Forbidden (Referer checking failed - https://elsewhere.example/find/?[left-out]" in said
    )
    assert said.rstrip().endswith(": /register/backing/[left-out]/")
    assert TOKEN not in said
    assert "Smith" not in said


@pytest.fixture
def web(tmp_path):
    """The portal under a real gunicorn, as the image runs it but for its address; and the file it logs to."""
    port, log = _any_free(), tmp_path / "web.log"
    command = [sys.executable, "-m", "gunicorn", "--config", "python:npq_portal.gunicorn", "--workers", "1"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{port}", "npq_portal.wsgi:application"],
            stdout=output, stderr=output, cwd=PROJECT, env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
    assert processes.wait_until(lambda: answers(port, "/healthz"), seconds=120, process=process), log.read_text()
    yield port, log
    process.terminate()
    process.wait(30)


def test_gunicorns_access_log(web):
    port, log = web
    referer = {"Referer": f"http://localhost/register/backing/{TOKEN}/?name=Smith", "User-Agent": "Smith's phone"}
    for path in (f"/register/backing/{TOKEN}/?next=Jones", "/healthz?q=Smith%20Mary", "/healthz%0AForged", "/last"):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", path, headers={"Host": "localhost", **referer})
        connection.getresponse().read()
        connection.close()
    assert processes.wait_until(lambda: '"GET /last ' in log.read_text(), seconds=30)
    said = log.read_text()
    assert '"GET /register/backing/[left-out]/ HTTP/1.1" 410 ' in said
    assert '"GET /healthz HTTP/1.1" 200 ' in said
    assert '"GET /healthz%0AForged HTTP/1.1" 404 ' in said
    for secret in (TOKEN, TOKEN.partition(":")[0], "Smith", "Jones", "\nForged"):
        assert secret not in said
