"""Who a name in a webinar report is.

A person is credited without anybody looking only where their own email address stands in the report, or a name under which
somebody confirmed them before (peers.md, pain 5: a similar name was taken silently, or of two equal names the one with the
lower number). Everything else is a suggestion, ranked, for a person to decide.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from courses.rules.display_names import alias_key, is_personal, name_words, readings


class MatchedBy(StrEnum):
    """How somebody was recognised; "" when nobody was."""

    NONE = ""
    EMAIL = "email"
    ALIAS = "alias"


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Somebody who may be in the report. `key` is the caller's; it never decides anything."""

    key: int
    name: str
    emails: tuple[str, ...]


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


def match(*, name: str, email: str, expected: Sequence[Expected], aliases: Mapping[str, AbstractSet[int]]) -> Match:
    """Who `name` with `email` is among `expected`.

    `aliases`: whom each remembered name (see `alias_to_remember`) was confirmed to be, as keys like those of `expected`. An
    email address or alias that leads to two people leads to nobody, and so does an alias that is somebody else's own name.
    """
    if email:
        owners = {
            person.key for person in expected if email.casefold() in {known.casefold() for known in person.emails}
        }
        if len(owners) == 1:
            return Match(by=MatchedBy.EMAIL, key=owners.pop())
        if owners:
            return Match(by=MatchedBy.NONE, key=None, suggestions=suggest(name=name, email=email, expected=expected))
    if (known := _remembered(name, email, expected, aliases)) is not None:
        return Match(by=MatchedBy.ALIAS, key=known)
    return Match(by=MatchedBy.NONE, key=None, suggestions=suggest(name=name, email=email, expected=expected))


def _remembered(
    name: str, email: str, expected: Sequence[Expected], aliases: Mapping[str, AbstractSet[int]]
) -> int | None:
    remembered = alias_key(name=name, email=email)
    known = aliases.get(remembered, frozenset()) if remembered else frozenset()
    owners = set(known) & {person.key for person in expected}
    if len(known) != 1 or not owners:
        return None
    shown = set(readings(name))
    namesakes = {person.key for person in expected if name_words(person.name) in shown}
    return owners.pop() if namesakes <= owners else None


def alias_to_remember(*, name: str, email: str, person: str) -> str:
    """What to remember when somebody has confirmed that `name` with `email` is `person`; "" for what may be a colleague or
    anybody else next time."""
    return alias_key(name=name, email=email) if is_personal(name=name, email=email, person=person) else ""


def suggest(*, name: str, email: str, expected: Iterable[Expected]) -> tuple[Suggestion, ...]:
    """Those it may be, most alike first, equals by name; never more than five, and nobody who is not alike."""
    found = [(suggestion, person.name) for person in expected if (suggestion := _likeness(name, email, person))]
    found.sort(key=lambda pair: (-pair[0].score, pair[1].casefold()))
    return tuple(suggestion for suggestion, _ in found[:MOST_SUGGESTIONS])


def _likeness(name: str, email: str, person: Expected) -> Suggestion | None:
    theirs = name_words(person.name)
    best, why = 0, ""
    for words in readings(name):
        if set(words) == set(theirs):
            score, reason = 100, "the same name"
        else:
            score, reason = _words_alike(words, theirs), "a name like theirs"
        if score > best:
            best, why = score, reason
    local = name_words(email.partition("@")[0].replace(".", " ").replace("_", " ")) if email else ()
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
    if one == other:
        return 1.0
    if len(one) == 1 or len(other) == 1:
        return 0.6 if one[0] == other[0] else 0.0
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return ratio if ratio > 0.6 else 0.0
