"""Chosen enrolments and sessions as CSV and as a workbook."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry
from openpyxl import load_workbook

from courses.models import Session
from npq_portal import clock
from tests.courses.test_admin import listing
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.courses import CohortFactory, EnrolmentFactory
from tests.factories.engagement import EngagementSummaryFactory, SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_words")]


def taken(client, model: str, kind: str, rows: list) -> bytes:
    data = {"action": f"export_{kind}", "_selected_action": [row.pk for row in rows]}
    answer = client.post(listing(model), data)
    assert answer["Content-Disposition"].endswith(f'-{clock.today():%Y-%m-%d}.{kind}"')
    return b"".join(answer.streaming_content)


def lines(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


def test_enrolments_as_csv(hub_admin_client):
    person = ParticipantFactory(first_name="Ann", last_name="Ash", trn="1234567")
    enrolment = EnrolmentFactory(participant=person, cohort=CohortFactory(name="Leaders"), funded_place=True)
    buckets = {"live": {"earned": 44, "total": 60, "missed": 5, "to_come": 11}}
    EngagementSummaryFactory(enrolment=enrolment, earned=44, total=60, missed=5, to_come=11, buckets=buckets)
    EnrolmentFactory()

    [row] = lines(taken(hub_admin_client, "enrolment", "csv", [enrolment]))

    assert (row["first_name"], row["cohort"], row["funded_place"], row["engagement_percent"]) == (
        "Ann", "Leaders", "true", "89",
    )  # fmt: skip
    assert row["teacher_reference_number"] == ""  # it is not verified


def test_what_looks_like_a_formula_is_text(hub_admin_client):
    enrolment = EnrolmentFactory(participant=ParticipantFactory(last_name="=1+1"))

    assert lines(taken(hub_admin_client, "enrolment", "csv", [enrolment]))[0]["last_name"] == "'=1+1"
    sheet = load_workbook(io.BytesIO(taken(hub_admin_client, "enrolment", "xlsx", [enrolment]))).active
    assert sheet["C2"].value == "'=1+1"
    assert sheet["C2"].data_type == "s"


def test_sessions_as_csv_are_in_london_time(hub_admin_client):
    leader = UserFactory(name="Femi Adeyemi")
    session = SessionFactory(starts_at=datetime(2026, 7, 1, 15, tzinfo=UTC), facilitators=[leader])

    [row] = lines(taken(hub_admin_client, "session", "csv", [session]))

    assert (row["Starts"], row["Facilitators"], row["State"]) == ("2026-07-01 16:00", "Femi Adeyemi", "Released")


def test_who_took_how_many_is_kept(hub_admin, hub_admin_client):
    rows = EnrolmentFactory.create_batch(2)

    taken(hub_admin_client, "enrolment", "xlsx", rows)

    entry = LogEntry.objects.get()
    assert (entry.user_id, entry.object_repr) == (hub_admin.pk, "2 enrolments exported as XLSX")


def test_more_sessions_need_no_more_queries(hub_admin_client, django_assert_max_num_queries):
    SessionFactory()
    with django_assert_max_num_queries(60) as asked:
        taken(hub_admin_client, "session", "csv", list(Session.objects.all()))
    SessionFactory.create_batch(4, facilitators=[UserFactory()])

    with django_assert_max_num_queries(len(asked) + 1):  # facilitators are read where there are any
        taken(hub_admin_client, "session", "csv", list(Session.objects.all()))


@pytest.mark.parametrize("who", ["participant_client", "facilitator_client", "assessor_client", "client"])
def test_nobody_else_takes_any(request, who):
    enrolment = EnrolmentFactory()
    data = {"action": "export_csv", "_selected_action": [enrolment.pk]}

    assert request.getfixturevalue(who).post(listing("enrolment"), data).status_code in {302, 403}
    assert not LogEntry.objects.exists()
