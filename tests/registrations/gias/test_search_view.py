"""The search as the box on the page asks it: JSON, for anybody, bounded."""

import pytest
from django.urls import reverse

from npq_portal.accounts.models import User
from registrations.views import workplaces


@pytest.fixture
def ask(client):
    return lambda query, **headers: client.get(reverse("registrations:workplace-search"), {"q": query}, headers=headers)


def test_results_have_what_the_box_shows(register, ask):
    answer = ask("oakwod academy")
    assert answer.status_code == 200
    assert answer.json() == {
        "results": [
            {
                "value": "900003",
                "urn": "900003",
                "name": "Oakwood Academy",
                "place": "Fakeford, ZZ2 3XX",
                "detail": "Fakeford, ZZ2 3XX, Inventedshire",
                "in_england": True,
            }
        ]
    }


def test_a_workplace_outside_england_says_so(register, ask):
    (result,) = ask("ysgol").json()["results"]
    assert result["in_england"] is False
    assert result["detail"].endswith(", not in England")


@pytest.mark.parametrize("query", ["", " ", "o", "%", "qqqqqq", "x" * 5_000, "\x00", "🏫"])
def test_nothing_is_an_empty_list(register, ask, query):
    answer = ask(query)
    assert (answer.status_code, answer.json()) == (200, {"results": []})


def test_no_query_at_all(client, db):
    assert client.get(reverse("registrations:workplace-search")).json() == {"results": []}


def test_no_more_than_twenty(crowd, ask):
    assert len(ask("invented school").json()["results"]) == 20


def test_only_reading(client, db):
    assert client.post(reverse("registrations:workplace-search"), {"q": "oak"}).status_code == 405


def test_names_cannot_smuggle_markup(db, ask):
    from tests.factories.registrations_workplaces import WorkplaceFactory

    WorkplaceFactory(name="<script>alert(1)</script> School")
    answer = ask("alert")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.json()["results"][0]["name"] == "<script>alert(1)</script> School"


@pytest.mark.parametrize("signed_in", [False, True])
def test_needs_no_sign_in_and_may_be_kept_for_a_minute_by_anybody(register, client, ask, signed_in):
    if signed_in:
        client.force_login(User.objects.create_user("someone@example.test"))
    answer = ask("oakwood")
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert not answer.cookies


def test_statements_are_few_and_none_for_the_session(register, client, ask, django_assert_num_queries):
    client.force_login(User.objects.create_user("someone@example.test"))
    with django_assert_num_queries(3):  # by name, elsewhere, words like it
        ask("oakwood")


def test_too_many_in_a_minute_are_told_to_wait(register, ask, monkeypatch):
    monkeypatch.setattr(workplaces, "MOST_A_MINUTE", 5)
    answers = [ask("oakwood") for _ in range(8)]
    # the minute may have turned between two of them, which starts a new count
    assert [answer.status_code for answer in answers][:5] == [200] * 5
    assert 429 in [answer.status_code for answer in answers]
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.json()["results"] == []
    assert refused.headers["Cache-Control"] == "no-store"


def test_another_address_has_its_own_count(register, client, monkeypatch):
    monkeypatch.setattr(workplaces, "MOST_A_MINUTE", 0)
    url = reverse("registrations:workplace-search")
    assert client.get(url, {"q": "oak"}, REMOTE_ADDR="192.0.2.1").status_code == 429
    monkeypatch.setattr(workplaces, "MOST_A_MINUTE", 1)
    assert client.get(url, {"q": "oak"}, REMOTE_ADDR="192.0.2.2").status_code == 200


def test_a_connection_without_an_address_is_served(register, client):
    assert client.get(reverse("registrations:workplace-search"), {"q": "oakwood"}, REMOTE_ADDR="").status_code == 200
