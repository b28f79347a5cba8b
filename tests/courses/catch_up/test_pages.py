"""The pages of catching up: the participant's, and those of whoever decides."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from courses.actions.catch_up_answers import approve, lapse, return_, send
from courses.choices import CatchUpState, Mark
from courses.models import CatchUp
from npq_portal.accounts.choices import RoleName
from tests.cast import signed_in
from tests.courses.catch_up.scenes import EVENING, NEXT_DAY, an_hour
from tests.factories.accounts import RoleGrantFactory
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import StudyFactory

pytestmark = pytest.mark.django_db

TEXT = "I watched the recording.\n\nInvented (2021) says so."
LATE = EVENING.replace(month=12, day=9)


@pytest.fixture
def hour(participant):
    """Missed by the participant of the cast."""
    made = an_hour(enrolment=EnrolmentFactory(participant=participant.participant))
    made.mark(Mark.ABSENT)
    return made


@pytest.fixture
def at():
    """Stand at a moment."""
    travels = []

    def go(moment):
        travels.append(time_machine.travel(moment, tick=False))
        travels[-1].start()

    go(EVENING)
    yield go
    for travel in reversed(travels):
        travel.stop()


def text(response) -> str:
    return " ".join(response.content.decode().split())


def own_url(hour) -> str:
    return reverse("mine:catch-up", args=[hour.catch_up.pk])


def staff_url(catch_up) -> str:
    return reverse("registers:catch-up", args=[catch_up.pk])


def sent(hour, catch_up=None, *, moment=EVENING) -> CatchUp:
    row = catch_up or hour.catch_up
    return send(catch_up=row, text=TEXT, by=hour.enrolment.participant.user, at=moment)


# -- the participant -----------------------------------------------------------------------------------------------------
def test_the_list_says_what_was_missed_and_by_when(participant_client, hour, at):
    page = participant_client.get(reverse("mine:catch-ups"))

    assert hour.session.component.title in text(page)
    assert "Held on Tuesday 17 November 2026" in text(page)
    assert "8 December 2026" in text(page)
    assert "To send" in text(page)


def test_an_empty_list_says_what_will_be_here(participant_client, participant):
    assert "You have missed nothing" in text(participant_client.get(reverse("mine:catch-ups")))


def test_what_the_programme_asks_for_is_drawn_and_what_it_types_is_not_run(participant_client, hour, at):
    programme = hour.session.component.cohort.programme
    programme.catch_up_asks = "Cite **one** study.<script>alert(1)</script>"
    programme.save()

    page = text(participant_client.get(own_url(hour)))

    assert "<strong>one</strong>" in page
    assert "<script>alert" not in page


def test_sending(participant_client, hour, at):
    page = participant_client.post(own_url(hour), {"text": TEXT}, follow=True)

    assert hour.catch_up.text.replace("\r\n", "\n") == TEXT
    assert "Sent. Your facilitator reads it next" in text(page)
    assert "<textarea" not in text(page)


def test_an_empty_text_is_an_error_beside_its_field(participant_client, hour, at):
    page = participant_client.post(own_url(hour), {"text": "  "})

    assert page.context["form"].errors == {"text": ["Write what you did to catch up"]}


def test_too_late_says_so_and_keeps_what_was_typed(participant, hour, at):
    at(LATE)

    page = signed_in(participant).post(own_url(hour), {"text": TEXT})

    assert "The last day to send this was Tuesday 8 December 2026." in text(page)
    assert "Invented (2021) says so." in text(page)
    assert hour.catch_up.state == CatchUpState.OFFERED


def test_a_page_left_open_while_it_lapsed_keeps_what_was_typed_too(participant, hour, at):
    lapse(at=LATE)
    at(LATE)

    assert "Invented (2021) says so." in text(signed_in(participant).post(own_url(hour), {"text": TEXT}))


def test_what_came_back_stands_above_the_text_they_sent(participant_client, hour, at):
    sent(hour)
    return_(catch_up=hour.catch_up, comment="Which study?", by=hour.facilitator, at=NEXT_DAY)
    at(NEXT_DAY)

    page = text(participant_client.get(own_url(hour)))

    assert "What your facilitator wrote" in page
    assert "Which study?" in page
    assert "Invented (2021) says so.</textarea>" in page


@pytest.mark.parametrize("state", CatchUpState)
def test_every_state_says_what_is_now(participant_client, hour, at, state):
    CatchUp.objects.update(state=state)

    assert participant_client.get(own_url(hour)).context["what_now"]
    assert participant_client.get(reverse("mine:catch-ups")).status_code == 200


def test_somebody_elses_is_not_found(participant_client, at):
    other = an_hour()
    other.mark(Mark.ABSENT)

    assert participant_client.get(own_url(other)).status_code == 404
    assert participant_client.post(own_url(other), {"text": TEXT}).status_code == 404


# -- who decides ---------------------------------------------------------------------------------------------------------
def decide(client, catch_up, **answers):
    return client.post(staff_url(catch_up), answers, follow=True)


def test_the_queue_shows_the_longest_waiting_first_and_only_ones_own(hour, at):
    other = an_hour()
    other.mark(Mark.ABSENT)
    sent(other)
    second = hour.another()
    hour.mark(Mark.ABSENT, session=second)
    later = sent(hour, CatchUp.objects.get(session=second), moment=NEXT_DAY)
    first = sent(hour)

    page = signed_in(hour.facilitator).get(reverse("registers:catch-ups"))

    assert list(page.context["page"]) == [first, later]


@pytest.mark.parametrize(
    ("shown", "found"), [("", 0), ("waiting", 0), ("participant", 1), ("late", 0), ("all", 1), ("else", 0)]
)
def test_the_queue_can_show_the_others(hour, at, shown, found):
    page = signed_in(hour.facilitator).get(reverse("registers:catch-ups"), {"show": shown})

    assert page.context["page"].paginator.count == found


def test_the_queue_asks_no_more_for_more_people(hour, at, django_assert_max_num_queries):
    client = signed_in(hour.facilitator)
    for _ in range(12):
        enrolment = EnrolmentFactory(cohort=hour.enrolment.cohort)
        type(hour)(hour.session, hour.facilitator, enrolment).mark(Mark.ABSENT)

    with django_assert_max_num_queries(12):
        client.get(reverse("registers:catch-ups"), {"show": "all"})


def test_the_page_has_everything_needed_to_decide(hour, at):
    sent(hour)

    page = signed_in(hour.facilitator).get(staff_url(hour.catch_up))

    rows = {row["key"]: row["value"] for row in page.context["summary"]}
    assert rows["In the register"] == "Absent, 0 of 60 minutes"
    assert rows["Approving gives"] == "60 minutes"
    assert "Invented (2021) says so." in text(page)


def test_approving_goes_on_to_the_next(hour, at):
    second = hour.another()
    hour.mark(Mark.ABSENT, session=second)
    following = CatchUp.objects.get(session=second)
    sent(hour)
    sent(hour, following, moment=NEXT_DAY)
    client = signed_in(hour.facilitator)

    page = decide(client, hour.catch_up, decision="approve", praise="Well done.")
    assert page.redirect_chain == [(staff_url(following), 302)]
    assert "Approved: Priya Invented has 60 more minutes of credit." in text(page)

    page = decide(client, following, decision="return", missing="Which study?")
    assert page.redirect_chain == [(reverse("registers:catch-ups"), 302)]
    assert [one.state for one in CatchUp.objects.order_by("pk")] == ["approved", "returned"]


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({}, {"decision": ["Choose whether you approve or return it"]}),
        ({"decision": "return", "praise": "Good"}, {"missing": ["Say what is missing"]}),
    ],
)
def test_errors_stand_beside_their_field(hour, at, answers, errors):
    sent(hour)

    page = decide(signed_in(hour.facilitator), hour.catch_up, **answers)

    assert page.context["form"].errors == errors
    assert hour.catch_up.state == CatchUpState.SENT


def test_the_second_is_told_who_was_faster_and_keeps_the_words(hour, at, hub_admin_client):
    sent(hour)
    approve(catch_up=hour.catch_up, by=hour.facilitator, at=EVENING)

    page = decide(hub_admin_client, hour.catch_up, decision="return", missing="Which study?")

    assert "Femi Invented was faster: approved at 7pm on Friday 20 November 2026." in text(page)
    assert "Which study?" in text(page)


def test_nobody_decides_about_themselves(hour, at):
    hour.session.facilitators.add(hour.enrolment.participant.user)
    user = hour.enrolment.participant.user
    RoleGrantFactory(user=user, role=RoleName.FACILITATOR)
    sent(hour)

    assert signed_in(user).get(staff_url(hour.catch_up)).status_code == 404
    assert decide(signed_in(user), hour.catch_up, decision="approve").status_code == 404


def test_a_facilitator_of_another_session_does_not_find_it(hour, at, facilitator_client):
    sent(hour)

    assert facilitator_client.get(staff_url(hour.catch_up)).status_code == 404
    assert decide(facilitator_client, hour.catch_up, decision="approve").status_code == 404


def test_more_time(hour, at):
    lapse(at=LATE)
    at(LATE)
    client, url = signed_in(hour.facilitator), reverse("registers:catch-up-more-time", args=[hour.catch_up.pk])
    day = {"until_day": "20", "until_month": "12", "until_year": "2026"}

    assert "must be today or later" in text(client.post(url, day | {"until_year": "2025"}))
    page = client.post(url, day, follow=True)

    assert "The last day is moved." in text(page)
    assert hour.catch_up.due_on - LATE.date() == timedelta(days=11)


# -- by hand -------------------------------------------------------------------------------------------------------------
def test_the_hub_offers_what_is_lost_without_a_register(hour, at, hub_admin):
    unit = StudyFactory(cohort=hour.enrolment.cohort)
    at(EVENING.replace(year=2027, month=1))
    url = reverse("enrolments:offer-catch-up", args=[hour.enrolment.pk])
    client = signed_in(hub_admin)

    assert [value for value, _ in client.get(url).context["form"].fields["component"].choices] == [str(unit.pk)]
    page = client.post(url, {"component": unit.pk, "reason": "Ill in December"}, follow=True)

    assert "Offered. We have written to the participant." in text(page)
    assert CatchUp.objects.get(component=unit).state == CatchUpState.OFFERED
    assert "There is nothing to offer" in text(client.get(url))
