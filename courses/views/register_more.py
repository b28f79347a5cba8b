"""What else is done with a register: close it, open it again, say that the session did not happen, print it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.actions.register import RegisterRefusedError, close_register, reopen_register
from courses.actions.sessions import SessionRefusedError, did_not_happen
from courses.facts.register import sheet
from courses.facts.register_lists import state_in_words
from courses.forms.register_more import DidNotHappenForm
from courses.views.registers import FACILITATORS, session_of
from npq_portal import clock
from npq_portal.accounts.access import role_required


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*FACILITATORS)
def close(request: HttpRequest, session_id: int) -> HttpResponse:
    """Who is not marked, and what closing means for them."""
    session, at = session_of(request, session_id), clock.now()
    if request.method != "POST":
        state, colour = state_in_words(session, at=at)
        facts = {"sheet": sheet(session), "session": session, "status": state, "status_colour": colour}
        return render(request, "courses/registers/close.html", facts | {"has_started": session.starts_at <= at})
    try:
        absent = close_register(session=session, by=request.user, at=at)
    except RegisterRefusedError as refused:
        messages.error(request, str(refused))
    else:
        marked = f" {absent} not marked {'was' if absent == 1 else 'were'} put down as absent." if absent else ""
        messages.success(request, f"The register is closed.{marked}")
    return redirect("registers:register", session.pk)


@require_POST
@role_required(*FACILITATORS)
def reopen(request: HttpRequest, session_id: int) -> HttpResponse:
    """Open a closed register again."""
    session = session_of(request, session_id)
    if reopen_register(session=session, by=request.user, at=clock.now()):
        messages.success(request, "The register is open again. Close it when everybody is marked.")
    return redirect("registers:register", session.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*FACILITATORS)
def not_held(request: HttpRequest, session_id: int) -> HttpResponse:
    """Say why the session did not happen."""
    session = session_of(request, session_id)
    form = DidNotHappenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            did_not_happen(session=session, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())
        except SessionRefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Noted: the session did not happen. Those who were expected are told.")
            return redirect("registers:index")
    return render(request, "courses/registers/did_not_happen.html", {"form": form, "session": session})


@require_safe
@role_required(*FACILITATORS)
def on_paper(request: HttpRequest, session_id: int) -> HttpResponse:
    """The register to print: a column to sign, boxes to tick, and a code for each row."""
    session = session_of(request, session_id)
    facts = {"sheet": sheet(session), "session": session, "printed_at": clock.now(), "empty_rows": range(6)}
    return render(request, "courses/registers/print.html", facts)
