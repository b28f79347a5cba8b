"""Parts of addresses."""

from django.urls import register_converter


class ReferenceConverter:
    """An application's reference as rules.references makes it; nothing else reaches a view or the database."""

    regex = "NPQ-[0-9A-Z]{4}-[0-9A-Z]{4}"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


register_converter(ReferenceConverter, "reference")

#: For a path: f"{REFERENCE}/accept/".
REFERENCE = "<reference:reference>"
