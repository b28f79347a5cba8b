"""A person's own application: what it says in each state, answering, withdrawing; and the school leader's page."""

from datetime import timedelta

import pytest

from courses.actions.enrolments import EnrolmentRefusedError, withdraw
from npq_portal import clock
from npq_portal.notifications.models import Notification
from registrations.actions import decisions, endorsement, submit
from registrations.choices import RejectionReason
from registrations.errors import FundedPlaceNotAllowedError
from registrations.journey.answers import Answers
from registrations.models import Application, Endorsement
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory, IntakeFactory
from tests.registrations.journey.walker import Walker, finished_draft


@pytest.fixture
def application(walker: Walker, applicant) -> Application:
    """Sent a moment ago, by somebody whose TRN is not verified yet."""
    return submit.submit(draft=finished_draft(applicant), at=clock.now())


@pytest.fixture
def admin(db):
    return UserFactory(email="hannah@hub.example", name="Hannah", roles=["hub_admin"])


def page(walker: Walker, application: Application, query: str = "") -> str:
    response = walker.client.get(f"/register/applications/{application.reference}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_after_sending_has_the_reference_and_what_happens_next_and_when(walker, application):
    text = page(walker, application, "?submitted=1")
    assert "Application sent" in text
    assert application.reference in text
    assert "What happens next" in text
    assert "within 10 working days" in text
    assert "Helen Head gets an email from us" in text
    assert "We check your TRN by hand" in text
    message = Notification.objects.get(kind="application_received")
    for step in message.context["next_steps"]:
        assert step.split("'")[0][:40] in text


def test_the_answers_are_shown_as_they_were_confirmed(walker, application):
    text = page(walker, application)
    for words in (
        "Senior Leadership (NPQSL)",
        "Invented Community School",
        "Head of year",
        "To lead better.",
        "3 February 1985",
    ):
        assert words in text


def test_asked_for_more_the_person_answers_and_the_hub_goes_on(walker, application, admin):
    decisions.ask_for_more(application=application, question="How many people\ndo you lead?", by=admin, at=clock.now())
    assert "We need more from you" in page(walker, application)
    url = f"/register/applications/{application.reference}/answer/"
    assert "How many people" in walker.client.get(url).content.decode()
    assert walker.errors(walker.client.post(url, {"answer": ""})) == ["Error: Enter your answer"]
    assert walker.client.post(url, {"answer": "Six."}).status_code == 302
    application.refresh_from_db()
    assert application.status == "submitted"
    assert application.events.filter(kind="more_given", note="Six.").exists()
    assert walker.client.get(url)["Location"] == f"/register/applications/{application.reference}/"
    late = walker.client.post(url, {"answer": "Seven."})
    assert late.status_code == 200
    assert "this cannot be done any more" in late.content.decode()
    assert "Seven." in late.content.decode()


def test_rejected_the_page_says_why_and_who_to_ask(walker, application, admin):
    decisions.reject(
        application=application, reason=RejectionReason.NO_PLACES, words="Try spring.", by=admin, at=clock.now()
    )
    text = page(walker, application)
    assert "Not accepted" in text
    assert "Every place for this start is taken." in text
    assert "What you can do" in text
    assert "Try spring." in text
    assert "Withdraw this application" not in text


def test_accepted_without_a_trn_the_page_says_how_to_get_one(walker, applicant, admin):
    draft = finished_draft(applicant, trn_answer="none", trn="")
    draft.answers["checked"] = Answers(draft.answers).claim_fingerprint
    draft.save()
    application = submit.submit(draft=draft, at=clock.now())
    decisions.accept(application=application, funded_place=True, by=admin, at=clock.now())
    text = page(walker, application)
    assert "npq.trnrequest@education.gov.uk" in text
    message = Notification.objects.get(kind="application_accepted")
    assert "npq.trnrequest@education.gov.uk" in " ".join(message.context["next_steps"])
    assert "one of our funded places" in message.context["funding_explanation"]


def test_withdrawing_asks_first_frees_the_place_and_cannot_be_done_twice(walker, application, admin):
    decisions.accept(application=application, funded_place=False, by=admin, at=clock.now())
    url = f"/register/applications/{application.reference}/withdraw/"
    assert "Are you sure" in walker.client.get(url).content.decode()
    assert walker.client.post(url, {"reason": "New job"}).status_code == 302
    application.refresh_from_db()
    assert application.status == "withdrawn"
    enrolment = application.participant.enrolments.get()
    assert enrolment.status == "withdrawn"
    assert Notification.objects.filter(kind="application_withdrawn").count() == 1
    walker.client.post(url, {"reason": "New job"})
    assert application.events.filter(kind="withdrawn").count() == 1


def test_somebody_who_withdrew_can_apply_again_and_be_accepted(walker, application, applicant, admin):
    decisions.accept(application=application, funded_place=False, by=admin, at=clock.now())
    decisions.withdraw(application=application, reason="", by=applicant, at=clock.now())
    again = submit.submit(draft=finished_draft(applicant), at=clock.now())
    decisions.accept(application=again, funded_place=True, by=admin, at=clock.now())
    assert again.participant.enrolments.get().status == "active"
    assert walker.client.get(f"/register/applications/{application.reference}/").status_code == 200


def test_a_course_that_has_started_is_left_only_with_the_hub(walker, application, admin):
    decisions.accept(application=application, funded_place=False, by=admin, at=clock.now())
    application.cohort.starts_on = clock.today() - timedelta(days=1)
    application.cohort.save()
    response = walker.client.post(f"/register/applications/{application.reference}/withdraw/", {"reason": ""})
    assert "Your course has started" in response.content.decode()
    application.refresh_from_db()
    assert application.status == "accepted"


def test_the_same_npq_is_funded_once_even_when_applied_for_twice_before_either_is_accepted(
    walker, hub, applicant, admin
):
    now = clock.now()
    spring = IntakeFactory(identifier="2027a", name="Spring 2027")
    first = hub["npq-headship"]
    dates = {
        "registration_opens_at": first.registration_opens_at,
        "registration_closes_at": first.registration_closes_at,
        "starts_on": first.starts_on,
        "ends_on": first.ends_on,
    }
    CohortFactory(programme=first.programme, intake=spring, **dates)
    one, two = (
        submit.submit(draft=finished_draft(applicant, course="npq-headship", intake=intake), at=now)
        for intake in ("2026b", "2027a")
    )
    assert one.funding_code == two.funding_code == "funded"
    decisions.accept(application=one, funded_place=True, by=admin, at=now)
    with pytest.raises(FundedPlaceNotAllowedError, match="each NPQ once"):
        decisions.accept(application=two, funded_place=True, by=admin, at=now)
    decisions.override_funding(application=two, funded=True, reason="The DfE agreed.", by=admin, at=now)
    two.refresh_from_db()
    with pytest.raises(EnrolmentRefusedError, match="the same course"):
        decisions.accept(application=two, funded_place=True, by=admin, at=now)
    withdraw(enrolment=applicant.participant.enrolments.get(), reason="Starts in spring", by=admin, at=now)
    decisions.accept(application=two, funded_place=True, by=admin, at=now)
    assert applicant.participant.enrolments.count() == 2


def test_accepting_one_closes_the_other_for_the_same_course_and_writes_about_it(walker, applicant, admin):
    now = clock.now()
    one, two = (
        submit.submit(draft=finished_draft(applicant, lead_provider=provider), at=now)
        for provider in ("lead-provider-a", "lead-provider-b")
    )
    decisions.accept(application=one, funded_place=True, by=admin, at=now)
    two.refresh_from_db()
    assert (two.status, two.rejection_reason) == ("rejected", "other_application_accepted")
    letter = Notification.objects.get(kind="application_rejected")
    assert letter.context["reference"] == two.reference
    assert one.reference in letter.context["reason"]


def test_verbs_done_twice_are_done_once(walker, application, admin):
    now = clock.now()
    for _ in range(2):
        decisions.ask_for_more(application=application, question="Which class?", by=admin, at=now)
        decisions.override_funding(application=application, funded=True, reason="Agreed.", by=admin, at=now)
        decisions.add_note(application=application, words="Rang the school.", by=admin, at=now)
        endorsement.ask(application=application, leader_name="New", leader_email="new@school.example", by=admin, at=now)
    kinds = list(application.events.values_list("kind", flat=True))
    for kind in ("more_asked", "funding_overridden", "note"):
        assert kinds.count(kind) == 1
    assert Notification.objects.filter(kind="application_more_needed").count() == 1
    assert Notification.objects.filter(kind="endorsement_asked", recipient_email="new@school.example").count() == 1


# -- the school leader -------------------------------------------------------------------------------------------------
def link(application: Application) -> str:
    message = Notification.objects.filter(kind="endorsement_asked").order_by("-created_at").first()
    return "/register/" + message.context["url"].partition("/register/")[2]


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [("confirm", "confirmed", "You told us that you back"), ("decline", "declined", "you do not back")],
)
def test_a_school_leader_answers_once_without_an_account(client, application, answer, status, words):
    client.logout()
    url = link(application)
    asked = client.get(url)
    assert "Ada Invented" in asked.content.decode()
    assert asked["Referrer-Policy"] == "same-origin"
    assert "Choose whether you back this application" in client.post(url, {}).content.decode()
    said = client.post(url, {"answer": answer, "comment": "Between us."}).content.decode()
    assert words in said
    application.endorsement.refresh_from_db()
    assert application.endorsement.status == status
    # pressed again, and the other way round: the first answer stands
    again = client.post(url, {"answer": "decline" if answer == "confirm" else "confirm"}).content.decode()
    assert words in again
    message = Notification.objects.get(kind="endorsement_answered")
    assert "Between us." not in str(message.context)


def test_the_link_names_nobody_and_cannot_be_changed(client, application):
    url = link(application)
    for secret in ("ada", "invented", application.reference.lower(), "helen", "head@"):
        assert secret not in url.lower()
    for wrong in (url[:-3] + "xx/", "/register/backing/abc/", "/register/backing/1:1:1/"):
        response = client.get(wrong)
        assert response.status_code == 410
        assert "This link does not work" in response.content.decode()


def test_a_newer_link_ends_the_older_one(client, application, admin):
    old = link(application)
    later = clock.now() + timedelta(seconds=5)
    endorsement.ask(
        application=application, leader_name="Other Head", leader_email="other@school.example", by=admin, at=later
    )
    assert "A newer link was sent" in client.get(old).content.decode()


def test_a_link_works_for_28_days(application):
    token = endorsement.token_for(application.endorsement)
    asked = application.endorsement.asked_at
    assert (
        endorsement.from_token(token, at=asked + endorsement.LINK_LASTS - timedelta(seconds=1))
        == application.endorsement
    )
    with pytest.raises(endorsement.LinkNotGoodError, match="expired"):
        endorsement.from_token(token, at=asked + endorsement.LINK_LASTS)


def test_the_answer_of_one_leader_never_counts_for_another_asked_meanwhile(application, admin):
    opened = application.endorsement
    later = clock.now() + timedelta(minutes=2)
    endorsement.ask(
        application=application, leader_name="Other", leader_email="other@school.example", by=admin, at=later
    )
    with pytest.raises(endorsement.LinkNotGoodError, match="newer link"):
        endorsement.answer(endorsement=opened, confirmed=True, comment="", at=later)
    application.refresh_from_db()
    assert Endorsement.objects.get().status == "asked"


def test_after_a_decision_no_answer_is_needed(client, application, admin):
    decisions.reject(application=application, reason=RejectionReason.OTHER, words="", by=admin, at=clock.now())
    response = client.post(link(application), {"answer": "confirm"})
    assert response.status_code == 410
    assert "no answer is needed any more" in response.content.decode()
