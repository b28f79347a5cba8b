"""One part of a signed-in person's first page."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Section:
    """The template that draws it, given `section`, and what it shows."""

    template: str
    facts: dict[str, Any] = field(default_factory=dict)
