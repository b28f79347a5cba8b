"""PortalForm: the one crispy helper, the page's question, and questions that depend on a choice."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import BaseInput
from django import forms
from django.core.exceptions import ImproperlyConfigured

Rule = tuple[str, Sequence[str]]


_DJANGOS_INVALID_CHOICE = {
    forms.ChoiceField.default_error_messages["invalid_choice"],
    forms.MultipleChoiceField.default_error_messages["invalid_choice"],
    forms.ModelChoiceField.default_error_messages["invalid_choice"],
    forms.ModelMultipleChoiceField.default_error_messages["invalid_choice"],
}


class SubmitButton(BaseInput):
    """A form's button; crispy's own brings another design system's classes."""

    input_type = "submit"
    field_classes = ""


class PortalFormMixin:
    """What every form of the portal shares. Put it first: `class LoginForm(PortalFormMixin, SomeOtherForm)`.

    Class attributes, all optional, may also be set on the instance in `__init__`:

    - `heading`: the page's question. With a single question its legend or label becomes the h1; with several fields the
      h1 stands above them.
    - `heading_hint`: one or two sentences under the heading. A single question shows it before its own help text.
    - `submit_label`: the words on the button. "" draws no button (the page draws its own).
    - `submit_warning`: the button is drawn as dangerous (withdrawing, rejecting).
    - `option_hints`: `{"field": {"choice value": "hint"}}`, a line under a radio button or checkbox.
    - `inline`: names of radio fields whose two short options stand side by side.
    - `conditional`: `{"field": ("choice value", ["dependent", ...])}`, or a list of such pairs. The dependent fields are
      drawn under that choice. They are asked for, and required as declared, only when it is chosen; otherwise what
      was typed in them is dropped, without an error.
    - `required_messages`: `{"field": "Enter your ..."}`, said when the field is empty. Without it we say "Enter" or
      "Select" and the label, or ask for an answer where the label is a question.
    """

    heading: str = ""
    heading_hint: str = ""
    submit_label: str = "Continue"
    submit_warning: bool = False
    option_hints: ClassVar[Mapping[str, Mapping[str, str]]] = {}
    inline: ClassVar[Sequence[str]] = ()
    conditional: ClassVar[Mapping[str, Rule | list[Rule]]] = {}
    required_messages: ClassVar[Mapping[str, str]] = {}
    use_required_attribute = False  # the server answers with an error summary; the browser's bubbles are no use to many

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name, field in self.fields.items():
            self._speak_plainly(name, field)
        self._required_when_asked = set()
        for _, _, dependents in self.conditions():
            self._free(dependents)

    def _speak_plainly(self, name: str, field: forms.Field) -> None:
        """Put our words for Django's "This field is required" and "Select a valid choice", where nobody put others."""
        words = field.error_messages
        label = str(field.label or name.replace("_", " "))
        thing = label if label[1:2].isupper() else label[:1].lower() + label[1:]
        if name in self.required_messages:
            words["required"] = self.required_messages[name]
        elif words.get("required") == forms.Field.default_error_messages["required"]:
            verb = "Select" if isinstance(field, forms.ChoiceField) else "Enter"
            words["required"] = f"Answer the question “{label}”" if label.endswith("?") else f"{verb} {thing}"
        if words.get("invalid_choice") in _DJANGOS_INVALID_CHOICE:
            words["invalid_choice"] = "Choose one of the options shown"

    def _free(self, dependents: Sequence[str]) -> None:
        """Take the dependents' own "required" away, and remember it for when they are asked for."""
        for name in dependents:
            if name not in self.fields:
                raise ImproperlyConfigured(f"{type(self).__name__}.conditional names {name!r}, which is not a field.")
            if self.fields[name].required:
                self._required_when_asked.add(name)
                self.fields[name].required = False

    def conditions(self) -> Iterator[tuple[str, str, Sequence[str]]]:
        """Each (field, choice value, dependents) of `conditional`."""
        for field, rules in self.conditional.items():
            for value, dependents in [rules] if isinstance(rules, tuple) else rules:
                yield field, value, dependents

    def clean(self) -> dict[str, Any]:
        """Require what the choices made ask for, and drop what they do not. Call it first from your own `clean()`."""
        cleaned = super().clean()
        if cleaned is None:
            cleaned = self.cleaned_data
        for field, value, dependents in self.conditions():
            asked = value in _values(cleaned.get(field))
            for name in dependents:
                if not asked:
                    self._drop(name, cleaned)
                elif name in self._required_when_asked and cleaned.get(name) in self.fields[name].empty_values:
                    self._require(name)
        return cleaned

    def _drop(self, name: str, cleaned: dict[str, Any]) -> None:
        """Forget the answer to a question that was not asked, and any complaint about it."""
        self.errors.pop(name, None)
        field = self.fields[name]
        cleaned[name] = field.clean([] if isinstance(field, forms.MultipleChoiceField) else None)

    def _require(self, name: str) -> None:
        """Say that an asked question has no answer, unless something is already said of it."""
        if name not in self.errors:
            field = self.fields[name]
            self.add_error(name, forms.ValidationError(field.error_messages["required"], code="required"))

    @property
    def helper(self) -> FormHelper:
        """The crispy helper of every form: POST, no browser bubbles, one button that a double click presses once."""
        helper = FormHelper()
        helper.form_method = "post"
        helper.attrs = {"novalidate": ""}
        helper.include_media = False
        if self.submit_label:
            css = "govuk-button--warning" if self.submit_warning else ""
            helper.add_input(SubmitButton("", self.submit_label, css_class=css))
        return helper


def _values(answer: object) -> set[str]:
    """An answer as the set of choice values in it: checkboxes give several, a yes-or-no "True" or "False", a row its key."""
    if isinstance(answer, list | tuple | set):
        return {str(value) for value in answer}
    return set() if answer is None else {str(getattr(answer, "pk", answer))}


class PortalForm(PortalFormMixin, forms.Form):
    """A form that belongs to no model. Validates and cleans into domain types; saves nothing."""


class PortalModelForm(PortalFormMixin, forms.ModelForm):
    """A form over one model row. Views hand its cleaned data to an action; `save()` is for plain reference data only."""
