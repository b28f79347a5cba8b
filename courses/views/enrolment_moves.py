"""The other moves of an enrolment: withdraw, bring back, transfer, take back. What they share is in enrolment_life."""

from typing import Any

from courses.actions import enrolments as verbs
from courses.choices import FundingKind
from courses.facts.credit import reckoning, total_credit
from courses.facts.enrolments import cohorts_to_go_to, open_work
from courses.facts.leaving import means_elsewhere
from courses.forms import enrolment_life as forms
from courses.models import Enrolment
from courses.rules.enrolment_life import Move
from courses.views import enrolment_rows
from courses.views.enrolment_life import LifeAction
from courses.views.enrolment_rows import Effect


class Withdraw(LifeAction):
    """Leave for good."""

    move = Move.WITHDRAW
    form_class = forms.WithdrawForm
    heading, button, done = "Withdraw", "Withdraw", "{person} is withdrawn. We have written to them."
    is_warning = True

    def effect(self, form: forms.LifeForm) -> Effect:
        work = open_work(self.enrolment, at=self.at)
        elsewhere = means_elsewhere(self.enrolment, at=self.at)
        credit = total_credit(self.enrolment)
        return enrolment_rows.leaving(self.enrolment, self.move, work, credit, elsewhere=elsewhere)

    def act(self, form: forms.LifeForm) -> Enrolment:
        given = form.cleaned_data
        verbs.withdraw(
            enrolment=self.enrolment,
            code=given["code"],
            reason=given["reason"],
            tells=True,
            by=self.request.user,
            at=self.at,
        )
        return self.enrolment


class Transfer(LifeAction):
    """Into another cohort of the programme."""

    move = Move.TRANSFER
    form_class = forms.CohortForm
    heading, button = "Transfer to another cohort", "Transfer"
    done = "{person} is in {cohort} now. We have written to them."

    def form_arguments(self) -> dict[str, Any]:
        return {
            "offered": cohorts_to_go_to(self.enrolment, self.move, at=self.at),
            "funded_place": self.enrolment.funded_place,
        }

    def effect(self, form: forms.LifeForm) -> Effect:
        work = open_work(self.enrolment, at=self.at)
        lines = reckoning(self.enrolment, form.chosen.pk)
        return enrolment_rows.going_on(self.enrolment, form.chosen, lines, work, at=self.at)

    def act(self, form: forms.LifeForm) -> Enrolment:
        return self.go(verbs.transfer, form)

    def go(self, verb: Any, form: forms.LifeForm) -> Enrolment:
        """Into the cohort chosen."""
        return verb(
            enrolment=self.enrolment,
            cohort=form.chosen,
            funded_place=forms.funded_place(form.chosen, form.cleaned_data.get("funded_place", "")),
            reason=form.cleaned_data["reason"],
            by=self.request.user,
            at=self.at,
        )


class Resume(Transfer):
    """Back after a deferral: into the same cohort, or a later one."""

    move = Move.CONTINUE
    heading, button = "Bring back after a deferral", "Bring back"
    done = "{person} is back, in {cohort}. We have written to them."

    @property
    def moves(self) -> tuple[Move, ...]:
        """Both ways of coming back."""
        return (Move.RESUME, Move.CONTINUE)

    def form_arguments(self) -> dict[str, Any]:
        return {**super().form_arguments(), "own": self.enrolment.cohort}

    def effect(self, form: forms.LifeForm) -> Effect:
        if form.chosen == self.enrolment.cohort:
            return enrolment_rows.coming_back(self.enrolment, total_credit(self.enrolment))
        return super().effect(form)

    def act(self, form: forms.LifeForm) -> Enrolment:
        if form.chosen != self.enrolment.cohort:
            return self.go(verbs.continue_in, form)
        reason = form.cleaned_data["reason"]
        return verbs.resume(enrolment=self.enrolment, reason=reason, by=self.request.user, at=self.at)


class Readmit(LifeAction):
    """Take back somebody who withdrew."""

    move = Move.READMIT
    form_class = forms.ReadmitForm
    heading, button, done = "Take back", "Take back", "{person} is in {cohort} again. We have written to them."

    def form_arguments(self) -> dict[str, Any]:
        capped = self.enrolment.cohort.intake.funding_kind == FundingKind.CAPPED
        return {"asks_for_place": capped, "funded_place": self.enrolment.funded_place}

    def effect(self, form: forms.LifeForm) -> Effect:
        return enrolment_rows.coming_back(self.enrolment, total_credit(self.enrolment))

    def act(self, form: forms.LifeForm) -> Enrolment:
        given = form.cleaned_data
        return verbs.readmit(
            enrolment=self.enrolment,
            funded_place=forms.funded_place(self.enrolment.cohort, given.get("funded_place", "")),
            reason=given["reason"],
            by=self.request.user,
            at=self.at,
        )
