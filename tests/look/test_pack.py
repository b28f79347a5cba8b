"""The "npq" crispy template pack: what it draws, and that nothing a person typed becomes markup."""

import re

import pytest
from django import forms
from pytest_django.asserts import assertInHTML

from npq_portal.forms import PartedDateField, PortalForm
from npq_portal.gallery.forms import EveryField, OneQuestion

BAD = "<script>alert(1)</script>"
CHOICES = [("a", "Apple"), ("b", "Banana")]


@pytest.fixture
def crispy(draw):
    def drawn(form: forms.Form, **context: object) -> str:
        return draw("{% crispy form %}", form=form, csrf_token="token", **context)

    return drawn


def one(field: forms.Field, **attributes: object) -> type[PortalForm]:
    return type("One", (PortalForm,), {"answer": field, **attributes})


def test_a_text_question_carries_the_h1_in_its_label(crispy):
    form = one(forms.CharField(label="Name", help_text="As on your passport"), heading="What is your name?")()

    html = crispy(form)

    assertInHTML('<h1 class="govuk-label-wrapper"><label class="govuk-label govuk-label--l" for="id_answer">What is your name?</label></h1>', html)  # fmt: skip
    assertInHTML('<div id="id_answer_helptext" class="govuk-hint">As on your passport</div>', html)
    assertInHTML('<input type="text" name="answer" class="govuk-input" aria-describedby="id_answer_helptext" id="id_answer">', html)  # fmt: skip
    assert html.count("<h1") == 1


def test_radios_carry_the_h1_in_their_legend_and_the_page_hint_first(crispy):
    field = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect, help_text="Only one")
    html = crispy(one(field, heading="Which fruit?", heading_hint="Think well")())

    assert 'aria-describedby="id_answer_heading_hint id_answer_helptext"' in html
    assertInHTML('<legend class="govuk-fieldset__legend govuk-fieldset__legend--l"><h1 class="govuk-fieldset__heading">Which fruit?</h1></legend>', html)  # fmt: skip
    assert html.index("Think well") < html.index("Only one")
    assert html.count("govuk-radios__item") == len(CHOICES)


def test_several_fields_stand_under_one_h1(crispy):
    form = type("Two", (PortalForm,), {"heading": "Your name", "first": forms.CharField(), "last": forms.CharField()})
    html = crispy(form())

    assertInHTML('<h1 class="govuk-heading-l">Your name</h1>', html)
    assert html.count("<h1") == 1


def test_a_lone_tick_box_leaves_the_h1_to_the_page(crispy):
    html = crispy(one(forms.BooleanField(label="I agree"), heading="Do you agree?")())

    assertInHTML('<h1 class="govuk-heading-l">Do you agree?</h1>', html)
    assertInHTML('<label class="govuk-label govuk-checkboxes__label" for="id_answer">I agree</label>', html)


def test_checkboxes_are_drawn_as_checkboxes(crispy):
    # CheckboxSelectMultiple is a RadioSelect: a table of kinds in the wrong order draws it as radio buttons
    html = crispy(one(forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple))())

    assert html.count('<input type="checkbox"') == len(CHOICES)
    assert html.count('class="govuk-checkboxes__input"') == len(CHOICES)
    assert "radio" not in html


@pytest.mark.parametrize(
    ("field", "element"),
    [
        (forms.ChoiceField(choices=CHOICES), '<select name="answer" class="govuk-select"'),
        (forms.CharField(widget=forms.Textarea(attrs={"rows": 7})), 'rows="7" class="govuk-textarea"'),
        (forms.FileField(), '<input type="file" name="answer" class="govuk-file-upload"'),
        (forms.EmailField(), 'class="govuk-input" spellcheck="false" autocomplete="email"'),
        (forms.CharField(widget=forms.TextInput(attrs={"class": "govuk-input--width-5"})), "govuk-input govuk-input--width-5"),
        (forms.CharField(widget=forms.TextInput(attrs={"inputmode": "numeric"})), 'inputmode="numeric"'),
        (forms.CharField(disabled=True), "disabled"),
    ],
    ids=["select", "textarea", "file", "email", "width", "inputmode", "disabled"],
)  # fmt: skip
def test_each_kind_has_its_element(crispy, field, element):
    assert element in crispy(one(field)())


def test_a_file_form_is_sent_as_parts(crispy):
    assert 'enctype="multipart/form-data"' in crispy(one(forms.FileField())())
    assert "enctype" not in crispy(one(forms.CharField())())


def test_a_count_warns_and_does_not_cut(crispy):
    field = forms.CharField(max_length=900, widget=forms.Textarea(attrs={"data-maxwords": 50}))
    html = crispy(one(field)())

    assert 'data-module="govuk-character-count" data-maxlength="50" data-count-type="words"' in html
    assertInHTML('<div id="id_answer-info" class="govuk-hint govuk-character-count__message">You can enter up to 50 words</div>', html)  # fmt: skip
    assert "govuk-js-character-count" in html
    assert 'aria-describedby="id_answer-info"' in html
    assert " maxlength=" not in html
    assert "data-maxwords" not in html


def test_a_count_may_be_of_characters(crispy):
    html = crispy(one(forms.CharField(widget=forms.Textarea(attrs={"data-maxlength": 200})))())

    assert 'data-maxlength="200"' in html
    assert "You can enter up to 200 characters" in html
    assert "data-count-type" not in html


def test_an_error_is_tied_to_its_field(crispy):
    html = crispy(one(forms.CharField(label="Name", help_text="Both names"))({}))

    assertInHTML('<input type="text" name="answer" class="govuk-input govuk-input--error" aria-invalid="true" aria-describedby="id_answer_helptext id_answer_error" id="id_answer">', html)  # fmt: skip
    assertInHTML(
        '<p class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> Enter name</p>', html
    )
    assertInHTML('<li><a href="#id_answer">Enter name</a></li>', html)


def test_a_group_is_described_by_its_error_and_radios_are_not_called_invalid(crispy):
    html = crispy(one(forms.ChoiceField(label="Fruit", choices=CHOICES, widget=forms.RadioSelect))({}))

    assert '<fieldset class="govuk-fieldset" aria-describedby="id_answer_error">' in html
    assert "aria-invalid" not in html  # ARIA allows it on checkboxes, not on radio buttons
    assertInHTML('<li><a href="#id_answer_0">Select fruit</a></li>', html)


def test_only_the_boxes_at_fault_are_marked(crispy):
    html = crispy(one(PartedDateField(label="Start date"))({"answer_day": "1", "answer_month": "2", "answer_year": ""}))

    assert html.count("govuk-input--error") == 1
    assert re.search(r'name="answer_year"[^>]*govuk-input--error" aria-invalid="true"', html)
    assertInHTML('<li><a href="#id_answer_2">Start date must include a year</a></li>', html)


def test_a_prefix_reaches_ids_and_links(crispy):
    html = crispy(one(PartedDateField(label="Start date"))({}, prefix="second"))

    assertInHTML('<li><a href="#id_second-answer_0">Enter start date</a></li>', html)
    assert 'id="id_second-answer_0"' in html


def test_errors_of_no_field_and_of_hidden_fields_have_no_link(crispy):
    class Form(PortalForm):
        token = forms.CharField(widget=forms.HiddenInput)

        def clean(self) -> dict:
            super().clean()
            raise forms.ValidationError("The cohort is full")

    html = crispy(Form({}))

    assertInHTML("<li>The cohort is full</li>", html)
    assertInHTML("<li>Enter token</li>", html)


def test_the_summary_follows_the_page_not_the_class(crispy):
    class Form(PortalForm):
        conditional = {"fruit": ("b", ["length"])}
        length = forms.CharField(label="Length")
        fruit = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
        name = forms.CharField(label="Name")

    html = crispy(Form({"fruit": "b"}))

    assert re.findall(r'<a href="#(\w+)">', html) == ["id_length", "id_name"]


def test_a_clean_form_has_no_summary(crispy):
    assert "govuk-error-summary" not in crispy(OneQuestion())
    assert "govuk-error-summary" not in crispy(OneQuestion({"place": "school"}))


def test_dependents_stand_under_their_choice_and_nowhere_else(crispy):
    html = crispy(OneQuestion({"place": "other"}))

    assert 'data-reveals="id_place_2_reveal"' in html
    assert '<div class="govuk-radios__conditional" id="id_place_2_reveal">' in html
    assert html.count('name="other_name"') == 1


def test_a_choice_not_made_folds_its_dependents_away(crispy):
    assert "govuk-radios__conditional npq-folded" in crispy(OneQuestion())


def test_hints_of_options_are_read_with_them(crispy):
    html = crispy(EveryField())

    assertInHTML('<div id="id_subjects_1_hint" class="govuk-hint govuk-checkboxes__hint">Including choirs and bands</div>', html)  # fmt: skip
    assert 'id="id_subjects_1" class="govuk-checkboxes__input" aria-describedby="id_subjects_1_hint"' in html
    assert 'class="govuk-radios govuk-radios--inline"' in html


def test_a_double_click_sends_once_and_the_form_is_guarded(crispy):
    html = crispy(OneQuestion())

    assertInHTML('<button type="submit" class="govuk-button" data-module="govuk-button" data-prevent-double-click="true">Continue</button>', html)  # fmt: skip
    assert 'name="csrfmiddlewaretoken"' in html
    assert '<form novalidate="" method="post">' in html
    assert "btn" not in html


def test_a_dangerous_button_looks_it(crispy):
    html = crispy(one(forms.CharField(), submit_label="Withdraw", submit_warning=True)())

    assert '<button type="submit" class="govuk-button govuk-button--warning"' in html


def test_progress_caption_and_a_second_way_out(crispy):
    html = crispy(
        OneQuestion(), number=3, total=14, caption="Your work", secondary_url="/later/", secondary_label="Later"
    )

    assert "Question 3 of about 14" in html
    assertInHTML('<span class="govuk-caption-l">Your work</span>', html)
    assertInHTML('<a class="govuk-link" href="/later/">Later</a>', html)


@pytest.mark.parametrize("widget", [forms.TextInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.Select])
def test_words_never_become_markup(crispy, widget):
    field = forms.CharField if widget is forms.TextInput else forms.ChoiceField
    choices = {} if widget is forms.TextInput else {"choices": [(BAD, BAD)]}
    made = field(label=BAD, help_text=BAD, widget=widget, error_messages={"required": BAD}, **choices)
    form = one(made, heading_hint=BAD, heading=BAD, submit_label=BAD, option_hints={"answer": {BAD: BAD}})

    html = crispy(form({}), caption=BAD, secondary_url='"><script>', secondary_label=BAD)

    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4


def test_what_was_typed_never_becomes_markup(crispy):
    html = crispy(EveryField({"full_name": BAD, "reason": BAD, "born_on_day": '"><script>', "place": BAD}))

    assert "<script" not in html


def test_a_field_alone_and_a_layout_draw_the_same(draw):
    assert "govuk-form-group" in draw("{{ form.place|as_crispy_field }}", form=OneQuestion())
    assert draw("{{ form|crispy }}", form=OneQuestion()).count("govuk-radios__item") == 3
