"""Chosen rows of a list as CSV or as a workbook, and the note of who took them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.text import slugify

from npq_portal import clock, spreadsheets


class Exporting(admin.ModelAdmin):
    """For an admin class, first among its bases. `export_columns` names each column and where its value comes from: an
    attribute path of the row such as "cohort__name", or a function of the row."""

    export_columns: Mapping[str, str | Callable[[Any], object]] = {}
    actions = ["export_csv", "export_xlsx"]

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Whoever may see the rows."""
        return self.has_view_permission(request)

    @admin.action(description="Export the chosen rows as CSV", permissions=["export"])
    def export_csv(self, request: HttpRequest, rows: QuerySet) -> HttpResponseBase:
        """A CSV, sent while it is made."""
        lines = spreadsheets.csv_lines(list(self.export_columns), self._cells(rows))
        return self._file(request, rows, lines, kind="csv", type_=spreadsheets.CSV_TYPE)

    @admin.action(description="Export the chosen rows as an Excel workbook", permissions=["export"])
    def export_xlsx(self, request: HttpRequest, rows: QuerySet) -> HttpResponseBase:
        """A workbook of one sheet."""
        title = str(self.opts.verbose_name_plural)
        pieces = spreadsheets.xlsx_pieces(list(self.export_columns), self._cells(rows), title=title)
        return self._file(request, rows, pieces, kind="xlsx", type_=spreadsheets.XLSX_TYPE)

    def _cells(self, rows: QuerySet) -> Iterable[list[object]]:
        wanted = list(self.export_columns.values())
        for row in rows.iterator(chunk_size=500):
            yield [_plain(one(row) if callable(one) else _follow(row, one)) for one in wanted]

    def _file(
        self, request: HttpRequest, rows: QuerySet, pieces: Iterable[Any], *, kind: str, type_: str
    ) -> StreamingHttpResponse:
        """The answer. Written down first: a download that breaks off was one too."""
        at = clock.now()
        name, count = str(self.opts.verbose_name_plural), rows.count()
        LogEntry.objects.create(
            action_time=at,
            user=request.user,
            content_type=ContentType.objects.get_for_model(self.model),
            object_repr=f"{count} {name} exported as {kind.upper()}",
            action_flag=CHANGE,
            change_message="",
        )
        file_name = f"npq-{slugify(name)}-{clock.london_date(at):%Y-%m-%d}.{kind}"
        headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
        return StreamingHttpResponse(pieces, content_type=type_, headers=headers)


def _follow(row: object, path: str) -> object:
    for name in path.split("__"):
        row = getattr(row, name, None)
    return row() if callable(row) else row


def _plain(value: object) -> object:
    """Moments as London's date and time, days as ISO writes them."""
    if isinstance(value, datetime):
        return f"{value.astimezone(clock.LONDON):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else value
