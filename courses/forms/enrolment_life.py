"""One form for each thing a hub admin does with an enrolment."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from courses.choices import DeferralReason, FundingKind, WithdrawalReason
from courses.forms.fields import paragraph, radios
from courses.models import Cohort
from courses.rules.enrolment_life import TargetFault
from npq_portal.forms import PortalForm
from npq_portal.forms.dates import PartedDateField
from npq_portal.templatetags.dates import short_date

_FOR_US = "For colleagues and the history. The person is not told the reason."


class LifeForm(PortalForm):
    """What every one of them shares: the button leads to a page that shows what will happen."""

    submit_label = "Continue"


class DeferForm(LifeForm):
    """Pause the course."""

    code = radios("Why do they defer?", DeferralReason.choices, "Choose why they defer")
    expected_back_on = PartedDateField(
        label="Day they mean to come back",
        help_text="For example, 1 11 2027. They can come back on another day.",
        error_messages={"required": "Enter the day they mean to come back"},
    )
    reason = paragraph("Anything to add (optional)", help_text=_FOR_US)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_expected_back_on(self) -> date:
        """A day to come."""
        day: date = self.cleaned_data["expected_back_on"]
        if day <= self._today:
            raise ValidationError("The day they mean to come back must be in the future")
        return day


class WithdrawForm(LifeForm):
    """Leave for good."""

    code = radios("Why do they leave?", WithdrawalReason.choices, "Choose why they leave")
    reason = paragraph("Anything to add (optional)", help_text=_FOR_US)


class CohortForm(LifeForm):
    """Go to one of these cohorts. A cohort that cannot take them is shown and says why."""

    cohort = radios("Which cohort?", (), "Choose a cohort")
    reason = paragraph("Anything to add (optional)", help_text=_FOR_US)

    def __init__(
        self,
        *args: Any,
        offered: Sequence[tuple[Cohort, TargetFault]],
        own: Cohort | None = None,
        funded_place: bool | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._offered = {str(cohort.pk): (cohort, fault) for cohort, fault in offered}
        self._own = own
        choices = [(str(own.pk), f"{own.name}, the cohort they left")] if own else []
        choices += [(pk, f"{cohort.name} ({cohort.intake})") for pk, (cohort, _) in self._offered.items()]
        self.fields["cohort"].choices = choices
        self.option_hints = {"cohort": {pk: _cohort_words(*given) for pk, given in self._offered.items()}}
        if any(cohort.intake.funding_kind == FundingKind.CAPPED for cohort, _ in offered):
            self.fields["funded_place"] = funded_place_field(funded_place)
            if own:
                self.fields["funded_place"].help_text = "Only for another cohort: in the one they left it is as it was."
            self.order_fields(["cohort", "funded_place", "reason"])

    def clean_cohort(self) -> str:
        """One that can take them."""
        chosen = str(self.cleaned_data["cohort"])
        _, fault = self._offered.get(chosen, (None, TargetFault.NONE))
        if fault:
            raise ValidationError(str(fault.label))
        return chosen

    def clean(self) -> dict[str, Any]:
        """A funded place is asked about only where the cohort chosen has a limited number."""
        cleaned = super().clean()
        chosen = self.chosen
        if "funded_place" in self.fields and chosen is not None and chosen != self._own:
            capped = chosen.intake.funding_kind == FundingKind.CAPPED
            if capped and not cleaned.get("funded_place"):
                self.add_error("funded_place", "Choose whether they have a funded place")
        return cleaned

    @property
    def chosen(self) -> Cohort | None:
        """The cohort chosen; None while nothing valid is."""
        pk = self.cleaned_data.get("cohort")
        return self._own if self._own and pk == str(self._own.pk) else self._offered.get(str(pk), (None,))[0]


class ReadmitForm(LifeForm):
    """Take somebody back."""

    reason = paragraph("Why do you take them back?", "Enter why you take them back", help_text=_FOR_US)

    def __init__(self, *args: Any, asks_for_place: bool, funded_place: bool | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks_for_place:
            self.fields["funded_place"] = funded_place_field(funded_place)
            self.fields["funded_place"].required = True


def funded_place_field(held: bool | None) -> forms.ChoiceField:
    """Whether they get one of the funded places; what they held before is chosen already."""
    field = radios(
        "Funded place?",
        [("yes", "Yes"), ("no", "No")],
        "Choose whether they have a funded place",
        help_text="The Department for Education pays for a limited number of places in this intake.",
    )
    field.required = False
    field.initial = {True: "yes", False: "no", None: None}[held]
    return field


def funded_place(cohort: Cohort, answer: str) -> bool | None:
    """What the verbs want: yes or no where places are capped, nothing where all are funded, no where nobody is."""
    if cohort.intake.funding_kind == FundingKind.CAPPED:
        return answer == "yes"
    return False if cohort.intake.funding_kind == FundingKind.NONE else None


def _cohort_words(cohort: Cohort, fault: TargetFault) -> str:
    left = cohort.places_left()
    places = f"{left} place{'' if left == 1 else 's'} left"
    words = str(fault.label) if fault else places
    return f"Starts on {short_date(cohort.starts_on)}. {words}"
