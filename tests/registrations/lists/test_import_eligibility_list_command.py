"""`manage.py import_eligibility_list` as a person types it; and the real lists of 2025/26 where they are."""

import pytest
from django.core.management import CommandError, call_command

from npq_portal.accounts.models import User
from registrations.choices import EligibilityListKind as Kind
from registrations.gias.lists import entries, memberships
from registrations.models import EligibilityList
from tests import shared_data
from tests.registrations.lists.files import urns, write

pytestmark = pytest.mark.django_db


def run(kind, path, *more):
    call_command("import_eligibility_list", kind, str(path), "--version", "2025/26", "--dated", "2026-02-09", *more)


def test_one_line_says_what_was_done(tmp_path, capsys):
    run("rise", write(tmp_path / "rise.csv", "RISE School URN", [*urns(3), "900001"]))
    assert capsys.readouterr().out == (
        "RISE schools (URN), version 2025/26 of 9 February 2026: 3 entries in force, the first of its kind: 3 came, 0 went "
        "(1 duplicates folded, 0 blanks skipped, 0 bad rows)\n"
    )
    run("rise", write(tmp_path / "rise2.csv", "RISE School URN", urns(3, first=900_002)), "--version", "2026/27")
    assert "in place of version 2025/26: 1 came, 1 went" in capsys.readouterr().out


def test_the_same_file_again(tmp_path, capsys):
    path = write(tmp_path / "rise.csv", "RISE School URN", urns(3))
    run("rise", path)
    capsys.readouterr()
    run("rise", path)
    assert (
        capsys.readouterr().out
        == "RISE schools (URN), version 2025/26 of 9 February 2026 is already in force; nothing was changed.\n"
    )


def test_bad_rows_are_shown_and_reported(tmp_path, capsys):
    path = write(tmp_path / "rise.csv", "RISE School URN", [*urns(3), "n/a"])
    with pytest.raises(CommandError, match=r"1 bad rows.*Nothing was changed"):
        run("rise", path)
    assert capsys.readouterr().err == "line 5: 'n/a' is not a URN of five to seven digits\n"
    report = tmp_path / "report.csv"
    run("rise", path, "--skip-bad-rows", "--report", str(report))
    assert report.read_text().splitlines()[1].startswith("5,")
    assert entries(Kind.RISE) == urns(3)


def test_who_imported_it_is_kept(tmp_path):
    admin = User.objects.create_user("admin@example.test")
    run("rise", write(tmp_path / "rise.csv", "RISE School URN", urns(3)), "--by", "Admin@example.test")
    assert EligibilityList.objects.get().imported_by == admin


def test_a_column_can_be_named(tmp_path):
    run("rise", write(tmp_path / "rise.csv", "Ref,X", [f"{urn},x" for urn in urns(3)]), "--column", "Ref")
    assert entries(Kind.RISE) == urns(3)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nonsense", "r.csv", "--version", "1", "--dated", "2026-02-09"], "invalid choice"),
        (["rise", "r.csv", "--dated", "2026-02-09"], "--version"),
        (["rise", "r.csv", "--version", "1"], "--dated"),
        (["rise", "r.csv", "--version", "1", "--dated", "09/02/2026"], "not a day like"),
        (["rise", "r.csv", "--version", " ", "--dated", "2026-02-09"], "1 to 60 characters"),
        (["rise", "r.csv", "--version", "x" * 61, "--dated", "2026-02-09"], "1 to 60 characters"),
        (["rise", "absent.csv", "--version", "1", "--dated", "2026-02-09"], r"cannot be read.*Nothing was changed"),
        (
            ["rise", "r.csv", "--version", "1", "--dated", "2026-02-09", "--by", "no@example.test"],
            "Nobody signs in with",
        ),
    ],
)
def test_what_makes_no_sense_is_said(words, message):
    with pytest.raises(CommandError, match=message):
        call_command("import_eligibility_list", *words)


@pytest.mark.parametrize(
    ("kind", "count"), [("pp50_schools", 11_152), ("pp50_16_19", 1_184), ("rise", 367), ("la_nurseries", 379)]
)
def test_the_real_lists_of_2025_26_twice(kind, count, capsys):
    path = shared_data.eligible_settings()
    run(kind, path)
    assert f"{count:,} entries in force" in capsys.readouterr().out
    assert len(entries(Kind(kind))) == count
    run(kind, path)
    assert "already in force" in capsys.readouterr().out
    first = entries(Kind(kind))[0]
    by = "ukprn" if kind == "pp50_16_19" else "urn"
    assert memberships(**{"urn": "", "ukprn": "", "ofsted_urn": "", by: first})[Kind(kind)]
