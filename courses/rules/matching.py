"""Who a name in a webinar report is.

A person is credited without anybody looking only where their own email address stands in the report, or a name under which
somebody confirmed them before (peers.md, pain 5: a similar name was taken silently, or of two equal names the one with the
lower number). Everything else is a suggestion, ranked, for a person to decide.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property

from courses.rules.display_names import alias_key, is_personal, name_words, readings

Words = tuple[str, ...]


class MatchedBy(StrEnum):
    """How somebody was recognised; "" when nobody was."""

    NONE = ""
    EMAIL = "email"
    ALIAS = "alias"


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Somebody who may be in the report. `key` is the caller's; it never decides anything. `other_names`: former ones."""

    key: int
    name: str
    emails: tuple[str, ...]
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """Somebody it may be: how alike the names are, 1 to 100, and why in words."""

    key: int
    score: int
    why: str


@dataclass(frozen=True, kw_only=True)
class Match:
    """Who somebody in the report is. `key` is None while it is doubtful; `suggestions` then say who it may be."""

    by: MatchedBy
    key: int | None
    suggestions: tuple[Suggestion, ...] = ()


MOST_SUGGESTIONS = 5
_LEAST_SCORE = 55


@dataclass(frozen=True)
class Roster:
    """Those who may be in a report, and whom each remembered name (see `alias_to_remember`) was confirmed to be, as keys
    like those of `expected`; a number of nobody expected stands for somebody else."""

    expected: Sequence[Expected]
    aliases: Mapping[str, AbstractSet[int]]

    def recognise(self, *, name: str, email: str) -> tuple[MatchedBy, int | None]:
        """Who `name` with `email` certainly is: how we know, and the key.

        An email address or alias that leads to two people leads to nobody, and so does an alias that is somebody else's
        own name.
        """
        owners = self._owners.get(email.casefold(), set()) if email else set()
        if owners:
            return (MatchedBy.EMAIL, next(iter(owners))) if len(owners) == 1 else (MatchedBy.NONE, None)
        known = self._remembered(name, email)
        return (MatchedBy.NONE, None) if known is None else (MatchedBy.ALIAS, known)

    def match(self, *, name: str, email: str) -> Match:
        """The same, and where it is doubtful who it may be: slower, since every name is compared."""
        by, key = self.recognise(name=name, email=email)
        likely = suggest(name=name, email=email, expected=self.expected) if key is None else ()
        return Match(by=by, key=key, suggestions=likely)

    def _remembered(self, name: str, email: str) -> int | None:
        remembered = alias_key(name=name, email=email)
        known = set(self.aliases.get(remembered, ())) if remembered else set()
        if len(known) != 1 or not known <= self._keys:
            return None
        namesakes = {key for words in readings(name) for key in self._namesakes.get(words, ())}
        return known.pop() if namesakes <= known else None

    @cached_property
    def _keys(self) -> set[int]:
        return {person.key for person in self.expected}

    @cached_property
    def _owners(self) -> dict[str, set[int]]:
        """Whose each address is."""
        found: dict[str, set[int]] = defaultdict(set)
        for person in self.expected:
            for email in person.emails:
                found[email.casefold()].add(person.key)
        return dict(found)

    @cached_property
    def _namesakes(self) -> dict[Words, set[int]]:
        """Whose each name is."""
        found: dict[Words, set[int]] = defaultdict(set)
        for person in self.expected:
            for known in (person.name, *person.other_names):
                found[name_words(known)].add(person.key)
        return dict(found)


def alias_to_remember(*, name: str, email: str, person: str) -> str:
    """What to remember when somebody has confirmed that `name` with `email` is `person`; "" for what may be a colleague or
    anybody else next time."""
    return alias_key(name=name, email=email) if is_personal(name=name, email=email, person=person) else ""


def suggest(*, name: str, email: str, expected: Iterable[Expected]) -> tuple[Suggestion, ...]:
    """Those it may be, most alike first, equals by name; never more than five, and nobody who is not alike."""
    shown = readings(name)
    local = name_words(email.partition("@")[0].replace(".", " ").replace("_", " ")) if email else ()
    found = [(suggestion, person.name) for person in expected if (suggestion := _likeness(shown, local, person))]
    found.sort(key=lambda pair: (-pair[0].score, pair[1].casefold()))
    return tuple(suggestion for suggestion, _ in found[:MOST_SUGGESTIONS])


def _likeness(shown: Iterable[Words], local: Words, person: Expected) -> Suggestion | None:
    """How like `person` the readings of a shown name and the words of an address are."""
    best, why = 0, ""
    for theirs in (name_words(one) for one in (person.name, *person.other_names)):
        for words in shown:
            same = set(words) == set(theirs)
            score = 100 if same else _words_alike(words, theirs)
            if score > best:
                best, why = score, "the same name" if same else "a name like theirs"
        if local and (score := min(95, _words_alike(local, theirs))) > best:
            best, why = score, "an email address like their name"
    return Suggestion(key=person.key, score=best, why=why) if best >= _LEAST_SCORE else None


def _words_alike(some: Sequence[str], others: Sequence[str]) -> int:
    """1 to 99: each word of the shorter name with the word it is most like, an initial as half a word."""
    if not some or not others:
        return 0
    shorter, longer = sorted((list(some), list(others)), key=len)
    total = 0.0
    for word in shorter:
        scores = [_word_alike(word, other) for other in longer]
        total += max(scores, default=0.0)
        if scores:
            longer.pop(scores.index(max(scores)))
    alike = total / len(shorter)
    # A single word in common, "Sam" with "Sam Okafor", is a hint and no more.
    return min(99, int(100 * alike * (0.7 if len(shorter) == 1 else 1)))


def _word_alike(one: str, other: str) -> float:
    """1 for the same word, 0.6 for an initial, else how alike two words with the same first letter are, 0 when not very."""
    if one == other:
        return 1.0
    if one[0] != other[0]:  # few slips are in the first letter, and comparing all words with all takes seconds
        return 0.0
    if len(one) == 1 or len(other) == 1:
        return 0.6
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return ratio if ratio > 0.6 else 0.0
