"""What is added to a window's end for each person, read from the rows (assessments.rules.extending does the sum)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Sum

from assessments.choices import ExtensionKind, ExtensionState
from assessments.models import (
    Entry,
    Extension,
    Outage,
    OutageCredit,
    Outcome,
    Script,
    StandingAdjustment,
    Window,
)
from assessments.rules.extending import Added, Standing, adjustment_hours, credit, end
from courses.models import Enrolment
from npq_portal.periods import Period

_GRANTED = {"kind": ExtensionKind.MORE_TIME, "state": ExtensionState.GRANTED}


def added_to(window: Window, enrolments: Collection[Enrolment]) -> dict[int, Added]:
    """What is added to the window's end for each of these people, by enrolment. Three queries."""
    hours = _extension_hours(window, enrolments)
    seconds = _outage_seconds(window, enrolments)
    adjustments = _adjustments({enrolment.participant_id for enrolment in enrolments})
    return {
        enrolment.pk: Added(
            extension_hours=hours.get(enrolment.pk, 0),
            adjustment_hours=adjustment_hours(
                adjustments[enrolment.participant_id], opens_at=window.opens_at, opens_on=window.opens_on
            ),
            outage_seconds=seconds.get(enrolment.pk, 0),
        )
        for enrolment in enrolments
    }


def own_end(window: Window, enrolment: Enrolment) -> datetime:
    """The person's own end in the window, whether or not they are in it yet."""
    return end(window.closes_at, added_to(window, [enrolment])[enrolment.pk])


def settled(entries: Collection[Entry]) -> set[int]:
    """The ids of those whose end nothing moves any more: their text is with the markers, or their result is out. Two
    queries."""
    with_markers = Script.objects.filter(submission__entry__in=entries).values_list("submission__entry", flat=True)
    told = Outcome.objects.filter(entry__in=entries).values_list("entry", flat=True)
    return {*with_markers, *told}


def credited_outages(window: Window) -> list[tuple[Outage, Period]]:
    """The outages whose time was given back and that touch the window: somebody let in late gets theirs too."""
    rows = Outage.objects.filter(is_credited=True, starts_at__lt=window.closes_at, ends_at__gt=window.opens_at)
    return [(outage, Period(outage.starts_at, outage.ends_at)) for outage in rows.order_by("starts_at", "pk")]


def seconds_given_back(own: Period, outage: Period, *, decided_at: datetime) -> int:
    """rules.extending.credit as a column holds it."""
    return int(credit(own, outage, decided_at=decided_at).total_seconds())


def _extension_hours(window: Window, enrolments: Collection[Enrolment]) -> dict[int, int]:
    rows = Extension.objects.filter(window=window, enrolment__in=enrolments, **_GRANTED).order_by()
    return dict(rows.values("enrolment").annotate(hours=Sum("hours_given")).values_list("enrolment", "hours"))


def _outage_seconds(window: Window, enrolments: Collection[Enrolment]) -> dict[int, int]:
    rows = OutageCredit.objects.filter(entry__window=window, entry__enrolment__in=enrolments).order_by()
    return dict(rows.values("entry__enrolment").annotate(sum=Sum("seconds")).values_list("entry__enrolment", "sum"))


def _adjustments(participant_ids: Collection[int]) -> dict[int, list[Standing]]:
    found: dict[int, list[Standing]] = defaultdict(list)
    for row in StandingAdjustment.objects.filter(participant__in=participant_ids):
        standing = Standing(row.extra_hours, row.given_at, row.ended_at, row.expires_on)
        found[row.participant_id].append(standing)
    return found
