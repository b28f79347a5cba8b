"""What markers see of a sealed text: question by question where it can be told apart, and without the writer's own name.

Somebody who signs their text would give themselves away. Their full name, e-mail address and TRN are taken out of what is
shown; a first or a last name alone may be any word of the text, or somebody in the case, and stays.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

REMOVED: Final = "[name removed]"
_SHORTEST: Final = 5  # shorter words than these say nothing of anybody


@dataclass(frozen=True)
class Section:
    """A question of the case and its answer; a text that cannot be told apart is one section without a question."""

    question: str
    answer: str


def sections(text: str, questions: Sequence[str]) -> list[Section]:
    """The answers in a sealed text, which prints each question before its answer (assessments.rules.sealing). Anything that
    does not look as it should is shown whole."""
    marks = [
        f"Question {number}\n{_lines(question)}\n\nAnswer {number}\n" for number, question in enumerate(questions, 1)
    ]
    starts, position = [], 0
    for mark in marks:
        found = text.find(mark, position)
        if found < 0:
            return [Section("", text.strip())]
        starts.append((found, found + len(mark)))
        position = found + len(mark)
    if not starts:
        return [Section("", text.strip())]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    return [
        Section(question, text[begin:end].strip())
        for question, (_, begin), end in zip(questions, starts, ends, strict=True)
    ]


def without_names(text: str, names: Iterable[str]) -> str:
    """The text with each of the names taken out wherever it stands as words of its own, however capitals and spaces are."""
    wanted = sorted({name.strip() for name in names if len(name.strip()) >= _SHORTEST}, key=len, reverse=True)
    if not wanted:
        return text
    patterns = (r"\s+".join(map(re.escape, name.split())) for name in wanted)
    return re.sub(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", REMOVED, text, flags=re.IGNORECASE)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
