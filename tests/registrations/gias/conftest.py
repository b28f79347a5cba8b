"""A small invented register for the tests of searching."""

import pytest
from django.db import connection

from registrations.gias.words import refresh_words
from registrations.models import Workplace
from tests.factories.registrations_workplaces import WorkplaceFactory

#: (URN, name, town, postcode, more)
_SCHOOLS = [
    ("900001", "St Mary's Catholic Primary School", "Madeupton", "ZZ1 1ZZ", {}),
    ("900002", "Saint Mary's CofE Junior School", "Fakeford", "ZZ2 2YY", {"ukprn": "90000002"}),
    ("900003", "Oakwood Academy", "Fakeford", "ZZ2 3XX", {"type_code": "34", "type_name": "Academy converter"}),
    ("900004", "Madeupton High School", "Fakeford", "ZZ2 4WW", {}),
    ("900005", "The Queen's School", "Madeupton", "ZZ1 5VV", {}),
    ("900006", "Kings College Guildhall", "Inventborough", "ZZ3 6UU", {}),
    ("900007", "King's College", "Inventborough", "ZZ3 7TT", {"establishment_number": "4001"}),
    ("900008", "Stoke-on-Water & District Infant School", "Stoke-on-Water", "ZZ4 8SS", {}),
    ("900009", "École Française", "Nowhere-by-Sea", "ZZ5 9RR", {}),
    ("900010", "Yewtree Westfield Infant School", "Inventleeds", "ZZ6 1QQ", {}),
    ("900011", "Westfield Primary School", "Fakeford", "ZZ2 5PP", {}),
    ("900012", "Closed Oakwood School", "Madeupton", "ZZ1 2OO", {"status_code": "2", "status_name": "Closed"}),
    ("900013", "Closing Beechwood School", "Madeupton", "ZZ1 3NN", {"status_code": "3"}),
    ("900014", "Opening Elmwood School", "Madeupton", "ZZ1 4MM", {"status_code": "4"}),
    (
        "900015",
        "Ysgol Ddychmygol",
        "Trefddychmygol",
        "ZZ7 1LL",
        {"type_code": "30", "type_name": "Welsh establishment"},
    ),
]


@pytest.fixture
def register(db):
    """Fifteen invented workplaces, one of them closed, one in Wales; the words are known."""
    for urn, name, town, postcode, more in _SCHOOLS:
        WorkplaceFactory(urn=urn, name=name, town=town, postcode=postcode, **more)
    refresh_words()


@pytest.fixture
def crowd(db):
    """A thousand alike, for counts and limits."""
    Workplace.objects.bulk_create(WorkplaceFactory.build_batch(1_000, town="Crowdham", type_name="Community school"))
    refresh_words()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE registrations_workplace")
