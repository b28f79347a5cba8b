"""Where the person works: what decides funding."""

import re
from typing import Any, ClassVar

from django import forms

from registrations.choices import EmploymentType, KindOfNursery, PlaceOfWork, WorkSetting, YesNo
from registrations.forms.base import JourneyForm, one_line, radios, yes_or_no


class PlaceOfWorkForm(JourneyForm):
    """The part of the world."""

    heading = "Where do you work?"
    heading_hint = (
        "You can take an NPQ from anywhere. The Department for Education pays only for people who work in England."
    )
    place_of_work = radios("Where you work", PlaceOfWork.choices, "Choose where you work")


class SettingForm(JourneyForm):
    """The kind of workplace."""

    heading = "What kind of place do you work in?"
    option_hints: ClassVar[dict[str, dict[str, str]]] = {
        "setting": {
            WorkSetting.EARLY_YEARS: "A nursery, pre-school, childminder or other early years setting",
            WorkSetting.SCHOOL: "A primary, secondary, all-through, special or independent school, or a pupil referral unit",
            WorkSetting.ACADEMY_TRUST: "In the trust's central team. Choose “A school” if you work in one of its schools",
            WorkSetting.SIXTEEN_TO_NINETEEN: "A sixth-form college, further education college or other post-16 organisation",
            WorkSetting.ANOTHER: (
                "A virtual school, hospital school or young offender institution, as a supply teacher for a local authority, "
                "or as a lead mentor for a teacher training provider"
            ),
            WorkSetting.OTHER: "Anywhere else, or you are not working in education at the moment",
        }
    }
    setting = radios("Kind of workplace", WorkSetting.choices, "Choose the kind of place you work in")


class NurseryKindForm(JourneyForm):
    """The kind of early-years setting."""

    heading = "Which early years setting do you work in?"
    nursery_kind = radios("Early years setting", KindOfNursery.choices, "Choose the early years setting you work in")


class OfstedUrnForm(JourneyForm):
    """The setting's Ofsted number, where it has one."""

    heading = "Do you or your employer have an Ofsted unique reference number (URN)?"
    heading_hint = "It is on the registration certificate and in inspection reports, and looks like EY123456."
    conditional: ClassVar[dict[str, tuple[str, list[str]]]] = {"has_ofsted_urn": (YesNo.YES, ["ofsted_urn"])}
    has_ofsted_urn = yes_or_no("Ofsted URN", "Choose yes if you or your employer have an Ofsted URN")
    ofsted_urn = one_line(
        "Ofsted URN", "Enter the Ofsted URN", limit=20, spellcheck="false", autocapitalize="characters"
    )

    def clean_ofsted_urn(self) -> str:
        """Upper case without spaces; known to the register where one has been loaded."""
        urn = re.sub(r"\s+", "", self.cleaned_data["ofsted_urn"]).upper()
        if urn and not re.fullmatch(r"[A-Z]{0,3}[0-9]{5,8}", urn):
            raise forms.ValidationError("The Ofsted URN must be numbers, or EY and numbers, like EY123456")
        if urn and not self.situation.knows_ofsted_urn(urn):
            raise forms.ValidationError(
                f"We cannot find {urn} among the providers registered with Ofsted. Check it, or choose “No” to go on without it"
            )
        return urn


class WorkplaceForm(JourneyForm):
    """The workplace, found by search. The page draws its own search box; this form checks what was chosen."""

    heading = "Find your school or workplace"
    submit_label = ""
    workplace = forms.CharField(
        label="School or workplace",
        error_messages={"required": "Choose your school or workplace from the list, or search again"},
    )

    def clean_workplace(self) -> str:
        """An open workplace of the register, in England."""
        found = self.situation.find_workplace(self.cleaned_data["workplace"].strip())
        if found is None:
            raise forms.ValidationError(
                "We do not know that school or workplace. Search again and choose one from the list"
            )
        if not found.is_open:
            raise forms.ValidationError(f"{found.name} has closed. Choose the school or workplace you work in now")
        if not found.is_in_england:
            raise forms.ValidationError(
                f"{found.name} is not in England. Choose another school or workplace, or go back and change where you work"
            )
        return str(found.urn)

    @classmethod
    def is_answered(cls, situation: Any) -> bool:
        return situation.workplace is not None and situation.workplace.is_open and situation.workplace.is_in_england

    @classmethod
    def summary(cls, situation: Any) -> list[tuple[str, str]]:
        place = situation.workplace
        return [("School or workplace", f"{place.name}, {place.place}" if place else "")]


class EmploymentForm(JourneyForm):
    """How a person in another setting is employed."""

    heading = "How are you employed?"
    employment_type = radios("Employment", EmploymentType.choices, "Choose how you are employed")


class IttProviderForm(JourneyForm):
    """The teacher training provider of a lead mentor."""

    heading = "Which teacher training provider do you mentor for?"
    itt_provider = one_line(
        "Teacher training provider",
        "Enter the name of the teacher training provider",
        help_text="Its full name, as on your contract.",
    )

    def build(self) -> None:
        names = self.situation.itt_provider_names
        if names:
            required = "Choose the teacher training provider you mentor for"
            self.fields["itt_provider"] = forms.ChoiceField(
                label="Teacher training provider",
                choices=[
                    ("", "Choose a provider"),
                    *((name, name) for name in names),
                    ("not listed", "My provider is not in this list"),
                ],
                error_messages={"required": required, "invalid_choice": required},
            )


class EmployerForm(JourneyForm):
    """The workplace's name, where no register has it."""

    heading = "What is the name of your school or workplace?"
    employer = one_line(
        "School or workplace",
        "Enter the name of your school or workplace",
        help_text="Include the town or country. If you are not working at the moment, enter “not working”.",
        autocomplete="organization",
    )


class ReferralForm(JourneyForm):
    """Sent by a Return to Teaching Adviser."""

    heading = "Did a Return to Teaching Adviser send you here?"
    heading_hint = "They are from the Department for Education, and help qualified teachers come back to teaching."
    inline = ("rtta_referral",)
    rtta_referral = yes_or_no(
        "Sent by a Return to Teaching Adviser", "Choose yes if a Return to Teaching Adviser sent you here"
    )
