"""A command beside the demo: on its data, whether the demo runs or not."""

import stat
import sys

import pytest

from npq_portal.local.__main__ import main
from npq_portal.local.finding import ServiceError
from npq_portal.local.services import lasting_services, running_services

PRINTS_THE_DATABASE = "import os; open(os.environ['SAID'], 'w').write(os.environ['DATABASE_URL'])"


@pytest.fixture
def said(monkeypatch, open_folder, tmp_path):
    """Where the command writes which database it was given."""
    monkeypatch.setenv("NPQ_DATA", str(open_folder))
    monkeypatch.setenv("SAID", str(tmp_path / "said"))
    return tmp_path / "said"


def run() -> int:
    return main(["run", "--keep", "--", sys.executable, "-c", PRINTS_THE_DATABASE])


def test_beside_a_running_demo_a_command_gets_its_services(said, lines, open_folder):
    with lasting_services(lines.append) as services:
        assert run() == 0
        assert said.read_text() == services.database_url
        note = open_folder / "running.json"
        assert stat.S_IMODE(note.stat().st_mode) == 0o600
    assert not note.exists()


def test_without_one_it_starts_them_on_the_same_data(said, open_folder):
    assert run() == 0
    assert str(open_folder) in said.read_text() or said.read_text().startswith("postgres://")


def test_while_the_demo_starts_it_says_so(said, lines):
    with lasting_services(lines.append):
        (said.parent / "nothing").touch()
    with pytest.raises(ServiceError, match="starting or stopping"):
        running_services(lines.append)
