"""Fetching the day's file, from a real HTTP server on this machine."""

import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import CommandError, call_command

from npq_portal import clock
from registrations.gias.download import download_register
from registrations.gias.table_file import FileRefusedError
from registrations.models import RegisterImport, Workplace
from tests.registrations.gias.files import as_csv, schools


class Extracts(ThreadingHTTPServer):
    """A stand-in for the register's public files: `files` by path, `status` and `stop_after` for its faults."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.status = 200
        self.stop_after: int | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/edubasealldata{{day}}.csv"


class _Handler(BaseHTTPRequestHandler):
    server: Extracts

    def do_GET(self):
        self.server.asked.append(self.path)
        content = self.server.files.get(self.path)
        if content is None:
            self.send_error(404)
            return
        self.send_response(self.server.status)
        self.send_header("Content-Type", "text/csv")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: self.server.stop_after])

    def log_message(self, *_args):
        pass


@pytest.fixture
def extracts() -> Iterator[Extracts]:
    with Extracts() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


DAY = date(2026, 11, 23)
TODAY, YESTERDAY = "/edubasealldata20261123.csv", "/edubasealldata20261122.csv"


def test_todays_file(extracts, tmp_path):
    extracts.files[TODAY] = b"x" * 300_000
    heard: list[int] = []
    path = download_register(tmp_path, url=extracts.url, day=DAY, or_day_before=True, progress=heard.append)
    assert (path.name, path.stat().st_size) == ("edubasealldata20261123.csv", 300_000)
    assert heard == sorted(heard)
    assert heard[-1] == 300_000
    assert extracts.asked == [TODAY]


def test_yesterdays_file_when_todays_is_not_out_yet(extracts, tmp_path):
    extracts.files[YESTERDAY] = b"yesterday"
    path = download_register(tmp_path, url=extracts.url, day=DAY, or_day_before=True)
    assert path.read_bytes() == b"yesterday"
    assert extracts.asked == [TODAY, YESTERDAY]


def test_a_day_that_was_named_is_not_exchanged_for_another(extracts, tmp_path):
    extracts.files[YESTERDAY] = b"yesterday"
    with pytest.raises(FileRefusedError, match="no file of 23 November 2026"):
        download_register(tmp_path, url=extracts.url, day=DAY, or_day_before=False)
    assert extracts.asked == [TODAY]


def test_no_file_of_either_day(extracts, tmp_path):
    with pytest.raises(FileRefusedError, match=r"23 November 2026 or 22 November 2026 \(404 not found\).*--date"):
        download_register(tmp_path, url=extracts.url, day=DAY, or_day_before=True)


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_any_other_answer_is_told(extracts, tmp_path, status):
    extracts.files[TODAY] = b"Sorry"
    extracts.status = status
    with pytest.raises(FileRefusedError, match=f"answered {status}"):
        download_register(tmp_path, url=extracts.url, day=DAY, or_day_before=True)


def test_a_connection_that_breaks_off(extracts, tmp_path):
    extracts.files[TODAY] = b"x" * 100_000
    extracts.stop_after = 50_000
    with pytest.raises(FileRefusedError, match="could not be fetched"):
        download_register(tmp_path, url=extracts.url, day=DAY, or_day_before=True)


def test_nobody_answers(extracts, tmp_path):
    extracts.server_close()
    with pytest.raises(FileRefusedError, match="could not be fetched"):
        download_register(tmp_path, url="http://127.0.0.1:9/{day}", day=DAY, or_day_before=True)


@pytest.mark.django_db
def test_the_command_downloads_and_takes_over(extracts, settings, capsys):
    settings.GIAS_EXTRACT_URL = extracts.url
    name = f"edubasealldata{clock.today():%Y%m%d}.csv"
    extracts.files[f"/{name}"] = as_csv(schools(4)).encode("cp1252")
    call_command("import_gias", "--download")
    assert Workplace.objects.count() == 4
    assert RegisterImport.objects.get().file_name == name
    assert f"{name}: 4 rows: 4 added" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_command_downloads_the_day_named(extracts, settings):
    settings.GIAS_EXTRACT_URL = extracts.url
    extracts.files["/edubasealldata20231116.csv"] = as_csv(schools(4)).encode("cp1252")
    call_command("import_gias", "--download", "--date", "20231116")
    assert Workplace.objects.count() == 4


@pytest.mark.django_db
def test_an_error_page_in_place_of_the_file_changes_nothing(extracts, settings):
    settings.GIAS_EXTRACT_URL = extracts.url
    extracts.files["/edubasealldata20231116.csv"] = b"<html>We are down for maintenance</html>\n"
    with pytest.raises(CommandError, match=r"has no column URN.*Nothing was changed"):
        call_command("import_gias", "--download", "--date", "20231116")


def test_the_real_address_is_https_and_takes_the_day(settings):
    assert settings.GIAS_EXTRACT_URL.startswith("https://")
    assert settings.GIAS_EXTRACT_URL.format(day="20231116").endswith("/edubasealldata20231116.csv")
