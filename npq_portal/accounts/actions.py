"""What is done to people's accounts."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from npq_portal import states
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import RoleGrant, User
from npq_portal.notifications import actions as notifications
from npq_portal.notifications import refused
from npq_portal.notifications.choices import NotificationKind


class OwnRoleError(Exception):
    """A person tried to take their own role away, which could leave nobody to give it back."""


class AddressTakenError(Exception):
    """The email address belongs to another account."""


@transaction.atomic
def open_account(*, email: str, at: datetime) -> User:
    """The account of a person who proved that they read `email`; made, as a participant, when there is none.

    Safe to do twice, and from two tabs at once: both get the one account.
    """
    user, made = User.objects.get_or_create(
        email=email.lower(), defaults={"date_joined": at, "password": make_password(None)}
    )
    if made:
        grant_role(user=user, role=RoleName.PARTICIPANT, by=None, at=at)
    return user


@transaction.atomic
def grant_role(*, user: User, role: RoleName, by: User | None, at: datetime) -> RoleGrant:
    """Give a role; a role already held is returned as it is. `by` is None where the portal itself gives it."""
    grant, _ = RoleGrant.objects.current().get_or_create(
        user=user, role=role, defaults={"granted_by": by, "granted_at": at}
    )
    user.forget_roles()
    return grant


def revoke_role(*, grant: RoleGrant, by: User, at: datetime) -> bool:
    """Take a role away, keeping the row; False when it was taken away before. Raises OwnRoleError for one's own."""
    if grant.user_id == by.pk:
        raise OwnRoleError
    won = RoleGrant.objects.current().filter(pk=grant.pk).update(revoked_at=at, revoked_by=by) == 1
    grant.refresh_from_db()
    grant.user.forget_roles()
    return won


@transaction.atomic
def change_email(*, user: User, email: str, at: datetime) -> User:
    """Move an account to an address its owner proved to read, end its other sessions and tell the old address.

    Safe to do twice. Raises AddressTakenError when the address is another's; then nothing has changed.
    """
    old, new = user.email, email.lower()
    if old == new:
        return user
    user.set_unusable_password()  # a new random mark, on which the sessions hang
    try:
        with transaction.atomic():
            states.move(user, field="email", to=new, from_=(old,), password=user.password)
    except IntegrityError as error:
        raise AddressTakenError from error
    refused.mail_arrived(email=new, at=at)
    notifications.queue(
        kind=NotificationKind.EMAIL_CHANGED,
        to=old,
        key=f"user:{user.pk}:email:{at.isoformat()}",
        context={"name": user.name},
        at=at,
    )
    return user
