"""The words of a message: plain text with placeholders, filled in, and the same as HTML. Pure.

Placeholders are `{{ name }}` and nothing else: no conditions, no code, so that the hub can write the words itself. What a
line is follows from the words alone and never from what is filled in, which others may have written: it makes no heading,
list or button of its own, and no placeholder.

- An empty line begins a paragraph. A line whose placeholder has nothing to say is left out, with the words that lead to it:
  a line that ends with a colon, or a heading.
- "- " begins an item of a list, "> " a quotation; a placeholder that is several lines makes a list where it stands alone, a
  numbered one after "1. ". A line of dashes makes the one before it a heading.
- A web address that stands alone makes a button; the line before it, if it ends with a colon, is what the button says.
- Lines that are all "Label: {{ name }}" are a table.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.utils.html import conditional_escape, format_html, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe

from npq_portal.notifications.people import Value

_PLACEHOLDER: Final = re.compile(r"\{\{[ \t]*(\w+)[ \t]*\}\}")
_BRACES: Final = re.compile(r"\{\{|\}\}|\{%|%\}")
_ALONE: Final = re.compile(r"(?P<number>1\. )?\{\{[ \t]*(?P<name>\w+)[ \t]*\}\}")
_LINK: Final = re.compile(r"https?://\S+|\{\{[ \t]*(?:\w+_)?(?:url|link)[ \t]*\}\}")
_FACT: Final = re.compile(r"(?![->] )(?P<label>[^:{}]{1,60}): (?P<value>\{\{[ \t]*\w+[ \t]*\}\})")
_DASHES: Final = re.compile(r"-{3,}")
_ADDRESS: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_GREETING: Final = re.compile(r"Dear (?:\{\{\s*\w+\s*\}\}|\w+)[^\w\n]*(?:\n\s*\n|\Z)")


@dataclass(frozen=True)
class Part:
    """A paragraph, list, table, heading or button, filled in: as text and, everything in it escaped, as HTML."""

    text: str
    html: SafeString


@dataclass(frozen=True)
class Filled:
    """A letter whose placeholders are filled in: the line with the reader's name, if its words begin with one, and the rest."""

    subject: str
    greeting: tuple[Part, ...]
    parts: tuple[Part, ...]

    @property
    def body(self) -> str:
        """The text."""
        return "\n\n".join(part.text for part in (*self.greeting, *self.parts))

    @property
    def html(self) -> SafeString:
        """The same as HTML."""
        return mark_safe("\n".join(part.html for part in (*self.greeting, *self.parts)))  # noqa: S308 each part is escaped


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
        found += [
            f"Two braces stand for themselves nowhere: write placeholders as {{{{ name }}}}. This is in “{line.strip()}”."
            for line in (self.subject, *self.body.splitlines())
            if _BRACES.search(_PLACEHOLDER.sub("", line))
        ]
        if len(self.subject.strip().splitlines()) != 1:
            found.append("The subject is one line.")
        if not self.body.strip():
            found.append("The text is empty.")
        return found

    def filled(self, values: Mapping[str, Value]) -> Filled:
        """With its placeholders replaced. Raises KeyError where a value is missing."""
        body = self.body.strip()
        greeting = _GREETING.match(body)
        begins = greeting.end() if greeting else 0
        subject = " ".join(fill(self.subject, values).split())
        return Filled(subject, _parts(body[:begins], values), _parts(body[begins:], values))


def placeholders_in(text: str) -> list[str]:
    """The placeholders in a text, in its order."""
    return _PLACEHOLDER.findall(text)


def stands_alone(line: str, name: str) -> bool:
    """Whether a placeholder that is several lines makes a list here."""
    found = _ALONE.fullmatch(line.strip())
    return found is not None and found["name"] == name


def read(text: str) -> Wording:
    """A file of words: the subject in its first line, an empty line, the text."""
    subject, _, body = text.partition("\n")
    return Wording(subject.strip(), body.strip())


def fill(text: str, values: Mapping[str, Value]) -> str:
    """A text with its placeholders replaced and nothing else done to it. Raises KeyError where a value is missing."""
    return _PLACEHOLDER.sub(lambda found: _printed(values[found[1]]), text)


def together(letters: Sequence[Filled]) -> Filled:
    """Several letters to one reader as one: a greeting, what it is about, then each under its subject."""
    subjects = [letter.subject for letter in letters]
    greeting = next(filter(None, (letter.greeting for letter in letters)), ())
    parts = _of_block([f"This email is about {len(letters)} things:", "{{ subjects }}"], {"subjects": subjects})
    for letter in letters:
        parts += [_heading(letter.subject), *letter.parts]
    return Filled(f"{subjects[0]}, and {len(letters) - 1} more", greeting, tuple(parts))


def _parts(body: str, values: Mapping[str, Value]) -> tuple[Part, ...]:
    said: list[list[str]] = []
    left_out = False
    for block in re.split(r"\n\s*\n", body.strip()):
        lines = _with_something_to_say(block.splitlines(), values)
        if lines:
            said.append(lines)
        elif said and not left_out:
            said[-1] = _without_lead(said[-1])
        left_out = not lines
    return tuple(part for lines in said for part in _of_block(lines, values))


def _with_something_to_say(lines: Sequence[str], values: Mapping[str, Value]) -> list[str]:
    """Of the lines between two empty ones those that say something when they are filled in, and nothing that led to the others."""
    says = [all(_printed(values[name]) for name in placeholders_in(line)) for line in lines]
    kept = [line.strip() for line, something in zip(lines, says, strict=True) if something]
    return kept if not says or says[-1] else _without_lead(kept)


def _without_lead(lines: list[str]) -> list[str]:
    """Without the words at their end that lead to what is left out. They are told by the words, not by what is filled in."""
    if lines and lines[-1].endswith(":"):
        return lines[:-1]
    if len(lines) > 1 and _DASHES.fullmatch(lines[-1]):
        return lines[:-2]
    return lines


def _of_block(lines: Sequence[str], values: Mapping[str, Value]) -> list[Part]:
    """What such lines make: headings, a button, or one part of words, lists and tables."""
    if not lines:
        return []
    for place, line in enumerate(lines[1:], start=1):
        if _DASHES.fullmatch(line):
            heading = _heading(" ".join(fill(lines[place - 1], values).split()))
            return [*_of_block(lines[: place - 1], values), heading, *_of_block(lines[place + 1 :], values)]
    if _is_button(lines, values):
        return [_button(*(fill(line, values) for line in lines))]
    made = [_MADE[how](list(some), values) for how, some in groupby(_how(lines, values), key=lambda one: one[0])]
    return [Part("\n".join(one.text for one in made), mark_safe("".join(one.html for one in made)))]  # noqa: S308 escaped


def _is_button(lines: Sequence[str], values: Mapping[str, Value]) -> bool:
    *label, link = lines
    alone = not label or (len(label) == 1 and label[0].endswith(":"))
    return alone and bool(_LINK.fullmatch(link) and _ADDRESS.fullmatch(fill(link, values)))


def _how(lines: Sequence[str], values: Mapping[str, Value]) -> list[tuple[str, str]]:
    """What each line is, and the line."""
    are_facts = len(lines) > 1 and all(_FACT.fullmatch(line) for line in lines)
    return [("fact" if are_facts else _one(line, values), line) for line in lines]


def _one(line: str, values: Mapping[str, Value]) -> str:
    alone = _ALONE.fullmatch(line)
    if alone and isinstance(values[alone["name"]], list):
        return "numbered" if alone["number"] else "item"
    return {"- ": "item", "> ": "quotation", ">": "quotation"}.get(line[:2], "words")


Lines = Sequence[tuple[str, str]]


def _words(lines: Lines, values: Mapping[str, Value]) -> Part:
    """Paragraphs: one, or as many as what is filled in has."""
    text = "\n".join(fill(line, values) for _, line in lines).strip()
    paragraphs = re.split(r"\n\s*\n", text)
    return Part(text, format_html_join("\n", "<p>{}</p>", ((_lines(one, _linked),) for one in paragraphs)))


def _items(lines: Lines, values: Mapping[str, Value]) -> Part:
    said = [one for _, line in lines for one in _listed(line, values)]
    text = "\n".join(f"- {one}" for one in said)
    return Part(
        text, format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((_lines(one, _linked),) for one in said)))
    )


def _numbered(lines: Lines, values: Mapping[str, Value]) -> Part:
    said = [one for _, line in lines for one in _listed(line, values)]
    text = "\n".join(f"{number}. {one}" for number, one in enumerate(said, start=1))
    return Part(
        text, format_html("<ol>{}</ol>", format_html_join("", "<li>{}</li>", ((_lines(one, _linked),) for one in said)))
    )


def _quotation(lines: Lines, values: Mapping[str, Value]) -> Part:
    """Somebody's words, which make no links."""
    said = "\n".join(fill(line[2:], values) for _, line in lines).strip()
    text = "\n".join(f"> {line}".rstrip() for line in said.splitlines())
    return Part(text, format_html("<blockquote>{}</blockquote>", _lines(said, conditional_escape)))


def _facts(lines: Lines, values: Mapping[str, Value]) -> Part:
    found = [(match["label"], fill(match["value"], values)) for _, line in lines if (match := _FACT.fullmatch(line))]
    rows = ((label, _lines(said, conditional_escape)) for label, said in found)
    html = format_html_join("", '<tr><th scope="row">{}</th><td>{}</td></tr>', rows)
    return Part("\n".join(f"{label}: {said}" for label, said in found), format_html("<table>{}</table>", html))


_MADE: Final[Mapping[str, Callable[[Lines, Mapping[str, Value]], Part]]] = {
    "words": _words, "item": _items, "numbered": _numbered, "quotation": _quotation, "fact": _facts,
}  # fmt: skip


def _heading(words: str) -> Part:
    return Part(f"{words}\n{'-' * len(words)}", format_html("<h2>{}</h2>", words))


def _button(*lines: str) -> Part:
    label = lines[0].rstrip(":")
    return Part("\n".join(lines), format_html('<p><a class="button" href="{}">{}</a></p>', lines[-1], label))


def _listed(line: str, values: Mapping[str, Value]) -> list[str]:
    alone = _ALONE.fullmatch(line)
    value = values[alone["name"]] if alone else None
    return value if isinstance(value, list) else [fill(line.removeprefix("- "), values)]


def _printed(value: Value) -> str:
    if isinstance(value, list):
        return "\n".join(f"- {one}" for one in value)
    return "" if value is None else str(value)


def _lines(text: str, put: Callable[[str], str]) -> SafeString:
    return mark_safe("<br>".join(put(line) for line in text.splitlines()))  # noqa: S308 each line is escaped


def _linked(line: str) -> str:
    """Addresses in it can be pressed. Most lines hold none, and looking for it word by word is slow."""
    escaped = conditional_escape(line)
    return urlize(escaped) if "://" in line or "@" in line else escaped
