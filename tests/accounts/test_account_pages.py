"""Your account, and moving it to another address."""

import re

import pytest
from django.test import Client

from npq_portal.accounts.models import User
from npq_portal.notifications.models import Notification
from tests.cast import signed_in

pytestmark = pytest.mark.django_db

ACCOUNT, CHANGE, CODE = "/account/", "/account/email/", "/account/email/code/"
NEW = "new@home.example"


def test_it_shows_address_and_roles_and_the_way_out(participant_client):
    page = participant_client.get(ACCOUNT).content.decode()
    assert "priya@school.example" in page
    assert "Participant" in page
    assert 'action="/account/sign-out/"' in page


def test_somebody_without_a_role_is_told_so(outsider_client):
    assert "Nobody in particular yet" in outsider_client.get(ACCOUNT).content.decode()


class TestChangeEmail:
    def test_with_the_code_from_the_new_address(self, participant_client, participant, code_in):
        assert participant_client.post(CHANGE, {"email": NEW.upper()}).url == CODE
        page = participant_client.post(CODE, {"code": code_in(NEW)}, follow=True).content.decode()
        assert f"You now sign in with {NEW}" in page
        assert User.objects.get(pk=participant.pk).email == NEW
        assert Notification.objects.get().recipient_email == "priya@school.example"

    def test_this_session_goes_on_and_others_end(self, participant, code_in):
        here, elsewhere = signed_in(participant), signed_in(participant)
        here.post(CHANGE, {"email": NEW})
        here.post(CODE, {"code": code_in()})
        assert here.get(ACCOUNT).status_code == 200
        assert elsewhere.get(ACCOUNT).status_code == 302

    def test_nothing_changes_without_the_code(self, participant_client, participant, code_in):
        participant_client.post(CHANGE, {"email": NEW})
        wrong = f"{(int(code_in().replace(' ', '')) + 1) % 10**8:08}"
        for _ in range(3):
            response = participant_client.post(CODE, {"code": wrong})
        assert response.url == CHANGE
        assert User.objects.get(pk=participant.pk).email == "priya@school.example"

    def test_another_code(self, participant_client, code_in, mailoutbox):
        participant_client.post(CHANGE, {"email": NEW})
        participant_client.post(f"{CODE}again/")
        assert len(mailoutbox) == 2
        participant_client.post(CODE, {"code": code_in(NEW)})
        assert User.objects.filter(email=NEW).exists()

    def test_an_address_with_an_account_gives_nothing_away(self, participant_client, assessor, mailoutbox):
        taken = participant_client.post(CHANGE, {"email": assessor.email})
        assert taken.url == CODE
        assert mailoutbox[-1].to == [assessor.email]
        assert not re.search(r"\b\d{4} \d{4}\b", mailoutbox[-1].body)
        page = participant_client.get(CODE).content.decode()
        assert "We have sent it to" in page

    def test_an_address_taken_meanwhile(self, participant_client, participant, assessor, code_in):
        participant_client.post(CHANGE, {"email": NEW})
        User.objects.filter(pk=assessor.pk).update(email=NEW)
        page = participant_client.post(CODE, {"code": code_in()}, follow=True).content.decode()
        assert "belongs to another account" in page
        assert User.objects.get(pk=participant.pk).email == "priya@school.example"

    def test_a_sign_in_code_does_not_move_an_account(self, participant_client, code_in):
        """Codes are bound to what they are for."""
        participant_client.post(CHANGE, {"email": NEW})
        Client().post("/account/sign-in/", {"email": NEW})
        page = participant_client.post(CODE, {"code": code_in(NEW)}).content.decode()
        assert "That is not the code" in page

    @pytest.mark.parametrize("path", [ACCOUNT, CHANGE, CODE])
    def test_strangers_sign_in_first(self, client, path):
        assert client.get(path).url == f"/account/sign-in/?next={path}"

    def test_the_code_page_without_a_code(self, participant_client):
        assert participant_client.get(CODE).url == CHANGE
