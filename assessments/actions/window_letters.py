"""Letters about windows and about time, in the transaction of what they tell; each person is told once."""

from collections.abc import Sequence
from functools import lru_cache

from django.conf import settings
from django.urls import reverse

from assessments.facts.moments import opens_words
from assessments.models import Window
from courses.models import Enrolment
from npq_portal.notifications.actions import Message
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.people import Value
from npq_portal.periods import Period
from npq_portal.templatetags.dates import closing


def window_url(window: Window) -> str:
    """The participant's page of a window; a whole address, for letters."""
    return settings.SITE_URL + _path(window.pk)


@lru_cache(maxsize=1_000)
def _path(window_id: int) -> str:
    """Worked out once a window, and not for each of its hundreds of readers."""
    return reverse("my-windows:window", args=[window_id])


def letter(kind: NotificationKind, *, window: Window, enrolment: Enrolment, key: str, **more: Value) -> Message:
    """A message to one person about a window. `key` makes it the only one, such as "window:4:event:9"."""
    context: dict[str, Value] = {
        "participant_name": enrolment.participant.full_name,
        "course": window.cohort.programme.course.full_title,
        "url": window_url(window),
        **more,
    }
    return Message(kind=kind, to=enrolment.participant.user, key=key, context=context)


def window_letter(*, window: Window, enrolment: Enrolment, own: Period, changes: Sequence[str], key: str) -> Message:
    """What is new about the window, and the person's own opening and end."""
    return letter(
        NotificationKind.WINDOW_CHANGED,
        window=window,
        enrolment=enrolment,
        key=key,
        changes=list(changes),
        opens=opens_words(own.starts_at),
        closes=closing(own.ends_at),
    )
