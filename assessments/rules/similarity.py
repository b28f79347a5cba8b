"""How much two texts share word for word: advice for people, never a decision.

A text is its words, normalised (case, compatibility forms, curly apostrophes, invisible characters that would split a word).
A shingle is five words in a row. What the case and its questions say themselves is nobody's own and is left out. The share
of a pair is the part of the shorter text's own words that stand in a shingle the other text has too, of 1,000, cut off.

Source: the idea is Broder's (1997); the figures here are exact, not estimated (docs/adr/0094).
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

#: Words in a row. Fewer, and turns of speech count as copying; more, and one changed word hides a sentence.
SHINGLE = 5
#: Pairs are listed from this share on: 75 words of 1,500, a short paragraph. Lower, and the hub reads chance; higher, and a
#: copied paragraph in an otherwise own text goes unseen.
LISTED_FROM = 50

#: Letters and digits, apostrophes within, and format characters, which are taken out of the word.
_WORD = re.compile("[\\w\u00ad\u200b-\u200f\u2060\ufeff]+(?:['’][\\w\u00ad\u200b-\u200f\u2060\ufeff]+)*")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")

_FIVE_WORDS = (1 << 32 * SHINGLE) - 1

#: A shared passage: where it starts and ends in the first text, then in the second; characters, the end itself out.
Passage = tuple[int, int, int, int]


@dataclass(frozen=True)
class Likeness:
    """Two texts, by their keys (`first` is the smaller), the share per mille, and the passages in the first's order."""

    first: int
    second: int
    per_mille: int
    passages: tuple[Passage, ...]


class _Vocabulary:
    """Words as numbers, and shingles as one number each, without two shingles ever being the same one."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def numbers(self, words: Iterable[str]) -> list[int]:
        known = self._numbers
        return [known.setdefault(word, len(known)) for word in words]

    @staticmethod
    def shingles(numbers: list[int]) -> list[int]:
        """The shingle that begins at each word; 32 bits a word."""
        shingle, made = 0, []
        for number in numbers:
            shingle = (shingle << 32 | number) & _FIVE_WORDS
            made.append(shingle)
        return made[SHINGLE - 1 :]


class _Text:
    """One text, made ready: its shingles (None where the case has it too), and which of its words are its own."""

    def __init__(self, text: str, vocabulary: _Vocabulary, of_case: Collection[int]) -> None:
        self._text = text
        numbers = vocabulary.numbers(word for word, _ in words(text))
        all_shingles = vocabulary.shingles(numbers)
        self.shingles = [None if shingle in of_case else shingle for shingle in all_shingles]
        self.own = set(range(len(numbers)))
        for place, shingle in enumerate(self.shingles):
            if shingle is None:
                self.own.difference_update(range(place, place + SHINGLE))
        self.counted = Counter(shingle for shingle in self.shingles if shingle is not None)

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where its words stand; worked out for texts that are shown alone, since hundreds of thousands of pairs are not."""
        return [span for _, span in words(self._text)]

    def places(self, wanted: Collection[int]) -> dict[int, list[int]]:
        """Where each of these shingles begins."""
        found: dict[int, list[int]] = defaultdict(list)
        for place, shingle in enumerate(self.shingles):
            if shingle is not None and shingle in wanted:
                found[shingle].append(place)
        return found

    def shared_own(self, other: "_Text") -> int:
        """How many of its own words stand in a shingle that the other has."""
        within: set[int] = set()
        for place, shingle in enumerate(self.shingles):
            if shingle is not None and shingle in other.counted:
                within.update(range(place, place + SHINGLE))
        return len(within & self.own)


def words(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """The words of a text, normalised, each with where it stands."""
    for found in _WORD.finditer(text):
        plain = found[0]
        if not plain.isascii():
            plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", plain).replace("’", "'"))
        if plain:
            yield plain.casefold(), found.span()


def compare(
    texts: Mapping[int, str], *, known: Mapping[int, str], case: Iterable[str] = (), least: int = LISTED_FROM
) -> list[Likeness]:
    """Each of `texts` against all others and against those of `known` (earlier ones, not compared among themselves). The
    pairs that share `least` per mille or more, the likest first. `case`: the case's text and questions.

    An inverted index says which pairs share anything; only those that can reach `least` are measured word by word.
    """
    vocabulary = _Vocabulary()
    of_case = {shingle for text in case for shingle in _shingles(text, vocabulary)}
    ready = {key: _Text(text, vocabulary, of_case) for key, text in sorted((*known.items(), *texts.items()))}
    pairs = _sharing(ready, within=set(texts))
    likely = [pair for pair, most in pairs.items() if _can_reach(least, most, *(ready[key] for key in pair))]
    found = [(*pair, _per_mille(*(ready[key] for key in pair))) for pair in likely]
    listed = sorted((-per_mille, first, second) for first, second, per_mille in found if per_mille >= least)
    return [
        Likeness(first, second, -share, tuple(_passages(ready[first], ready[second])))
        for share, first, second in listed
    ]


def _shingles(text: str, vocabulary: _Vocabulary) -> list[int]:
    return vocabulary.shingles(vocabulary.numbers(word for word, _ in words(text)))


def _sharing(ready: Mapping[int, _Text], *, within: Collection[int]) -> Counter[tuple[int, int]]:
    """The pairs that share a shingle, at least one of them of `within`, with how many shared shingles either can have."""
    had_by: Counter[int] = Counter()
    for text in ready.values():
        had_by.update(text.counted.keys())
    shared = {shingle for shingle, texts in had_by.items() if texts > 1}
    index: dict[int, list[tuple[int, int]]] = defaultdict(list)
    pairs: Counter[tuple[int, int]] = Counter()
    for key, text in ready.items():
        for shingle in text.counted.keys() & shared:
            times, before = text.counted[shingle], index[shingle]
            for other, other_times in before:
                if key in within or other in within:
                    pairs[other, key] += max(times, other_times)
            before.append((key, times))
    return pairs


def _can_reach(least: int, most: int, first: _Text, second: _Text) -> bool:
    """Each shared shingle has five words at most, so fewer than that cannot reach the least."""
    return 1000 * SHINGLE * most >= least * min(len(first.own), len(second.own))


def _per_mille(first: _Text, second: _Text) -> int:
    """Of the shorter text; of two of the same length, the larger share."""
    sides = sorted(((first, second), (second, first)), key=lambda pair: len(pair[0].own))
    if len(first.own) != len(second.own):
        sides = sides[:1]
    return max(1000 * one.shared_own(other) // len(one.own) if one.own else 0 for one, other in sides)


# -- passages ----------------------------------------------------------------------------------------------------------
def _passages(first: _Text, second: _Text) -> list[Passage]:
    """Runs of shared shingles as character spans, so that every shared word of either text is in one."""
    runs = [*_runs(first, second), *((b, a, length) for a, b, length in _runs(second, first))]
    kept = [run for run in runs if not any(_lies_within(run, other) for other in runs if other != run)]
    return sorted({_as_span(run, first, second) for run in kept})


def _runs(one: _Text, other: _Text) -> list[tuple[int, int, int]]:
    """From left to right in `one`: the place in each and how many words; the run goes on in `other` as long as it can."""
    places, runs = other.places(one.counted.keys() & other.counted.keys()), []
    start: tuple[int, int] | None = None
    for place, shingle in enumerate([*one.shingles, None]):
        there = places.get(shingle, []) if shingle is not None else []
        if start and place - start[0] + start[1] in there:
            continue
        if start:
            runs.append((*start, place - start[0] - 1 + SHINGLE))
        start = (place, there[0]) if there else None
    return runs


def _lies_within(run: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    """The same words of both texts are in a longer run."""
    a, b, length = run
    other_a, other_b, other_length = other
    return (
        other_a <= a and other_b <= b and a + length <= other_a + other_length and b + length <= other_b + other_length
    )


def _as_span(run: tuple[int, int, int], first: _Text, second: _Text) -> Passage:
    a, b, length = run
    return (first.spans[a][0], first.spans[a + length - 1][1], second.spans[b][0], second.spans[b + length - 1][1])
