"""A participant's own dates: links for those who go there, another session in one act, apologies."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.choices import EnrolmentStatus
from courses.facts.schedule import choices, seats_left
from courses.models import Apology
from tests.courses.schedule.conftest import NOW
from tests.courses.timetable import component, place, programme_component, session
from tests.factories.courses import CohortFactory, EnrolmentFactory, IntakeFactory

LINK = "https://meet.example/secret"


def url(name, *args):
    return reverse(f"mine:{name}", args=args)


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def part(cohort):
    return component(cohort, "Live session 9", position=9)


@pytest.fixture
def soon(part):
    """Far enough ahead for the real clock that the pages read."""
    return session(part, "2036-11-18 16:00", join_link=LINK, venue="")


@pytest.fixture
def repeat(part):
    return session(part, "2036-11-25 16:00", join_link=f"{LINK}2", venue="Hall", capacity=1)


def test_the_link_to_join_is_for_those_who_go_there(participant_client, priya, soon, repeat):
    page = text(participant_client.get(url("dates", priya.pk)))

    assert f'href="{LINK}"' in page
    assert f"{LINK}2" not in page
    place(priya, repeat)
    assert f'href="{LINK}2"' in text(participant_client.get(url("dates", priya.pk)))


@pytest.mark.parametrize("status", [EnrolmentStatus.DEFERRED, EnrolmentStatus.WITHDRAWN, EnrolmentStatus.COMPLETED])
def test_whoever_does_not_take_part_has_no_dates_and_no_links(participant_client, priya, soon, status):
    priya.status = status
    priya.save()

    for address in (
        url("dates", priya.pk),
        url("choose", priya.pk, soon.component_id),
        url("sorry", priya.pk, soon.pk),
    ):
        assert participant_client.get(address).status_code == 404


def test_choosing_another_date(participant_client, priya, soon, repeat):
    page = participant_client.get(url("choose", priya.pk, soon.component_id))
    assert "1 seat left" in text(page)

    done = participant_client.post(url("choose", priya.pk, soon.component_id), {"session": str(repeat.pk)}, follow=True)

    assert "You go to Live session 9 on Tuesday 25 November 2036, 4pm to 5pm (UK time)." in text(done)
    assert priya.session_places.get().session == repeat


def test_a_full_session_is_not_offered_and_says_what_to_do(participant_client, priya, pat, soon, repeat):
    place(pat, repeat)

    page = participant_client.get(url("choose", priya.pk, soon.component_id))
    sent = participant_client.post(url("choose", priya.pk, soon.component_id), {"session": str(repeat.pk)})

    assert "Every other session is full. Ask us" in text(page)
    assert "Full at the moment" in text(page)
    assert sent.context["form"].errors
    assert not priya.session_places.exists()


def test_a_seat_taken_between_looking_and_sending_is_told(participant_client, priya, pat, soon, repeat):
    session(soon.component, "2036-12-02 16:00")
    place(pat, repeat)

    page = participant_client.post(url("choose", priya.pk, soon.component_id), {"session": str(repeat.pk)})

    assert "Every seat at this session is taken" in text(page)
    assert "Tuesday 2 December 2036" in text(page)


def test_another_cohorts_session_is_offered_with_its_cohort(participant_client, cohort, participant, priya):
    origin = programme_component(cohort.programme)
    ours = component(cohort, "Seminar", origin=origin)
    other = CohortFactory(programme=cohort.programme, name="Spring cohort", intake=IntakeFactory(identifier="2027a"))
    session(ours, "2036-11-18 16:00")
    away = session(component(other, "Seminar", origin=origin), "2036-11-19 16:00")

    page = participant_client.get(url("choose", priya.pk, ours.pk))
    assert "Room 1, with Spring cohort" in text(page)
    participant_client.post(url("choose", priya.pk, ours.pk), {"session": str(away.pk)})

    assert priya.session_places.get().component == ours


def test_apologies_and_coming_after_all(participant_client, priya, soon):
    assert "do not count as engagement" in text(participant_client.get(url("sorry", priya.pk, soon.pk)))
    participant_client.post(url("sorry", priya.pk, soon.pk), {"reason": "A funeral"})
    page = text(participant_client.get(url("dates", priya.pk)))
    assert "You sent apologies" in page
    assert "A funeral" not in page
    assert "A funeral" in text(participant_client.get(url("sorry", priya.pk, soon.pk)))

    participant_client.post(url("can-come", priya.pk, soon.pk))

    assert Apology.objects.get().withdrawn_at
    assert "You sent apologies" not in text(participant_client.get(url("dates", priya.pk)))


def test_nobody_elses_dates(participant_client, pat, soon):
    for address in (url("dates", pat.pk), url("choose", pat.pk, soon.component_id), url("sorry", pat.pk, soon.pk)):
        assert participant_client.get(address).status_code == 404
    assert participant_client.post(url("can-come", pat.pk, soon.pk)).status_code == 404


def test_choices_are_in_the_order_of_dates_and_leave_out_what_is_over(cohort, priya, first, second):
    over = session(component(cohort, "Induction"), "2026-11-10 16:00")
    repeat = session(first.component, "2026-12-01 16:00")

    found = choices(priya, at=NOW)

    assert [one.session for one in found] == [first, second]
    assert [other.session for other in found[0].others] == [first, repeat]
    assert over not in [one.session for one in found]


def test_somebody_who_missed_the_original_may_still_go_to_the_repeat(cohort, priya):
    part = component(cohort, "Induction")
    session(part, "2026-11-10 16:00")
    repeat = session(part, "2026-12-01 16:00")

    (found,) = choices(priya, at=NOW)

    assert [(other.session, other.is_chosen) for other in found.others] == [(repeat, False)]


def test_seats_left_is_the_same_for_one_and_for_many(cohort, first, priya, pat):
    repeat = session(first.component, "2026-12-01 16:00", capacity=5)
    first.capacity = 1
    first.save()
    place(pat, repeat)

    assert seats_left([first, repeat]) == {first.pk: 0, repeat.pk: 4}


def test_the_number_of_queries_is_that_of_one(cohort, priya):
    counts = []
    for week in (1, 2):
        for number in range(3):
            part = component(cohort, f"Part {week} {number}")
            session(part, f"2026-12-{week}{number} 16:00", capacity=5)
            session(part, f"2027-01-{week}{number} 16:00", capacity=5)
            EnrolmentFactory(cohort=cohort)
        with CaptureQueriesContext(connection) as queries:
            choices(priya, at=NOW)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 8
