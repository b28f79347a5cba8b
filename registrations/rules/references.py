"""References people read out on the telephone."""

import secrets

#: Crockford's alphabet: no I, L, O or U, so that nothing is mistaken for another sign.
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    """A random application reference such as NPQ-7K4M-92XD: 40 bits, so nobody guesses a neighbour's."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(8))
    return f"NPQ-{signs[:4]}-{signs[4:]}"
