"""Finding applications: filters, search, order and the queues. Everything starts from rows the reader may see."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, IntegerField, Min, Q, When
from django.urls import reverse

from npq_portal import clock
from npq_portal.accounts.choices import TrnVerification
from npq_portal.accounts.models import User
from registrations.casework.reviewing import NOTHING_LEFT
from registrations.casework.states import STATUS, days_in_words
from registrations.choices import (
    FUNDED_CODES,
    LIVE,
    REVIEW_CODES,
    UNDECIDED,
    ApplicationStatus,
    EndorsementStatus,
    FundingCode,
)
from registrations.models import Application
from registrations.models.application import ApplicationQuerySet

_MOST_WORDS = 6
_VERIFIED = ~Q(participant__trn_verification=TrnVerification.NOT_YET)
_HAS_TRN = ~Q(participant__trn="")
#: Codes that leave the decision open, as rules.funding.words.outlook_of has it.
_FUNDING_OPEN = (*REVIEW_CODES, FundingCode.NO_INSTITUTION)

_STATUS = {
    "undecided": Q(status__in=UNDECIDED),
    "live": Q(status__in=LIVE),
    "all": Q(),
    **{status.value: Q(status=status) for status in ApplicationStatus},
}
_FUNDING = {
    "funded": Q(funding_code__in=FUNDED_CODES),
    "review": Q(funding_code__in=_FUNDING_OPEN),
    "not": ~Q(funding_code__in=[*FUNDED_CODES, *_FUNDING_OPEN]),
}
_TRN = {"verified": _VERIFIED, "to_verify": ~_VERIFIED & _HAS_TRN, "none": ~_HAS_TRN}
_BACKING = {
    **{status.value: Q(endorsement__status=status) for status in EndorsementStatus},
    "missing": Q(needs_backing=True) & ~Q(endorsement__status=EndorsementStatus.CONFIRMED),
}
_REVIEW = {"yes": ~NOTHING_LEFT, "no": NOTHING_LEFT}

_IN_ORDER_OF_WORK = Case(
    *(When(status=status, then=place) for place, status in enumerate(STATUS)), output_field=IntegerField()
)
_ORDERS: Mapping[str, tuple[Any, ...]] = {
    "submitted": ("submitted_at",),
    "name": ("participant__last_name", "participant__first_name"),
    "course": ("cohort__programme__course__position", "cohort__programme__course__title"),
    "status": (_IN_ORDER_OF_WORK,),
}


def visible_rows(user: User) -> ApplicationQuerySet:
    """The applications this person may see, with everything that a list or a CSV prints of them at hand."""
    return Application.objects.visible_to(user).select_related(
        "participant__user",
        "cohort__intake",
        "cohort__programme__course",
        "cohort__programme__lead_provider",
        "workplace",
        "endorsement",
        "enrolment",
    )


def filtered(rows: ApplicationQuerySet, wanted: Mapping[str, str]) -> ApplicationQuerySet:
    """Those that fit every filter and every word. `wanted`: FilterForm's values; an unknown or empty one is no filter."""
    rows = rows.filter(_STATUS.get(wanted.get("status", ""), Q()))
    for name, choices in (("funding", _FUNDING), ("trn", _TRN), ("backing", _BACKING), ("review", _REVIEW)):
        rows = rows.filter(choices.get(wanted.get(name, ""), Q()))
    plain = {
        "course": "cohort__programme__course__identifier",
        "intake": "cohort__intake__identifier",
        "provider": "cohort__programme__lead_provider__slug",
    }
    rows = rows.filter(**{field: wanted[name] for name, field in plain.items() if wanted.get(name)})
    return rows.filter(_matching(wanted.get("q", "")))


def in_order(rows: ApplicationQuerySet, sort: str, *, status: str) -> ApplicationQuerySet:
    """Sorted by `sort` ("name", or "-name" for the other way round); else a queue by age and anything else newest first."""
    key, backwards = sort.removeprefix("-"), sort.startswith("-")
    if key not in _ORDERS:
        key, backwards = "submitted", status not in ("undecided", *UNDECIDED)
    order = [_turned(part) if backwards else part for part in _ORDERS[key]]
    return rows.order_by(*order, "submitted_at", "pk")


def _turned(part: Any) -> Any:
    return f"-{part}" if isinstance(part, str) else part.desc()


def _matching(words: str) -> Q:
    """Every word must be found somewhere: names, reference, address, TRN, workplace."""
    found = Q()
    for word in words.split()[:_MOST_WORDS]:
        found &= _having(word)
    return found


def _having(word: str) -> Q:
    found = (
        Q(participant__first_name__icontains=word)
        | Q(participant__last_name__icontains=word)
        | Q(participant__previous_names__icontains=word)
        | Q(participant__user__email__icontains=word)
        | Q(reference__icontains=_as_reference(word))
        | Q(workplace__name__icontains=word)
        | Q(answers__employer__icontains=word)
    )
    digits = re.sub("[^0-9]", "", word)
    if len(digits) >= 3 and re.fullmatch(r"(RP)?[0-9/-]+", word, re.IGNORECASE):
        found |= Q(participant__trn__contains=digits) | Q(workplace__urn__startswith=digits)
    return found | Q(answers__ofsted_urn__iexact=word)


def _as_reference(word: str) -> str:
    """A reference read over the telephone: without hyphens, and with letters O, I and L for the digits they look like."""
    signs = re.sub("[^0-9A-Z]", "", word.upper())
    if not re.fullmatch("NPQ[0-9A-Z]{8}", signs):
        return word
    signs = signs[3:].translate(str.maketrans("OIL", "011"))
    return f"NPQ-{signs[:4]}-{signs[4:]}"


@dataclass(frozen=True)
class Queue:
    """Work that waits: how many, and where they are listed."""

    title: str
    count: int
    url: str
    hint: str = ""


def queues(user: User, *, at: datetime) -> list[Queue]:
    """The hub's queues, from one query. `at` says how long the oldest has waited."""
    to_decide = Q(status=ApplicationStatus.SUBMITTED)
    found = Application.objects.visible_to(user).aggregate(
        to_decide=Count("pk", filter=to_decide),
        oldest=Min("submitted_at", filter=to_decide),
        asked=Count("pk", filter=Q(status=ApplicationStatus.MORE_NEEDED)),
        trn=Count("pk", filter=_STATUS["live"] & _TRN["to_verify"]),
        funding=Count("pk", filter=_STATUS["undecided"] & _FUNDING["review"]),
        declined=Count("pk", filter=_STATUS["undecided"] & _BACKING["declined"]),
    )
    waited = f"The oldest came {_ago(found['oldest'], at)}" if found["oldest"] else ""
    return [
        Queue("Waiting for a decision", found["to_decide"], _url(status="submitted"), waited),
        Queue("Waiting for the person’s answer", found["asked"], _url(status="more_needed")),
        Queue("TRN to verify", found["trn"], _url(status="live", trn="to_verify")),
        Queue("Funding to review", found["funding"], _url(status="undecided", funding="review")),
        Queue("Declined by the school leader", found["declined"], _url(status="undecided", backing="declined")),
    ]


def next_waiting(user: User, *, after: Application | None = None) -> Application | None:
    """The application that has waited longest for a decision, `after` left out; None when the queue is empty."""
    waiting = Application.objects.visible_to(user).filter(status=ApplicationStatus.SUBMITTED)
    if after is not None:
        waiting = waiting.exclude(pk=after.pk)
    return waiting.select_related("participant").order_by("submitted_at", "pk").first()


def days_waited(since: datetime, at: datetime) -> int:
    """Whole London calendar days between two moments."""
    return (clock.london_date(at) - clock.london_date(since)).days


def _ago(since: datetime, at: datetime) -> str:
    words = days_in_words(days_waited(since, at))
    return words if words == "today" else f"{words} ago"


def _url(**query: str) -> str:
    pairs = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{reverse('registrations:casework-list')}?{pairs}"
