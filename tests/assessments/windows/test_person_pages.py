"""What the hub does for one person in a window: lets them in without the engagement, ends that, gives more time."""

from datetime import timedelta

import pytest
from django.urls import reverse

from assessments.models import Entry, Waiver
from tests.assessments.windows.scenes import BEFORE, CLOSES, INSIDE, a_window, idle, inside

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


def test_somebody_is_let_in_without_the_engagement(hub_admin_client, window, now):
    enrolment = idle(window)
    path = url("waive", window.pk, enrolment.pk)
    assert "0% of the 90%" in text(hub_admin_client.get(path))
    assert "Enter why they are let in" in text(hub_admin_client.post(path, {"reason": ""}))
    page = hub_admin_client.post(path, {"reason": "Two registers were lost"}, follow=True)
    assert "Idle Invented is let in without the engagement." in text(page)
    assert Entry.objects.get().enrolment == enrolment
    assert "They do not need it" in text(hub_admin_client.get(path))


def test_a_waiver_is_ended_before_the_opening(hub_admin_client, window, before):
    enrolment = idle(window)
    hub_admin_client.post(url("waive", window.pk, enrolment.pk), {"reason": "Two registers were lost"})
    path = url("end-waiver", window.pk, enrolment.pk)
    assert path in text(hub_admin_client.get(url("window", window.pk)))
    page = hub_admin_client.post(path, follow=True)
    assert "The waiver for Idle Invented has ended." in text(page)
    assert Waiver.objects.get().ended_at == BEFORE
    assert "There is no waiver for them." in text(hub_admin_client.get(path))


def test_a_waiver_is_about_engagement_alone(hub_admin_client, window, now):
    enrolment = idle(window, status="deferred")
    page = hub_admin_client.post(url("waive", window.pk, enrolment.pk), {"reason": "x"})
    assert "Engagement is not what keeps them out" in text(page)
    assert not Waiver.objects.exists()


def test_time_is_given_to_somebody_who_rang(hub_admin_client, window, now):
    entry = inside(window)
    path = url("give-time", window.pk, entry.enrolment_id)
    assert "closes: Wednesday 10 February 2027, 11:59pm (UK time)" in text(hub_admin_client.get(path))
    answers = {"kind": "more_time", "hours": "24", "reason": "technical", "words": "You rang us."}
    missing = hub_admin_client.post(path, answers | {"hours": ""})
    assert missing.context["form"].errors == {"hours": ["Enter how many more hours"]}

    page = hub_admin_client.post(path, answers, follow=True)
    assert "Done. We have written to Inga Invented." in text(page)
    assert "24 more hours given" in text(page)
    entry.refresh_from_db()
    assert entry.closes_at == CLOSES + timedelta(hours=24)


def test_nobody_of_another_cohort(hub_admin_client, window, now):
    stranger = idle(a_window())
    for name in ("waive", "end-waiver", "give-time"):
        assert hub_admin_client.get(url(name, window.pk, stranger.pk)).status_code == 404
