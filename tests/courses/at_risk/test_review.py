"""Entries open, change and close with the facts, one a person, in as many queries for sixty as for three."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.actions.at_risk import close, review
from courses.choices import EnrolmentStatus, Mark
from courses.models import AtRiskEntry, Enrolment
from tests.courses.at_risk.scenes import NOW, a_cohort, follow, open_entries, person, put_right, rules_of, sessions_of
from tests.courses.board.scenes import a_crowd, record
from tests.factories.engagement import AtRiskEntryFactory

pytestmark = pytest.mark.django_db

TWENTY = {"held": 5, "to_come": 15, "study": 0}


def test_two_absences_in_a_row_open_an_entry_with_their_facts():
    enrolment = person(a_cohort(**TWENTY), marks="PPPAA")
    follow(enrolment)
    (entry,) = open_entries()
    assert (entry.enrolment, entry.opened_at, entry.changed_at, entry.owner) == (enrolment, NOW, NOW, None)
    assert rules_of(entry) == ["one_more_and_gone", "two_in_a_row"]
    assert entry.rules[1]["facts"]["missed"] == [
        {"title": "Seminar 4", "on": "2027-02-16"},
        {"title": "Seminar 5", "on": "2027-02-23"},
    ]


def test_somebody_who_came_to_everything_has_none():
    follow(person(a_cohort(**TWENTY), marks="PPPPP"))
    assert not AtRiskEntry.objects.exists()


def test_doing_it_again_changes_nothing():
    enrolment = person(a_cohort(**TWENTY), marks="PPPAA")
    follow(enrolment)
    before = list(AtRiskEntry.objects.values())
    follow(enrolment, at=NOW + timedelta(days=1))
    assert list(AtRiskEntry.objects.values()) == before


def test_it_gets_worse_and_the_entry_says_so():
    enrolment = person(a_cohort(held=6, to_come=14, study=0), marks="PPPAA")
    follow(enrolment)
    put_right(enrolment, 5, Mark.ABSENT)
    later = NOW + timedelta(hours=1)
    follow(enrolment, at=later)
    (entry,) = AtRiskEntry.objects.all()
    assert rules_of(entry) == ["needs_catch_up", "two_in_a_row", "no_contact"]
    assert (entry.opened_at, entry.changed_at) == (NOW, later)
    assert len(entry.rules[1]["facts"]["missed"]) == 3


def test_it_closes_itself_when_the_register_is_put_right():
    enrolment = person(a_cohort(**TWENTY), marks="PPPAA")
    follow(enrolment)
    put_right(enrolment, 4, Mark.ATTENDED)
    later = NOW + timedelta(hours=1)
    follow(enrolment, at=later)
    entry = AtRiskEntry.objects.get()
    assert (entry.closed_at, entry.closed_by) == (later, None)
    assert entry.outcome == "No longer at risk: there is room for another absence and they came, or caught up."


def test_it_closes_itself_when_the_absence_is_caught_up():
    enrolment = person(a_cohort(held=5, to_come=90, study=0), marks="PPPAA")
    follow(enrolment)
    assert rules_of(AtRiskEntry.objects.get()) == ["two_in_a_row"]
    record(enrolment, sessions_of(enrolment.cohort)[4].component, "catch-up", Mark.CAUGHT_UP, 60)
    follow(enrolment)
    assert AtRiskEntry.objects.get().outcome == "No longer at risk: they came, or caught up."


def test_the_same_again_later_is_a_new_entry():
    enrolment = person(a_cohort(**TWENTY), marks="PPPAA")
    follow(enrolment)
    put_right(enrolment, 4, Mark.ATTENDED)
    follow(enrolment)
    put_right(enrolment, 4, Mark.ABSENT)
    follow(enrolment)
    assert AtRiskEntry.objects.count() == 2
    assert len(open_entries()) == 1


@pytest.mark.parametrize("status", [EnrolmentStatus.DEFERRED, EnrolmentStatus.WITHDRAWN, EnrolmentStatus.MOVED])
def test_it_closes_when_they_leave(status):
    enrolment = person(a_cohort(**TWENTY), marks="PPPAA")
    follow(enrolment)
    Enrolment.objects.filter(pk=enrolment.pk).update(status=status)
    follow(enrolment)
    entry = AtRiskEntry.objects.get()
    assert entry.closed_at == NOW
    assert entry.outcome == f"No longer at risk: the enrolment is {status.label.lower()}."


def test_nobody_who_left_gets_an_entry():
    follow(person(a_cohort(**TWENTY), marks="PPPAA", status=EnrolmentStatus.DEFERRED))
    assert not AtRiskEntry.objects.exists()


def test_silence_comes_with_time_and_ends_with_a_mark():
    enrolment = person(a_cohort(held=5, to_come=90, study=0, starts_on=date(2027, 1, 20)), marks="P  PA")
    follow(enrolment)
    assert not AtRiskEntry.objects.exists()
    follow(enrolment, at=NOW + timedelta(days=21))
    assert rules_of(AtRiskEntry.objects.get()) == ["no_contact"]
    put_right(enrolment, 4, Mark.PART)
    follow(enrolment, at=NOW + timedelta(days=21))
    assert AtRiskEntry.objects.get().outcome == "No longer at risk: they have been heard of."


def test_what_somebody_closed_stays_closed_until_it_gets_worse(hub_admin):
    enrolment = person(a_cohort(held=6, to_come=90, study=0), marks="PPPAA")
    follow(enrolment)
    close(entry=AtRiskEntry.objects.get(), outcome="Was in hospital; is back.", by=hub_admin, at=NOW)
    follow(enrolment)
    assert not open_entries()

    put_right(enrolment, 5, Mark.ABSENT)
    follow(enrolment)
    (entry,) = open_entries()
    assert len(entry.rules[0]["facts"]["missed"]) == 3


def test_an_entry_that_closed_itself_does_not_hold_back_the_next(hub_admin):
    enrolment = person(a_cohort(held=5, to_come=90, study=0), marks="PPPAA")
    follow(enrolment)
    AtRiskEntry.objects.update(closed_at=NOW, outcome="No longer at risk.")
    follow(enrolment)
    assert len(open_entries()) == 1


def test_the_owner_stays_when_the_facts_change(hub_admin):
    enrolment = person(a_cohort(held=6, to_come=14, study=0), marks="PPPAA")
    follow(enrolment)
    AtRiskEntry.objects.update(owner=hub_admin)
    put_right(enrolment, 5, Mark.ABSENT)
    follow(enrolment)
    assert AtRiskEntry.objects.get().owner == hub_admin


def test_others_entries_are_let_be():
    other = AtRiskEntryFactory()
    follow(person(a_cohort(**TWENTY), marks="PPPPP"))
    other.refresh_from_db()
    assert other.closed_at is None


def test_a_whole_cohort_at_once_in_as_many_queries_as_three_people():
    cohort = a_cohort(held=8, to_come=4)
    few = [one.pk for one in a_crowd(cohort, 3, seed=7)]
    many = [one.pk for one in a_crowd(cohort, 57, seed=8)]
    follow(*Enrolment.objects.filter(cohort=cohort))
    assert AtRiskEntry.objects.count() > 10
    AtRiskEntry.objects.all().delete()

    def queries(ids) -> int:
        with CaptureQueriesContext(connection) as found:
            review(enrolment_ids=ids, at=NOW)
        return len(found)

    assert queries(many) == queries(few) <= 13
    AtRiskEntry.objects.update(rules=[])
    assert queries(many) == queries(few) <= 13


def test_one_entry_a_person_is_what_the_database_holds():
    cohort = a_cohort(held=8, to_come=4)
    follow(*a_crowd(cohort, 30))
    follow(*Enrolment.objects.filter(cohort=cohort), at=NOW + timedelta(days=40))
    owners = list(open_entries().values_list("enrolment_id", flat=True))
    assert len(owners) == len(set(owners)) > 0
