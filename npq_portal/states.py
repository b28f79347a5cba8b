"""Legal, conditional status moves: one UPDATE that says whether we won."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model


def move(row: Model, *, to: str, from_: Iterable[str], field: str = "status", **updates: Any) -> bool:
    """Set `field` of the stored row to `to` if it still is one of `from_`, with `updates` beside it.

    True when this call made the move; the instance then carries the new values. False when somebody else moved the row
    first (or it never was in `from_`); nothing is written and the instance is as before.
    """
    # __class__ and not type(): request.user is a stand-in, which gives its own type to type()
    rows = row.__class__._default_manager.filter(pk=row.pk, **{f"{field}__in": tuple(from_)})
    changed = rows.update(**{field: to}, **updates)
    if changed != 1:
        return False
    for name, value in {field: to, **updates}.items():
        setattr(row, name, value)
    return True
