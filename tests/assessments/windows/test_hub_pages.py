"""The hub's pages of windows: what is shown before it is done, errors beside their fields, nothing typed lost."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from assessments.models import AssessmentPolicy, Entry, Window
from tests.assessments.windows.scenes import (
    BEFORE,
    CLOSES,
    INSIDE,
    OPENS,
    a_cohort,
    a_window,
    engaged,
    idle,
    inside,
    letters,
)
from tests.factories.assessments import CaseQuestionFactory, CaseStudyFactory
from tests.factories.assessments_windows import ExtensionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def window():
    return a_window()


@pytest.fixture
def now(time_machine_at):
    """In the middle of the window."""
    with time_machine_at(INSIDE):
        yield


@pytest.fixture
def before(time_machine_at):
    """A week before it opens."""
    with time_machine_at(BEFORE):
        yield


def text(response) -> str:
    return " ".join(response.content.decode().split()).replace("&#x27;", "'")


def url(name: str, *args) -> str:
    return reverse(f"windows:{name}", args=args)


def typed(case, **changes) -> dict:
    """A window of eight days from 3 February 2027."""
    answers = {
        "case_study": case.pk, "opens_on_day": "3", "opens_on_month": "2", "opens_on_year": "2027",
        "opening_time": "00:00", "days": "8", "rule": "calendar_days", "closing_time": "",
    }  # fmt: skip
    return answers | changes


def confirmed(client, path: str, data: dict, **more):
    """Send the form, then what the page of the effect sends."""
    shown = client.post(path, data)
    assert "kept" in shown.context, shown.context["form"].errors
    digest = shown.context["effect"].digest if "effect" in shown.context else "1"
    fields = urlencode([*shown.context["kept"], ("confirmed", digest), *more.items()])
    return client.post(path, fields, content_type="application/x-www-form-urlencoded", follow=True)


# -- the list and the record -------------------------------------------------------------------------------------------
def test_windows_stand_by_state(hub_admin_client, window, now):
    a_window(opens_at=CLOSES, closes_at=CLOSES + timedelta(days=8))
    a_window(opens_at=OPENS - timedelta(days=30), closes_at=OPENS - timedelta(days=22))
    inside(window)
    ExtensionFactory(window=window)

    page = hub_admin_client.get(url("index"))

    assert [title for title, _ in page.context["groups"]] == ["Open now", "To come", "Over"]
    assert "1 request for more time to decide</a>" in text(page)
    assert "1 in, 2 in the cohort" in text(page)


def test_without_any_it_says_what_a_window_is(hub_admin_client):
    assert "No window is planned yet" in text(hub_admin_client.get(url("index")))


def test_the_record_shows_who_is_in_ready_or_not_and_why(hub_admin_client, window, now):
    inside(window)
    engaged(window, "Ready Invented")
    late = idle(window)

    page = hub_admin_client.get(url("window", window.pk))

    shown = text(page)
    assert "Opens Wednesday 3 February 2027, 00:00; closes Wednesday 10 February 2027, midnight at the end" in shown
    assert "1 in, 1 ready, 1 not ready" in shown
    groups = {title: rows for title, _, _, rows in page.context["groups"]}
    assert [row[0]["text"] for row in groups["In the window"]] == ["Inga Invented"]
    assert [row[0]["text"] for row in groups["Ready to be let in"]] == ["Ready Invented"]
    ((_, why, waive),) = groups["Not ready"]
    assert why["text"] == "Engagement not reached (0% of 90%)"
    assert "catching up" in why["hint"]
    assert waive["url"] == url("waive", window.pk, late.pk)


def test_the_list_takes_the_same_number_of_queries_for_any_number(
    hub_admin_client, window, now, django_assert_max_num_queries
):
    for _ in range(3):
        inside(a_window())
    with django_assert_max_num_queries(8):
        hub_admin_client.get(url("index"))


# -- planning ----------------------------------------------------------------------------------------------------------
def test_the_policys_days_stand_in_the_form(hub_admin_client, before):
    cohort = a_cohort()
    CaseStudyFactory(programme=cohort.programme)
    AssessmentPolicy.objects.create(programme=cohort.programme, days=10, opening_time="09:00")
    form = hub_admin_client.get(url("plan", cohort.pk)).context["form"]
    assert (form["days"].value(), form["opening_time"].value()) == (10, "09:00")
    assert cohort.name in text(hub_admin_client.get(url("choose-cohort")))


def test_a_cohort_without_a_case_is_led_to_make_one(hub_admin_client, before):
    page = text(hub_admin_client.get(url("plan", a_cohort().pk)))
    assert "There is no case study of this programme yet." in page


def test_the_window_is_said_in_words_before_it_is_saved(hub_admin_client, before):
    cohort = a_cohort()
    case = CaseQuestionFactory(case_study__programme=cohort.programme).case_study

    shown = hub_admin_client.post(url("plan", cohort.pk), typed(case, opens_on_day="24", opens_on_month="3"))

    assert (
        "Opens Wednesday 24 March 2027, 00:00; closes Wednesday 31 March 2027, midnight at the end of the day; 191 hours,"
        " the clocks go forward"
    ) in text(shown)
    assert not Window.objects.exists()
    assert shown.context["notes"] == []


def test_both_readings_are_shown_where_they_differ(hub_admin_client, before):
    cohort = a_cohort()
    case = CaseStudyFactory(programme=cohort.programme)
    shown = hub_admin_client.post(url("plan", cohort.pk), typed(case, opening_time="9am"))
    assert "If counted the other way" in text(shown)
    assert "closes Thursday 11 February 2027, 09:00; 192 hours" in text(shown)


def test_what_may_be_a_slip_is_said(hub_admin_client, before):
    cohort = a_cohort()
    case = CaseStudyFactory(programme=cohort.programme)
    earlier = {"opens_at": OPENS - timedelta(days=2), "closes_at": CLOSES - timedelta(days=2)}
    a_window(cohort, case_study=case, opens_on=OPENS.date() - timedelta(days=2), **earlier)
    type(cohort).objects.filter(pk=cohort.pk).update(ends_on=OPENS.date())
    notes = " ".join(hub_admin_client.post(url("plan", cohort.pk), typed(case)).context["notes"])
    for words in ("no questions yet", "given out in a window before", "after the cohort’s last day", "in both"):
        assert words in notes


def test_planned_it_is_saved_once(hub_admin_client, before):
    cohort = a_cohort()
    case = CaseStudyFactory(programme=cohort.programme)
    for _ in range(2):
        page = confirmed(hub_admin_client, url("plan", cohort.pk), typed(case)) if not Window.objects.exists() else (
            hub_admin_client.post(url("plan", cohort.pk), typed(case, confirmed="1"), follow=True)
        )  # fmt: skip
        assert "The window is planned." in text(page)
    window = Window.objects.get()
    assert (window.opens_at, window.closes_at) == (OPENS, CLOSES)
    assert page.redirect_chain == [(url("window", window.pk), 302)]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"case_study": ""}, "case_study", "Choose a case study"),
        ({"opens_on_month": "13"}, "opens_on", "must be a real date"),
        ({"days": "61"}, "days", "from 1 to 60"),
        ({"opening_time": "9"}, "opening_time", "must be a time like"),
        ({"closing_time": "00:00"}, "closing_time", "Leave the closing time empty"),
        ({"rule": ""}, "rule", "Choose how the days are counted"),
        ({"opens_on_year": "2026"}, "__all__", "must open in the future"),
    ],
)
def test_errors_stand_beside_their_field_and_nothing_typed_is_lost(hub_admin_client, before, changes, field, words):
    cohort = a_cohort()
    case = CaseStudyFactory(programme=cohort.programme)
    page = hub_admin_client.post(url("plan", cohort.pk), typed(case, **changes))
    assert words in page.context["form"].errors[field][0]
    assert 'value="3"' in text(page)


def test_changing_the_answers_brings_the_form_back(hub_admin_client, before):
    cohort = a_cohort()
    case = CaseStudyFactory(programme=cohort.programme)
    page = hub_admin_client.post(url("plan", cohort.pk), typed(case, days="9", change="1", confirmed="1"))
    assert page.context["form"]["days"].value() == "9"
    assert not Window.objects.exists()


# -- moving ------------------------------------------------------------------------------------------------------------
def test_moving_shows_what_changes_for_whom_and_then_does_it(hub_admin_client, window, now):
    entry = inside(window)
    data = typed(window.case_study, days="9")

    shown = hub_admin_client.post(url("move", window.pk), data)
    assert "Inga Invented" in text(shown)
    assert "loses time" not in text(shown)

    page = confirmed(hub_admin_client, url("move", window.pk), data)
    assert "The window is moved." in text(page)
    entry.refresh_from_db()
    assert entry.closes_at == CLOSES + timedelta(days=1)
    assert "Before: opens Wednesday 3 February" in text(page)


def test_taking_time_away_asks_for_a_name(hub_admin_client, window, now):
    entry = inside(window)
    data = typed(window.case_study, days="7")

    shown = hub_admin_client.post(url("move", window.pk), data)
    assert "1 person loses time. That is done only if you confirm it with your name" in text(shown)
    refused = confirmed(hub_admin_client, url("move", window.pk), data, confirmed_as="Yes")
    assert "Enter your name as it is in your account" in text(refused)
    assert Entry.objects.get().closes_at == CLOSES

    done = confirmed(hub_admin_client, url("move", window.pk), data, confirmed_as="Hannah Invented")
    assert "Confirmed by: Hannah Invented" in text(done)
    entry.refresh_from_db()
    assert entry.closes_at == CLOSES - timedelta(days=1)


def test_what_has_changed_since_is_shown_again(hub_admin_client, window, now):
    data = typed(window.case_study, days="9")
    digest = hub_admin_client.post(url("move", window.pk), data).context["effect"].digest
    inside(window)
    page = hub_admin_client.post(url("move", window.pk), data | {"confirmed": digest})
    assert "Something has changed since you looked." in text(page)
    assert "Inga Invented" in text(page)
    assert letters("window_changed") == []


def test_the_form_has_the_days_it_has_and_refuses_what_cannot_be(hub_admin_client, window, now):
    form = hub_admin_client.get(url("move", window.pk)).context["form"]
    assert (form["days"].value(), form["case_study"].value()) == (8, str(window.case_study_id))
    assert (form["opening_time"].value(), form["closing_time"].value()) == ("00:00", "")
    page = hub_admin_client.post(url("move", window.pk), typed(window.case_study, opens_on_day="10"))
    assert "has opened, so its opening cannot be moved" in text(page)
