"""The address of somebody's calendar, and what calendars were told of each event."""

from secrets import token_urlsafe

from django.conf import settings
from django.db import models
from django.db.models import Q


def new_token() -> str:
    """256 random bits, as 43 characters of an address."""
    return token_urlsafe(32)


class CalendarAddress(models.Model):
    """The private address of one person's calendar, made when they ask for it: whoever has it reads their dates.

    Kept until they stop it, or as long as the account. The token is stored as it is, not as a hash: calendar programs cannot
    sign in, people add a second device months later, and an address that is shown only once is written down somewhere worse
    or made anew, which silently stops the first device. A copy of the database holds the dates themselves anyway; the token
    opens nothing else and changes nothing.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_address")
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "calendar addresses"

    def __str__(self) -> str:
        return f"Calendar of {self.user_id}"


class ToldEvent(models.Model):
    """What one person's calendars were last told of an event, how often it changed, and whether it is off: what a rising
    SEQUENCE and a CANCELLED are known by (docs/adr/0101). Kept one year after the event ended and no longer than the account;
    not less, since a sequence must never go down while programs hold the event and it could still be moved.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="told_events")
    name = models.CharField(max_length=60)
    facts = models.JSONField()
    sequence = models.PositiveIntegerField(default=0)
    is_off = models.BooleanField(default=False)
    ends_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["ends_at", "name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="an_event_is_told_once_a_person"),
            models.CheckConstraint(condition=~Q(name=""), name="told_event_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
