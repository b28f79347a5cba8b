"""Self-study: a participant says what they have done, and can take it back until the last day."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View
from django.views.decorators.http import require_POST

from courses.actions import engagement
from courses.choices import Mark, RecordState
from courses.forms.study import StudyForm
from courses.models import Component, EngagementRecord, Enrolment
from courses.views.mine import own_enrolment
from npq_portal import clock
from npq_portal.accounts.access import RoleRequiredMixin, role_required


def _component(enrolment: Enrolment, pk: int) -> Component:
    component = get_object_or_404(Component, pk=pk, cohort=enrolment.cohort_id)
    component.cohort = enrolment.cohort
    return component


class Study(RoleRequiredMixin, View):
    """One unit: what to do, what shows that it is done, and what was said before."""

    roles = ()

    def get(self, request: HttpRequest, pk: int, component: int) -> HttpResponse:
        """The question, with what was said before in its field."""
        enrolment = own_enrolment(request, pk)
        unit = _component(enrolment, component)
        said = _said(enrolment, unit)
        initial = {"done": True, "reflection": said.note, "minutes": said.minutes} if said else {}
        return self._page(enrolment, unit, StudyForm(component=unit, initial=initial))

    def post(self, request: HttpRequest, pk: int, component: int) -> HttpResponse:
        """Record it; a refusal is told above the form, and nothing typed is lost."""
        enrolment = own_enrolment(request, pk)
        unit = _component(enrolment, component)
        form = StudyForm(request.POST, component=unit)
        if not form.is_valid():
            return self._page(enrolment, unit, form)
        try:
            self._record(enrolment, unit, form.cleaned_data)
        except engagement.EngagementRefusedError as error:
            form.add_error(None, str(error))
            return self._page(enrolment, unit, form)
        messages.success(request, f"Saved: {unit.title}.")
        return redirect("mine:npq", pk=pk)

    def _record(self, enrolment: Enrolment, unit: Component, cleaned: dict[str, Any]) -> None:
        engagement.study(
            enrolment=enrolment,
            component=unit,
            minutes=cleaned.get("minutes"),
            note=cleaned.get("reflection", ""),
            client_uuid=cleaned["client_uuid"] or uuid4(),
            by=self.request.user,
            at=clock.now(),
        )

    def _page(self, enrolment: Enrolment, unit: Component, form: StudyForm) -> HttpResponse:
        said = _said(enrolment, unit)
        context = {
            "enrolment": enrolment,
            "component": unit,
            "form": form,
            "fault": engagement.study_fault(enrolment=enrolment, component=unit, at=clock.now()),
            "said": said,
            "is_open": not said or said.minutes < unit.minutes,
        }
        return render(self.request, "mine/study.html", context)


def _said(enrolment: Enrolment, unit: Component) -> EngagementRecord | None:
    rows = EngagementRecord.objects.filter(enrolment=enrolment, component=unit, slot=engagement.STUDY_SLOT)
    return rows.filter(state=RecordState.CURRENT).exclude(mark=Mark.CLEARED).first()


@require_POST
@role_required()
def take_back(request: HttpRequest, pk: int, component: int) -> HttpResponse:
    """It is not done after all."""
    enrolment = own_enrolment(request, pk)
    unit = _component(enrolment, component)
    try:
        engagement.take_study_back(enrolment=enrolment, component=unit, by=request.user, at=clock.now())
    except engagement.EngagementRefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Taken back: {unit.title}.")
    return redirect("mine:npq", pk=pk)
