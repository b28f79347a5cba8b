"""The cohort board: which cohorts there are, one of them whole, and its files."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from courses import export
from courses.facts.board import Board, board
from courses.facts.cohorts import cohorts_with_figures
from courses.facts.scope import enrolments_for
from courses.forms.board import BoardFilterForm
from courses.models import Cohort
from courses.views import board_rows, cohort_rows
from npq_portal import clock, spreadsheets
from npq_portal.accounts.access import role_required
from npq_portal.accounts.choices import RoleName

_READERS = (RoleName.HUB_ADMIN, RoleName.FACILITATOR)
_ON_ONE_PAGE = 2000


def _cohort(request: HttpRequest, cohort_id: int) -> Cohort:
    """A cohort of which the reader may see anybody; 404 for others."""
    rows = Cohort.objects.select_related("programme__course", "programme__lead_provider")
    if not request.user.has_role(RoleName.HUB_ADMIN):
        rows = rows.filter(pk__in=enrolments_for(request.user).order_by().values("cohort"))
    return get_object_or_404(rows, pk=cohort_id)


def _board(request: HttpRequest, cohort: Cohort, asked: QueryDict) -> tuple[Board, BoardFilterForm]:
    """The board as asked for, with as much of it as the reader may see."""
    filters = BoardFilterForm({name: asked.get(name, "") for name in BoardFilterForm.base_fields})
    is_hub = request.user.has_role(RoleName.HUB_ADMIN)
    within = None if is_hub else enrolments_for(request.user)
    wanted = filters.wanted(asked.get("sort", ""))
    return board(cohort, wanted=wanted, at=clock.now(), within=within), filters


@role_required(RoleName.HUB_ADMIN)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every cohort that goes on, with how many take part and are at risk."""
    found = list(cohorts_with_figures(at=clock.now()))
    context = {"columns": cohort_rows.COLUMNS, "rows": [cohort_rows.row(cohort) for cohort in found]}
    return render(request, "courses/board/index.html", context)


@role_required(*_READERS)
@require_safe
def cohort_board(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """Participants by components. Facilitators see those they work with, and open nobody's record."""
    cohort = _cohort(request, cohort_id)
    found, filters = _board(request, cohort, request.GET)
    is_hub = request.user.has_role(RoleName.HUB_ADMIN)
    return render(request, "courses/board/board.html", _context(found, filters, is_hub=is_hub))


def _context(found: Board, filters: BoardFilterForm, *, is_hub: bool) -> dict[str, Any]:
    return {
        "heading": found.cohort.name,
        "board": found,
        "filters": filters,
        "page": Paginator(found.lines, _ON_ONE_PAGE).get_page(1),
        "noun_one": "participant",
        "noun_many": "participants",
        "is_hub": is_hub,
        "legend": board_rows.legend(),
        "sorted_columns": board_rows.sorted_columns(),
        "component_columns": board_rows.component_columns(found.columns),
        "rows": board_rows.rows(found, record_url=_record_url() if is_hub else None),
    }


def _record_url() -> board_rows.RecordUrl:
    """Addresses of records by plain replacement: five hundred look-ups in the URL map take longer than the board."""
    before, after = reverse("board:person", args=[0]).split("/0/")
    return lambda enrolment_id: f"{before}/{enrolment_id}/{after}"


@role_required(RoleName.HUB_ADMIN)
@require_POST
def board_csv(request: HttpRequest, cohort_id: int) -> StreamingHttpResponse:
    """The board as CSV. Taking it is written down, so it is a POST."""
    found = _taken(request, cohort_id, "csv")
    return _file(found, "csv", spreadsheets.CSV_TYPE, spreadsheets.csv_lines(export.header(found), export.rows(found)))


@role_required(RoleName.HUB_ADMIN)
@require_POST
def board_xlsx(request: HttpRequest, cohort_id: int) -> StreamingHttpResponse:
    """The board as a workbook, likewise."""
    found = _taken(request, cohort_id, "xlsx")
    pieces = spreadsheets.xlsx_pieces(export.header(found), export.rows(found), title=found.cohort.name)
    return _file(found, "xlsx", spreadsheets.XLSX_TYPE, pieces)


def _taken(request: HttpRequest, cohort_id: int, kind: str) -> Board:
    found, filters = _board(request, _cohort(request, cohort_id), request.POST)
    wanted: Mapping[str, str] = filters.cleaned_data if filters.is_valid() else {}
    export.keep_record(by=request.user, board=found, kind=kind, wanted=wanted, at=clock.now())
    return found


def _file(found: Board, kind: str, content_type: str, pieces: Any) -> StreamingHttpResponse:
    name = export.file_name(found.cohort, kind, at=clock.now())
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(pieces, content_type=content_type, headers=headers)
