"""Two people at once, on two real connections: one wins, the other is told, and nothing is half done."""

from datetime import timedelta

import pytest

from courses.actions.enrolments import CohortFullError
from courses.choices import HOLDING_A_PLACE
from courses.models import Cohort, Enrolment
from npq_portal import clock
from npq_portal.accounts.models import Participant
from npq_portal.notifications.models import Notification
from registrations.actions import decisions, drafts, endorsement, submit, trn
from registrations.choices import EndorsementStatus, RejectionReason
from registrations.errors import (
    AlreadyAppliedError,
    AlreadySubmittedError,
    BackingMissingError,
    NotUndecidedError,
    TrnBelongsToAnotherError,
)
from registrations.models import Application, Draft
from tests.factories.accounts import UserFactory
from tests.factories.courses import CohortFactory
from tests.factories.registrations import ApplicationFactory
from tests.registrations.actions.racing import at_once, race
from tests.registrations.journey.walker import finished_draft

pytestmark = pytest.mark.django_db(transaction=True)


def status(application: Application) -> str:
    return Application.objects.get(pk=application.pk).status


@pytest.fixture
def accept(hub_admin, at):
    def work(application, by=None):
        return lambda: decisions.accept(application=application, funded_place=True, by=by or hub_admin, at=at)

    return work


@pytest.fixture
def reject(hub_admin, at):
    def work(application):
        return lambda: decisions.reject(
            application=application, reason=RejectionReason.OTHER, words="Sorry.", by=hub_admin, at=at
        )

    return work


@pytest.fixture
def withdraw(at):
    def work(application):
        person = application.participant.user
        return lambda: decisions.withdraw(application=application, reason="", by=person, at=at)

    return work


class TestTheLastPlace:
    def test_two_admins_give_it_to_one_person(self, accept, second_admin):
        one, two = (ApplicationFactory(cohort=cohort) for cohort in [CohortFactory(capacity=1)] * 2)
        assert isinstance(race(accept(one), accept(two, second_admin)), CohortFullError)
        assert (status(one), status(two)) == ("accepted", "submitted")
        assert Enrolment.objects.filter(status__in=HOLDING_A_PLACE).count() == 1

    def test_ten_admins_and_three_places(self, accept):
        cohort = CohortFactory(capacity=3)
        outcomes = at_once(*(accept(ApplicationFactory(cohort=cohort)) for _ in range(10)))
        assert sum(isinstance(one, Application) for one in outcomes) == 3
        assert sum(isinstance(one, CohortFullError) for one in outcomes) == 7
        assert Cohort.objects.get(pk=cohort.pk).places_left() == 0
        assert Notification.objects.filter(kind="application_accepted").count() == 3

    def test_a_place_given_back_goes_to_the_one_who_waited(self, accept, withdraw):
        cohort = CohortFactory(capacity=1)
        held, waiting = ApplicationFactory(accepted=True, cohort=cohort), ApplicationFactory(cohort=cohort)
        race(withdraw(held), accept(waiting))
        # the one who waited may have come a moment too early; asked again, the place is theirs, and only theirs
        accept(waiting)()
        assert (status(held), status(waiting), cohort.places_left()) == ("withdrawn", "accepted", 0)


class TestOneApplication:
    def test_accepted_twice_at_once_is_one_place_and_one_message(self, accept, second_admin):
        application = ApplicationFactory()
        outcomes = at_once(accept(application), accept(application, second_admin))
        assert len({outcome.enrolment.pk for outcome in outcomes}) == 1
        assert application.events.filter(kind="accepted").count() == 1
        assert Notification.objects.filter(kind="application_accepted").count() == 1

    def test_accepted_first_then_withdrawn_gives_the_place_back(self, accept, withdraw):
        application = ApplicationFactory()
        race(accept(application), withdraw(application))
        assert status(application) == "withdrawn"
        assert not Enrolment.objects.filter(status__in=HOLDING_A_PLACE).exists()

    def test_withdrawn_first_is_not_accepted(self, accept, withdraw):
        application = ApplicationFactory()
        assert isinstance(race(withdraw(application), accept(application)), NotUndecidedError)
        assert (status(application), Enrolment.objects.count()) == ("withdrawn", 0)

    def test_rejected_first_is_not_accepted(self, accept, reject):
        application = ApplicationFactory()
        assert isinstance(race(reject(application), accept(application)), NotUndecidedError)
        assert (status(application), Enrolment.objects.count()) == ("rejected", 0)

    def test_accepted_first_is_not_rejected(self, accept, reject):
        application = ApplicationFactory()
        assert isinstance(race(accept(application), reject(application)), NotUndecidedError)
        assert status(application) == "accepted"
        assert not Notification.objects.filter(kind="application_rejected").exists()

    def test_a_leader_who_declines_first_stops_the_acceptance(self, accept, at):
        application = ApplicationFactory(needs_backing=True)
        asked = application.endorsement
        declined = race(
            lambda: endorsement.answer(endorsement=asked, confirmed=False, comment="", at=at), accept(application)
        )
        assert isinstance(declined, BackingMissingError)

    def test_a_leader_who_answers_after_the_acceptance_is_thanked(self, accept, at):
        application = ApplicationFactory()
        asked = application.endorsement
        late = race(
            accept(application), lambda: endorsement.answer(endorsement=asked, confirmed=True, comment="", at=at)
        )
        assert isinstance(late, NotUndecidedError)
        asked.refresh_from_db()
        assert asked.status == EndorsementStatus.ASKED


class TestOnePerson:
    def test_two_lead_providers_for_one_course_and_one_is_accepted(self, accept, second_admin):
        """Both admins see two open applications; accepting one closes the other before it can be accepted."""
        one = ApplicationFactory()
        two = ApplicationFactory(participant=one.participant, cohort=CohortFactory(intake=one.cohort.intake))
        assert isinstance(race(accept(one), accept(two, second_admin)), NotUndecidedError)
        assert (status(one), status(two)) == ("accepted", "rejected")
        assert Enrolment.objects.filter(participant=one.participant).count() == 1

    def test_whatever_the_order_neither_waits_for_the_other_for_ever(self, accept, second_admin):
        one = ApplicationFactory()
        two = ApplicationFactory(participant=one.participant, cohort=CohortFactory(intake=one.cohort.intake))
        at_once(accept(one), accept(two, second_admin))
        assert sorted([status(one), status(two)]) == ["accepted", "rejected"]


class TestTrn:
    def test_one_trn_for_two_people_is_verified_for_one(self, hub_admin, second_admin, at):
        one, two = ApplicationFactory(), ApplicationFactory()
        refused = race(
            lambda: trn.verify_by_hand(application=one, trn="1234567", how="Seen", by=hub_admin, at=at),
            lambda: trn.verify_by_hand(application=two, trn="1234567", how="Seen", by=second_admin, at=at),
        )
        assert isinstance(refused, TrnBelongsToAnotherError)
        assert Participant.objects.filter(trn="1234567").get() == one.participant


@pytest.fixture
def open_cohort():
    from tests.factories.courses import CourseFactory, IntakeFactory, LeadProviderFactory, ProgrammeFactory
    from tests.factories.registrations_workplaces import WorkplaceFactory

    now, today = clock.now(), clock.today()
    WorkplaceFactory(urn="900001")
    provider = LeadProviderFactory(slug="lead-provider-a")
    return CohortFactory(
        programme=ProgrammeFactory(course=CourseFactory(), lead_provider=provider),
        intake=IntakeFactory(),
        registration_opens_at=now - timedelta(days=1),
        registration_closes_at=now + timedelta(days=1),
        starts_on=today + timedelta(days=30),
        ends_on=today + timedelta(days=500),
    )


@pytest.mark.usefixtures("open_cohort")
class TestSubmitting:
    @pytest.fixture
    def draft(self) -> Draft:
        return finished_draft(UserFactory(roles=["participant"]))

    def test_two_tabs_send_one_application(self, draft):
        now = clock.now()
        outcomes = at_once(*[lambda: submit.submit(draft=draft, at=now)] * 4)
        assert {outcome.pk for outcome in outcomes} == {Application.objects.get().pk}
        assert Notification.objects.filter(kind="application_received").count() == 1
        assert Notification.objects.filter(kind="endorsement_asked").count() == 1

    def test_an_answer_saved_while_it_is_sent_is_refused_and_not_lost_in_silence(self, draft):
        now = clock.now()
        late = race(
            lambda: submit.submit(draft=draft, at=now),
            lambda: drafts.save_answers(draft=draft, changes={"why": "Another reason"}, at=now),
        )
        assert isinstance(late, AlreadySubmittedError)

    def test_a_second_application_for_the_same_cohort_names_the_first(self, draft):
        now = clock.now()
        first = submit.submit(draft=draft, at=now)
        again = finished_draft(draft.user)
        with pytest.raises(AlreadyAppliedError, match=first.reference):
            submit.submit(draft=again, at=now)

    def test_two_open_drafts_cannot_be_begun_at_once(self):
        user, now = UserFactory(roles=["participant"]), clock.now()
        outcomes = at_once(*[lambda: drafts.open_draft(user=user, at=now)] * 4)
        assert len({outcome.pk for outcome in outcomes}) == 1

    def test_sending_one_application_while_another_is_accepted_locks_nobody_out(self, draft, hub_admin):
        """Accepting holds the participant and writes a message to the user; sending must not hold the user and want the
        participant."""
        now = clock.now()
        first = submit.submit(draft=draft, at=now)
        Application.objects.filter(pk=first.pk).update(cohort=CohortFactory())
        again = finished_draft(draft.user)
        outcomes = at_once(
            *[
                lambda: decisions.accept(application=first, funded_place=False, by=hub_admin, at=now),
                lambda: submit.submit(draft=again, at=now),
            ]
        )
        assert [type(outcome) for outcome in outcomes] == [Application, Application]
