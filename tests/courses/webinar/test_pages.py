"""The pages of a webinar report, as a facilitator and a hub admin use them, without a script."""

from datetime import datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.actions.webinar import dismiss
from courses.choices import Mark, RecordState
from courses.importers.webinar.reading import MOST_BYTES
from courses.models import EngagementRecord, WebinarImport, WebinarRow
from npq_portal.accounts.choices import RoleName
from npq_portal.clock import LONDON
from tests.cast import signed_in
from tests.courses.importers.webinar.golden import goldens
from tests.courses.webinar.making import AFTER, ENDS, PEOPLE, golden, people, report, webinar
from tests.courses.webinar.test_reading_reports import marked_by_hand, register
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def afterwards():
    with time_machine.travel(AFTER, tick=False):
        yield


@pytest.fixture
def session(facilitator):
    return webinar(facilitator)


@pytest.fixture
def known(session):
    return people(session)


def address(session, what="webinar", **more):
    return reverse(f"registers:{what}", kwargs={"session_id": session.pk, **more})


def upload(client, session, content, name="participants.csv"):
    return client.post(address(session), {"report": SimpleUploadedFile(name, content, "text/csv")}, follow=True)


def text_of(response):
    return " ".join(response.content.decode().split())


def who(client, session, name, **answer):
    row = WebinarRow.objects.get(name=name)
    return client.post(address(session, "webinar-row", row_id=row.pk), {"seen": "", **answer}, follow=True)


def test_before_any_report_the_page_asks_for_one(session, facilitator_client):
    page = text_of(facilitator_client.get(address(session)))
    assert "Add the report" in page
    assert "Where do I find the report?" in page
    assert "Everybody in the report" not in page


def test_before_the_end_it_says_to_wait(session, facilitator_client):
    with time_machine.travel(ENDS.replace(hour=17, minute=0), tick=False):
        page = text_of(facilitator_client.get(address(session)))
        assert "has not ended yet" in page
        assert 'type="file"' not in page
        assert "has not ended yet" in text_of(upload(facilitator_client, session, golden("zoom_meeting_report.csv")))
    assert not WebinarImport.objects.exists()


def test_a_report_is_read_and_its_working_shown(session, known, facilitator_client):
    page = text_of(upload(facilitator_client, session, golden("zoom_meeting_report.csv")))

    assert "The report is read: 10 people. 5 wait for you to say who it was." in page
    assert "5 to decide" in page
    assert "3:58:10pm to 4:20:40pm, 4:22:00pm to 4:50:30pm, 4:51:15pm to 5:35:00pm" in page
    assert "By their email address" in page
    assert "UK time, since the report does not say" in page


def test_the_same_report_again_is_named_and_changes_nothing(session, known, facilitator_client, hub_admin_client):
    upload(facilitator_client, session, golden("zoom_meeting_report.csv"))
    before = EngagementRecord.objects.count()

    page = text_of(upload(hub_admin_client, session, golden("zoom_meeting_report.csv"), name="again.csv"))

    assert "This report was read already, at 6pm on Tuesday 24 March 2026. Nothing has changed." in page
    assert EngagementRecord.objects.count() == before


@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in goldens()])
def test_every_golden_report_goes_through_the_pages(one, facilitator):
    session = webinar(facilitator, starts_at=one.session.starts_at, ends_at=one.session.ends_at)
    known = {person.participant.user.email: person for person in people(session).values()}
    with time_machine.travel(datetime(2026, 12, 1, tzinfo=LONDON), tick=False):
        upload(signed_in(facilitator), session, one.raw())

    kinds = {name.partition("<")[2].rstrip(">"): (kind, minutes) for kind, name, minutes in one.people if "<" in name}
    certain = {email for email, (kind, _) in kinds.items() if kind == "person" and email in known}
    shown = {row.email: row.minutes for row in WebinarRow.objects.exclude(email="")}
    assert shown == {email: minutes for email, (_, minutes) in kinds.items()}
    assert WebinarRow.objects.filter(enrolment__isnull=False).count() == len(certain)
    marked = {email for email in certain if kinds[email][1]}
    assert register(session).keys() == {known[email].pk for email in marked}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"x" * (MOST_BYTES + 1), "The file is bigger than 5 MB"),
        (bytes(range(256)) * 40, "not an attendance report|not text that we can read|bytes in it that no text has"),
        (b"<!doctype html><title>Sign in</title>", "The file is a web page"),
        (b"PK\x03\x04" + b"\x00" * 30, "The file is an Excel workbook"),
        (b"Name,Join time,Leave time\n" + b"a,b,c\n" * 100_000, "more than 10,000 lines"),
        (report(("A", "", "06:00", "07:00")), "Nobody in this report was there during the session"),
    ],
)
def test_a_file_that_is_no_report_is_answered_in_words_beside_the_field(session, facilitator_client, content, words):
    response = upload(facilitator_client, session, content)
    assert response.status_code == 200
    [error] = response.context["form"].errors["report"]
    assert any(some in error for some in words.split("|")), error
    assert 'class="govuk-error-message"' in text_of(response)
    assert not WebinarImport.objects.exists()


def test_cells_that_a_spreadsheet_or_a_browser_would_run_are_only_text(session, known, facilitator_client):
    nasty = "=cmd|' /C calc'!A0 <script>alert(1)</script>"
    page = text_of(upload(facilitator_client, session, report((nasty, "", "16:00", "17:00"))))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert register(session) == {}


def test_nothing_chosen_says_to_choose(session, facilitator_client):
    response = facilitator_client.post(address(session))
    assert response.context["form"].errors["report"] == ["Choose the report's file first"]


def test_deciding_leads_from_one_to_the_next_and_home(session, known, facilitator_client):
    upload(facilitator_client, session, report(("Benny W", "", "16:00", "16:50"), ("iPad", "", "16:00", "17:30")))

    page = who(facilitator_client, session, "Benny W", who="another", person=str(known["ben"].pk))
    assert page.context["form"].heading == "Who is “iPad”?"
    assert "Saved: “Benny W” is Ben Whitlock." in text_of(page)

    page = who(facilitator_client, session, "iPad", who="nobody")
    assert page.request["PATH_INFO"] == address(session)
    assert register(session) == {known["ben"].pk: (Mark.PART, 50)}
    assert "5 expected and not marked" in text_of(page)
    assert "Confirmed by Femi Invented on 24 March 2026" in text_of(page)


def test_likely_people_are_offered_and_none_is_chosen(session, known, facilitator_client):
    upload(facilitator_client, session, report(("Jo Price", "", "16:00", "17:30")))
    row = WebinarRow.objects.get()
    page = text_of(facilitator_client.get(address(session, "webinar-row", row_id=row.pk)))
    assert "Jo Price (jo.price@riverside.example)" in page
    assert "Jo Price (joprice@hillview.example)" in page
    assert "It is the same name." in page
    assert " checked" not in page


@pytest.mark.parametrize(
    ("answer", "field", "words"),
    [
        ({}, "who", "Choose who it was, or that it was not one of ours"),
        ({"who": "another"}, "person", "Choose a name from the list"),
        ({"who": "999999"}, "who", "Choose one of the options shown"),
        ({"who": "another", "person": "999999"}, "person", "Choose one of the options shown"),
        ({"who": "nobody", "seen": "2026-03-24T18:00:00+00:00"}, "who", "Somebody has decided this meanwhile"),
        ({"who": "nobody", "seen": "yesterday"}, None, ""),
    ],
)
def test_what_is_missing_is_said_beside_the_field(session, known, facilitator_client, answer, field, words):
    upload(facilitator_client, session, report(("Jo Price", "", "16:00", "17:30")))
    page = who(facilitator_client, session, "Jo Price", **answer)
    if field:
        assert any(words in error for error in page.context["form"].errors[field])
        assert WebinarRow.objects.get().settled_at is None


def test_two_people_decide_and_the_second_is_told_and_can_go_on(session, known, facilitator_client, hub_admin_client):
    upload(facilitator_client, session, report(("Jo Price", "", "16:00", "17:00")))
    who(facilitator_client, session, "Jo Price", who=str(known["jo"].pk))

    page = who(hub_admin_client, session, "Jo Price", who=str(known["other_jo"].pk))
    assert page.context["form"].errors["who"] == ["Femi Invented has decided this meanwhile. Look at it again first."]
    seen = page.context["form"]["seen"].value()

    who(hub_admin_client, session, "Jo Price", who=str(known["other_jo"].pk), seen=seen)
    assert register(session)[known["other_jo"].pk] == (Mark.PART, 60)
    assert register(session)[known["jo"].pk] == (Mark.CLEARED, 0)


def test_the_rest_is_marked_absent_in_a_second_step_by_name(session, known, facilitator_client):
    upload(facilitator_client, session, report(("Amara", "amara.okafor@oakwood.example", "16:00", "17:30")))
    page = text_of(facilitator_client.get(address(session, "webinar-absent")))
    assert "Ben Whitlock" in page
    assert "Amara Okafor" not in page
    assert len(register(session)) == 1

    chosen = [str(known[key].pk) for key in ("ben", "carys")]
    page = facilitator_client.post(address(session, "webinar-absent"), {"people": chosen}, follow=True)

    assert "2 people are marked absent." in text_of(page)
    assert {pk for pk, (mark, _) in register(session).items() if mark == Mark.ABSENT} == set(map(int, chosen))


def test_absences_wait_until_everybody_is_decided(session, known, facilitator_client):
    assert "There is no report" in text_of(facilitator_client.get(address(session, "webinar-absent")))
    upload(facilitator_client, session, report(("iPad", "", "16:00", "17:30")))
    assert "First decide who everybody" in text_of(facilitator_client.get(address(session, "webinar-absent")))
    page = facilitator_client.post(address(session, "webinar-absent"), {"people": [str(known["ben"].pk)]})
    assert page.status_code == 200
    assert not EngagementRecord.objects.exists()


def test_nobody_ticked_marks_nobody(session, known, facilitator_client):
    upload(facilitator_client, session, report(("Amara", "amara.okafor@oakwood.example", "16:00", "17:30")))
    page = facilitator_client.post(address(session, "webinar-absent"), {})
    assert page.status_code == 200
    assert "Mark these people absent?" in text_of(page)


def test_a_mark_made_by_hand_is_shown_to_stay(session, known, facilitator, facilitator_client):
    marked_by_hand(session, known["amara"], Mark.ATTENDED, facilitator)
    page = upload(facilitator_client, session, report(("Amara", "amara.okafor@oakwood.example", "16:00", "16:03")))
    assert "Marked before (Register); it stays" in text_of(page)


def test_guests_of_an_open_webinar_are_settled_together(session, known, facilitator_client):
    upload(
        facilitator_client,
        session,
        report(
            ("A Guest", "", "16:00", "17:00"),
            ("B Guest", "b@x.example", "16:00", "17:00"),
            ("Jo Price", "", "16:00", "17:00"),
        ),
    )
    page = text_of(facilitator_client.get(address(session, "webinar-others")))
    assert "May be Jo Price." in page
    assert " checked" not in page
    rows = [str(row.pk) for row in WebinarRow.objects.exclude(name="Jo Price")]

    page = text_of(facilitator_client.post(address(session, "webinar-others"), {"rows": rows}, follow=True))

    assert "2 people are not one of ours." in page
    assert "1 to decide" in page
    assert register(session) == {}


def test_whoever_was_decided_meanwhile_stays_decided(session, known, facilitator, facilitator_client):
    upload(facilitator_client, session, report(("iPad", "", "16:00", "17:00")))
    row = WebinarRow.objects.get()
    who(facilitator_client, session, "iPad", who="another", person=str(known["ben"].pk))
    assert dismiss(session=session, row_ids=[row.pk], by=facilitator, at=AFTER) == 0
    assert register(session) == {known["ben"].pk: (Mark.PART, 60)}
    assert "Everybody in the report is decided." in text_of(facilitator_client.get(address(session, "webinar-others")))


def test_no_guest_ticked_says_to_tick(session, facilitator_client):
    upload(facilitator_client, session, report(("iPad", "", "16:00", "17:00")))
    page = facilitator_client.post(address(session, "webinar-others"), {})
    assert page.context["form"].errors["rows"] == ["Tick at least one person"]


def test_another_facilitators_session_is_not_found(known, session):
    client = signed_in(UserFactory(roles=[RoleName.FACILITATOR]))
    assert client.get(address(session)).status_code == 404
    assert upload(client, session, golden("zoom_meeting_report.csv")).status_code == 404


def test_a_row_of_another_session_is_not_found(session, known, facilitator, facilitator_client):
    upload(facilitator_client, session, report(("iPad", "", "16:00", "17:30")))
    another = webinar(facilitator)
    path = address(another, "webinar-row", row_id=WebinarRow.objects.get().pk)
    assert facilitator_client.get(path).status_code == 404


def test_the_page_asks_as_often_for_three_people_as_for_three_hundred(
    session, facilitator_client, django_assert_max_num_queries
):
    people(session)
    lines = [(f"P {number}", f"p{number}@x.example", "16:00", "17:30") for number in range(300)]
    upload(
        facilitator_client, session, report(*lines, *((key, email, "16:00", "17:00") for key, _, _, email in PEOPLE))
    )
    with django_assert_max_num_queries(16):
        assert facilitator_client.get(address(session)).status_code == 200
    assert EngagementRecord.objects.filter(state=RecordState.CURRENT).count() == len(PEOPLE)
