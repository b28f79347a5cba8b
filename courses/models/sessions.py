"""When and where components are held, what changed, and who goes where."""

from secrets import token_hex

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from courses.choices import NOT_TAKING_PLACE, SessionState
from courses.models.components import Component
from courses.models.enrolment import Enrolment
from npq_portal.periods import Period


class HolidayPeriod(models.Model):
    """Days on which schools near the hub are closed; the hub types them in. Kept until the hub deletes them."""

    name = models.CharField(max_length=80, help_text="Such as Half-term, Suffolk.")
    first_day = models.DateField()
    last_day = models.DateField(help_text="This day is a holiday too.")

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="holiday_ends_no_sooner_than_it_starts",
                violation_error_message="The last day must not come before the first day.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


def new_secret() -> str:
    """Of a session alone: 256 random bits in 64 hexadecimal digits."""
    return token_hex(32)


class Session(models.Model):
    """One occurrence of a component: when, where, led by whom, and whether its register is done.

    `pending` holds what was changed after release and nobody has been told yet; releasing applies it. Kept six years
    after the cohort ends, as declarations evidence.
    """

    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    venue = models.CharField(max_length=200, blank=True)
    join_link = models.URLField(blank=True, max_length=500)
    capacity = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: as many as come.")
    facilitators = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="sessions_led", blank=True)
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.DRAFT)
    state_reason = models.CharField(max_length=300, blank=True, help_text="Why it was cancelled or did not happen.")
    pending = models.JSONField(null=True, blank=True, help_text="Changes not released yet.")
    register_saved_at = models.DateTimeField(null=True, blank=True)
    register_closed_at = models.DateTimeField(null=True, blank=True, help_text="Everybody is marked.")
    register_closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    check_in_secret = models.CharField(
        max_length=64, default=new_secret, editable=False, help_text="Signs the codes of self check-in."
    )

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["state", "starts_at"], name="session_by_state_and_start")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_it_starts",
                violation_error_message="The session must end after it starts.",
            ),
            models.CheckConstraint(condition=Q(state__in=SessionState.values), name="session_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=NOT_TAKING_PLACE) | ~Q(state_reason=""), name="session_off_says_why"
            ),
            models.CheckConstraint(
                condition=Q(register_closed_at__isnull=True) | Q(register_saved_at__isnull=False),
                name="session_register_closed_was_saved",
            ),
        ]

    def __str__(self) -> str:
        return self.component.title

    @property
    def period(self) -> Period:
        """From its start up to its end."""
        return Period(self.starts_at, self.ends_at)

    @property
    def takes_place(self) -> bool:
        """Released, and neither cancelled nor reported as not held."""
        return self.state == SessionState.RELEASED


class SessionEvent(models.Model):
    """One thing that happened to a session: append-only. Kept as long as the session."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="events")
    what = models.CharField(max_length=200)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.what


class SessionPlace(models.Model):
    """Which occurrence of a component a participant goes to, where that was chosen or given. History: rows are left, not
    deleted. Without a row people go to the component's first session that takes place. Kept as long as the enrolment.

    `component` is the participant's own cohort's; `session` may belong to another cohort's copy of it.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="session_places")
    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="places")
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["taken_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "component"], condition=Q(left_at__isnull=True), name="one_place_a_component"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} at {self.session_id}"


class Apology(models.Model):
    """A participant said beforehand that they will not come. Kept as long as the enrolment.

    The reason is for staff; it may be about health, so no list or export shows it.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="apologies")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="apologies")
    reason = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["sent_at", "id"]
        verbose_name_plural = "apologies"
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "session"], condition=Q(withdrawn_at__isnull=True), name="one_apology_a_session"
            ),
        ]

    def __str__(self) -> str:
        return f"Apologies for {self.session}"


class WalkIn(models.Model):
    """Somebody in the room whom the register did not know, to be matched later. Name and school only; kept a year after
    the session (courses/actions/retention.py), or as long as the enrolment once matched."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="walk_ins")
    client_uuid = models.UUIDField(unique=True)
    name = models.CharField(max_length=150)
    note = models.CharField(max_length=200, blank=True, help_text="School, email, or how to find out who it was.")
    minutes = models.PositiveIntegerField()
    captured_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, null=True, blank=True, related_name="walk_ins", help_text="Once matched."
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["captured_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(enrolment__isnull=True) | Q(settled_at__isnull=False), name="walk_in_matched_is_settled"
            ),
        ]

    def __str__(self) -> str:
        return self.name
