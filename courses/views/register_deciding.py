"""Decisions about a register: which of two marks counts, and who walked in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from courses.actions.register import RegisterRefusedError, decide, dismiss_walk_in, match_walk_in
from courses.choices import MarkSource, RecordState, WhyToDecide
from courses.facts.register import Disagreement, disagreements
from courses.facts.walk_ins import candidates
from courses.forms.register_more import WhichMarkForm, WhoWalkedInForm
from courses.models import EngagementRecord, WalkIn
from courses.views.registers import FACILITATORS, session_of
from npq_portal import clock
from npq_portal.accounts.access import role_required
from npq_portal.templatetags.dates import clock_time, short_date


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*FACILITATORS)
def which_mark(request: HttpRequest, session_id: int) -> HttpResponse:
    """Everything of a session that waits for a decision: both marks, who made them and when; pick one."""
    session = session_of(request, session_id)
    found = disagreements(session)
    asked = request.POST.get("enrolment", "")
    forms = [_form(request, one, is_asked=asked == str(one.enrolment.pk)) for one in found]
    answered = [(one, form) for one, form in zip(found, forms, strict=True) if form.is_valid()]
    if answered:
        _decide(request, *answered[0])
        return redirect("registers:decide" if len(found) > 1 else "registers:register", session.pk)
    pairs = list(zip(found, forms, strict=True))
    return render(request, "courses/registers/decide.html", {"session": session, "pairs": pairs})


def _form(request: HttpRequest, one: Disagreement, *, is_asked: bool) -> WhichMarkForm:
    """Unbound for everybody but the person whose form was sent."""
    records = [*one.waiting, *([one.current] if one.current else [])]
    options = [(record, in_words(record)) for record in records]
    data = request.POST if request.method == "POST" and is_asked else None
    return WhichMarkForm(data, records=options, enrolment=one.enrolment, auto_id=f"id_{one.enrolment.pk}_%s")


def in_words(record: EngagementRecord) -> str:
    """Part of it, 30 minutes: Femi Invented, 3:50pm on 17 November 2026 (Register). It counts now."""
    reasons = {RecordState.CURRENT: " It counts now.", WhyToDecide.CLASH: ""}
    minutes = f", {record.minutes} minutes" if record.mark == "part" else ""
    who = f"{record.by or 'The portal'}, {clock_time(record.captured_at)} on {short_date(record.captured_at)}"
    is_current = record.state == RecordState.CURRENT
    reason = reasons.get(record.state if is_current else record.to_decide, f" {record.get_to_decide_display()}.")
    return f"{record.get_mark_display()}{minutes}: {who} ({MarkSource(record.source).label}).{reason}"


def _decide(request: HttpRequest, one: Disagreement, form: WhichMarkForm) -> None:
    chosen, at = form.cleaned_data["record"], clock.now()
    name = one.enrolment.participant.full_name
    try:
        for record in sorted(one.waiting, key=lambda record: str(record.pk) != chosen):
            decide(record=record, accept=str(record.pk) == chosen, by=request.user, at=at)
    except RegisterRefusedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Decided for {name}. The other mark is kept in the history and does not count.")


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*FACILITATORS)
def walk_in(request: HttpRequest, session_id: int, walk_in_id: int) -> HttpResponse:
    """Say who a walk-in was, or that it was nobody of ours."""
    session = session_of(request, session_id)
    one = get_object_or_404(WalkIn.objects.select_related("session__component"), pk=walk_in_id, session=session)
    form = WhoWalkedInForm(
        request.POST if request.method == "POST" else None,
        found=candidates(one, of_other_cohorts=request.user.is_staff),
        name=one.name,
    )
    if form.is_valid() and _settle(request, one, form):
        return redirect("registers:register", session.pk)
    return render(request, "courses/registers/walk_in.html", {"form": form, "session": session, "walk_in": one})


def _settle(request: HttpRequest, one: WalkIn, form: WhoWalkedInForm) -> bool:
    enrolment, at = form.chosen(), clock.now()
    if enrolment is None:
        dismiss_walk_in(walk_in=one, by=request.user, at=at)
        messages.success(request, f"{one.name} was nobody of ours. Nothing is credited.")
        return True
    try:
        match_walk_in(walk_in=one, enrolment=enrolment, by=request.user, at=at)
    except RegisterRefusedError as refused:
        form.add_error("who", str(refused))
        return False
    messages.success(request, f"{one.name} is {enrolment.participant.full_name}, who is marked now.")
    return True
