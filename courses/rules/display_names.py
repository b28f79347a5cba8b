"""Names as people show themselves in an online meeting, and what is left of them to compare.

"Dr José O'Neill-Gray (he/him) - Oakwood Primary", "O'NEILL-GRAY, Jose" and "jose oneill gray" are written alike; "iPhone (2)"
is nobody.
"""

import re
import unicodedata

#: As much as the table of aliases holds.
LONGEST_KEY = 200
_APOSTROPHES = re.compile(r"['\u2018\u2019\u201b\u02bc\u02b9\u02bb\u2032\u0060\u00b4\uff07]")
_ACCENTS = re.compile(r"[\u0300-\u036f]")
#: Letters that no accent comes off: Unicode holds them to be letters of their own.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)  # fmt: skip
_NOT_A_LETTER = re.compile(r"[^\w]+|_")
_TITLES = frozenset({"mr", "mrs", "miss", "ms", "mx", "dr", "prof", "professor", "rev", "sir", "dame"})
_PRONOUNS = re.compile(
    r"\b(?:she|he|they|ze|xe)\s*/\s*(?:her|him|them|they|she|he|zir|xem)(?:\s*/\s*\w+)?\b", re.IGNORECASE
)
_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
#: What may stand between a name and a school or role: a dash with spaces, a bar, an at sign, a bullet.
_DIVIDERS = re.compile(r"\s+[-\u2010-\u2015]+\s+|\s*[|@•·~]\s*|\s+from\s+", re.IGNORECASE)
_DEVICE = re.compile(
    r"\b(?:i-?phone|i-?pad|macbook(?:\s+(?:pro|air))?|imac|galaxy(?:\s+\w+)?|samsung|android|pixel(?:\s+\d\w*)?|huawei|oneplus|"
    r"laptop|desktop(?:-\w+)?|surface|tablet|pc|sm-\w+|chromebook|zoom user|user|anonymous)\b(?:\s+\d+\b)?",
    re.IGNORECASE,
)
#: What programs put in brackets behind a name, and what is no name.
_ROLES = frozenset({"guest", "external", "unverified", "host", "co-host", "cohost", "me", "presenter", "organizer"})
_UK_MOBILE = re.compile(r"(?:44|0)7\d{9}")
_OWN = re.compile(r"['\u2019]s\b", re.IGNORECASE)


def name_words(name: str) -> tuple[str, ...]:
    """The words of a plain name: no accents, apostrophes, titles or case; hyphens divide."""
    folded = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", name)).casefold()
    folded = _ACCENTS.sub("", unicodedata.normalize("NFKD", folded)).translate(_LETTERS)
    words = [word for word in _NOT_A_LETTER.split(folded) if word]
    while len(words) > 1 and words[0] in _TITLES:
        words.pop(0)
    return tuple(words)


def readings(name: str) -> tuple[tuple[str, ...], ...]:
    """Each way a shown name can be read, likeliest first; none for a device, a number or pronouns alone.

    Zoom puts the name before a change in brackets, so what stands in brackets is read too, after the rest.
    """
    texts = [_BRACKETS.sub(" ", _plain(name)), *_BRACKETS.findall(_plain(name))]
    found: dict[tuple[str, ...], None] = {}
    for text in texts:
        parts = [part for part in _DIVIDERS.split(text) if part.strip()]
        for part in (*parts, text):
            for reading in _turned(part):
                found.setdefault(reading)
    return tuple(reading for reading in found if reading)


def _turned(text: str) -> list[tuple[str, ...]]:
    """The words, without devices and figures; "Last, First" the right way round, or else a name and a school."""
    without = _DEVICE.sub(" ", _OWN.sub(" ", text) if _DEVICE.search(text) else text)
    before, comma, after = without.partition(",")
    texts = [f"{after} {before}", before, without] if comma else [without]
    return [tuple(word for word in name_words(one) if not word.isdecimal()) for one in texts]


def _plain(name: str) -> str:
    """A shown name without pronouns, and without brackets that hold a role or a number."""
    return _BRACKETS.sub(
        lambda found: " " if found[1].strip().casefold() in _ROLES or found[1].strip().isdecimal() else found[0],
        _PRONOUNS.sub(" ", name),
    )


def alias_key(*, name: str, email: str) -> str:
    """What a shown name and address are remembered as, once somebody has confirmed who it is: all its words, school and
    role included, after the address where there is one. A mobile telephone is its figures.

    "" for what may be anybody next time: one word without an address, a device, any other telephone number.
    """
    figures = re.sub(r"[\s().+-]", "", name)
    if not email and figures.isdecimal():
        return figures if _UK_MOBILE.fullmatch(figures) else ""
    plain = _plain(name)
    before, comma, after = plain.partition(",")
    words = name_words(f"{after} {before}" if comma else plain)
    people = [word for word in name_words(_DEVICE.sub(" ", plain)) if not word.isdecimal()]
    if not email and len(people) < 2:
        return ""
    key = " ".join((email.casefold(), *words)).strip()
    return key if len(key) <= LONGEST_KEY else ""


def is_personal(*, name: str, email: str, person: str) -> bool:
    """Whether a shown name or address is surely one person's own: a word of `person`'s name stands in it, or it is a mobile
    telephone. "Oakwood Primary" or office@ may be a colleague next time, so it is never remembered."""
    theirs = {word for word in name_words(person) if len(word) > 2}
    shown = {*name_words(name), *name_words(email.partition("@")[0])}
    figures = re.sub(r"[\s().+-]", "", name)
    joined = "".join(name_words(email.partition("@")[0]))
    return bool(theirs & shown) or any(word in joined for word in theirs) or bool(_UK_MOBILE.fullmatch(figures))
