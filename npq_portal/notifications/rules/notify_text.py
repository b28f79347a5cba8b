"""Plain text for GOV.UK Notify, which reads a Markdown of its own in it. Pure.

Left alone, "10.30am starts" at the beginning of a line becomes the first point of a numbered list and loses its "10.", tables and
footnotes vanish, and "[our page]: https://..." makes a link that hides where it leads. An invisible sign (U+200B, with which
Notify itself keeps "GOV.UK" from becoming a link) before what would be read so keeps the words as they are. Lists of "- " and our own
underlined headings stay: there Notify does what we mean. Its dialect: `notifications_utils/markdown.py` of alphagov.
"""

import re
from typing import Final

INVISIBLE: Final = "\u200b"
# What Notify takes for a space, or for the end of a line, or leaves out, before it looks at the beginning of a line.
_BLANK: Final = " \t\u00a0"
_BREAK: Final = re.compile("\r\n|[\r\u2028\u2424]")
_OPENS: Final = re.compile(r"[#^*•+>|:`~=_\[-]|\d+\.")
# Links and images; a backslash that would be eaten; a sign written as an entity, which Notify turns into the sign.
_INSIDE: Final = re.compile(r"\](?=[(\[])|\\(?=[^\w\s]|_)|&(?=(?:#\d+|#[xX][0-9a-fA-F]+|[^\t\n\f <&#;]{1,32});)")


def as_it_is(text: str) -> str:
    """The text so that Notify prints its words unchanged, an address as a link to that address, and no other link."""
    lines: list[str] = []
    before = ""
    for raw in _BREAK.sub("\n", text).split("\n"):
        line = raw.strip(_BLANK)
        lines.append(line if _underlines(line, before) else _line(line))
        before = line
    return "\n".join(lines)


def _underlines(line: str, before: str) -> bool:
    return len(line) >= 3 and line == "-" * len(before) and not before.startswith("- ")


def _line(line: str) -> str:
    if line.startswith("- "):
        return "- " + _line(line[2:].strip(_BLANK))
    kept = _INSIDE.sub(lambda found: found[0] + INVISIBLE, line)
    return INVISIBLE + kept if _OPENS.match(kept) else kept
