"""What a hub admin does, a page a verb: done, refused, and at the same time as somebody else."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from courses.choices import FundingKind
from npq_portal import clock
from npq_portal.notifications import mailer
from npq_portal.notifications.models import Notification
from registrations.actions import decisions
from registrations.choices import EndorsementStatus, EventKind, FundingCode, RejectionReason
from registrations.models import Application
from tests.cast import signed_in
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.courses import CohortFactory, EnrolmentFactory, IntakeFactory
from tests.factories.registrations import SUBMITTED_AT, ApplicationFactory, EventFactory
from tests.registrations.casework.scenes import MARKUP

pytestmark = pytest.mark.django_db

WORDS = "The next start is in spring. Please apply again then."
#: What to type on each page that is not about a state of its own.
TYPED = {
    "accept": {"funded_place": "yes"},
    "reject": {"reason": "no_places", "words": WORDS},
    "ask": {"words": "Which school do you work in?"},
    "verify-trn": {"trn": "1234567", "how": "The DfE confirmed it", "words": ""},
    "override-funding": {"funded": "yes", "words": "The DfE wrote to us."},
    "note": {"words": "Rang the school."},
    "ask-leader": {"leader_name": "Nia New", "leader_email": "nia@school.example"},
}
NEED_AN_OPEN_ONE = ["accept", "reject", "ask", "ask-leader"]


class Page:
    """One page of one application in one admin's browser: remembers its hidden fields, as a browser does."""

    def __init__(self, client, address: str) -> None:
        self.client, self.address = client, address
        self.response = client.get(address)

    @property
    def hidden(self) -> dict[str, str]:
        found = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', self.response.content.decode())
        return {name: value for name, value in found if name != "csrfmiddlewaretoken"}

    def send(self, **typed: str) -> "Page":
        """Press the button."""
        self.response = self.client.post(self.address, self.hidden | typed)
        return self

    @property
    def errors(self) -> list[str]:
        """The error summary."""
        form = self.response.context["form"]
        return [str(error) for errors in form.errors.values() for error in errors]


@pytest.fixture
def open_page(hub_admin_client, url):
    def opened(name: str, application: Application, client=None) -> Page:
        return Page(client or hub_admin_client, url(name, application))

    return opened


@pytest.fixture
def colleague_client(db):
    """Hari's browser."""
    return signed_in(UserFactory(email="hari@hub.example", name="Hari Invented", roles=["hub_admin"]))


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def send_with_preview(page: Page, typed: dict[str, str]) -> Page:
    """Verbs that write an email show it first."""
    page.send(**typed)
    return page.send(**typed) if page.response.status_code == 200 and page.response.context["letter"] else page


@pytest.mark.parametrize("name", TYPED)
class TestEveryVerb:
    def test_done_it_leads_back_to_the_application_and_says_so(self, name, open_page, url, text, hub_admin_client):
        application = ApplicationFactory()
        page = send_with_preview(open_page(name, application), TYPED[name])
        assert page.response["Location"] == url("application", application)
        assert "Success" in text(hub_admin_client.get(url("application", application)))

    def test_who_and_when_stand_in_the_history(self, name, open_page, hub_admin, now):
        application = ApplicationFactory()
        send_with_preview(open_page(name, application), TYPED[name])
        event = application.events.order_by("pk").exclude(at=SUBMITTED_AT).first()
        assert (event.by, event.at) == (hub_admin, now)

    def test_an_empty_form_says_what_is_missing(self, name, open_page):
        application = ApplicationFactory()
        page = open_page(name, application).send(**dict.fromkeys(TYPED[name], ""))
        assert page.response.status_code == 200
        assert page.errors
        assert fresh(application).status == "submitted"
        assert page.response.content.decode().index("There is a problem") < page.response.content.decode().index("<h1")

    def test_pressed_twice_it_is_done_once_and_nobody_is_scolded(self, name, open_page, hub_admin_client, url):
        """Without JavaScript a double click sends two forms, and the browser shows the answer to the second."""
        application = ApplicationFactory()
        page = open_page(name, application)
        if name in ("reject", "ask"):
            page.send(**TYPED[name])
        hidden = page.hidden
        for _ in range(2):
            response = hub_admin_client.post(url(name, application), hidden | TYPED[name])
            assert response.status_code == 302
        kind = {
            "accept": "accepted", "reject": "rejected", "ask": "more_asked", "verify-trn": "trn_verified_by_hand",
            "override-funding": "funding_overridden", "note": "note", "ask-leader": "endorsement_asked",
        }[name]  # fmt: skip
        assert application.events.filter(kind=kind).count() == 1

    def test_what_happened_meanwhile_is_told_first_and_nothing_typed_is_lost(self, name, open_page, text, hub_admin):
        application = ApplicationFactory()
        page = open_page(name, application)
        EventFactory(
            application=application, kind=EventKind.MORE_GIVEN, note="I moved schools.", by=application.participant.user
        )
        page.send(**TYPED[name])
        assert "Since you opened this page" in text(page.response)
        assert "I moved schools." in text(page.response)
        assert page.errors[0].startswith("Something happened to this application")
        content = page.response.content.decode()
        for value in TYPED[name].values():
            assert value in content
        assert not application.events.filter(by=hub_admin).exists()
        assert send_with_preview(page, TYPED[name]).response.status_code == 302

    def test_a_form_that_does_not_say_what_it_showed_is_asked_again(self, name, hub_admin_client, url):
        for seen in ({}, {"seen": ""}, {"seen": "x"}, {"seen": "-5"}):
            response = hub_admin_client.post(url(name, ApplicationFactory()), TYPED[name] | seen)
            assert response.status_code == 200

    def test_cancel_and_back_lead_to_the_application(self, name, open_page, url):
        application = ApplicationFactory()
        content = open_page(name, application).response.content.decode()
        assert content.count(f'href="{url("application", application)}"') == 2

    def test_markup_in_a_name_is_not_run(self, name, open_page):
        application = ApplicationFactory(participant=ParticipantFactory(first_name=MARKUP))
        page = open_page(name, application)
        assert MARKUP not in page.response.content.decode()
        page.send(**TYPED[name])
        assert MARKUP not in page.response.content.decode()


@pytest.mark.parametrize("name", NEED_AN_OPEN_ONE)
@pytest.mark.parametrize("state", ["accepted", "rejected", "withdrawn"])
def test_after_a_decision_the_page_says_so_instead_of_asking(name, state, open_page, text):
    page = text(open_page(name, ApplicationFactory(**{state: True})).response)
    assert "This cannot be done now." in page
    assert "Back to the application" in page


class TestAccept:
    def test_where_places_are_capped_and_the_person_is_eligible_it_asks_for_a_funded_place(self, open_page, text):
        cohort = CohortFactory(capacity=3)
        EnrolmentFactory(cohort=cohort, funded_place=True)
        page = open_page("accept", ApplicationFactory(cohort=cohort))
        assert "2 of 3 left" in text(page.response)
        assert "Funded places given so far: 1." in text(page.response)
        assert page.send().errors == ["Choose whether to give a funded place"]

    @pytest.mark.parametrize(("answer", "place"), [("yes", True), ("no", False)])
    def test_the_answer_is_kept(self, answer, place, open_page):
        application = ApplicationFactory()
        open_page("accept", application).send(funded_place=answer)
        assert fresh(application).enrolment.funded_place is place

    @pytest.mark.parametrize(
        ("kind", "code", "place"),
        [
            (FundingKind.CAPPED, FundingCode.NOT_PP50, False),
            (FundingKind.FULL, FundingCode.FUNDED, None),
            (FundingKind.NONE, FundingCode.UNFUNDED_COHORT, False),
        ],
    )
    def test_elsewhere_it_is_not_asked(self, kind, code, place, open_page, text):
        cohort = CohortFactory(intake=IntakeFactory(identifier="x", funding_kind=kind))
        application = ApplicationFactory(cohort=cohort, funding_code=code)
        page = open_page("accept", application)
        assert "Give a funded place?" not in text(page.response)
        assert page.send(funded_place="yes").response.status_code == 302
        assert fresh(application).enrolment.funded_place is place

    def test_it_warns_of_what_is_still_open_and_of_what_it_closes(self, open_page, text, url):
        application = ApplicationFactory(backing=EndorsementStatus.DECLINED, review_reasons=["failed"])
        other = ApplicationFactory(
            participant=application.participant, cohort=CohortFactory(intake=application.cohort.intake)
        )
        page = open_page("accept", application)
        for words in (
            "The TRN is not verified. The person cannot start before it is.",
            "Lee Leader does not back this application.",
            "Did not pass an earlier NPQ.",
            "Accepting closes 1 other application of this person",
        ):
            assert words in text(page.response)
        assert url("application", other) in page.response.content.decode()
        page.send(funded_place="no")
        assert fresh(other).rejection_reason == RejectionReason.OTHER_APPLICATION_ACCEPTED

    def test_missing_backing_is_told_before_anything_is_asked(self, open_page, text):
        page = open_page("accept", ApplicationFactory(needs_backing=True))
        assert "The school leader must back it first" in text(page.response)
        assert "<form novalidate" not in page.response.content.decode()

    def test_the_last_place_goes_while_the_page_is_open(self, open_page, text):
        cohort = CohortFactory(capacity=1)
        application = ApplicationFactory(cohort=cohort)
        page = open_page("accept", application)
        EnrolmentFactory(cohort=cohort)
        page.send(funded_place="yes")
        assert page.errors == [f"All 1 places in {cohort} are taken."]
        assert 'value="yes" checked' in re.sub(
            r'(value="yes")[^>]*?(checked)', r"\1 \2", page.response.content.decode()
        )
        assert fresh(application).status == "submitted"

    def test_the_person_withdraws_while_the_page_is_open(self, open_page, text):
        application = ApplicationFactory()
        page = open_page("accept", application)
        decisions.withdraw(application=application, reason="A new job", by=application.participant.user, at=clock.now())
        page.send(funded_place="yes")
        assert "Since you opened this page Withdrawn" in text(page.response)
        page.send(funded_place="yes")
        assert page.errors == [f"{application.reference} is withdrawn, so it cannot be accepted."]
        assert fresh(application).status == "withdrawn"

    def test_a_colleague_accepts_it_first(self, open_page, text, colleague_client):
        application = ApplicationFactory()
        mine = open_page("accept", application)
        open_page("accept", application, colleague_client).send(funded_place="no")
        mine.send(funded_place="yes")
        assert "Since you opened this page Accepted" in text(mine.response)
        assert "by Hari Invented" in text(mine.response)
        assert fresh(application).enrolment.funded_place is False

    def test_a_colleague_accepts_it_in_the_same_moment(self, open_page, hub_admin, now):
        """Both forms were judged before either acted: the action gives the first one's result, and the second is told."""
        application = ApplicationFactory()
        page = open_page("accept", application)
        colleague = UserFactory(name="Hari Invented", roles=["hub_admin"])
        decisions.accept(application=application, funded_place=False, by=colleague, at=now - timedelta(seconds=1))
        newest = application.events.last()
        page.response = page.client.post(page.address, {"seen": newest.pk, "funded_place": "yes"})
        assert page.errors == ["Hari Invented was faster: accepted at 10:59am on Wednesday 14 October 2026."]

    def test_a_decision_about_funding_offers_the_place(self, open_page, text):
        application = ApplicationFactory(funding_code=FundingCode.SUBJECT_TO_REVIEW)
        assert "Give a funded place?" not in text(open_page("accept", application).response)
        open_page("override-funding", application).send(**TYPED["override-funding"])
        assert "Give a funded place?" in text(open_page("accept", application).response)


class TestLetters:
    """What is sent is what was seen."""

    def test_the_letter_is_shown_before_it_is_sent(self, open_page, text):
        application = ApplicationFactory()
        page = open_page("reject", application).send(**TYPED["reject"])
        assert page.response.status_code == 200
        assert fresh(application).status == "submitted"
        assert not Notification.objects.exists()
        seen = page.response.context["letter"]
        assert WORDS in seen
        assert "Send this email" in page.response.content.decode()
        page.send(**TYPED["reject"])
        sent = Notification.objects.get()
        letter = mailer.render(sent.kind, sent.context)
        assert seen == f"{letter.subject}\n\n{letter.text}"

    @pytest.mark.parametrize("changed", [{"words": "Other words."}, {"reason": "other"}])
    def test_changed_after_the_preview_it_is_shown_again(self, changed, open_page):
        application = ApplicationFactory()
        page = open_page("reject", application).send(**TYPED["reject"])
        page.send(**TYPED["reject"] | changed)
        assert page.response.context["letter"]
        assert fresh(application).status == "submitted"
        page.send(**TYPED["reject"] | changed)
        assert fresh(application).status == "rejected"

    def test_a_question_is_shown_and_sent(self, open_page):
        application = ApplicationFactory()
        page = open_page("ask", application).send(words=f"Which {MARKUP} school?")
        assert MARKUP in page.response.context["letter"]
        assert MARKUP not in page.response.content.decode()
        page.send(words=f"Which {MARKUP} school?")
        assert fresh(application).status == "more_needed"
        assert Notification.objects.get().context["question"] == f"Which {MARKUP} school?"

    def test_a_reason_that_only_the_portal_gives_cannot_be_chosen(self, open_page):
        page = open_page("reject", ApplicationFactory()).send(reason="other_application_accepted", words=WORDS)
        assert page.errors == ["Choose why the application is not accepted"]

    def test_a_text_that_is_too_long_is_refused_and_kept(self, open_page):
        page = open_page("ask", ApplicationFactory()).send(words="x" * 2001)
        assert page.errors == ["Your question must be 2,000 characters or fewer"]
        assert "x" * 2001 in page.response.content.decode()

    def test_rejected_by_a_colleague_in_the_same_moment_the_words_stay(self, open_page, now):
        application = ApplicationFactory()
        page = open_page("reject", application).send(**TYPED["reject"])
        colleague = UserFactory(name="Hari Invented", roles=["hub_admin"])
        decisions.reject(
            application=application,
            reason=RejectionReason.OTHER,
            words="No.",
            by=colleague,
            at=now - timedelta(minutes=1),
        )
        hidden = page.hidden | {"seen": str(application.events.last().pk)}
        page.response = page.client.post(page.address, hidden | TYPED["reject"])
        assert page.errors == ["Hari Invented was faster: not accepted at 10:59am on Wednesday 14 October 2026."]
        assert WORDS in page.response.content.decode()
        assert Notification.objects.count() == 1


class TestTrn:
    def test_how_it_was_checked_is_kept_for_colleagues(self, open_page):
        application = ApplicationFactory()
        open_page("verify-trn", application).send(trn="RP12/34567", how="I saw a document", words="A payslip of May")
        note = application.events.get(kind=EventKind.NOTE)
        assert note.note == "How the TRN was verified: I saw a document. A payslip of May"
        assert fresh(application).participant.trn == "1234567"

    @pytest.mark.parametrize(
        ("typed", "message"),
        [
            ("123", "The TRN is too short. It must be 7 digits, like 1234567"),
            ("AB123456C", "That looks like a National Insurance number. The TRN is 7 digits, like 1234567"),
            ("0000000", "That is not a real TRN. Check the number on your payslip or teacher training records"),
            ("１２３４５６７", "Enter the TRN with the digits 0 to 9, like 1234567"),
        ],
    )
    def test_what_is_no_trn_is_told_to_staff(self, typed, message, open_page):
        page = open_page("verify-trn", ApplicationFactory()).send(trn=typed, how="I saw a document")
        assert page.errors == [message]

    def test_somebody_elses_is_refused_and_shows_whose_it_is(self, open_page, text):
        holder = ApplicationFactory(participant=ParticipantFactory(verified=True, trn="1234567", first_name="Hana"))
        page = open_page("verify-trn", ApplicationFactory()).send(**TYPED["verify-trn"])
        assert page.errors[0].startswith("TRN 1234567 is verified for another participant already.")
        assert "Who holds this TRN Applications of the person who holds this TRN" in text(page.response)
        assert holder.reference in text(page.response)
        assert 'value="1234567"' in page.response.content.decode()

    def test_a_verified_one_can_be_put_right_after_a_warning(self, open_page, text):
        application = ApplicationFactory(participant=ParticipantFactory(verified=True, trn="7654321"))
        page = open_page("verify-trn", application)
        assert "TRN 7654321 is verified. Another one takes its place." in text(page.response)
        page.send(**TYPED["verify-trn"])
        assert fresh(application).participant.trn == "1234567"

    @pytest.mark.parametrize("state", ["accepted", "rejected", "withdrawn"])
    def test_it_can_be_verified_in_every_state(self, state, open_page):
        application = ApplicationFactory(**{state: True})
        assert open_page("verify-trn", application).send(**TYPED["verify-trn"]).response.status_code == 302


class TestFunding:
    @pytest.mark.parametrize(
        ("answer", "code"), [("yes", "marked_funded_by_policy"), ("no", "marked_ineligible_by_policy")]
    )
    def test_decided_by_a_person_with_a_reason_that_the_applicant_reads(self, answer, code, open_page):
        application = ApplicationFactory(funding_code=FundingCode.SUBJECT_TO_REVIEW)
        open_page("override-funding", application).send(funded=answer, words="The DfE wrote to us.")
        assert fresh(application).funding_code == code
        event = application.events.last()
        assert (event.note, event.shown_to_participant) == ("The DfE wrote to us.", True)

    def test_it_is_not_taken_from_a_funded_place(self, open_page):
        application = ApplicationFactory(accepted=True)
        page = open_page("override-funding", application).send(funded="no", words="A mistake")
        assert page.errors == ["This person holds a funded place. Change the place first."]
        assert "A mistake" in page.response.content.decode()


class TestNote:
    def test_the_person_does_not_see_it(self, open_page, client):
        application = ApplicationFactory()
        open_page("note", application).send(words="Rang the school.")
        assert not application.events.get(kind=EventKind.NOTE).shown_to_participant
        client.force_login(application.participant.user)
        assert "Rang the school." not in client.get(f"/register/applications/{application.reference}/").content.decode()

    def test_two_different_notes_are_two(self, open_page):
        application = ApplicationFactory()
        for words in ("One", "Two"):
            open_page("note", application).send(words=words)
        assert application.events.filter(kind=EventKind.NOTE).count() == 2


class TestAskLeader:
    def test_the_page_opens_with_the_one_who_was_asked(self, open_page):
        content = open_page("ask-leader", ApplicationFactory()).response.content.decode()
        assert 'value="Lee Leader"' in content
        assert 'value="lee@school.example"' in content

    def test_another_one_is_asked_and_the_answer_taken_away_after_a_warning(self, open_page, text):
        application = ApplicationFactory(backing=EndorsementStatus.DECLINED)
        page = open_page("ask-leader", application)
        assert "Lee Leader has answered. Asking again takes that answer away." in text(page.response)
        page.send(**TYPED["ask-leader"])
        asked = fresh(application).endorsement
        assert (asked.leader_name, asked.leader_email, asked.status) == ("Nia New", "nia@school.example", "asked")
        assert Notification.objects.get().recipient_email == "nia@school.example"

    @pytest.mark.parametrize(
        ("email", "message"),
        [
            ("", "Enter the school leader’s email address"),
            ("nia", "Enter the email address in the correct format, like name@example.com"),
            ("{own}", "Enter the school leader’s email address, not the applicant’s own"),
        ],
    )
    def test_the_address_must_be_somebody_elses(self, email, message, open_page):
        application = ApplicationFactory()
        typed = email.format(own=application.participant.user.email.upper())
        page = open_page("ask-leader", application).send(leader_name="Nia", leader_email=typed)
        assert page.errors == [message]

    def test_the_leaders_answer_arrives_while_the_page_is_open(self, open_page, text):
        application = ApplicationFactory()
        page = open_page("ask-leader", application)
        EventFactory(application=application, kind=EventKind.ENDORSEMENT_CONFIRMED, at=clock.now())
        page.send(leader_name="Lee Leader", leader_email="lee@school.example")
        assert "Since you opened this page School leader backed it" in text(page.response)
        assert fresh(application).endorsement.asked_at == SUBMITTED_AT


class TestNextOne:
    def test_after_a_decision_the_next_one_waiting_is_one_press_away(self, open_page, url, hub_admin_client):
        application, waiting = ApplicationFactory(), ApplicationFactory(submitted_at=SUBMITTED_AT - timedelta(days=3))
        open_page("accept", application).send(funded_place="no")
        page = hub_admin_client.get(url("application", application))
        assert page.context["next_waiting"] == waiting
        assert url("application", waiting) in page.content.decode()

    def test_the_last_one_has_no_next(self, hub_admin_client, url, text):
        assert "Next one waiting" not in text(hub_admin_client.get(url("application", ApplicationFactory())))


def test_a_form_without_its_token_is_refused(hub_admin, url):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(hub_admin)
    application = ApplicationFactory()
    assert strict.post(url("note", application), TYPED["note"]).status_code == 403
    assert not application.events.filter(kind=EventKind.NOTE).exists()
