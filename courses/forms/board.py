"""What the board shows: filters, everything optional, all of it in the address."""

from django import forms

from courses.facts.board import Wanted
from npq_portal.forms import PortalForm

_LONGEST_SEARCH = 100
_SHOW = [("", "Everybody"), ("at_risk", "At risk"), ("behind", "Behind so far")]
_SILENT = [("", "Any time"), *[(str(weeks), f"{weeks} weeks or more") for weeks in (2, 4, 6, 8, 12)]]
_PEOPLE = [("", "Taking part"), ("all", "Also those who left")]


class BoardFilterForm(PortalForm):
    """Who is on the board."""

    submit_label = ""
    q = forms.CharField(label="Name", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    show = forms.ChoiceField(label="Show", choices=_SHOW, required=False)
    silent = forms.ChoiceField(label="Not engaged for", choices=_SILENT, required=False)
    people = forms.ChoiceField(label="People", choices=_PEOPLE, required=False)

    def wanted(self, sort: str = "") -> Wanted:
        """The filters as the facts want them; what makes no sense is left out."""
        found = self.cleaned_data if self.is_valid() else {}
        return Wanted(
            name=str(found.get("q", ""))[:_LONGEST_SEARCH],
            show=found.get("show", ""),
            silent_weeks=int(found.get("silent") or 0),
            everybody=found.get("people") == "all",
            sort=sort,
        )
