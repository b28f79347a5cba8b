"""The administration pages of every model that is registered: found from the registry, so that a new model is met too."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django.urls import reverse

from npq_portal.demo.cast import GRACE
from tests.journeys.every_page.opening import Opening

BY = GRACE.email
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
APPS = sorted({model._meta.app_label for model in MODELS})


@dataclass(frozen=True)
class Page:
    """A page of the administration; with `data` it is what the server answers to that form."""

    path: str
    name: str
    data: dict[str, object] | None = field(default=None)


def pages(opening: Opening, model: type[Model]) -> Iterator[Page]:
    """Every page of a model that a hub admin may open."""
    row = model._default_manager.order_by("pk").first()
    assert row is not None, f"there is no {model._meta.label} in the world: make one in world.py"
    yield from _lists(opening, model)
    yield from _records(opening, model, row)
    yield from _additions(opening, model)
    yield from _deletions(opening, model, row)


def address(model: type[Model], what: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=args)


def _lists(opening: Opening, model: type[Model]) -> Iterator[Page]:
    """With rows, filtered and sorted, searched in vain, and of one year."""
    path, options = address(model, "changelist"), admin.site._registry[model]
    yield Page(path, "list")
    found = opening.once(BY, path).context["cl"]
    if found.filter_specs:
        choices = list(found.filter_specs[0].choices(found))
        yield Page(f"{path}{choices[-1]['query_string']}&o=-1", "list-filtered")
    else:
        yield Page(f"{path}?o=-1", "list-sorted")
    if options.search_fields:
        yield Page(f"{path}?q=zzzzzz", "list-empty")
    if options.date_hierarchy:
        newest = model._default_manager.dates(options.date_hierarchy, "year").last()
        yield Page(f"{path}?{options.date_hierarchy}__year={newest.year}", "list-year")


def _records(opening: Opening, model: type[Model], row: Model) -> Iterator[Page]:
    """The oldest row, the newest where others hang on it, what is said about mistakes, and the history."""
    path = address(model, "change", row.pk)
    yield Page(path, "change")
    if admin.site._registry[model].inlines:
        yield Page(address(model, "change", model._default_manager.order_by("pk").last().pk), "change-newest")
    if b'name="_save"' in opening.once(BY, path).content:
        yield Page(path, "change-told", _nothing(opening, path))
    if model is MODELS[0] or LogEntry.objects.filter(content_type__model=model._meta.model_name).exists():
        yield Page(address(model, "history", row.pk), "history")


def _additions(opening: Opening, model: type[Model]) -> Iterator[Page]:
    """The empty form, what is said about sending it empty, and where other forms can add a row the window they open."""
    path = address(model, "add")
    if opening.once(BY, path).status_code != 200:
        return
    yield Page(path, "add")
    yield Page(path, "add-told", _nothing(opening, path))
    if any(field.related_model is model for other in MODELS for field in other._meta.concrete_fields):
        yield Page(f"{path}?_popup=1", "add-popup")


def _deletions(opening: Opening, model: type[Model], row: Model) -> Iterator[Page]:
    """Asked whether one row or two shall go."""
    path = address(model, "delete", row.pk)
    if opening.once(BY, path).status_code == 200:
        yield Page(path, "delete")
    changelist = address(model, "changelist")
    if b'value="delete_selected"' in opening.once(BY, changelist).content:
        chosen = [str(pk) for pk in model._default_manager.values_list("pk", flat=True)[:2]]
        yield Page(changelist, "delete-several", {"action": "delete_selected", "_selected_action": chosen})


def _nothing(opening: Opening, path: str) -> dict[str, object]:
    """The form with its inline tables' counts and nothing else."""
    context = opening.once(BY, path).context
    counts = {}
    for formset in context["inline_admin_formsets"]:
        form = formset.formset.management_form
        counts |= {form.add_prefix(name): value for name, value in form.initial.items()}
    return counts | {"_save": "Save"}
