"""W6: the school search, each keystroke, as typed and misspelt, beside the barest SQL that finds the same words."""

import random
from pathlib import Path

from django.db import connection
from django.test import Client
from django.urls import reverse
from psycopg2.sql import SQL

from benchmarks.measuring import Figure, in_turn, percentiles_ms
from npq_portal import clock
from registrations.gias.register_import import import_register
from registrations.gias.search import search_workplaces
from registrations.gias.text import words
from registrations.models import Workplace
from registrations.views import workplaces

#: docs/benchmarks.md, W6.
_MOST_AS_TYPED, _MOST_MISSPELT = 2, 10
_PERCENTILES = (50, 95)
_JUDGED = 95
_SHORTEST = 3  # letters before the page asks at all


def measure(path: Path, quick: bool) -> list[Figure]:
    """p50 and p95 over several hundred queries: every keystroke towards a school's name, and names with one slip."""
    if not Workplace.objects.exists():
        import_register(path, at=clock.now())
    schools = 8 if quick else 40
    typed = _keystrokes(schools)
    misspelt = _misspelt(schools * 8)
    workplaces.MOST_A_MINUTE = 10**9
    client, url = Client(SERVER_NAME="localhost"), reverse("registrations:workplace-search")
    floor, portal, slips, request = in_turn(
        1 if quick else 5,
        lambda: percentiles_ms(_bare, typed, _PERCENTILES),
        lambda: percentiles_ms(_search, typed, _PERCENTILES),
        lambda: percentiles_ms(_search, misspelt, _PERCENTILES),
        lambda: percentiles_ms(lambda query: client.get(url, {"q": query}), typed, _PERCENTILES),
    )
    figures = []
    for place, percentile in enumerate(_PERCENTILES):
        for name, times, most in (
            (f"{len(typed)} keystrokes", portal, _MOST_AS_TYPED),
            (f"{len(misspelt)} misspelt", slips, _MOST_MISSPELT),
            ("keystrokes, whole request", request, None),
        ):
            ratio = times[place] / floor[place]
            limit = most if percentile == _JUDGED else None
            figures.append(Figure(f"W6 {name}, p{percentile}", "ms", floor[place], times[place], ratio, limit))
    return figures


def _search(query: str) -> None:
    search_workplaces(query, limit=20)


def _bare(query: str) -> None:
    found = words(query)
    statement = SQL(
        "SELECT urn, name, town, postcode FROM registrations_workplace "
        "WHERE status_code IN ('1', '3', '4') AND {} ORDER BY name LIMIT 20"
    ).format(SQL(" AND ").join([SQL("search_text LIKE %s")] * len(found)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [f"%{word}%" for word in found])
        cursor.fetchall()


def _some_schools(count: int) -> list[str]:
    """Names with towns of open schools picked without favour, always the same ones."""
    found = list(Workplace.objects.open().order_by("urn").values_list("name", "town"))
    return [" ".join(words(f"{name} {town}")) for name, town in random.Random(6).sample(found, count)]


def _keystrokes(count: int) -> list[str]:
    """What stands in the box after each key, from the third letter to about two words and a half."""
    return [school[:end] for school in _some_schools(count) for end in range(_SHORTEST, min(len(school), 18) + 1)]


def _misspelt(count: int) -> list[str]:
    """Three words of each school, one of them with a letter left out, doubled, exchanged or in the wrong place."""
    rng = random.Random(7)
    queries = []
    for school in _some_schools(count):
        picked = [word for word in school.split() if len(word) > 1][:3]
        at = max(range(len(picked)), key=lambda place: len(picked[place]) + rng.random())
        picked[at] = _slip(picked[at], rng)
        queries.append(" ".join(picked))
    return queries


def _slip(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word))
    return rng.choice([
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + rng.choice("aeinorst") + word[at + 1 :],
        word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
    ])  # fmt: skip
