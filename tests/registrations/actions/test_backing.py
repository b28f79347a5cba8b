"""Asking the school leader, and their answer by the signed link."""

from datetime import timedelta

import pytest
from django.core import signing

from npq_portal.notifications.models import Notification
from registrations.actions import endorsement
from registrations.choices import EndorsementStatus
from registrations.errors import NotUndecidedError
from registrations.models import Endorsement
from tests.factories.registrations import ApplicationFactory

pytestmark = pytest.mark.django_db


def ask(application, by, at, name="Lee Leader", email="lee@school.example"):
    return endorsement.ask(application=application, leader_name=name, leader_email=email, by=by, at=at)


def answer(asked, at, confirmed=True, comment=""):
    return endorsement.answer(endorsement=asked, confirmed=confirmed, comment=comment, at=at)


class TestAsking:
    def test_the_leader_gets_a_link_and_the_person_reads_who_was_asked(self, hub_admin, at, told):
        application = ApplicationFactory()
        asked = ask(application, hub_admin, at, name="Nia New", email="nia@school.example")
        assert told("nia@school.example") == ["endorsement_asked"]
        last = application.events.last()
        assert (last.kind, last.note, last.by, last.shown_to_participant) == (
            "endorsement_asked",
            "Nia New was asked.",
            hub_admin,
            True,
        )
        context = Notification.objects.get(kind="endorsement_asked").context
        assert endorsement.from_token(context["url"].rstrip("/").rpartition("/")[2], at=at) == asked
        assert "nia@school.example" not in context["url"]

    def test_asking_again_takes_the_answer_away_and_ends_the_old_link(self, hub_admin, at):
        application = ApplicationFactory(backing=EndorsementStatus.DECLINED)
        old = endorsement.token_for(application.endorsement)
        asked = ask(application, hub_admin, at)
        assert (asked.status, asked.answered_at, asked.comment) == ("asked", None, "")
        assert endorsement.from_token(endorsement.token_for(asked), at=at) == asked
        with pytest.raises(endorsement.LinkNotGoodError, match="newer link"):
            endorsement.from_token(old, at=at)

    def test_each_asking_is_a_message(self, hub_admin, at, told):
        application = ApplicationFactory()
        for day in range(3):
            ask(application, hub_admin, at + timedelta(days=day))
        assert told("lee@school.example") == ["endorsement_asked"] * 3
        assert Endorsement.objects.count() == 1

    @pytest.mark.parametrize("state", ["accepted", "rejected", "withdrawn"])
    def test_after_a_decision_nobody_is_asked(self, state, hub_admin, at):
        with pytest.raises(NotUndecidedError):
            ask(ApplicationFactory(**{state: True}), hub_admin, at)


class TestLink:
    @pytest.mark.parametrize(("after", "works"), [(timedelta(days=28, seconds=-1), True), (timedelta(days=28), False)])
    def test_it_works_for_28_days(self, after, works):
        asked = ApplicationFactory().endorsement
        token = endorsement.token_for(asked)
        if works:
            assert endorsement.from_token(token, at=asked.asked_at + after) == asked
        else:
            with pytest.raises(endorsement.LinkNotGoodError, match="expired"):
                endorsement.from_token(token, at=asked.asked_at + after)

    @pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: f"x{token}", lambda token: ""])
    def test_a_changed_link_does_not_work(self, change, at):
        token = endorsement.token_for(ApplicationFactory().endorsement)
        with pytest.raises(endorsement.LinkNotGoodError, match="not complete"):
            endorsement.from_token(change(token), at=at)

    def test_something_else_that_we_signed_does_not_work(self, at):
        asked = ApplicationFactory().endorsement
        forged = signing.dumps([asked.pk, int(asked.asked_at.timestamp())], salt="something.else")
        with pytest.raises(endorsement.LinkNotGoodError):
            endorsement.from_token(forged, at=at)


class TestAnswer:
    @pytest.mark.parametrize(
        ("confirmed", "status", "kind"),
        [(True, "confirmed", "endorsement_confirmed"), (False, "declined", "endorsement_declined")],
    )
    def test_it_is_kept_and_the_person_is_told(self, confirmed, status, kind, at, told):
        application = ApplicationFactory()
        assert answer(application.endorsement, at, confirmed=confirmed)
        kept = Endorsement.objects.get()
        assert (kept.status, kept.answered_at) == (status, at)
        assert (application.events.last().kind, application.events.last().shown_to_participant) == (kind, True)
        assert told(application.participant.user.email) == ["endorsement_answered"]

    def test_a_comment_is_for_the_hub_alone(self, at):
        application = ApplicationFactory()
        answer(application.endorsement, at, confirmed=False, comment="Too new in the role.")
        assert Endorsement.objects.get().comment == "Too new in the role."
        assert not application.events.get(note="Too new in the role.").shown_to_participant
        assert "Too new" not in str(Notification.objects.get(kind="endorsement_answered").context)

    def test_the_first_answer_stands(self, at, told):
        application = ApplicationFactory()
        asked = application.endorsement
        assert answer(asked, at, confirmed=True)
        assert not answer(Endorsement.objects.get(), at, confirmed=False)
        assert Endorsement.objects.get().status == "confirmed"
        assert told(application.participant.user.email) == ["endorsement_answered"]

    def test_after_a_decision_no_answer_is_taken(self, at):
        application = ApplicationFactory(rejected=True)
        with pytest.raises(NotUndecidedError, match="Thank you"):
            answer(application.endorsement, at)
