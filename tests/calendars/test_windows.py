"""Case study windows in calendars: from the opening to one's own end, over both changes of the clocks."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.actions.calling_off import call_off, preview
from assessments.actions.moving import move
from assessments.actions.moving import preview as preview_move
from assessments.choices import EntryState
from assessments.models import Entry
from courses.models import Enrolment
from npq_portal.calendars.actions import tell
from npq_portal.calendars.rules import ics
from npq_portal.periods import LONDON
from tests.assessments.windows.scenes import BEFORE, CLOSES, INSIDE, TERMS, a_window, engaged, idle, inside
from tests.calendars.reading import Seen, events

pytestmark = pytest.mark.django_db


def seen(enrolment: Enrolment, at=BEFORE) -> dict[str, Seen]:
    told = tell(user=enrolment.participant.user, at=at)
    found = events(ics.calendar(told, host="hub.example", title="NPQ", about="Dates."))
    return {name.replace(f"-{enrolment.pk}", ""): one for name, one in found.items() if name.startswith("window")}


@pytest.mark.parametrize(
    ("opens", "closes", "shown", "end", "title"),
    [
        ((2027, 2, 3), (2027, 2, 11), ("Wed 03 Feb 2027 00:00", "Thu 11 Feb 2027 00:00"), "Wed 10 Feb 2027 23:30", "11:59pm"),
        ((2027, 3, 24), (2027, 4, 1), ("Wed 24 Mar 2027 00:00", "Thu 01 Apr 2027 00:00"), "Wed 31 Mar 2027 23:30", "11:59pm"),
        ((2027, 10, 27), (2027, 11, 4), ("Wed 27 Oct 2027 00:00", "Thu 04 Nov 2027 00:00"), "Wed 03 Nov 2027 23:30", "11:59pm"),
        ((2027, 3, 24, 9), (2027, 4, 1, 9), ("Wed 24 Mar 2027 09:00", "Thu 01 Apr 2027 09:00"), "Thu 01 Apr 2027 08:30", "9am"),
    ],
    ids=["winter", "clocks forward", "clocks back", "an end in the morning"],
)  # fmt: skip
def test_the_days_and_the_end_stand_on_londons_clock(opens, closes, shown, end, title):
    starts, ends = datetime(*opens, tzinfo=LONDON), datetime(*closes, tzinfo=LONDON)
    window = a_window(opens_at=starts, closes_at=ends, opens_on=starts.date())
    assert seen(engaged(window)) == {
        f"window-{window.pk}": Seen("Case study window", *shown, 0, "CONFIRMED"),
        f"window-{window.pk}-closes": Seen(f"Case study window closes at {title}", end, shown[1], 0, "CONFIRMED"),
    }


def test_it_is_there_for_those_who_are_not_ready_yet_too():
    assert len(seen(idle(a_window()))) == 2


def test_ones_own_end_counts_and_why_is_not_said():
    window = a_window()
    entry = inside(window, closes_at=CLOSES + timedelta(hours=24))
    told = tell(user=entry.enrolment.participant.user, at=INSIDE)
    text = ics.calendar(told, host="hub.example", title="NPQ", about="Dates.").decode()
    assert seen(entry.enrolment, INSIDE)[f"window-{window.pk}"].end == "Fri 12 Feb 2027 00:00"
    assert "extension" not in text.lower()
    assert "adjust" not in text.lower()


def test_more_time_moves_the_end_and_the_sequence_rises():
    window = a_window()
    entry = inside(window)
    assert seen(entry.enrolment, INSIDE)[f"window-{window.pk}-closes"].sequence == 0
    Entry.objects.update(closes_at=CLOSES + timedelta(hours=2))
    found = seen(entry.enrolment, INSIDE)[f"window-{window.pk}-closes"]
    assert (found.title, found.start, found.sequence) == (
        "Case study window closes at 2am",
        "Thu 11 Feb 2027 01:30",
        1,
    )


def test_a_moved_window_moves(hub_admin):
    window = a_window()
    person = engaged(window)
    seen(person)
    terms = replace(TERMS, opens_on=date(2027, 2, 10))
    facts = {"window": window, "case_study": window.case_study, "terms": terms, "at": BEFORE}
    move(digest=preview_move(**facts).digest, by=hub_admin, **facts)
    found = seen(person)[f"window-{window.pk}"]
    assert (found.start, found.sequence) == ("Wed 10 Feb 2027 00:00", 1)


def test_a_window_that_is_called_off_stays_as_cancelled(hub_admin):
    window = a_window()
    person = engaged(window)
    seen(person)
    digest = preview(window=window, at=BEFORE).digest
    call_off(window=window, reason="A mistake in the case.", digest=digest, by=hub_admin, at=BEFORE)
    assert {(one.title, one.sequence, one.status) for one in seen(person).values()} == {
        ("Cancelled: Case study window", 1, "CANCELLED"),
        ("Cancelled: Case study window closes at 11:59pm", 1, "CANCELLED"),
    }


@pytest.mark.parametrize("state", [EntryState.MOVED_ON, EntryState.VOID])
def test_whoever_writes_in_another_window_sees_this_one_leave(state):
    entry = inside(a_window())
    seen(entry.enrolment, INSIDE)
    Entry.objects.update(state=state)
    assert {one.status for one in seen(entry.enrolment, INSIDE).values()} == {"CANCELLED"}


def test_a_window_that_is_over_is_still_there_and_not_after_90_days():
    entry = inside(a_window())
    assert len(seen(entry.enrolment, CLOSES + timedelta(days=89))) == 2
    assert seen(entry.enrolment, CLOSES + timedelta(days=90)) == {}


def test_somebody_else_does_not_see_it(participant):
    a_window()
    assert tell(user=participant, at=BEFORE) == []


def test_a_window_costs_few_queries_and_more_people_no_more():
    window = a_window()
    person = engaged(window)

    def queries() -> int:
        seen(person)
        with CaptureQueriesContext(connection) as asked:
            seen(person)
        return len(asked)

    one = queries()
    for number in range(5):
        engaged(window, f"Person {number}")
    assert queries() == one < 40
