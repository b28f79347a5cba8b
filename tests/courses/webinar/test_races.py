"""Two people at once, on two real connections: a report is read once, a person decided once."""

import pytest

from courses.actions.webinar import Imported, WebinarRefusedError, read_report, settle
from courses.choices import Mark, RecordState
from courses.models import EngagementRecord, WebinarImport, WebinarRow
from npq_portal.accounts.models import User
from tests.courses.webinar.making import AFTER, LATER, golden, people, report, webinar
from tests.factories.accounts import UserFactory
from tests.registrations.actions.racing import at_once, race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session():
    return webinar(UserFactory(name="Femi Invented", roles=["facilitator"]))


@pytest.fixture
def both(session):
    return [session.facilitators.get(), UserFactory(name="Hannah Invented", roles=["hub_admin"])]


def reading(session, by, content):
    return lambda: read_report(
        session=session, content=content, file_name="p.csv", by=User.objects.get(pk=by.pk), at=AFTER
    )


def test_two_people_upload_the_same_report_and_it_is_read_once(session, both):
    people(session)
    content = golden("zoom_meeting_report.csv")

    outcome = race(*(reading(session, by, content) for by in both))

    assert isinstance(outcome, Imported)
    assert not outcome.is_new
    assert outcome.report == WebinarImport.objects.get()
    assert EngagementRecord.objects.count() == 5
    assert WebinarRow.objects.count() == 10


def test_six_at_once_read_it_once(session, both):
    people(session)
    works = [reading(session, both[number % 2], golden("zoom_meeting_report.csv")) for number in range(6)]

    outcomes = at_once(*works)

    assert sorted(outcome.is_new for outcome in outcomes) == [False] * 5 + [True]
    assert EngagementRecord.objects.count() == 5


def test_two_halves_uploaded_at_once_add_up(session, both):
    known = people(session, "amara")
    address = known["amara"].participant.user.email
    halves = [report(("Amara", address, "16:00", "16:30")), report(("Amara", address, "16:40", "17:20"))]

    at_once(*(reading(session, by, half) for by, half in zip(both, halves, strict=True)))

    current = EngagementRecord.objects.get(state=RecordState.CURRENT)
    assert (current.mark, current.minutes) == (Mark.PART, 70)
    assert not EngagementRecord.objects.filter(state=RecordState.TO_DECIDE).exists()


def settling(by, enrolment):
    def work():
        row = WebinarRow.objects.get()
        return settle(row=row, enrolment=enrolment, seen=None, by=User.objects.get(pk=by.pk), at=LATER)

    return work


def test_two_people_who_decide_differently_and_the_second_is_told(session, both):
    known = people(session, "jo", "other_jo")
    reading(session, both[0], report(("Jo Price", "", "16:00", "17:30")))()

    outcome = race(settling(both[0], known["jo"]), settling(both[1], known["other_jo"]))

    assert isinstance(outcome, WebinarRefusedError)
    assert "Femi Invented has decided this meanwhile" in str(outcome)
    assert EngagementRecord.objects.get().enrolment == known["jo"]


def test_two_people_who_decide_alike_do_it_once(session, both):
    known = people(session, "jo")
    reading(session, both[0], report(("Jo Price", "", "16:00", "17:30")))()

    assert sorted(at_once(*(settling(by, known["jo"]) for by in both))) == [False, True]
    assert EngagementRecord.objects.count() == 1
