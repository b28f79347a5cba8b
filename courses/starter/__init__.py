"""The words a new installation starts with: the NPQs, the guides and the common questions, as TOML files beside this one.

They are read once, by a migration; from then on the hub's own wording in the database counts and is never overwritten.
"""

import tomllib
from pathlib import Path
from typing import Any

from django.db.models import Model

_HERE = Path(__file__).resolve().parent


def load(*, course: type[Model], guide: type[Model], question: type[Model]) -> int:
    """Add what is missing, leave what is there; returns how many rows were added.

    Takes the models as arguments since a migration has its own. Raises tomllib.TOMLDecodeError for a damaged file.
    """
    added = 0
    for words in _files("courses"):
        added += _add(course, key="identifier", words=words)
    for words in _files("guides"):
        added += _add(guide, key="slug", words=words)
    for words in _read(_HERE / "questions.toml")["question"]:
        added += _add(question, key="question", words=words)
    return added


def _add(model: type[Model], *, key: str, words: dict[str, Any]) -> int:
    rest = {name: value.strip() if isinstance(value, str) else value for name, value in words.items() if name != key}
    return int(model.objects.get_or_create(**{key: words[key]}, defaults=rest)[1])


def _files(folder: str) -> list[dict[str, Any]]:
    return [_read(path) for path in sorted((_HERE / folder).glob("*.toml"))]


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))
