"""The hub's pages of schedules, as forms without JavaScript."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.actions.sessions import cancel, change
from courses.choices import SessionState
from courses.models import Component, HolidayPeriod, Session
from npq_portal.notifications.models import Notification
from tests.courses.timetable import component, programme_component, session
from tests.factories.courses import CohortFactory

PATTERN = {
    "what": "repeats",
    "how_many": "count",
    "count": "3",
    "first_on_day": "9",
    "first_on_month": "2",
    "first_on_year": "2027",
    "every_weeks": "1",
    "starts": "4pm",
    "minutes": "60",
    "when_closed": "leave_out",
    "venue": "Hall",
}


def url(name, *args):
    return reverse(f"schedule:{name}", args=args)


@pytest.fixture
def part(cohort):
    return component(cohort, "Live session 3", position=3)


@pytest.fixture
def half_term(db):
    return HolidayPeriod.objects.create(name="Half-term, Suffolk", first_day="2027-02-15", last_day="2027-02-19")


def text(response):
    return " ".join(response.content.decode().split())


# -- making many ---------------------------------------------------------------------------------------------------------
def test_a_pattern_is_shown_first_and_then_exactly_that_is_made(hub_admin_client, cohort, part, half_term, facilitator):
    asked = PATTERN | {"component": part.pk, "facilitators": [facilitator.pk]}

    seen = hub_admin_client.post(url("make", cohort.pk), asked)

    assert "3 drafts would be made" in text(seen)
    assert "Half-term, Suffolk" in text(seen)
    assert not Session.objects.exists()
    carried = {}
    for name, value in seen.context["carried"]:
        carried.setdefault(name, []).append(value)
    done = hub_admin_client.post(url("make", cohort.pk), carried | {"digest": seen.context["plan"].digest})
    assert done.status_code == 302
    made = list(Session.objects.all())
    shown = [one.new for one in seen.context["plan"].sessions]
    assert [(one.component_id, one.starts_at, one.ends_at, one.venue) for one in made] == [
        (new.component_id, new.starts_at, new.ends_at, new.venue) for new in shown
    ]
    assert f"{made[1].starts_at:%m-%d %H:%M}" == "02-23 16:00"
    assert {one.state for one in made} == {SessionState.DRAFT}
    assert [list(one.facilitators.all()) for one in made] == [[facilitator]] * 3


def test_a_plan_whose_facts_changed_meanwhile_is_shown_again(hub_admin_client, cohort, part, half_term):
    asked = PATTERN | {"component": part.pk}
    seen = hub_admin_client.post(url("make", cohort.pk), asked)
    half_term.delete()

    again = hub_admin_client.post(url("make", cohort.pk), asked | {"digest": seen.context["plan"].digest})

    assert "has changed since you looked" in text(again)
    assert not Session.objects.exists()


def test_several_components_are_held_one_after_another(hub_admin_client, cohort, part):
    other = component(cohort, "Live session 4", position=4)
    asked = PATTERN | {"what": "in_turn", "components": [other.pk, part.pk]}

    seen = hub_admin_client.post(url("make", cohort.pk), asked)

    assert [one.title for one in seen.context["plan"].sessions] == ["Live session 3", "Live session 4"]


def test_the_pattern_can_be_changed_with_everything_typed_still_there(hub_admin_client, cohort, part):
    page = hub_admin_client.post(url("make", cohort.pk), PATTERN | {"component": part.pk, "edit": "1"})

    assert 'value="Hall"' in page.content.decode()
    assert 'value="4pm"' in page.content.decode()
    assert "There is a problem" not in text(page)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"what": ""}, "what", "Choose what these sessions are"),
        ({"component": ""}, "component", "Choose which part"),
        ({"count": ""}, "count", "Enter how many times"),
        ({"count": "101"}, "count", "How many times must be a whole number from 1 to 100"),
        ({"how_many": "until"}, "until", "Enter the last date"),
        (
            {"how_many": "until", "until_day": "1", "until_month": "2", "until_year": "2027"},
            "until",
            "The last date must not come before the first",
        ),
        ({"starts": "teatime"}, "starts", "Start must be a time like 16:00 or 4pm"),
        ({"first_on_day": "31"}, "first_on", "First date must be a real date"),
        (
            {"how_many": "until", "until_day": "15", "until_month": "2", "until_year": "2027", "first_on_day": "15"},
            "first_on",
            "No dates are left",
        ),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_typed_is_lost(
    hub_admin_client, cohort, part, half_term, changes, field, words
):
    page = hub_admin_client.post(url("make", cohort.pk), PATTERN | {"component": part.pk} | changes)

    assert any(words in one for one in page.context["form"].errors[field]), page.context["form"].errors
    assert 'value="Hall"' in page.content.decode()
    assert not Session.objects.exists()


def test_another_cohorts_components_cannot_be_chosen(hub_admin_client, cohort, part):
    stranger = component(CohortFactory())

    page = hub_admin_client.post(url("make", cohort.pk), PATTERN | {"component": stranger.pk})

    assert "component" in page.context["form"].errors


# -- importing -----------------------------------------------------------------------------------------------------------
def upload(text):
    return {"file": SimpleUploadedFile("dates.csv", text.encode(), content_type="text/csv")}


def test_a_file_is_shown_first_then_made_and_importing_it_again_adds_nothing(hub_admin_client, cohort, part):
    file = "component;date;start\nlive session 3;09/02/2027;16:00\nLive session 3;16/02/2027;teatime\n"

    seen = hub_admin_client.post(url("import", cohort.pk), upload(file))

    assert "1 draft would be made." in text(seen)
    assert "must be a time like 16:00 or 4pm" in text(seen)
    assert not Session.objects.exists()
    carried = dict(seen.context["carried"]) | {"digest": seen.context["plan"].digest}
    assert hub_admin_client.post(url("import", cohort.pk), carried).status_code == 302
    assert f"{Session.objects.get().starts_at:%Y-%m-%d %H:%M}" == "2027-02-09 16:00"
    again = hub_admin_client.post(url("import", cohort.pk), upload(file))
    assert "0 drafts would be made." in text(again)
    assert "There already" in text(again)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Choose a CSV file"),
        (upload("Component,Date\nx,y"), "no column “Start”"),
        (upload("x" * (1024 * 1024 + 1)), "bigger than 1 MB"),
        ({"content": "not base64!"}, "Choose a CSV file"),
        ({"content": "UEsDBA=="}, "an Excel workbook"),
    ],
)
def test_a_file_that_is_refused_says_why(hub_admin_client, cohort, part, sent, words):
    page = hub_admin_client.post(url("import", cohort.pk), sent)

    assert words in text(page)
    assert not Session.objects.exists()


def test_the_file_to_fill_in_names_the_cohorts_parts(hub_admin_client, cohort, part):
    response = hub_admin_client.get(url("template", cohort.pk))

    assert b"Live session 3,17/11/2026" in response.content
    assert response["Content-Disposition"] == 'attachment; filename="sessions.csv"'


# -- the cohort, a session, releasing ------------------------------------------------------------------------------------
def test_the_cohort_shows_its_sessions_and_copies_its_parts(hub_admin_client, cohort, first, priya):
    programme_component(cohort.programme, "Coaching")
    session(first.component, "2026-12-01 16:00", state=SessionState.DRAFT, capacity=10)

    page = hub_admin_client.get(url("cohort", cohort.pk))
    assert "1 session waits to be released" in text(page)
    assert "Tuesday 17 November 2026" in text(page)
    assert "4pm to 5pm" in text(page)

    hub_admin_client.post(url("copy-components", cohort.pk))
    assert Component.objects.filter(cohort=cohort, title="Coaching").exists()


def test_changing_a_session_and_releasing_it(hub_admin_client, cohort, first, priya, participant, settings):
    form = hub_admin_client.get(url("change", first.pk)).context["form"]
    parts = {f"on_{part}": value for part, value in zip(("day", "month", "year"), ("17", "11", "2036"), strict=True)}
    typed = {
        "starts": form["starts"].value(),
        "minutes": "90",
        "venue": "Hall",
        "facilitators": form.initial["facilitators"],
    }
    cohort.ends_on = "2037-01-01"
    cohort.save()

    assert hub_admin_client.post(url("change", first.pk), typed | parts).status_code == 302
    assert "Waits to be released" in text(hub_admin_client.get(url("session", first.pk)))
    seen = hub_admin_client.get(url("release", cohort.pk))
    assert "Priya Invented" in text(seen)
    assert "Place: from Room 1 to Hall" in text(seen)
    done = hub_admin_client.post(url("release", cohort.pk), {"digest": seen.context["effect"].digest}, follow=True)

    assert "Released: 1 change. Told: 2 people." in text(done)
    first.refresh_from_db()
    assert (first.venue, f"{first.starts_at:%Y-%m-%d %H:%M}") == ("Hall", "2036-11-17 16:00")
    assert Notification.objects.filter(recipient_id=participant.pk).count() == 1


def test_a_session_with_a_link_alone_is_online(hub_admin_client, first):
    first.venue, first.join_link = "", "https://meet.example/room"
    first.save()

    page = hub_admin_client.get(url("session", first.pk))

    assert {"key": "Where", "value": "Online"} in page.context["summary"]


def test_a_mistake_in_an_optional_box_names_the_box_alone(hub_admin_client, first):
    page = hub_admin_client.post(url("change", first.pk), {"capacity": "0"})

    assert "Seats must be a whole number from 1 to 10,000" in text(page)


def test_a_release_that_was_not_shown_is_shown_instead(hub_admin_client, cohort, first, hub_admin):
    change(session=first, by=hub_admin, at=first.starts_at, venue="Hall")

    page = hub_admin_client.post(url("release", cohort.pk), {"digest": "something else"})

    assert page.status_code == 409
    assert "Nothing was released. Look at it again." in text(page)
    done = hub_admin_client.post(url("release", cohort.pk), {"digest": page.context["effect"].digest}, follow=True)
    assert "Released: 1 change." in text(done)
    again = hub_admin_client.post(url("release", cohort.pk), {"digest": page.context["effect"].digest}, follow=True)
    assert "nothing left to release" in text(again)


def test_cancelling_says_why_not_and_undoing_brings_it_back(hub_admin_client, cohort, first, hub_admin):
    refused = hub_admin_client.post(url("cancel", first.pk), {"reason": ""})
    assert "Enter why it is cancelled" in text(refused)
    later = session(first.component, "2036-12-01 16:00")
    cancel(session=later, reason="Snow", by=hub_admin, at=first.starts_at)
    assert "It will be cancelled. Reason: Snow" in text(hub_admin_client.get(url("session", later.pk)))

    hub_admin_client.post(url("undo", later.pk))

    later.refresh_from_db()
    assert later.pending is None


def test_a_draft_is_discarded(hub_admin_client, cohort, part):
    draft = session(part, state=SessionState.DRAFT)

    assert hub_admin_client.post(url("undo", draft.pk)).url == url("cohort", cohort.pk)
    assert not Session.objects.exists()


def test_staff_give_somebody_a_place(hub_admin_client, cohort, first, priya):
    repeat = session(first.component, "2036-12-01 16:00")

    page = hub_admin_client.post(url("give-place", repeat.pk), {"enrolment": priya.pk}, follow=True)

    assert "They go to this session now" in text(page)
    assert "Priya Invented" in text(page)
    full = session(first.component, "2036-12-08 16:00", capacity=1)
    hub_admin_client.post(url("give-place", full.pk), {"enrolment": priya.pk})
    assert "Every seat at this session is taken" not in text(hub_admin_client.get(url("give-place", full.pk)))


def test_links_to_join_are_on_no_page_of_the_list(hub_admin_client, cohort, first):
    first.join_link = "https://meet.example/secret"
    first.save()

    assert "meet.example" not in text(hub_admin_client.get(url("cohort", cohort.pk)))


@pytest.mark.parametrize("year", ["1026", "2020", "2061"])
def test_a_slip_in_the_year_is_told_beside_the_date(hub_admin_client, first, year):
    typed = {"on_day": "17", "on_month": "11", "on_year": year, "starts": "4pm", "minutes": "60", "venue": "Hall"}

    page = hub_admin_client.post(url("change", first.pk), typed)

    assert "The year must be between 2021 and 2060" in text(page)
    assert f'value="{year}"' in page.content.decode()
