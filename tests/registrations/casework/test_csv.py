"""The CSV: the DfE's columns, nothing a spreadsheet would run, and a record of who took it."""

import csv
import io
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registrations.casework.export import COLUMNS
from registrations.choices import EventKind, FundingCode
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.courses import CohortFactory, CourseFactory, ProgrammeFactory
from tests.factories.registrations import SUBMITTED_AT, ApplicationFactory, EventFactory
from tests.factories.registrations_workplaces import WorkplaceFactory

pytestmark = pytest.mark.django_db

CSV = "/register/hub/applications/csv/"


@pytest.fixture
def rows(hub_admin_client):
    """The downloaded rows by column."""

    def read(**query: str) -> list[dict[str, str]]:
        response = hub_admin_client.post(CSV, {"status": "all", **query})
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    return read


def test_the_columns_are_the_dfes(rows):
    ApplicationFactory()
    assert tuple(rows()[0]) == COLUMNS
    assert not {name for name in COLUMNS if "insurance" in name or name.startswith("ni")}


def test_a_row(rows):
    person = ParticipantFactory(
        verified=True, trn="0123456", first_name="Ada", last_name="Invented", user=UserFactory(email="ada@oak.example")
    )
    place = WorkplaceFactory(urn="912345", ukprn="10912345", name="Oakbank, the School")
    application = ApplicationFactory(accepted=True, participant=person, workplace=place)
    EventFactory(application=application, kind=EventKind.NOTE, at=SUBMITTED_AT + timedelta(days=8))
    (row,) = rows()
    expected = {
        "id": application.reference,
        "full_name": "Ada Invented",
        "email": "ada@oak.example",
        "email_validated": "true",
        "teacher_reference_number": "0123456",
        "teacher_reference_number_validated": "true",
        "school_urn": "912345",
        "school_ukprn": "10912345",
        "private_childcare_provider_urn": "",
        "headteacher_status": "",
        "eligible_for_funding": "true",
        "funded_place": "true",
        "funding_choice": "",
        "course_identifier": "npq-senior-leadership",
        "status": "accepted",
        "works_in_school": "true",
        "employer_name": "Oakbank, the School",
        "employment_role": "Head of year",
        "created_at": "2026-10-05T09:00:00Z",
        "updated_at": "2026-10-13T09:00:00Z",
        "cohort": "2026",
        "cohort_suffix": "b",
        "ineligible_for_funding_reason": "",
        "teacher_catchment": "true",
        "lead_mentor": "false",
    }
    assert {name: row[name] for name in expected} == expected


def test_a_trn_is_given_when_it_is_verified(rows):
    ApplicationFactory(participant=ParticipantFactory(trn="1234567"))
    (row,) = rows()
    assert (row["teacher_reference_number"], row["teacher_reference_number_validated"]) == ("", "false")


@pytest.mark.parametrize(
    ("code", "eligible", "reason"),
    [
        (FundingCode.MARKED_FUNDED_BY_POLICY, "true", ""),
        (FundingCode.PREVIOUSLY_FUNDED, "false", "previously-funded"),
        (FundingCode.NOT_PP50, "false", "establishment-ineligible"),
    ],
)
def test_funding_in_the_dfes_words(code, eligible, reason, rows):
    ApplicationFactory(funding_code=code)
    (row,) = rows()
    assert (row["eligible_for_funding"], row["ineligible_for_funding_reason"]) == (eligible, reason)


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ({}, ""),
        ({"headteacher": "no"}, "no"),
        ({"headteacher": "yes", "new_headteacher": "yes"}, "yes_in_first_five_years"),
        ({"headteacher": "yes", "new_headteacher": "no"}, "yes_over_five_years"),
    ],
)
def test_headteachers_in_the_dfes_words(answers, status, rows):
    ApplicationFactory(answers=answers)
    assert rows()[0]["headteacher_status"] == status


@pytest.mark.parametrize(
    ("state", "status"), [({}, "pending"), ({"more_needed": True}, "pending"), ({"rejected": True}, "rejected")]
)
def test_the_state_in_the_dfes_words(state, status, rows):
    ApplicationFactory(**state)
    assert rows()[0]["status"] == status


@pytest.mark.parametrize(
    "name",
    [
        "=HYPERLINK(\"http://evil.example\",\"Click\")",
        "+44 1632",
        "-Anne",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1",
        "  =1+1",
        "＝1+1",
        "＋1",
    ],
)  # fmt: skip
def test_nothing_is_a_formula(name, rows):
    person = ParticipantFactory(first_name=name, last_name="X")
    ApplicationFactory(participant=person, workplace=None, answers={"employer": name, "job_title": name})
    (row,) = rows()
    for column in ("full_name", "employer_name", "employment_role"):
        assert row[column].startswith("'")
        assert row[column].removeprefix("'").strip().startswith(name.strip()[:1])


@pytest.mark.parametrize("name", ["Zoë", "O'Brien", 'She said "no", then', "فاطمة", "Jo-Anne", "a=b"])
def test_harmless_names_stay_as_they_are(name, rows):
    ApplicationFactory(participant=ParticipantFactory(first_name=name, last_name="Y"))
    assert rows()[0]["full_name"] == f"{name} Y"


def test_it_holds_what_the_filters_hold(rows):
    headship = ApplicationFactory(
        cohort=CohortFactory(programme=ProgrammeFactory(course=CourseFactory(identifier="npq-headship")))
    )
    ApplicationFactory(accepted=True)
    assert [row["id"] for row in rows(course="npq-headship")] == [headship.reference]
    assert len(rows(course="", q="", status="accepted")) == 1


def test_more_than_a_page_and_no_query_for_each_row(rows):
    ApplicationFactory.create_batch(3, cohort=CohortFactory(capacity=99))
    rows()
    with CaptureQueriesContext(connection) as few:
        rows()
    ApplicationFactory.create_batch(27, cohort=CohortFactory(capacity=99))
    with CaptureQueriesContext(connection) as many:
        assert len(rows()) == 30
    assert len(many) == len(few)


def test_who_took_it_is_written_down_and_not_what_they_searched_for(rows, hub_admin, now):
    ApplicationFactory(participant=ParticipantFactory(last_name="Invented"))
    rows(q="Invented", trn="none")
    entry = LogEntry.objects.get()
    assert (entry.user, entry.action_time, entry.object_repr) == (hub_admin, now, "1 application exported as CSV")
    assert entry.change_message == "Filters: status=all, trn=none, and a search"


def test_nobody_keeps_a_copy_on_the_way(hub_admin_client):
    response = hub_admin_client.post(CSV)
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Disposition"] == 'attachment; filename="npq-applications-2026-10-14.csv"'
