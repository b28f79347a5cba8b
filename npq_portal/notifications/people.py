"""Who reads a message, and what a message may be told. Accounts stand above this app, so their class is not named here."""

from typing import Any, Protocol

Value = str | int | None | list[str]


class Person(Protocol):
    """Somebody with an account."""

    pk: Any
    email: str


def address(reader: Person | str) -> str:
    """Their address, or the one given, as the outbox keeps it."""
    return (reader if isinstance(reader, str) else reader.email).lower()
