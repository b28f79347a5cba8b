"""Many rows at once get what bulk_update would give them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import AtRiskEntry, CatchUp
from npq_portal.bulk import update_each
from tests.courses.engagement.scenes import Course

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries():
    course = Course(3, people=4)
    at = course.mark(1)
    rules = [{"rule": "two_in_a_row", "facts": {}}]
    return [
        AtRiskEntry.objects.create(enrolment=person, rules=rules, opened_at=at, changed_at=at)
        for person in course.people
    ]


def test_each_row_gets_its_own_values_in_one_statement(entries):
    *changed, left = entries
    for number, entry in enumerate(changed):
        entry.rules = [{"rule": "no_contact", "facts": {"ever": number > 1, "title": "O'Neill {} % \\ é"}}]
        entry.outcome = f"'{number}'"
        entry.closed_at = entry.opened_at if number else None
    changed[0].owner_id = None
    with CaptureQueriesContext(connection) as captured:
        update_each(changed, ["rules", "outcome", "closed_at", "owner"])

    assert len(captured) == 1
    stored = AtRiskEntry.objects.in_bulk()
    for entry in changed:
        found = stored[entry.pk]
        assert (found.rules, found.outcome, found.closed_at) == (entry.rules, entry.outcome, entry.closed_at)
    assert (stored[left.pk].rules, stored[left.pk].outcome) == (left.rules, "")


def test_what_is_not_named_stays(entries):
    entries[0].outcome, entries[0].rules = "Not to be stored", []
    update_each(entries[:1], ["rules"])

    assert AtRiskEntry.objects.get(pk=entries[0].pk).outcome == ""
    assert AtRiskEntry.objects.get(pk=entries[0].pk).rules == []


def test_no_rows_are_no_statement():
    with CaptureQueriesContext(connection) as captured:
        update_each([], ["rules"])

    assert len(captured) == 0


def test_dates_and_short_texts():
    course = Course(2, people=2)
    course.mark(1, "absent")
    offers = list(CatchUp.objects.order_by("pk"))
    for number, offer in enumerate(offers):
        offer.minutes, offer.due_on, offer.state = number + 7, offer.offered_at.date(), "not_needed"
    update_each(offers, ["minutes", "due_on", "state", "session"])

    found = [(one.minutes, one.due_on, one.state) for one in CatchUp.objects.order_by("pk")]
    assert found == [(one.minutes, one.due_on, one.state) for one in offers]
    assert len(found) == 2
