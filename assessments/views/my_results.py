"""A participant's results: nothing before it is out, then what it means, what comes next and whom to ask."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assessments import statement_pdf
from assessments.facts import own_results as facts
from assessments.models import CompletionStatement
from assessments.views import my_results_rows as rows
from npq_portal import clock
from npq_portal.accounts.access import role_required


@role_required()
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every result that is out, the statements, and what somebody was told of a concern."""
    context = {
        "columns": rows.COLUMNS,
        "rows": [rows.row(own) for own in facts.own_results(request.user)],
        "statements": facts.own_statements(request.user),
        "concerns": [rows.concern(case) for case in facts.told_cases(request.user)],
    }
    return render(request, "assessments/my_results/index.html", context)


@role_required()
@require_safe
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """One result, with feedback, the course after it, and what can be done."""
    own, at = facts.outcome_of(request.user, pk), clock.now()
    if own is None:
        raise Http404("No result of theirs is out for this window.")
    following = facts.what_next(own.entry, at=at)
    context = {
        "own": own,
        "outcome": own.outcome,
        "colour": rows.COLOURS[own.outcome.result],
        "means": rows.means(own),
        "course": rows.course_words(following),
        "steps": rows.steps(following),
        "following": following,
        "appeal": rows.appeal(own, at=at),
    }
    return render(request, "assessments/my_results/outcome.html", context)


def _own_statement(request: HttpRequest, enrolment_id: int) -> CompletionStatement:
    return get_object_or_404(facts.own_statements(request.user), enrolment=enrolment_id)


@role_required()
@require_safe
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """The hub's statement that somebody completed the course; `pk` is the enrolment's."""
    found = _own_statement(request, pk)
    context = {
        "statement": found,
        "summary": rows.statement_summary(found, statement_pdf.told(found)),
        "address": statement_pdf.address(found),
    }
    return render(request, "assessments/my_results/statement.html", context)


@role_required()
@require_safe
def statement_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a PDF."""
    found = _own_statement(request, pk)
    headers = {
        "Content-Disposition": f'attachment; filename="statement-{found.reference}.pdf"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(statement_pdf.draw(found), content_type="application/pdf", headers=headers)
