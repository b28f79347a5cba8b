"""A participant's own: sessions missed, sending what the programme asks for, and the passport."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View
from django.views.decorators.http import require_safe

from courses.actions import catch_up_answers as verbs
from courses.choices import CatchUpState
from courses.facts import catch_up as facts
from courses.facts.enrolments import enrolments_whole
from courses.forms.catch_up import SendForm
from courses.models import CatchUp
from courses.rules.catch_up import TO_SEND, may_send
from courses.views import catch_up_rows
from courses.views.enrolment_life import passport_page
from npq_portal import clock
from npq_portal.accounts.access import RoleRequiredMixin, role_required


@role_required()
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every session missed that can or could be caught up: first what waits for the participant."""
    own = list(facts.own(request.user))
    to_send = [one for one in own if one.state in TO_SEND]
    context = {
        "to_send": catch_up_rows.own(to_send),
        "others": catch_up_rows.own(one for one in own if one.state not in TO_SEND),
        "columns": catch_up_rows.OWN_COLUMNS,
    }
    return render(request, "courses/catch_up/index.html", context)


@role_required()
@require_safe
def own_passport(request: HttpRequest, pk: int) -> HttpResponse:
    """What the participant did in one of their enrolments, also after they left it."""
    enrolment = get_object_or_404(enrolments_whole(), pk=pk, participant__user=request.user)
    return passport_page(request, enrolment, back_url=reverse("pages:home"))


class CatchUpPage(RoleRequiredMixin, View):
    """One of them: what was missed, what to send, what came back."""

    roles = ()
    at: datetime
    catch_up: CatchUp

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The moment at which the last day is judged."""
        super().setup(request, *args, **kwargs)
        self.at = clock.now()

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What they sent last stands in the field again."""
        self.catch_up = get_object_or_404(facts.own(request.user), pk=pk)
        return self.page(SendForm(initial={"text": self.catch_up.text}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send it; with an error what was typed is still there."""
        self.catch_up = get_object_or_404(facts.own(request.user), pk=pk)
        form = SendForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            verbs.send(catch_up=self.catch_up, text=form.cleaned_data["text"], by=request.user, at=self.at)
        except verbs.CatchUpRefusedError as error:
            form.add_error(None, str(error))
            self.catch_up.refresh_from_db()
            return self.page(form)
        messages.success(request, "Sent. Your facilitator reads it next, and we write to you.")
        return redirect("mine:catch-up", pk=pk)

    def page(self, form: SendForm) -> HttpResponse:
        """Draw it. A text that could not be sent is shown, so that it can be copied."""
        today = clock.london_date(self.at)
        helper = form.helper
        helper.form_show_errors = False  # the summary stands above the h1, drawn by the template
        context = {
            "catch_up": self.catch_up,
            "programme": self.catch_up.component.cohort.programme,
            "form": form,
            "helper": helper,
            "may_send": may_send(self.catch_up.state, due_on=self.catch_up.due_on, today=today),
            "what_now": catch_up_rows.what_now(self.catch_up, today=today),
            "held": catch_up_rows.held_words(self.catch_up),
            "state": catch_up_rows.tag_of(self.catch_up),
            "returned": self._comment(),
            "events": catch_up_rows.history(self.catch_up.events.select_related("by").order_by("-at", "-pk")),
            "back_url": reverse("mine:catch-ups"),
        }
        return render(self.request, "courses/catch_up/own.html", context)

    def _comment(self) -> str:
        """What the facilitator asked for, while it is open."""
        if self.catch_up.state != CatchUpState.RETURNED:
            return ""
        asked = self.catch_up.events.filter(state=CatchUpState.RETURNED, by=self.catch_up.decided_by)
        newest = asked.filter(at=self.catch_up.decided_at).first()
        return newest.text if newest else ""
