"""Reading a report: who is certain is marked once, everybody else waits, and nothing is taken from a mark made by hand."""

from datetime import timedelta

import pytest

from courses.actions.register import NewMark, record_marks
from courses.actions.webinar import ReportRefusedError, WebinarRefusedError, forget_files, read_report
from courses.choices import Mark, MarkSource, RecordState, SessionState
from courses.models import EngagementRecord, WebinarImport, WebinarRow
from tests.courses.webinar.making import AFTER, ENDS, LATER, golden, people, report, webinar
from tests.factories.accounts import UserFactory
from tests.factories.engagement import WebinarAliasFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(facilitator):
    return webinar(facilitator)


def read(session, by, content, at=AFTER):
    return read_report(session=session, content=content, file_name="participants.csv", by=by, at=at)


def register(session):
    """(mark, minutes) of everybody of whom the register says something."""
    current = EngagementRecord.objects.filter(session=session, state=RecordState.CURRENT)
    return {record.enrolment_id: (record.mark, record.minutes) for record in current}


def doubtful(session):
    rows = WebinarRow.objects.filter(report__session=session, enrolment=None, is_nobody=False)
    return {row.name for row in rows}


def test_a_zoom_report_marks_those_with_their_own_address(session, facilitator):
    known = people(session)

    read(session, facilitator, golden("zoom_meeting_report.csv"))

    assert register(session) == {
        known["amara"].pk: (Mark.ATTENDED, 90),  # 87 minutes: no more than five missed
        known["ben"].pk: (Mark.PART, 65),
        known["jo"].pk: (Mark.ATTENDED, 90),
        known["other_jo"].pk: (Mark.PART, 80),
        known["carys"].pk: (Mark.ATTENDED, 90),
    }
    assert doubtful(session) == {"Freya Lindqvist (Host)", "Jo Price", "iPad (2)", "+44***0958", "Call-in User_2"}
    assert set(EngagementRecord.objects.values_list("source", flat=True)) == {MarkSource.WEBINAR}


def test_a_teams_report_marks_those_with_their_own_address(session, facilitator):
    known = people(session)

    read(session, facilitator, golden("teams_sections_utf16.csv"))

    assert register(session) == {known["amara"].pk: (Mark.ATTENDED, 90)}
    assert {"Ben Whitlock (External)", "Jo Price (Guest)", "+44 20 **** **58"} < doubtful(session)


def test_the_same_file_again_changes_nothing(session, facilitator, hub_admin):
    people(session)
    first = read(session, facilitator, golden("zoom_meeting_report.csv"))
    before = list(EngagementRecord.objects.order_by("pk").values())

    again = read(session, hub_admin, golden("zoom_meeting_report.csv"), at=LATER)

    assert (first.is_new, again.is_new, again.report) == (True, False, first.report)
    assert WebinarImport.objects.get().imported_by == facilitator
    assert list(EngagementRecord.objects.order_by("pk").values()) == before
    assert WebinarRow.objects.count() == 10


def test_who_leads_the_session_is_not_one_of_those_who_take_part(session, facilitator):
    people(session, "amara")
    read(
        session,
        facilitator,
        report(
            ("Femi", facilitator.email, "15:50", "17:40"), ("Amara", "amara.okafor@oakwood.example", "16:00", "17:30")
        ),
    )
    row = WebinarRow.objects.get(name="Femi")
    assert (row.is_nobody, row.settled_by, row.settled_at) == (True, None, AFTER)
    assert doubtful(session) == set()


def test_equal_names_without_an_address_credit_nobody(session, facilitator):
    people(session, "jo", "other_jo")
    read(session, facilitator, report(("Jo Price", "", "16:00", "17:30")))
    assert register(session) == {}


def test_hidden_gaps_wait_even_with_an_address(session, facilitator):
    known = people(session)
    read(session, facilitator, golden("teams_outline_only_utf16be.csv"))
    assert register(session) == {known["amara"].pk: (Mark.ATTENDED, 90)}
    assert doubtful(session) == {"Ben Whitlock"}


def test_a_name_confirmed_before_is_credited(session, facilitator):
    known = people(session, "ben")
    WebinarAliasFactory(participant=known["ben"].participant, name="bill whitlock")
    read(session, facilitator, report(("Bill WHITLOCK (he/him)", "", "16:00", "16:30")))
    assert register(session) == {known["ben"].pk: (Mark.PART, 30)}
    assert WebinarRow.objects.get().matched_by == "alias"


def test_a_name_confirmed_for_somebody_who_is_not_here_credits_nobody(session, facilitator):
    known = people(session, "ben")
    for participant in (known["ben"].participant, WebinarAliasFactory().participant):
        WebinarAliasFactory(participant=participant, name="bill whitlock")
    read(session, facilitator, report(("Bill Whitlock", "", "16:00", "16:30")))
    assert register(session) == {}


def test_two_reports_of_one_session_add_up(session, facilitator):
    known = people(session, "amara")
    address = known["amara"].participant.user.email
    read(session, facilitator, report(("Amara", address, "16:00", "16:30")))
    read(
        session,
        facilitator,
        report(("Amara", address, "16:20", "17:00"), ("A", "a@b.example", "16:00", "16:10")),
        LATER,
    )
    assert register(session) == {known["amara"].pk: (Mark.PART, 60)}
    assert EngagementRecord.objects.filter(state=RecordState.TO_DECIDE).count() == 0


def test_a_report_by_a_second_person_goes_on_from_the_first(session, facilitator, hub_admin):
    known = people(session, "amara")
    address = known["amara"].participant.user.email
    read(session, facilitator, report(("Amara", address, "16:00", "16:30")))
    read(session, hub_admin, report(("Amara", address, "16:40", "17:30")), LATER)
    assert register(session) == {known["amara"].pk: (Mark.PART, 80)}
    assert not EngagementRecord.objects.filter(state=RecordState.TO_DECIDE).exists()


def marked_by_hand(session, enrolment, mark, by, minutes=None):
    mark = NewMark(
        enrolment_id=enrolment.pk,
        mark=mark,
        minutes=minutes,
        client_uuid=enrolment_uuid(enrolment),
        captured_at=ENDS - timedelta(minutes=80),
    )
    record_marks(session=session, marks=[mark], source=MarkSource.REGISTER, by=by, at=ENDS)


def enrolment_uuid(enrolment):
    from uuid import UUID

    return UUID(int=enrolment.pk)


def test_who_was_marked_present_in_the_room_is_not_marked_down(session, facilitator):
    known = people(session, "amara")
    marked_by_hand(session, known["amara"], Mark.ATTENDED, facilitator)
    read(session, facilitator, report(("Amara", "amara.okafor@oakwood.example", "16:00", "16:03")))
    assert register(session) == {known["amara"].pk: (Mark.ATTENDED, 90)}


def test_who_was_marked_absent_too_early_is_marked_up(session, facilitator):
    known = people(session, "amara")
    marked_by_hand(session, known["amara"], Mark.ABSENT, facilitator)
    read(session, facilitator, report(("Amara", "amara.okafor@oakwood.example", "16:30", "17:30")))
    assert register(session) == {known["amara"].pk: (Mark.PART, 60)}


def test_another_persons_absence_is_a_clash_somebody_decides(session, facilitator, hub_admin):
    known = people(session, "amara")
    marked_by_hand(session, known["amara"], Mark.ABSENT, hub_admin)
    read(session, facilitator, report(("Amara", "amara.okafor@oakwood.example", "16:30", "17:30")))
    assert register(session) == {known["amara"].pk: (Mark.PART, 60)}
    assert EngagementRecord.objects.filter(state=RecordState.TO_DECIDE).count() == 1


def test_less_than_a_minute_marks_nobody(session, facilitator):
    people(session, "zoe", "amara")
    read(
        session,
        facilitator,
        report(
            ("Zoe", "zoe@farber.example", "15:30", "15:59"), ("Amara", "amara.okafor@oakwood.example", "16:00", "17:30")
        ),
    )
    assert register(session).keys() == {WebinarRow.objects.get(name="Amara").enrolment_id}


def test_people_of_the_cohort_expected_at_the_repeat_may_come(session, facilitator):
    known = people(session, "amara")
    webinar_before = webinar(
        facilitator, starts_at=session.starts_at - timedelta(days=7), ends_at=ENDS - timedelta(days=7)
    )
    webinar_before.component = session.component
    webinar_before.save()  # now the default occurrence, where everybody is expected
    read(session, facilitator, report(("Amara", "amara.okafor@oakwood.example", "16:00", "17:30")))
    assert register(session) == {known["amara"].pk: (Mark.ATTENDED, 90)}


def test_a_stranger_to_the_cohort_is_not_credited(session, facilitator):
    stranger = people(webinar(), "amara")["amara"]
    read(session, facilitator, report(("Amara", stranger.participant.user.email, "16:00", "17:30")))
    assert register(session) == {}
    assert doubtful(session) == {"Amara"}


def test_what_is_no_report_leaves_nothing_behind(session, facilitator):
    with pytest.raises(ReportRefusedError, match="a web page"):
        read(session, facilitator, b"<html>Sign in</html>")
    assert not WebinarImport.objects.exists()


def test_only_who_leads_it_and_only_when_it_is_over(session, facilitator):
    content = report(("Amara", "", "16:00", "17:30"))
    another = UserFactory(roles=["facilitator"])
    with pytest.raises(WebinarRefusedError, match="do not lead"):
        read(session, another, content)
    with pytest.raises(WebinarRefusedError, match="has not ended yet"):
        read(session, facilitator, content, at=ENDS - timedelta(seconds=1))
    session.state, session.state_reason = SessionState.NOT_HELD, "Nobody came"
    session.save()
    with pytest.raises(WebinarRefusedError, match="did not take place"):
        read(session, facilitator, content)
    assert not WebinarImport.objects.exists()


def test_files_are_forgotten_after_90_days_and_rows_are_not(session, facilitator):
    read(session, facilitator, report(("Amara", "", "16:00", "17:30")))
    assert forget_files(at=AFTER + timedelta(days=90) - timedelta(seconds=1)) == 0
    assert bytes(WebinarImport.objects.get().content).startswith(b"Name")
    assert forget_files(at=AFTER + timedelta(days=90)) == 1
    assert forget_files(at=AFTER + timedelta(days=91)) == 0
    assert WebinarImport.objects.get().content is None
    assert WebinarRow.objects.count() == 1
    again = read(session, facilitator, report(("Amara", "", "16:00", "17:30")), LATER)
    assert not again.is_new


def test_reading_three_hundred_asks_as_often_as_reading_three(facilitator, django_assert_max_num_queries):
    for number in (3, 300):
        session = webinar(facilitator)
        content = report(*((f"P {n}", f"p{n}@many{number}.example", "16:00", "17:30") for n in range(number)))
        with django_assert_max_num_queries(13):
            read(session, facilitator, content)
