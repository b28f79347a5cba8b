"""Applications as CSV, in the column names of the DfE's registration service, so that rows go to and from lead providers.

Source: npq-applications.csv of its API, versions 1 and 2, with the lead provider, the cohort's suffix and the funded place
of version 3. The National Insurance number is in no column: it is not kept. A TRN is given when it is verified.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, Subquery

from npq_portal import spreadsheets
from npq_portal.accounts.models import User
from registrations.choices import FUNDED_CODES, ApplicationStatus, EmploymentType, FundingCode, WorkSetting
from registrations.journey.answers import Answers
from registrations.models import Application, ApplicationEvent
from registrations.models.application import ApplicationQuerySet

COLUMNS = (
    "id",
    "participant_id",
    "full_name",
    "email",
    "email_validated",
    "teacher_reference_number",
    "teacher_reference_number_validated",
    "school_urn",
    "school_ukprn",
    "private_childcare_provider_urn",
    "headteacher_status",
    "eligible_for_funding",
    "funded_place",
    "funding_choice",
    "course_identifier",
    "lead_provider",
    "status",
    "works_in_school",
    "employer_name",
    "employment_role",
    "created_at",
    "updated_at",
    "cohort",
    "cohort_suffix",
    "ineligible_for_funding_reason",
    "teacher_catchment",
    "itt_provider",
    "lead_mentor",
    "works_as_senco",
    "senco_start_date",
)

#: The DfE's three words; it has none for an application that was withdrawn before it was decided.
_STATUS = {
    ApplicationStatus.SUBMITTED: "pending",
    ApplicationStatus.MORE_NEEDED: "pending",
    ApplicationStatus.ACCEPTED: "accepted",
    ApplicationStatus.REJECTED: "rejected",
    ApplicationStatus.WITHDRAWN: "withdrawn",
}


def csv_lines(rows: ApplicationQuerySet) -> Iterator[str]:
    """The CSV line by line."""
    newest = ApplicationEvent.objects.filter(application=OuterRef("pk")).order_by("-at", "-pk").values("at")[:1]
    # no type says that these have a column more
    found: Iterator[Any] = rows.annotate(updated_at=Subquery(newest)).iterator(chunk_size=500)
    return spreadsheets.csv_lines(COLUMNS, (_cells(application) for application in found))


def _cells(application: Any) -> list[Any]:
    row = _row(application, updated_at=application.updated_at or application.submitted_at)
    return [row[column] for column in COLUMNS]


def _row(application: Application, *, updated_at: datetime) -> dict[str, Any]:
    participant, cohort = application.participant, application.cohort
    return {
        "id": application.reference,
        "participant_id": participant.pk,
        "full_name": participant.full_name,
        "email": participant.user.email,
        "email_validated": True,  # nobody signs in, and so nobody applies, without a code sent to the address
        "teacher_reference_number": participant.trn if participant.trn_is_verified else "",
        "teacher_reference_number_validated": participant.trn_is_verified,
        "course_identifier": cohort.programme.course.identifier,
        "lead_provider": cohort.programme.lead_provider.name,
        "status": _STATUS[ApplicationStatus(application.status)],
        "created_at": _moment(application.submitted_at),
        "updated_at": _moment(updated_at),
        "cohort": cohort.intake.identifier[:4],
        "cohort_suffix": cohort.intake.identifier[4:],
        **_funding(application),
        **_work(application),
    }


def _funding(application: Application) -> dict[str, Any]:
    funded = application.funding_code in FUNDED_CODES
    reason = "establishment-ineligible"
    if application.funding_code == FundingCode.PREVIOUSLY_FUNDED:
        reason = "previously-funded"
    return {
        "eligible_for_funding": funded,
        "funded_place": application.enrolment.funded_place if application.enrolment else None,
        "funding_choice": application.payer,
        "ineligible_for_funding_reason": "" if funded else reason,
    }


def _work(application: Application) -> dict[str, Any]:
    answers, place = Answers(application.answers), application.workplace
    return {
        "school_urn": place.urn if place else "",
        "school_ukprn": place.ukprn if place else "",
        "private_childcare_provider_urn": answers.text("ofsted_urn"),
        "headteacher_status": _headteacher(answers),
        "works_in_school": answers.in_england and answers.text("setting") == WorkSetting.SCHOOL,
        "employer_name": place.name if place else answers.text("employer"),
        "employment_role": answers.text("job_title"),
        "teacher_catchment": answers.in_england,
        "itt_provider": answers.text("itt_provider"),
        "lead_mentor": answers.text("employment_type") == EmploymentType.LEAD_MENTOR,
        "works_as_senco": answers.is_yes("senco_role") if answers.has("senco_role") else None,
        "senco_start_date": answers.text("senco_since"),
    }


def _headteacher(answers: Answers) -> str:
    """The DfE's words; asked for the Early Headship Coaching Offer alone."""
    if not answers.has("headteacher"):
        return ""
    if not answers.is_yes("headteacher"):
        return "no"
    return "yes_in_first_five_years" if answers.is_yes("new_headteacher") else "yes_over_five_years"


def _moment(at: datetime) -> str:
    """RFC 3339 in UTC, as the DfE writes moments."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def keep_record(*, by: User, count: int, wanted: Mapping[str, str], at: datetime) -> LogEntry:
    """Write into the administration's history who took how many rows with which filters; never what was searched for."""
    filters = ", ".join(f"{name}={value}" for name, value in wanted.items() if value and name != "q")
    return LogEntry.objects.create(
        action_time=at,
        user=by,
        content_type=ContentType.objects.get_for_model(Application),
        object_repr=f"{count} application{'' if count == 1 else 's'} exported as CSV",
        action_flag=CHANGE,
        change_message=f"Filters: {filters or 'none'}{', and a search' if wanted.get('q') else ''}",
    )
