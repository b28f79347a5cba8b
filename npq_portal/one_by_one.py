"""Many rows, each dealt with in a transaction of its own, where one that fails keeps no other from its turn."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import InterfaceError, OperationalError
from django.db.models import Model

Key = TypeVar("Key")
Result = TypeVar("Result")


def one_by_one(keys: Iterable[Key], act: Callable[[Key], Result]) -> list[Result]:
    """What `act` returns for each key, in their order.

    A key that fails is passed over, with a note that names it, and the rest have their turn; then ExceptionGroup is raised
    with every failure, so that the task fails in sight of whoever watches and finds the same rows the next time. Where the
    database itself is gone there is no next one: that error is raised at once.
    """
    results: list[Result] = []
    failures: list[Exception] = []
    for key in keys:
        try:
            results.append(act(key))
        except (InterfaceError, OperationalError):
            raise
        except Exception as error:  # noqa: BLE001 raised below, with the others
            error.add_note(f"This was about {_name(key)}.")
            failures.append(error)
    if failures:
        raise ExceptionGroup(
            f"{len(failures)} of {len(failures) + len(results)} failed; the others are done.", failures
        )
    return results


def _name(key: object) -> str:
    """A row by its kind and id alone: what it says of itself may name a person, and this ends in logs."""
    return f"{key._meta.label} {key.pk}" if isinstance(key, Model) else repr(key)
