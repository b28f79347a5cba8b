"""The forms of casework: the list's filters, and one form an action."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from courses.models import Course, Intake, LeadProvider
from npq_portal.forms import PortalForm
from registrations.choices import EndorsementStatus, RejectionReason, YesNo
from registrations.forms.base import one_line, paragraph, radios
from registrations.rules.trn import parse_trn

#: As long as a name or an address can sensibly be; more is cut, since a search that is too long still has a meaning.
_LONGEST_SEARCH = 100

_STATUS = [
    ("undecided", "Need a decision"),
    ("submitted", "Waiting for us"),
    ("more_needed", "Waiting for the person"),
    ("accepted", "Accepted"),
    ("rejected", "Not accepted"),
    ("withdrawn", "Withdrawn"),
    ("live", "Open or accepted"),
    ("all", "All"),
]
_FUNDING = [("", "Any"), ("funded", "Likely to be funded"), ("review", "To review"), ("not", "Not likely")]
_TRN = [("", "Any"), ("verified", "Verified"), ("to_verify", "To verify"), ("none", "No TRN yet")]
_BACKING = [
    ("", "Any"),
    (EndorsementStatus.ASKED, "Waiting for the leader"),
    (EndorsementStatus.CONFIRMED, "Backed"),
    (EndorsementStatus.DECLINED, "Declined"),
    ("missing", "Needed and missing"),
]
_REVIEW = [("", "Any"), (YesNo.YES, "Something to look at"), (YesNo.NO, "Nothing to look at")]


def _select(label: str, choices: Any = ()) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False)


class FilterForm(PortalForm):
    """What the list shows; everything optional, all of it in the address."""

    submit_label = ""
    q = forms.CharField(
        label="Name, email, TRN, reference or workplace",
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    status = _select("State", _STATUS)
    course = _select("NPQ")
    intake = _select("Start")
    provider = _select("Lead provider")
    funding = _select("Funding", _FUNDING)
    trn = _select("TRN", _TRN)
    backing = _select("School leader", _BACKING)
    review = _select("Review", _REVIEW)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courses = Course.objects.order_by("position", "title").values_list("identifier", "short_code")
        self.fields["course"].choices = [("", "Any"), *courses]
        self.fields["intake"].choices = [("", "Any"), *Intake.objects.values_list("identifier", "name")]
        self.fields["provider"].choices = [("", "Any"), *LeadProvider.objects.values_list("slug", "name")]

    def clean_q(self) -> str:
        """Cut to a sensible length."""
        return str(self.cleaned_data["q"])[:_LONGEST_SEARCH]


class CaseworkForm(PortalForm):
    """An action on one application. `seen`: the newest event of its history when the page was drawn."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    previewed = forms.CharField(widget=forms.HiddenInput, required=False)


class AcceptForm(CaseworkForm):
    """Accept, and say whether a funded place is given where that is open."""

    submit_label = "Accept and enrol"
    funded_place = radios("Give a funded place?", YesNo.choices, "Choose whether to give a funded place")

    def __init__(self, *args: Any, asks_for_place: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_for_place:
            del self.fields["funded_place"]


class RejectForm(CaseworkForm):
    """Do not accept, with the reason and words for the person."""

    submit_label = "Preview the email"
    submit_warning = True
    reason = radios(
        "Why?",
        [choice for choice in RejectionReason.choices if choice[0] != RejectionReason.OTHER_APPLICATION_ACCEPTED],
        "Choose why the application is not accepted",
    )
    words = paragraph(
        "Your words to the person",
        "Enter your words to the person",
        limit=2000,
        rows=8,
        help_text="On which rule, and what they can do next. They read it as you write it.",
    )


class AskForm(CaseworkForm):
    """Ask the person something."""

    submit_label = "Preview the email"
    words = paragraph(
        "Your question",
        "Enter your question",
        limit=2000,
        rows=8,
        help_text="Ask everything at once. They read it as you write it.",
    )


class VerifyTrnForm(CaseworkForm):
    """Vouch for a TRN."""

    submit_label = "Verify this TRN"
    trn = one_line(
        "Teacher reference number (TRN)",
        "Enter the TRN",
        limit=40,
        help_text="7 digits, as it is on the teaching record. Check it again: do not copy what the person typed.",
        autocomplete="off",
        spellcheck="false",
        **{"class": "govuk-input--width-10"},
    )
    how = radios(
        "How did you check it?",
        [
            ("I looked the person up in the teaching record", "I looked the person up in the teaching record"),
            ("I saw a document", "I saw a document that shows it, such as a payslip or a certificate"),
            ("The DfE confirmed it", "The Department for Education confirmed it"),
        ],
        "Choose how you checked it",
    )
    words = paragraph(
        "What you saw (optional)", limit=1000, rows=3, help_text="For colleagues. The person does not see it."
    )

    def clean_trn(self) -> str:
        """Seven digits."""
        parsed = parse_trn(self.cleaned_data["trn"])
        if not parsed.is_valid:
            raise forms.ValidationError(parsed.message.replace("Your TRN", "The TRN").replace("your TRN", "the TRN"))
        return parsed.trn


class OverrideFundingForm(CaseworkForm):
    """Decide about funding by hand."""

    submit_label = "Save this decision"
    funded = radios(
        "What is your decision?",
        [("yes", "Treat this person as funded"), ("no", "Treat this person as not funded")],
        "Choose your decision about funding",
    )
    words = paragraph(
        "Your reason",
        "Enter your reason",
        limit=1000,
        rows=5,
        help_text="The person reads this with the decision. Say who decided and on which rule.",
    )


class NoteForm(CaseworkForm):
    """Something for colleagues."""

    submit_label = "Save the note"
    words = paragraph(
        "Note", "Enter the note", limit=3000, rows=6, help_text="For colleagues. The person does not see it."
    )


class AskLeaderForm(CaseworkForm):
    """Ask a school leader for their backing."""

    submit_label = "Send the email"
    leader_name = one_line("Name", "Enter the school leader’s name", limit=200, autocomplete="off")
    leader_email = forms.EmailField(
        label="Email address",
        validators=[MaxLengthValidator(254, "The email address must be 254 characters or fewer")],
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Enter the school leader’s email address",
            "invalid": "Enter the email address in the correct format, like name@example.com",
        },
    )

    def __init__(self, *args: Any, applicant_email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._applicant_email = applicant_email.lower()

    def clean_leader_email(self) -> str:
        """Somebody else's address than the applicant's."""
        email = str(self.cleaned_data["leader_email"]).lower()
        if email == self._applicant_email:
            raise forms.ValidationError("Enter the school leader’s email address, not the applicant’s own")
        return email
