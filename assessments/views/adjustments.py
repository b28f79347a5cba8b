"""Standing adjustments: who has one, giving one, ending one."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View
from django.views.decorators.http import require_safe

from assessments.actions import adjustments as verbs
from assessments.choices import ExtensionReason
from assessments.facts.requests import SEE_EVIDENCE, adjustments_whole
from assessments.forms.evidence import AdjustmentForm
from assessments.forms.windows import ConfirmForm
from assessments.models import StandingAdjustment
from assessments.views import adjustment_rows as rows
from npq_portal import clock
from npq_portal.accounts.access import RoleRequiredMixin, role_required
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import Participant

_MOST_FOUND = 20


@role_required(RoleName.HUB_ADMIN)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All adjustments; and the way to somebody to give one to, by name."""
    asked = " ".join(request.GET.get("q", "").split())
    context = {
        "asked": asked,
        "found": rows.found(_people(asked)[:_MOST_FOUND]) if asked else [],
        "found_columns": rows.FOUND_COLUMNS,
        "columns": rows.COLUMNS,
        "rows": rows.adjustments(
            adjustments_whole(), today=clock.today(), sees_evidence=request.user.has_perm(SEE_EVIDENCE)
        ),
    }
    return render(request, "assessments/windows/adjustments.html", context)


def _people(asked: str) -> Any:
    """Participants with an enrolment, in whose name or address every word is found."""
    rows = Participant.objects.filter(enrolments__isnull=False).select_related("user").distinct()
    for word in asked.split():
        by_name = Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(user__email__icontains=word)
        rows = rows.filter(by_name)
    return rows


class Give(RoleRequiredMixin, View):
    """Give one to somebody."""

    roles = (RoleName.HUB_ADMIN,)
    participant: Participant

    def get(self, request: HttpRequest, participant_id: int) -> HttpResponse:
        """The question."""
        return self._draw(participant_id, AdjustmentForm(initial={"reason": ExtensionReason.ADJUSTMENT.value}))

    def post(self, request: HttpRequest, participant_id: int) -> HttpResponse:
        """Do it; sent twice it is given once."""
        form = AdjustmentForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._draw(participant_id, form)
        given = form.cleaned_data
        try:
            made = verbs.give(
                participant=get_object_or_404(Participant, pk=participant_id),
                hours=given["hours"],
                reason=given["reason"],
                expires_on=given["expires_on"],
                support=form.support,
                by=request.user,
                at=clock.now(),
            )
        except verbs.AdjustmentRefusedError as error:
            form.add_error(None, str(error))
            return self._draw(participant_id, form)
        messages.success(request, f"{made.participant} has {made.extra_hours} more hours in every window from now on.")
        return redirect("windows:adjustments")

    def _draw(self, participant_id: int, form: AdjustmentForm) -> HttpResponse:
        participant = get_object_or_404(Participant, pk=participant_id)
        helper = form.helper
        helper.form_show_errors = False
        context = {
            "form": form,
            "helper": helper,
            "heading": f"Give {participant} more time in every window",
            "caption": "Standing adjustment",
            "lines": [
                "It holds for windows that open from now on. For one that is open now, give more time there.",
                "We write to them about each window that is planned already and now closes later for them.",
            ],
            "back_url": reverse("windows:adjustments"),
        }
        return render(self.request, "assessments/windows/person_form.html", context)


class End(RoleRequiredMixin, View):
    """End one: what that changes is shown first. Windows that have opened keep what it gave."""

    roles = (RoleName.HUB_ADMIN,)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The planned windows that end earlier without it."""
        return self._draw(get_object_or_404(adjustments_whole(), pk=pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it; sent twice it has ended."""
        adjustment = get_object_or_404(adjustments_whole(), pk=pk)
        confirm = ConfirmForm(request.POST)
        name = confirm.cleaned_data["confirmed_as"] if confirm.is_valid() else ""
        try:
            verbs.end(
                adjustment=adjustment,
                digest=request.POST.get("confirmed"),
                confirmed_as=name,
                by=request.user,
                at=clock.now(),
            )
        except verbs.AdjustmentChangedError:
            return self._draw(adjustment, changed="Something has changed since you saw this page. Check it again.")
        except verbs.AdjustmentRefusedError as error:
            confirm.add_error("confirmed_as", str(error))
            return self._draw(adjustment, confirm=confirm)
        messages.success(request, f"The adjustment of {adjustment.participant} has ended.")
        return redirect("windows:adjustments")

    def _draw(
        self, adjustment: StandingAdjustment, *, confirm: ConfirmForm | None = None, changed: str = ""
    ) -> HttpResponse:
        if adjustment.ended_at is not None:
            messages.info(self.request, f"The adjustment of {adjustment.participant} had ended before.")
            return redirect("windows:adjustments")
        lost = verbs.preview_of_end(adjustment=adjustment, at=clock.now())
        context = {
            "adjustment": adjustment,
            "columns": rows.ENDING_COLUMNS,
            "rows": rows.ending(lost),
            "digest": verbs.digest_of(change for _window, change in lost),
            "confirm": confirm or ConfirmForm(),
            "errors": confirm,
            "changed": changed,
            "back_url": reverse("windows:adjustments"),
        }
        return render(self.request, "assessments/windows/end_adjustment.html", context)
