"""Every factory makes a row that the database takes, and every model says how long its rows are kept."""

import importlib
import inspect
import pkgutil
import re

import pytest
from django.apps import apps
from factory.django import DjangoModelFactory

from tests import factories

OURS = ("accounts", "calendars", "notifications", "courses", "registrations", "assessments")


def _factories() -> list[type[DjangoModelFactory]]:
    found = {}
    for module in pkgutil.iter_modules(factories.__path__, f"{factories.__name__}."):
        for _, one in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(one, DjangoModelFactory) and one is not DjangoModelFactory and not one._meta.abstract:
                found[one.__name__] = one
    return [found[name] for name in sorted(found)]


@pytest.mark.django_db
@pytest.mark.parametrize("made", _factories(), ids=lambda made: made.__name__)
def test_it_makes_a_row_twice(made):
    first, second = made(), made()
    assert first.pk is not None
    assert str(second) != ""


def _models() -> list[type]:
    return [model for model in apps.get_models() if model._meta.app_label in OURS and not model._meta.auto_created]


@pytest.mark.parametrize("model", _models(), ids=lambda model: model._meta.label)
def test_it_says_how_long_it_is_kept(model):
    assert re.search(r"\bkept\b|\bkeeps?\b|\bstay\b|\bdeleted\b", model.__doc__, re.IGNORECASE), model.__doc__
