"""The table of roles: what each may do in the administration pages."""

import pytest
from django.contrib.auth.models import AnonymousUser, Permission

from npq_portal.accounts.backends import RoleBackend
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.roles import ROLE_PERMISSIONS, permissions_of
from tests.factories.accounts import RoleGrantFactory, UserFactory

# What a hub may throw away: its own public texts, school holidays, and components that nothing hangs on.
MAY_BE_DELETED = {
    "courses.delete_guide",
    "courses.delete_commonquestion",
    "courses.delete_holidayperiod",
    "courses.delete_programmecomponent",
    "courses.delete_component",
    "assessments.delete_casequestion",
    "assessments.delete_casefile",
}


def test_every_role_stands_in_the_table():
    assert set(ROLE_PERMISSIONS) == set(RoleName)


@pytest.mark.django_db
def test_every_permission_in_the_table_exists():
    known = {
        f"{app}.{codename}" for app, codename in Permission.objects.values_list("content_type__app_label", "codename")
    }
    assert permissions_of(RoleName) - known == set()


def test_nobody_deletes_history():
    assert {name for name in permissions_of(RoleName) if ".delete_" in name} == MAY_BE_DELETED


@pytest.mark.parametrize("role", [RoleName.PARTICIPANT, RoleName.FACILITATOR, RoleName.ASSESSOR])
def test_only_hub_admins_have_permissions(role):
    assert permissions_of([role]) == frozenset()


@pytest.mark.django_db
class TestBackend:
    def test_a_hub_admin_may_change_a_cohort_and_not_delete_it(self, hub_admin):
        assert hub_admin.has_perm("courses.change_cohort")
        assert not hub_admin.has_perm("courses.delete_cohort")

    def test_adjustments_have_a_permission_of_their_own(self, hub_admin, facilitator):
        assert hub_admin.has_perm("registrations.see_adjustments")
        assert not facilitator.has_perm("registrations.see_adjustments")

    def test_apps_show_where_something_is_allowed(self, hub_admin, participant):
        assert hub_admin.has_module_perms("courses")
        assert not hub_admin.has_module_perms("sessions")
        assert not participant.has_module_perms("courses")

    def test_a_second_role_adds_and_takes_nothing_away(self):
        both = UserFactory(roles=[RoleName.PARTICIPANT, RoleName.HUB_ADMIN])
        assert both.get_all_permissions() == set(permissions_of([RoleName.HUB_ADMIN]))

    def test_a_role_taken_away_allows_nothing(self):
        grant = RoleGrantFactory(role=RoleName.HUB_ADMIN)
        grant.revoked_at = grant.granted_at
        grant.save()
        assert not grant.user.has_perm("courses.view_cohort")
        assert not grant.user.is_staff

    def test_a_closed_account_may_do_nothing(self, hub_admin):
        hub_admin.is_active = False
        assert hub_admin.get_all_permissions() == set()

    def test_a_stranger_may_do_nothing(self):
        assert RoleBackend().get_all_permissions(AnonymousUser()) == set()

    def test_a_superuser_may_do_everything(self):
        assert UserFactory(is_superuser=True).has_perm("courses.delete_cohort")

    def test_a_closed_account_ends_its_sessions(self, hub_admin):
        assert RoleBackend().get_user(hub_admin.pk) == hub_admin
        type(hub_admin).objects.update(is_active=False)
        assert RoleBackend().get_user(hub_admin.pk) is None

    def test_no_password_is_taken(self, client):
        user = UserFactory()
        user.set_password("correct horse")
        user.save()
        assert not client.login(username=user.email, password="correct horse")
        assert not client.login(email=user.email, password="correct horse")
