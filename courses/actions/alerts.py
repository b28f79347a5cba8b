"""Telling a participant that one more absence would be too many or that the threshold is out of reach: written in the
transaction of the mark that caused it, sent a little later if it is still so."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse

from courses.choices import EnrolmentStatus
from courses.facts import engagement_words as words
from courses.facts.standing import Ledger, ledgers_of
from courses.models import CatchUp, EngagementSummary
from courses.rules.catch_up import OPEN
from courses.rules.engagement import Standing
from npq_portal.accounts.models import Participant
from npq_portal.notifications.actions import Message, queue_many
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.models import Notification
from npq_portal.notifications.people import Value
from npq_portal.notifications.rechecks import Fresh, Gone, Still

#: A slip of the finger is put right within minutes, and shall alarm nobody.
TOLD_AFTER: Final = timedelta(minutes=15)
#: The standings that are told, from bad to worse, and the letter for each.
KINDS: Final[Mapping[str, NotificationKind]] = {
    Standing.ONE_MORE_AND_GONE: NotificationKind.ENGAGEMENT_AT_RISK,
    Standing.OUT_OF_REACH_WITHOUT_CATCH_UP: NotificationKind.ENGAGEMENT_OUT_OF_REACH,
    Standing.OUT_OF_REACH: NotificationKind.ENGAGEMENT_OUT_OF_REACH,
}
_WORSE = ["", *KINDS]


def tell_of_worse(enrolment_ids: Collection[int], *, at: datetime) -> dict[int, Ledger]:
    """Write to each of these participants whose standing has become alarming, or more so than it was when last looked at;
    the ledgers of those who have missed anything, for whoever looks at them next.

    The sums are of now, and the enrolments locked. The letter waits TOLD_AFTER, and is sent if still_so. Told once for the
    same losses: what was sent is not said again when a register is put right and wrong. Only those who take part are told.
    Nine queries at most, whatever the number of people.
    """
    rows = EngagementSummary.objects.filter(enrolment__in=enrolment_ids, enrolment__status=EnrolmentStatus.ACTIVE)
    before = {pk: (alert, missed) for pk, alert, missed in rows.values_list("enrolment_id", "alert", "missed")}
    suspects = [pk for pk, (_, missed) in before.items() if missed]
    ledgers = ledgers_of(suspects, at=at) if suspects else {}
    alerts = {pk: _alert(ledgers.get(pk)) for pk in before}
    changed = {pk: alert for pk, alert in alerts.items() if alert != before[pk][0]}
    for alert in set(changed.values()):
        EngagementSummary.objects.filter(enrolment__in=[pk for pk in changed if changed[pk] == alert]).update(
            alert=alert
        )
    worse = [pk for pk, alert in changed.items() if _WORSE.index(alert) > _WORSE.index(before[pk][0])]
    if worse:
        _tell([ledgers[pk] for pk in worse], alerts, at=at)
    return ledgers


def still_so(notification: Notification, at: datetime) -> Still:
    """Asked when an alert is about to be sent (npq_portal.notifications.rechecks): still so where the person stands as it says
    and has lost what it names. Where they stand alarmingly in another way, that is written instead."""
    pk = int(notification.key.split(":")[1])
    active = EngagementSummary.objects.filter(enrolment=pk, enrolment__status=EnrolmentStatus.ACTIVE, missed__gt=0)
    ledger = ledgers_of([pk], at=at).get(pk) if active.exists() else None
    alert = _alert(ledger)
    if ledger is None or not alert:
        return Gone(
            "No longer so: a mark was corrected, something was caught up, or they do not take part at the moment."
        )
    if _key(ledger, alert) == notification.key:
        return Fresh()
    _tell([ledger], {pk: alert}, at=at)
    return Gone("Out of date: another message says where they stand now.")


def _alert(ledger: Ledger | None) -> str:
    """Whoever has missed nothing has no ledger here, and nothing to be told."""
    found = ledger.forecast.standing if ledger else ""
    return str(found) if found in KINDS else ""


def _tell(ledgers: list[Ledger], alerts: Mapping[int, str], *, at: datetime) -> None:
    due: dict[int, dict[int, date]] = defaultdict(dict)
    offers = CatchUp.objects.filter(enrolment__in=[ledger.enrolment.pk for ledger in ledgers], state__in=OPEN)
    for enrolment_id, component_id, due_on in offers.values_list("enrolment_id", "component_id", "due_on"):
        due[enrolment_id][component_id] = due_on
    people = Participant.objects.filter(pk__in={ledger.enrolment.participant_id for ledger in ledgers})
    known = {person.pk: person for person in people.select_related("user")}
    messages = []
    for ledger in ledgers:
        enrolment, person = ledger.enrolment, known[ledger.enrolment.participant_id]
        context: dict[str, Value] = {
            "participant_name": person.full_name,
            "course": enrolment.cohort.programme.course.full_title,
            "rule": words.rule(ledger.policy),
            "figures": f"{words.so_far(ledger)} {words.ahead(ledger)}",
            "missed": words.missed(ledger, catch_up_by=due[enrolment.pk]),
            "what_to_do": words.what_to_do(ledger),
            "url": settings.SITE_URL + reverse("mine:npq", args=[enrolment.pk]),
        }
        alert = alerts[enrolment.pk]
        messages.append(Message(kind=KINDS[alert], to=person.user, key=_key(ledger, alert), context=context))
    queue_many(messages, at=at, due_at=at + TOLD_AFTER)


def _key(ledger: Ledger, alert: str) -> str:
    """What an alert is about: whose, which, and the losses behind it."""
    lost = sorted((line.component.pk, line.rest) for line in ledger.lost)
    return f"enrolment:{ledger.enrolment.pk}:{alert}:{hashlib.sha256(repr(lost).encode()).hexdigest()[:16]}"
