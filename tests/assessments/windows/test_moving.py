"""Moving a window: seen for everybody before it is done, done once, told once, and nobody loses time unnamed."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from assessments.actions.moving import WindowChangedError, is_name_of, move, preview
from assessments.actions.windows import WindowRefusedError
from assessments.choices import WindowRule
from assessments.models import Entry
from courses.choices import EnrolmentStatus
from npq_portal.accounts.models import User
from tests.assessments.windows.scenes import (
    BEFORE,
    CLOSES,
    INSIDE,
    OPENS,
    TERMS,
    a_window,
    another_case,
    engaged,
    idle,
    inside,
    letters,
)
from tests.factories.assessments import CaseStudyFactory

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONGER, SHORTER = replace(TERMS, days=9), replace(TERMS, days=7)
A_WEEK_LATER = replace(TERMS, opens_on=date(2027, 2, 10))


@pytest.fixture
def window():
    return a_window()


def seen(window, terms, *, at=INSIDE, case=None):
    return preview(window=window, case_study=case or window.case_study, terms=terms, at=at)


def moved(window, terms, by, *, at=INSIDE, case=None, **kwargs):
    effect = seen(window, terms, at=at, case=case)
    given = {"window": window, "case_study": effect.case_study, "terms": terms, "by": by, "at": at}
    return move(digest=effect.digest, **given, **kwargs)


# -- longer ------------------------------------------------------------------------------------------------------------
def test_a_longer_window_is_longer_for_everybody_in_it(window, hub_admin):
    entry, other = inside(window), inside(window, "More Invented", closes_at=CLOSES + 24 * HOUR)
    other.window.extensions.create(
        enrolment=other.enrolment, kind="more_time", reason="illness", state="granted", hours_given=24,
        asked_at=OPENS, asked_by=hub_admin, decided_at=OPENS, decided_by=hub_admin,
    )  # fmt: skip

    assert moved(window, LONGER, hub_admin) is True

    window.refresh_from_db()
    assert (window.closes_at, window.days) == (CLOSES + DAY, 9)
    ends = dict(Entry.objects.values_list("pk", "closes_at"))
    assert ends == {entry.pk: CLOSES + DAY, other.pk: CLOSES + 2 * DAY}


def test_the_preview_names_everybody_and_stores_nothing(window):
    entry, ready = inside(window), engaged(window)
    waits = idle(window)

    effect = seen(window, LONGER)

    assert {(one.enrolment, one.is_in, one.after.ends_at) for one in effect.changes} == {
        (entry.enrolment, True, CLOSES + DAY),
        (ready, False, CLOSES + DAY),
        (waits, False, CLOSES + DAY),
    }
    assert effect.losers == ()
    window.refresh_from_db()
    assert window.closes_at == CLOSES
    assert not window.events.exists()


def test_everybody_it_changes_something_for_is_told_once(window, hub_admin):
    entry = inside(window)
    idle(window, status=EnrolmentStatus.WITHDRAWN)

    assert moved(window, LONGER, hub_admin) is True
    window.refresh_from_db()
    assert move(window=window, case_study=window.case_study, terms=LONGER, digest="", by=hub_admin, at=INSIDE) is False

    ((email, told),) = letters("window_changed")
    assert email == entry.enrolment.participant.user.email
    assert told["changes"] == [
        (
            "It closes for you: Thursday 11 February 2027, 11:59pm (UK time); before, it was"
            " Wednesday 10 February 2027, 11:59pm (UK time)."
        )
    ]


def test_the_history_has_both_terms_and_who(window, hub_admin):
    moved(window, LONGER, hub_admin)
    event = window.events.get()
    assert (event.what, event.by) == ("Moved", hub_admin)
    assert "10 February" in event.before["terms"]
    assert "11 February" in event.after["terms"]
    assert "confirmed_as" not in event.after


# -- shorter -----------------------------------------------------------------------------------------------------------
def test_nobody_loses_time_without_a_name(window, hub_admin):
    entry = inside(window)
    effect = seen(window, SHORTER)
    assert [(one.enrolment, one.lost) for one in effect.losers] == [(entry.enrolment, DAY)]

    for typed in ("", "yes", "Somebody Else"):
        with pytest.raises(WindowRefusedError, match="Enter your name"):
            moved(window, SHORTER, hub_admin, confirmed_as=typed)

    entry.refresh_from_db()
    window.refresh_from_db()
    assert (entry.closes_at, window.closes_at) == (CLOSES, CLOSES)
    assert letters("window_changed") == []


def test_with_a_name_they_do_and_the_name_is_kept(window, hub_admin):
    entry = inside(window)
    assert moved(window, SHORTER, hub_admin, confirmed_as=" hannah  invented ") is True
    entry.refresh_from_db()
    assert entry.closes_at == CLOSES - DAY
    after = window.events.get().after
    assert (after["confirmed_as"], after["people_who_lose_time"]) == ("hannah  invented", 1)


@pytest.mark.parametrize(
    ("terms", "at", "loses"),
    [
        (A_WEEK_LATER, BEFORE, False),
        (replace(TERMS, opens_on=date(2027, 2, 1)), BEFORE, False),
        (SHORTER, BEFORE, True),
        (replace(TERMS, opening_time=time(9)), BEFORE, True),
        (replace(TERMS, closing_time=time(17)), INSIDE, True),
        (replace(TERMS, opens_on=date(2027, 3, 25)), BEFORE, True),
        (replace(TERMS, rule=WindowRule.SAME_CLOCK_TIME), INSIDE, False),
    ],
    ids=["a week later", "two days earlier", "fewer days", "opens at 9", "closes at 5", "clocks go forward", "rule"],
)
def test_when_a_name_is_asked_for(window, terms, at, loses):
    engaged(window)
    assert bool(seen(window, terms, at=at).losers) is loses


def test_somebody_with_an_extension_can_lose_time_where_others_do_not(window, hub_admin):
    """An adjustment that does not hold any more on the new opening day."""
    enrolment = engaged(window)
    enrolment.participant.standing_adjustments.create(
        extra_hours=24, given_at=BEFORE - DAY, given_by=hub_admin, expires_on=date(2027, 2, 5)
    )
    engaged(window, "Other Invented")
    (loser,) = seen(window, A_WEEK_LATER, at=BEFORE).losers
    assert (loser.enrolment, loser.lost) == (enrolment, DAY)


@pytest.mark.parametrize(("typed", "is_it"), [("Hannah Invented", True), ("  hannah   INVENTED", True), ("", False)])
def test_whose_name_it_is(typed, is_it):
    assert is_name_of(User(name="Hannah Invented"), typed) is is_it


# -- what cannot be ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("terms", "at", "words"),
    [
        (A_WEEK_LATER, INSIDE, "has opened, so its opening"),
        (LONGER, CLOSES, "is over"),
        (replace(TERMS, days=2), INSIDE, "must close in the future"),
        (replace(TERMS, opens_on=date(2027, 1, 20)), BEFORE, "must open in the future"),
        (replace(TERMS, days=61), BEFORE, "from 1 to 60 days"),
    ],
)
def test_what_is_refused(window, terms, at, words):
    with pytest.raises(WindowRefusedError, match=words):
        seen(window, terms, at=at)


def test_the_case_can_be_another_before_the_opening_only(window, hub_admin):
    case = another_case(window)
    assert moved(window, TERMS, hub_admin, at=BEFORE, case=case) is True
    window.refresh_from_db()
    assert window.case_study == case
    with pytest.raises(WindowRefusedError, match="its case cannot be changed"):
        seen(window, LONGER, case=another_case(window))
    with pytest.raises(WindowRefusedError, match="another programme"):
        seen(window, LONGER, at=BEFORE, case=CaseStudyFactory())


def test_not_to_the_day_of_another_window_of_the_cohort(window):
    a_window(window.cohort, opens_on=date(2027, 2, 10), case_study=another_case(window))
    with pytest.raises(WindowRefusedError, match="opens on this day already"):
        seen(window, A_WEEK_LATER, at=BEFORE)


def test_what_is_done_is_what_was_shown(window, hub_admin):
    effect = seen(window, LONGER)
    inside(window)
    facts = {"window": window, "case_study": window.case_study, "terms": LONGER, "by": hub_admin, "at": INSIDE}
    with pytest.raises(WindowChangedError):
        move(digest=effect.digest, **facts)
    window.refresh_from_db()
    assert window.closes_at == CLOSES


def test_an_end_that_was_dealt_with_is_open_again(window, hub_admin):
    entry = inside(window, closes_at=CLOSES - 24 * HOUR * 7, closed_at=INSIDE)
    moved(window, LONGER, hub_admin)
    entry.refresh_from_db()
    assert (entry.closes_at, entry.closed_at) == (CLOSES + DAY, None)
