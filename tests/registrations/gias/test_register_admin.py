"""The administration pages of register and lists: to be read, never typed."""

from datetime import date

import pytest
from django.urls import reverse

from npq_portal import clock
from npq_portal.accounts.models import User
from registrations.choices import EligibilityListKind
from registrations.models import EligibilityList, EligibilityListEntry, RegisterImport, Workplace


@pytest.fixture
def admin(client, db):
    client.force_login(User.objects.create_superuser("admin@example.test"))
    return client


@pytest.fixture
def records(register):
    """One row of each kind."""
    made = EligibilityList.objects.create(
        kind=EligibilityListKind.RISE,
        version="2026",
        dated=date(2026, 2, 9),
        file_name="rise.csv",
        sha256="0" * 64,
        rows=1,
        imported_at=clock.now(),
    )
    EligibilityListEntry.objects.create(list=made, identifier="900003")
    RegisterImport.objects.create(file_name="edubasealldata20231116.csv", sha256="0" * 64, imported_at=clock.now())


MODELS = [Workplace, RegisterImport, EligibilityList, EligibilityListEntry]


@pytest.mark.parametrize("model", MODELS)
def test_lists_and_pages_open_and_nothing_can_be_typed(records, admin, model):
    name = f"admin:registrations_{model.__name__.lower()}"
    row = model.objects.first()
    assert row in admin.get(reverse(f"{name}_changelist")).context["cl"].result_list
    page = admin.get(reverse(f"{name}_change", args=[row.pk]))
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert admin.get(reverse(f"{name}_add")).status_code == 403
    assert admin.post(reverse(f"{name}_delete", args=[row.pk])).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


def found_in_admin(admin, model, query):
    page = admin.get(reverse(f"admin:registrations_{model.__name__.lower()}_changelist"), {"q": query})
    assert page.status_code == 200
    return [str(row) for row in page.context["cl"].result_list]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("oakwood", ["Closed Oakwood School", "Oakwood Academy"]),  # closed ones too
        ("oakwood fakeford", ["Oakwood Academy"]),
        ("900003", ["Oakwood Academy"]),
        ("zz23xx", ["Oakwood Academy"]),
        ("%", None),
        ("qqqq", []),
    ],
)
def test_workplaces_are_searched_by_words_and_codes(records, admin, query, found):
    names = found_in_admin(admin, Workplace, query)
    assert names == found if found is not None else len(names) == 15


def test_an_entry_is_searched_by_the_whole_identifier(records, admin):
    assert found_in_admin(admin, EligibilityListEntry, "900003") == ["900003"]
    assert found_in_admin(admin, EligibilityListEntry, "90000") == []


@pytest.mark.parametrize("model", MODELS)
def test_a_participant_does_not_get_in(records, client, model):
    client.force_login(User.objects.create_user("teacher@example.test"))
    answer = client.get(reverse(f"admin:registrations_{model.__name__.lower()}_changelist"))
    assert answer.status_code in {302, 403}


def test_the_list_of_workplaces_reads_a_page_with_few_statements(crowd, admin, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        admin.get(reverse("admin:registrations_workplace_changelist"))
