"""How long the client waits, what it tries again, and when it gives up."""

import socket
import time
from contextlib import ExitStack
from itertools import chain, repeat

import pytest

from registrations.teacher_records import transport
from registrations.teacher_records.errors import (
    MergeLoopError,
    MisconfiguredError,
    NotJsonError,
    RateLimitedError,
    UnavailableError,
)
from registrations.teacher_records.types import Missing

PROBLEM = {"Content-Type": "application/problem+json"}
NOT_FOUND = (404, PROBLEM, b'{"status":404,"errorCode":10001}')


# -- trying again ----------------------------------------------------------------------------------------------------


def test_a_restarting_service_is_tried_again(client, trs_server, patience):
    assert client.get_person("7000014").name.last == "Restartingonce"
    assert len(trs_server.requests) == 2
    assert len(patience.waits) == 1
    assert 0.125 <= patience.waits[0] <= 0.25


def test_a_busy_service_is_tried_again_when_it_says(client, trs_server, patience):
    assert client.get_person("7000010").name.last == "Busyonce"
    assert len(trs_server.requests) == 2
    assert patience.waits == [1.0]


@pytest.mark.parametrize("trn", ["7000015", "7000016", "7000026"], ids=["503", "hangs up", "cut short"])
def test_three_tries_with_growing_pauses(client, trs_server, patience, trn):
    with pytest.raises(UnavailableError):
        client.get_person(trn)
    assert len(trs_server.requests) == 3
    first, second = patience.waits
    assert 0.125 <= first <= 0.25 <= second <= 0.5


@pytest.mark.parametrize("status", [502, 503, 504])
def test_gateway_errors_pass(open_to, scripted, status):
    script = scripted((status, {}, b""), (status, {}, b"<html>"), NOT_FOUND)

    assert open_to(script.url).get_person("9900001") is Missing.NOT_FOUND
    assert len(script.seen) == 3


@pytest.mark.parametrize("status", [500, 501, 505, 599])
def test_other_server_errors_are_not_repeated(open_to, scripted, patience, status):
    script = scripted((status, {}, b""), NOT_FOUND)

    with pytest.raises(UnavailableError, match=str(status)):
        open_to(script.url).get_person("9900001")
    assert len(script.seen) == 1
    assert not patience.waits


def test_a_second_try_by_the_person_works_after_a_500(client):
    with pytest.raises(UnavailableError, match="500"):
        client.get_person("7000011")
    assert client.get_person("7000011").name.last == "Brokenonce"


def test_a_long_retry_after_is_not_waited_for(client, trs_server, patience):
    with pytest.raises(RateLimitedError):
        client.get_person("7000024")
    assert len(trs_server.requests) == 1
    assert not patience.waits


@pytest.mark.parametrize(
    ("header", "pause"),
    [("0", 0.0), ("4", 4.0), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-1", None), ("1e3", None), ("", None)],
)
def test_retry_after_in_its_forms(open_to, scripted, patience, header, pause):
    script = scripted((429, {"Retry-After": header}, b""), NOT_FOUND)

    assert open_to(script.url).get_person("9900001") is Missing.NOT_FOUND
    if pause is None:
        assert 0.125 <= patience.waits[0] <= 0.25
    else:
        assert patience.waits == [pause]


def test_a_server_that_is_not_there_is_tried_three_times(open_to, patience):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: refuses
        with pytest.raises(UnavailableError, match="ConnectError"):
            open_to(f"http://127.0.0.1:{taken.getsockname()[1]}").get_person("9900001")
    assert len(patience.waits) == 2


def test_no_connection_in_time(open_to, patience):
    with ExitStack() as stack:
        full = stack.enter_context(socket.socket())
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(4):  # fill the queue, so that the next connection is never answered
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        with pytest.raises(UnavailableError, match="no connection in time"):
            open_to(f"http://127.0.0.1:{full.getsockname()[1]}", connect_seconds=0.05).get_person("9900001")
    assert len(patience.waits) == 2


# -- time ------------------------------------------------------------------------------------------------------------


def test_a_silent_service_is_waited_for_once(trs_server, open_to, patience):
    with pytest.raises(UnavailableError, match="no answer in time"):
        open_to(trs_server.url, read_seconds=0.25).get_person("7000009")
    assert len(trs_server.requests) == 1
    assert not patience.waits


@pytest.mark.parametrize("trn", ["7000009", "7000027", "7000031"], ids=["silent", "stalls half-way", "trickles"])
def test_the_total_bounds_every_kind_of_slowness(trs_server, open_to, trn):
    client = open_to(trs_server.url, clock=time.monotonic, read_seconds=30.0, total_seconds=0.4)
    start = time.monotonic()

    with pytest.raises(UnavailableError, match="no answer in time"):
        client.get_person(trn)
    assert time.monotonic() - start < 20  # without the total it would be the 30 seconds of one read


def test_the_body_gets_only_what_the_head_has_left(trs_server, open_to):
    """The head took 11.9 of 12 seconds by this clock, so a body that stalls is given a tenth, not another ten."""
    ticks = chain([0.0, 0.0], repeat(11.9))
    client = open_to(trs_server.url, clock=lambda: next(ticks), read_seconds=10.0)
    start = time.monotonic()

    with pytest.raises(UnavailableError, match="no answer in time"):
        client.get_person("7000027")
    assert time.monotonic() - start < 9  # and not the 10 seconds of one read


def test_no_pause_beyond_the_total(open_to, scripted, patience):
    script = scripted((429, {"Retry-After": "3"}, b""))

    with pytest.raises(RateLimitedError):
        open_to(script.url, total_seconds=5.0).get_person("9900001")
    assert patience.waits == [3.0]  # a second pause would end after the fifth second
    assert len(script.seen) == 2


def test_calls_may_share_their_time(client, trs_server, patience):
    with client.within(12.0):
        client.get_person("9900001")
        patience.now += 11.9
        client.get_person("9900001")
        patience.now += 0.2
        with pytest.raises(UnavailableError, match="out of time"):
            client.get_person("9900001")
    client.get_person("9900001")
    assert len(trs_server.requests) == 3


def test_the_times_are_the_documented_ones(open_to):
    config = transport.Config(base_url="https://trs.example", api_key="k")

    assert (config.connect_seconds, config.read_seconds, config.total_seconds) == (3.0, 10.0, 12.0)


# -- answers no register should give ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ((200, {"Content-Type": "application/json"}, b""), NotJsonError),
        ((200, {"Content-Type": "application/json"}, b"\xff\xfe{"), NotJsonError),
        ((200, {"Content-Type": "application/json"}, b"[" * 100_000), NotJsonError),
        ((200, {"Content-Type": "application/json", "Content-Encoding": "gzip"}, b"not gzip"), NotJsonError),
        ((200, {}, b"{}"), NotJsonError),
        ((200, {"Content-Type": "text/plain"}, b"{}"), NotJsonError),
        ((404, PROBLEM, b"{"), NotJsonError),
        ((404, {}, b""), MisconfiguredError),
        ((404, {"Content-Type": "text/html"}, b"<h1>Not here</h1>"), MisconfiguredError),
        ((404, PROBLEM, b'{"status":404,"errorCode":10028}'), MisconfiguredError),
        ((404, PROBLEM, b'{"status":404,"errorCode":"10001"}'), MisconfiguredError),
        ((410, PROBLEM, b"[]"), MisconfiguredError),
        ((405, {}, b""), MisconfiguredError),
        ((302, {"Location": "/sign-in"}, b""), MisconfiguredError),
        ((301, {"Location": "/v3/persons/9900002"}, b""), MisconfiguredError),
    ],
)
def test_answers_that_are_none(open_to, scripted, answer, problem):
    script = scripted(answer)

    with pytest.raises(problem):
        open_to(script.url).get_person("9900001")
    assert len(script.seen) == 1


@pytest.mark.parametrize(
    "location",
    [
        "https://elsewhere.example/v3/persons/9900002",
        "//elsewhere.example/v3/persons/9900002",
        "http://127.0.0.1:1/v3/persons/9900002",
        "/v3/trns/9900002",
        "/v3/persons/9900002/../../admin",
        "/v3/persons/me",
    ],
)
def test_a_merged_record_leads_only_to_another_record(open_to, scripted, location):
    script = scripted((308, {"Location": location}, b""))

    with pytest.raises(MisconfiguredError, match="redirected"):
        open_to(script.url).get_person("9900001")
    assert len(script.seen) == 1


def test_a_full_address_on_the_same_server_is_followed(open_to, scripted):
    script = scripted((308, {}, b""), NOT_FOUND)
    script.answers[0] = (308, {"Location": f"{script.url}/v3/persons/9900002?include=Induction"}, b"")

    assert open_to(script.url).get_person("9900001") is Missing.NOT_FOUND
    assert script.seen[1] == "GET /v3/persons/9900002?include=Alerts%2CPreviousNames"


def test_a_merged_record_that_leads_nowhere(open_to, scripted):
    with pytest.raises(MergeLoopError):
        open_to(scripted((308, {}, b"")).url).get_person("9900001")
    with pytest.raises(UnavailableError, match="RemoteProtocolError"):  # httpx refuses it before we see it
        open_to(scripted((308, {"Location": "http://trs.example:port/"}, b"")).url).get_person("9900001")


def test_an_endless_answer_is_cut_off(open_to, scripted, monkeypatch):
    monkeypatch.setattr(transport, "MOST_BYTES", 1000)
    script = scripted((200, {"Content-Type": "application/json"}, b" " * 5000 + b"{}"))

    with pytest.raises(NotJsonError, match="beyond all measure"):
        open_to(script.url).get_person("9900001")


@pytest.mark.parametrize(
    ("base_url", "key"),
    [
        ("", "k"),
        ("trs.example", "k"),
        ("ftp://trs.example", "k"),
        ("https://", "k"),
        ("https://trs.example:port", "k"),
        ("https://user:password@trs.example", "k"),
        ("https://trs.example/v3", "k"),
        ("https://trs.example?x=1", "k"),
        ("https://trs.example", ""),
        ("https://trs.example", "two words"),
        ("https://trs.example", "line\nbreak"),
    ],
)
def test_settings_that_cannot_work(base_url, key):
    with pytest.raises(MisconfiguredError, match="TRS_"):
        transport.Config(base_url=base_url, api_key=key)


def test_the_key_is_not_shown():
    assert "secret" not in repr(transport.Config(base_url="https://trs.example/", api_key="secret"))
