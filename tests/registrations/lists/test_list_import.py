"""Putting a list in force in a real database: the whole of it or nothing."""

import threading
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from npq_portal import clock
from npq_portal.accounts.models import User
from registrations.choices import EligibilityListKind as Kind
from registrations.gias import list_import
from registrations.gias.list_import import import_list
from registrations.gias.lists import entries
from registrations.gias.table_file import FileRefusedError, TooManyRefusedError
from registrations.models import EligibilityList, EligibilityListEntry
from tests.registrations.lists.files import urns, write

pytestmark = pytest.mark.django_db
DATED = date(2026, 2, 9)
HEADER = "PP50 School URN"


def load(path, **options):
    return import_list(path, Kind.PP50_SCHOOLS, **{"version": "2025/26", "dated": DATED, "at": clock.now(), **options})


def test_the_first_list_of_a_kind(tmp_path):
    by = User.objects.create_user("admin@example.test")
    at = clock.now()
    path = write(tmp_path / "pp50.csv", HEADER, [*urns(5), "900001", '" "'])
    result = load(path, at=at, by=by)
    assert (result.changed, result.added, result.removed, result.duplicates, result.former) == (True, 5, 0, 1, None)
    found = EligibilityList.objects.get()
    assert found == result.in_force
    assert (found.kind, found.version, found.dated, found.rows) == (Kind.PP50_SCHOOLS, "2025/26", DATED, 5)
    assert (found.file_name, found.imported_at, found.imported_by, found.in_force) == ("pp50.csv", at, by, True)
    assert entries(Kind.PP50_SCHOOLS) == urns(5)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("name", ["list.csv", "list.csv.gz"])
def test_encodings_and_gzip(tmp_path, name, encoding):
    path = write(tmp_path / name, "Legal accredited name", ["Éd’s Training"], encoding=encoding)
    import_list(path, Kind.ITT_PROVIDERS, version="1", dated=DATED, at=clock.now())
    assert entries(Kind.ITT_PROVIDERS) == ["Éd’s Training"]


def test_a_new_list_replaces_the_whole_and_the_old_one_stays_as_a_record(tmp_path):
    load(write(tmp_path / "a.csv", HEADER, urns(5)))
    result = load(write(tmp_path / "b.csv", HEADER, urns(4, first=900_003)), version="2026/27", dated=date(2026, 9, 1))
    assert (result.added, result.removed) == (1, 2)
    assert entries(Kind.PP50_SCHOOLS) == urns(4, first=900_003)
    old, new = EligibilityList.objects.order_by("dated")
    assert (old.in_force, old.rows, old.entries.count()) == (False, 5, 0)
    assert (new.in_force, new.rows, new.entries.count()) == (True, 4, 4)
    assert result.former == old


def test_another_kind_is_left_alone(tmp_path):
    load(write(tmp_path / "a.csv", HEADER, urns(5)))
    import_list(
        write(tmp_path / "r.csv", "RISE School URN", urns(2)), Kind.RISE, version="1", dated=DATED, at=clock.now()
    )
    assert len(entries(Kind.PP50_SCHOOLS)) == 5
    assert EligibilityList.objects.filter(in_force=True).count() == 2


def test_the_same_file_again_changes_nothing(tmp_path):
    path = write(tmp_path / "a.csv", HEADER, urns(5))
    first = load(path)
    ids = list(EligibilityListEntry.objects.values_list("id", flat=True))
    again = load(path)
    assert (again.changed, again.in_force) == (False, first.in_force)
    assert EligibilityList.objects.count() == 1
    assert list(EligibilityListEntry.objects.values_list("id", flat=True)) == ids


def test_the_same_file_under_another_version_is_another_list(tmp_path):
    path = write(tmp_path / "a.csv", HEADER, urns(5))
    load(path)
    assert load(path, version="2025/26 corrected").changed
    assert EligibilityList.objects.count() == 2


def test_one_bad_row_refuses_the_list_and_it_is_named(tmp_path):
    load(write(tmp_path / "a.csv", HEADER, urns(5)))
    path = write(tmp_path / "b.csv", HEADER, [*urns(900), "#N/A"])
    with pytest.raises(TooManyRefusedError, match=r"1 bad rows.*--skip-bad-rows") as caught:
        load(path)
    assert [row.line for row in caught.value.refused] == [902]
    assert len(entries(Kind.PP50_SCHOOLS)) == 5
    result = load(path, skip_bad_rows=True)
    assert (result.in_force.rows, len(result.refused)) == (900, 1)


def test_a_list_that_lost_most_of_itself_is_refused_unless_allowed(tmp_path):
    load(write(tmp_path / "a.csv", HEADER, urns(10)))
    short = write(tmp_path / "b.csv", HEADER, urns(4))
    with pytest.raises(FileRefusedError, match=r"4 entries where the list in force has 10.*--allow-shrink"):
        load(short)
    assert len(entries(Kind.PP50_SCHOOLS)) == 10
    assert load(short, allow_shrink=True).removed == 6


def test_an_older_list_is_refused_unless_allowed(tmp_path):
    load(write(tmp_path / "a.csv", HEADER, urns(5)))
    path = write(tmp_path / "b.csv", HEADER, urns(6))
    with pytest.raises(FileRefusedError, match=r"8 February 2026 is older than .* 9 February 2026.*--allow-older"):
        load(path, dated=date(2026, 2, 8))
    assert load(path, dated=date(2026, 2, 8), allow_older=True).added == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"PP50 School URN\r\n", "a header and no rows"),
        (b'PP50 School URN\r\n""\r\n', "a header and no rows"),
        (b"PP50 School URN,Name\r\n,Invented\r\n", "no entry for this list"),
        (b"list,identifier_type,identifier\r\nrise_school,urn,900001\r\n", "no entry for this list"),
        (b"<!DOCTYPE html>\n<p>Sorry</p>\n", "This is not the list"),
        (b"RISE School URN\r\n900001\r\n", "This is not the list “PP50 schools"),
        (b"\x1f\x8b\x08nonsense", "cannot be unpacked"),
        (b'PP50 School URN\r\n900001\r\n"9000', "never closed"),
        ("PP50 School URN\r\n900001\r\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_hostile_files_change_nothing_and_say_why(tmp_path, content, words):
    load(write(tmp_path / "a.csv", HEADER, urns(3)))
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(FileRefusedError, match=words):
        load(path, skip_bad_rows=True, allow_shrink=True)
    assert entries(Kind.PP50_SCHOOLS) == urns(3)
    assert EligibilityList.objects.count() == 1


def test_a_fault_in_the_middle_leaves_the_former_list_in_force(tmp_path, monkeypatch):
    load(write(tmp_path / "a.csv", HEADER, urns(3)))

    def fail(*_args, **_kwargs):
        raise RuntimeError("power cut")

    monkeypatch.setattr(list_import.EligibilityListEntry.objects, "bulk_create", fail)
    with pytest.raises(RuntimeError):
        load(write(tmp_path / "b.csv", HEADER, urns(4)))
    assert entries(Kind.PP50_SCHOOLS) == urns(3)
    assert EligibilityList.objects.get().in_force


def test_statements_do_not_grow_with_the_list(tmp_path):
    with CaptureQueriesContext(connection) as for_few:
        load(write(tmp_path / "a.csv", HEADER, urns(3)))
    EligibilityList.objects.all().delete()
    with CaptureQueriesContext(connection) as for_many:
        load(write(tmp_path / "b.csv", HEADER, urns(4_000)))
    assert len(for_few) == len(for_many)


def test_the_database_keeps_one_list_of_a_kind_in_force(tmp_path):
    first = load(write(tmp_path / "a.csv", HEADER, urns(3))).in_force
    first.pk = None
    with pytest.raises(IntegrityError, match="one_list_of_a_kind_in_force"), transaction.atomic():
        first.save()
    with pytest.raises(ValidationError):
        first.full_clean()


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_list_at_once(tmp_path, monkeypatch):
    """Two connections: the first holds the list while the second tries; another list is free."""
    first, second = write(tmp_path / "a.csv", HEADER, urns(5)), write(tmp_path / "b.csv", HEADER, urns(6))
    other = write(tmp_path / "r.csv", "RISE School URN", urns(2))
    reading, may_go_on, results = threading.Event(), threading.Event(), []
    retire = list_import._retire

    def slowly(former):
        if threading.current_thread() is thread:
            reading.set()
            assert may_go_on.wait(20)
        return retire(former)

    def run():
        try:
            results.append(load(first))
        finally:
            connection.close()

    monkeypatch.setattr(list_import, "_retire", slowly)
    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert reading.wait(20)
        with pytest.raises(FileRefusedError, match="Another import of the list “PP50 schools"):
            load(second)
        import_list(other, Kind.RISE, version="1", dated=DATED, at=clock.now())
    finally:
        may_go_on.set()
        thread.join()
    assert results[0].added == 5
    assert load(second).added == 1
