"""Reading somebody else's CSV: encodings, line ends, damage and files that are something else. No database."""

import gzip
import hashlib
import random
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registrations.gias import table_file
from registrations.gias.table_file import FileRefusedError, Refusal, clean, look_through, open_table


def read(path) -> tuple[list[tuple[int, list[str]]], list[Refusal]]:
    refused: list[Refusal] = []
    with open_table(look_through(path)) as table:
        return list(table.rows(refused)), refused


@pytest.fixture
def made(tmp_path):
    def make(content: bytes | str, name: str = "file.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


@pytest.mark.parametrize(
    "content",
    [
        b"a,b\r\n1,2\r\n3,4\r\n",
        b"a,b\n1,2\n3,4\n",
        b"a,b\r1,2\r3,4\r",
        b"a,b\r\n1,2\r\n3,4",  # no line end at the end: many programs leave it out
        b"\xef\xbb\xbfa,b\r\n1,2\r\n3,4\r\n",
        b'"a","b"\r\n"1","2"\r\n"3","4"\r\n',
        b" a , b \r\n1,2\r\n3,4\r\n",
        b"a,b\r\n1,2\r\n\r\n3,4\r\n\r\n",
        b"a,b\r\n1,2\r\n,\r\n3,4\r\n,\r\n",  # empty rows, as a spreadsheet leaves them
    ],
)
@pytest.mark.parametrize("gzipped", [False, True])
def test_plain_tables(made, content, gzipped):
    path = made(gzip.compress(content, mtime=0) if gzipped else content)
    with open_table(look_through(path)) as table:
        assert table.columns == {"a": 0, "b": 1}
        assert [cells for _, cells in table.rows([])] == [["1", "2"], ["3", "4"]]


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        ("Plain", "ascii", "utf-8-sig"),
        ("Ed’s École – No 1", "utf-8", "utf-8-sig"),
        ("Ed’s École – No 1", "utf-8-sig", "utf-8-sig"),
        ("Ed’s École – No 1", "cp1252", "cp1252"),
        ("École", "cp1252", "cp1252"),
        ("°", "cp1252", "cp1252"),
    ],
)
def test_encodings(made, text, encoding, found):
    path = made(f"name\r\n{text}\r\n".encode(encoding))
    assert look_through(path).encoding == found
    rows, _ = read(path)
    assert rows == [(2, [text])]


def test_a_byte_broken_in_a_utf_8_file_spoils_its_row_only(made):
    """The rest must not be read as Windows-1252, which would garble every accent in the file."""
    rows, refused = read(made("name\r\nÉcole\r\nAl\xe9\r\nÂl\r\n".encode().replace("\xe9".encode(), b"\xe9")))
    assert [cells for _, cells in rows] == [["École"], ["Al\udce9"], ["Âl"]]
    assert not refused  # whoever uses the cell refuses it: see `clean`
    with pytest.raises(ValueError, match="no character"):
        clean("Al\udce9")


def test_a_byte_that_windows_1252_does_not_have_spoils_its_row_only(made):
    rows, _ = read(made(b"name\r\n\xc9cole\r\nAl\x81\r\n"))
    assert [cells for _, cells in rows] == [["École"], ["Al\udc81"]]


def test_accents_split_between_two_reads_of_the_file(made, monkeypatch):
    monkeypatch.setattr(table_file, "_CHUNK", 3)
    assert look_through(made("name\r\naÉbÉcÉ\r\n")).encoding == "utf-8-sig"


def test_quoted_cells_hold_line_ends_commas_and_quotation_marks_and_lines_are_counted(made):
    rows, refused = read(made('a,b\r\n"one\r\ntwo","x, ""y"""\r\n3,4\r\n'))
    assert rows == [(2, ["one\r\ntwo", 'x, "y"']), (4, ["3", "4"])]
    assert not refused


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (b"a,b\r\n", "a header and no rows"),
        (b"a,b", "a header and no rows"),
        (b"a,b\r\n\r\n,\r\n", "a header and no rows"),
        (b"a,b,a\r\n1,2,3\r\n", "the column a twice"),
        (b"PK\x03\x04whatever", "zip archive or a spreadsheet"),
        ("a,b\r\n1,2\r\n".encode("utf-16"), "UTF-16"),
        (b"a,b\r\n1,2\r\n3", "stops in the middle of line 3"),
        (b'a,b\r\n1,2\r\n3,"x', "never closed"),
        (b'a,b\r\n1,2\r\n3,"x\r\n5,6\r\n7,8\r\n', "quotation mark opened on line 3"),
        (b'a,b\r\n"' + b"x" * 200_000 + b"\r\n1,2\r\n", "never closed"),
        (b'"a"b,c\r\n1,2\r\n', "first line cannot be read"),
    ],
)
def test_files_that_are_refused_as_a_whole(made, content, words):
    path = made(content)
    with pytest.raises(FileRefusedError, match=words):
        read(path)


def test_a_zip_made_by_a_real_program(tmp_path):
    path = tmp_path / "file.csv"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("edubasealldata.csv", "URN\r\n1\r\n")
    with pytest.raises(FileRefusedError, match="Unpack it"):
        look_through(path)


def test_a_file_that_is_not_there_and_a_folder(tmp_path):
    with pytest.raises(FileRefusedError, match="No such file"):
        look_through(tmp_path / "absent.csv")
    with pytest.raises(FileRefusedError, match="directory"):
        look_through(tmp_path)


_GZIPPED = gzip.compress(b"a,b\r\n" + b"".join(f"{number},{number * 7919}\r\n".encode() for number in range(5_000)))


@pytest.mark.parametrize("kept", [2, 9, 100, len(_GZIPPED) // 2, len(_GZIPPED) - 9, len(_GZIPPED) - 1])
def test_a_gzip_cut_short_anywhere(made, kept):
    with pytest.raises(FileRefusedError, match=r"cannot be unpacked|is empty"):
        look_through(made(_GZIPPED[:kept]))


@pytest.mark.parametrize("seed", range(10))
def test_a_gzip_with_a_byte_changed_never_passes_as_whole(made, seed):
    place = random.Random(seed).randrange(10, len(_GZIPPED))
    damaged = bytearray(_GZIPPED)
    damaged[place] ^= 0xFF
    with pytest.raises(FileRefusedError, match="cannot be unpacked"):
        look_through(made(bytes(damaged)))


def test_a_file_that_unpacks_to_far_too_much_is_not_read_to_its_end(made, monkeypatch):
    monkeypatch.setattr(table_file, "MOST_BYTES", 10_000)
    with pytest.raises(FileRefusedError, match="unpacks to more than"):
        look_through(made(gzip.compress(b"a" * 50_000_000, mtime=0)))


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"a,b\r\n1\r\n3,4\r\n", 2, "has 1 values where the header has 2"),
        (b"a,b\r\n1,2,3\r\n3,4\r\n", 2, "has 3 values where the header has 2"),
        (b'a,b\r\n"1"x,2\r\n3,4\r\n', 2, "quotation mark in the wrong place"),
        (b'a,b\r\n"1,2\r\n9,9"x\r\n3,4\r\n', 2, r"wrong place \(up to line 3\)"),
    ],
)
def test_rows_that_are_refused_alone(made, content, line, words):
    rows, refused = read(made(content))
    assert [cells for _, cells in rows] == [["3", "4"]]
    assert [row.line for row in refused] == [line]
    assert re.search(words, refused[0].problem)


def test_what_is_missing_is_named_with_what_was_found(made):
    with (
        open_table(look_through(made(b"<!DOCTYPE html>\n<p>Sorry</p>\n"))) as table,
        pytest.raises(FileRefusedError) as caught,
    ):
        table.require(["URN", "Town"], what="the register")
    assert "is not the register: it has no column URN, Town. Its first line has: <!DOCTYPE html>" in str(caught.value)


def test_the_fingerprint_is_of_the_file_as_it_lies_there(made):
    content = gzip.compress(b"a\r\n1\r\n", mtime=0)
    found = look_through(made(content))
    assert (found.sha256, found.size) == (hashlib.sha256(content).hexdigest(), len(content))


def test_rows_come_one_by_one_and_not_all_at_once(made):
    """A reader that holds the file would take memory in proportion to it."""
    with open_table(look_through(made(b"a,b\r\n" + b"1,2\r\n" * 500_000))) as table:
        next(table.rows([]))
        assert table.bytes_read < 100_000


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_refused_and_nothing_else(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    try:
        rows, refused = read(path)
    except FileRefusedError:
        return
    assert rows or refused


@pytest.mark.parametrize("text", ["", "plain", "École", "two words"])
def test_clean_leaves_clean_text_alone(text):
    assert clean(text) == text


def test_clean_folds_whitespace_of_every_kind():
    assert clean(" a\t\r\n b\xa0\u2003c ") == "a b c"


@pytest.mark.parametrize("text", ["a\x00", "\x07bell", "a\x7f", "a\x81", "a\udcff"])
def test_clean_refuses_what_is_no_text(text):
    with pytest.raises(ValueError, match="character"):
        clean(text)
