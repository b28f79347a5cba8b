"""What participants sent to catch up: the queue of facilitators and hub admins, and deciding one of them."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View
from django.views.decorators.http import require_safe

from courses.actions import catch_up_answers as verbs
from courses.choices import CatchUpState
from courses.facts import catch_up as facts
from courses.facts.credit import current_records
from courses.forms.catch_up import DecideForm, MoreTimeForm
from courses.models import CatchUp
from courses.rules.catch_up import TO_SEND
from courses.views import catch_up_rows
from npq_portal import clock
from npq_portal.accounts.access import RoleRequiredMixin, role_required
from npq_portal.accounts.choices import RoleName

_STAFF = (RoleName.FACILITATOR, RoleName.HUB_ADMIN)
_PER_PAGE = 25
#: What may be chosen above the list; the first is what waits for the reader.
_SHOWN = {
    "waiting": ("Waiting for a decision", [CatchUpState.SENT]),
    "participant": ("Waiting for the participant", [CatchUpState.OFFERED, CatchUpState.RETURNED]),
    "late": ("Too late", [CatchUpState.LAPSED]),
    "all": ("All", list(CatchUpState)),
}


@role_required(*_STAFF)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Those of the reader's sessions, the longest waiting first."""
    shown = request.GET.get("show", "")
    shown = shown if shown in _SHOWN else "waiting"
    rows = facts.seen_by(request.user).filter(state__in=_SHOWN[shown][1]).order_by("sent_at", "due_on", "pk")
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "heading": "Catching up",
        "page": page,
        "noun_one": "catch-up",
        "noun_many": "catch-ups",
        "shown": shown,
        "choices": [(key, words) for key, (words, _) in _SHOWN.items()],
        "columns": catch_up_rows.QUEUE_COLUMNS,
        "rows": catch_up_rows.queue(page),
    }
    return render(request, "courses/catch_up/queue.html", context)


class _Staff(RoleRequiredMixin, View):
    """About one catch-up of the reader's sessions."""

    roles = _STAFF
    at: datetime
    catch_up: CatchUp

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The moment at which everything is judged."""
        super().setup(request, *args, **kwargs)
        self.at = clock.now()

    def find(self, pk: int) -> None:
        """404 for those of others."""
        self.catch_up = get_object_or_404(facts.seen_by(self.request.user), pk=pk)


class Decide(_Staff):
    """Everything needed to decide one, and the decision."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page; the form where it waits for a decision."""
        self.find(pk)
        return self.page(DecideForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decide, and go on to the next one that waits."""
        self.find(pk)
        form = DecideForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            words = self._decide(form.cleaned_data)
        except verbs.CatchUpRefusedError as error:
            form.add_error(None, str(error))
            self.catch_up.refresh_from_db()
            return self.page(form)
        messages.success(request, words)
        following = facts.waiting_for(request.user).first()
        return redirect("registers:catch-up", pk=following.pk) if following else redirect("registers:catch-ups")

    def _decide(self, given: dict[str, Any]) -> str:
        name = self.catch_up.enrolment.participant.full_name
        by, at = self.request.user, self.at
        if given["decision"] == "return":
            verbs.return_(catch_up=self.catch_up, comment=given["missing"], by=by, at=at)
            return f"Returned to {name}. We have written to them."
        row = verbs.approve(catch_up=self.catch_up, comment=given["praise"], by=by, at=at)
        return f"Approved: {name} has {row.minutes} more minutes of credit. We have written to them."

    def page(self, form: DecideForm) -> HttpResponse:
        """Draw it."""
        one = self.catch_up
        waits = one.state == CatchUpState.SENT
        helper = form.helper
        helper.form_show_errors = False  # the summary stands above the h1, drawn by the template
        context = {
            "heading": one.enrolment.participant.full_name,
            "catch_up": one,
            "programme": one.component.cohort.programme,
            "form": form,
            "helper": helper,
            "waits": waits,
            "status": catch_up_rows.staff_tag_of(one)["tag"],
            "status_colour": catch_up_rows.staff_tag_of(one)["colour"],
            "summary": self._summary(waits),
            "may_have_more_time": one.state in {*TO_SEND, CatchUpState.LAPSED},
            "waiting": facts.waiting_for(self.request.user).exclude(pk=one.pk).count(),
            "events": catch_up_rows.history(one.events.select_related("by").order_by("-at", "-pk")),
            "back_url": reverse("registers:catch-ups"),
        }
        return render(self.request, "courses/catch_up/decide.html", context)

    def _summary(self, waits: bool) -> list[dict[str, Any]]:
        one = self.catch_up
        rows = [
            {"key": "Part of the course", "value": one.component.title},
            {"key": "Cohort", "value": one.component.cohort.name},
            {"key": "Session", "value": catch_up_rows.held_words(one)},
            {"key": "In the register", "value": self._marked()},
            {"key": "Last day to send", "value": catch_up_rows.long_date(one.due_on)},
        ]
        return [*rows, {"key": "Approving gives", "value": self._worth()}] if waits else rows

    def _marked(self) -> str:
        """What the register of that session says."""
        records = current_records([self.catch_up.enrolment_id]).filter(session=self.catch_up.session)
        marked = records.exclude(session=None).filter(component=self.catch_up.component).first()
        if marked is None:
            return "Nothing"
        return f"{marked.get_mark_display()}, {marked.minutes} of {self.catch_up.component.minutes} minutes"

    def _worth(self) -> str:
        made = verbs.worth_now(self.catch_up)
        left = facts.allowance(self.catch_up).left
        cap = "" if left is None else f". The programme lets them catch up {left} more minutes in all"
        return f"{made.minutes} minutes{cap}"


class MoreTime(_Staff):
    """Move the last day."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form."""
        self.find(pk)
        return self.page(MoreTimeForm(today=clock.london_date(self.at)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it."""
        self.find(pk)
        form = MoreTimeForm(request.POST, today=clock.london_date(self.at))
        if not form.is_valid():
            return self.page(form)
        try:
            until = form.cleaned_data["until"]
            verbs.give_more_time(catch_up=self.catch_up, until=until, by=request.user, at=self.at)
        except verbs.CatchUpRefusedError as error:
            form.add_error(None, str(error))
            return self.page(form)
        messages.success(request, "The last day is moved. We have written to the participant.")
        return redirect("registers:catch-up", pk=pk)

    def page(self, form: MoreTimeForm) -> HttpResponse:
        """Draw it."""
        form.heading = "Give more time"
        context = {
            "form": form,
            "catch_up": self.catch_up,
            "back_url": reverse("registers:catch-up", args=[self.catch_up.pk]),
        }
        return render(self.request, "courses/catch_up/more_time.html", context)
