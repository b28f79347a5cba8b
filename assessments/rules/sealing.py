"""The exact text that is sealed: questions and answers as one text, the same bytes for the same answers every time."""

import hashlib
from collections.abc import Mapping, Sequence


def canonical_text(*, title: str, questions: Sequence[tuple[str, str]], answers: Mapping[str, str]) -> str:
    """The case's title, and each question (its id, its text) with its answer. Lines end with LF alone; apart from that
    nothing of an answer is changed, also not spaces or blank lines.

    An answer to a question that is no longer asked stands at the end: what was written is sealed.
    """
    asked = {key for key, _ in questions}
    parts = [f"Case study: {plain_lines(title)}"]
    for number, (key, question) in enumerate(questions, 1):
        parts.append(
            f"Question {number}\n{plain_lines(question)}\n\nAnswer {number}\n{plain_lines(answers.get(key, ''))}"
        )
    left = [key for key in sorted(answers) if key not in asked and answers[key].strip()]
    parts += [f"Answer to a question that is no longer asked\n{plain_lines(answers[key])}" for key in left]
    return "\n\n".join(parts) + "\n"


def sealed(text: str) -> bytes:
    """The bytes of a text, as they are sealed."""
    return text.encode()


def digest(content: bytes) -> str:
    """SHA-256 as 64 hexadecimal figures."""
    return hashlib.sha256(content).hexdigest()


def plain_lines(text: str) -> str:
    """The text with one kind of line break, whatever its device writes."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
