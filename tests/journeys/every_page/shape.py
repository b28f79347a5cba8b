"""What of a page its look and its accessibility depend on, so that two pages that differ in nothing else need one look.

Names and numbers may differ, and how often a row is repeated. What may not: elements and how they stand in each other, the
attributes they have, the values that say how something looks or is spoken, whether there are words, how long the longest word
is, and whether every id that is pointed at is there once.
"""

import re
from collections import Counter
from hashlib import sha256

from lxml import html
from lxml.html import HtmlElement

#: Values of these count; of all other attributes only that they are there.
_SAID = frozenset({"class", "type", "role", "scope", "lang", "data-module", "autocomplete", "inputmode", "tabindex"})
_SAID_TOO = re.compile(r"aria-(current|live|hidden|expanded|invalid|sort|pressed|checked)")
_POINTING = (
    "for",
    "headers",
    "list",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-owns",
    "aria-errormessage",
)
_NUMBER = re.compile(r"\d+")
#: Words this much longer may be too wide where shorter ones were not.
_LONGER = 8


def shape(page: bytes) -> bytes:
    """A digest; the same for pages that look and read alike."""
    root = html.document_fromstring(page)
    ids = Counter(element.get("id") for element in root.iter() if element.get("id"))
    return sha256(repr((_shape(root, ids), max(ids.values(), default=1) > 1)).encode()).digest()


def _shape(element: HtmlElement, ids: Counter[str]) -> str:
    children: list[str] = []
    for child in element:
        if isinstance(child.tag, str):  # no comment
            made = _shape(child, ids)
            if made not in children[-2:]:  # rows that repeat, also by twos
                children.append(made)
    words = f"{element.text or ''} {' '.join(child.tail or '' for child in element)}".split()
    longest = max(map(len, words), default=-1)
    said = (element.tag, _attributes(element), _pointing(element, ids), longest // _LONGER, children)
    return sha256(repr(said).encode()).hexdigest()


def _attributes(element: HtmlElement) -> list[tuple[str, str]]:
    return sorted(
        (name, _NUMBER.sub("0", value) if name in _SAID or _SAID_TOO.fullmatch(name) else "")
        for name, value in element.items()
    )


def _pointing(element: HtmlElement, ids: Counter[str]) -> list[bool]:
    """Whether what it points at is there."""
    return [ids[one] == 1 for name in _POINTING for one in element.get(name, "").split()]
