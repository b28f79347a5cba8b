"""How Django learns who somebody is and what they may do: from their roles. No passwords."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import AnonymousUser

from npq_portal.accounts.models import User
from npq_portal.accounts.roles import permissions_of


class RoleBackend(BaseBackend):
    """Permissions by role. It authenticates nobody: people sign in with an emailed code (sign_in.py)."""

    def get_user(self, user_id: Any) -> User | None:
        """The user of a session; None once they may no longer sign in, which ends the session at its next page."""
        return User.objects.filter(pk=user_id, is_active=True).first()

    def get_all_permissions(self, user_obj: User | AnonymousUser, obj: object | None = None) -> set[str]:
        """Everything the roles allow, whichever row; nothing for strangers and closed accounts."""
        if not isinstance(user_obj, User) or not user_obj.is_active:
            return set()
        return set(permissions_of(user_obj.roles()))

    def has_module_perms(self, user_obj: User | AnonymousUser, app_label: str) -> bool:
        """Whether the roles allow anything in this app."""
        return any(name.startswith(f"{app_label}.") for name in self.get_all_permissions(user_obj))
