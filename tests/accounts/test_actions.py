"""Opening accounts, giving and taking roles, changing an address."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection

from npq_portal.accounts import actions
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import RoleGrant, User
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.models import Notification
from tests.factories.accounts import ParticipantFactory, RoleGrantFactory, UserFactory

AT = datetime(2026, 9, 1, 9, tzinfo=UTC)


@pytest.mark.django_db
class TestOpenAccount:
    def test_a_new_one(self):
        user = actions.open_account(email="New@School.example", at=AT)
        assert (user.email, user.date_joined, user.has_usable_password()) == ("new@school.example", AT, False)
        assert user.roles() == {RoleName.PARTICIPANT}

    def test_twice_is_once(self):
        first = actions.open_account(email="new@school.example", at=AT)
        assert actions.open_account(email="NEW@school.example", at=AT + timedelta(days=1)) == first
        assert RoleGrant.objects.count() == 1

    def test_one_that_was_closed_stays_closed(self):
        closed = UserFactory(is_active=False)
        assert not actions.open_account(email=closed.email, at=AT).is_active


@pytest.mark.django_db(transaction=True)
def test_ten_tabs_at_once_open_one_account():
    barrier = threading.Barrier(10)

    def open_it(_: int) -> int:
        try:
            barrier.wait()
            return actions.open_account(email="new@school.example", at=AT).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        keys = set(pool.map(open_it, range(10)))
    assert keys == {User.objects.get().pk}
    assert RoleGrant.objects.count() == 1


@pytest.mark.django_db
class TestRoles:
    def test_given_by_somebody(self, hub_admin, outsider):
        assert not outsider.has_role(RoleName.ASSESSOR)
        grant = actions.grant_role(user=outsider, role=RoleName.ASSESSOR, by=hub_admin, at=AT)
        assert (grant.granted_by, grant.granted_at) == (hub_admin, AT)
        assert outsider.has_role(RoleName.ASSESSOR)

    def test_given_twice_is_given_once(self, hub_admin, assessor):
        actions.grant_role(user=assessor, role=RoleName.ASSESSOR, by=hub_admin, at=AT)
        assert assessor.role_grants.count() == 1

    def test_taken_away_it_leaves_a_row(self, hub_admin, assessor):
        grant = assessor.role_grants.get()
        assert actions.revoke_role(grant=grant, by=hub_admin, at=AT)
        assert (grant.revoked_by, grant.revoked_at) == (hub_admin, AT)
        assert not grant.user.has_role(RoleName.ASSESSOR)

    def test_taken_away_twice_keeps_the_first_day(self, hub_admin, assessor):
        grant = assessor.role_grants.get()
        actions.revoke_role(grant=grant, by=hub_admin, at=AT)
        assert not actions.revoke_role(grant=grant, by=hub_admin, at=AT + timedelta(days=1))
        assert grant.revoked_at == AT

    def test_taken_away_and_given_again_are_two_rows(self, hub_admin, assessor):
        actions.revoke_role(grant=assessor.role_grants.get(), by=hub_admin, at=AT)
        actions.grant_role(user=assessor, role=RoleName.ASSESSOR, by=hub_admin, at=AT)
        assert assessor.role_grants.count() == 2
        assert assessor.roles() == {RoleName.ASSESSOR}

    def test_nobody_takes_their_own_away(self, hub_admin):
        with pytest.raises(actions.OwnRoleError):
            actions.revoke_role(grant=hub_admin.role_grants.get(), by=hub_admin, at=AT)


@pytest.mark.django_db
class TestChangeEmail:
    def test_the_account_moves_and_the_old_address_is_told(self, participant):
        old = participant.email
        actions.change_email(user=participant, email="New@Home.example", at=AT)
        participant.refresh_from_db()
        assert participant.email == "new@home.example"
        told = Notification.objects.get()
        assert (told.kind, told.recipient_email) == (NotificationKind.EMAIL_CHANGED, old)
        assert "new@home.example" not in str(told.context)

    def test_other_sessions_end(self, participant):
        before = participant.get_session_auth_hash()
        actions.change_email(user=participant, email="new@home.example", at=AT)
        participant.refresh_from_db()
        assert participant.get_session_auth_hash() != before

    def test_to_the_same_address_does_nothing(self, participant):
        actions.change_email(user=participant, email=participant.email.upper(), at=AT)
        assert not Notification.objects.exists()

    def test_to_anothers_address_changes_nothing(self, participant, assessor):
        with pytest.raises(actions.AddressTakenError):
            actions.change_email(user=participant, email=assessor.email, at=AT)
        participant.refresh_from_db()
        assert participant.email == "priya@school.example"
        assert not Notification.objects.exists()


@pytest.mark.django_db
class TestConstraints:
    """What the database refuses, whoever writes."""

    def test_one_account_an_address(self):
        UserFactory(email="one@school.example")
        with pytest.raises(IntegrityError, match="accounts_user_email"):
            UserFactory(email="one@school.example")

    def test_addresses_are_in_lower_case(self):
        with pytest.raises(IntegrityError, match="user_email_is_in_lower_case"):
            UserFactory(email="One@School.example")

    def test_a_role_is_held_once(self):
        grant = RoleGrantFactory()
        with pytest.raises(IntegrityError, match="role_held_once"):
            RoleGrantFactory(user=grant.user)

    def test_a_role_is_one_we_know(self):
        with pytest.raises(IntegrityError, match="role_is_known"):
            RoleGrantFactory(role="emperor")

    def test_who_took_a_role_away_did_so_at_a_moment(self):
        with pytest.raises(IntegrityError, match="role_revoked_says_when"):
            RoleGrantFactory(revoked_by=UserFactory())

    @pytest.mark.parametrize(
        ("facts", "constraint"),
        [
            ({"trn": "123456"}, "trn_is_seven_digits"),
            ({"trn": "123456a"}, "trn_is_seven_digits"),
            ({"trn": "\u0661234567"}, "trn_is_seven_digits"),
            ({"trn": "0000000"}, "trn_is_a_real_one"),
            ({"trn": "0000001"}, "trn_is_a_real_one"),
            ({"trn_verification": "by_record", "trn_verified_at": AT}, "verified_trn_is_there"),
            ({"trn": "9000001", "trn_verification": "by_record"}, "verified_trn_says_when"),
            ({"trn": "9000001", "trn_verified_at": AT}, "verified_trn_says_when"),
            (
                {"trn": "9000001", "trn_verification": "by_hand", "trn_verified_at": AT},
                "trn_verified_by_hand_says_by_whom",
            ),
        ],
    )
    def test_a_trn(self, facts, constraint):
        with pytest.raises(IntegrityError, match=constraint):
            ParticipantFactory(**facts)

    def test_a_verified_trn_belongs_to_one(self):
        one = ParticipantFactory(verified=True)
        ParticipantFactory(trn=one.trn)  # typed by another, believed by nobody
        with pytest.raises(IntegrityError, match="verified_trn_belongs_to_one_participant"):
            ParticipantFactory(verified=True, trn=one.trn)


@pytest.mark.django_db
class TestUsers:
    def test_a_superuser_is_a_hub_admin(self):
        user = User.objects.create_superuser("Boss@Hub.example")
        assert (user.email, user.is_staff, user.is_superuser) == ("boss@hub.example", True, True)

    def test_found_whatever_the_case(self):
        user = UserFactory(email="one@school.example")
        assert User.objects.get_by_natural_key("ONE@school.example") == user

    def test_called_by_name_or_address(self):
        assert str(UserFactory(name="Sam")) == "Sam"
        assert str(UserFactory(name="", email="sam@school.example")) == "sam@school.example"

    def test_roles_are_read_once(self, participant, django_assert_num_queries):
        fresh = User.objects.get(pk=participant.pk)
        with django_assert_num_queries(1):
            assert fresh.has_role(RoleName.PARTICIPANT)
            assert not fresh.has_role(RoleName.ASSESSOR)

    def test_a_participants_name_and_trn(self, hub_admin):
        one = ParticipantFactory(first_name="Sam", last_name="Invented", trn="9000001")
        assert (str(one), one.trn_is_verified) == ("Sam Invented", False)
        one.mark_trn_verified(how="by_hand", at=AT, by=hub_admin)
        one.save()
        assert one.trn_is_verified
