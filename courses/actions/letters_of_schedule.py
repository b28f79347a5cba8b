"""One letter a person about all that changed for them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from courses.facts.appointments import Whose, people
from courses.facts.schedule_words import told
from courses.models import Cohort
from courses.rules.appointments import Difference
from npq_portal.notifications.actions import Message, queue_many
from npq_portal.notifications.choices import NotificationKind


def lines_by_user(
    changes: Iterable[tuple[Whose, Difference]], reasons: Mapping[int, str]
) -> dict[int, tuple[str, ...]]:
    """What each user is told, in the order of dates, each line once. `reasons`: why a session (by id) is off."""
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for whose, change in sorted(changes, key=lambda pair: (pair[1].starts_at, pair[0].enrolment, pair[0].session)):
        reason = reasons.get(change.before.session, "") if change.before else ""
        found[whose.user][told(change, leads=whose.leads, reason=reason)] = None
    return {user: tuple(lines) for user, lines in found.items()}


def send(lines: Mapping[int, tuple[str, ...]], *, cohort: Cohort, about: str, at: datetime) -> None:
    """Queue one letter for each person. `about` makes it the only one of its kind, such as "cohort:4:release:<moment>"."""
    users = people(lines.keys())
    queue_many(
        [
            Message(
                kind=NotificationKind.SCHEDULE_CHANGED,
                to=users[user_id],
                key=about,
                context={
                    "name": str(users[user_id]),
                    "cohort": cohort.name,
                    "changes": list(lines[user_id]),
                    "url": settings.SITE_URL + reverse("pages:home"),
                },
            )
            for user_id in sorted(lines)
        ],
        at=at,
    )
