"""Searching the open workplaces of the school register by name, place or code, as somebody types.

First every word typed must begin a word of the search text. Only if that finds too few are misspelt words mended, one
by one, and the search made again. Workplaces outside England are found too: the journey tells people about those.

The statements are written out because each keystroke runs them: through the ORM they took two milliseconds more, most
of a search (docs/benchmarks.md). Words are a to z and 0 to 9 (registrations.gias.text), so no pattern needs escaping,
and they are passed as parameters all the same.
"""

from collections.abc import Mapping, Sequence
from itertools import chain

from django.db.models import Q, QuerySet

from registrations.gias.text import normalise, query_words
from registrations.gias.words import KnownWord, alternatives
from registrations.models import Workplace

__all__ = ["matching", "normalise", "search_workplaces"]

#: Fewer letters or figures than this find nothing.
SHORTEST_QUERY = 2
#: With so many found as typed, nothing is mended.
ENOUGH = 10
#: Where nothing is found, so many of the commonest words are left out, one after another.
MOST_LEFT_OUT = 2

#: The open statuses are written out, as in the condition of the indexes; a test holds them against OPEN_STATUSES.
_SELECT = """
    SELECT id, urn, name, town, locality, postcode, la_code, la_name, type_code, type_name, status_code
    FROM registrations_workplace
    WHERE status_code IN ('1', '3', '4')
"""


def search_workplaces(query: str, *, limit: int) -> list[Workplace]:
    """The open workplaces a query means, best first: at most `limit`, none for fewer than two letters or figures.

    A code (URN, UKPRN, DfE number) or postcode comes first, then names that begin with the query, names with all its
    words, then what was found by town, authority or the beginning of a code; within these by name. What was found only
    after mending a misspelt word follows. At most six statements. Any text is safe to search for.
    """
    words = query_words(query)
    if sum(map(len, words)) < SHORTEST_QUERY or limit < 1:
        return []
    found = _beginning(words, normalise(" ".join(words)), limit)
    if len(found) < limit:
        found += _elsewhere(words, [workplace.pk for workplace in found], limit - len(found))
    if len(found) < min(ENOUGH, limit):
        found += _mended(words, [workplace.pk for workplace in found], limit - len(found))
    return found


def matching(workplaces: QuerySet[Workplace], query: str) -> QuerySet[Workplace]:
    """Those in which every word of the query begins a word; all of them for a query without a word. Nothing mended."""
    return workplaces.filter(*(Q(search_text__contains=f" {word}") for word in query_words(query)))


def _beginning(words: Sequence[str], name: str, limit: int) -> list[Workplace]:
    """Workplaces with that code or postcode, then those whose name begins so. Both come straight from an index."""
    code = "".join(words)
    by_name = f"{_SELECT} AND search_text LIKE %s ORDER BY search_text LIMIT %s"
    if code.isalpha():
        return _fetch(by_name, [f" {name}%", limit])
    by_code = f"{_SELECT} AND search_text LIKE %s ORDER BY search_text LIMIT %s"
    found = _fetch(by_code, [f"% {code} %", limit])
    known = {workplace.pk for workplace in found}
    return (found + [other for other in _fetch(by_name, [f" {name}%", limit]) if other.pk not in known])[:limit]


def _elsewhere(words: Sequence[str], known: Sequence[int], limit: int) -> list[Workplace]:
    """Workplaces with all the words, those that have them in the name first (two parts follow the name's)."""
    has_all = " AND ".join(["search_text LIKE %s"] * len(words))
    statement = f"{_SELECT} AND {has_all} AND NOT id = ANY(%s) ORDER BY NOT ({has_all}), search_text LIMIT %s"
    anywhere = [f"% {word}%" for word in words]
    in_name = [f"% {word}% | % | %" for word in words]
    return _fetch(statement, [*anywhere, list(known), *in_name, limit])


def _mended(words: Sequence[str], known: Sequence[int], limit: int) -> list[Workplace]:
    """Workplaces with each word as typed or one of the register's words like it, those nearest to what was typed first.

    Where something was found as typed, words that the register has are taken to be right. Where nothing is found even
    so, the word that says least (of "westfild primry leeds", "primry") is left out, up to twice.
    """
    likely = alternatives(words)
    others = {word: [other for other in likely.get(word, ()) if other.word != word] for word in words}
    if known:
        others = {word: [] if len(others[word]) < len(likely.get(word, ())) else others[word] for word in words}
        return _nearest(others, known, limit) if any(others.values()) else []
    how_common = {word: max(other.workplaces for other in ways) for word, ways in likely.items() if ways}
    found = _nearest(others, known, limit)
    for word in sorted(how_common, key=how_common.__getitem__, reverse=True)[:MOST_LEFT_OUT]:
        if found or len(others) < 2:
            break
        del others[word]
        found = _nearest(others, known, limit)
    return found


def _nearest(others: Mapping[str, Sequence[KnownWord]], known: Sequence[int], limit: int) -> list[Workplace]:
    """Workplaces with each word, or one of the others it may stand for; not those already known.

    Nearest to what was typed first; of those equally near, where the words come earliest: a name is before a town.
    """
    ways: list[list[str]] = []
    scores: list[str] = []
    weighed: list[object] = []
    for word, like in others.items():
        ways.append([f"% {word}%", *(f"% {other.word} %" for other in like)])
        scores.append(f"CASE {'WHEN search_text LIKE %s THEN %s ' * (1 + len(like))} ELSE 0 END")
        weighed += chain.from_iterable(zip(ways[-1], [1.0, *(other.likeness for other in like)], strict=True))
    likeliest = [f" {like[0].word} " if like else f" {word}" for word, like in others.items()]
    # written with OR, since the index does not answer LIKE ANY (...)
    has_all = " AND ".join(f"({' OR '.join(['search_text LIKE %s'] * len(patterns))})" for patterns in ways)
    order = f"{' + '.join(scores)} DESC, {' + '.join(['strpos(search_text, %s)'] * len(ways))}, search_text"
    statement = f"{_SELECT} AND {has_all} AND NOT id = ANY(%s) ORDER BY {order} LIMIT %s"
    return _fetch(statement, [*chain.from_iterable(ways), list(known), *weighed, *likeliest, limit])


def _fetch(statement: str, parameters: Sequence[object]) -> list[Workplace]:
    return list(Workplace.objects.raw(statement, parameters))
