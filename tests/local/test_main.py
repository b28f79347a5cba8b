"""The commands of `python -m npq_portal.local`."""

import subprocess
import sys
from pathlib import Path

import pytest

from npq_portal.local.__main__ import main

PROJECT = Path(__file__).resolve().parents[2]


def test_run_gives_a_command_the_services_and_returns_its_exit_code(capfd):
    script = "import os, sys; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL']); sys.exit(7)"
    assert main(["run", "--", sys.executable, "-c", script]) == 7
    said = capfd.readouterr().out
    assert "postgres://postgres@/npq_portal?host=/" in said
    assert "unix:///" in said
    assert "services: PostgreSQL" in said


def test_run_keep_uses_the_lasting_data(open_folder, monkeypatch):
    monkeypatch.setenv("NPQ_DATA", str(open_folder / "data"))
    assert main(["run", "--keep", "--", "true"]) == 0
    assert list(open_folder.glob("data/postgresql-*/PG_VERSION"))


def test_a_fault_is_one_plain_line_without_a_traceback(monkeypatch, capsys):
    monkeypatch.setenv("NPQ_SERVICES", "docker")
    assert main(["run", "--", "true"]) == 1
    said = capsys.readouterr().err
    assert said.strip() == "NPQ_SERVICES is 'docker'. Use one of: auto, machine, embedded."


def test_a_command_must_be_given():
    with pytest.raises(SystemExit):
        main(["run"])


def test_it_starts_before_the_settings_can_be_read():
    """The settings want DATABASE_URL, which is only known once the services stand."""
    code = "import npq_portal.local.__main__; from django.conf import settings; print(settings.configured)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT, check=True)
    assert answer.stdout == "False\n"
