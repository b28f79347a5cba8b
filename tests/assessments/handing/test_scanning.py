"""The virus scanner, over a real socket: what it says, and what becomes of a file when it says nothing."""

import socket

import pytest

from assessments import scanning
from assessments.choices import ScanResult
from assessments.scanning import InfectedError, ScannerAwayError, scan
from tests.assessments.handing import clamd


@pytest.fixture
def scanner(settings):
    with clamd.running() as (address, seen):
        settings.CLAMAV_ADDRESS = address
        yield seen


@pytest.mark.parametrize("content", [b"", b"a", b"x" * 65_536, bytes(range(256)) * 1_000], ids=len)
def test_a_clean_file_arrives_whole_and_is_clean(scanner, content):
    assert scan(content) == ScanResult.CLEAN
    assert scanner == [content]


def test_what_the_scanner_finds_is_infected(scanner):
    with pytest.raises(InfectedError):
        scan(b"words " + clamd.EICAR)


def test_a_hub_without_a_scanner_says_so(settings):
    settings.CLAMAV_ADDRESS = ""
    assert scan(clamd.EICAR) == ScanResult.NOT_CONFIGURED


def test_it_may_listen_on_a_socket_of_the_machine(settings, tmp_path):
    with clamd.running(tmp_path / "c") as (address, seen):
        settings.CLAMAV_ADDRESS = address
        assert scan(b"words") == ScanResult.CLEAN
        assert seen == [b"words"]


@pytest.mark.parametrize("answer", [b"hang up", b"INSTREAM size limit exceeded. ERROR", b"stream: OKAY", b"", b"OK"])
def test_anything_but_a_clear_answer_is_none(settings, answer):
    with clamd.running(answer=answer or b"\xff") as (address, _):
        settings.CLAMAV_ADDRESS = address
        with pytest.raises(ScannerAwayError):
            scan(b"words")


def test_where_nobody_listens_the_scanner_is_away(settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    settings.CLAMAV_ADDRESS = f"127.0.0.1:{port}"
    with pytest.raises(ScannerAwayError):
        scan(b"words")


def test_one_that_never_answers_is_away(settings, monkeypatch):
    monkeypatch.setattr(scanning, "_TO_ANSWER", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CLAMAV_ADDRESS = f"127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ScannerAwayError):
            scan(b"words")
