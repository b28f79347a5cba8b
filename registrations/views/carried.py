"""Answers of the funding calculator, kept in the session: they say nothing about who one is."""

from typing import Any

from django.http import HttpRequest

from registrations.journey.steps import CALCULATOR_STEPS

_KEY = "funding_calculator"


def answers(request: HttpRequest) -> dict[str, Any]:
    """What was answered so far."""
    return dict(request.session.get(_KEY, {}))


def save(request: HttpRequest, changes: dict[str, Any]) -> None:
    """Keep these answers for this visit."""
    request.session[_KEY] = answers(request) | changes


def forget(request: HttpRequest) -> None:
    """Begin again."""
    request.session.pop(_KEY, None)


def take(request: HttpRequest) -> dict[str, Any]:
    """The answers for a registration that begins now; the calculator forgets them."""
    names = {name for step in CALCULATOR_STEPS if step.form for name in step.form.answer_names()}
    taken = {name: value for name, value in answers(request).items() if name in names}
    forget(request)
    return taken


def without(given: dict[str, Any], npq: str) -> list[dict[str, str]]:
    """The earlier NPQs without one, named "course:year"."""
    return [one for one in given.get("earlier_npqs", []) if f"{one['course']}:{one['year']}" != npq]
