"""Names and places as the search sees them: lower case, no accents, no punctuation; pure functions, no database.

A workplace's search text has four parts, so that one index answers for all and a plain comparison tells where a word was
found: " name , other ways to write it | places | codes ", with a space before and after every word. " mary" in it means
"a word that begins with mary", " mary " the whole word.
"""

import re
import unicodedata

#: Longest query looked at, in characters, and in words; what is beyond them is ignored.
LONGEST_QUERY = 100
MOST_WORDS = 8
#: Where the name (and its other spellings) ends in a search text.
END_OF_NAME = " | "

_APOSTROPHES = re.compile(r"['\u2018\u2019\u201b\u02bc\u02b9\u02bb\u2032\u0060\u00b4]")
_ACCENTS = re.compile(r"[\u0300-\u036f]")
#: Letters that no accent comes off: Unicode holds them to be letters of their own.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "&": " and "}
)
#: 935/2001, the DfE's number of a school, is one word.
_SLASH_IN_NUMBER = re.compile(r"(?<=[0-9])/(?=[0-9])")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_C_OF_E = re.compile(r"\bc of e\b")
#: Ways to write one thing; a name with one of them is found by any.
_SAME = (("st", "saint"), ("cofe", "ce", "church of england"), ("rc", "roman catholic"))


def words(text: str) -> list[str]:
    """The words of a text: a to z and 0 to 9 only, in lower case, "&" as "and"; apostrophes vanish, hyphens divide."""
    if text.isascii():
        folded = text.lower().replace("&", " and ").replace("'", "").replace("`", "")
    else:
        folded = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold().translate(_LETTERS)
        folded = _ACCENTS.sub("", _APOSTROPHES.sub("", unicodedata.normalize("NFKD", folded)))
    spaced = _NOT_A_WORD.sub(" ", _SLASH_IN_NUMBER.sub("", folded)).strip()
    return (_C_OF_E.sub("cofe", spaced) if " of " in spaced else spaced).split()


def normalise(text: str) -> str:
    """The words of a text in one line, "saint" as "st". Normalising twice changes nothing."""
    return " ".join("st" if word == "saint" else word for word in words(text))


def search_text(  # the parts of one row of the register
    *, name: str, town: str, locality: str, la_name: str, postcode: str, urn: str, ukprn: str, dfe_number: str
) -> str:
    """What a workplace is found by. `dfe_number` is local authority and establishment number, such as 9352001."""
    plain = normalise(name)
    places = " ".join(dict.fromkeys(words(f"{town} {locality} {la_name}")))
    halves = " ".join(words(postcode))
    codes = " ".join(filter(None, (halves, halves.replace(" ", "") if " " in halves else "", urn, ukprn, dfe_number)))
    return f" {plain} , {_other_spellings(f' {plain} ')}{END_OF_NAME}{places} | {codes} "


def _other_spellings(name: str) -> str:
    found = [way for ways in _SAME for way in ways if any(f" {other} " in name for other in ways)]
    return " ".join(way for way in found if f" {way} " not in name)


def query_words(query: str) -> list[str]:
    """The words of a query as typed ("saint" stays, since it is in the search text), cut to a sensible length."""
    return list(dict.fromkeys(words(query[:LONGEST_QUERY])))[:MOST_WORDS]
