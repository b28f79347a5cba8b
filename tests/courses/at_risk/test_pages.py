"""The at-risk list and one entry: filters and order, the four forms, and nothing typed is lost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import AtRiskEntry
from npq_portal.accounts.choices import RoleName
from tests.courses.board.reading import words
from tests.courses.board.scenes import NOW, a_cohort, person
from tests.factories.accounts import UserFactory
from tests.factories.engagement import AtRiskEntryFactory, AtRiskNoteFactory

pytestmark = pytest.mark.django_db

LIST = reverse("board:at-risk")
FACTS = {
    "one_more_and_gone": {"threshold": 90, "best": 91, "minutes_to_spare": 20},
    "needs_catch_up": {"threshold": 90, "best": 85, "best_with_catch_up": 100, "catch_up_needed": 60},
    "out_of_reach": {"threshold": 90, "best": 70, "best_with_catch_up": 80},
    "two_in_a_row": {
        "missed": [{"title": "Seminar 1", "on": "2027-02-16"}, {"title": "Seminar 2", "on": "2027-02-23"}]
    },
    "no_contact": {"since": "2027-01-20", "ever": False, "missed": 1},
}
SAID = {
    "one_more_and_gone": "Missing what comes next puts 90% out of reach: 91% is the best still possible, with 20 minutes to spare.",
    "needs_catch_up": "Going to everything from now on gives 85% at best. Catching up on 60 minutes brings 90% back.",
    "out_of_reach": "90% cannot be reached: 80% is the most, with all the catch-up that is still allowed.",
    "two_in_a_row": "Missed 2 sessions in a row: Seminar 1 (16 February 2027) and Seminar 2 (23 February 2027).",
    "no_contact": "Never heard of: the start was Wednesday 20 January 2027, and 1 thing was held or due since.",
}


def listed(name: str, *rules: str, **facts) -> AtRiskEntry:
    cohort = facts.pop("cohort", None) or a_cohort(held=0, to_come=0, study=0)
    found = [{"rule": rule, "facts": FACTS[rule]} for rule in rules or ("two_in_a_row",)]
    return AtRiskEntryFactory(enrolment=person(cohort, name), rules=found, **facts)


def url(entry) -> str:
    return reverse("board:at-risk-entry", args=[entry.pk])


def names(response) -> list[str]:
    return [row[0]["text"] for row in response.context["rows"]]


@pytest.mark.parametrize("rule", FACTS)
def test_every_rule_is_told_with_its_facts(rule, hub_admin_client):
    entry = listed("Ada Invented", rule)
    assert SAID[rule] in words(hub_admin_client.get(LIST))
    assert SAID[rule] in words(hub_admin_client.get(url(entry)))


def test_the_most_urgent_come_first(hub_admin_client):
    listed("Ada Two", "two_in_a_row")
    listed("Bea Gone", "out_of_reach")
    listed("Cy Both", "one_more_and_gone", "two_in_a_row")
    listed("Di One", "one_more_and_gone")
    assert names(hub_admin_client.get(LIST)) == ["Bea Gone", "Cy Both", "Di One", "Ada Two"]


def test_other_orders_and_filters(hub_admin_client, hub_admin):
    cohort = a_cohort(held=0, to_come=0, study=0)
    listed("Cy Mine", owner=hub_admin, cohort=cohort, opened_at=NOW - timedelta(days=9))
    listed("Ada Nobody", cohort=cohort, opened_at=NOW - timedelta(days=3))
    listed("Bea Elsewhere", owner=UserFactory(name="Cora"), opened_at=NOW - timedelta(days=5))
    listed("Di Closed", closed_at=NOW, outcome="No longer at risk: they came, or caught up.")

    def seen(query: str) -> list[str]:
        return names(hub_admin_client.get(f"{LIST}?{query}"))

    assert seen("order=name") == ["Bea Elsewhere", "Cy Mine", "Ada Nobody"]
    assert seen("order=oldest") == ["Cy Mine", "Bea Elsewhere", "Ada Nobody"]
    assert seen("show=mine") == ["Cy Mine"]
    assert seen("show=nobody") == ["Ada Nobody"]
    assert seen(f"cohort={cohort.pk}") == ["Cy Mine", "Ada Nobody"]
    assert seen("show=closed") == ["Di Closed"]
    assert "by itself" in words(hub_admin_client.get(f"{LIST}?show=closed"))


def test_sixty_entries_take_no_more_queries_than_three(hub_admin_client, hub_admin):
    cohort = a_cohort(held=0, to_come=0, study=0)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            hub_admin_client.get(LIST)
        return len(found)

    for number in range(3):
        listed(f"Ada Number{number}", cohort=cohort, owner=hub_admin)
    queries()
    few = queries()
    for number in range(57):
        listed(f"Bea Number{number}", cohort=cohort, owner=UserFactory() if number % 2 else None)
    assert queries() == few


def test_nobody_at_risk_and_nobody_who_matches(hub_admin_client):
    assert "Nobody is at risk" in words(hub_admin_client.get(LIST))
    assert "Nobody here" in words(hub_admin_client.get(f"{LIST}?show=mine"))


def test_taking_it(hub_admin_client, hub_admin):
    entry = listed("Ada Invented")
    response = hub_admin_client.post(url(entry), {"do": "take"}, follow=True)
    assert "This is yours now." in words(response)
    assert "Hannah Invented sees to it" in words(response)
    assert "Take this on" not in words(response)
    assert AtRiskEntry.objects.get().owner == hub_admin


def test_writing_a_note(hub_admin_client):
    entry = listed("Ada Invented")
    response = hub_admin_client.post(url(entry), {"do": "note", "note-text": "Rang her."}, follow=True)
    assert "The note is saved." in words(response)
    assert "Rang her." in words(response)


def test_giving_it_to_a_colleague(hub_admin_client):
    entry, cora = listed("Ada Invented"), UserFactory(name="Cora Invented", roles=[RoleName.HUB_ADMIN])
    response = hub_admin_client.post(url(entry), {"do": "give", "give-owner": cora.pk}, follow=True)
    assert "Cora Invented sees to it" in words(response)


def test_only_hub_admins_are_offered(hub_admin_client, hub_admin, facilitator):
    page = hub_admin_client.get(url(listed("Ada Invented"))).content.decode()
    assert f'<option value="{hub_admin.pk}">' in page
    assert f'<option value="{facilitator.pk}">' not in page


def test_closing_it(hub_admin_client):
    entry = listed("Ada Invented")
    typed = {"do": "close", "close-outcome": "She catches up by 12 March."}
    response = hub_admin_client.post(url(entry), typed, follow=True)
    assert "The entry is closed." in words(response)
    assert "She catches up by 12 March." in words(response)
    assert "Close this entry" not in words(response)
    assert "Save the note" in words(response)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"do": "note", "note-text": ""}, "Enter the note"),
        ({"do": "note", "note-text": "x" * 2001}, "The note must be 2,000 characters or fewer"),
        ({"do": "close", "close-outcome": " "}, "Enter how it ended"),
        ({"do": "close", "close-outcome": "x" * 301}, "How it ended must be 300 characters or fewer"),
        ({"do": "give", "give-owner": ""}, "Choose who takes it on"),
    ],
)
def test_a_fault_is_told_and_nothing_typed_is_lost(typed, said, hub_admin_client):
    response = hub_admin_client.post(url(listed("Ada Invented")), typed)
    assert words(response).count(said) == 2  # above, and beside the field
    assert response.content.decode().count("<title>Error: ") == 1
    (kept,) = [value for name, value in typed.items() if name != "do"]
    assert kept.strip() in response.content.decode()


def test_who_comes_second_is_told_and_keeps_their_words(hub_admin_client):
    entry = listed("Ada Invented")
    AtRiskEntry.objects.update(closed_at=NOW, outcome="No longer at risk: they came, or caught up.")
    response = hub_admin_client.post(url(entry), {"do": "take"})
    assert "It closed itself meanwhile: No longer at risk" in words(response)


def test_an_unknown_button_is_refused(hub_admin_client):
    assert hub_admin_client.post(url(listed("Ada Invented")), {"do": "delete"}).status_code == 400


def test_the_history_is_told_newest_first(hub_admin_client):
    entry = listed("Ada Invented", opened_at=NOW - timedelta(days=4), changed_at=NOW - timedelta(days=4))
    AtRiskNoteFactory(entry=entry, text="First.", at=NOW - timedelta(days=3))
    AtRiskNoteFactory(entry=entry, text="<b>Second.</b>", at=NOW - timedelta(days=1))
    page = hub_admin_client.get(url(entry)).content.decode()
    assert page.index("&lt;b&gt;Second.") < page.index("First.") < page.index("Put on the list")


def test_the_address_to_write_to_is_there(hub_admin_client):
    entry = listed("Ada Invented")
    email = entry.enrolment.participant.user.email
    assert f"mailto:{email}" in hub_admin_client.get(url(entry)).content.decode()
