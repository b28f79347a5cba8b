"""`manage.py import_gias` as a person types it."""

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from registrations.models import Workplace
from tests.registrations.gias.files import school, schools, write

pytestmark = pytest.mark.django_db


def test_one_summary_line_and_nothing_else(tmp_path, capsys):
    call_command("import_gias", str(write(tmp_path / "r.csv", schools(1_200))))
    said = capsys.readouterr()
    assert re.fullmatch(
        r"r\.csv: 1,200 rows: 1,200 added, 0 changed, 0 closed, 0 unchanged, 0 refused \([0-9.]+ s\)\n", said.out
    )
    assert said.err == ""  # no progress bar where nobody watches


def test_what_the_file_leaves_out_is_mentioned(tmp_path, capsys):
    call_command("import_gias", str(write(tmp_path / "a.csv", schools(3))))
    call_command("import_gias", str(write(tmp_path / "b.csv", schools(2))))
    assert "2 unchanged, 0 refused; 1 stored are not in the file and were left" in capsys.readouterr().out


def with_faults(tmp_path, faults, of):
    rows = schools(of)
    for row in rows[:faults]:
        row["CloseDate"] = "soon"
    return str(write(tmp_path / "r.csv", rows))


def test_bad_rows_are_shown(tmp_path, capsys):
    call_command("import_gias", with_faults(tmp_path, 2, of=100))
    said = capsys.readouterr()
    assert "98 added" in said.out
    assert said.err.splitlines() == [
        "line 2 (900001): CloseDate 'soon' is not a date like 31-08-2023",
        "line 3 (900002): CloseDate 'soon' is not a date like 31-08-2023",
    ]


def test_many_bad_rows_are_shown_in_part_and_reported_in_full(tmp_path, capsys):
    path = with_faults(tmp_path, 30, of=1_000)
    call_command("import_gias", path)
    assert capsys.readouterr().err.splitlines()[-1] == "... and 10 more; --report FILE writes them all."
    report = tmp_path / "report.csv"
    call_command("import_gias", path, "--report", str(report))
    assert capsys.readouterr().err == ""
    with report.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 30
    assert rows[0] == {
        "line": "2",
        "identifier": "900001",
        "column": "CloseDate",
        "problem": "'soon' is not a date like 31-08-2023",
    }


def test_too_many_bad_rows_are_reported_although_nothing_was_changed(tmp_path):
    report = tmp_path / "report.csv"
    with pytest.raises(CommandError, match=r"50 of 100 rows .*Nothing was changed"):
        call_command("import_gias", with_faults(tmp_path, 50, of=100), "--report", str(report))
    assert len(report.read_text().splitlines()) == 51
    assert not Workplace.objects.exists()


def test_a_report_that_cannot_be_written_is_found_out_before_the_work(tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command(
            "import_gias", str(write(tmp_path / "r.csv", [school()])), "--report", str(tmp_path / "no" / "report.csv")
        )
    assert not Workplace.objects.exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "Give a FILE or --download"),
        (["r.csv", "--download"], "Give a FILE or --download"),
        (["r.csv", "--date", "20231116"], "--date is for --download"),
        (["--download", "--date", "tomorrow"], "not a day like"),
        (["absent.csv"], "cannot be read: No such file or directory. Nothing was changed."),
    ],
)
def test_what_makes_no_sense_is_said(words, message):
    with pytest.raises(CommandError, match=message):
        call_command("import_gias", *words)


def test_suspicious_files_need_a_word(tmp_path):
    call_command("import_gias", str(write(tmp_path / "a.csv", schools(9))))
    short = str(write(tmp_path / "b.csv", schools(2, LastChangedDate="01-01-2001")))
    with pytest.raises(CommandError, match="--allow-shrink"):
        call_command("import_gias", short)
    with pytest.raises(CommandError, match="--allow-older"):
        call_command("import_gias", short, "--allow-shrink")
    call_command("import_gias", short, "--allow-shrink", "--allow-older")


def test_a_refusal_ends_with_a_fault_code_and_one_line(tmp_path):
    """In a process of its own, as cron runs it; the database it would use is not touched by a file that is not there."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "import_gias", str(tmp_path / "absent.csv")],
        cwd=Path(settings.BASE_DIR),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("CommandError: ")
    assert "Traceback" not in done.stderr
