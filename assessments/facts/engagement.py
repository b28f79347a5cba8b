"""Whether somebody's engagement is what their course needs, and in which enrolment it is judged."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from courses.choices import EnrolmentStatus
from courses.facts.standing import policy_of
from courses.models import EngagementSummary, Enrolment
from courses.rules.engagement import met, shown_percent

_WHOLE = ("participant__user", "cohort__programme__course", "cohort__programme__lead_provider")


@dataclass(frozen=True)
class Engagement:
    """Where one enrolment's engagement stands: met or not, and the percentage a page shows (cut off)."""

    is_met: bool
    percent: int


def engagement_of(enrolment_ids: Collection[int]) -> dict[int, Engagement]:
    """By enrolment id, from the stored sums, which are brought up to date with every mark; one query. Whoever has none has
    not met it."""
    found = EngagementSummary.objects.filter(enrolment__in=enrolment_ids).select_related("enrolment__cohort__programme")
    made = dict.fromkeys(enrolment_ids, Engagement(is_met=False, percent=0))
    return made | {summary.enrolment_id: _judged(summary) for summary in found}


def _judged(summary: EngagementSummary) -> Engagement:
    policy = policy_of(summary.enrolment.cohort.programme)
    earned = {bucket: figures["earned"] for bucket, figures in summary.buckets.items()}
    total = {bucket: figures["total"] for bucket, figures in summary.buckets.items()}
    return Engagement(is_met=met(policy, earned, total), percent=shown_percent(policy, earned, total))


def where_it_goes_on(enrolments: Collection[Enrolment]) -> Mapping[int, Enrolment]:
    """For each of these, by its id, the enrolment in which the course is completed: itself, or after a move to another
    cohort the one that continues it, however often. No query where nobody has moved."""
    found = {enrolment.pk: enrolment for enrolment in enrolments}
    moved = {pk: one.pk for pk, one in found.items() if one.status == EnrolmentStatus.MOVED}
    while moved:
        following = Enrolment.objects.filter(continues__in=moved.values()).select_related(*_WHOLE)
        after = {one.continues_id: one for one in following}
        found |= {pk: after[earlier] for pk, earlier in moved.items()}
        moved = {pk: found[pk].pk for pk in moved if found[pk].status == EnrolmentStatus.MOVED}
    return found
