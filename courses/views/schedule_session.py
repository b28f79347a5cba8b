"""One session for the hub: what it is, what waits, who comes, and what can be done with it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from courses.actions import sessions
from courses.actions.sessions import ParticipationRefusedError, SessionRefusedError
from courses.choices import SessionState
from courses.facts import clashes, plans
from courses.facts import schedule as facts
from courses.facts.appointments import people
from courses.facts.expected import expected_enrolments
from courses.facts.schedule_words import when, where
from courses.facts.snapshots import CANCEL, moments, snapshot, wanted
from courses.forms.schedule import ChangeForm, GivePlaceForm, ReasonForm
from courses.models import Session
from courses.views import schedule_rows as rows
from npq_portal import clock
from npq_portal.accounts.access import RoleRequiredMixin, role_required
from npq_portal.accounts.choices import RoleName
from npq_portal.forms import PortalForm


def session_or_404(pk: int) -> Session:
    """A session with its cohort."""
    known = Session.objects.select_related("component__cohort__programme").prefetch_related("facilitators")
    return get_object_or_404(known, pk=pk)


@role_required(RoleName.HUB_ADMIN)
@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """The session whole."""
    found = session_or_404(pk)
    cohort, state = found.component.cohort, SessionState(found.state)
    expected = expected_enrolments(found).select_related("participant", "cohort")
    odd = clashes.words(clashes.of_sessions(cohort, [found.pk]))
    context = {
        "session": found,
        "heading": found.component.title,
        "caption": cohort.name,
        "back_url": reverse("schedule:cohort", args=[cohort.pk]),
        "status": state.label,
        "status_colour": rows.COLOURS[state],
        "summary": _summary(found, expected.count()),
        "pending": _pending(found),
        "warnings": odd.get(clashes.key_of(found.pk), []) if _is_open(found) else [],
        "is_open": _is_open(found),
        "is_draft": state == SessionState.DRAFT,
        "may_cancel": found.takes_place and found.starts_at > clock.now(),
        "expected": expected.order_by("participant__last_name", "participant__first_name"),
        "events": [{"title": one.what, "at": one.at, "by": one.by} for one in _events(found)],
    }
    return render(request, "courses/schedule/session.html", context)


def _events(found: Session) -> Any:
    return found.events.select_related("by").order_by("-at", "-id")


def _is_open(found: Session) -> bool:
    return found.state in {SessionState.DRAFT, SessionState.RELEASED}


def _summary(found: Session, expected: int) -> list[dict[str, Any]]:
    return [
        {"key": "When", "value": when(found.starts_at, found.ends_at)},
        {"key": "Where", "value": capfirst(where(found.venue, found.join_link))},
        {"key": "Link to join", "value": found.join_link},
        {"key": "Led by", "lines": [str(user) for user in found.facilitators.all()] or ["Nobody yet"]},
        {"key": "Expected", "value": rows.seats(found, expected)},
        *([{"key": "Why it is off", "value": found.state_reason}] if found.state_reason else []),
    ]


def _pending(found: Session) -> list[str]:
    """What waits to be released, in words."""
    if not found.pending:
        return []
    if CANCEL in found.pending:
        return [f"It will be cancelled. Reason: {found.pending[CANCEL]}"]
    now, then = snapshot(found), wanted(found)
    names = {pk: str(user) for pk, user in people({*now["facilitators"], *then["facilitators"]}).items()}
    return rows.differences(now, then, names)


class _SessionForm(RoleRequiredMixin, View):
    """A form about one session. Subclasses make the form and do what it says."""

    roles = (RoleName.HUB_ADMIN,)
    done = ""
    found: Session

    def form(self, data: Any) -> PortalForm:
        """The form, empty for None."""
        raise NotImplementedError  # abstract: each page below has its own

    def act(self, form: Any) -> None:
        """Do it. Raises SessionRefusedError or ParticipationRefusedError with words for staff."""
        raise NotImplementedError  # abstract: each page below has its own

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The empty form."""
        self.found = session_or_404(pk)
        return self._page(self.form(None))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it, or say why not with everything typed still there."""
        self.found = session_or_404(pk)
        form = self.form(request.POST)
        if not form.is_valid():
            return self._page(form)
        try:
            self.act(form)
        except (SessionRefusedError, ParticipationRefusedError) as error:
            form.add_error(None, str(error))
            return self._page(form)
        messages.success(request, self.done)
        return redirect("schedule:session", pk)

    def _page(self, form: PortalForm) -> HttpResponse:
        context = {
            "form": form,
            "session": self.found,
            "caption": f"{self.found.component.title}, {when(self.found.starts_at, self.found.ends_at)}",
            "back_url": reverse("schedule:session", args=[self.found.pk]),
        }
        return render(self.request, "courses/schedule/session_form.html", context)


class Change(_SessionForm):
    """Move it, give it another room, link or facilitator."""

    done = "Kept. People who know of this session are told when you release the schedule."

    def form(self, data: Any) -> ChangeForm:
        values = wanted(self.found)
        initial = ChangeForm.initial_of(values, *moments(values))
        return ChangeForm(data, initial=initial, facilitators=plans.facilitators())

    def act(self, form: ChangeForm) -> None:
        sessions.change(session=self.found, by=self.request.user, at=clock.now(), **form.values())


class Cancel(_SessionForm):
    """Call it off."""

    done = "It will be cancelled when you release the schedule."

    def form(self, data: Any) -> ReasonForm:
        return ReasonForm(data)

    def act(self, form: ReasonForm) -> None:
        reason = form.cleaned_data["reason"]
        sessions.cancel(session=self.found, reason=reason, by=self.request.user, at=clock.now())


class GivePlace(_SessionForm):
    """Let somebody come here instead of where they were expected."""

    done = "They go to this session now. We have written to them."

    def form(self, data: Any) -> GivePlaceForm:
        return GivePlaceForm(data, enrolments=facts.who_could_come(self.found))

    def act(self, form: GivePlaceForm) -> None:
        enrolment = form.cleaned_data["enrolment"]
        sessions.take_place(enrolment=enrolment, session=self.found, by=self.request.user, at=clock.now())


@role_required(RoleName.HUB_ADMIN)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a pending change; a draft goes altogether."""
    found, at = session_or_404(pk), clock.now()
    if found.state == SessionState.DRAFT:
        sessions.discard(session=found, by=request.user, at=at)
        messages.success(request, "The draft is gone.")
        return redirect("schedule:cohort", found.component.cohort_id)
    sessions.undo(session=found, by=request.user, at=at)
    messages.success(request, "The change is forgotten. The session stays as people know it.")
    return redirect("schedule:session", pk)
