"""How words are counted, in the writer's browser (static/js/words.js) and here, to the same number.

The rule is the hub's own, near to what word processors do, and published to participants in the words of HOW_WE_COUNT:

- Text is parted at every kind of space (a no-break or thin space is one) and at every dash. A piece is one word if it has
  a letter or a figure in it, else none: "well-known", "don't", "and/or", "1,500", "3.5", "90%" and "ŵyr" are one each, a
  bullet, "&", "…" and a smiling face are none.
- A dash is an en, em, figure or horizontal dash, or two hyphens or more. Between two figures (0 to 9) it parts nothing:
  "2025–26" is one word. A single hyphen never parts.
- A web address (http://, https:// or www.) up to the next space or em dash is one word, whatever is in it.
- What nobody can see does not count and parts nothing: zero-width characters, soft hyphens, marks of writing direction.
- A figure in a keycap is a picture and no figure. An accent may be a character of its own: "ŵ" counts the same both ways.
- Which characters are letters is our own table (word_letters), so that no browser's year matters. Writing without spaces,
  such as Chinese, is counted by its spaces: case studies are written in English or Welsh.
"""

import re
from collections.abc import Mapping

from assessments.rules.word_letters import ranges

#: The rule for participants. A page shows it as a list.
HOW_WE_COUNT = (
    "A word is anything between two spaces that has a letter or a figure in it. New lines and tabs are spaces too.",
    "Words joined by a hyphen, an apostrophe or a slash are one word: well-known, don’t, and/or.",
    "A dash, or two hyphens in a row, separates words, even without spaces. Between two figures it does not: 2025–26 is one.",
    "A number is one word: 1,500, 3.5, 90% and £20 are one each. So is the number or letter before a point in a list.",
    "A web address is one word.",
    "Bullets, symbols that stand alone and emoji are not words.",
    "Headings, quotations and references count. The questions do not.",
    "All your answers are added together.",
)

_SPACE = "\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_UNSEEN = re.compile("[\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")
_WEB_ADDRESS = re.compile(f"(?:[Hh][Tt][Tt][Pp][Ss]?://|[Ww][Ww][Ww]\\.)[^{_SPACE}\u2014\u2015]+")
_DASH = "(?:[\u2012-\u2015\u2e3a\u2e3b]|--)[\u2012-\u2015\u2e3a\u2e3b-]*"
_DASH_IN_NUMBER = re.compile(f"(?<=[0-9]){_DASH}(?=[0-9])")
_PARTS = re.compile(f"[{_SPACE}]|{_DASH}")
_LETTER = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges()) + "]")


def count_words(text: str) -> int:
    """How many words the text has, by the rule above; never fails, whatever the characters."""
    seen = _KEYCAP.sub("", _UNSEEN.sub("", text))
    whole = _DASH_IN_NUMBER.sub("-", _WEB_ADDRESS.sub("url", seen))
    return sum(1 for piece in _PARTS.split(whole) if _LETTER.search(piece))


def count_answers(answers: Mapping[str, str]) -> int:
    """The words of all answers together: each is counted by itself, so that none is glued to the next."""
    return sum(count_words(text) for text in answers.values())
