"""Importing enrolments: looking changes nothing, and doing it does what was seen."""

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from courses.choices import EnrolmentStatus
from courses.importers.enrolments import parse
from courses.importers.tables import FileRefusedError
from courses.models import Cohort, Enrolment, EnrolmentEvent
from tests.factories.accounts import ParticipantFactory
from tests.factories.courses import CohortFactory, CourseFactory, EnrolmentFactory, IntakeFactory

HEADER = "TRN,Last name,Funded place\n"


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("1234567,Ash,yes", ("1234567", "Ash", True)),
        ("12 34567,O'Brien,No", ("1234567", "O'Brien", False)),
        ("RP12/34567,Ash,", None),
        ("34567,Ash,", ("0034567", "Ash", None)),
        ("12345678,Ash,", None),
        (",Ash,yes", None),
        ("1234567,,yes", None),
        ("1234567,Ash,perhaps", None),
        ("１２３４５６７,Ash,yes", None),
    ],
)
def test_rows(line, read):
    parsed = parse((HEADER + line).encode())

    assert [(row.trn, row.last_name, row.funded_place) for row in parsed.rows] == ([read] if read else [])
    assert bool(parsed.faults) == (read is None)


def test_every_fault_of_a_row_is_told():
    faults = parse((HEADER + "12,,maybe\nx,,maybe").encode()).faults

    assert [(fault.line, fault.column) for fault in faults] == [
        (2, "Last name"), (2, "Funded place"), (3, "TRN"), (3, "Last name"), (3, "Funded place"),
    ]  # fmt: skip


def test_somebody_who_stands_there_twice_is_taken_once():
    parsed = parse((HEADER + "1234567,Ash,yes\n1234567,Ash,no\n").encode())

    assert len(parsed.rows) == 1
    assert [(fault.line, fault.problem) for fault in parsed.faults] == [(3, "is on line 2 too")]


@pytest.mark.parametrize("raw", [b"", b"Name\nAsh\n", HEADER.encode(), (HEADER + "1234567,Ash,yes\n" * 101).encode()])
def test_a_file_that_cannot_be_taken_is_refused(raw):
    with pytest.raises(FileRefusedError):
        parse(raw)


pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory(capacity=2)


def person(trn: str, last_name: str = "Ash", **facts: object):
    return ParticipantFactory(verified=True, trn=trn, first_name="Ann", last_name=last_name, **facts)


def url(cohort: Cohort) -> str:
    return reverse("cohorts:import-enrolments", args=[cohort.pk])


def look_at(client, cohort: Cohort, text: str):
    return client.post(url(cohort), {"file": SimpleUploadedFile("people.csv", (HEADER + text).encode())})


def carry_out(client, cohort: Cohort, text: str, digest: str):
    content = base64.b64encode((HEADER + text).encode()).decode()
    return client.post(url(cohort), {"content": content, "digest": digest}, follow=True)


def test_looking_enrols_nobody(hub_admin_client, cohort):
    person("1234567")

    page = look_at(hub_admin_client, cohort, "1234567,ash,yes\n")

    assertContains(page, "1 person would be enrolled")
    assertContains(page, "Ann Ash")
    assert not Enrolment.objects.exists()
    assert not EnrolmentEvent.objects.exists()


def test_then_they_are_enrolled(hub_admin_client, cohort, hub_admin):
    someone = person("1234567")
    seen = look_at(hub_admin_client, cohort, "1234567,Ash,yes\n").context["outcome"]

    page = carry_out(hub_admin_client, cohort, "1234567,Ash,yes\n", seen.digest)

    assertContains(page, "1 person enrolled.")
    enrolment = Enrolment.objects.get()
    assert (enrolment.participant, enrolment.cohort, enrolment.funded_place) == (someone, cohort, True)
    assert enrolment.events.get().by == hub_admin


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("7654321,Ash,yes\n", "they need to register first"),
        ("1234567,Birch,yes\n", "is not the last name of the person"),
        ("1234567,Ash,\n", "say whether this person gets one"),
    ],
)
def test_rows_that_cannot_be_are_told_and_left_out(hub_admin_client, cohort, text, words):
    person("1234567")
    page = look_at(hub_admin_client, cohort, text)

    assertContains(page, words)
    assertNotContains(page, 'name="digest"')


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (EnrolmentStatus.ACTIVE, "They are active in "),
        (EnrolmentStatus.DEFERRED, "They are deferred in "),
        (EnrolmentStatus.COMPLETED, ""),
        (EnrolmentStatus.WITHDRAWN, ""),
    ],
)
@pytest.mark.parametrize("same_course", [True, False])
def test_nobody_is_enrolled_in_a_course_that_they_take_in_another_cohort(
    hub_admin_client, cohort, status, words, same_course
):
    code = {EnrolmentStatus.DEFERRED: "parental-leave", EnrolmentStatus.WITHDRAWN: "other"}.get(status, "")
    course = cohort.programme.course if same_course else CourseFactory(identifier="npq-headship")
    elsewhere = CohortFactory(programme__course=course, intake=IntakeFactory(identifier="2027a"))
    EnrolmentFactory(cohort=elsewhere, participant=person("1234567"), status=status, reason_code=code)

    page = look_at(hub_admin_client, cohort, "1234567,Ash,yes\n")

    if words and same_course:
        (fault,) = page.context["outcome"].faults
        assert (fault.line, fault.value) == (2, "Ann Ash")
        assert fault.problem == f"{words}{elsewhere}, which is the same course."
        assertNotContains(page, 'name="digest"')
    else:
        assertContains(page, "1 person would be enrolled")


def test_a_trn_that_nobody_verified_is_not_known(hub_admin_client, cohort):
    ParticipantFactory(trn="1234567", last_name="Ash")

    assertContains(look_at(hub_admin_client, cohort, "1234567,Ash,yes\n"), "they need to register first")


def test_no_more_than_there_are_places(hub_admin_client, cohort):
    for number in range(3):
        person(f"100000{number}")
    text = "".join(f"100000{number},Ash,yes\n" for number in range(3))

    page = look_at(hub_admin_client, cohort, text)

    assertContains(page, "2 people would be enrolled")
    assertContains(page, "All 2 places")


def test_who_is_in_it_already_is_counted_and_who_deferred_is_refused(hub_admin_client, cohort):
    EnrolmentFactory(cohort=cohort, participant=person("1000000"))
    EnrolmentFactory(cohort=cohort, participant=person("1000001"), status=EnrolmentStatus.DEFERRED)

    page = look_at(hub_admin_client, cohort, "1000000,Ash,yes\n1000001,Ash,yes\n")

    assertContains(page, "1 is in the cohort already")
    assertContains(page, "so cannot be enrolled in it a second time")


def test_who_withdrew_comes_back_on_their_own_page_alone(hub_admin_client, cohort):
    left = EnrolmentFactory(cohort=cohort, participant=person("1000000"), status=EnrolmentStatus.WITHDRAWN)

    page = look_at(hub_admin_client, cohort, "1000000,Ash,yes\n")

    assertContains(page, "Take them back on their own page, with a reason")
    assertContains(page, "0 people would be enrolled")
    left.refresh_from_db()
    assert left.status == EnrolmentStatus.WITHDRAWN


def test_what_changed_meanwhile_is_shown_again_and_nothing_done(hub_admin_client, cohort):
    person("1000000"), person("1000001")
    text = "1000000,Ash,yes\n1000001,Ash,yes\n"
    seen = look_at(hub_admin_client, cohort, text).context["outcome"]
    EnrolmentFactory(cohort=cohort)

    page = carry_out(hub_admin_client, cohort, text, seen.digest)

    assertContains(page, "Something changed since you looked")
    assert cohort.enrolments.count() == 1


def test_the_same_file_again_enrols_nobody_twice(hub_admin_client, cohort):
    person("1234567")
    text = "1234567,Ash,yes\n"
    carry_out(hub_admin_client, cohort, text, look_at(hub_admin_client, cohort, text).context["outcome"].digest)

    assertContains(look_at(hub_admin_client, cohort, text), "0 people would be enrolled")
    assert EnrolmentEvent.objects.count() == 1


@pytest.mark.parametrize("data", [{}, {"file": SimpleUploadedFile("empty.csv", b"")}])
def test_without_a_file_one_is_asked_for(hub_admin_client, cohort, data):
    assertContains(hub_admin_client.post(url(cohort), data), "There is a problem")


@pytest.mark.parametrize("raw", [b"PK\x03\x04 something", b"no header here"])
def test_another_file_is_refused_in_plain_words(hub_admin_client, cohort, raw):
    page = hub_admin_client.post(url(cohort), {"file": SimpleUploadedFile("people.csv", raw)})

    assertContains(page, "There is a problem")
