"""Every address there is, asked by everybody of the cast: it opens for those whom tests/access_table.py names, and only them."""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access_table import EVERYBODY, HUB_ADMIN, STRANGER, TABLE

ADMIN = "admin:"


def names(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    """The full name of every address; one without a name shows as its pattern, which no table names."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern, (*spaces, pattern.namespace) if pattern.namespace else spaces)
        else:
            assert isinstance(pattern, URLPattern)
            yield ":".join((*spaces, pattern.name or f"({pattern.pattern})"))


@pytest.fixture
def people(participant, facilitator, assessor, hub_admin, outsider) -> dict[str, Client]:
    """A client for everybody; a page that breaks gives 500 here and raises nothing."""
    everybody = {
        "participant": participant,
        "facilitator": facilitator,
        "assessor": assessor,
        "hub_admin": hub_admin,
        "outsider": outsider,
    }
    clients = {name: Client(raise_request_exception=False) for name in everybody}
    for name, user in everybody.items():
        clients[name].force_login(user)
    return clients | {STRANGER: Client(raise_request_exception=False)}


def ask(client: Client, path: str) -> HttpResponse:
    """The page, or the answer to an empty form where the address takes nothing else."""
    response = client.get(path)
    return client.post(path) if response.status_code == 405 else response


def opens(client: Client, path: str) -> bool:
    """Whether the door opens. What is behind it (a redirect, a complaint, no such row) is other tests' business."""
    response = ask(client, path)
    assert response.status_code < 500, f"{path} broke"
    asked_to_sign_in = response.status_code == 302 and response.url.startswith(f"{reverse('account_login')}?next=")
    return response.status_code not in {401, 403} and not asked_to_sign_in


def test_every_address_is_in_the_table_and_nothing_else():
    there = {name for name in names(get_resolver()) if not name.startswith(ADMIN)}
    assert there - set(TABLE) == set(), "say who may open these in tests/access_table.py"
    assert set(TABLE) - there == set(), "these are not there any more"


@pytest.mark.django_db
@pytest.mark.parametrize("name", TABLE)
def test_it_opens_for_those_named_and_for_nobody_else(name, people):
    row = TABLE[name]
    path = reverse(name, kwargs=dict(row.words()))
    opened = {who for who, client in people.items() if opens(client, path)}
    # A page of one person's own is not found by others: that it exists is not theirs to know.
    others = {who for who in opened - row.who if ask(people[who], path).status_code != 404}
    assert (row.who - opened, others) == (set(), set())


@pytest.mark.django_db
def test_the_administration_opens_for_hub_admins_alone(people):
    lists = (f"admin:{model._meta.label_lower.replace('.', '_')}_changelist" for model in admin.site._registry)
    for path in map(reverse, ["admin:index", *lists]):
        answers = {who: client.get(path, follow=True) for who, client in people.items()}
        assert {who for who, answer in answers.items() if answer.status_code == 200} == {HUB_ADMIN, STRANGER}, path
        assert answers[STRANGER].redirect_chain[-1][0] == f"{reverse('account_login')}?next={path}"


def test_the_cast_is_the_whole_cast(people):
    assert set(people) == EVERYBODY
