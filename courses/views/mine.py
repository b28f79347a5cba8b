"""A participant's own course: where they stand with their engagement, what comes next, and what if."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from courses.choices import EnrolmentStatus
from courses.facts import engagement_words as words
from courses.facts.engagement import account_of, bars, next_sessions
from courses.models import Enrolment
from courses.views import mine_rows as rows
from npq_portal import clock
from npq_portal.accounts.access import role_required


def own_enrolment(request: HttpRequest, pk: int) -> Enrolment:
    """The signed-in person's enrolment with cohort, programme and course; 404 for anybody else's."""
    own = Enrolment.objects.filter(participant__user=request.user).select_related(
        "participant__user", "cohort__programme__course", "cohort__programme__lead_provider"
    )
    return get_object_or_404(own, pk=pk)


@role_required()
def npq(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole course as its participant sees it."""
    enrolment, at = own_enrolment(request, pk), clock.now()
    account = account_of(enrolment, at=at)
    ledger = account.ledger
    status = EnrolmentStatus(enrolment.status)
    context = {
        "enrolment": enrolment,
        "heading": enrolment.cohort.programme.course.full_title,
        "caption": enrolment.cohort.name,
        "status": status.label,
        "status_colour": rows.STATUS_COLOURS[status],
        "is_active": status == EnrolmentStatus.ACTIVE,
        "sentences": [words.rule(ledger.policy), words.so_far(ledger), words.ahead(ledger)],
        "alarming": ledger.forecast.standing in rows.ALARMING,
        "bars": [rows.bar(found) for found in bars(ledger)],
        "figures": rows.figures(ledger),
        "sessions": [rows.session(title, held) for title, held in next_sessions(ledger, at=at)],
        "tasks": rows.tasks(account, today=clock.london_date(at)),
        "table": rows.table(account),
        "can_miss": rows.can_miss(ledger),
    }
    return render(request, "mine/npq.html", context)


@role_required()
def what_if(request: HttpRequest, pk: int) -> HttpResponse:
    """What missing one session or unit would mean, before it is missed. Changes nothing: `?miss=` is a component's id."""
    enrolment = own_enrolment(request, pk)
    account = account_of(enrolment, at=clock.now())
    choices = rows.can_miss(account.ledger)
    chosen = next((choice for choice in choices if str(choice["key"]) == request.GET.get("miss")), None)
    context = {
        "enrolment": enrolment,
        "choices": choices,
        "chosen": chosen,
        "asked_in_vain": "miss" in request.GET and chosen is None,
        "answer": rows.what_if(account.ledger, chosen["key"]) if chosen else None,
    }
    return render(request, "mine/what_if.html", context)
