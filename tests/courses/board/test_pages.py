"""The board's pages: who sees what, what it says, and that it asks as much of the database for sixty as for three."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.actions.sums import rebuild
from courses.choices import EnrolmentStatus, Mark
from courses.models import Component
from tests.courses.board.reading import row_of, words
from tests.courses.board.scenes import NOW, a_cohort, a_crowd, person, record, sessions_of
from tests.factories.engagement import ApologyFactory, AtRiskEntryFactory, CatchUpFactory

pytestmark = pytest.mark.django_db


def board_url(cohort, query=""):
    return reverse("board:cohort", args=[cohort.pk]) + query


def person_url(enrolment):
    return reverse("board:person", args=[enrolment.pk])


def test_a_row_says_it_in_letters_and_in_words(hub_admin_client):
    cohort = a_cohort(held=4, to_come=1, study=1)
    enrolment = person(cohort, marks="PAap")
    rebuild([enrolment.pk], at=NOW)
    shown = row_of(hub_admin_client.get(board_url(cohort)), "Ada Invented")
    assert shown == (
        "Ada Invented 25% 35% Needs catch\N{NON-BREAKING HYPHEN}up 23 Feb 2027"
        " P Present A Absent a Absent with apologies p 30 There for part of it, 30 minutes To come N Not done in time"
    )


def test_sixty_rows_take_no_more_queries_than_three(hub_admin_client):
    cohort = a_cohort()
    a_crowd(cohort, 3)
    hub_admin_client.get(board_url(cohort))
    with CaptureQueriesContext(connection) as few:
        hub_admin_client.get(board_url(cohort))
    a_crowd(cohort, 57, seed=2)
    with CaptureQueriesContext(connection) as many:
        hub_admin_client.get(board_url(cohort, "?people=all"))
    assert len(many) == len(few)


def test_a_name_is_never_markup(hub_admin_client):
    cohort = a_cohort()
    Component.objects.filter(title="Seminar 1").update(title="<b>Seminar</b>")
    person(cohort, "<script>alert(1)</script> O'Brien&Sons", marks="P")
    page = hub_admin_client.get(board_url(cohort)).content.decode()
    assert "<script>alert" not in page
    assert "<b>Seminar" not in page
    assert "O&#x27;Brien&amp;Sons" in page


def test_every_square_has_a_column_with_its_name(hub_admin_client):
    cohort = a_cohort()
    person(cohort, marks="PPP")
    page = hub_admin_client.get(board_url(cohort)).content.decode()
    assert page.count('scope="col"') == 5 + 10
    assert page.count("<td") == 4 + 10
    assert page.count('scope="row"') == 1
    assert "NPQSL, Autumn 2026: participants by components" in page


def test_names_lead_to_records_and_back(hub_admin_client):
    cohort = a_cohort()
    enrolment = person(cohort)
    assert person_url(enrolment) in hub_admin_client.get(board_url(cohort)).content.decode()
    assert board_url(cohort) in hub_admin_client.get(person_url(enrolment)).content.decode()


def test_a_facilitator_sees_the_people_of_their_sessions_and_opens_nobody(facilitator_client, facilitator):
    cohort, other = a_cohort(name="Theirs"), a_cohort(name="Another")
    session = sessions_of(cohort)[0]
    session.facilitators.add(facilitator)
    there = person(cohort, "Ada There")
    person(cohort, "Bea Gone", status=EnrolmentStatus.WITHDRAWN)
    person(other, "Cy Elsewhere")

    response = facilitator_client.get(board_url(cohort, "?people=all"))

    assert "Ada There" in words(response)
    assert "You see the participants of your own sessions." in words(response)
    assert person_url(there) not in response.content.decode()
    assert "Download" not in words(response)
    assert facilitator_client.get(board_url(other)).status_code == 404
    assert facilitator_client.get(person_url(there)).status_code == 403


def test_filters_stay_as_they_were_chosen(hub_admin_client):
    cohort = a_cohort()
    person(cohort, "Ada Invented", "AA")
    person(cohort, "Bea Invented", "PP")
    response = hub_admin_client.get(board_url(cohort, "?q=ada&show=behind&silent=2&sort=-percent"))
    page = response.content.decode()
    assert "Bea Invented" not in page
    assert 'value="ada"' in page
    assert '<option value="behind" selected>' in page
    assert 'name="sort" value="-percent"' in page


@pytest.mark.parametrize("query", ["?show=nonsense", "?silent=99", "?silent=x", "?sort=nonsense", "?people=1'"])
def test_what_makes_no_sense_is_left_out(query, hub_admin_client):
    cohort = a_cohort()
    person(cohort, "Ada Invented")
    assert "Ada Invented" in words(hub_admin_client.get(board_url(cohort, query)))


def test_nobody_yet_and_nobody_who_matches(hub_admin_client):
    cohort = a_cohort()
    assert "Nobody takes part yet" in words(hub_admin_client.get(board_url(cohort)))
    person(cohort)
    assert "Nobody matches" in words(hub_admin_client.get(board_url(cohort, "?q=zzz")))


def test_the_key_names_every_letter(hub_admin_client):
    cohort = a_cohort()
    person(cohort)
    shown = words(hub_admin_client.get(board_url(cohort)))
    for said in ("P P: Present", "a a: Absent with apologies", "Empty: To come", "? ?: Not yet known"):
        assert said in shown


def test_the_list_of_cohorts(hub_admin_client):
    cohort = a_cohort(name="NPQSL, Autumn 2026")
    a_cohort(name="Nobody in it", held=0, to_come=0, study=0)
    for name in ("Ada Invented", "Bea Invented"):
        AtRiskEntryFactory(enrolment=person(cohort, name))
    person(cohort, "Cy Gone", status=EnrolmentStatus.WITHDRAWN)
    shown = words(hub_admin_client.get(reverse("board:index")))
    assert "NPQSL, Autumn 2026" in shown
    assert "2 2 2 without an owner" in shown
    assert "Nobody in it" not in shown


def test_one_record_shows_where_each_credit_came_from(hub_admin_client, hub_admin):
    cohort = a_cohort()
    enrolment = person(cohort, marks="PA")
    first, second = sessions_of(cohort)[:2]
    record(
        enrolment, first.component, f"session:{first.pk}", Mark.ABSENT, state="past", session=first, by=hub_admin,
        note="Marked too soon",
    )  # fmt: skip
    CatchUpFactory(enrolment=enrolment, session=second, component=second.component, state="sent")
    ApologyFactory(enrolment=enrolment, session=second, reason="A hospital appointment")

    shown = words(hub_admin_client.get(person_url(enrolment)))

    assert "Seminar 1 Live session" in shown
    assert "60 of 60 Present, register" in shown
    assert "0 of 60 Absent, register" in shown
    assert "Seminar 1: Absent" in shown
    assert "Replaced by a later one" in shown
    assert "by Hannah Invented" in shown
    assert "“Marked too soon”" in shown
    assert "Sent, waits for the facilitator" in shown
    assert "A hospital appointment" in shown
    assert "Not on the list" in shown


def test_what_is_left_out_of_the_sum_is_said_in_the_hubs_words(hub_admin_client):
    cohort = a_cohort(held=3, to_come=0, study=0)
    enrolment = person(cohort, marks="P")
    record(enrolment, sessions_of(cohort)[0].component, "exempt", Mark.EXEMPT)
    Component.objects.filter(cohort=cohort, title="Seminar 2").update(is_off=True)
    Component.objects.filter(cohort=cohort, title="Seminar 3").update(counts=False)
    shown = words(hub_admin_client.get(person_url(enrolment)))
    for title, why in (("Seminar 1", "Exempt"), ("Seminar 2", "Not held"), ("Seminar 3", "Does not count")):
        assert why in shown.partition(f"{title} Live session")[2][:40]


def test_a_record_takes_the_same_queries_however_long_it_is(hub_admin_client):
    cohort = a_cohort()
    short, long = person(cohort, "Ada Invented", "P"), person(cohort, "Bea Invented", "PAPAP")
    hub_admin_client.get(person_url(short))
    with CaptureQueriesContext(connection) as few:
        hub_admin_client.get(person_url(short))
    with CaptureQueriesContext(connection) as many:
        hub_admin_client.get(person_url(long))
    assert len(many) == len(few)


def test_an_entry_of_the_at_risk_list_is_shown_on_the_record_and_the_board(hub_admin_client):
    cohort = a_cohort()
    enrolment = person(cohort)
    facts = {"missed": [{"title": "Seminar 1", "on": "2027-01-26"}, {"title": "Seminar 2", "on": "2027-02-02"}]}
    AtRiskEntryFactory(enrolment=enrolment, rules=[{"rule": "two_in_a_row", "facts": facts}])
    said = "Missed 2 sessions in a row: Seminar 1 (26 January 2027) and Seminar 2 (2 February 2027)."
    assert said in words(hub_admin_client.get(person_url(enrolment)))
    assert "At risk" in row_of(hub_admin_client.get(board_url(cohort)), "Ada Invented")
