"""Calling a planned window off: whom it is told to, why, the deed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from assessments.actions import calling_off
from assessments.actions.calling_off import Effect
from assessments.actions.moving import WindowChangedError
from assessments.actions.windows import WindowRefusedError
from assessments.facts.windows import windows_whole
from assessments.forms.windows import CallOffForm
from assessments.models import Window
from assessments.views import planning_rows as rows
from assessments.views.window_rows import when
from npq_portal import clock
from npq_portal.accounts.access import RoleRequiredMixin
from npq_portal.accounts.choices import RoleName

_CHANGED = "Something has changed since you looked. Read who is told now."


class CallOff(RoleRequiredMixin, View):
    """One page: the window, everybody who is told, and the reason."""

    roles = (RoleName.HUB_ADMIN,)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The preview, or why there is none."""
        window = get_object_or_404(windows_whole(), pk=pk)
        try:
            effect = calling_off.preview(window=window, at=clock.now())
        except WindowRefusedError as error:
            return self._draw(window, blocker=str(error))
        return self._draw(window, effect, CallOffForm(initial={"seen": effect.digest}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it, sent twice once; with an error the reason that was typed is still there."""
        window, at = get_object_or_404(windows_whole(), pk=pk), clock.now()
        form = CallOffForm(request.POST)
        if not form.is_valid():
            return self._again(window, form)
        reason, seen = form.cleaned_data["reason"], form.cleaned_data["seen"]
        try:
            done = calling_off.call_off(window=window, reason=reason, digest=seen, by=request.user, at=at)
        except WindowChangedError:
            return self._again(window, form, changed=_CHANGED)
        except WindowRefusedError as error:
            return self._draw(window, blocker=str(error))
        words = "The window is called off. We have written to everybody who knew of it."
        messages.success(request, words if done else "The window was called off before. Nothing was changed.")
        return redirect("windows:window", pk)

    def _again(self, window: Window, form: CallOffForm, *, changed: str = "") -> HttpResponse:
        """The page once more, with what it does now."""
        try:
            effect = calling_off.preview(window=window, at=clock.now())
        except WindowRefusedError as error:
            return self._draw(window, blocker=str(error))
        form.data = form.data.copy()
        form.data["seen"] = effect.digest
        return self._draw(window, effect, form, changed=changed)

    def _draw(
        self, window: Window, effect: Effect | None = None, form: CallOffForm | None = None, **more: Any
    ) -> HttpResponse:
        context: dict[str, Any] = {
            "window": window,
            "back_url": reverse("windows:window", args=[window.pk]),
            "form": form,
            "when": when(window),
            "columns": rows.TOLD_COLUMNS,
            "rows": rows.told_rows(effect.people) if effect else [],
            **more,
        }
        if form is not None:
            context["helper"] = form.helper
            context["helper"].form_show_errors = False
        return render(self.request, "assessments/windows/call_off.html", context)
