"""What words of the hub's own must keep to, so that no message goes out without what it is for. Pure."""

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from itertools import zip_longest
from typing import Final

from npq_portal.notifications.examples import OF_THE_HUB, Placeholder
from npq_portal.notifications.rules.wording import Wording, placeholders_in, stands_alone

LONGEST_SUBJECT: Final = 200
LONGEST_TEXT: Final = 8000
#: Mail programs cut a subject that is longer than this; counted when it is filled in.
_SHOWN_OF_SUBJECT: Final = 120
#: A line of mail may have 998 characters, and a placeholder may be long.
_LONGEST_LINE: Final = 700

#: Names that the text must keep wherever its kind is told them, and why.
NEEDED: Final[Mapping[str, str]] = {
    "url": "Without the link nobody gets to the page that the message is about.",
    "join_link": "Without the link nobody gets into the session.",
    "when": "Without the time nobody knows when to come.",
    "opens": "Without the moment nobody knows which window it is.",
    "closes": "Without the last moment somebody may be too late.",
    "answer_by": "Without the last day somebody may answer too late.",
    "due_by": "Without the last day somebody may be too late.",
    "kept_until": "Without the day somebody may lose what they wrote.",
    "question": "Without the question nobody can answer it.",
    "decision": "Without the decision the message says nothing.",
    "reason": "People have a right to the reason.",
    "changes": "Without the changes nobody knows what is new.",
    "what_to_do": "Without what can be done the message only frightens.",
    "answer": "Without the answer nobody knows whether the school leader backs it.",
    "paragraphs": "Without it nobody reads what you wrote to the cohort.",
    "sha256": "Without the fingerprint it is no receipt.",
    "waiting": "Without what waits the message says nothing.",
}

Faults = dict[str, list[str]]


def faults(words: Wording, known: Mapping[str, Placeholder]) -> Faults:
    """What is wrong with the hub's words for a kind that is told `known`: sentences for each of "subject" and "body" that has
    a fault, so that they stand beside the field."""
    names = {*known, *OF_THE_HUB}
    found = {
        "subject": [*Wording(words.subject, "-").faults(names), *_of_subject(words.subject, known)],
        "body": [*Wording("-", words.body).faults(names), *_of_body(words.body, known)],
    }
    if not found["subject"]:
        found["subject"].extend(_too_long_filled_in(words.subject, known))
    return {field: sentences for field, sentences in found.items() if sentences}


def needed(known: Collection[str]) -> dict[str, str]:
    """Of these placeholders those that the text must keep, and why."""
    return {name: why for name, why in NEEDED.items() if name in known}


def _of_subject(subject: str, known: Mapping[str, Placeholder]) -> Iterator[str]:
    yield from _unprintable(subject)
    if len(subject) > LONGEST_SUBJECT:
        yield f"The subject has {len(subject)} characters; it must have {LONGEST_SUBJECT} or fewer."
    for name in placeholders_in(subject):
        one = known.get(name)
        if one and (one.is_list or one.is_link or one.can_be_empty):
            what = "a list" if one.is_list else "a link" if one.is_link else "sometimes empty"
            yield f"{{{{ {name} }}}} is {what}, so it cannot stand in the subject."


def _too_long_filled_in(subject: str, known: Mapping[str, Placeholder]) -> Iterator[str]:
    """As long as examples make it; the hub's own names are about as long as what they stand for."""
    examples = dict(zip(OF_THE_HUB, OF_THE_HUB, strict=True)) | {name: one.example for name, one in known.items()}
    length = len(Wording(subject, "-").filled(examples).subject)
    if length > _SHOWN_OF_SUBJECT:
        yield f"Filled in, the subject has {length} characters. Mail programs cut it: write {_SHOWN_OF_SUBJECT} or fewer."


def _of_body(body: str, known: Mapping[str, Placeholder]) -> Iterator[str]:
    yield from _unprintable(body)
    if len(body) > LONGEST_TEXT:
        yield f"The text has {len(body):,} characters; it must have {LONGEST_TEXT:,} or fewer."
    there = set(placeholders_in(body))
    yield from (
        f"The text must have {{{{ {name} }}}}. {why}" for name, why in needed(known).items() if name not in there
    )
    yield from _lost_with_what_is_empty(body, known)
    for number, line in enumerate(body.splitlines(), start=1):
        if len(line) > _LONGEST_LINE:
            yield f"Line {number} has {len(line)} characters; begin a new paragraph after {_LONGEST_LINE} at most."
        for name in placeholders_in(line):
            if name in known and known[name].is_list and not stands_alone(line, name):
                yield f"{{{{ {name} }}}} is a list: put it into a line of its own."


def _lost_with_what_is_empty(body: str, known: Mapping[str, Placeholder]) -> Iterator[str]:
    """A line goes with a placeholder that has nothing to say, and so does the line with a colon that leads to it; what somebody
    must read cannot stand in either."""
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        goes_with = _empty_in(line, known) or (_empty_in(following, known) if line.endswith(":") else [])
        for name in needed([one for one in placeholders_in(line) if one in known]):
            if others := [one for one in goes_with if one != name]:
                yield (
                    f"{{{{ {name} }}}} stands in one line with {{{{ {others[0]} }}}}, or leads to it. That is sometimes empty, and "
                    "the whole line is left out then. Put it into a line of its own."
                )


def _empty_in(line: str, known: Mapping[str, Placeholder]) -> list[str]:
    return [name for name in placeholders_in(line) if name in known and known[name].can_be_empty]


def _unprintable(text: str) -> Iterator[str]:
    """Control characters, and those that turn the direction of what follows: nobody sees them, and they can hide words."""
    turning = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    odd = [
        one for one in text if one != "\n" and (unicodedata.category(one) in {"Cc", "Cs"} or unicodedata.bidirectional(one) in turning)
    ]  # fmt: skip
    if odd:
        codes = ", ".join(sorted({f"U+{ord(one):04X}" for one in odd}))
        yield f"There are characters in it that cannot be seen ({codes}). Type the words anew instead of pasting them."
