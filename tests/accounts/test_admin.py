"""People and messages in the administration pages."""

import pytest

from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import Participant, User
from npq_portal.notifications.choices import NotificationState
from npq_portal.notifications.models import Notification
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.notifications import NotificationFactory

pytestmark = pytest.mark.django_db

NO_ROLES = {
    "role_grants-TOTAL_FORMS": "0",
    "role_grants-INITIAL_FORMS": "0",
}


def one_role(role: str) -> dict[str, str]:
    return {"role_grants-TOTAL_FORMS": "1", "role_grants-INITIAL_FORMS": "0", "role_grants-0-role": role}


class TestTheDoor:
    def test_strangers_sign_in_with_a_code(self, client):
        response = client.get("/admin/", follow=True)
        assert response.redirect_chain[-1][0] == "/account/sign-in/?next=/admin/"

    def test_the_wrong_role_is_refused_and_not_sent_in_circles(self, participant_client):
        response = participant_client.get("/admin/", follow=True)
        assert response.status_code == 403

    def test_hub_admins_come_in(self, hub_admin_client):
        assert hub_admin_client.get("/admin/").status_code == 200

    def test_there_are_no_passwords_to_set(self, hub_admin_client):
        assert hub_admin_client.get("/admin/password_change/").status_code == 404
        assert "password" not in hub_admin_client.get("/admin/").content.decode().lower()

    def test_allauths_list_of_addresses_is_not_shown(self, hub_admin_client):
        assert hub_admin_client.get("/admin/account/emailaddress/").status_code == 404


class TestUsers:
    def test_adding_somebody_with_a_role(self, hub_admin_client, hub_admin):
        data = {"email": "Mo@School.example", "name": "Mo", "is_active": "on"} | one_role(RoleName.ASSESSOR)
        assert hub_admin_client.post("/admin/accounts/user/add/", data).status_code == 302
        user = User.objects.get(email="mo@school.example")
        assert not user.has_usable_password()
        assert [(grant.role, grant.granted_by) for grant in user.role_grants.all()] == [("assessor", hub_admin)]

    def test_an_address_in_use_is_told_on_the_form(self, hub_admin_client, assessor):
        data = {"email": assessor.email.upper(), "name": "Mo", "is_active": "on"} | NO_ROLES
        page = hub_admin_client.post("/admin/accounts/user/add/", data)
        assert page.status_code == 200
        assert "Another account has this email address." in page.content.decode()
        assert User.objects.filter(name="Mo").count() == 0

    def test_closing_an_account(self, hub_admin_client, participant):
        data = {"email": participant.email, "name": participant.name} | NO_ROLES
        data |= {"role_grants-TOTAL_FORMS": "1", "role_grants-INITIAL_FORMS": "1"}
        grant = participant.role_grants.get()
        data |= {"role_grants-0-id": str(grant.pk), "role_grants-0-user": str(participant.pk)}
        data |= {"role_grants-0-role": grant.role}
        response = hub_admin_client.post(f"/admin/accounts/user/{participant.pk}/change/", data)
        assert response.status_code == 302
        participant.refresh_from_db()
        assert not participant.is_active

    def test_nobody_is_deleted(self, hub_admin_client, participant):
        assert hub_admin_client.get(f"/admin/accounts/user/{participant.pk}/delete/").status_code == 403

    def test_the_list_asks_no_more_of_the_database_for_more_people(
        self, hub_admin_client, django_assert_max_num_queries
    ):
        UserFactory.create_batch(20, roles=[RoleName.PARTICIPANT])
        with django_assert_max_num_queries(10):
            assert hub_admin_client.get("/admin/accounts/user/").status_code == 200

    def test_an_address_is_not_changed_behind_its_owners_back(self, hub_admin_client, participant):
        path = f"/admin/accounts/user/{participant.pk}/change/"
        page = hub_admin_client.get(path).content.decode()
        assert 'name="email"' not in page
        assert participant.email in page
        grant = participant.role_grants.get()
        data = {"email": "thief@elsewhere.example", "name": "Renamed", "is_active": "on"}
        data |= {"role_grants-TOTAL_FORMS": "1", "role_grants-INITIAL_FORMS": "1", "role_grants-0-role": grant.role}
        data |= {"role_grants-0-id": str(grant.pk), "role_grants-0-user": str(participant.pk)}
        assert hub_admin_client.post(path, data).status_code == 302
        assert User.objects.values_list("email", "name").get(pk=participant.pk) == (participant.email, "Renamed")


class TestRoles:
    def take_away(self, client, *grants):
        data = {"action": "take_away", "_selected_action": [grant.pk for grant in grants]}
        return client.post("/admin/accounts/rolegrant/", data, follow=True).content.decode()

    def test_taking_one_away(self, hub_admin_client, hub_admin, assessor):
        page = self.take_away(hub_admin_client, assessor.role_grants.get())
        assert "Roles taken away: 1." in page
        assert assessor.role_grants.get().revoked_by == hub_admin

    def test_not_ones_own(self, hub_admin_client, hub_admin):
        page = self.take_away(hub_admin_client, hub_admin.role_grants.get())
        assert "Ask another hub admin" in page
        assert hub_admin.role_grants.current().exists()

    def test_a_row_cannot_be_changed(self, hub_admin_client, assessor):
        path = f"/admin/accounts/rolegrant/{assessor.role_grants.get().pk}/change/"
        assert hub_admin_client.post(path, {"role": "hub_admin"}).status_code == 403


class TestParticipants:
    def test_the_trn_cannot_be_typed_here(self, hub_admin_client):
        one = ParticipantFactory()
        trn = one.trn
        page = hub_admin_client.get(f"/admin/accounts/participant/{one.pk}/change/").content.decode()
        assert 'name="trn"' not in page
        assert 'name="trn_verification"' not in page
        data = {
            "first_name": "Mended", "last_name": one.last_name, "previous_names": "", "trn": "9999999",
            "date_of_birth_day": "1", "date_of_birth": "1985-04-12",
        }  # fmt: skip
        hub_admin_client.post(f"/admin/accounts/participant/{one.pk}/change/", data)
        assert Participant.objects.values_list("first_name", "trn").get(pk=one.pk) == ("Mended", trn)

    def test_what_was_verified_stays(self, hub_admin_client):
        one = ParticipantFactory(verified=True)
        path = f"/admin/accounts/participant/{one.pk}/change/"
        page = hub_admin_client.get(path).content.decode()
        typed = {"first_name": "Another", "last_name": "Person", "date_of_birth": "1985-04-12", "trn": "9999999"}
        assert [name for name in typed if f'name="{name}"' in page] == []
        assert hub_admin_client.post(path, typed | {"previous_names": "Nee Before"}).status_code == 302
        kept = Participant.objects.get(pk=one.pk)
        assert [getattr(kept, name) for name in typed] == [getattr(one, name) for name in typed]
        assert kept.previous_names == ["Nee Before"]

    def test_none_is_added_here(self, hub_admin_client):
        assert hub_admin_client.get("/admin/accounts/participant/add/").status_code == 403


class TestMessages:
    def resend(self, client):
        data = {"action": "resend", "_selected_action": [str(one.pk) for one in Notification.objects.all()]}
        return client.post("/admin/notifications/notification/", data, follow=True).content.decode()

    def test_failed_ones_are_sent_again(self, hub_admin_client, hub_admin):
        failed = NotificationFactory(state=NotificationState.FAILED, last_error="550 no such mailbox")
        NotificationFactory()
        page = self.resend(hub_admin_client)
        assert "Messages to be sent again: 1." in page
        assert "Left as they are, since they have not failed: 1." in page
        failed.refresh_from_db()
        assert (failed.state, failed.resent_by) == (NotificationState.QUEUED, hub_admin)

    def test_the_live_link_in_a_letter_is_not_shown(self, hub_admin_client):
        link = "https://npq.hub.example/register/backing/opens-by-itself/"
        one = NotificationFactory(context={"url": link}, key="application:7:asked")
        page = hub_admin_client.get(f"/admin/notifications/notification/{one.pk}/change/").content.decode()
        assert "opens-by-itself" not in page
        for shown in (one.recipient_email, one.key, one.get_kind_display(), one.get_state_display()):
            assert shown in page

    def test_they_are_read_and_not_changed(self, hub_admin_client):
        one = NotificationFactory()
        path = f"/admin/notifications/notification/{one.pk}"
        assert hub_admin_client.get(f"{path}/change/").status_code == 200
        assert hub_admin_client.post(f"{path}/change/", {"state": "sent"}).status_code == 403
        assert hub_admin_client.get(f"{path}/delete/").status_code == 403
        assert hub_admin_client.get("/admin/notifications/notification/add/").status_code == 403
