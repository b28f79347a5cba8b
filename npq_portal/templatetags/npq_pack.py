"""What the crispy template pack (templates/npq) asks of a form. Pages use `crispy_forms_tags` and `components` instead."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField

from npq_portal.forms import drawing

register = template.Library()


@register.filter
def drawn(field: BoundField) -> drawing.Drawing:
    """The field, ready to print."""
    return drawing.draw(field)


@register.filter
def top_level(form: forms.BaseForm) -> list[BoundField]:
    """The fields that are drawn by themselves, not under another field's choice."""
    return [form[name] for name in drawing.top_level_fields(form)]


@register.filter
def error_lines(form: forms.BaseForm) -> list[dict[str, Any]]:
    """The lines of the error summary."""
    return drawing.summary(form) if form.is_bound else []


@register.filter
def heading_stands_alone(form: forms.BaseForm) -> bool:
    """Whether the form's heading is an h1 of its own: there is one, and no single field carries it."""
    if not getattr(form, "heading", ""):
        return False
    fields = top_level(form)
    return not (len(fields) == 1 and drawing.draw(fields[0]).is_question)
