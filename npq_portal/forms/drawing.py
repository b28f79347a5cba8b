"""What the "npq" template pack needs to know of a field, made ready here so that templates only print.

`draw(bound_field)` says which template draws the field, what stands in it and what it is described by. Ids follow
Django's own: `id_x_helptext`, `id_x_error`; nothing here is marked safe, so templates escape every word.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField, BoundWidget

from npq_portal.forms.dates import PARTS, PartedDateWidget, parts_at_fault

# The first match wins. CheckboxSelectMultiple is a RadioSelect, and that a Select: the order is the meaning.
_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (PartedDateWidget, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
)
_CSS = {
    "text": "govuk-input",
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload",
    "checkbox": "govuk-checkboxes__input",
}
GROUPS = {"date", "checkboxes", "radios"}  # drawn in a fieldset; the first box has the id <auto_id>_0


def kind(field: BoundField) -> str:
    """The name of the template that draws this field, in templates/npq/fields."""
    return next((name for widget, name in _KINDS if isinstance(field.field.widget, widget)), "text")


def first_focusable_id(field: BoundField) -> str:
    """Where the error summary's link must lead: an element that can take the focus."""
    if kind(field) == "date":
        at_fault = parts_at_fault(_errors(field))
        return f"{field.auto_id}_{next(i for i, part in enumerate(PARTS) if part in at_fault or not at_fault)}"
    return f"{field.auto_id}_0" if kind(field) in GROUPS else field.id_for_label


def _errors(field: BoundField) -> list[forms.ValidationError]:
    return field.form.errors.as_data().get(field.name, [])


@dataclass(frozen=True)
class Option:
    """One radio button or checkbox, its hint, and the questions asked when it is chosen."""

    widget: BoundWidget
    hint: str
    dependents: list[BoundField]
    group: str = ""  # the heading above it, where a group of options begins

    @property
    def id(self) -> str:
        """The id of the input, e.g. id_colour_0."""
        return self.widget.id_for_label

    @property
    def reveal_id(self) -> str:
        """The id of the box with the dependent questions."""
        return f"{self.id}_reveal"

    @property
    def disabled(self) -> bool:
        """Whether this option cannot be chosen."""
        return bool(self.widget.data["attrs"].get("disabled"))


@dataclass(frozen=True)
class Box:
    """One of the three boxes of a date."""

    id: str
    label: str
    html: str


class Drawing:
    """One field, ready to print."""

    def __init__(self, field: BoundField) -> None:
        self.field = field
        self.kind = kind(field)
        self.template = f"npq/fields/{self.kind}.html"
        self.id = field.auto_id
        self.focus_id = first_focusable_id(field)
        self.errors = list(field.errors)
        self.hint = field.help_text

    @cached_property
    def is_question(self) -> bool:
        """Whether this field is the page's only question, so that its label or legend is the h1."""
        form = self.field.form
        return (
            bool(getattr(form, "heading", ""))
            and top_level_fields(form) == [self.field.name]
            and self.kind != "checkbox"
        )

    @property
    def label(self) -> str:
        """The words of the label or legend."""
        return self.field.form.heading if self.is_question else str(self.field.label or "")

    @property
    def heading_hint(self) -> str:
        """The page's own hint, where this field is the question."""
        return self.field.form.heading_hint if self.is_question else ""

    @property
    def described_by(self) -> str:
        """The ids of hint, count and error, in the order they are read out."""
        ids = []
        if self.heading_hint:
            ids.append(f"{self.id}_heading_hint")
        if self.hint:
            ids.append(f"{self.id}_helptext")
        if self.errors:
            ids.append(f"{self.id}_error")
        if self.count:
            ids.append(f"{self.id}-info")
        return " ".join(ids)

    @property
    def count(self) -> dict[str, Any]:
        """The limit of a text with a count: from the widget's `data-maxlength` (characters) or `data-maxwords`."""
        attrs = self.field.field.widget.attrs
        if self.kind != "textarea":
            return {}
        if "data-maxwords" in attrs:
            return {"words": attrs["data-maxwords"]}
        return {"characters": attrs["data-maxlength"]} if "data-maxlength" in attrs else {}

    @property
    def inline(self) -> bool:
        """Whether two short options stand side by side."""
        return self.field.name in getattr(self.field.form, "inline", ())

    def html(self) -> str:
        """The input itself, with its classes and what describes it."""
        attrs = self.field.field.widget.attrs
        css = [_CSS[self.kind], attrs.get("class", "")]
        if self.errors and self.kind != "checkbox":
            css.append(f"{_CSS[self.kind]}--error")
        extra: dict[str, Any] = {"class": " ".join(filter(None, css))}
        if self.described_by:
            extra["aria-describedby"] = self.described_by
        if self.count:
            # the count warns; cutting a pasted text short without a word would lose what was written
            extra |= {"class": extra["class"] + " govuk-js-character-count", "maxlength": False}
            extra |= {"data-maxwords": False, "data-maxlength": False}
        if isinstance(self.field.field.widget, forms.EmailInput):
            extra |= {"spellcheck": "false", "autocomplete": attrs.get("autocomplete", "email")}
        return self.field.as_widget(attrs=extra)

    def options(self) -> Iterator[Option]:
        """The radio buttons or checkboxes."""
        form = self.field.form
        hints = getattr(form, "option_hints", {}).get(self.field.name, {})
        reveals = {value: names for name, value, names in _conditions(form) if name == self.field.name}
        css = f"govuk-{self.kind}__input"
        begins = self._groups()
        for widget in self.field.subwidgets:
            value = str(widget.data["value"])
            dependents = [form[name] for name in reveals.get(value, ())]
            option = Option(widget, hints.get(value, ""), dependents, begins.get(value, ""))
            widget.data["attrs"] = widget.data["attrs"] | {"class": css} | self._option_attrs(option)
            yield option

    def _groups(self) -> dict[str, str]:
        """The first value of each group of grouped choices, with the group's name."""
        grouped = [(name, options) for name, options in self.field.field.choices if isinstance(options, list | tuple)]
        return {str(options[0][0]): str(name) for name, options in grouped if options}

    def _option_attrs(self, option: Option) -> dict[str, str]:
        attrs = {}
        if option.hint:
            attrs["aria-describedby"] = f"{option.id}_hint"
        if option.dependents:
            attrs["data-reveals"] = option.reveal_id
        if self.errors:
            attrs["aria-invalid"] = "true" if self.kind == "checkboxes" else False
        return attrs

    def boxes(self) -> Iterator[Box]:
        """Day, month and year."""
        at_fault = parts_at_fault(_errors(self.field))
        context = self.field.field.widget.get_context(self.field.html_name, self.field.value(), {"id": self.id})
        for part, sub in zip(PARTS, context["widget"]["subwidgets"], strict=True):
            css = f"govuk-input govuk-date-input__input govuk-input--width-{4 if part == 'year' else 2}"
            sub["attrs"] |= {"class": f"{css} govuk-input--error" if part in at_fault else css}
            if part in at_fault:
                sub["attrs"] |= {"aria-invalid": "true", "aria-describedby": f"{self.id}_error"}
            if self.field.field.disabled:
                sub["attrs"]["disabled"] = True
            box = BoundWidget(self.field.field.widget, sub, self.field.form.renderer)
            yield Box(sub["attrs"]["id"], part.capitalize(), box.tag())


def draw(field: BoundField) -> Drawing:
    """The field, ready to print."""
    return Drawing(field)


def _conditions(form: forms.BaseForm) -> Iterator[tuple[str, str, Any]]:
    return form.conditions() if hasattr(form, "conditions") else iter(())


def dependents(form: forms.BaseForm) -> set[str]:
    """The names of the fields drawn under a choice of another field."""
    return {name for _, _, names in _conditions(form) for name in names}


def top_level_fields(form: forms.BaseForm) -> list[str]:
    """The names of the fields drawn by themselves: neither hidden nor under another's choice."""
    under = dependents(form)
    return [field.name for field in form.visible_fields() if field.name not in under]


def summary(form: forms.BaseForm) -> list[dict[str, str]]:
    """The lines of the error summary, in the order of the page: the words, and the id to go to ("" when there is none)."""
    lines = [{"text": message, "target": ""} for message in form.non_field_errors()]
    for name in _reading_order(form):
        field = form[name]
        target = "" if field.is_hidden else first_focusable_id(field)
        lines += [{"text": message, "target": target} for message in field.errors]
    return lines


def _reading_order(form: forms.BaseForm) -> list[str]:
    """Field names as they stand on the page: dependents straight after the field whose choice shows them."""
    order: list[str] = []

    def add(name: str) -> None:
        if name not in order:
            order.append(name)
            for parent, _, names in _conditions(form):
                if parent == name:
                    for dependent in names:
                        add(dependent)

    under = dependents(form)
    for name in form.fields:
        if name not in under:
            add(name)
    return order
