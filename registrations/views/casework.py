"""Casework for hub admins: the list of applications, one application whole, and the CSV."""

from collections.abc import Mapping

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from npq_portal import clock, spreadsheets
from npq_portal.accounts.access import role_required
from npq_portal.accounts.choices import RoleName
from registrations.casework import export, finding, listing
from registrations.casework.record import application_for, page_of
from registrations.forms.casework import FilterForm
from registrations.models import Draft

_PER_PAGE = 25
#: Filters that are always open; the others wait behind "More filters".
_FIRST_FILTERS = ("q", "status", "course")


def _filters(asked: Mapping[str, str]) -> FilterForm:
    """The filters as asked for. Without a state: what needs a decision, or everything where words are looked for."""
    values = {name: asked.get(name, "") for name in FilterForm.base_fields}
    if not values["status"]:
        values["status"] = "all" if values["q"].strip() else "undecided"
    form = FilterForm(values)
    form.full_clean()
    return form


@role_required(RoleName.HUB_ADMIN)
@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    """Every application the reader may see: found, sorted, 25 a page; the queues stand above."""
    at, filters = clock.now(), _filters(request.GET)
    wanted, rows = filters.cleaned_data, finding.visible_rows(request.user)
    found = finding.in_order(
        finding.filtered(rows, wanted), request.GET.get("sort", ""), status=wanted.get("status", "")
    )
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "first_filters": _FIRST_FILTERS,
        "more_filters": any(value for name, value in wanted.items() if name not in _FIRST_FILTERS),
        "page": page,
        "elsewhere": 0 if page.paginator.count else finding.filtered(rows, wanted | {"status": "all"}).count(),
        "everywhere_url": listing.everywhere_url(request.GET),
        "unfinished_drafts": Draft.objects.filter(submitted_at=None).count(),
        "queues": finding.queues(request.user, at=at),
        "next_waiting": finding.next_waiting(request.user),
        **listing.table(page, at=at),
    }
    return render(request, "registrations/casework/list.html", context)


@role_required(RoleName.HUB_ADMIN)
@require_POST
def applications_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The filtered list as CSV. Taking it is written down, so it is a POST."""
    at, wanted = clock.now(), _filters(request.POST).cleaned_data
    found = finding.filtered(finding.visible_rows(request.user), wanted)
    rows = finding.in_order(found, request.POST.get("sort", ""), status=wanted.get("status", ""))
    export.keep_record(by=request.user, count=rows.count(), wanted=wanted, at=at)
    name = f"npq-applications-{clock.london_date(at):%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        export.csv_lines(rows),
        content_type=spreadsheets.CSV_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@role_required(RoleName.HUB_ADMIN)
@require_safe
def application(request: HttpRequest, reference: str) -> HttpResponse:
    """One application whole."""
    found = application_for(request.user, reference)
    context = page_of(found, user=request.user, at=clock.now())
    return render(request, "registrations/casework/record.html", context)
