"""The numbers by which markers know scripts: drawn by chance, easy to read out, and of no other meaning."""

import re
from collections.abc import Callable, Sequence
from typing import Final

#: No vowels, so that no words come out; nothing that looks or sounds like something else (0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V).
ALPHABET: Final = "CDFGHJKMNPQRTWXY34679"
PATTERN: Final = re.compile(f"[{ALPHABET}]{{3}}-[{ALPHABET}]{{3}}")


def new_number(choose: Callable[[Sequence[str]], str]) -> str:
    """A number such as KX7-4JM; `choose` picks one of several by chance (secrets.choice). 85 million there are."""
    letters = [choose(ALPHABET) for _ in range(6)]
    return f"{''.join(letters[:3])}-{''.join(letters[3:])}"
