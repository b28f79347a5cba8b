"""Am I eligible for funding? Without an account; same questions, same rule, same words."""

import pytest
from django.test import Client

from registrations.models import Application, Draft
from tests.registrations.journey.walker import USUAL, Walker


@pytest.fixture
def visitor(hub, school) -> Walker:
    """Somebody who is not signed in."""
    return Walker(Client(), prefix="/register/funding/", finish="/register/funding/answer/")


def begin(visitor: Walker) -> str:
    return visitor._key(visitor.client.post("/register/funding/")["Location"])


def test_a_visitor_learns_whether_they_are_likely_to_be_funded(visitor):
    visitor.walk(start=begin(visitor))
    assert visitor.seen == ["npq", "start", "where-you-work", "setting", "workplace", "earlier-npqs"]
    text = visitor.client.get(visitor.finish).content.decode()
    assert "likely" in text.lower()
    assert "Source:" in text
    assert not Draft.objects.exists()


def test_it_says_the_same_as_the_registration(visitor, walker):
    answers = {"npq": {"course": "npq-leading-teaching"}}
    visitor.walk(answers, start=begin(visitor))
    calculated = visitor.client.get(visitor.finish).context["words"]
    walker.walk(answers, until="funding")
    registered = walker.client.get("/register/questions/funding/").context["words"]
    assert calculated.title == registered.title
    assert calculated.explanation == registered.explanation
    assert calculated.rule == registered.rule


def test_the_answer_cannot_be_had_before_the_questions(visitor):
    begin(visitor)
    assert visitor.client.get(visitor.finish)["Location"] == "/register/funding/npq/"


def test_it_asks_nothing_that_says_who_one_is(visitor):
    for personal in ("trn", "name", "date-of-birth", "national-insurance", "school-leader", "consent"):
        assert visitor.client.get(f"/register/funding/{personal}/").status_code == 404


def test_beginning_again_forgets_the_answers(visitor):
    visitor.walk(start=begin(visitor))
    begin(visitor)
    assert visitor.client.get(visitor.finish)["Location"] == "/register/funding/npq/"


def test_its_answers_come_along_to_the_registration(visitor, applicant):
    visitor.walk(start=begin(visitor))
    visitor.client.force_login(applicant)
    going_on = Walker(visitor.client)
    assert going_on.begin() == "lead-provider"
    assert Draft.objects.get().answers["workplace"] == "900001"
    assert going_on.answer("lead-provider", USUAL["lead-provider"]) == "where-you-work"
    assert not Application.objects.exists()


def test_earlier_npqs_can_be_taken_off(visitor):
    visitor.walk({"earlier-npqs": {"taken_npq": "yes"}}, start=begin(visitor), until="which-npqs")
    one = {"course": "npq-senior-leadership", "year": "2023", "status": "failed", "funded": "yes", "another": "1"}
    visitor.client.post("/register/funding/which-npqs/", one)
    text = visitor.client.get(visitor.finish).content.decode()
    assert "once" in text
    visitor.client.post("/register/funding/which-npqs/remove/", {"npq": "npq-senior-leadership:2023"})
    assert visitor.client.get(visitor.finish)["Location"] == "/register/funding/which-npqs/"


def test_with_nothing_open_it_says_so(client, db):
    assert "No NPQ is open" in Client().get("/register/funding/").content.decode()


def test_not_funded_it_names_what_is_likely_to_be_funded(visitor):
    visitor.walk({"npq": {"course": "npq-leading-teaching"}}, start=begin(visitor))
    text = visitor.client.get(visitor.finish).content.decode()
    assert "With the same answers, the DfE is likely to fund" in text
    assert "NPQH" in text
