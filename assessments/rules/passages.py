"""Shared passages made ready for showing: numbered, and each text cut into pieces at them."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.rules.similarity import Passage


@dataclass(frozen=True)
class Piece:
    """A piece of a text; `number` is the passage it belongs to (0: to none), `is_first` its first piece in this text."""

    text: str
    number: int = 0
    is_first: bool = False


def numbered(passages: Iterable[Passage]) -> list[list[Passage]]:
    """Passages that overlap in either text as one, in the order of the first text: what is marked and numbered as one."""
    groups: list[list[Passage]] = []
    for passage in sorted(passages):
        touching = [group for group in groups if any(_overlap(passage, one) for one in group)]
        groups = [group for group in groups if group not in touching]
        groups.append(sorted([passage, *(one for group in touching for one in group)]))
    return sorted(groups)


def _overlap(one: Passage, other: Passage) -> bool:
    return (one[0] < other[1] and other[0] < one[1]) or (one[2] < other[3] and other[2] < one[3])


def pieces(text: str, groups: list[list[Passage]], *, side: int) -> list[Piece]:
    """The text (0: the first, 1: the second) cut at its shared passages, which carry the numbers of `groups`."""
    spans = sorted(
        (start, end, number) for number, group in enumerate(groups, start=1) for start, end in _merged(group, side=side)
    )
    made, seen, at = [], set(), 0
    for start, end, number in spans:
        made += [Piece(text[at:start]), Piece(text[start:end], number, number not in seen)]
        seen.add(number)
        at = end
    return [piece for piece in [*made, Piece(text[at:])] if piece.text]


def _merged(group: Iterable[Passage], *, side: int) -> list[tuple[int, int]]:
    """The spans of a group in one of the texts, those that overlap as one."""
    made: list[tuple[int, int]] = []
    for start, end in sorted((passage[2 * side], passage[2 * side + 1]) for passage in group):
        if made and start < made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made
