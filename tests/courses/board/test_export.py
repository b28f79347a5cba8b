"""The board as CSV and as a workbook: what is on it, nothing a spreadsheet would run, and a record of who took it."""

import csv
import io

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from courses.actions.sums import rebuild
from courses.models import Component
from tests.courses.board.scenes import NOW, a_cohort, a_crowd, person
from tests.factories.engagement import AtRiskEntryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort(db):
    return a_cohort(held=4, to_come=1, study=1)


@pytest.fixture
def take(hub_admin_client, cohort):
    """The whole file as it was sent."""

    def taken(kind: str, **filters: str):
        return hub_admin_client.post(reverse(f"board:{kind}", args=[cohort.pk]), filters)

    return taken


@pytest.fixture
def rows(take):
    def read(**filters: str) -> list[dict[str, str]]:
        text = b"".join(take("csv", **filters).streaming_content).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    return read


@pytest.fixture
def sheet(take):
    def read(**filters: str):
        return load_workbook(io.BytesIO(b"".join(take("xlsx", **filters).streaming_content))).active

    return read


def test_a_row(rows, cohort):
    enrolment = person(cohort, "Ada Invented", "PAap")
    rebuild([enrolment.pk], at=NOW)
    facts = {"missed": [{"title": "Seminar 2", "on": "2027-02-09"}, {"title": "Seminar 3", "on": "2027-02-16"}]}
    AtRiskEntryFactory(enrolment=enrolment, rules=[{"rule": "two_in_a_row", "facts": facts}])
    assert rows() == [
        {
            "First names": "Ada",
            "Last name": "Invented",
            "Enrolment": "Active",
            "Percent so far": "25",
            "Percent at best": "35",
            "Percent at best with catch-up": "100",
            "Minutes to spare": "0",
            "Sessions to spare": "0",
            "Standing": "Out of reach without catch-up",
            "Last engaged on": "2027-02-23",
            "At risk": "Missed two sessions in a row",
            "Seminar 1": "Present",
            "Seminar 2": "Absent",
            "Seminar 3": "Absent with apologies",
            "Seminar 4": "There for part of it (30 minutes)",
            "Seminar 5": "To come",
            "Unit 1": "Not done in time",
        }
    ]


def test_the_workbook_says_the_same_and_its_figures_are_numbers(rows, sheet, cohort):
    person(cohort, "Ada Invented", "PAap")
    found = sheet()
    header, values = ([cell.value for cell in row] for row in found.iter_rows())
    assert dict(zip(header, [str(value or "") for value in values], strict=True)) == {
        name: "" if value == "0" else value for name, value in rows()[0].items()
    }
    assert found["D2"].data_type == "n"
    assert found.title == "NPQSL, Autumn 2026"


HOSTILE = ['=HYPERLINK("http://evil.example")', "+44", "-1+1", "@SUM(A1)", "＝1+1", "\t=1"]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_and_no_title_is_a_formula(name, rows, sheet, cohort):
    Component.objects.filter(cohort=cohort, title="Seminar 1").update(title=name)
    enrolment = person(cohort, "Ada Invented")
    type(enrolment.participant).objects.update(first_name=name, last_name=name)

    (row,) = rows()
    assert row["First names"] == row["Last name"] == f"'{name}"
    assert row[f"'{name}"] == "Not yet known"

    found = sheet()
    cells = [found["A2"], found["B2"], found["L1"]]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.value.startswith("'") for cell in cells)


def test_it_holds_what_the_filters_hold_in_their_order(rows, cohort):
    Component.objects.filter(cohort=cohort, title="Unit 1").update(counts=False)
    for name, marks in (("Ada Invented", "PPPP"), ("Bea Invented", "AAAA"), ("Cy Invented", "PPAA")):
        person(cohort, name, marks)
    assert [row["First names"] for row in rows(show="behind", sort="-percent")] == ["Cy", "Bea"]
    assert [row["First names"] for row in rows(q="ada")] == ["Ada"]


def test_sixty_people_take_no_more_queries_than_three(take, cohort):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            b"".join(take("csv").streaming_content)
        return len(found)

    a_crowd(cohort, 3)
    queries()
    few = queries()
    a_crowd(cohort, 57, seed=2)
    assert queries() == few


def test_who_took_it_is_written_down_and_not_what_they_searched_for(take, cohort, hub_admin):
    person(cohort, "Ada Invented", "AA")
    take("csv", q="Invented", show="behind")
    take("xlsx")
    first, second = LogEntry.objects.order_by("pk")
    assert (first.user, first.action_time, first.object_id) == (hub_admin, NOW, str(cohort.pk))
    assert first.object_repr == "Board of NPQSL, Autumn 2026: 1 person exported as CSV"
    assert first.change_message == "Filters: show=behind, and a search"
    assert second.object_repr == "Board of NPQSL, Autumn 2026: 1 person exported as XLSX"
    assert second.change_message == "Filters: none"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_has_a_name_with_londons_date_and_nobody_keeps_a_copy(kind, take):
    response = take(kind)
    name = f"npq-board-npqsl-autumn-2026-2027-03-02.{kind}"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_taking_it_is_a_post_and_the_hubs(kind, hub_admin_client, facilitator_client, cohort):
    address = reverse(f"board:{kind}", args=[cohort.pk])
    assert hub_admin_client.get(address).status_code == 405
    assert facilitator_client.post(address).status_code == 403
    assert not LogEntry.objects.exists()
