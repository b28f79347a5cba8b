"""The words of a reminder: plain text with placeholders, filled in, and the same words as HTML. Pure.

Placeholders are `{{ name }}` and nothing else: no conditions, no code, so that the hub can write the words itself. A line
whose placeholder has nothing to say is left out, with the words that lead to it. "- " at the beginning of a line makes a list; an
address that stands alone in a line makes a button, with the line before it as its label where that ends with a colon.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.html import conditional_escape, format_html, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe

from npq_portal.notifications.people import Value

_PLACEHOLDER: Final = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_BRACES: Final = re.compile(r"\{\{|\}\}|\{%|%\}")
_GREETING: Final = re.compile(r"Dear [^\n]*\n\n")
_ADDRESS: Final = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Wording:
    """The words of one kind of letter, with placeholders: a line for the subject, and the text."""

    subject: str
    body: str

    @property
    def names(self) -> frozenset[str]:
        """The placeholders in it."""
        return frozenset(placeholders_in(self.subject + self.body))

    def faults(self, known: Iterable[str]) -> list[str]:
        """What is wrong with it, in words for whoever wrote it; `known` are the placeholders there are."""
        strange = sorted(self.names - set(known))
        found = [f"There is no {{{{ {name} }}}} here." for name in strange]
        if _BRACES.search(_PLACEHOLDER.sub("", self.subject + self.body)):
            found.append("Two braces stand for themselves nowhere: write placeholders as {{ name }}.")
        if len(self.subject.strip().splitlines()) != 1:
            found.append("The subject is one line.")
        if not self.body.strip():
            found.append("The text is empty.")
        return found

    def filled(self, values: Mapping[str, Value]) -> "Filled":
        """With its placeholders replaced. Raises KeyError where a value is missing."""
        return Filled(" ".join(fill(self.subject, values).split()), fill(self.body, values))


def placeholders_in(text: str) -> list[str]:
    """The placeholders in a text, in its order."""
    return _PLACEHOLDER.findall(text)


def read(text: str) -> Wording:
    """A file of words: the subject in its first line, an empty line, the text."""
    subject, _, body = text.partition("\n")
    return Wording(subject.strip(), body.strip())


def fill(text: str, values: Mapping[str, Value]) -> str:
    """The text with its placeholders replaced, each list as lines with "- ". Raises KeyError where a value is missing."""
    blocks = [_filled(block.splitlines(), values) for block in _blocks(text)]
    return "\n\n".join(block for block in blocks if block)


def as_html(text: str) -> SafeString:
    """Filled-in text as HTML, everything in it escaped."""
    return mark_safe("\n".join(_block(block.splitlines()) for block in _blocks(text)))  # noqa: S308 each block is escaped


@dataclass(frozen=True)
class Filled:
    """A letter whose placeholders are filled in."""

    subject: str
    body: str


def together(letters: Sequence[Filled]) -> tuple[Filled, SafeString]:
    """Several letters to one reader as one, and its HTML: a greeting, what it is about, then each under its subject."""
    subjects = [letter.subject for letter in letters]
    bodies = [letter.body for letter in letters]
    greetings = [found[0] for found in map(_GREETING.match, bodies) if found]
    about = "\n".join([f"This email is about {len(letters)} things:", *(f"- {subject}" for subject in subjects)])
    opening = (greetings[0] if greetings else "") + about
    parts = list(zip(subjects, [_GREETING.sub("", body, count=1) for body in bodies], strict=True))
    text = "\n\n".join([opening, *(f"{subject}\n{'-' * len(subject)}\n\n{body}" for subject, body in parts)])
    html = format_html_join("\n", "<h2>{}</h2>\n{}", ((subject, as_html(body)) for subject, body in parts))
    subject = f"{subjects[0]}, and {len(letters) - 1} more"
    return Filled(subject, text), format_html("{}\n{}", as_html(opening), html)


def _blocks(text: str) -> list[str]:
    return [block for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]


def _filled(lines: list[str], values: Mapping[str, Value]) -> str:
    """A paragraph without the lines that have nothing to say, nor the words that lead to them."""
    kept = [line for line in lines if all(_printed(values[name]) for name in _PLACEHOLDER.findall(line))]
    if len(kept) < len(lines) and kept and kept[-1].endswith(":"):
        kept.pop()
    return _PLACEHOLDER.sub(lambda found: _printed(values[found[1]]), "\n".join(kept)).strip()


def _printed(value: Value) -> str:
    return "\n".join(f"- {one}" for one in value) if isinstance(value, list) else str(value or "")


def _block(lines: list[str]) -> SafeString:
    if _ADDRESS.fullmatch(lines[-1].strip()) and len(lines) <= 2:
        label = lines[0].strip().rstrip(":")
        return format_html('<p><a class="button" href="{}">{}</a></p>', lines[-1].strip(), label)
    if all(line.startswith("- ") for line in lines):
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((_linked(line[2:]),) for line in lines)))
    before = [line for line in lines if not line.startswith("- ")]
    if len(before) < len(lines) and lines[: len(before)] == before:  # some words, then their list
        return mark_safe(_block(before) + _block(lines[len(before) :]))  # noqa: S308 both are escaped
    return format_html("<p>{}</p>", mark_safe("<br>".join(_linked(line) for line in lines)))  # noqa: S308 escaped


def _linked(line: str) -> SafeString:
    return mark_safe(urlize(conditional_escape(line)))  # noqa: S308 escaped
