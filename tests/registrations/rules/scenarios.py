"""Reads the funding scenario tables: one row a person and workplace, one column a course, one word an answer.

The words are explained in funding_answers.csv. In `lists` stand the lists the workplace is on, in `also` what else is true:
"outside" England, a "zero" cohort, an "exception" URN that the DfE funded by name, or a fact by its own name.
"""

import csv
from pathlib import Path
from typing import Any

from courses.choices import CourseIdentifier, FundingKind
from registrations.choices import EmploymentType, InstitutionKind, KindOfNursery, WorkSetting
from registrations.rules.funding import FundingFacts, Institution

FOLDER = Path(__file__).parent
TABLES = {
    "2021-22": "funding_2021_22.csv",
    "2022-23": "funding_2022_23.csv",
    "2022-23 from 30 Nov 2022": "funding_2022_23_november.csv",
    "2023-24": "funding_2023_24.csv",
    "2024-autumn": "funding_2024_autumn.csv",
    "2025-spring": "funding_2025_spring.csv",
    "2025-autumn": "funding_2025_autumn.csv",
    "2026": "funding_2026.csv",
}
AN_EXCEPTION = "133545"
A_SCHOOL = "999001"
COURSES = {course.label: course for course in CourseIdentifier}


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of an aligned CSV file: spaces around a cell are for the eye."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        heading, *rows = ([cell.strip() for cell in cells] for cells in csv.reader(file))
    return [dict(zip(heading, cells, strict=True)) for cells in rows]


def answer_words() -> dict[str, str]:
    """The code each word stands for."""
    return {row["word"]: row["code"] for row in read_table("funding_answers.csv")}


def expected_answers(row: dict[str, str]) -> dict[str, str]:
    """The code expected for each course of a row."""
    words = answer_words()
    return {course: words[row[course]] for course in COURSES}


def facts_of(row: dict[str, str], course: str) -> FundingFacts:
    """The facts of a row for one of its courses."""
    also = set(row["also"].split())
    flags = also - {"outside", "zero", "exception"}
    return FundingFacts(
        course=COURSES[course],
        inside_england="outside" not in also,
        cohort_funding=FundingKind.NONE if "zero" in also else FundingKind.CAPPED,
        work_setting=WorkSetting(row["setting"]) if row["setting"] else None,
        kind_of_nursery=KindOfNursery(row["nursery"]) if row["nursery"] else None,
        employment_type=EmploymentType(row["employment"]) if row["employment"] else None,
        institution=_institution(row, AN_EXCEPTION if "exception" in also else A_SCHOOL),
        **dict.fromkeys(flags, True),
    )


def _institution(row: dict[str, str], urn: str) -> Institution | None:
    if not row["institution"]:
        return None
    lists: dict[str, Any] = {_field(name): True for name in row["lists"].split()}
    return Institution(
        kind=InstitutionKind(row["institution"]),
        establishment_type=int(row["type"]) if row["type"] else None,
        urn=urn,
        ukprn="19999001",
        **lists,
    )


def _field(name: str) -> str:
    return "on_early_years_register" if name == "early_years_register" else f"on_{name}_list"
