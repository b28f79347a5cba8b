"""What markers see of a sealed text: question by question where it can be told apart, and without the writer's own name.

Somebody who signs their text would give themselves away. Their full name, e-mail address and TRN are taken out of what is
shown, however accents, apostrophes and hyphens are typed; a first or a last name alone may be any word of the text, or
somebody in the case, and stays.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from assessments.rules.sealing import plain_lines

REMOVED: Final = "[name removed]"
_SHORTEST: Final = 5  # shorter words than these say nothing of anybody
_SIGNS: Final = dict.fromkeys("’‘ʼ`´′", "'") | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")


@dataclass(frozen=True)
class Section:
    """A question of the case and its answer; a text that cannot be told apart is one section without a question."""

    question: str
    answer: str


def sections(text: str, questions: Sequence[str]) -> list[Section]:
    """The answers in a sealed text, which prints each question before its answer (assessments.rules.sealing). Anything that
    does not look as it should is shown whole."""
    marks = [
        f"Question {number}\n{plain_lines(question)}\n\nAnswer {number}\n"
        for number, question in enumerate(questions, 1)
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
    """The text with each of the names taken out wherever it stands as words of its own, however capitals, spaces, accents,
    apostrophes and hyphens are."""
    wanted = sorted(
        {_plain(name)[0].strip() for name in names if len(name.strip()) >= _SHORTEST}, key=len, reverse=True
    )
    if not wanted:
        return text
    patterns = (r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", name))) for name in wanted)
    plain, places = _plain(text)
    kept, position = [], 0
    for found in re.finditer(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", plain):
        begin, end = places[found.start()], places[found.end() - 1] + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        kept += [text[position:begin], REMOVED]
        position = end
    return "".join([*kept, text[position:]])


def _plain(text: str) -> tuple[str, list[int]]:
    """The text in small letters without accents, its apostrophes and hyphens of one kind each; and for each sign of it the
    place in the text it comes from."""
    signs, places = [], []
    for place, sign in enumerate(text):
        for one in unicodedata.normalize("NFKD", _SIGNS.get(sign, sign)).casefold():
            if not unicodedata.combining(one):
                signs.append(one)
                places.append(place)
    return "".join(signs), places
