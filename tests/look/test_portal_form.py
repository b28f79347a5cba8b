"""PortalForm: its words, and questions that depend on a choice."""

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured

from npq_portal.accounts.models import User
from npq_portal.forms import PartedDateField, PortalForm, PortalModelForm


class WorkForm(PortalForm):
    heading = "Where do you work?"
    conditional = {
        "place": [("school", ["school"]), ("other", ["employer", "since", "kinds"])],
        "kinds": ("more", ["more"]),
    }

    place = forms.ChoiceField(choices=[("school", "School"), ("other", "Other"), ("none", "Nowhere")])
    school = forms.CharField(label="School")
    employer = forms.CharField(label="Name of the employer")
    since = PartedDateField(label="Start date", required=False)
    kinds = forms.MultipleChoiceField(label="Kinds", choices=[("less", "Less"), ("more", "More")])
    more = forms.IntegerField(label="How many?")


def test_what_the_choice_asks_for_is_required():
    form = WorkForm({"place": "school"})

    assert form.errors == {"school": ["Enter school"]}


def test_what_the_choice_does_not_ask_for_is_not():
    form = WorkForm({"place": "none"})

    assert form.is_valid()
    assert form.cleaned_data == {
        "place": "none", "school": "", "employer": "", "since": None, "kinds": [], "more": None,
    }  # fmt: skip


def test_an_answer_left_under_another_choice_is_dropped():
    form = WorkForm({"place": "school", "school": "Oakbank", "employer": "Somebody", "more": "3"})

    assert form.is_valid()
    assert form.cleaned_data["school"] == "Oakbank"
    assert form.cleaned_data["employer"] == ""
    assert form.cleaned_data["more"] is None


def test_a_wrong_answer_under_another_choice_is_no_error():
    form = WorkForm({"place": "none", "since_day": "99", "since_month": "1", "since_year": "2020", "more": "many"})

    assert form.is_valid()


def test_a_wrong_answer_under_the_choice_is_one_error():
    form = WorkForm({"place": "other", "employer": "x", "kinds": ["more"], "more": "many"})

    assert form.errors == {"more": ["Enter a whole number."]}


def test_a_dependent_question_may_itself_have_dependents():
    form = WorkForm({"place": "other", "employer": "x", "kinds": ["less", "more"]})

    assert form.errors == {"more": ["Answer the question “How many?”"]}


def test_a_dependent_declared_optional_stays_optional():
    form = WorkForm({"place": "other", "employer": "x", "kinds": ["less"]})

    assert form.is_valid()
    assert form.cleaned_data["since"] is None


def test_nothing_chosen_asks_only_for_the_choice():
    form = WorkForm({})

    assert form.errors == {"place": ["Select place"]}


def test_a_misspelt_dependent_is_refused_at_once():
    class Misspelt(PortalForm):
        conditional = {"place": ("a", ["scool"])}
        place = forms.ChoiceField(choices=[("a", "A")])

    with pytest.raises(ImproperlyConfigured, match=r"Misspelt\.conditional names 'scool'"):
        Misspelt()


def test_a_tick_and_a_yes_or_no_can_be_conditions_too():
    class Ticked(PortalForm):
        conditional = {"agreed": ("True", ["name"])}
        agreed = forms.BooleanField(required=False)
        name = forms.CharField()

    assert Ticked({"agreed": "on"}).errors == {"name": ["Enter name"]}
    assert Ticked({}).is_valid()


@pytest.mark.parametrize(
    ("field", "message"),
    [
        (forms.CharField(label="Full name"), "Enter full name"),
        (forms.CharField(label="TRN"), "Enter TRN"),
        (forms.CharField(), "Enter answer"),
        (forms.CharField(label="What is your name?"), "Answer the question “What is your name?”"),
        (forms.ChoiceField(label="Cohort", choices=[]), "Select cohort"),
        (forms.MultipleChoiceField(label="Subjects", choices=[]), "Select subjects"),
        (forms.CharField(label="X", error_messages={"required": "Say X"}), "Say X"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_an_empty_answer_is_asked_for_in_plain_words(field, message):
    form = type("Form", (PortalForm,), {"answer": field})({})

    assert form.errors == {"answer": [message]}


def test_required_messages_have_the_last_word():
    class Form(PortalForm):
        required_messages = {"place": "Select where you work"}
        place = forms.ChoiceField(choices=[("a", "A")])

    assert Form({}).errors == {"place": ["Select where you work"]}
    assert Form({"place": "z"}).errors == {"place": ["Choose one of the options shown"]}


def test_one_forms_words_do_not_reach_another():
    class Form(PortalForm):
        required_messages = {"name": "Say it"}
        name = forms.CharField()

    class Plain(forms.Form):
        name = forms.CharField()

    Form({})
    assert Plain({}).errors == {"name": ["This field is required."]}


def test_the_helper_posts_with_one_button_and_no_browser_bubbles():
    helper = WorkForm().helper

    assert helper.form_method == "post"
    assert helper.attrs == {"novalidate": ""}
    assert [button.value for button in helper.inputs] == ["Continue"]
    assert not WorkForm().use_required_attribute


def test_a_form_may_leave_its_button_to_the_page():
    class Bare(PortalForm):
        submit_label = ""

    assert Bare().helper.inputs == []


def test_a_model_form_has_the_same_manners():
    class EmailForm(PortalModelForm):
        conditional = {"tell": ("True", ["name"])}
        tell = forms.BooleanField(required=False)

        class Meta:
            model = User
            fields = ["name"]

    assert EmailForm({"name": "Left over"}).is_valid()
    assert EmailForm({}).helper.form_method == "post"
