"""The reference of a statement of completion, and whether a typed name is its holder's."""

import secrets

from courses.rules.display_names import name_words

#: Crockford's alphabet: no I, L, O or U, so that nothing is mistaken for another sign.
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("ILO", "110")


def new_reference() -> str:
    """A random reference such as SC-7K4M-92XD-0B3C: 60 bits, so nobody comes upon one by trying."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(12))
    return f"SC-{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def tidy(reference: str) -> str:
    """A reference as somebody may type it, as it is printed: "sc 7k4m 92xd ob3c" is SC-7K4M-92XD-0B3C."""
    signs = "".join(sign for sign in reference.upper() if sign.isalnum()).removeprefix("SC").translate(_MISREAD)
    return f"SC-{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def same_name(typed: str, printed: str) -> bool:
    """Whether two names are one: accents, capitals, hyphens, apostrophes and titles make no difference."""
    return bool(name_words(typed)) and name_words(typed) == name_words(printed)
