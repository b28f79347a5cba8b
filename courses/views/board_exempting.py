"""Exempting a participant from parts of their course: which and why, what it does, the deed; and ending it again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from courses.actions import exempting
from courses.actions.engagement import EngagementRefusedError, end_exemption
from courses.choices import EnrolmentStatus, Mark, RecordState
from courses.facts.standing import Ledger, ledgers_of
from courses.forms.board_exempting import EndExemptionForm, ExemptForm
from courses.models import Component, Enrolment
from courses.rules.ledger import LeftOut
from courses.views import exempt_rows
from npq_portal import clock
from npq_portal.accounts.access import RoleRequiredMixin
from npq_portal.accounts.choices import RoleName

#: Whoever has left for good, or is done, needs no exemption.
MAY_BE_EXEMPTED = (EnrolmentStatus.ACTIVE, EnrolmentStatus.DEFERRED)
_ENDED = "They do not take part in this course any more, so there is nothing to change."
_CHANGED = "Something has changed since you looked. Read what will happen now."
_NAMED = 3


class _OfOnePerson(RoleRequiredMixin, View):
    """What both pages know: whose record it is, at which moment, and where it leads back to."""

    roles = (RoleName.HUB_ADMIN,)
    at: datetime
    ledger: Ledger

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The moment at which everything is judged."""
        super().setup(request, *args, **kwargs)
        self.at = clock.now()

    @property
    def enrolment(self) -> Enrolment:
        """Whose record it is."""
        return self.ledger.enrolment

    def find(self, pk: int) -> HttpResponse | None:
        """Read the ledger; the way back for somebody whose enrolment has ended."""
        found = get_object_or_404(Enrolment, pk=pk)
        self.ledger = ledgers_of([pk], at=self.at)[pk]
        return None if found.status in MAY_BE_EXEMPTED else self.back(messages.ERROR, _ENDED)

    def back(self, level: int, words: str) -> HttpResponse:
        """To the record, with a message."""
        messages.add_message(self.request, level, words)
        return redirect("board:person", self.enrolment.pk)

    def draw(self, template: str, **context: Any) -> HttpResponse:
        """A page about this person."""
        shared = {
            "enrolment": self.enrolment,
            "threshold": self.ledger.policy.threshold_percent,
            "back_url": reverse("board:person", args=[self.enrolment.pk]),
            "effect_columns": exempt_rows.EFFECTS,
        }
        return render(self.request, f"courses/board/{template}.html", shared | context)


class Exempt(_OfOnePerson):
    """From which parts and why; then what it does; then the deed."""

    def get(self, request: HttpRequest, enrolment_id: int) -> HttpResponse:
        """The question."""
        return self.find(enrolment_id) or self._ask(ExemptForm(parts=exempt_rows.parts(self.ledger)))

    def post(self, request: HttpRequest, enrolment_id: int) -> HttpResponse:
        """Show the effect, then do it. With an error everything typed is still there; sent twice it is done once."""
        if ended := self.find(enrolment_id):
            return ended
        if self._is_done():
            return self._done_already()
        form = ExemptForm(request.POST, parts=exempt_rows.parts(self.ledger))
        if "change" in request.POST or not form.is_valid():
            return self._ask(form)
        chosen = self._chosen(form)
        try:
            return self._do(form, chosen) if request.POST.get("confirmed") else self._check(form, chosen)
        except exempting.ExemptionsChangedError:
            return self._check(form, chosen, changed=_CHANGED)
        except EngagementRefusedError as error:
            form.add_error(None, str(error))
            return self._ask(form)

    def _is_done(self) -> bool:
        """Whether all that is asked for is exempt already: the button was pressed twice, or somebody else was faster."""
        asked = set(self.request.POST.getlist("components"))
        there = {str(line.component.pk) for line in self.ledger.lines if line.left_out == LeftOut.EXEMPT}
        return bool(asked) and asked <= there

    def _done_already(self) -> HttpResponse:
        return self.back(messages.INFO, "They are exempt from this already. Nothing more was done.")

    def _chosen(self, form: ExemptForm) -> list[Component]:
        keys = set(form.cleaned_data["components"])
        return [line.component for line in self.ledger.lines if str(line.component.pk) in keys]

    def _facts(self, form: ExemptForm, chosen: Sequence[Component]) -> dict[str, Any]:
        return {
            "enrolment": self.enrolment,
            "components": chosen,
            "reason": form.cleaned_data["reason"],
            "by": self.request.user,
            "at": self.at,
        }

    def _ask(self, form: ExemptForm) -> HttpResponse:
        return self.draw("exempt", form=form)

    def _check(self, form: ExemptForm, chosen: Sequence[Component], *, changed: str = "") -> HttpResponse:
        effect = exempting.preview(**self._facts(form, chosen))
        reason = form.cleaned_data["reason"]
        answers = [
            {"key": "Exempt from", "lines": [component.title for component in chosen]},
            {"key": "Why, as the participant reads it", "value": reason},
        ]
        kept = [*(("components", component.pk) for component in chosen), ("reason", reason)]
        effects = exempt_rows.effects(effect)
        return self.draw("exempt_check", answers=answers, kept=kept, effect=effect, effects=effects, changed=changed)

    def _do(self, form: ExemptForm, chosen: Sequence[Component]) -> HttpResponse:
        done = exempting.exempt_from(digest=self.request.POST["confirmed"], **self._facts(form, chosen))
        if not done:
            return self._done_already()
        titles = [component.title for component in done]
        what = ", ".join(titles) if len(titles) <= _NAMED else f"{len(titles)} parts"
        return self.back(messages.SUCCESS, f"{self.enrolment.participant.full_name} is exempt from: {what}.")


class EndExemption(_OfOnePerson):
    """What ending one exemption does, why, and the deed."""

    def get(self, request: HttpRequest, enrolment_id: int, component_id: int) -> HttpResponse:
        """The question, under its effect."""
        return self.find(enrolment_id) or self._ask(component_id, EndExemptionForm())

    def post(self, request: HttpRequest, enrolment_id: int, component_id: int) -> HttpResponse:
        """End it; sent twice it ends once."""
        if ended := self.find(enrolment_id):
            return ended
        form = EndExemptionForm(request.POST)
        if not form.is_valid():
            return self._ask(component_id, form)
        component = self._component(component_id)
        facts = {"enrolment": self.enrolment, "component": component, "by": request.user, "at": self.at}
        if not end_exemption(reason=form.cleaned_data["reason"], **facts):
            return self._not_exempt()
        return self.back(messages.SUCCESS, f"The exemption from {component.title} has ended.")

    def _component(self, pk: int) -> Component:
        return get_object_or_404(Component, pk=pk, cohort=self.enrolment.cohort_id)

    def _not_exempt(self) -> HttpResponse:
        return self.back(messages.INFO, "They are not exempt from this part. Nothing was changed.")

    def _ask(self, component_id: int, form: EndExemptionForm) -> HttpResponse:
        component = self._component(component_id)
        records = component.records.filter(enrolment=self.enrolment, mark=Mark.EXEMPT, state=RecordState.CURRENT)
        if not records.exists():
            return self._not_exempt()
        facts = {"enrolment": self.enrolment, "component": component, "by": self.request.user, "at": self.at}
        effects = exempt_rows.effects(exempting.preview_end(**facts))
        helper = form.helper
        helper.form_show_errors = False  # the summary stands above the h1, drawn by the template
        return self.draw("exempt_end", form=form, helper=helper, component=component, effects=effects)
