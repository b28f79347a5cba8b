"""One enrolment as the hub sees it, and what a hub admin does with it: a form, a page that shows the effect, the deed.

What is done is what was shown: where the effect has changed meanwhile (a place went, credit was added), it is shown again.
"""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View
from django.views.decorators.http import require_safe

from courses.actions import enrolments as verbs
from courses.actions.enrolments import EnrolmentRefusedError
from courses.facts import catch_up as catch_up_facts
from courses.facts.credit import reckoning, total_credit
from courses.facts.enrolments import enrolments_whole, open_work, passport
from courses.facts.leaving import means_elsewhere
from courses.forms import enrolment_life as forms
from courses.models import Enrolment
from courses.rules.enrolment_life import Move, move_fault, moves_from
from courses.views import catch_up_rows, enrolment_rows
from courses.views.enrolment_rows import Effect
from npq_portal import clock
from npq_portal.accounts.access import RoleRequiredMixin, role_required
from npq_portal.accounts.choices import RoleName

_NOT_KEPT = {"csrfmiddlewaretoken", "confirmed", "change"}
_CHANGED = "Something has changed since you looked. Read what will happen now."
#: A move's address; completing and taking that back belong to the assessment and have no page, returning to a later cohort shares one.
ADDRESSES = {
    Move.DEFER: "enrolments:defer",
    Move.RESUME: "enrolments:resume",
    Move.TRANSFER: "enrolments:transfer",
    Move.WITHDRAW: "enrolments:withdraw",
    Move.READMIT: "enrolments:readmit",
}
_BUTTONS = {Move.RESUME: "Bring back"}


def _found(pk: int) -> Enrolment:
    return get_object_or_404(enrolments_whole(), pk=pk)


@role_required(RoleName.HUB_ADMIN)
@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """One enrolment whole: state, credit, catching up, history, and what may be done."""
    enrolment = _found(pk)
    events = enrolment.events.select_related("by").order_by("-at", "-pk")
    came_along = reckoning(enrolment, enrolment.cohort_id) if enrolment.continues_id else []
    context = {
        "enrolment": enrolment,
        "heading": enrolment.participant.full_name,
        "status": enrolment.get_status_display(),
        "status_colour": enrolment_rows.COLOURS[enrolment.status],
        "summary": enrolment_rows.summary(enrolment),
        "passport": passport(enrolment),
        "left_behind": enrolment_rows.left_behind(came_along),
        "catch_up_columns": catch_up_rows.STAFF_COLUMNS,
        "catch_ups": catch_up_rows.for_staff(catch_up_facts.of_enrolments([enrolment.pk])),
        "events": enrolment_rows.history(events),
        "moves": [
            (ADDRESSES[move], _BUTTONS.get(move, move.label))
            for move in moves_from(enrolment.status)
            if move in ADDRESSES
        ],
    }
    return render(request, "courses/enrolments/record.html", context)


@role_required(RoleName.HUB_ADMIN)
@require_safe
def hub_passport(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done in an enrolment, for the hub."""
    enrolment = _found(pk)
    return passport_page(request, enrolment, back_url=enrolment_rows.url_of(enrolment))


def passport_page(request: HttpRequest, enrolment: Enrolment, *, back_url: str) -> HttpResponse:
    """The same page for the hub and for the participant."""
    found = passport(enrolment)
    context = {
        "enrolment": enrolment,
        "passport": found,
        "columns": enrolment_rows.PASSPORT_COLUMNS,
        "rows": enrolment_rows.stamps(found),
        "colour": enrolment_rows.COLOURS[enrolment.status],
        "at": clock.now(),
        "back_url": back_url,
    }
    return render(request, "courses/enrolments/passport.html", context)


class LifeAction(RoleRequiredMixin, View):
    """A move. Subclasses say which, with which form, what it does and how it is done."""

    roles = (RoleName.HUB_ADMIN,)
    move: Move
    form_class: type[forms.LifeForm] = forms.LifeForm
    heading = ""
    button = ""
    done = ""
    is_warning = False
    at: datetime
    enrolment: Enrolment

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The moment at which everything is judged."""
        super().setup(request, *args, **kwargs)
        self.at = clock.now()

    # -- for subclasses ----------------------------------------------------------------------------------------------
    def form_arguments(self) -> dict[str, Any]:
        """What the form wants besides the data."""
        return {}

    def effect(self, form: forms.LifeForm) -> Effect:
        """What will happen."""
        raise NotImplementedError  # abstract: each page below has its own

    def act(self, form: forms.LifeForm) -> Enrolment:
        """Do it; the enrolment to go on to. Raises EnrolmentRefusedError with words for staff."""
        raise NotImplementedError  # abstract: each page below has its own

    # -- requests ----------------------------------------------------------------------------------------------------
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form, or why there is none."""
        self.enrolment = _found(pk)
        return self.page(self.form_class(**self.form_arguments()))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the effect, then do it. With an error everything typed is still there."""
        self.enrolment = _found(pk)
        form = self.form_class(request.POST, **self.form_arguments())
        if "change" in request.POST or not form.is_valid():
            return self.page(form)
        confirmed = request.POST.get("confirmed", "")
        effect = self.effect(form)
        if self.blocker():
            return self.page(form)
        if confirmed != effect.mark:
            return self.confirm(form, effect, changed=bool(confirmed))
        try:
            goes_on = self.act(form)
        except EnrolmentRefusedError as error:
            form.add_error(None, str(error))
            return self.page(form)
        messages.success(request, self.done.format(person=self.enrolment.participant.full_name, cohort=goes_on.cohort))
        return redirect(enrolment_rows.url_of(goes_on))

    def blocker(self) -> str:
        """Why the state does not allow it; "" where it does."""
        if any(move in moves_from(self.enrolment.status) for move in self.moves):
            return ""
        return move_fault(self.move, self.enrolment.status)

    @property
    def moves(self) -> tuple[Move, ...]:
        """The moves this page makes."""
        return (self.move,)

    def page(self, form: forms.LifeForm) -> HttpResponse:
        """The form."""
        helper = form.helper
        helper.form_show_errors = False  # the summary stands above the h1, drawn by the template
        context = {"form": form, "helper": helper, "blocker": self.blocker(), **self._shared()}
        return render(self.request, "courses/enrolments/action.html", context)

    def confirm(self, form: forms.LifeForm, effect: Effect, *, changed: bool) -> HttpResponse:
        """The effect, and the button that does it."""
        kept = [
            (name, value) for name, values in self.request.POST.lists() if name not in _NOT_KEPT for value in values
        ]
        context = {
            "effect": effect,
            "answers": enrolment_rows.answers(form),
            "columns": enrolment_rows.CARRIED_COLUMNS,
            "kept": kept,
            "changed": _CHANGED if changed else "",
            "button": self.button,
            "is_warning": self.is_warning,
            **self._shared(),
        }
        return render(self.request, "courses/enrolments/confirm.html", context)

    def _shared(self) -> dict[str, Any]:
        return {
            "heading": self.heading,
            "enrolment": self.enrolment,
            "back_url": enrolment_rows.url_of(self.enrolment),
        }


class Defer(LifeAction):
    """Pause the course."""

    move = Move.DEFER
    form_class = forms.DeferForm
    heading, button, done = "Defer", "Defer", "{person} is deferred. We have written to them."
    is_warning = True

    def form_arguments(self) -> dict[str, Any]:
        return {"today": clock.london_date(self.at)}

    def effect(self, form: forms.LifeForm) -> Effect:
        work = open_work(self.enrolment, at=self.at)
        elsewhere = means_elsewhere(self.enrolment, at=self.at)
        credit = total_credit(self.enrolment)
        return enrolment_rows.leaving(self.enrolment, self.move, work, credit, elsewhere=elsewhere)

    def act(self, form: forms.LifeForm) -> Enrolment:
        given = form.cleaned_data
        verbs.defer(
            enrolment=self.enrolment,
            code=given["code"],
            expected_back_on=given["expected_back_on"],
            reason=given["reason"],
            by=self.request.user,
            at=self.at,
        )
        return self.enrolment
