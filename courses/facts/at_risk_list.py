"""The at-risk list: which entries, in which order."""

from collections.abc import Mapping

from courses.models import AtRiskEntry
from courses.rules.at_risk import urgency
from npq_portal.accounts.models import User


def listed(wanted: Mapping[str, str], *, reader: User) -> list[AtRiskEntry]:
    """The entries with their people, cohorts and owners. `wanted`: `show` ("mine", "nobody", "closed"; else all that are
    open), `cohort` (a key), `order` ("oldest", "name"; else the most urgent first; closed ones the newest first). One
    query."""
    rows = AtRiskEntry.objects.select_related("enrolment__participant", "enrolment__cohort", "owner", "closed_by")
    show = wanted.get("show", "")
    rows = rows.filter(closed_at__isnull=show != "closed")
    if show == "mine":
        rows = rows.filter(owner=reader)
    if show == "nobody":
        rows = rows.filter(owner=None)
    if wanted.get("cohort"):
        rows = rows.filter(enrolment__cohort=wanted["cohort"])
    if wanted.get("order") == "name":
        return list(rows.order_by("enrolment__participant__last_name", "enrolment__participant__first_name", "pk"))
    if wanted.get("order") == "oldest":
        return list(rows.order_by("opened_at", "pk"))
    if show == "closed":
        return list(rows.order_by("-closed_at", "-pk"))
    found = list(rows.order_by("opened_at", "pk"))
    return sorted(found, key=lambda entry: urgency(one["rule"] for one in entry.rules))
