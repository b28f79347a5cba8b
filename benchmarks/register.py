"""How many rows of the school register a second are taken over, beside a bare COPY of the finished rows."""

import io
from pathlib import Path

from django.db import connection, transaction

from benchmarks.measuring import Figure, in_turn, per_second
from npq_portal import clock
from registrations.gias.register_import import import_register
from registrations.models import Workplace

_COLUMNS = ", ".join(field for field in vars(Workplace(search_text="")) if field not in {"_state", "id"})


def measure(path: Path, quick: bool) -> list[Figure]:
    """Taking over the whole file into an empty table, and the same file again, which writes nothing."""
    with connection.cursor() as cursor:
        _empty()
        import_register(path, at=clock.now())
        rows = Workplace.objects.count()
        finished = io.StringIO()
        cursor.copy_expert(f"COPY registrations_workplace ({_COLUMNS}) TO STDOUT", finished)
    content = finished.getvalue()

    def bare_copy() -> list[float]:
        _empty()
        return per_second(rows, lambda: _copy(content))

    def take_over() -> list[float]:
        _empty()
        return per_second(rows, lambda: import_register(path, at=clock.now()))

    def again() -> list[float]:
        return per_second(rows, lambda: import_register(path, at=clock.now()))

    (floor,), (portal,), (unchanged,) = in_turn(1 if quick else 5, bare_copy, take_over, again)
    return [
        Figure("GIAS import, into an empty table", "rows/s", floor, portal, floor / portal),
        Figure("GIAS import, the same file again", "rows/s", floor, unchanged, floor / unchanged),
    ]


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE registrations_workplace, registrations_workplaceword CASCADE")


def _copy(content: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.copy_expert(f"COPY registrations_workplace ({_COLUMNS}) FROM STDIN", io.StringIO(content))
