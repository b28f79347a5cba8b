"""People in the administration pages. A TRN is verified on the casework page, where the reason is asked for, not here."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from npq_portal import clock
from npq_portal.accounts import actions
from npq_portal.accounts.models import Participant, RoleGrant, User
from npq_portal.admin_site import BaseAdmin, BaseTabularInline

admin.site.unregister(EmailAddress)  # allauth's second list of addresses, which stays empty here
admin.site.unregister(Group)  # Django's own way to give permissions; here it is the roles


class RoleGrantInline(BaseTabularInline):
    """The roles held; a row is added to give one. Taking away has its own page, so that it keeps the row."""

    model = RoleGrant
    fk_name = "user"
    fields = ["role", "granted_at", "granted_by", "revoked_at", "revoked_by"]
    readonly_fields = ["granted_at", "granted_by", "revoked_at", "revoked_by"]


@admin.register(User)
class UserAdmin(BaseAdmin):
    """Who may sign in. An account is closed, not deleted."""

    list_display = ["email", "name", "current_roles", "is_active", "date_joined"]
    list_filter = ["is_active", "role_grants__role"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "is_active", "date_joined", "last_login"]
    readonly_fields = ["date_joined", "last_login"]
    inlines = [RoleGrantInline]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """The address is typed once. Its owner changes it, with a code that proves it (actions.change_email)."""
        return [*self.readonly_fields, "email"] if obj else self.readonly_fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("role_grants")

    @admin.display(description="roles")
    def current_roles(self, user: User) -> str:
        """The names of the roles held now."""
        return ", ".join(grant.get_role_display() for grant in user.role_grants.all() if not grant.revoked_at)

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        """A new account has no password."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: Any, change: bool) -> None:
        """Roles are given by the action, which says who gave them and gives none twice."""
        for grant in formset.save(commit=False):
            actions.grant_role(user=form.instance, role=grant.role, by=request.user, at=clock.now())
        formset.save_m2m()


@admin.register(RoleGrant)
class RoleGrantAdmin(BaseAdmin):
    """Every role ever given; the action takes one away."""

    list_display = ["user", "role", "granted_at", "granted_by", "revoked_at", "revoked_by"]
    list_filter = ["role", ("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user", "granted_by", "revoked_by"]
    search_fields = ["user__email", "user__name"]
    actions = ["take_away"]

    def has_add_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Roles are given on the person's page."""
        return False

    @admin.action(description="Take these roles away", permissions=["take_away"])
    def take_away(self, request: HttpRequest, grants: QuerySet[RoleGrant]) -> None:
        """One by one, leaving out one's own."""
        taken = 0
        for grant in grants.select_related("user"):
            try:
                taken += actions.revoke_role(grant=grant, by=request.user, at=clock.now())
            except actions.OwnRoleError:
                messages.error(request, "You cannot take your own role away. Ask another hub admin.")
        messages.success(request, f"Roles taken away: {taken}.")

    def has_take_away_permission(self, request: HttpRequest) -> bool:
        """Whoever may give a role may take it away."""
        return request.user.has_perm("accounts.add_rolegrant")


@admin.register(Participant)
class ParticipantAdmin(BaseAdmin):
    """Who people are to the DfE.

    Names and date of birth can be mended until the TRN is verified: then they are what was verified. The TRN and how it
    was verified cannot be touched here.
    """

    list_display = ["full_name", "trn", "trn_verification", "user"]
    list_filter = ["trn_verification"]
    list_select_related = ["user"]
    search_fields = ["first_name", "last_name", "trn", "user__email"]
    fields = [
        "user", "first_name", "last_name", "previous_names", "date_of_birth",
        "trn", "trn_verification", "trn_verified_at", "trn_verified_by", "created_at",
    ]  # fmt: skip
    readonly_fields = ["user", "trn", "trn_verification", "trn_verified_at", "trn_verified_by", "created_at"]

    def get_readonly_fields(self, request: HttpRequest, obj: Participant | None = None) -> list[str]:
        """More of them once the TRN is verified."""
        verified = ["first_name", "last_name", "date_of_birth"] if obj and obj.trn_is_verified else []
        return [*self.readonly_fields, *verified]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Participants come from the registration journey."""
        return False
