"""The two services, really started from every source this machine has."""

import os
import pwd
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import psycopg2
import pytest
import redis

from npq_portal.local import finding, places, processes
from npq_portal.local.finding import EXTENSIONS, ServiceError
from npq_portal.local.places import postgres_account
from npq_portal.local.services import lasting_services, printing, throw_away_services
from tests.local.conftest import POSTGRES_SOURCES, REDIS_SOURCES

PROJECT = Path(__file__).resolve().parents[2]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another account")


def query(url: str, *statements: str) -> list[tuple]:
    """Runs the statements, each in its own transaction, and gives the rows of the last."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def force(monkeypatch, source: str) -> None:
    """Forces a source; where the machine has only one of the two services, the other comes from its wheel."""
    monkeypatch.setenv("NPQ_SERVICES", source)
    if source == "machine" and "machine" not in REDIS_SOURCES:
        monkeypatch.setattr("npq_portal.local.services.find_redis", lambda _source: finding.find_redis("embedded"))


@pytest.mark.parametrize("source", POSTGRES_SOURCES)
def test_postgres_of_each_source_does_what_the_portal_needs(monkeypatch, lines, source):
    force(monkeypatch, source)
    with throw_away_services(lines.append) as services:
        url = services.database_url
        query(url, *(f"CREATE EXTENSION {name}" for name in EXTENSIONS))
        assert query(url, "SELECT 'É' ILIKE 'é', lower('ÀÉ'), unaccent('Zoë')") == [(True, "àé", "Zoe")]
        assert query(
            url,
            "SELECT pg_encoding_to_char(encoding), current_setting('listen_addresses') "
            "FROM pg_database WHERE datname = current_database()",
        ) == [("UTF8", "")]
        assert query(url, "SHOW fsync") == [("off",)]
    assert any(line.startswith("PostgreSQL") and f": {source}, " in line for line in lines)


@pytest.mark.parametrize("source", REDIS_SOURCES)
def test_redis_of_each_source_does_what_the_portal_needs(monkeypatch, lines, source):
    monkeypatch.setenv("DATABASE_URL", "postgres://not-started@/this-test-is-about-redis")
    monkeypatch.setattr("npq_portal.local.services.wanted_source", lambda: "auto")
    monkeypatch.setattr("npq_portal.local.services.find_redis", lambda _source: finding.find_redis(source))
    with throw_away_services(lines.append) as services:
        client = redis.from_url(f"{services.redis_url}?db=15")
        assert client.set("key", "value") is True
        assert client.get("key") == b"value"
        assert client.config_get("save") == {"save": ""}
        client.close()
    assert any(line.startswith(f"Redis: {source}, ") for line in lines)


def test_nothing_is_left_of_throw_away_services(lines):
    with throw_away_services(lines.append) as services:
        folder = services.logs.parent
        children = list(services.processes.values())
        assert sorted(services.processes) == ["PostgreSQL", "Redis"]
        assert [child.poll() for child in children] == [None, None]
    assert [child.poll() for child in children] == [0, 0], "they did not stop cleanly"
    assert not folder.exists()


def test_what_stops_the_block_stops_the_services_too(lines):
    with pytest.raises(ZeroDivisionError), throw_away_services(lines.append) as services:
        raise ZeroDivisionError
    assert all(child.poll() is not None for child in services.processes.values())
    assert not services.logs.exists()


def test_addresses_in_the_environment_are_used_and_nothing_is_started(monkeypatch, lines):
    monkeypatch.setenv("DATABASE_URL", "postgres://portal@db.example/portal")
    monkeypatch.setenv("REDIS_URL", "redis://redis.example:6379/0")
    with throw_away_services(lines.append) as services:
        assert services.processes == {}
        assert services.environment() == {
            "DATABASE_URL": "postgres://portal@db.example/portal",
            "REDIS_URL": "redis://redis.example:6379/0",
        }
    assert lines == ["PostgreSQL: the one DATABASE_URL names", "Redis: the one REDIS_URL names"]


def test_a_forced_source_passes_over_the_addresses(monkeypatch, lines):
    monkeypatch.setenv("DATABASE_URL", "postgres://portal@db.example/portal")
    monkeypatch.setenv("REDIS_URL", "redis://redis.example:6379/0")
    monkeypatch.setenv("NPQ_SERVICES", "embedded")
    with throw_away_services(lines.append) as services:
        assert "db.example" not in services.database_url
        assert "redis.example" not in services.redis_url


def test_lasting_services_keep_what_was_written(monkeypatch, lines, open_folder):
    monkeypatch.setenv("NPQ_DATA", str(open_folder / "data"))
    with lasting_services(lines.append) as services:
        query(services.database_url, "CREATE TABLE kept (word text)", "INSERT INTO kept VALUES ('still here')")
        assert query(services.database_url, "SHOW fsync") == [("on",)]
        redis.from_url(services.redis_url).set("task", "still waits")
    with lasting_services(lines.append) as services:
        assert query(services.database_url, "SELECT word FROM kept") == [("still here",)]
        assert redis.from_url(services.redis_url).get("task") == b"still waits"


def test_a_second_run_over_the_same_data_is_refused(monkeypatch, lines, open_folder):
    monkeypatch.setenv("NPQ_DATA", str(open_folder / "data"))
    with (
        lasting_services(lines.append),
        pytest.raises(ServiceError, match=r"already running .*NPQ_DATA"),
        lasting_services(lines.append),
    ):
        pass


@pytest.mark.parametrize("name", ["a folder with spaces", "deep/" + "er" * 50], ids=["spaces", "long"])
def test_data_may_lie_where_sockets_may_not(monkeypatch, lines, open_folder, name):
    monkeypatch.setenv("NPQ_DATA", str(open_folder / name))
    with lasting_services(lines.append) as services:
        assert query(services.database_url, "SELECT 1") == [(1,)]
        assert redis.from_url(services.redis_url).ping()
        sockets = Path(services.redis_url.removeprefix("unix://")).parent
        assert not sockets.is_relative_to(open_folder)
    assert not sockets.exists()


def test_the_data_of_another_version_is_left_alone_and_named(monkeypatch, lines, open_folder):
    monkeypatch.setenv("NPQ_DATA", str(open_folder))
    (open_folder / "postgresql-9").mkdir()
    (open_folder / "postgresql-9" / "PG_VERSION").write_text("9\n")
    with lasting_services(lines.append):
        pass
    assert any("postgresql-9 was made by another version" in line for line in lines)
    assert (open_folder / "postgresql-9" / "PG_VERSION").read_text() == "9\n"


def test_a_first_run_that_broke_off_is_begun_anew(monkeypatch, lines, open_folder):
    monkeypatch.setenv("NPQ_DATA", str(open_folder))
    major = finding.find_postgres("auto").major
    unfinished = open_folder / f"postgresql-{major}.unfinished"
    unfinished.mkdir()
    (unfinished / "half").touch()
    with lasting_services(lines.append) as services:
        assert query(services.database_url, "SELECT 1") == [(1,)]
    assert not unfinished.exists()


def test_damaged_data_stops_the_start_with_the_servers_own_words(monkeypatch, lines, open_folder):
    monkeypatch.setenv("NPQ_DATA", str(open_folder))
    with lasting_services(lines.append):
        pass
    control = next(open_folder.glob("postgresql-*/global/pg_control"))
    control.write_bytes(b"")
    with pytest.raises(ServiceError, match=r"(?s)PostgreSQL did not start.*pg_control"), lasting_services(lines.append):
        pass


def test_a_redis_that_fails_is_told_with_the_end_of_its_log(monkeypatch, lines, make_program, open_folder):
    broken = finding.RedisProgram(make_program(open_folder, "redis", "echo 'bad option'; exit 1"), "machine")
    monkeypatch.setattr("npq_portal.local.services.find_redis", lambda _source: broken)
    with (
        pytest.raises(ServiceError, match=r"(?s)Redis did not start.*bad option"),
        throw_away_services(lines.append) as services,
    ):
        pass
    assert "services" not in locals()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_killing_the_starter_stops_the_services_and_the_next_run_finds_the_data(monkeypatch, lines, open_folder):
    monkeypatch.setenv("NPQ_DATA", str(open_folder))
    code = textwrap.dedent(
        """
        import time
        from npq_portal.local.services import lasting_services
        with lasting_services(lambda line: None) as services:
            print(*(child.pid for child in services.processes.values()), services.database_url, flush=True)
            time.sleep(60)
        """
    )
    starter = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=PROJECT)
    *pids, url = starter.stdout.readline().split()
    query(url, "CREATE TABLE kept AS SELECT 'still here' AS word")
    starter.send_signal(signal.SIGKILL)
    starter.communicate()
    assert processes.wait_until(lambda: not any(Path(f"/proc/{pid}/exe").exists() for pid in pids), seconds=10)
    with lasting_services(lines.append) as services:
        assert query(services.database_url, "SELECT word FROM kept") == [("still here",)]


@as_root
def test_root_runs_postgres_as_another_account(lines):
    with throw_away_services(lines.append) as services:
        pid = services.processes["PostgreSQL"].pid
        uids = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("Uid:"))
        assert set(uids.split()[1:]) == {str(postgres_account().uid)}
        groups = next(x for x in Path(f"/proc/{pid}/status").read_text().splitlines() if x.startswith("Groups:"))
        assert groups.split()[1:] == []


@as_root
def test_root_with_everything_under_a_closed_folder(monkeypatch, lines, open_folder):
    """As a checkout under /root: nothing there is opened up, the programs and the data lie elsewhere, and it works."""
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(places, "FOLDER_FOR_ROOT", open_folder / "var-lib")
    monkeypatch.setattr(places, "PROJECT", closed)
    monkeypatch.setattr(
        "npq_portal.local.services.data_folder", lambda account, say: places.data_folder(account, say, project=closed)
    )
    monkeypatch.setenv("NPQ_SERVICES", "embedded")
    package = finding.find_postgres("embedded").folder.parents[1]
    subprocess.run(["cp", "-a", package, f"{package}.libs", closed], check=True)
    programs = finding.PostgresPrograms(closed / package.name / "pginstall" / "bin", 18, "embedded")
    monkeypatch.setattr("npq_portal.local.services.find_postgres", lambda _source: programs)
    with lasting_services(lines.append) as services:
        assert query(services.database_url, "SELECT 1") == [(1,)]
        assert services.logs.is_relative_to(open_folder / "var-lib")
    assert closed.stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in closed.iterdir()) == [package.name, f"{package.name}.libs"]


@as_root
@pytest.mark.parametrize("source", POSTGRES_SOURCES)
def test_an_ordinary_account_starts_the_services_as_itself(python_for_anyone, open_folder, source):
    """Root becomes `nobody` for this one; when the suite is not run by root, every other test here shows the same."""
    account = postgres_account()
    home = open_folder / "home"
    home.mkdir()
    os.chown(home, account.uid, account.gid)
    code = textwrap.dedent(
        """
        import os, sys
        from npq_portal.local import finding, services
        if sys.argv[1] == "machine":
            services.find_redis = lambda _source: finding.find_redis("auto")
        with services.lasting_services(print) as running:
            for name, child in running.processes.items():
                print(name, os.stat(f"/proc/{child.pid}").st_uid)
        """
    )
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    answer = subprocess.run(
        [python_for_anyone, "-c", code, source],
        env={
            "PATH": os.environ["PATH"],
            "NPQ_DATA": str(home / "data"),
            "NPQ_SERVICES": source,
            "PYTHONPATH": f"{PROJECT}:{packages}",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert f"PostgreSQL {account.uid}" in answer.stdout
    assert f"Redis {account.uid}" in answer.stdout
    assert pwd.getpwuid(home.joinpath("data").stat().st_uid).pw_name == account.name


def test_printing_puts_each_line_out_at_once(capsys):
    printing("services: ")("hello")
    assert capsys.readouterr().out == "services: hello\n"
