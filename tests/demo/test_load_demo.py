"""The invented hub: complete, plainly invented, the same when loaded again, and never stale."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains

from courses.choices import CourseIdentifier, EnrolmentStatus, FundingKind
from courses.models import Cohort, Course, Enrolment, Guide, Intake, LeadProvider
from npq_portal import clock
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import Participant, User
from npq_portal.demo.cast import AMINA, ASHA, CAST, DANIEL, GRACE, NADIA, OWEN, TOM, WREN, extras, learners
from npq_portal.demo.cohorts import CEFEL, INTAKES, OPEN_INTAKE, TDT, cohort, open_dates
from npq_portal.demo.load import load
from registrations.choices import ApplicationStatus
from registrations.models import Application, EligibilityList
from registrations.rules.funding import RULE_SETS
from registrations.teacher_records.fake.people import EVERYBODY
from tests.cast import signed_in
from tests.demo.conftest import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


OURS = {"accounts", "courses", "registrations", "notifications"}


def everything() -> dict[str, list]:
    """All rows of the portal's own tables, by model, as they would be written to a file."""
    models = [model for model in apps.get_models() if model._meta.app_label in OURS]
    return {
        model.__name__: json.loads(serializers.serialize("json", model._default_manager.order_by("pk")))
        for model in models
    }


def printed() -> str:
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=1)], ids=["at once", "a day later"])
def test_loading_again_changes_nothing_and_asks_little(later):
    first = everything()

    with CaptureQueriesContext(connection) as again:
        load(at=AT + later)

    assert everything() == first
    assert len(again) < 1_000  # 300 schools and 12 lists are compared, not asked for one by one


def test_what_was_done_in_the_demo_is_kept():
    Guide.objects.filter(slug="funding").update(body="Changed by Grace.")
    Cohort.objects.filter(programme__course__short_code="NPQH").update(capacity=3)
    Application.objects.filter(status=ApplicationStatus.SUBMITTED).update(status=ApplicationStatus.WITHDRAWN)

    load(at=AT + timedelta(days=2))

    assert Guide.objects.get(slug="funding").body == "Changed by Grace."
    assert set(Cohort.objects.filter(programme__course__short_code="NPQH").values_list("capacity", flat=True)) == {3}
    assert not Application.objects.filter(status=ApplicationStatus.SUBMITTED).exists()


# -- time --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "at",
    [
        pytest.param(AT, id="a winter day"),
        pytest.param(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), id="the night the clocks go forward"),
        pytest.param(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), id="the night the clocks go back"),
        pytest.param(datetime(2027, 7, 1, 22, 59, tzinfo=UTC), id="a minute before a London midnight"),
        pytest.param(datetime(2028, 2, 29, 12, tzinfo=UTC), id="a leap day"),
    ],
)
def test_registration_is_open_whenever_the_demo_is_loaded(at):
    dates = open_dates(at)

    assert dates.opens_at <= at < dates.closes_at
    assert clock.in_london(dates.opens_at).hour == 9
    assert clock.in_london(dates.closes_at).hour == 17
    assert (clock.london_date(dates.closes_at) - clock.london_date(at)).days == 45
    assert (dates.starts_on - clock.london_date(dates.closes_at)).days in range(14, 21)
    assert dates.starts_on.weekday() == 0


def test_the_demo_never_goes_stale():
    ids = set(Cohort.objects.values_list("pk", flat=True))
    much_later = AT + timedelta(days=90)
    assert not Cohort.objects.open_for_registration(much_later).exists()

    load(at=much_later)

    assert Cohort.objects.open_for_registration(much_later).count() == 18
    assert set(Cohort.objects.values_list("pk", flat=True)) == ids
    assert Intake.objects.get(identifier="2026b").starts_on == open_dates(much_later).starts_on


def test_a_cohort_in_mid_course_goes_on_from_where_it_was():
    running = cohort(CEFEL, CourseIdentifier.LEADING_BEHAVIOUR_CULTURE, "2025b")

    load(at=AT + timedelta(days=90))

    later = cohort(CEFEL, CourseIdentifier.LEADING_BEHAVIOUR_CULTURE, "2025b")
    assert (later.starts_on, later.registration_closes_at) == (running.starts_on, running.registration_closes_at)


# -- what there is -----------------------------------------------------------------------------------------------------
def test_intakes_are_the_dfes_with_rule_sets_that_exist():
    assert Intake.objects.count() == len(INTAKES) + 1
    versions = {rules.version for rules in RULE_SETS}
    assert set(Intake.objects.values_list("funding_rules", flat=True)) <= versions
    assert Intake.objects.get(identifier="2026a").funding_kind == FundingKind.NONE
    opened = Intake.objects.get(identifier="2026b")
    assert (opened.funding_kind, opened.funding_rules) == OPEN_INTAKE[2:]
    assert opened.name.endswith(str(opened.starts_on.year))


def test_both_lead_providers_run_the_six_and_share_the_rest():
    provided = {
        provider.slug: set(provider.programmes.values_list("course__short_code", flat=True))
        for provider in LeadProvider.objects.all()
    }

    six = {"NPQLTD", "NPQLT", "NPQLBC", "NPQSL", "NPQH", "NPQEL"}
    assert six < provided[TDT]
    assert six < provided[CEFEL]
    assert provided[TDT] | provided[CEFEL] == set(Course.objects.on_show().values_list("short_code", flat=True))


def test_one_cohort_is_nearly_full():
    nearly_full = cohort(CEFEL, CourseIdentifier.SENCO, "2026b")

    assert nearly_full.places_left() == 1
    assert nearly_full.is_open_for_registration(AT)


def test_every_row_of_the_demo_is_valid():
    for model in (Intake, LeadProvider, Cohort, Participant, EligibilityList):
        for row in model.objects.all():
            row.full_clean()


# -- people ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", RoleName.values)
def test_there_is_somebody_for_every_role(role):
    assert [person for person in CAST if person.roles == (role,)]


@pytest.mark.parametrize("person", CAST, ids=lambda person: person.name)
def test_everybody_holds_the_roles_they_are_introduced_with_and_no_other(person):
    user = User.objects.get(email=person.email)

    assert user.roles() == frozenset(person.roles)
    assert user.name == person.name
    assert not user.has_usable_password()


@pytest.mark.parametrize("person", [*CAST, *extras(), *learners()], ids=lambda person: person.name)
def test_no_address_can_ever_receive_mail(person):
    assert person.email.endswith(".example")
    assert person.email == person.email.lower()


@pytest.mark.parametrize("person", [AMINA, DANIEL], ids=lambda person: person.name)
def test_a_trn_of_the_cast_is_in_the_fake_teaching_record_with_the_same_facts(person):
    [record] = [entry for entry in EVERYBODY if entry.trn == person.trn]

    assert (record.first, record.last, record.born) == (person.first, person.last, person.born)
    assert record.active


def test_amina_has_everything_before_her():
    user = User.objects.get(email=AMINA.email)

    assert not Application.objects.filter(participant__user=user).exists()
    assert not Participant.objects.filter(user=user).exists()
    assert f"TRN {AMINA.trn}" in AMINA.to_try
    assert f"{AMINA.born.day} {AMINA.born:%B %Y}" in AMINA.to_try


def test_daniel_was_accepted_by_grace_with_a_funded_place():
    application = Application.objects.get(participant__user__email=DANIEL.email)

    assert application.status == ApplicationStatus.ACCEPTED
    assert application.enrolment.funded_place
    assert application.participant.trn == DANIEL.trn
    assert application.participant.trn_is_verified
    assert application.enrolment.events.get().by.email == GRACE.email
    assert application.submitted_at < application.decided_at < AT


def test_wren_has_no_trn_and_waits_for_the_hub():
    application = Application.objects.get(participant__user__email=WREN.email)

    assert (application.status, application.review_reasons) == (ApplicationStatus.SUBMITTED, ["no_trn"])
    assert application.participant.trn == ""


def test_nobody_is_enrolled_twice_and_every_place_has_its_history():
    assert Enrolment.objects.count() == 11 + 22 + 13 + 1
    for enrolment in Enrolment.objects.all():
        assert enrolment.events.count() == (2 if enrolment.status == EnrolmentStatus.COMPLETED else 1)


@pytest.mark.parametrize(
    ("person", "words"),
    [
        (AMINA, "You have not applied yet"),
        (DANIEL, "Accepted"),
        (WREN, "Waiting for the hub"),
        (TOM, "Registers still open"),
        (NADIA, "NPQLBC"),
        (OWEN, "NPQLBC"),
        (ASHA, "Scripts to mark"),
        (GRACE, "waiting for the hub"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_everybodys_page_opens_and_shows_what_they_are_there_for(person, words):
    assertContains(signed_in(User.objects.get(email=person.email)).get("/home/"), words)


def test_who_can_sign_in_is_printed_as_a_table():
    lines = printed().splitlines()

    assert lines[0] == "Who can sign in (by emailed code; every person and school here is invented):"
    heads = re.split(r"\s{3,}", lines[2].strip())
    assert heads == ["Who", "Email", "Role", "What for"]
    rows = [re.split(r"\s{3,}", line.strip()) for line in lines[3:] if line.strip()]
    assert [row[1] for row in rows] == [person.email for person in CAST]
    starts = {line.index("@") > 0 and line.find(person.email) for line, person in zip(lines[3:], CAST, strict=False)}
    assert len(starts) == 1


def test_the_newest_of_the_cast_is_old_enough():
    assert all(person.born < date(2005, 1, 1) for person in (*CAST, *extras()) if person.born)
