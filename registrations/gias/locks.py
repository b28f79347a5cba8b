"""One import of a kind at a time."""

from zlib import crc32

from django.db import connection

from registrations.gias.table_file import FileRefusedError

#: Marks the portal's imports among PostgreSQL's advisory locks.
_IMPORTS = 4_730


def import_lock(what: str) -> None:
    """Holds the lock on `what` until the transaction ends; raises FileRefusedError when somebody else holds it.

    Refusing is kinder than waiting: whoever started the second import learns of the first one at once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_IMPORTS, crc32(what.encode()) & 0x7FFFFFFF])
        (ours,) = cursor.fetchone()
    if not ours:
        raise FileRefusedError(f"Another import of {what} is running. Try again when it has ended.")
