"""Saying who somebody in a report was, and marking the rest absent."""

from datetime import timedelta
from uuid import uuid4

import pytest

from courses.actions.marking import NewMark
from courses.actions.register import record_marks
from courses.actions.webinar import WebinarRefusedError, mark_rest_absent, read_report, settle
from courses.choices import Mark, MarkSource, RecordState
from courses.facts.webinar import undecided
from courses.models import EngagementRecord, WebinarAlias, WebinarRow
from tests.courses.webinar.making import AFTER, LATER, STARTS, enrolment, people, report, webinar
from tests.courses.webinar.test_reading_reports import doubtful, register
from tests.factories.accounts import UserFactory
from tests.factories.engagement import ApologyFactory

pytestmark = pytest.mark.django_db

AGAIN = LATER + timedelta(minutes=5)


@pytest.fixture
def session(facilitator):
    return webinar(facilitator)


@pytest.fixture
def known(session):
    return people(session)


def read(session, by, *lines, at=AFTER):
    return read_report(session=session, content=report(*lines), file_name="p.csv", by=by, at=at)


def row(name):
    return WebinarRow.objects.get(name=name)


def says(name, enrolment, by, seen=None, at=LATER):
    return settle(row=row(name), enrolment=enrolment, seen=seen, by=by, at=at)


def test_a_confirmed_person_is_marked_and_the_name_remembered(session, known, facilitator):
    read(session, facilitator, ("Benny Whitlock (he/him) - Riverside", "", "16:00", "16:50"))

    assert says("Benny Whitlock (he/him) - Riverside", known["ben"], facilitator)

    assert register(session) == {known["ben"].pk: (Mark.PART, 50)}
    alias = WebinarAlias.objects.get()
    assert (alias.participant, alias.name, alias.confirmed_by) == (
        known["ben"].participant,
        "benny whitlock riverside",
        facilitator,
    )
    settled = row("Benny Whitlock (he/him) - Riverside")
    assert (settled.matched_by, settled.settled_by, settled.settled_at) == ("person", facilitator, LATER)


def test_the_name_is_credited_by_itself_next_time(session, known, facilitator):
    read(session, facilitator, ("Benny Whitlock", "", "16:00", "16:50"))
    says("Benny Whitlock", known["ben"], facilitator)
    following = webinar(facilitator, starts_at=STARTS + timedelta(minutes=1))
    following.component.cohort = session.component.cohort
    following.component.save()

    read(following, facilitator, ("whitlock, benny", "", "16:00", "16:40"))

    assert register(following) == {known["ben"].pk: (Mark.PART, 39)}
    assert row("whitlock, benny").matched_by == "alias"


@pytest.mark.parametrize(("name", "email"), [("iPad (2)", ""), ("Oakwood Primary", ""), ("+44***0958", "")])
def test_what_may_be_anybody_next_time_is_not_remembered(session, known, facilitator, name, email):
    read(session, facilitator, (name, email, "16:00", "17:30"))
    says(name, known["amara"], facilitator)
    assert register(session) == {known["amara"].pk: (Mark.ATTENDED, 90)}
    assert not WebinarAlias.objects.exists()


def test_not_one_of_ours(session, known, facilitator):
    read(session, facilitator, ("A Visitor", "", "16:00", "17:30"))
    assert says("A Visitor", None, facilitator)
    assert register(session) == {}
    assert doubtful(session) == set()
    assert not WebinarAlias.objects.exists()


def test_the_telephone_adds_to_the_laptop(session, known, facilitator):
    address = known["amara"].participant.user.email
    read(session, facilitator, ("Amara", address, "16:00", "16:30"), ("+44***0958", "", "16:20", "17:00"))
    assert register(session) == {known["amara"].pk: (Mark.PART, 30)}

    says("+44***0958", known["amara"], facilitator)

    assert register(session) == {known["amara"].pk: (Mark.PART, 60)}
    assert EngagementRecord.objects.filter(state=RecordState.PAST).count() == 1


def test_a_hub_admin_who_confirms_goes_on_from_the_facilitators_report(session, known, facilitator, hub_admin):
    address = known["amara"].participant.user.email
    read(session, facilitator, ("Amara", address, "16:00", "16:30"), ("+44***0958", "", "16:20", "17:00"))
    says("+44***0958", known["amara"], hub_admin)
    assert register(session) == {known["amara"].pk: (Mark.PART, 60)}
    assert not EngagementRecord.objects.filter(state=RecordState.TO_DECIDE).exists()


def test_saying_it_twice_changes_nothing(session, known, facilitator, hub_admin):
    read(session, facilitator, ("Benny Whitlock", "", "16:00", "16:50"))
    assert says("Benny Whitlock", known["ben"], facilitator)
    assert not says("Benny Whitlock", known["ben"], facilitator)
    assert not says("Benny Whitlock", known["ben"], hub_admin, at=AGAIN)
    assert EngagementRecord.objects.count() == 1
    assert row("Benny Whitlock").settled_by == facilitator


def test_a_mistake_is_taken_back(session, known, facilitator):
    read(session, facilitator, ("Jo Price", "", "16:00", "17:00"))
    says("Jo Price", known["jo"], facilitator)

    assert says("Jo Price", known["other_jo"], facilitator, seen=LATER, at=AGAIN)

    assert register(session) == {known["jo"].pk: (Mark.CLEARED, 0), known["other_jo"].pk: (Mark.PART, 60)}
    assert [alias.participant for alias in WebinarAlias.objects.all()] == [known["other_jo"].participant]

    says("Jo Price", known["jo"], facilitator, seen=AGAIN, at=AGAIN + timedelta(minutes=1))
    assert register(session) == {known["jo"].pk: (Mark.PART, 60), known["other_jo"].pk: (Mark.CLEARED, 0)}


def test_a_mistake_leaves_the_minutes_of_other_rows(session, known, facilitator):
    address = known["amara"].participant.user.email
    read(session, facilitator, ("Amara", address, "16:00", "16:30"), ("iPad", "", "16:30", "17:00"))
    says("iPad", known["amara"], facilitator)
    says("iPad", None, facilitator, seen=LATER, at=AGAIN)
    assert register(session) == {known["amara"].pk: (Mark.PART, 30)}


def test_somebody_who_saw_an_older_state_is_told(session, known, facilitator, hub_admin):
    read(session, facilitator, ("Jo Price", "", "16:00", "17:00"))
    says("Jo Price", known["jo"], facilitator)
    with pytest.raises(WebinarRefusedError, match=r"Femi Invented has decided this meanwhile"):
        says("Jo Price", known["other_jo"], hub_admin, seen=None, at=AGAIN)
    assert register(session) == {known["jo"].pk: (Mark.PART, 60)}


def test_only_people_of_the_session_can_be_chosen(session, known, facilitator):
    other = webinar(facilitator)

    stranger = enrolment(other, "Sam", "Elsewhere", "sam@elsewhere.example")
    read(session, facilitator, ("Sam", "", "16:00", "17:00"))
    with pytest.raises(WebinarRefusedError, match="not in the session's cohort"):
        says("Sam", stranger, facilitator)
    assert row("Sam").settled_at is None


def test_only_who_leads_it_decides(session, known, facilitator):
    read(session, facilitator, ("Jo Price", "", "16:00", "17:00"))
    with pytest.raises(WebinarRefusedError, match="do not lead"):
        says("Jo Price", known["jo"], UserFactory(roles=["facilitator"]))


def test_the_rest_is_absent_only_when_somebody_says_so(session, known, facilitator):
    ApologyFactory(session=session, enrolment=known["zoe"])
    read(session, facilitator, ("Amara", known["amara"].participant.user.email, "16:00", "17:30"))
    assert register(session) == {known["amara"].pk: (Mark.ATTENDED, 90)}

    shown = [known[key].pk for key in ("ben", "zoe", "amara")]
    assert mark_rest_absent(session=session, enrolment_ids=shown, by=facilitator, at=LATER) == 2

    assert register(session) == {
        known["amara"].pk: (Mark.ATTENDED, 90),
        known["ben"].pk: (Mark.ABSENT, 0),
        known["zoe"].pk: (Mark.AUTHORISED_ABSENCE, 0),
    }
    assert mark_rest_absent(session=session, enrolment_ids=shown, by=facilitator, at=AGAIN) == 0
    told = dict(EngagementRecord.objects.values_list("enrolment", "note"))
    assert told[known["ben"].pk] == "Not in the webinar's attendance report"


@pytest.mark.parametrize("minutes", [-30, 30], ids=["seen before the rest was marked", "seen after it"])
@pytest.mark.parametrize("mark", [Mark.ATTENDED, Mark.AUTHORISED_ABSENCE])
def test_not_being_in_the_report_gives_way_to_any_mark_somebody_makes(session, known, facilitator, mark, minutes):
    """On a phone without a signal, say, whose mark arrives in the evening: no clash, whichever was first."""
    read(session, facilitator, ("Amara", known["amara"].participant.user.email, "16:00", "17:30"))
    mark_rest_absent(session=session, enrolment_ids=[known["ben"].pk], by=facilitator, at=LATER)
    colleague = UserFactory(roles=["facilitator"])
    session.facilitators.add(colleague)
    seen = NewMark(
        enrolment_id=known["ben"].pk,
        mark=mark,
        client_uuid=uuid4(),
        captured_at=LATER + timedelta(minutes=minutes),
    )

    evening = LATER + timedelta(hours=4)
    record_marks(session=session, marks=[seen], source=MarkSource.REGISTER, by=colleague, at=evening)

    of_ben = EngagementRecord.objects.filter(enrolment=known["ben"])
    assert of_ben.get(state=RecordState.CURRENT).mark == mark
    assert of_ben.get(state=RecordState.PAST).source == MarkSource.CLOSING
    assert of_ben.count() == 2


def test_a_report_that_knows_them_after_all_counts(session, known, facilitator):
    read(session, facilitator, ("Amara", known["amara"].participant.user.email, "16:00", "17:30"))
    mark_rest_absent(session=session, enrolment_ids=[known["ben"].pk], by=facilitator, at=LATER)

    read(session, facilitator, ("Ben", known["ben"].participant.user.email, "16:00", "17:30"), at=AGAIN)

    assert register(session)[known["ben"].pk] == (Mark.ATTENDED, 90)
    assert not EngagementRecord.objects.filter(state=RecordState.TO_DECIDE).exists()


def test_nobody_is_absent_while_somebody_is_undecided(session, known, facilitator):
    read(session, facilitator, ("iPad", "", "16:00", "17:30"))
    assert undecided(session).count() == 1
    with pytest.raises(WebinarRefusedError, match="First decide who everybody"):
        mark_rest_absent(session=session, enrolment_ids=[known["ben"].pk], by=facilitator, at=LATER)
    assert register(session) == {}


def test_nobody_is_absent_without_a_report(session, known, facilitator):
    with pytest.raises(WebinarRefusedError, match="no report"):
        mark_rest_absent(session=session, enrolment_ids=[known["ben"].pk], by=facilitator, at=LATER)


def test_when_everybody_is_known_the_register_closes(session, known, facilitator):
    read(session, facilitator, ("Amara", known["amara"].participant.user.email, "16:00", "17:30"))
    mark_rest_absent(session=session, enrolment_ids=[one.pk for one in known.values()], by=facilitator, at=LATER)
    session.refresh_from_db()
    assert session.register_closed_at == LATER
