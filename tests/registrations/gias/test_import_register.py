"""Taking over register files into a real database: all or nothing, and nothing twice."""

import threading
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from npq_portal import clock
from registrations.gias import register_import
from registrations.gias.register_import import import_register
from registrations.gias.table_file import FileRefusedError, TooManyRefusedError
from registrations.models import RegisterImport, Workplace, WorkplaceWord
from tests import shared_data
from tests.registrations.gias.files import HEADER, SCHOOL, as_csv, school, schools, write

pytestmark = pytest.mark.django_db


def take_over(path, **options):
    return import_register(path, at=clock.now(), **options)


def counts(result):
    return result.added, result.changed, result.closed, result.unchanged, len(result.refused)


def row_versions():
    """PostgreSQL's own stamp of who wrote each row last."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT urn, xmin::text, ctid::text FROM registrations_workplace ORDER BY urn")
        return cursor.fetchall()


def test_every_column_reaches_its_field(tmp_path):
    write(
        tmp_path / "r.csv",
        [school(CloseDate="31-08-2023", **{"EstablishmentStatus (code)": "2", "EstablishmentStatus (name)": "Closed"})],
    )
    take_over(tmp_path / "r.csv")
    found = Workplace.objects.values().get()
    del found["id"]
    assert found == {
        "urn": "900001",
        "ukprn": "90000001",
        "la_code": "999",
        "la_name": "Inventedshire",
        "establishment_number": "2001",
        "name": "Invented Primary School",
        "type_code": "1",
        "type_name": "Community school",
        "status_code": "2",
        "status_name": "Closed",
        "phase_code": "2",
        "phase_name": "Primary",
        "closed_on": date(2023, 8, 31),
        "pupils": 210,
        "street": "1 Invented Street",
        "locality": "",
        "address3": "",
        "town": "Madeupton",
        "county": "",
        "postcode": "ZZ1 1ZZ",
        "region": "East of Nowhere",
        "country": "",
        "changed_in_register_on": date(2023, 9, 1),
        "search_text": " invented primary school ,  | madeupton inventedshire | zz1 1zz zz11zz 900001 90000001 9992001 ",
    }


def test_blank_dates_and_numbers_are_nothing_and_blank_texts_are_blank(tmp_path):
    take_over(write(tmp_path / "r.csv", [school(CloseDate="", NumberOfPupils="", UKPRN="", Town="")]))
    found = Workplace.objects.get()
    assert (found.closed_on, found.pupils, found.ukprn, found.town) == (None, None, "", "")


@pytest.mark.parametrize("text", [r"\N", r"\.", "NULL", 'say "hi", then \\', "Ed’s – École", "100%", "a'b"])
def test_texts_that_mean_something_to_the_loader_are_only_texts(tmp_path, text):
    take_over(write(tmp_path / "r.csv", [school(EstablishmentName=text, Street=text)]))
    assert Workplace.objects.values_list("name", "street").get() == (text, text)


@pytest.mark.parametrize(
    ("name", "encoding"), [("r.csv", "cp1252"), ("r.csv", "utf-8"), ("r.csv", "utf-8-sig"), ("r.csv.gz", "cp1252")]
)
def test_encodings_and_gzip(tmp_path, name, encoding):
    take_over(write(tmp_path / name, [school(EstablishmentName="St Éd’s")], encoding=encoding))
    assert Workplace.objects.get().name == "St Éd’s"


def test_the_same_file_again_writes_no_row(tmp_path):
    path = write(tmp_path / "r.csv", schools(50))
    assert counts(take_over(path)) == (50, 0, 0, 0, 0)
    before, words = row_versions(), list(WorkplaceWord.objects.values_list())
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM registrations_workplace_id_seq")
        last_id = cursor.fetchone()
        assert counts(take_over(path)) == (0, 0, 0, 50, 0)
        cursor.execute("SELECT last_value FROM registrations_workplace_id_seq")
        assert cursor.fetchone() == last_id
    assert row_versions() == before
    assert list(WorkplaceWord.objects.values_list()) == words


def test_a_newer_file_adds_changes_closes_and_leaves_the_rest_alone(tmp_path):
    take_over(write(tmp_path / "old.csv", schools(6)))
    before = {urn: stamp for urn, *stamp in row_versions()}
    rows = schools(6)
    rows[0]["EstablishmentName"] = "Renamed School"
    rows[1].update(
        {"EstablishmentStatus (code)": "2", "EstablishmentStatus (name)": "Closed", "CloseDate": "31-08-2023"}
    )
    del rows[5]  # no longer in the file
    result = take_over(write(tmp_path / "new.csv", [*rows, school(7)]))
    assert counts(result) == (1, 1, 1, 3, 0)
    assert (result.rows, result.not_in_file) == (6, 1)
    after = {urn: stamp for urn, *stamp in row_versions()}
    assert {urn for urn in before if before[urn] == after[urn]} == {"900003", "900004", "900005", "900006"}
    assert Workplace.objects.get(urn="900001").name == "Renamed School"
    assert " renamed school " in Workplace.objects.get(urn="900001").search_text
    assert not Workplace.objects.get(urn="900002").is_open
    assert Workplace.objects.get(urn="900006").is_open  # never deleted


def test_ids_stay_so_that_applications_keep_pointing_at_their_workplace(tmp_path):
    take_over(write(tmp_path / "a.csv", [school()]))
    first = Workplace.objects.get().pk
    take_over(write(tmp_path / "b.csv", [school(EstablishmentName="Another Name")]))
    assert Workplace.objects.get().pk == first


@pytest.mark.parametrize(
    ("before", "after", "closed"),
    [("1", "2", 1), ("3", "2", 1), ("4", "2", 1), ("2", "2", 0), ("2", "1", 0), ("1", "3", 0)],
)
def test_closing_is_going_from_open_to_closed(tmp_path, before, after, closed):
    take_over(write(tmp_path / "a.csv", [school(**{"EstablishmentStatus (code)": before})]))
    result = take_over(write(tmp_path / "b.csv", [school(**{"EstablishmentStatus (code)": after})]))
    assert result.closed == closed
    assert result.closed + result.changed + result.unchanged == 1


def test_columns_that_an_edition_lacks_keep_what_is_stored(tmp_path):
    """The 2025 edition dropped the region's name; what an earlier one told is still the best that is known."""
    take_over(write(tmp_path / "a.csv", [school()]))
    lacking = [
        name for name in HEADER if name not in {"RSCRegion (name)", "NumberOfPupils", "CloseDate", "LastChangedDate"}
    ]
    result = take_over(write(tmp_path / "b.csv", [school(), school(2)], header=lacking))
    assert counts(result) == (1, 0, 0, 1, 0)
    known, new = Workplace.objects.order_by("urn")
    assert (known.region, known.pupils, known.changed_in_register_on) == ("East of Nowhere", 210, date(2023, 9, 1))
    assert (new.region, new.pupils, new.changed_in_register_on) == ("", None, None)


def test_columns_in_another_order_and_new_ones(tmp_path):
    take_over(write(tmp_path / "r.csv", [school()], header=["FSM", *reversed(HEADER), "AccreditationExpiryDate"]))
    assert Workplace.objects.get().name == "Invented Primary School"


@pytest.mark.parametrize(
    "column", ["URN", "EstablishmentName", "EstablishmentStatus (code)", "TypeOfEstablishment (code)", "Postcode"]
)
def test_a_file_without_a_needed_column_is_refused_by_its_name(tmp_path, column):
    path = write(tmp_path / "r.csv", [school()], header=[name for name in HEADER if name != column])
    with pytest.raises(FileRefusedError) as caught:
        take_over(path)
    assert f"no column {column}." in str(caught.value)


def test_bad_rows_are_listed_and_do_not_stop_the_others(tmp_path):
    rows = schools(60)
    rows[10]["CloseDate"] = "soon"
    rows[20]["URN"] = "900001"
    result = take_over(write(tmp_path / "r.csv", rows))
    assert counts(result) == (58, 0, 0, 0, 2)
    assert [(row.line, row.identifier, row.column) for row in result.refused] == [
        (12, "900011", "CloseDate"),
        (22, "900001", "URN"),
    ]
    assert Workplace.objects.get(urn="900001").name == "Invented School 1"


def test_more_than_five_in_a_hundred_bad_rows_change_nothing(tmp_path):
    rows = schools(100)
    for row in rows[:5]:
        row["CloseDate"] = "soon"
    take_over(write(tmp_path / "five.csv", rows))
    assert Workplace.objects.count() == 95
    rows[50]["CloseDate"] = "later"
    rows[60]["EstablishmentName"] = "Changed"
    with pytest.raises(TooManyRefusedError, match=r"6 of 100 rows .* more than 5%") as caught:
        take_over(write(tmp_path / "six.csv", rows))
    assert len(caught.value.refused) == 6
    assert not Workplace.objects.filter(name="Changed").exists()
    assert RegisterImport.objects.count() == 1


def test_reading_stops_when_nearly_everything_is_bad(tmp_path, monkeypatch):
    monkeypatch.setattr(register_import, "MOST_REFUSALS_LISTED", 10)
    with pytest.raises(TooManyRefusedError, match="reading stopped") as caught:
        take_over(write(tmp_path / "r.csv", schools(500, CloseDate="soon")))
    assert len(caught.value.refused) == 11


def test_a_much_shorter_file_changes_nothing_unless_allowed(tmp_path):
    take_over(write(tmp_path / "whole.csv", schools(10)))
    short = write(tmp_path / "short.csv", schools(4, Town="Elsewhere"))
    with pytest.raises(FileRefusedError, match=r"4 good rows where 10 are stored.*--allow-shrink"):
        take_over(short)
    assert not Workplace.objects.filter(town="Elsewhere").exists()
    assert counts(take_over(short, allow_shrink=True)) == (0, 4, 0, 0, 0)
    assert Workplace.objects.count() == 10
    assert counts(take_over(write(tmp_path / "half.csv", schools(5)))) == (0, 4, 0, 1, 0)


def test_an_older_file_changes_nothing_unless_allowed(tmp_path):
    take_over(write(tmp_path / "new.csv", schools(3, LastChangedDate="16-11-2023")))
    old = write(tmp_path / "old.csv", schools(3, LastChangedDate="15-11-2023"))
    with pytest.raises(FileRefusedError, match=r"15 November 2023, older than .* 16 November 2023.*--allow-older"):
        take_over(old)
    assert counts(take_over(old, allow_older=True)) == (0, 3, 0, 0, 0)


HOSTILE = {
    "empty": b"",
    "web page": b"<!DOCTYPE html><html><body>Service unavailable</body></html>\n",
    "another list": b"PP50 School URN\r\n900001\r\n",
    "header only": as_csv([]).encode(),
    "cut off": as_csv(schools(3)).encode()[:-40],
    "open quotation mark": as_csv(schools(30)).replace("Invented School 20", '"Invented School 20').encode(),
    "nul bytes": as_csv(schools(3)).replace("Madeupton", "Made\0pton").encode(),
    "undefined bytes": as_csv(schools(3)).encode().replace(b"Madeupton", b"M\xe9de\x81pton"),
    "another separator": as_csv(schools(3)).replace(",", ";").encode(),
    "utf-16": as_csv(schools(3)).encode("utf-16"),
    "random": bytes(range(256)) * 40,
    "every urn the same": as_csv([school()] * 40).encode(),
    "no urn": as_csv(schools(3)).replace("9000", "x000").encode(),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_files_change_nothing_and_say_why(tmp_path, what):
    take_over(write(tmp_path / "good.csv", schools(3)))
    before = row_versions()
    path = tmp_path / "bad.csv"
    path.write_bytes(HOSTILE[what])
    with pytest.raises(FileRefusedError) as caught:
        take_over(path)
    assert str(caught.value).startswith("bad.csv ") or "of bad.csv are bad" in str(caught.value)
    assert row_versions() == before
    assert RegisterImport.objects.count() == 1


def test_the_import_is_recorded(tmp_path):
    path = write(tmp_path / "edubasealldata20231116.csv", schools(20))
    at = clock.now()
    import_register(path, at=at)
    found = RegisterImport.objects.get()
    assert (found.file_name, found.imported_at, found.added, found.refused) == ("edubasealldata20231116.csv", at, 20, 0)
    assert len(found.sha256) == 64


def test_progress_is_told_in_bytes_of_the_file(tmp_path):
    path = write(tmp_path / "r.csv", schools(5_000))
    heard: list[int] = []
    take_over(path, progress=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == path.stat().st_size


def test_a_fault_in_the_middle_leaves_nothing_behind(tmp_path, monkeypatch):
    """The words are refreshed after the rows were written: if that fails, the rows must go too."""

    def fail():
        raise RuntimeError("power cut")

    monkeypatch.setattr(register_import, "refresh_words", fail)
    with pytest.raises(RuntimeError):
        take_over(write(tmp_path / "r.csv", schools(3)))
    assert not Workplace.objects.exists()
    assert not RegisterImport.objects.exists()


def test_the_number_of_statements_does_not_grow_with_the_file(tmp_path):
    few, many = write(tmp_path / "few.csv", schools(2)), write(tmp_path / "many.csv", schools(1_900))
    with CaptureQueriesContext(connection) as for_few:
        take_over(few)
    with CaptureQueriesContext(connection) as for_many:
        take_over(many)
    assert len(for_few) == len(for_many) <= 17


@pytest.mark.django_db(transaction=True)
def test_a_second_import_at_the_same_time_is_refused_and_the_first_completes(tmp_path):
    """Two connections: the first stands in the middle of its file while the second tries."""
    first, second = (
        write(tmp_path / "first.csv", schools(5)),
        write(tmp_path / "second.csv", schools(5, Town="Elsewhere")),
    )
    reading, may_go_on = threading.Event(), threading.Event()
    results = []

    def wait(_read):
        reading.set()
        assert may_go_on.wait(20)

    def run():
        try:
            results.append(take_over(first, progress=wait))
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert reading.wait(20)
        with pytest.raises(FileRefusedError, match="Another import of the school register is running"):
            take_over(second)
        assert not Workplace.objects.exists()  # nobody sees half an import
    finally:
        may_go_on.set()
        thread.join()
    assert results[0].added == 5
    assert counts(take_over(second)) == (0, 5, 0, 0, 0)  # and afterwards it may


def test_head_teachers_names_reach_no_table(tmp_path):
    take_over(write(tmp_path / "r.csv", [school(HeadFirstName="Adalovelaceous", HeadLastName="Secretname")]))
    assert SCHOOL["HeadLastName"] == "Readthis"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM registrations_workplace AS w WHERE w::text ILIKE '%%secretname%%' OR w::text ILIKE '%%adalovelaceous%%'"
        )
        assert cursor.fetchone() == (0,)
    assert not WorkplaceWord.objects.filter(word__in=["secretname", "adalovelaceous"]).exists()


def test_the_real_raw_form_of_139_columns_twice():
    path = shared_data.gias_raw()
    first, second = take_over(path), take_over(path)
    assert counts(first) == (99, 0, 0, 0, 0)
    assert counts(second) == (0, 0, 0, 99, 0)
    assert Workplace.objects.open().count() == 90
    assert Workplace.objects.filter(type_code="30").count() == 51
