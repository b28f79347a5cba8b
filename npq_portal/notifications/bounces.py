"""Emails that came back later: which of ours it was, and what follows.

A report is hostile until it names a Message-ID that we gave to an email we sent to that very address in the last 14 days: only
its reader and the mail servers on the way can know it, since it is made of random ids (docs/adr/0103).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from django.db import transaction

from npq_portal.notifications import mailer, outbox
from npq_portal.notifications.choices import NotificationState, RefusedBecause
from npq_portal.notifications.models import Notification
from npq_portal.notifications.refused import refuse_address, worked_since
from npq_portal.notifications.rules import refusals
from npq_portal.notifications.rules.bounces import Returned
from npq_portal.templatetags.dates import long_datetime

#: How long after sending a report is believed. Mail servers try for five days, and some people's take longer.
BELIEVED: Final = timedelta(days=14)
_OF_ONE: Final = re.compile(r"<([0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})@[^>]+>")


@dataclass(frozen=True)
class Taken:
    """What a report came to: how many messages came back, whether the address was stopped by it, and the words for staff,
    without the address."""

    messages: int
    stopped: bool
    said: str


@transaction.atomic
def take(returned: Returned, *, at: datetime) -> Taken:
    """Act on one recipient of a report. Done twice, the second finds nothing."""
    said = refusals.for_staff(f"{returned.said or 'No reason given'} (status {returned.status or 'not given'})")
    email = _ours(returned, at=at)
    if not email:
        return Taken(0, False, said)
    sent_at = email[0].sent_at
    words = f"Sent at {long_datetime(sent_at)}, and came back: {said}"
    rows = Notification.objects.filter(pk__in=[one.pk for one in email], state=NotificationState.SENT)
    marked = rows.update(state=NotificationState.FAILED, sent_at=None, failed_at=at, last_error=words)
    to = email[0].recipient_email
    stops = refusals.stops_address(refusals.read(returned.said, status=returned.status))
    if not marked or not stops or worked_since(email=to, sent_at=sent_at):
        return Taken(marked, False, said)
    _, stopped = refuse_address(email=to, because=RefusedBecause.RETURNED, said=said, at=at)
    return Taken(marked, stopped, said)


def _ours(returned: Returned, *, at: datetime) -> Sequence[Notification]:
    """The messages in the email that is meant; none where we sent none such to that address lately."""
    if not any(_OF_ONE.fullmatch(one) for one in returned.message_ids):
        return []
    sent = Notification.objects.filter(
        recipient_email__in=returned.addresses, state=NotificationState.SENT, sent_at__gte=at - BELIEVED
    )
    rows = sent.defer("context").order_by("recipient_email", "claimed_at", "due_at", "created_at", "pk")
    for email in _emails(rows):
        if mailer.message_id(outbox.email_id(email)) in returned.message_ids:
            return email
    return []


def _emails(rows: Iterable[Notification]) -> Iterator[Sequence[Notification]]:
    """Each email that these rows may have been: alone, or a run of those claimed together, which is how the outbox joins them."""
    for _, claimed in groupby(rows, key=lambda one: (one.recipient_email, one.claimed_at)):
        together = list(claimed)
        yield from ([one] for one in together)
        joined = [one for one in together if outbox.joins(one)]
        for start in range(len(joined)):
            for end in range(start + 2, min(start + outbox.MOST_TOGETHER, len(joined)) + 1):
                yield joined[start:end]
