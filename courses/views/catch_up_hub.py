"""A hub admin lets somebody catch up where no register speaks of an absence."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views import View

from courses.actions import catch_up_answers as verbs
from courses.facts.enrolments import enrolments_whole
from courses.facts.standing import ledgers_of
from courses.forms.catch_up import OfferForm
from courses.models import CatchUp, Component, Enrolment
from courses.views.enrolment_rows import url_of
from npq_portal import clock
from npq_portal.accounts.access import RoleRequiredMixin
from npq_portal.accounts.choices import RoleName


def can_be_offered(enrolment: Enrolment, *, at: datetime) -> list[Component]:
    """What is lost of it and may be caught up, and was not offered yet."""
    there = set(CatchUp.objects.filter(enrolment=enrolment).values_list("component_id", flat=True))
    lines = ledgers_of([enrolment.pk], at=at)[enrolment.pk].lines
    return [line.component for line in lines if line.may_be_caught_up and line.component.pk not in there]


class Offer(RoleRequiredMixin, View):
    """Choose a component and say why."""

    roles = (RoleName.HUB_ADMIN,)
    at: datetime
    enrolment: Enrolment

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The moment at which everything is judged."""
        super().setup(request, *args, **kwargs)
        self.at = clock.now()

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form, or that there is nothing to offer."""
        self.enrolment = get_object_or_404(enrolments_whole(), pk=pk)
        return self.page(OfferForm(components=self.choices()))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Offer it."""
        self.enrolment = get_object_or_404(enrolments_whole(), pk=pk)
        form = OfferForm(request.POST, components=self.choices())
        if not form.is_valid():
            return self.page(form)
        try:
            verbs.offer_by_hand(
                enrolment=self.enrolment,
                component=Component.objects.select_related("cohort__programme").get(pk=form.cleaned_data["component"]),
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=self.at,
            )
        except verbs.CatchUpRefusedError as error:
            form.add_error(None, str(error))
            return self.page(form)
        messages.success(request, "Offered. We have written to the participant.")
        return redirect(url_of(self.enrolment))

    def choices(self) -> list[tuple[str, str]]:
        """The components, with what they are worth."""
        found = can_be_offered(self.enrolment, at=self.at)
        return [(str(one.pk), f"{one.title} ({one.minutes} minutes)") for one in found]

    def page(self, form: OfferForm) -> HttpResponse:
        """Draw it."""
        form.heading = "Offer to catch up"
        context = {"form": form, "enrolment": self.enrolment, "back_url": url_of(self.enrolment)}
        return render(self.request, "courses/catch_up/offer.html", context)
