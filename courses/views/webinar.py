"""A webinar's attendance report: read it, decide who is who, mark the rest absent. For who leads the session, and the hub."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses.actions.register import unmarked
from courses.actions.webinar import (
    ReportRefusedError,
    WebinarRefusedError,
    dismiss,
    mark_rest_absent,
    read_report,
    settle,
)
from courses.facts import webinar as facts
from courses.facts.register import sheet
from courses.forms.webinar import AbsentForm, OthersForm, ReportForm, WhoForm
from courses.importers.webinar.reading import MOST_BYTES
from courses.models import Enrolment, Session, WebinarRow
from courses.views import webinar_rows
from courses.views.registers import FACILITATORS, session_of
from npq_portal import clock
from npq_portal.accounts.access import role_required
from npq_portal.templatetags.dates import long_datetime


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*FACILITATORS)
def reports(request: HttpRequest, session_id: int) -> HttpResponse:
    """The reports of a session, everybody in them, and the form for a report."""
    session = session_of(request, session_id)
    form = ReportForm(_sent(request), request.FILES or None)
    if form.is_valid() and _read(request, session, form):
        return redirect("registers:webinar", session.pk)
    rows = list(facts.rows_of(session))
    context = {
        "session": session,
        "form": form,
        "reports": [(report.file_name, webinar_rows.about(report)) for report in facts.reports_of(session)],
        "columns": webinar_rows.COLUMNS,
        "rows": webinar_rows.table(session, rows, _row_url),
        "first": next((_row_url(row) for row in rows if row.settled_at is None), ""),
        "undecided": sum(row.settled_at is None for row in rows),
        "missing": unmarked(session).count() if rows else 0,
        "has_ended": clock.now() >= session.ends_at,
    }
    return render(request, "courses/webinar/reports.html", context)


def _sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, even where nothing was ticked; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def _row_url(row: WebinarRow) -> str:
    return reverse("registers:webinar-row", args=[row.report.session_id, row.pk])


def _read(request: HttpRequest, session: Session, form: ReportForm) -> bool:
    """Read the file; what is wrong with it stands beside the field."""
    file = form.cleaned_data["report"]
    content = file.read(MOST_BYTES + 1)
    try:
        done = read_report(
            session=session, content=content, file_name=file.name or "report", by=request.user, at=clock.now()
        )
    except (ReportRefusedError, WebinarRefusedError) as refused:
        form.add_error("report", str(refused))
        return False
    if not done.is_new:
        read_at = long_datetime(done.report.imported_at)
        messages.info(request, f"This report was read already, at {read_at}. Nothing has changed.")
        return True
    left = facts.undecided(session).count()
    waits = f"{left} {'waits' if left == 1 else 'wait'} for you to say who it was." if left else "Everybody is known."
    messages.success(request, f"The report is read: {done.report.rows.count()} people. {waits}")
    return True


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*FACILITATORS)
def who(request: HttpRequest, session_id: int, row_id: int) -> HttpResponse:
    """Who somebody in the report was; then the next one of whom nobody knows."""
    session = session_of(request, session_id)
    row = get_object_or_404(facts.rows_of(session), pk=row_id)
    people = facts.people_at(session)
    form = WhoForm(_sent(request), row=row, match=people.match(row), people=people)
    if form.is_valid() and _settle(request, row, form):
        following = facts.undecided(session).first()
        return redirect(_row_url(following) if following else reverse("registers:webinar", args=[session.pk]))
    context = {
        "form": form,
        "session": session,
        "row": row,
        "when": webinar_rows.when(row),
        "left": _left(session, row),
    }
    return render(request, "courses/webinar/who.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*FACILITATORS)
def others(request: HttpRequest, session_id: int) -> HttpResponse:
    """Several people who are not of ours, at once."""
    session = session_of(request, session_id)
    rows = list(facts.undecided(session))
    likely = facts.likely_people(session, rows)
    form = OthersForm(_sent(request), rows=rows, likely=likely)
    if form.is_valid() and _dismiss(request, session, form):
        return redirect("registers:webinar", session.pk)
    blocked = "" if rows else "Everybody in the report is decided."
    return render(request, "courses/webinar/several.html", {"form": form, "session": session, "blocked": blocked})


def _dismiss(request: HttpRequest, session: Session, form: OthersForm) -> bool:
    try:
        done = dismiss(session=session, row_ids=form.cleaned_data["rows"], by=request.user, at=clock.now())
    except WebinarRefusedError as refused:
        form.add_error("rows", str(refused))
        return False
    messages.success(request, f"{done} {'person is' if done == 1 else 'people are'} not one of ours.")
    return True


def _left(session: Session, row: WebinarRow) -> int:
    """How many more there are to decide after this one."""
    return facts.undecided(session).exclude(pk=row.pk).count()


def _settle(request: HttpRequest, row: WebinarRow, form: WhoForm) -> bool:
    enrolment = form.chosen()
    try:
        settle(row=row, enrolment=enrolment, seen=form.seen_at, by=request.user, at=clock.now())
    except WebinarRefusedError as refused:
        form.add_error("who", str(refused))
        row.refresh_from_db(fields=["settled_at", "settled_by", "enrolment", "is_nobody"])
        form.show_as_seen(row)
        return False
    is_who = f"is {enrolment.participant.full_name}" if enrolment else "is not one of ours"
    messages.success(request, f"Saved: “{row.name}” {is_who}.")
    return True


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*FACILITATORS)
def absent(request: HttpRequest, session_id: int) -> HttpResponse:
    """The second step: those expected who are not in the report, by name, before anybody is marked absent."""
    session = session_of(request, session_id)
    left = list(unmarked(session).select_related("participant__user").order_by("participant__last_name", "pk"))
    sorry = {person.enrolment_id for person in sheet(session).unmarked if person.sent_apologies}
    form = AbsentForm(_sent(request), people=left, sorry=sorry)
    if form.is_valid() and _mark_absent(request, session, form):
        return redirect("registers:webinar", session.pk)
    blocked = _why_not(session, left)
    return render(request, "courses/webinar/several.html", {"form": form, "session": session, "blocked": blocked})


def _why_not(session: Session, left: list[Enrolment]) -> str:
    if not facts.reports_of(session).exists():
        return "There is no report of this session yet."
    if facts.undecided(session).exists():
        return "First decide who everybody in the report is. One of them may be somebody on this list."
    return "" if left else "Everybody expected is marked."


def _mark_absent(request: HttpRequest, session: Session, form: AbsentForm) -> bool:
    ids = [int(pk) for pk in form.cleaned_data["people"]]
    try:
        done = mark_rest_absent(session=session, enrolment_ids=ids, by=request.user, at=clock.now())
    except WebinarRefusedError as refused:
        form.add_error("people", str(refused))
        return False
    messages.success(request, f"{done} {'person is' if done == 1 else 'people are'} marked absent.")
    return True
