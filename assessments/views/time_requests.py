"""The desk: requests for more time, one of them whole, the decision. Evidence: assessments.views.evidence."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View
from django.views.decorators.http import require_safe

from assessments.actions import extensions
from assessments.actions.extensions import ExtensionRefusedError
from assessments.choices import ExtensionKind, ExtensionState
from assessments.facts.ends import own_end
from assessments.facts.requests import SEE_EVIDENCE, requests_whole
from assessments.forms.windows import DecideForm
from assessments.models import Extension
from assessments.rules.window import opening_words
from assessments.views import window_rows as rows
from npq_portal import clock
from npq_portal.accounts.access import RoleRequiredMixin, role_required
from npq_portal.accounts.choices import RoleName
from npq_portal.templatetags.dates import closing

_DECIDED_SHOWN = 50


@role_required(RoleName.HUB_ADMIN)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits, the window that ends first on top; and what was decided lately."""
    waiting = requests_whole().filter(state=ExtensionState.ASKED).order_by("window__closes_at", "asked_at", "pk")
    decided = requests_whole().exclude(state=ExtensionState.ASKED).order_by("-asked_at", "-pk")[:_DECIDED_SHOWN]
    context = {
        "columns": rows.REQUEST_COLUMNS,
        "waiting": rows.request_rows(waiting),
        "decided": rows.request_rows(decided),
    }
    return render(request, "assessments/windows/requests.html", context)


class Decide(RoleRequiredMixin, View):
    """One request: what is asked, by when, and the decision."""

    roles = (RoleName.HUB_ADMIN,)
    extension: Extension

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The moment at which everything is judged."""
        super().setup(request, *args, **kwargs)
        self.at = clock.now()

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The request; the hours asked for stand in the form."""
        self.extension = get_object_or_404(requests_whole(), pk=pk)
        return self._draw(self._form(initial={"hours": self.extension.hours_asked}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decide; sent twice it is decided once."""
        self.extension = get_object_or_404(requests_whole(), pk=pk)
        form = self._form(request.POST)
        if not form.is_valid():
            return self._draw(form)
        given = form.cleaned_data
        try:
            done = extensions.decide(
                extension=self.extension,
                is_granted=form.is_granted,
                hours=given.get("hours") or 0,
                reason=given["reason"],
                by=request.user,
                at=self.at,
            )
        except ExtensionRefusedError as error:
            form.add_error(None, str(error))
            return self._draw(form)
        name = self.extension.enrolment.participant.full_name
        said = f"Decided. We have written to {name}." if done else "This request was decided before."
        messages.success(request, said)
        return redirect("windows:requests")

    def _form(self, *args: Any, **kwargs: Any) -> DecideForm:
        return DecideForm(*args, asks_for_time=self.extension.kind == ExtensionKind.MORE_TIME, **kwargs)

    def _draw(self, form: DecideForm) -> HttpResponse:
        found = self.extension
        is_open = found.state == ExtensionState.ASKED
        helper = form.helper
        helper.form_show_errors = False
        evidence = list(found.evidence.all()) if self.request.user.has_perm(SEE_EVIDENCE) else []
        context = {
            "extension": found,
            "heading": f"Request of {found.enrolment.participant.full_name}",
            "caption": f"{found.window.cohort}, window of {found.window.opens_on.day} {found.window.opens_on:%B %Y}",
            "status": found.get_state_display(),
            "status_colour": rows.REQUEST_COLOURS[ExtensionState(found.state)],
            "summary": self._summary(),
            "has_evidence": bool(evidence),
            "is_open": is_open,
            "form": form if is_open else None,
            "helper": helper,
            "back_url": reverse("windows:requests"),
        }
        return render(self.request, "assessments/windows/request.html", context)

    def _summary(self) -> list[dict[str, str]]:
        found = self.extension
        said = [
            {"key": "Asks for", "value": rows.asked_words(found)},
            {"key": "Reason", "value": str(found.get_reason_display())},
            {"key": "Asked", "value": f"{opening_words(found.asked_at)} by {found.asked_by}"},
            {"key": "Their end now", "value": closing(own_end(found.window, found.enrolment))},
        ]
        if found.state == ExtensionState.ASKED:
            said.append({"key": "To be decided", "value": "Before that, or the request expires"})
        if found.decided_by:
            decision = f"{found.get_state_display()}. {rows.given_words(found)}".strip()
            said.append({"key": "Decision", "value": f"{decision}\n{found.decision_reason}"})
            said.append({"key": "Decided by", "value": str(found.decided_by)})
        return said
