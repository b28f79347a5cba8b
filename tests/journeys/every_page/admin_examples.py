"""The administration pages of every model that is registered: found from the registry, so that a new model is met too."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib import admin
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
    """With rows, sorted, filtered, searched in vain, and in the window that picks a related row."""
    path, options = address(model, "changelist"), admin.site._registry[model]
    yield Page(path, "list")
    yield Page(f"{path}?o=-1", "list-sorted")
    yield Page(f"{path}?_popup=1&_to_field=id", "list-popup")
    if options.search_fields:
        yield Page(f"{path}?q=zzzzzz", "list-empty")
    specs = opening.get(BY, path).context["cl"].filter_specs
    for spec in specs[:1]:
        choices = list(spec.choices(opening.get(BY, path).context["cl"]))
        yield Page(path + choices[-1]["query_string"], "list-filtered")
    if options.date_hierarchy:
        newest = model._default_manager.dates(options.date_hierarchy, "year").last()
        yield Page(f"{path}?{options.date_hierarchy}__year={newest.year}", "list-year")


def _records(opening: Opening, model: type[Model], row: Model) -> Iterator[Page]:
    """The oldest and the newest row, what is said about mistakes, and the history."""
    newest = model._default_manager.order_by("pk").last()
    yield Page(address(model, "change", row.pk), "change")
    yield Page(address(model, "change", newest.pk), "change-newest")
    yield Page(address(model, "history", row.pk), "history")
    if b'name="_save"' in opening.get(BY, address(model, "change", row.pk)).content:
        yield Page(address(model, "change", row.pk), "change-told", _nothing(opening, address(model, "change", row.pk)))


def _additions(opening: Opening, model: type[Model]) -> Iterator[Page]:
    path = address(model, "add")
    if opening.get(BY, path).status_code != 200:
        return
    yield Page(path, "add")
    yield Page(f"{path}?_popup=1", "add-popup")
    yield Page(path, "add-told", _nothing(opening, path))


def _deletions(opening: Opening, model: type[Model], row: Model) -> Iterator[Page]:
    """Asked whether one row or two shall go; some may not, since others hang on them."""
    path = address(model, "delete", row.pk)
    if opening.get(BY, path).status_code == 200:
        yield Page(path, "delete")
        yield Page(address(model, "delete", model._default_manager.order_by("pk").last().pk), "delete-newest")
    changelist = address(model, "changelist")
    if b'value="delete_selected"' in opening.get(BY, changelist).content:
        chosen = [str(pk) for pk in model._default_manager.values_list("pk", flat=True)[:2]]
        yield Page(changelist, "delete-several", {"action": "delete_selected", "_selected_action": chosen})


def _nothing(opening: Opening, path: str) -> dict[str, object]:
    """The form with its inline tables' counts and nothing else."""
    context = opening.get(BY, path).context
    counts = {}
    for formset in context["inline_admin_formsets"]:
        form = formset.formset.management_form
        counts |= {form.add_prefix(name): value for name, value in form.initial.items()}
    return counts | {"_save": "Save"}
