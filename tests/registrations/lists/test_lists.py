"""What the lists in force answer."""

from datetime import date

import pytest

from npq_portal import clock
from registrations.choices import EligibilityListKind as Kind
from registrations.gias.lists import entries, is_in_force, lists_in_force, memberships, on_list, versions_in_force
from registrations.models import EligibilityList, EligibilityListEntry

pytestmark = pytest.mark.django_db


def put(kind, *identifiers, version="2025/26", in_force=True):
    made = EligibilityList.objects.create(
        kind=kind,
        version=version,
        dated=date(2026, 2, 9),
        file_name="invented.csv",
        sha256="0" * 64,
        rows=len(identifiers),
        imported_at=clock.now(),
        in_force=in_force,
    )
    EligibilityListEntry.objects.bulk_create(EligibilityListEntry(list=made, identifier=one) for one in identifiers)
    return made


def on(**given):
    answer = memberships(**{"urn": "", "ukprn": "", "ofsted_urn": "", **given})
    assert set(answer) == set(Kind)
    return {kind for kind, member in answer.items() if member}


@pytest.mark.parametrize(
    ("kind", "given", "identifier"),
    [
        (Kind.PP50_SCHOOLS, "urn", "900001"),
        (Kind.PP50_16_19, "ukprn", "90000001"),
        (Kind.RISE, "urn", "900001"),
        (Kind.LA_NURSERIES, "urn", "900001"),
        (Kind.CHILDMINDERS, "ofsted_urn", "EY900001"),
        (Kind.DISADVANTAGED_EARLY_YEARS, "ofsted_urn", "EY900001"),
        (Kind.DISADVANTAGED_EARLY_YEARS, "urn", "900001"),
        (Kind.EARLY_YEARS_REGISTER, "ofsted_urn", "EY900001"),
        (Kind.EYL_INDEPENDENT, "urn", "900001"),
    ],
)
def test_each_list_goes_by_its_own_identifier(kind, given, identifier):
    put(kind, identifier)
    assert on(**{given: identifier}) == {kind}
    assert on_list(kind, identifier)
    for other in {"urn", "ukprn", "ofsted_urn"} - {given}:
        if (kind, other) not in {
            (Kind.DISADVANTAGED_EARLY_YEARS, "urn"),
            (Kind.DISADVANTAGED_EARLY_YEARS, "ofsted_urn"),
        }:
            assert on(**{other: identifier}) == set()


def test_a_urn_never_meets_an_ofsted_urn_of_the_same_digits():
    put(Kind.CHILDMINDERS, "900001")
    put(Kind.PP50_SCHOOLS, "900002")
    assert on(urn="900001") == set()
    assert on(ofsted_urn="900002") == set()


def test_all_memberships_come_in_one_query(django_assert_num_queries):
    put(Kind.PP50_SCHOOLS, "900001")
    put(Kind.RISE, "900001")
    put(Kind.PP50_16_19, "90000001")
    put(Kind.CHILDMINDERS, "EY900001")
    with django_assert_num_queries(1):
        assert on(urn="900001", ukprn="90000001", ofsted_urn="EY900001") == {
            Kind.PP50_SCHOOLS,
            Kind.RISE,
            Kind.PP50_16_19,
            Kind.CHILDMINDERS,
        }


def test_blanks_are_on_no_list(django_assert_num_queries):
    put(Kind.PP50_SCHOOLS, "900001")
    with django_assert_num_queries(0):
        assert on() == set()
        assert not on_list(Kind.PP50_SCHOOLS, " ")


@pytest.mark.parametrize("typed", ["ey900001", " EY 900001 ", "Ey900001"])
def test_an_ofsted_urn_is_found_however_it_is_typed(typed):
    put(Kind.CHILDMINDERS, "EY900001")
    assert on(ofsted_urn=typed) == {Kind.CHILDMINDERS}
    assert on_list(Kind.CHILDMINDERS, typed)


@pytest.mark.parametrize("near", ["900001 2", "90000", "9000010", "%", "90000_"])
def test_nothing_but_the_very_identifier_matches(near):
    put(Kind.PP50_SCHOOLS, "900001")
    assert on(urn=near) == set()
    assert not on_list(Kind.PP50_SCHOOLS, near)


def test_a_training_provider_goes_by_its_legal_name():
    put(Kind.ITT_PROVIDERS, "Invented Training Partnership")
    assert on_list(Kind.ITT_PROVIDERS, " Invented  Training Partnership")
    assert not on_list(Kind.ITT_PROVIDERS, "Invented Training")
    assert not on_list(Kind.ITT_PROVIDERS, "")


def test_a_list_no_longer_in_force_says_nothing():
    put(Kind.RISE, "900001", version="old", in_force=False)
    assert on(urn="900001") == set()
    assert not on_list(Kind.RISE, "900001")
    assert entries(Kind.RISE) == []
    assert not is_in_force(Kind.RISE)
    assert versions_in_force() == {}


def test_which_lists_are_in_force(django_assert_num_queries):
    put(Kind.RISE, version="old", in_force=False)
    rise, pp50 = put(Kind.RISE, "900002", "900001", version="2026"), put(Kind.PP50_SCHOOLS, version="2025/26")
    with django_assert_num_queries(1):
        assert lists_in_force() == {Kind.RISE: rise, Kind.PP50_SCHOOLS: pp50}
    with django_assert_num_queries(1):
        assert versions_in_force() == {Kind.RISE: "2026", Kind.PP50_SCHOOLS: "2025/26"}
    assert versions_in_force([Kind.RISE]) == {Kind.RISE: "2026"}
    assert is_in_force(Kind.RISE)
    assert entries(Kind.RISE) == ["900001", "900002"]
