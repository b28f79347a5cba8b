"""One participant's record, for the hub: where they stand, and everything it rests on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from courses.choices import EnrolmentStatus
from courses.facts.engagement import Account, account_of
from courses.models import Apology, AtRiskEntry, CatchUp, EngagementRecord, Enrolment
from courses.views import exempt_rows, person_rows
from courses.views.at_risk_rows import reasons
from courses.views.board_exempting import MAY_BE_EXEMPTED
from courses.views.mine_rows import STATUS_COLOURS
from npq_portal import clock
from npq_portal.accounts.access import role_required
from npq_portal.accounts.choices import RoleName


@role_required(RoleName.HUB_ADMIN)
@require_safe
def person(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """Everything about one enrolment's engagement."""
    rows = Enrolment.objects.select_related("participant__user", "cohort__programme__course")
    enrolment = get_object_or_404(rows, pk=enrolment_id)
    account = account_of(enrolment, at=clock.now())
    context = {
        "enrolment": enrolment,
        "heading": enrolment.participant.full_name,
        "caption": enrolment.cohort.name,
        "status": enrolment.get_status_display(),
        "status_colour": STATUS_COLOURS[EnrolmentStatus(enrolment.status)],
        "back_url": reverse("board:cohort", args=[enrolment.cohort_id]),
        "figures": person_rows.figures(account.ledger),
        "standing": account.ledger.forecast.standing.label,
        "component_columns": person_rows.COMPONENTS,
        "components": person_rows.components(account.ledger, account.records),
        **_exemptions(account),
        **_more(enrolment),
    }
    return render(request, "courses/board/person.html", context)


def _exemptions(account: Account) -> dict[str, Any]:
    may_change = account.ledger.enrolment.status in MAY_BE_EXEMPTED
    return {
        "may_exempt": may_change,
        "exemption_columns": exempt_rows.EXEMPTIONS,
        "exemptions": exempt_rows.exemptions(account, may_end=may_change),
    }


def _more(enrolment: Enrolment) -> dict[str, Any]:
    """What else is known, four queries."""
    records = EngagementRecord.objects.filter(enrolment=enrolment)
    records = records.select_related("component", "session", "by", "decided_by").order_by("-captured_at", "-pk")
    catch_ups = CatchUp.objects.filter(enrolment=enrolment).select_related("component")
    apologies = Apology.objects.filter(enrolment=enrolment).select_related("session__component")
    entry = AtRiskEntry.objects.filter(enrolment=enrolment, closed_at=None).select_related("owner").first()
    return {
        "events": person_rows.history(records),
        "catch_up_columns": person_rows.CATCH_UPS,
        "catch_ups": person_rows.catch_ups(catch_ups),
        "apology_columns": person_rows.APOLOGIES,
        "apologies": person_rows.apologies(apologies),
        "entry": entry,
        "reasons": reasons(entry) if entry else [],
    }
