"""A facilitator's registers, and the page on which one is taken."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from courses.actions.register import MarkResult, add_walk_in, record_marks
from courses.choices import MarkSource, RecordState
from courses.facts.register import Sheet, sheet
from courses.facts.register_lists import register_lists, state_in_words
from courses.facts.scope import sessions_for
from courses.forms.register import RegisterForm, Typed, as_known
from courses.models import Session
from courses.views.register_rows import people, said_by
from npq_portal import clock
from npq_portal.accounts.access import role_required
from npq_portal.accounts.choices import RoleName
from npq_portal.clock import london_date

FACILITATORS = (RoleName.FACILITATOR, RoleName.HUB_ADMIN)


def session_of(request: HttpRequest, session_id: int) -> Session:
    """A session whose register the reader may take, with its component and cohort; 404 for those of others."""
    rows = sessions_for(request.user).select_related("component__cohort")
    return get_object_or_404(rows, pk=session_id)


@require_safe
@role_required(*FACILITATORS)
def index(request: HttpRequest) -> HttpResponse:
    """Today's registers, those still open, and what comes next."""
    at = clock.now()
    lists = register_lists(sessions_for(request.user), at=at)
    sections = [
        ("Today", lists.today, "No session today."),
        ("Registers still open", lists.open, ""),
        ("Next", lists.to_come, "Nothing in the next four weeks."),
        ("Past", lists.past, ""),
    ]
    return render(request, "courses/registers/index.html", {"lists": lists, "sections": sections, "at": at})


@role_required(*FACILITATORS)
def register(request: HttpRequest, session_id: int) -> HttpResponse:
    """Everybody on one page: mark, note, add a walk-in, save."""
    return _take(request, session_id, MarkSource.REGISTER)


@role_required(*FACILITATORS)
def paper(request: HttpRequest, session_id: int) -> HttpResponse:
    """The same page for keying in a register that was taken on paper."""
    return _take(request, session_id, MarkSource.PAPER)


def _take(request: HttpRequest, session_id: int, source: MarkSource) -> HttpResponse:
    session, at = session_of(request, session_id), clock.now()
    facts = sheet(session)
    if request.method != "POST":
        return _page(request, facts, source, rows=as_known(facts))
    form = RegisterForm(request.POST, facts)
    if request.POST.get("do") == "all-present":
        form.fill_present()
        return _page(request, facts, source, rows=form.rows, form=form, filled=True)
    if not form.is_valid():
        return _page(request, facts, source, rows=form.rows, form=form)
    results = record_marks(session=session, marks=form.new_marks(at=at), source=source, by=request.user, at=at)
    _add_walk_in(request, form)
    _say_what_happened(request, session, results, walk_in=form.walk_in.name)
    return redirect("registers:register", session.pk)


def _add_walk_in(request: HttpRequest, form: RegisterForm) -> None:
    one, at = form.walk_in, clock.now()
    if one.name:
        add_walk_in(
            session=form.sheet.session,
            client_uuid=one.uuid,
            name=one.name,
            note=one.note,
            minutes=int(one.minutes or form.worth),
            captured_at=at,
            by=request.user,
            at=at,
        )


def _say_what_happened(request: HttpRequest, session: Session, results: list[MarkResult], *, walk_in: str) -> None:
    """Plainly: what is saved, what clashes, what could not be kept."""
    saved = [result for result in results if result.record_id is not None]
    counted = sum(result.state == RecordState.CURRENT for result in saved)
    session.refresh_from_db(fields=["register_closed_at"])
    said = f"{_marks(counted)} saved." if counted else "Nothing was changed." if not saved else ""
    if walk_in:
        said = f"{said if counted else ''} {walk_in} was added as a walk-in.".strip()
    if counted and session.register_closed_at:
        said += " Everybody is marked, so the register is closed."
    if said:
        messages.success(request, said)
    if clashes := sum(result.clashes for result in saved):
        messages.warning(
            request, f"{_marks(clashes)} differ from what somebody else saved. Both are kept: decide which counts."
        )
    for why in sorted({result.why for result in results if result.why}):
        number = sum(result.why == why for result in results)
        messages.warning(request, format_html("{} not counted: {}", _marks(number), why))


def _marks(number: int) -> str:
    return "1 mark" if number == 1 else f"{number} marks"


def _page(
    request: HttpRequest,
    facts: Sheet,
    source: MarkSource,
    *,
    rows: Mapping[int, Typed],
    form: RegisterForm | None = None,
    filled: bool = False,
) -> HttpResponse:
    errors = {} if form is None or filled else form.errors
    walk_in_errors = {} if form is None or filled else form.walk_in_errors
    state, colour = state_in_words(facts.session, at=clock.now())
    context = {
        "sheet": facts,
        "session": facts.session,
        "people": people(facts, rows, errors, with_codes=source == MarkSource.PAPER),
        "error_lines": _lines(rows, errors, walk_in_errors),
        "walk_in": form.walk_in if form else None,
        "walk_in_errors": walk_in_errors,
        "page_id": request.POST.get("page") or uuid4(),
        "chosen": sum(typed.mark not in {"", "cleared"} for typed in rows.values()),
        "is_paper": source == MarkSource.PAPER,
        "is_filled": filled,
        "status": state,
        "status_colour": colour,
        "calendar": _in_calendar(request, facts.session),
        "last_saved": said_by(facts.last, day=london_date(facts.session.starts_at)) if facts.last else "",
    }
    return render(request, "courses/registers/register.html", context)


def _in_calendar(request: HttpRequest, session: Session) -> str:
    """What the file of this session is asked for by; "" for whoever does not lead it."""
    leads = session.takes_place and session.facilitators.filter(pk=request.user.pk).exists()
    return f"session-{session.pk}" if leads else ""


def _lines(
    rows: Mapping[int, Typed], errors: Mapping[int, str], walk_in_errors: Mapping[str, str]
) -> list[dict[str, Any]]:
    """For the error summary: each leads to the place."""
    lines = [
        {"text": text, "target": f"minutes-{pk}" if rows[pk].mark in {"part", ""} else f"mark-{pk}-attended"}
        for pk, text in errors.items()
    ]
    return lines + [{"text": text, "target": f"walk-in-{name}"} for name, text in walk_in_errors.items()]
