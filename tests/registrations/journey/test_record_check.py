"""The record check of the journey, against the fake Teaching Record System as a real server."""

import pytest

from npq_portal import clock
from npq_portal.accounts.models import Participant
from npq_portal.notifications.models import Notification
from registrations.actions import submit
from registrations.models import Application, Draft, TrnCheck
from registrations.reminders import TRIED_AGAIN_AFTER
from registrations.tasks import retry_trn_checks
from registrations.teacher_records.breaker import Breaker
from registrations.teacher_records.fake.people import EVERYBODY, MAGIC_BIRTH_DATE
from tests.factories.accounts import ParticipantFactory
from tests.registrations.journey.walker import Walker, finished_draft

ADA = next(entry for entry in EVERYBODY if entry.trn == "9900001")


def claim(entry, **changed) -> dict:
    """The answers of somebody who gives this record's details."""
    names = {"first_name": entry.first, "last_name": entry.last, "date_of_birth": entry.born.isoformat()}
    return {"trn_answer": "have", "trn": entry.trn, **names, **changed}


def check(walker: Walker, applicant, number: str = "", **answers) -> tuple[TrnCheck, str]:
    """Walk over the National Insurance page; the check that was kept and the page that tells about it."""
    draft = finished_draft(applicant, **answers)
    draft.trn_checks.all().delete()
    walker.client.post("/register/questions/national-insurance/", {"national_insurance_number": number})
    page = walker.client.get("/register/questions/your-record/").content.decode()
    return Draft.objects.get().trn_checks.get(), page


def test_a_person_whose_details_agree_is_verified_and_told(walker, applicant, trs_on):
    found, page = check(walker, applicant, **claim(ADA))
    assert (found.outcome, found.record_trn) == ("verified", ADA.trn)
    assert found.facts["trn"] == found.facts["first_name"] == found.facts["date_of_birth"] == "agreed"
    assert "We found your teaching record" in page


def test_the_national_insurance_number_is_used_and_not_kept(walker, applicant, trs_on, caplog):
    wrong_name = claim(ADA, first_name="Somebody")
    found, _ = check(walker, applicant, number=ADA.number, **wrong_name)
    assert found.outcome == "verified"
    assert found.facts["national_insurance_number"] == "agreed"
    everything = str(Draft.objects.values().get()) + str(TrnCheck.objects.values().get()) + caplog.text
    assert ADA.number not in everything
    assert ADA.number[:6] not in everything


def test_a_mistyped_trn_is_replaced_by_the_one_on_the_record(walker, applicant, trs_on):
    found, page = check(walker, applicant, number=ADA.number, **claim(ADA, trn="9999999"))
    assert (found.outcome, found.record_trn) == ("verified", ADA.trn)
    assert f"ends in {ADA.trn[-3:]}" in page
    assert ADA.trn not in page.replace(f"ends in {ADA.trn[-3:]}", "")


def test_details_that_differ_go_on_unverified_with_a_way_to_change_them(walker, applicant, trs_on):
    found, page = check(walker, applicant, **claim(ADA, first_name="Somebody", last_name="Else"))
    assert found.outcome == "not_verified"
    assert "We could not match your details" in page
    for step in ("trn", "name", "date-of-birth"):
        assert f'href="/register/questions/{step}/' in page


@pytest.mark.parametrize("trn", ["7000009", "7000010", "7000012", "7000015", "7000016"])
def test_no_fault_of_the_service_stops_a_registration(walker, applicant, trs_on, trn):
    entry = next(person for person in EVERYBODY if person.trn == trn)
    answers = claim(entry, date_of_birth=MAGIC_BIRTH_DATE.isoformat())
    found, _ = check(walker, applicant, **answers)
    assert found.outcome in {"verified", "not_verified", "unavailable"}
    assert walker.client.post("/register/questions/your-record/").status_code == 302
    application = submit.submit(draft=Draft.objects.get(), at=clock.now()) if found else None
    assert application is not None


def test_without_a_trn_the_page_says_how_to_get_one_later(walker, applicant, trs_on):
    found, page = check(walker, applicant, trn_answer="none", trn="", first_name="Nova", last_name="Newcomer")
    assert found.outcome == "no_trn"
    assert "You do not have a TRN yet" in page
    assert "we tell you how to get a TRN" in page


def test_a_verified_check_makes_a_verified_participant(walker, applicant, trs_on):
    check(walker, applicant, **claim(ADA))
    walker.client.post("/register/questions/your-record/")
    walker.client.post("/register/questions/funding/")
    walker.submit()
    person = Participant.objects.get(user=applicant)
    assert (person.trn, person.trn_verification) == (ADA.trn, "by_record")
    assert Application.objects.get().review_reasons == []
    applicant.refresh_from_db()
    assert applicant.name == f"{ADA.first} {ADA.last}"


def test_a_trn_verified_for_somebody_else_is_for_staff_to_look_at(walker, applicant, trs_on):
    ParticipantFactory(trn=ADA.trn, trn_verification="by_record", trn_verified_at=clock.now())
    check(walker, applicant, **claim(ADA))
    walker.client.post("/register/questions/your-record/")
    walker.client.post("/register/questions/funding/")
    walker.submit()
    assert Application.objects.get().review_reasons == ["trn_belongs_to_another"]
    assert Participant.objects.get(user=applicant).trn_verification == "not_yet"


def test_a_check_that_could_not_be_made_is_tried_again(walker, applicant, trs_on, settings):
    address, settings.TRS_BASE_URL = settings.TRS_BASE_URL, "http://127.0.0.1:9"
    found, page = check(walker, applicant, **claim(ADA))
    assert found.outcome == "unavailable"
    assert "does not answer at the moment" in page
    walker.client.post("/register/questions/your-record/")
    walker.client.post("/register/questions/funding/")
    walker.submit()
    assert retry_trn_checks() == 0  # too soon to ask again
    TrnCheck.objects.update(at=clock.now() - TRIED_AGAIN_AFTER)
    assert retry_trn_checks() == 0  # asked again, and still nobody answers
    assert TrnCheck.objects.count() == 2
    TrnCheck.objects.update(at=clock.now() - TRIED_AGAIN_AFTER)
    with Breaker().guard():
        pass
    settings.TRS_BASE_URL = address
    assert retry_trn_checks() == 1
    assert Participant.objects.get(user=applicant).trn_verification == "by_record"
    assert Notification.objects.filter(kind="trn_verified").count() == 1
    assert retry_trn_checks() == 0


def test_a_verified_participant_keeps_what_was_verified_when_other_details_are_given(walker, applicant, trs_on):
    ParticipantFactory(
        user=applicant,
        first_name=ADA.first,
        last_name=ADA.last,
        date_of_birth=ADA.born,
        trn=ADA.trn,
        trn_verification="by_record",
        trn_verified_at=clock.now(),
    )
    check(walker, applicant, **claim(ADA, first_name="Somebody", date_of_birth="1999-09-09"))
    walker.client.post("/register/questions/your-record/")
    walker.client.post("/register/questions/funding/")
    walker.submit()
    person = Participant.objects.get(user=applicant)
    assert (person.first_name, person.date_of_birth, person.trn) == (ADA.first, ADA.born, ADA.trn)
    application = Application.objects.get()
    assert application.review_reasons == ["details_differ_from_verified"]
    assert application.answers["first_name"] == "Somebody"


def test_an_alert_on_the_record_reaches_the_staff_whenever_it_is_found(walker, applicant, trs_on):
    alerted = next(person for person in EVERYBODY if any(end is None for _, _, end in person.alerts))
    found, page = check(walker, applicant, **claim(alerted))
    assert found.has_alert
    assert "alert" not in page.lower()
    walker.client.post("/register/questions/your-record/")
    walker.client.post("/register/questions/funding/")
    walker.submit()
    assert "record_has_alert" in Application.objects.get().review_reasons


def test_an_alert_found_by_a_later_check_reaches_them_too(walker, applicant, trs_on, settings):
    alerted = next(person for person in EVERYBODY if any(end is None for _, _, end in person.alerts))
    address, settings.TRS_BASE_URL = settings.TRS_BASE_URL, "http://127.0.0.1:9"
    check(walker, applicant, **claim(alerted))
    walker.client.post("/register/questions/your-record/")
    walker.client.post("/register/questions/funding/")
    walker.submit()
    settings.TRS_BASE_URL = address
    with Breaker().guard():
        pass
    TrnCheck.objects.update(at=clock.now() - TRIED_AGAIN_AFTER)
    assert retry_trn_checks() == 1
    assert "record_has_alert" in Application.objects.get().review_reasons
