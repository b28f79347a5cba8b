"""Forms that use every kind of field."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator

from npq_portal.forms import PartedDateField, PortalForm
from npq_portal.gallery import samples

PLACES = [
    ("school", "A school or academy trust in England"),
    ("nursery", "A nursery or another early years setting"),
    ("other", "Somewhere else"),
]


class EveryField(PortalForm):
    """All kinds of field on one page, which no real page does."""

    heading = "Every kind of field"
    heading_hint = "A real page asks one thing. This one shows them all."
    submit_label = "Save and continue"
    inline = ("qualified",)
    option_hints = {"subjects": {"music": "Including choirs and bands"}, "place": {"nursery": "Also childminders"}}
    conditional = {"place": [("school", ["school_name"]), ("other", ["other_name", "since"])]}

    full_name = forms.CharField(label="Full name", help_text="As on your passport", max_length=200)
    email = forms.EmailField(label="Email address", help_text=samples.PASSAGE)
    trn = forms.CharField(
        label="Teacher reference number (TRN)",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-10", "autocomplete": "off"}),
    )
    course = forms.ChoiceField(
        label="NPQ", choices=[("", "Choose one"), ("sl", "Senior Leadership"), ("x", samples.LONG_NAME)]
    )
    place = forms.ChoiceField(label="Where do you work?", choices=PLACES, widget=forms.RadioSelect)
    school_name = forms.CharField(label="Name of the school")
    other_name = forms.CharField(label="Name of the employer")
    since = PartedDateField(label="Start date", help_text="For example, 27 3 2019")
    qualified = forms.ChoiceField(
        label="Are you a qualified teacher?", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect
    )
    subjects = forms.MultipleChoiceField(
        label="Which subjects do you teach?",
        help_text="Choose all that apply",
        choices=[("maths", "Mathematics"), ("music", "Music"), ("rtl", samples.RTL_NAME), ("markup", samples.MARKUP)],
        widget=forms.CheckboxSelectMultiple,
    )
    born_on = PartedDateField(
        label="Date of birth",
        autocomplete="bday",
        validators=[MaxValueValidator(date(2010, 1, 1), message="Date of birth must be before 1 January 2010")],
    )
    reason = forms.CharField(
        label="Why this NPQ?",
        help_text="A few sentences are enough",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "data-maxwords": 50}),
    )
    letter = forms.FileField(label="Letter from your school", help_text="PDF or Word, up to 10MB", required=False)
    fixed = forms.CharField(label="Cohort", initial="Autumn 2026", disabled=True)
    agreed = forms.BooleanField(
        label="I agree to the hub using my answers to decide on my application",
        error_messages={"required": "Tick the box to agree"},
    )


class OneQuestion(PortalForm):
    """A question page as it should be: the legend is the h1."""

    heading = "Where do you work?"
    heading_hint = "If you work in more than one place, choose the one that is backing you."
    conditional = {"place": ("other", ["other_name"])}
    required_messages = {"place": "Select where you work"}

    place = forms.ChoiceField(choices=PLACES, widget=forms.RadioSelect)
    other_name = forms.CharField(label="Name of the employer")
