"""Verifying a TRN by hand, and what becomes of a TRN that is somebody else's."""

from datetime import timedelta

import pytest

from npq_portal.accounts.choices import TrnVerification
from npq_portal.accounts.models import Participant
from npq_portal.notifications.models import Notification
from registrations.actions import submit, trn
from registrations.choices import EventKind, TrnCheckOutcome
from registrations.errors import TrnBelongsToAnotherError, TrnNotValidError
from registrations.models import TrnCheck
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.registrations import ApplicationFactory
from tests.registrations.journey.conftest import hub, school  # noqa: F401
from tests.registrations.journey.walker import finished_draft

pytestmark = pytest.mark.django_db

HOW = "I saw a payslip"


def verify(application, by, at, typed="1234567"):
    return trn.verify_by_hand(application=application, trn=typed, how=HOW, by=by, at=at)


def stored(application) -> Participant:
    return Participant.objects.get(pk=application.participant_id)


@pytest.mark.parametrize("typed", ["1234567", " 12 34567 ", "RP12/34567"])
def test_it_is_stored_as_seven_digits_with_who_and_when(typed, hub_admin, at):
    application = ApplicationFactory()
    verify(application, hub_admin, at, typed)
    person = stored(application)
    assert (person.trn, person.trn_verification, person.trn_verified_by, person.trn_verified_at) == (
        "1234567",
        TrnVerification.BY_HAND,
        hub_admin,
        at,
    )


def test_check_history_and_message_say_so_and_only_colleagues_read_how(hub_admin, at, told):
    application = ApplicationFactory()
    verify(application, hub_admin, at)
    check = application.trn_checks.last()
    assert (check.outcome, check.record_trn, check.reason, check.by) == ("verified", "1234567", "by_hand", hub_admin)
    events = application.events.filter(at=at).values_list("kind", "note", "shown_to_participant")
    assert list(events) == [
        (EventKind.TRN_VERIFIED_BY_HAND, "", True),
        (EventKind.NOTE, f"How the TRN was verified: {HOW}", False),
    ]
    assert told(application.participant.user.email) == ["trn_verified"]


def test_the_message_names_three_digits_and_no_more(hub_admin, at):
    verify(ApplicationFactory(), hub_admin, at)
    assert "1234567" not in str(Notification.objects.get(kind="trn_verified").context)


def test_twice_changes_nothing_more(hub_admin, second_admin, at, told):
    application = ApplicationFactory()
    verify(application, hub_admin, at)
    verify(application, second_admin, at + timedelta(minutes=5))
    assert stored(application).trn_verified_by == hub_admin
    assert application.trn_checks.filter(outcome=TrnCheckOutcome.VERIFIED).count() == 1
    assert told(application.participant.user.email) == ["trn_verified"]


def test_a_wrong_one_can_be_put_right(hub_admin, at):
    application = ApplicationFactory()
    verify(application, hub_admin, at)
    verify(application, hub_admin, at + timedelta(days=1), "7654321")
    assert stored(application).trn == "7654321"
    assert application.trn_checks.filter(outcome=TrnCheckOutcome.VERIFIED).count() == 2


@pytest.mark.parametrize("typed", ["", "1234", "12345678", "0000000", "0000001", "AB123456C", "１２３４５６７"])
def test_what_is_no_trn_is_refused(typed, hub_admin, at):
    application = ApplicationFactory()
    with pytest.raises(TrnNotValidError):
        verify(application, hub_admin, at, typed)
    assert (stored(application).trn, application.trn_checks.count()) == ("", 1)


def test_somebody_elses_is_refused_and_nothing_is_written(hub_admin, at, told):
    ParticipantFactory(verified=True, trn="1234567")
    application = ApplicationFactory()
    with pytest.raises(TrnBelongsToAnotherError, match="1234567"):
        verify(application, hub_admin, at)
    assert (stored(application).trn, stored(application).trn_is_verified) == ("", False)
    assert application.trn_checks.count() == 1
    assert told(application.participant.user.email) == []


class TestSubmitting:
    """A record check made in the journey counts at submission, unless the TRN is another participant's by then."""

    def draft(self, user):
        draft = finished_draft(user)
        TrnCheck.objects.filter(draft=draft).update(outcome=TrnCheckOutcome.VERIFIED, record_trn="1234567")
        check = draft.trn_checks.get()
        draft.answers["seen_your_record"] = f"{check.pk}:{check.outcome}"
        draft.save()
        return draft

    @pytest.fixture
    def now(self):
        from npq_portal import clock

        return clock.now()

    def test_verified_by_the_record(self, hub, school, now):  # noqa: F811
        application = submit.submit(draft=self.draft(UserFactory(roles=["participant"])), at=now)
        person = stored(application)
        assert (person.trn, person.trn_verification) == ("1234567", TrnVerification.BY_RECORD)
        assert application.review_reasons == []

    def test_another_persons_goes_to_review_and_is_not_verified(self, hub, school, now):  # noqa: F811
        ParticipantFactory(verified=True, trn="1234567")
        application = submit.submit(draft=self.draft(UserFactory(roles=["participant"])), at=now)
        assert not stored(application).trn_is_verified
        assert application.review_reasons == ["trn_belongs_to_another"]

    def test_a_verified_trn_stays_when_another_is_claimed(self, hub, school, now):  # noqa: F811
        person = ParticipantFactory(verified=True, trn="7654321")
        application = submit.submit(draft=self.draft(person.user), at=now)
        assert (stored(application).trn, application.review_reasons) == ("7654321", ["trn_differs_from_verified"])
