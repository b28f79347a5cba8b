"""Users (who may sign in), roles (what they may do) and participants (who they are to the DfE)."""

from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from npq_portal import clock
from npq_portal.accounts.choices import RoleName, TrnVerification


class UserManager(BaseUserManager["User"]):
    """Makes users; email addresses are kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user who signs in by emailed code; no page and no backend takes a password (backends.py)."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password) if password else user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user who may do everything, with the hub admin's role."""
        user = self.create_user(email, password, is_superuser=True, **fields)
        user.role_grants.create(role=RoleName.HUB_ADMIN, granted_at=clock.now())
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        """Found whatever the case that was typed.

        Python lowers what was typed and the database compares plainly: PostgreSQL's own case folding takes some foreign
        letters for Latin ones ("ı" for "i"), and a code must never go to an address that only looks like the stored one.
        """
        return self.get(email=(email or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who may sign in: an email address and a name to greet them by.

    Kept as long as the person has an enrolment or a role, then six years; see docs/domain.md, "How long we keep things".
    """

    email = models.EmailField(
        "email address",
        max_length=254,
        unique=True,
        error_messages={"unique": "Another account has this email address."},
    )
    name = models.CharField(
        max_length=250, blank=True, help_text="How the portal greets this person and signs for staff."
    )
    is_active = models.BooleanField("may sign in", default=True)
    date_joined = models.DateTimeField(default=clock.now)
    groups = None  # what a person may do comes from their roles alone (roles.py)
    user_permissions = None

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        ordering = ["email"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_is_in_lower_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name, or the address where none is known yet."""
        return str(self)

    def get_short_name(self) -> str:
        """Same as the full name: we do not guess which part is the first."""
        return str(self)

    def clean(self) -> None:
        """For forms: the address in lower case, as the database wants it."""
        super().clean()
        self.email = self.email.lower()

    @property
    def is_staff(self) -> bool:
        """Whether the administration pages open: Django's name for it."""
        return self.has_role(RoleName.HUB_ADMIN)

    def roles(self) -> frozenset[str]:
        """The roles held, read once a request and kept on the instance."""
        if not hasattr(self, "_roles"):
            self._roles = frozenset(self.role_grants.current().values_list("role", flat=True))
        return self._roles

    def forget_roles(self) -> None:
        """After a role was given or taken away: the instance reads them anew."""
        self.__dict__.pop("_roles", None)

    def has_role(self, *roles: str) -> bool:
        """Whether the person holds any of `roles`."""
        return not self.roles().isdisjoint(roles)


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """The word for roles held now."""

    def current(self) -> "RoleGrantQuerySet":
        """Those not taken away."""
        return self.filter(revoked_at__isnull=True)


class RoleGrant(models.Model):
    """One role of one person: who gave it, and who took it away. Rows are never deleted; kept as long as the user."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=RoleName)
    granted_at = models.DateTimeField(default=clock.now)
    granted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        ordering = ["user", "role", "granted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(revoked_at__isnull=True), name="role_held_once"
            ),
            models.CheckConstraint(condition=Q(role__in=RoleName.values), name="role_is_known"),
            models.CheckConstraint(
                condition=Q(revoked_by__isnull=True) | Q(revoked_at__isnull=False), name="role_revoked_says_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class Participant(models.Model):
    """Who a person is to the DfE: legal name, date of birth, teacher reference number and how it was verified.

    The National Insurance number is never kept. Kept six years after the person's last programme ends, as declarations
    evidence (docs/domain.md).
    """

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="participant")
    first_name = models.CharField("first names", max_length=100)
    last_name = models.CharField("last name", max_length=100)
    previous_names = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    date_of_birth = models.DateField()
    trn = models.CharField("teacher reference number (TRN)", max_length=7, blank=True)
    trn_verification = models.CharField(max_length=10, choices=TrnVerification, default=TrnVerification.NOT_YET)
    trn_verified_at = models.DateTimeField(null=True, blank=True)
    trn_verified_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["last_name", "first_name"]
        constraints = [
            models.CheckConstraint(condition=Q(trn="") | Q(trn__regex=r"^[0-9]{7}$"), name="trn_is_seven_digits"),
            models.CheckConstraint(condition=~Q(trn__in=["0000000", "0000001"]), name="trn_is_a_real_one"),
            models.CheckConstraint(
                condition=Q(trn_verification=TrnVerification.NOT_YET) | ~Q(trn=""), name="verified_trn_is_there"
            ),
            models.CheckConstraint(
                condition=Q(trn_verification=TrnVerification.NOT_YET, trn_verified_at__isnull=True)
                | (~Q(trn_verification=TrnVerification.NOT_YET) & Q(trn_verified_at__isnull=False)),
                name="verified_trn_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(trn_verification=TrnVerification.BY_HAND) | Q(trn_verified_by__isnull=False),
                name="trn_verified_by_hand_says_by_whom",
            ),
            models.UniqueConstraint(
                fields=["trn"],
                condition=~Q(trn_verification=TrnVerification.NOT_YET),
                name="verified_trn_belongs_to_one_participant",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """First names and last name as one line."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def trn_is_verified(self) -> bool:
        """Whether a record or a member of staff vouches for the TRN."""
        return self.trn_verification != TrnVerification.NOT_YET

    def mark_trn_verified(self, *, how: TrnVerification, at: datetime, by: User | None = None) -> None:
        """Set the three facts of a verification together; the caller saves."""
        self.trn_verification, self.trn_verified_at, self.trn_verified_by = how, at, by
