"""Accept, reject, ask for more, answer, withdraw: what each does, refuses, and does when done twice."""

from datetime import UTC, datetime, timedelta

import pytest

from courses.actions.enrolments import CohortFullError, FundedPlaceUnsuitableError
from courses.choices import EnrolmentStatus, FundingKind
from courses.models import Enrolment
from npq_portal.notifications.models import Notification
from registrations.actions import decisions
from registrations.choices import ApplicationStatus, EndorsementStatus, FundingCode, RejectionReason
from registrations.errors import (
    AcceptedElsewhereError,
    BackingMissingError,
    FundedPlaceNotAllowedError,
    NotUndecidedError,
    RegistrationError,
)
from registrations.models import Application
from tests.factories.courses import CohortFactory, EnrolmentFactory, IntakeFactory
from tests.factories.registrations import ApplicationFactory
from tests.factories.registrations_workplaces import WorkplaceFactory

pytestmark = pytest.mark.django_db

UNDECIDED_STATES = [{}, {"more_needed": True}]
DECIDED_STATES = ["accepted", "rejected", "withdrawn"]


def kinds(application: Application) -> list[str]:
    return list(application.events.values_list("kind", flat=True))


def accept(application, by, at, funded_place=True):
    return decisions.accept(application=application, funded_place=funded_place, by=by, at=at)


def reject(application, by, at, words="Ask your trust about the next start.", reason=RejectionReason.NO_PLACES):
    return decisions.reject(application=application, reason=reason, words=words, by=by, at=at)


class TestAccept:
    @pytest.mark.parametrize("state", UNDECIDED_STATES)
    def test_it_enrols_writes_history_and_tells_the_person(self, state, hub_admin, at, told):
        application = ApplicationFactory(**state)
        before = kinds(application)
        row = accept(application, hub_admin, at)
        stored = Application.objects.get(pk=application.pk)
        assert (stored.status, stored.decided_at, stored.enrolment) == ("accepted", at, row.enrolment)
        assert (row.enrolment.cohort, row.enrolment.participant) == (application.cohort, application.participant)
        assert row.enrolment.funded_place is True
        last = application.events.last()
        assert (kinds(application), last.by, last.at) == ([*before, "accepted"], hub_admin, at)
        assert told(application.participant.user.email) == ["application_accepted"]

    @pytest.mark.parametrize("urn", ["123456", "1234567"])
    def test_the_enrolment_knows_the_school_so_that_nobody_there_marks_its_case_study(self, urn, hub_admin, at):
        application = ApplicationFactory(workplace=WorkplaceFactory(urn=urn))
        assert accept(application, hub_admin, at).enrolment.workplace_urn == urn

    def test_somebody_without_a_school_is_enrolled_without_one(self, hub_admin, at):
        application = ApplicationFactory(workplace=None)
        assert accept(application, hub_admin, at).enrolment.workplace_urn == ""

    def test_twice_gives_the_same_enrolment_and_one_message(self, hub_admin, second_admin, at, told):
        application = ApplicationFactory()
        first = accept(application, hub_admin, at)
        second = accept(application, second_admin, at + timedelta(minutes=1), funded_place=False)
        assert (second.enrolment, second.decided_at) == (first.enrolment, at)
        assert second.enrolment.funded_place is True
        assert kinds(application).count("accepted") == 1
        assert told(application.participant.user.email) == ["application_accepted"]

    @pytest.mark.parametrize("state", ["rejected", "withdrawn"])
    def test_what_has_ended_is_not_accepted(self, state, hub_admin, at):
        application = ApplicationFactory(**{state: True})
        with pytest.raises(NotUndecidedError, match=application.reference):
            accept(application, hub_admin, at)
        assert not Enrolment.objects.exists()

    @pytest.mark.parametrize("backing", [EndorsementStatus.ASKED, EndorsementStatus.DECLINED])
    def test_a_further_specialist_npq_waits_for_the_school_leader(self, backing, hub_admin, at):
        application = ApplicationFactory(needs_backing=True, backing=backing)
        with pytest.raises(BackingMissingError):
            accept(application, hub_admin, at)
        assert Application.objects.get(pk=application.pk).status == "submitted"

    def test_backed_it_can_be_accepted(self, hub_admin, at):
        application = ApplicationFactory(needs_backing=True, backing=EndorsementStatus.CONFIRMED)
        assert accept(application, hub_admin, at).status == "accepted"

    @pytest.mark.parametrize("backing", [EndorsementStatus.ASKED, EndorsementStatus.DECLINED])
    def test_where_backing_is_not_needed_the_hub_may_decide_without(self, backing, hub_admin, at):
        assert accept(ApplicationFactory(backing=backing), hub_admin, at).status == "accepted"

    def test_a_full_cohort_refuses_and_nothing_is_half_done(self, hub_admin, at, told):
        application = ApplicationFactory(cohort=CohortFactory(capacity=1))
        EnrolmentFactory(cohort=application.cohort)
        with pytest.raises(CohortFullError, match="All 1 places"):
            accept(application, hub_admin, at)
        stored = Application.objects.get(pk=application.pk)
        assert (stored.status, stored.decided_at, stored.enrolment) == ("submitted", None, None)
        assert "accepted" not in kinds(application)
        assert told(application.participant.user.email) == []

    def test_a_funded_place_needs_eligibility(self, hub_admin, at):
        application = ApplicationFactory(funding_code=FundingCode.NOT_PP50)
        with pytest.raises(FundedPlaceNotAllowedError):
            accept(application, hub_admin, at, funded_place=True)
        assert accept(application, hub_admin, at, funded_place=False).enrolment.funded_place is False

    @pytest.mark.parametrize(
        ("kind", "wrong", "right"),
        [(FundingKind.CAPPED, None, False), (FundingKind.FULL, True, None), (FundingKind.NONE, None, False)],
    )
    def test_the_funded_place_suits_the_intake(self, kind, wrong, right, hub_admin, at):
        intake = IntakeFactory(identifier=f"x-{kind}", funding_kind=kind)
        application = ApplicationFactory(cohort=CohortFactory(intake=intake))
        with pytest.raises(FundedPlaceUnsuitableError):
            accept(application, hub_admin, at, funded_place=wrong)
        assert accept(application, hub_admin, at, funded_place=right).enrolment.funded_place is right

    def test_a_person_who_withdrew_and_applied_again_gets_a_place_again(self, hub_admin, at):
        first = accept(ApplicationFactory(), hub_admin, at)
        decisions.withdraw(application=first, reason="", by=first.participant.user, at=at)
        again = ApplicationFactory(participant=first.participant, cohort=first.cohort)
        row = accept(again, hub_admin, at + timedelta(days=1))
        assert (row.enrolment, row.enrolment.status) == (first.enrolment, EnrolmentStatus.ACTIVE)
        assert Application.objects.get(pk=first.pk).status == "withdrawn"


class TestOtherApplicationsOfThePerson:
    def other(self, application, **more):
        """The same person, course and start with another lead provider."""
        return ApplicationFactory(
            participant=application.participant, cohort=CohortFactory(intake=application.cohort.intake), **more
        )

    def test_the_undecided_ones_for_the_same_course_and_start_are_closed(self, hub_admin, at):
        application = ApplicationFactory()
        others = [self.other(application), self.other(application, more_needed=True)]
        accept(application, hub_admin, at)
        for other in Application.objects.filter(pk__in=[other.pk for other in others]):
            assert (other.status, other.rejection_reason) == ("rejected", "other_application_accepted")
            assert other.events.last().note == f"Closed because {application.reference} was accepted."

    def test_what_was_decided_before_and_other_courses_and_people_are_left_alone(self, hub_admin, at):
        application = ApplicationFactory()
        left = {
            self.other(application, withdrawn=True).pk: "withdrawn",
            ApplicationFactory(participant=application.participant, cohort=other_course()).pk: "submitted",
            ApplicationFactory(cohort=CohortFactory(intake=application.cohort.intake)).pk: "submitted",
        }
        accept(application, hub_admin, at)
        assert dict(Application.objects.filter(pk__in=left).values_list("pk", "status")) == left

    def test_a_place_with_another_lead_provider_refuses_a_second(self, hub_admin, at):
        application = ApplicationFactory()
        held = self.other(application, accepted=True)
        with pytest.raises(AcceptedElsewhereError, match=held.reference):
            accept(application, hub_admin, at)


def other_course():
    from tests.factories.courses import CourseFactory, ProgrammeFactory

    course = CourseFactory(identifier="npq-headship", short_code="NPQH", slug="npqh")
    return CohortFactory(programme=ProgrammeFactory(course=course))


class TestReject:
    @pytest.mark.parametrize("state", UNDECIDED_STATES)
    def test_it_keeps_the_reason_and_tells_the_person_in_our_words(self, state, hub_admin, at):
        application = ApplicationFactory(**state)
        reject(application, hub_admin, at)
        stored = Application.objects.get(pk=application.pk)
        assert (stored.status, stored.rejection_reason, stored.decided_at) == ("rejected", "no_places", at)
        assert stored.events.last().note == "Ask your trust about the next start."
        message = Notification.objects.get(kind="application_rejected")
        assert "Ask your trust about the next start." in message.context["reason"]

    @pytest.mark.parametrize("reason", RejectionReason)
    def test_every_reason_has_words_for_the_person(self, reason, hub_admin, at):
        reject(ApplicationFactory(), hub_admin, at, reason=reason)
        context = Notification.objects.get(kind="application_rejected").context
        assert context["what_next"]
        assert "this person" not in context["reason"]

    def test_twice_keeps_the_first(self, hub_admin, second_admin, at):
        application = ApplicationFactory()
        reject(application, hub_admin, at)
        reject(application, second_admin, at + timedelta(minutes=1), words="Other words", reason=RejectionReason.OTHER)
        stored = Application.objects.get(pk=application.pk)
        assert (stored.rejection_reason, stored.decided_at) == ("no_places", at)
        assert Notification.objects.filter(kind="application_rejected").count() == 1

    @pytest.mark.parametrize("state", ["accepted", "withdrawn"])
    def test_what_was_decided_otherwise_is_not_rejected(self, state, hub_admin, at):
        application = ApplicationFactory(**{state: True})
        with pytest.raises(NotUndecidedError):
            reject(application, hub_admin, at)
        assert Application.objects.get(pk=application.pk).status == state


class TestAskAndAnswer:
    def test_asking_waits_for_the_person_and_the_answer_brings_it_back(self, hub_admin, at, told):
        application = ApplicationFactory()
        decisions.ask_for_more(application=application, question="Which school?", by=hub_admin, at=at)
        assert Application.objects.get(pk=application.pk).status == "more_needed"
        person = application.participant.user
        decisions.give_more(application=application, answer="Oakbank", by=person, at=at + timedelta(days=1))
        assert Application.objects.get(pk=application.pk).status == "submitted"
        assert list(application.events.values_list("kind", "note", "by"))[-2:] == [
            ("more_asked", "Which school?", hub_admin.pk),
            ("more_given", "Oakbank", person.pk),
        ]
        assert told(person.email) == ["application_more_needed"]

    def test_every_question_is_a_message_of_its_own(self, hub_admin, at, told):
        application = ApplicationFactory()
        for question in ("Which school?", "Since when?"):
            decisions.ask_for_more(application=application, question=question, by=hub_admin, at=at)
        assert told(application.participant.user.email) == ["application_more_needed"] * 2

    @pytest.mark.parametrize("state", DECIDED_STATES)
    def test_nothing_is_asked_after_a_decision(self, state, hub_admin, at):
        with pytest.raises(NotUndecidedError):
            decisions.ask_for_more(application=ApplicationFactory(**{state: True}), question="?", by=hub_admin, at=at)

    def test_nothing_is_answered_that_was_not_asked(self, at):
        application = ApplicationFactory()
        with pytest.raises(NotUndecidedError):
            decisions.give_more(application=application, answer="!", by=application.participant.user, at=at)


class TestWithdraw:
    @pytest.mark.parametrize("state", [*UNDECIDED_STATES, {"accepted": True}])
    def test_the_person_takes_it_back(self, state, at, told):
        application = ApplicationFactory(**state)
        person = application.participant.user
        decisions.withdraw(application=application, reason="A new job", by=person, at=at)
        stored = Application.objects.get(pk=application.pk)
        assert (stored.status, stored.decided_at) == ("withdrawn", at)
        assert (stored.events.last().kind, stored.events.last().note) == ("withdrawn", "A new job")
        assert told(person.email) == ["application_withdrawn"]

    def test_an_accepted_one_gives_its_place_back(self, at):
        application = ApplicationFactory(accepted=True, cohort=CohortFactory(capacity=1))
        decisions.withdraw(application=application, reason="", by=application.participant.user, at=at)
        application.enrolment.refresh_from_db()
        assert application.enrolment.status == EnrolmentStatus.WITHDRAWN
        assert application.cohort.places_left() == 1

    def test_twice_changes_nothing_more(self, at, told):
        application = ApplicationFactory()
        person = application.participant.user
        for minute in range(2):
            decisions.withdraw(application=application, reason="", by=person, at=at + timedelta(minutes=minute))
        assert kinds(application).count("withdrawn") == 1
        assert told(person.email) == ["application_withdrawn"]

    def test_a_rejected_one_cannot_be_taken_back(self, at):
        application = ApplicationFactory(rejected=True)
        with pytest.raises(NotUndecidedError):
            decisions.withdraw(application=application, reason="", by=application.participant.user, at=at)

    @pytest.mark.parametrize(
        ("moment", "refused"),
        [
            (datetime(2026, 11, 8, 23, 59, 59, tzinfo=UTC), False),
            (datetime(2026, 11, 9, 0, 0, tzinfo=UTC), True),
        ],
    )
    def test_from_the_first_day_on_staff_must_be_asked(self, moment, refused):
        application = ApplicationFactory(accepted=True)
        work = {"application": application, "reason": "", "by": application.participant.user, "at": moment}
        if refused:
            with pytest.raises(RegistrationError, match="has started"):
                decisions.withdraw(**work)
        else:
            assert decisions.withdraw(**work).status == ApplicationStatus.WITHDRAWN


class TestFunding:
    @pytest.mark.parametrize(
        ("funded", "code"),
        [(True, FundingCode.MARKED_FUNDED_BY_POLICY), (False, FundingCode.MARKED_INELIGIBLE_BY_POLICY)],
    )
    def test_a_person_decides_otherwise_and_the_earlier_decision_stays(self, funded, code, hub_admin, at):
        application = ApplicationFactory(funding_code=FundingCode.SUBJECT_TO_REVIEW)
        decision = decisions.override_funding(
            application=application, funded=funded, reason="The DfE wrote.", by=hub_admin, at=at
        )
        assert (decision.code, decision.funded, decision.by, decision.reason) == (
            code, funded, hub_admin, "The DfE wrote.",
        )  # fmt: skip
        assert list(application.funding_decisions.values_list("code", flat=True)) == ["subject_to_review", code]
        assert Application.objects.get(pk=application.pk).funding_code == code
        assert kinds(application)[-1] == "funding_overridden"

    def test_funding_is_not_taken_from_a_funded_place(self, hub_admin, at):
        application = ApplicationFactory(accepted=True)
        with pytest.raises(RegistrationError, match="funded place"):
            decisions.override_funding(application=application, funded=False, reason="No", by=hub_admin, at=at)
        assert Application.objects.get(pk=application.pk).funding_code == FundingCode.FUNDED

    @pytest.mark.parametrize(
        ("kind", "code", "asked"),
        [
            (FundingKind.CAPPED, FundingCode.FUNDED, True),
            (FundingKind.CAPPED, FundingCode.MARKED_FUNDED_BY_POLICY, True),
            (FundingKind.CAPPED, FundingCode.NOT_PP50, False),
            (FundingKind.CAPPED, FundingCode.SUBJECT_TO_REVIEW, False),
            (FundingKind.FULL, FundingCode.FUNDED, False),
            (FundingKind.NONE, FundingCode.UNFUNDED_COHORT, False),
        ],
    )
    def test_when_accepting_asks_about_a_funded_place(self, kind, code, asked):
        intake = IntakeFactory(identifier=f"x-{kind}", funding_kind=kind)
        application = ApplicationFactory(cohort=CohortFactory(intake=intake), funding_code=code)
        assert decisions.may_have_funded_place(application) is asked


def test_a_note_is_for_colleagues(hub_admin, at, told):
    application = ApplicationFactory()
    decisions.add_note(application=application, words="Rang the school.", by=hub_admin, at=at)
    event = application.events.last()
    assert (event.kind, event.note, event.by, event.shown_to_participant) == (
        "note",
        "Rang the school.",
        hub_admin,
        False,
    )
    assert told(application.participant.user.email) == []
