"""First names as two records may write the same one.

The DfE compares first names only, without titles and whatever the case. Its own code strips titles without looking for
the end of the word (Drew became "ew", Missy "y"), fails on a bare "Mr" and on "Dr.Jane", and takes José and Jose, or
Mary-Jane and Mary Jane, for different people. Nicknames are not guessed: Bill and William differ, and a person judges.
"""

import re
import unicodedata
from collections.abc import Iterable

TITLES = frozenset(
    {
        "mr",
        "mrs",
        "miss",
        "ms",
        "mx",
        "dr",
        "prof",
        "professor",
        "rev",
        "revd",
        "reverend",
        "sir",
        "dame",
        "lady",
        "lord",
    }
)

_APOSTROPHES = re.compile(r"['\u2018\u2019\u201b\u02bc\u02b9\u02bb\u2032\u0060\u00b4\uff07]")
_HYPHENS = re.compile(r"[\u002d\u2010-\u2015\u2212\ufe63\uff0d]+")
_BREAKS = re.compile(r"[\s.,]+")
_ACCENTS = re.compile(r"[\u0300-\u036f]")
#: Letters that no accent comes off: Unicode holds them to be letters of their own.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})


def name_words(text: str) -> tuple[str, ...]:
    """The words of a name without title, accents, apostrophes and case; a hyphen stays, as one plain "-".

    Empty when nothing but a title was given. A word is a title only as a whole, and only before the name.
    """
    folded = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold()
    folded = _APOSTROPHES.sub("", _ACCENTS.sub("", unicodedata.normalize("NFKD", folded))).translate(_LETTERS)
    words = [word.strip("-") for word in _BREAKS.split(_HYPHENS.sub("-", folded))]
    words = [word for word in words if word]
    while words and words[0] in TITLES:
        words.pop(0)
    return tuple(words)


def first_names_agree(given: Iterable[str], recorded: Iterable[str]) -> bool:
    """Whether any name given and any name recorded, present or former, begin with the same first name."""
    known = [words for words in map(name_words, recorded) if words]
    return any(_same_first_name(words, other) for words in map(name_words, given) if words for other in known)


def _same_first_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """The same first word, or a double first name that one side joins, hyphenates or writes as two words."""
    return (
        _joined(one[0]) == _joined(other[0])
        or _opens_with_double_name(one, other[0])
        or _opens_with_double_name(other, one[0])
    )


def _opens_with_double_name(words: tuple[str, ...], double: str) -> bool:
    """Whether the first two or three of `words`, written together, are `double`: mary, jane and mary-jane."""
    wanted = _joined(double)
    return any(_joined("".join(words[:count])) == wanted for count in (2, 3) if count <= len(words))


def _joined(word: str) -> str:
    return word.replace("-", "")
