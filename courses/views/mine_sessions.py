"""A participant's own dates: where they go and when, another session instead, and saying beforehand that they cannot come."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from courses.actions.sessions import ParticipationRefusedError, apologise, take_back_apology, take_place
from courses.choices import EnrolmentStatus
from courses.facts.schedule import Choice, Occurrence, choices
from courses.facts.schedule_words import when, where
from courses.forms.mine_sessions import ChooseForm, SorryForm
from courses.models import Enrolment, Session
from courses.views.mine import own_enrolment
from npq_portal import clock
from npq_portal.accounts.access import RoleRequiredMixin, role_required


def _taking_part(request: HttpRequest, pk: int) -> Enrolment:
    """The reader's own enrolment while they take part; 404 for everybody else's, and for one that is paused or over."""
    enrolment = own_enrolment(request, pk)
    if enrolment.status != EnrolmentStatus.ACTIVE:
        raise Http404
    return enrolment


@role_required()
@require_safe
def dates(request: HttpRequest, pk: int) -> HttpResponse:
    """Every session to come. Links to join stand here alone: for those who take part, at the session they go to."""
    enrolment, at = _taking_part(request, pk), clock.now()
    sorry = set(enrolment.apologies.filter(withdrawn_at__isnull=True).values_list("session_id", flat=True))
    context = {
        "enrolment": enrolment,
        "heading": "Your dates",
        "caption": enrolment.cohort.name,
        "dates": [_row(enrolment, choice, sorry=sorry, at=at) for choice in choices(enrolment, at=at)],
    }
    return render(request, "mine/dates.html", context)


def _row(enrolment: Enrolment, choice: Choice, *, sorry: set[int], at: datetime) -> dict[str, Any]:
    session = choice.session
    may_choose = any(not one.is_chosen for one in choice.others)
    return {
        "session": session,
        "calendar": f"session-{session.pk}",
        "title": choice.component.title,
        "when": when(session.starts_at, session.ends_at),
        "where": where(session.venue, session.join_link),
        "has_begun": session.starts_at <= at,
        "is_sorry": session.pk in sorry,
        "choose_url": reverse("mine:choose", args=[enrolment.pk, choice.component.pk]) if may_choose else "",
    }


class Choose(RoleRequiredMixin, View):
    """Go to another session of the same part of the course."""

    roles = ()

    def get(self, request: HttpRequest, pk: int, component: int) -> HttpResponse:
        """Where they could go."""
        enrolment, choice = self._find(pk, component)
        free = [one for one in _others(choice) if not one.is_full]
        return self._page(enrolment, choice, ChooseForm(sessions=free))

    def post(self, request: HttpRequest, pk: int, component: int) -> HttpResponse:
        """Go there, or say why not, with the sessions as they are now."""
        enrolment, choice = self._find(pk, component)
        form = ChooseForm(request.POST, sessions=_others(choice))  # a full one too: taking a seat says so
        if not form.is_valid():
            return self._page(enrolment, choice, form)
        chosen = form.chosen()
        try:
            take_place(enrolment=enrolment, session=chosen, by=request.user, at=clock.now())
        except ParticipationRefusedError as error:
            form.add_error("session", str(error))
            return self._page(enrolment, choice, form)
        messages.success(request, f"You go to {choice.component.title} on {when(chosen.starts_at, chosen.ends_at)}.")
        return redirect("mine:dates", pk)

    def _find(self, pk: int, component: int) -> tuple[Enrolment, Choice]:
        enrolment = _taking_part(self.request, pk)
        found = [one for one in choices(enrolment, at=clock.now()) if one.component.pk == component]
        if not found:
            raise Http404
        return enrolment, found[0]

    def _page(self, enrolment: Enrolment, choice: Choice, form: ChooseForm) -> HttpResponse:
        session = choice.session
        context = {
            "form": form,
            "back_url": reverse("mine:dates", args=[enrolment.pk]),
            "choice": choice,
            "caption": choice.component.title,
            "now_at": f"{when(session.starts_at, session.ends_at)}, {where(session.venue, session.join_link)}",
            "full": [when(one.session.starts_at, one.session.ends_at) for one in choice.others if one.is_full],
        }
        return render(self.request, "mine/choose.html", context)


def _others(choice: Choice) -> list[Occurrence]:
    return [one for one in choice.others if not one.is_chosen]


class Sorry(RoleRequiredMixin, View):
    """Say beforehand that one cannot come."""

    roles = ()

    def get(self, request: HttpRequest, pk: int, session: int) -> HttpResponse:
        """The form, with what was said before."""
        enrolment, found = self._find(pk, session)
        said = enrolment.apologies.filter(session=found, withdrawn_at__isnull=True).first()
        return self._page(enrolment, found, SorryForm(initial={"reason": said.reason if said else ""}))

    def post(self, request: HttpRequest, pk: int, session: int) -> HttpResponse:
        """Send it."""
        enrolment, found = self._find(pk, session)
        form = SorryForm(request.POST)
        if form.is_valid():
            try:
                apologise(enrolment=enrolment, session=found, reason=form.cleaned_data["reason"], at=clock.now())
            except ParticipationRefusedError as error:
                form.add_error(None, str(error))
        if form.errors:
            return self._page(enrolment, found, form)
        messages.success(request, "Thank you for telling us. Your facilitator sees it in the register.")
        return redirect("mine:dates", pk)

    def _find(self, pk: int, session: int) -> tuple[Enrolment, Session]:
        enrolment = _taking_part(self.request, pk)
        expected = [one.session.pk for one in choices(enrolment, at=clock.now())]
        rows = Session.objects.select_related("component").filter(pk__in=expected)
        return enrolment, get_object_or_404(rows, pk=session)

    def _page(self, enrolment: Enrolment, found: Session, form: SorryForm) -> HttpResponse:
        context = {
            "form": form,
            "enrolment": enrolment,
            "session": found,
            "back_url": reverse("mine:dates", args=[enrolment.pk]),
            "caption": f"{found.component.title}, {when(found.starts_at, found.ends_at)}",
        }
        return render(self.request, "mine/sorry.html", context)


@role_required()
@require_POST
def can_come(request: HttpRequest, pk: int, session: int) -> HttpResponse:
    """Take apologies back."""
    enrolment = _taking_part(request, pk)
    if take_back_apology(enrolment=enrolment, session=get_object_or_404(Session, pk=session), at=clock.now()):
        messages.success(request, "We expect you again.")
    return redirect("mine:dates", pk)
