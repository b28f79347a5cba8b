"""The fake server as the demo starts it, the people in it, and the page that lists them."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from registrations.rules.national_insurance import parse_national_insurance
from registrations.rules.trn import parse_trn
from registrations.teacher_records.fake.app import KEY
from registrations.teacher_records.fake.faults import FAULTS
from registrations.teacher_records.fake.people import EVERYBODY, MAGIC, ORDINARY

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs" / "teacher-records.md"


@pytest.fixture
def process():
    """The server in a process of its own, without any of the portal's environment."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "DEBUG", "DEMO"}
    }
    command = [sys.executable, "-m", "registrations.teacher_records.fake", "--port", "0"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as started:
        yield started
        started.kill()


def test_it_starts_by_itself_answers_and_stops_when_told(process):
    start = time.monotonic()
    line = process.stdout.readline()
    assert time.monotonic() - start < 5  # well under one second; a busy machine gets more
    url = re.search(r"http://127\.0\.0\.1:[0-9]+", line).group()
    assert KEY in line

    assert httpx.get(f"{url}/health", trust_env=False).text == "Healthy"
    headers = {"Authorization": f"Bearer {KEY}", "X-Api-Version": "20260612"}
    found = httpx.get(f"{url}/v3/persons/9900001?dateOfBirth=1988-04-12", headers=headers, trust_env=False)
    assert found.json()["lastName"] == "Thistlewick"

    process.terminate()
    assert process.wait(10) == 0
    assert process.stderr.read() == ""  # and it has logged nothing about anybody


def test_everybody_has_a_trn_of_their_own():
    trns = [entry.trn for entry in EVERYBODY]
    assert len(set(trns)) == len(trns)
    for trn in trns:
        assert parse_trn(trn).trn == trn


def test_no_two_people_share_a_number_and_forms_take_them_all():
    numbers = [number for entry in EVERYBODY for number in (entry.number, entry.employment_number) if number]
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        assert parse_national_insurance(number).is_valid


def test_there_are_enough_people_of_every_sort():
    assert len(ORDINARY) >= 12
    assert any(entry.previous_names for entry in ORDINARY)
    assert any(entry.qts_from is None for entry in ORDINARY)
    assert any(entry.number is None for entry in ORDINARY)
    assert all(entry.active for entry in ORDINARY)


def test_merged_records_lead_to_known_ones():
    known = {entry.trn for entry in EVERYBODY}
    assert all(entry.merged_into in known and not entry.active for entry in EVERYBODY if entry.merged_into)


def test_every_fault_has_a_person():
    assert set(FAULTS) <= {entry.trn for entry in MAGIC}


def test_the_page_lists_everybody_with_a_special_trn():
    page = PAGE.read_text(encoding="utf-8")
    for entry in EVERYBODY:
        assert entry.trn in page, f"{PAGE.name} does not list {entry.trn}"
    for entry in ORDINARY:
        assert entry.last in page
        assert entry.born.isoformat() in page
    assert "7000002" in page
