"""Searching workplaces, on an invented register in a real database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registrations.gias import search
from registrations.gias.search import matching, search_workplaces
from registrations.models import Workplace
from registrations.models.workplace import OPEN_STATUSES
from tests.factories.registrations_workplaces import WorkplaceFactory


def found(query: str, limit: int = 20) -> list[str]:
    return [workplace.urn[-2:] for workplace in search_workplaces(query, limit=limit)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("st marys catholic", "01"),
        ("St. Mary's Catholic", "01"),
        ("saint marys catholic", "01"),
        ("SAINT MARY’S CATHOLIC", "01"),
        ("sain mary cath", "01"),  # while typing
        ("st marys junior", "02"),
        ("st marys church of england", "02"),
        ("st marys ce", "02"),
        ("st marys c of e", "02"),
        ("catholic madeupton", "01"),  # name and town, in any order
        ("madeupton catholic primary", "01"),
        ("oakwood", "03"),
        ("oakw", "03"),
        ("queens", "05"),
        ("queen's", "05"),
        ("the queens school", "05"),
        ("kings college", "07"),
        ("stoke on water", "08"),
        ("stoke-on-water and district", "08"),
        ("district & stoke", "08"),
        ("ecole francaise", "09"),
        ("école française", "09"),
        ("nowhere by sea", "09"),
        ("ZZ2 3XX", "03"),
        ("zz23xx", "03"),
        ("zz2 3", "03"),
        ("zz23", "03"),
        ("900006", "06"),
        ("90000002", "02"),
        ("935/4001", "07"),
        ("9354001", "07"),
        ("935/40", "07"),
        ("beechwood", "13"),  # still open
        ("elmwood", "14"),  # about to open
        ("ysgol", "15"),  # found; the journey tells that it is not in England
    ],
)
def test_finds_first(register, query, first):
    assert found(query)[:1] == [first]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("oakwod", "03"),
        ("oakwood acadmy", "03"),
        ("oakwod acadmy", "03"),
        ("aokwood", "03"),  # letters that changed places
        ("fakefrod oakwood", "03"),
        ("st marys cathlic", "01"),
        ("st marrys catholic", "01"),
        ("quens school", "05"),
        ("westfild primry", "11"),
        ("westfild primry inventleeds", "10"),  # no such primary: the infant school of that name and town
        ("stoke on watter", "08"),
        ("kngs colege guildhall", "06"),
        ("yewtre", "10"),
    ],
)
def test_finds_in_spite_of_slips(register, query, first):
    assert found(query)[:1] == [first]


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "o",
        "%",
        "_",
        "%%%",
        "\\",
        "'",
        "\x00",
        "学校",
        "xq",
        "zzzzzz",
        "zz9 9zz",
        "123456",
        "school of rock and roll music in xanadu",
    ],
)
def test_finds_nothing(register, query):
    assert found(query) == []


def test_the_closed_are_not_found(register):
    assert "12" not in found("oakwood")
    assert found("900012") == []


def test_names_that_begin_so_come_before_names_that_have_it_and_those_before_towns(register):
    assert found("madeupton") == ["04", "13", "14", "01", "05"]
    WorkplaceFactory(urn="900020", name="New Madeupton School", town="Elsewhere")
    assert found("madeupton")[:2] == ["04", "20"]


def test_a_whole_name_comes_before_longer_names(register):
    assert found("kings college")[:2] == ["07", "06"]


def test_a_code_comes_before_names_and_beginnings_of_codes(register):
    WorkplaceFactory(urn="9000061", name="School 900006 of Numbers")
    assert found("900006")[0] == "06"


def test_what_is_found_as_typed_comes_before_what_is_like_it(register):
    WorkplaceFactory(urn="900021", name="Oakwod School", town="Elsewhere")
    assert found("oakwod") == ["21", "03"]


def test_words_the_register_knows_are_not_mended_when_something_was_found(register):
    """Else a search that hit would be followed by nine schools that nobody asked for."""
    WorkplaceFactory(urn="900022", name="Westfields Academy")
    search.alternatives(["westfield"])
    assert found("oakwood academy") == ["03"]


def test_the_same_name_comes_in_order_of_town(db):
    for urn, town in (("900031", "Zedham"), ("900032", "Ayton"), ("900033", "Midham")):
        WorkplaceFactory(urn=urn, name="Church School", town=town)
    assert found("church school") == ["32", "33", "31"]


@pytest.mark.parametrize("query", ["invented", "crowdham", "school crowdham", "zz1", "schol"])
def test_the_limit_holds(crowd, query):
    assert len(found(query, limit=7)) == 7
    assert found(query, limit=0) == []


@pytest.mark.parametrize(("query", "statements"), [("invented", 1), ("crowdham", 2), ("zz1 1zz", 2)])
def test_statements_do_not_grow_with_what_is_found(crowd, query, statements):
    for limit in (1, 20, 100):
        with CaptureQueriesContext(connection) as captured:
            search_workplaces(query, limit=limit)
        assert len(captured) == statements


@pytest.mark.parametrize(
    "query", ["westfild primry inventleeds", "qqqq wwww eeee rrrr", "100 200 300", "oakwod", "a " * 200]
)
def test_never_more_than_six_statements(register, query):
    with CaptureQueriesContext(connection) as captured:
        search_workplaces(query, limit=20)
    assert len(captured) <= 6


def test_what_a_list_shows_is_read_at_once(register, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        for workplace in search_workplaces("madeupton", limit=20):
            assert all((workplace.urn, workplace.name, workplace.place, workplace.la_name, workplace.type_name))
            assert isinstance(workplace.is_in_england, bool)
            assert workplace.is_open


def test_searches_use_the_indexes(crowd):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # a thousand rows are read sooner than asked for by index
        for pattern in (" invented school 77%", "% 950077 %"):
            cursor.execute(f"EXPLAIN {search._SELECT} AND search_text LIKE %s ORDER BY search_text LIMIT 20", [pattern])
            plan = " ".join(line for (line,) in cursor.fetchall())
            assert "open_workplace" in plan, plan


def test_the_statements_name_the_open_statuses():
    """They are written out there, so that the partial indexes answer."""
    assert f"status_code IN ({', '.join(map(repr, OPEN_STATUSES))})" in search._SELECT


@pytest.mark.parametrize(
    "query", ["'; DROP TABLE registrations_workplace; --", "%' OR '1'='1", "school%", "sch__l", "$1 %s %(q)s {}"]
)
def test_a_query_is_never_more_than_words(register, query):
    before = Workplace.objects.count()
    assert len(found(query)) < 12
    assert Workplace.objects.count() == before


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(query=st.text(max_size=300))
def test_any_text_is_safe(register, query):
    assert len(search_workplaces(query, limit=5)) <= 5


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    words=st.lists(
        st.sampled_from(["st", "mary", "school", "madeupton", "zz1", "9", "oak", "primry", "the", "of"]), max_size=8
    )
)
def test_every_result_is_open_and_given_once(register, words):
    results = search_workplaces(" ".join(words), limit=50)
    assert all(workplace.is_open for workplace in results)
    assert len({workplace.urn for workplace in results}) == len(results)


@pytest.mark.parametrize("cut", range(2, len("westfield primary school") + 1))
def test_every_keystroke_towards_a_name_keeps_finding_it(register, cut):
    assert "11" in found("westfield primary school"[:cut])


def test_matching_is_for_lists_of_any_status(register):
    assert {w.urn for w in matching(Workplace.objects.all(), "oakwood")} == {"900003", "900012"}
    assert matching(Workplace.objects.all(), "  ").count() == 15
