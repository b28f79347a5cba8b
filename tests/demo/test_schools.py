"""The invented schools and lists: plainly invented, of every kind, found by the search."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from npq_portal.demo.lists import CHILDMINDERS, EARLY_YEARS, TRAINING_PROVIDERS, lists, load_lists
from npq_portal.demo.schools import FIRST_URN, KINDS, load_schools, schools
from registrations.choices import EligibilityListKind
from registrations.gias.search import search_workplaces
from registrations.models import EligibilityList, EligibilityListEntry, Workplace
from registrations.rules.funding.establishments import STATE_FUNDED_TYPES

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
LAST_REAL_URN = 410_000  # Welsh schools are numbered from 400,000, English ones to about 150,000


def test_three_hundred_and_the_same_every_time():
    first, second = schools(), schools()

    assert len(first) == 300
    assert [(one.urn, one.name) for one in first] == [(one.urn, one.name) for one in second]


def test_no_number_name_or_address_is_a_real_ones():
    found = schools()

    assert all(int(one.urn) >= FIRST_URN > LAST_REAL_URN for one in found)
    assert all(one.postcode.startswith("ZZ99 ") for one in found)
    assert all(one.ukprn.startswith("99") for one in found)
    assert {one.la_name for one in found} == {"Riverbank (invented)", "Vale of Invention"}


@pytest.mark.parametrize("field", ["urn", "ukprn", "name", "establishment_number", "postcode"])
def test_what_tells_schools_apart_differs(field):
    values = [getattr(one, field) for one in schools()]

    assert len(set(values)) == len(values)


@pytest.mark.parametrize(
    ("kind", "types"),
    [
        ("nursery", {"15"}),
        ("16 to 19", {"18", "31", "39"}),
        ("special", {"7", "44", "10"}),
        ("independent", {"11", "10"}),
        ("Welsh", {"30"}),
        ("alternative provision", {"14"}),
        ("academy", {"28", "34"}),
        ("faith", {"2", "3"}),
    ],
)
def test_schools_of_every_kind(kind, types):
    assert types <= {one.type_code for one in schools()}


def test_closed_schools_are_there_and_say_since_when():
    closed = [one for one in schools() if not one.is_open]

    assert len(closed) == 12
    assert all(one.closed_on for one in closed)
    assert not any(one.closed_on for one in schools() if one.is_open)


def test_welsh_schools_are_not_in_england_and_all_others_are():
    assert Counter(one.is_in_england for one in schools()) == {True: 291, False: 9}
    assert all(one.type_code == "30" for one in schools() if not one.is_in_england)


def test_most_are_state_funded_and_some_are_not():
    codes = {int(kind.type_code) for kind in KINDS}

    assert codes & STATE_FUNDED_TYPES
    assert codes - STATE_FUNDED_TYPES == {11, 30}


def test_they_have_more_than_no_pupils():
    assert all(8 <= one.pupils <= 3_000 for one in schools())


@pytest.mark.django_db
def test_every_school_is_valid():
    for school in schools():
        school.full_clean()


@pytest.mark.django_db
def test_loading_adds_what_is_missing_and_touches_nothing_else():
    real = Workplace.objects.create(
        urn="100000", name="A real school", status_code="1", search_text=" a real school , | | 100000 "
    )

    assert load_schools() == 300
    assert load_schools() == 0
    Workplace.objects.filter(urn="900007").delete()
    assert load_schools() == 1
    real.refresh_from_db()
    assert real.name == "A real school"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("nettlewick community", "Nettlewick Community Primary School"),
        ("900000", "Nettlewick Community Primary School"),
        ("zz991aa", "Nettlewick Community Primary School"),
        ("netlewick", "Nettlewick Community Primary School"),
    ],
)
def test_the_search_finds_them(typed, name):
    load_schools()

    assert search_workplaces(typed, limit=5)[0].name == name


@pytest.mark.django_db
def test_the_search_does_not_find_closed_ones():
    load_schools()
    closed = Workplace.objects.filter(status_code="2").first()

    assert search_workplaces(closed.urn, limit=5) == []


# -- lists -------------------------------------------------------------------------------------------------------------
def test_there_is_a_list_of_every_kind_and_none_is_empty():
    found = lists()

    assert set(found) == set(EligibilityListKind)
    assert all(found.values())


@pytest.mark.parametrize(
    "kind",
    [
        EligibilityListKind.PP50_SCHOOLS,
        EligibilityListKind.RISE,
        EligibilityListKind.LA_NURSERIES,
        EligibilityListKind.EYL_INDEPENDENT,
    ],
)
def test_lists_of_schools_name_invented_schools(kind):
    assert set(lists()[kind]) < {one.urn for one in schools() if one.is_open and one.is_in_england}


def test_colleges_are_listed_by_ukprn():
    colleges = {one.ukprn for one in schools() if one.type_code in {"18", "31", "39"}}

    assert set(lists()[EligibilityListKind.PP50_16_19]) < colleges


def test_about_half_of_the_schools_are_on_the_list_and_half_are_not():
    named = len(lists()[EligibilityListKind.PP50_SCHOOLS])

    assert 120 <= named <= 150


def test_no_childminder_is_named():
    assert all(number.startswith("EY8") for number in CHILDMINDERS)
    assert not set(CHILDMINDERS) & set(EARLY_YEARS)


def test_training_providers_are_invented():
    assert all("Invented" in name or "Riverbank" in name or "Nowhere" in name for name in TRAINING_PROVIDERS)


@pytest.mark.django_db
def test_lists_are_put_in_force_once():
    added = load_lists(at=AT)

    assert added == EligibilityListEntry.objects.count() == sum(map(len, lists().values()))
    assert load_lists(at=AT) == 0
    assert EligibilityList.objects.filter(in_force=True).count() == len(EligibilityListKind)


@pytest.mark.django_db
def test_a_list_that_somebody_has_brought_in_stays_in_force():
    real = EligibilityList.objects.create(
        kind=EligibilityListKind.RISE,
        version="2026/27",
        dated=AT.date(),
        file_name="rise.csv",
        sha256="0" * 64,
        rows=0,
        imported_at=AT,
    )

    load_lists(at=AT)

    assert EligibilityList.objects.get(kind=EligibilityListKind.RISE) == real
