"""The words of the register: what a misspelt word is compared with.

Comparing a word with some 20,000 other words takes a millisecond; comparing it with 27,000 long texts took seventy
(docs/adr/0030-register-import.md). So a query is first mended word by word, then looked up like any other.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from registrations.models.workplace import OPEN_STATUSES

#: Shorter words are left as they are: of two letters too much is like too much.
SHORTEST = 3
#: How many words of the register a typed one may stand for, and how like it they must be (pg_trgm's measure, 0 to 1).
MOST_ALTERNATIVES = 4
LEAST_LIKENESS = 0.42
#: A slip costs a short word (kngs for kings) more of its few trigrams.
LEAST_LIKENESS_OF_SHORT = 0.36
_SHORT = 5
#: Two letters that changed places leave few trigrams in common, yet it is the commonest slip.
_SWAPPED = 0.8

#: Only words that came, went or became more or less common are written.
_REFRESH = """
    WITH now AS (
        SELECT word, count(*) AS workplaces
        FROM registrations_workplace, unnest(string_to_array(search_text, ' ')) AS word
        WHERE status_code = ANY(%s) AND word ~ '^[a-z]{3,60}$'
        GROUP BY word
    ), gone AS (
        DELETE FROM registrations_workplaceword AS known WHERE NOT EXISTS (SELECT FROM now WHERE now.word = known.word)
    ), made AS (
        INSERT INTO registrations_workplaceword AS known (word, workplaces) SELECT word, workplaces FROM now
        ON CONFLICT (word) DO UPDATE SET workplaces = excluded.workplaces WHERE known.workplaces <> excluded.workplaces
    )
    SELECT count(*) FROM now
"""

_ALTERNATIVES = """
    SELECT typed.word, found.word, found.likeness, found.workplaces
    FROM unnest(%s::text[], %s::float[]) AS typed(word, least)
    CROSS JOIN LATERAL (
        SELECT known.word, known.workplaces, similarity(known.word, typed.word) AS likeness
        FROM registrations_workplaceword AS known
        WHERE known.word %% typed.word
        ORDER BY likeness DESC, known.workplaces DESC, known.word
        LIMIT %s
    ) AS found
    WHERE found.likeness >= typed.least
    UNION ALL
    SELECT swapped.typed, known.word, %s, known.workplaces
    FROM unnest(%s::text[], %s::text[]) AS swapped(typed, word)
    JOIN registrations_workplaceword AS known ON known.word = swapped.word
"""


def refresh_words() -> int:
    """Makes the words anew from the open workplaces and says how many there are. To be called after workplaces were
    written by anything but the importer, which calls it itself; inside a transaction nobody sees a moment without."""
    with connection.cursor() as cursor:
        cursor.execute(_REFRESH, [list(OPEN_STATUSES)])
        (count,) = cursor.fetchone()
    tidy_index("registrations_workplaceword", "workplace_word_likeness")
    return int(count)


def tidy_index(table: str, index: str) -> None:
    """After many rows were written: sorts in what a GIN index put aside, which every search would have to read through,
    and has PostgreSQL look at the table anew, without which it reads all of it instead of asking the index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index])
        cursor.execute(f"ANALYZE {table}")


@dataclass(frozen=True)
class KnownWord:
    """A word of the register: how like the one typed it is (1: the very word) and how many open workplaces have it."""

    word: str
    likeness: float
    workplaces: int


def alternatives(typed: Iterable[str]) -> dict[str, list[KnownWord]]:
    """For each word typed, the words of the register most like it. One query.

    Words with a figure in them (codes, postcodes) and words of one or two letters are left out.
    """
    wanted = [word for word in typed if len(word) >= SHORTEST and word.isalpha()]
    found: dict[str, list[KnownWord]] = {word: [] for word in wanted}
    if not wanted:
        return found
    least = [LEAST_LIKENESS_OF_SHORT if len(word) <= _SHORT else LEAST_LIKENESS for word in wanted]
    swaps = [(word, swap) for word in wanted for swap in _swaps(word)]
    swapped = [[typed for typed, _ in swaps], [swap for _, swap in swaps]]
    with connection.cursor() as cursor:
        cursor.execute(_ALTERNATIVES, [wanted, least, MOST_ALTERNATIVES, _SWAPPED, *swapped])
        for word, *known in cursor.fetchall():
            found[word].append(KnownWord(*known))
    return found


def _swaps(word: str) -> list[str]:
    """The word with two neighbouring letters in the other order, at every place where that makes another word."""
    return [
        word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1) if word[at] != word[at + 1]
    ]
