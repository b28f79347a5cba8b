"""Invented windows, drafts, submissions and scripts; dull on purpose. Times are UTC, which is London's in February."""

import hashlib
import uuid
from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from assessments import choices, models
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, EnrolmentFactory, ProgrammeFactory

OPENS_AT = datetime(2027, 2, 3, tzinfo=UTC)
CLOSES_AT = datetime(2027, 2, 11, tzinfo=UTC)


class AssessmentPolicyFactory(DjangoModelFactory):
    """The defaults."""

    class Meta:
        model = models.AssessmentPolicy

    programme = factory.SubFactory(ProgrammeFactory)


class CriterionFactory(DjangoModelFactory):
    class Meta:
        model = models.Criterion

    programme = factory.SubFactory(ProgrammeFactory)
    position = factory.Sequence(lambda number: number)
    title = factory.Sequence(lambda number: f"Criterion {number}")


class TeamMemberFactory(DjangoModelFactory):
    class Meta:
        model = models.TeamMember

    programme = factory.SubFactory(ProgrammeFactory)
    user = factory.SubFactory(UserFactory, roles=["assessor"])


class CaseStudyFactory(DjangoModelFactory):
    class Meta:
        model = models.CaseStudy

    programme = factory.SubFactory(ProgrammeFactory)
    title = factory.Sequence(lambda number: f"Case {number}")
    text = "An invented school has a problem."
    created_at = datetime(2027, 1, 4, 9, tzinfo=UTC)
    created_by = None


class CaseQuestionFactory(DjangoModelFactory):
    class Meta:
        model = models.CaseQuestion

    case_study = factory.SubFactory(CaseStudyFactory)
    position = factory.Sequence(lambda number: number)
    text = factory.Sequence(lambda number: f"Question {number}: what would you do?")


class WindowFactory(DjangoModelFactory):
    """3 to 10 February 2027, eight calendar days."""

    class Meta:
        model = models.Window

    cohort = factory.SubFactory(CohortFactory)
    case_study = factory.SubFactory(CaseStudyFactory, programme=factory.SelfAttribute("..cohort.programme"))
    rule = choices.WindowRule.CALENDAR_DAYS
    opens_on = date(2027, 2, 3)
    opens_at = OPENS_AT
    closes_at = CLOSES_AT


class EntryFactory(DjangoModelFactory):
    """Somebody's first attempt."""

    class Meta:
        model = models.Entry

    window = factory.SubFactory(WindowFactory)
    enrolment = factory.SubFactory(EnrolmentFactory, cohort=factory.SelfAttribute("..window.cohort"))
    attempt = 1
    admitted_at = factory.SelfAttribute("window.opens_at")
    closes_at = factory.SelfAttribute("window.closes_at")


class DraftVersionFactory(DjangoModelFactory):
    """Pass `answers` by question: {"12": "text"}."""

    class Meta:
        model = models.DraftVersion

    entry = factory.SubFactory(EntryFactory)
    number = factory.Sequence(lambda number: number + 1)
    answers = factory.LazyFunction(lambda: {"1": "Three plain words"})
    words = 3
    source = choices.VersionSource.AUTOSAVE
    client_uuid = factory.LazyFunction(uuid.uuid4)
    saved_at = datetime(2027, 2, 4, 10, tzinfo=UTC)


class UploadedFileFactory(DjangoModelFactory):
    """A Word document as it was received; its bytes are invented."""

    class Meta:
        model = models.UploadedFile

    entry = factory.SubFactory(EntryFactory)
    file_name = "case study.docx"
    kind = choices.FileKind.DOCX
    content = b"PK: invented"
    sha256 = factory.LazyAttribute(lambda file: hashlib.sha256(file.content).hexdigest())
    text = "Three plain words"
    words = 3
    scan = choices.ScanResult.NOT_CONFIGURED
    client_uuid = factory.LazyFunction(uuid.uuid4)
    received_at = datetime(2027, 2, 4, 10, tzinfo=UTC)


class SubmissionFactory(DjangoModelFactory):
    """A sealed text."""

    class Meta:
        model = models.Submission

    entry = factory.SubFactory(EntryFactory)
    version = factory.SubFactory(DraftVersionFactory, entry=factory.SelfAttribute("..entry"))
    content = b"Three plain words"
    sha256 = factory.LazyAttribute(lambda submission: hashlib.sha256(submission.content).hexdigest())
    words = 3
    declaration = factory.LazyFunction(dict)
    submitted_by = choices.SubmittedBy.PARTICIPANT
    submitted_at = datetime(2027, 2, 9, 20, tzinfo=UTC)


class ReceiptFactory(DjangoModelFactory):
    """A receipt in its form, though the signature is none."""

    class Meta:
        model = models.Receipt

    submission = factory.SubFactory(SubmissionFactory)
    reference = factory.Sequence(lambda number: f"CS-0000-0000-{number:04d}")
    payload = factory.LazyAttribute(
        lambda receipt: (
            f'{{"bytes":17,"is":"case-study-receipt","received_at":"2027-02-09T20:00:00.000000Z",'
            f'"reference":"{receipt.reference}","sealed":"text","sha256":"{receipt.submission.sha256}",'
            f'"submitted_by":"participant","version":1,"window_opened_at":"2027-02-03T00:00:00.000000Z","words":3}}'
        )
    )
    key_id = "demo"
    signature = "A" * 86 + "=="
    issued_at = datetime(2027, 2, 9, 20, tzinfo=UTC)


class ScriptFactory(DjangoModelFactory):
    class Meta:
        model = models.Script

    submission = factory.SubFactory(SubmissionFactory)
    number = factory.Sequence(lambda number: f"TS{number:04d}")
    made_at = datetime(2027, 2, 11, 1, tzinfo=UTC)


class MarkingFactory(DjangoModelFactory):
    class Meta:
        model = models.Marking

    script = factory.SubFactory(ScriptFactory)
    marker = factory.SubFactory(UserFactory, roles=["assessor"])
    stage = choices.MarkingStage.FIRST
    allocated_at = datetime(2027, 2, 11, 9, tzinfo=UTC)
    due_on = date(2027, 2, 25)
