"""`manage.py decide_funding`: a table in, a table out, one clear line for whatever is wrong."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.shared_data import funding_examples

PROJECT = Path(__file__).resolve().parents[3]
CASES = PROJECT / "tests" / "registrations" / "rules" / "decide_funding_cases.csv"
HEADING, *ROWS = CASES.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def table(tmp_path):
    """Writes a table of cases and gives its path."""

    def write(*lines, encoding="utf-8", ending="\n"):
        path = tmp_path / "cases.csv"
        path.write_bytes(ending.join([*lines, ""]).encode(encoding))
        return str(path)

    return write


def run(*arguments):
    """What the command wrote to standard output and to standard error."""
    out, err = io.StringIO(), io.StringIO()
    call_command("decide_funding", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def fails(*arguments):
    """The exit status, the message, and what was said on standard error before it."""
    err = io.StringIO()
    with pytest.raises(CommandError) as raised:
        call_command("decide_funding", *arguments, stdout=io.StringIO(), stderr=err)
    return raised.value.returncode, str(raised.value), err.getvalue()


def changed(row, column, cell):
    """A row with one cell changed."""
    cells = next(csv.reader([row]))
    cells[next(csv.reader([HEADING])).index(column)] = cell
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


class TestDeciding:
    def test_the_answers_stand_beside_the_cases(self):
        out, err = run(str(CASES))
        rows = list(csv.DictReader(io.StringIO(out)))

        assert [(row["case_id"], row["code"], row["funded"], row["needs_review"]) for row in rows] == [
            ("trust-off-the-list", "ineligible_establishment_not_a_pp50", "no", "no"),
            ("trust-on-the-list", "funded", "yes", "no"),
            ("supply-teacher", "subject_to_review", "no", "yes"),
            ("forgot-the-school", "error:missing_institution", "no", "no"),
            ("picked-an-authority", "ineligible_establishment_type", "no", "no"),
            ("leading-zero-in-the-type", "funded", "yes", "no"),
        ]
        assert err == ""

    def test_what_stood_in_the_table_stays_as_it_was(self):
        out, _ = run(str(CASES))
        before = list(csv.DictReader(io.StringIO(CASES.read_text(encoding="utf-8"))))
        after = list(csv.DictReader(io.StringIO(out)))

        assert [{column: row[column] for column in before[0]} for row in after] == before

    def test_the_answers_can_go_to_a_file(self, tmp_path):
        path = tmp_path / "answers.csv"
        out, err = run(str(CASES), "--output", str(path))

        assert out == ""
        assert path.read_text(encoding="utf-8") == run(str(CASES), "--output", "-")[0].replace("\r\n", "\n")
        assert err == f"6 cases decided; the answers are in {path}.\n"

    def test_cases_need_no_expected_answer_and_no_name(self, table):
        columns = next(csv.reader([HEADING]))[2:26]
        cells = next(csv.reader([ROWS[0]]))[2:26]
        out, _ = run(table(",".join(columns), ",".join(cells)))

        assert out.splitlines()[1].endswith("ineligible_establishment_not_a_pp50,no,no")

    @pytest.mark.parametrize(("encoding", "ending"), [("utf-8-sig", "\n"), ("utf-8", "\r\n"), ("utf-8-sig", "\r\n")])
    def test_a_byte_order_mark_and_windows_lines_are_fine(self, table, encoding, ending):
        _, err = run(table(HEADING, *ROWS, encoding=encoding, ending=ending), "--check")

        assert err == "6 cases, every answer as expected.\n"

    def test_blank_lines_and_spaces_in_headings_are_fine(self, table):
        _, err = run(table(HEADING.replace("course,", " course ,"), "", ROWS[1], ",,,".join([""] * 10)), "--check")

        assert err == "1 case, every answer as expected.\n"


class TestChecking:
    def test_all_is_well(self):
        assert run(str(CASES), "--check") == ("", "6 cases, every answer as expected.\n")

    def test_every_example_is_as_expected(self):
        assert run(str(funding_examples()), "--check") == ("", "137 cases, every answer as expected.\n")

    def test_each_difference_is_shown_and_the_status_is_1(self, table):
        wrong = changed(ROWS[1], "expected_funded", "no")
        other = changed(ROWS[3], "expected_code", "funded")
        status, message, err = fails(table(HEADING, ROWS[0], wrong, other), "--check")

        assert (status, message) == (1, "2 of 3 cases differ.")
        assert err.splitlines() == [
            "Row 3 (trust-on-the-list): expected funded, no, no; the rules say funded, yes, no.",
            "Row 4 (forgot-the-school): expected funded, no, no; the rules say error:missing_institution, no, no.",
        ]

    def test_the_answers_can_be_written_as_well(self, table, tmp_path):
        path = tmp_path / "answers.csv"
        status, _, _ = fails(
            table(HEADING, changed(ROWS[1], "expected_funded", "no")), "--check", "--output", str(path)
        )

        assert status == 1
        assert "funded,no,no" in path.read_text(encoding="utf-8")

    def test_without_expected_columns_there_is_nothing_to_check(self, table):
        columns, cells = (",".join(next(csv.reader([line]))[:26]) for line in (HEADING, ROWS[0]))
        status, message, _ = fails(table(columns, cells), "--check")

        assert status == 2
        assert "row 1: these columns are missing: expected_code, expected_funded, expected_needs_review." in message


class TestHostileTables:
    def test_a_file_that_is_not_there(self, tmp_path):
        missing = tmp_path / "nowhere.csv"

        assert fails(str(missing))[:2] == (2, f"{missing} cannot be read: No such file or directory.")

    def test_a_folder(self, tmp_path):
        assert fails(str(tmp_path))[:2] == (2, f"{tmp_path} cannot be read: Is a directory.")

    @pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b",,,\n"])
    def test_an_empty_file(self, tmp_path, content):
        path = tmp_path / "empty.csv"
        path.write_bytes(content)

        assert fails(str(path), "--check")[:2] == (2, f"{path} is empty.")

    def test_headings_without_cases_do_not_pass_a_check(self, table):
        status, message, _ = fails(table(HEADING), "--check")

        assert (status, message.endswith("has headings and no cases.")) == (2, True)

    def test_missing_columns_are_all_named(self, table):
        status, message, _ = fails(table("case_id,course", "a,npq-senco"))

        assert status == 2
        assert "row 1: these columns are missing: rules_version, cohort_funding, inside_england, " in message
        assert message.endswith("previously_funded.")

    def test_a_column_that_is_there_twice(self, table):
        status, message, _ = fails(table(f"{HEADING},course", f"{ROWS[0]},npq-senco"))

        assert (status, message.partition("row 1: ")[2]) == (2, "these columns are there more than once: course.")

    @pytest.mark.parametrize(
        ("column", "cell", "message"),
        [
            ("inside_england", "maybe", "Row 3: inside_england must be yes or no, not 'maybe'."),
            ("rules_version", "2027", "Row 3: There are no funding rules called '2027'."),
            ("rules_version", "", "Row 3: There are no funding rules called ''."),
        ],
    )
    def test_a_bad_cell_is_named_by_its_row(self, table, column, cell, message):
        assert fails(table(HEADING, ROWS[0], changed(ROWS[1], column, cell)))[:2] == (2, message)

    def test_every_bad_row_has_its_line(self, table):
        first, second = changed(ROWS[0], "urn", "x"), changed(ROWS[0], "rtta_referral", "y")
        status, message, _ = fails(table(HEADING, first, second, "", changed(ROWS[1], "course", "magic")))

        assert status == 2
        assert [line.partition(":")[0] for line in message.splitlines()] == ["Row 3", "Row 5"]

    def test_rows_too_short_and_too_long(self, table):
        status, message, _ = fails(table(HEADING, "a,b", f"{ROWS[0]},extra"))

        assert status == 2
        assert message.splitlines() == ["Row 2: 2 cells under 30 headings.", "Row 3: 31 cells under 30 headings."]

    @pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
    def test_another_encoding_is_named_with_its_line(self, table, encoding):
        note = changed(ROWS[1], "note", "Zoë’s school")
        status, message, _ = fails(table(HEADING, ROWS[0], note, encoding=encoding))

        assert status == 2
        assert message.endswith("this is not UTF-8. Save the table as CSV UTF-8 and try again.")
        assert f"line {1 if encoding == 'utf-16' else 3}:" in message

    @pytest.mark.parametrize("broken", ['"never closed', 'a"b"c,"d"e', "a\0b", f'"{"x" * 200_000}"'])
    def test_what_is_no_table_at_all(self, table, broken):
        status, message, _ = fails(table(HEADING, broken))

        assert status == 2
        assert len(message.splitlines()) == 1

    def test_an_output_that_cannot_be_written(self, tmp_path):
        nowhere = tmp_path / "no" / "such" / "folder.csv"

        assert fails(str(CASES), "--output", str(nowhere))[:2] == (
            2,
            f"{nowhere} cannot be written: No such file or directory.",
        )


class TestFromTheCommandLine:
    def run(self, *arguments, text=None):
        return subprocess.run(
            [sys.executable, "manage.py", "decide_funding", *arguments],
            cwd=PROJECT,
            env=os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nowhere"},
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )

    def test_no_database_is_needed(self):
        done = self.run(str(CASES), "--check")

        assert (done.returncode, done.stdout, done.stderr) == (0, "", "6 cases, every answer as expected.\n")

    def test_the_exit_status_tells_differences_from_faults(self, table):
        assert self.run(table(HEADING, changed(ROWS[1], "expected_code", "x")), "--check").returncode == 1
        assert self.run("nowhere.csv").returncode == 2

    def test_the_table_may_come_by_standard_input(self):
        done = self.run("-", text="\n".join([HEADING, ROWS[0]]))

        assert done.returncode == 0
        assert done.stdout.splitlines()[1].endswith("ineligible_establishment_not_a_pp50,no,no")
