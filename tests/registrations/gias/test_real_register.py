"""The real register, where it lies beside the checkout: taken over twice, and searches of Suffolk schools in it."""

import pytest
from django.db import connection

from npq_portal import clock
from registrations.gias.register_import import import_register
from registrations.gias.search import search_workplaces
from registrations.models import RegisterImport, Workplace, WorkplaceWord
from tests import shared_data


@pytest.fixture(scope="module")
def real_register(django_db_setup, django_db_blocker):
    """The whole register, taken over twice for the tests of this module; gives both results."""
    path = shared_data.gias_full()
    with django_db_blocker.unblock():
        try:
            yield [import_register(path, at=clock.now()) for _ in range(2)]
        finally:
            for model in (Workplace, WorkplaceWord, RegisterImport):
                model.objects.all().delete()
            connection.close()


def test_the_whole_register_twice(real_register, db):
    first, second = real_register
    assert (first.rows, first.added, first.refused) == (50_515, 50_515, [])
    assert (second.unchanged, second.added + second.changed + second.closed, second.refused) == (50_515, 0, [])
    assert Workplace.objects.open().count() == 27_156  # open, proposed to close, proposed to open
    assert Workplace.objects.filter(la_code="935", status_code="1").count() == 366  # Suffolk
    accented = "’–èçâôéà°"
    assert any(letter in name for name in Workplace.objects.values_list("name", flat=True) for letter in accented)


#: What somebody in Suffolk types, and the URN that must come first. Public facts of the register.
_SUFFOLK = [
    ("northgate high ipswich", "Northgate High School"),
    ("northgat hgih school ipswich", "Northgate High School"),
    ("copdock", "Copdock Primary School"),
    ("copdok primary", "Copdock Primary School"),
    ("st margarets ipswich", "St Margaret's Church of England Voluntary Aided Primary School, Ipswich"),
    ("saint margaret's ipswich", "St Margaret's Church of England Voluntary Aided Primary School, Ipswich"),
    ("9352001", "Gusford Community Primary School"),
    ("935/2001", "Gusford Community Primary School"),
    ("felixstowe school", "Felixstowe School"),
    ("felixtowe school", "Felixstowe School"),
    ("trimley st mary", "Trimley St Mary Primary School"),
    ("aldgate schol", "The Aldgate School"),
    ("EC3A 5DE", "The Aldgate School"),
    ("ec3a5de", "The Aldgate School"),
    ("100000", "The Aldgate School"),
    ("10079319", "The Aldgate School"),
    ("westfild primry leeds", "Yeadon Westfield Infant School"),
]


def test_searches_of_the_real_register(real_register, db):
    found = {query: search_workplaces(query, limit=10)[:1] for query, _ in _SUFFOLK}
    assert [(query, *(workplace.name for workplace in found[query])) for query, _ in _SUFFOLK] == _SUFFOLK


def test_every_open_suffolk_school_is_found_by_its_own_name_and_town(real_register, db):
    missed = [
        school.name
        for school in Workplace.objects.filter(la_code="935", status_code="1")
        if school.urn not in {found.urn for found in search_workplaces(f"{school.name} {school.town}", limit=20)}
    ]
    assert missed == []
