"""Time given back after an outage, and standing adjustments."""

from datetime import UTC, date, datetime, timedelta

import pytest

from assessments.actions import adjustments, outages
from assessments.actions.adjustments import AdjustmentRefusedError
from assessments.actions.outages import OutageChangedError, OutageRefusedError
from assessments.models import Entry, Evidence, Outage, OutageCredit, Window
from npq_portal.periods import Period
from npq_portal.templatetags.dates import closing
from tests.assessments.windows.scenes import BEFORE, CLOSES, INSIDE, OPENS, a_window, engaged, inside, letters
from tests.factories.accounts import ParticipantFactory
from tests.factories.assessments import ScriptFactory
from tests.factories.assessments_windows import OutageFactory
from tests.factories.results import OutcomeFactory

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AFTER = INSIDE + HOUR


@pytest.fixture
def window():
    return a_window()


def outage(starts: datetime = INSIDE - 2 * HOUR, ends: datetime = INSIDE) -> Outage:
    return OutageFactory(starts_at=starts, ends_at=ends)


def decide(found, by, *, is_credited=True, at=AFTER, digest=None):
    digest = digest or outages.preview(outage=found, at=at).digest
    return outages.decide(outage=found, is_credited=is_credited, digest=digest, by=by, at=at)


# -- naming ------------------------------------------------------------------------------------------------------------
def name(starts, ends, by, *, at=AFTER):
    return outages.name(period=Period(starts, ends), what=" Down ", by=by, at=at)


def test_an_outage_is_named_and_nothing_is_given_yet(window, hub_admin):
    entry = inside(window)
    found = name(INSIDE - HOUR, INSIDE, hub_admin)
    assert (found.what, found.named_by, found.is_credited) == ("Down", hub_admin, None)
    entry.refresh_from_db()
    assert entry.closes_at == CLOSES


def test_named_twice_it_is_one(hub_admin):
    assert name(INSIDE - HOUR, INSIDE, hub_admin) == name(INSIDE - HOUR, INSIDE, hub_admin)


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [(INSIDE, AFTER + HOUR, "when it is over"), (INSIDE - 8 * DAY, INSIDE, "more than a week")],
)
def test_what_cannot_be_named(hub_admin, starts, ends, words):
    with pytest.raises(OutageRefusedError, match=words):
        name(starts, ends, hub_admin)


def test_no_time_is_given_back_twice(hub_admin):
    decide(outage(), hub_admin)
    with pytest.raises(OutageRefusedError, match="given back before"):
        name(INSIDE - HOUR, INSIDE + HOUR, hub_admin, at=INSIDE + 2 * HOUR)
    assert name(INSIDE, INSIDE + HOUR, hub_admin, at=INSIDE + 2 * HOUR)
    both = [OutageFactory(starts_at=OPENS, ends_at=OPENS + number * HOUR) for number in (2, 3)]
    decide(both[0], hub_admin)
    with pytest.raises(OutageRefusedError, match="given back before"):
        decide(both[1], hub_admin)


# -- whom it touched ---------------------------------------------------------------------------------------------------
def test_everybody_whose_time_it_overlaps_is_listed_with_their_new_end(window):
    entry, longer = inside(window), inside(window, "Longer Invented", closes_at=CLOSES + DAY)
    later = a_window(opens_at=INSIDE + DAY, closes_at=INSIDE + 9 * DAY)
    inside(later, "Later Invented")

    effect = outages.preview(outage=outage(), at=AFTER)

    assert [(one.entry, one.before, one.after) for one in effect.touched] == [
        (entry, CLOSES, CLOSES + 2 * HOUR),
        (longer, CLOSES + DAY, CLOSES + DAY + 2 * HOUR),
    ]
    assert not OutageCredit.objects.exists()


def test_over_the_end_of_a_window_only_who_still_had_time_gets_more(window):
    ended, going_on = inside(window), inside(window, "Longer Invented", closes_at=CLOSES + DAY)
    effect = outages.preview(outage=outage(CLOSES + HOUR, CLOSES + 2 * HOUR), at=CLOSES + 3 * HOUR)
    assert [one.entry for one in effect.touched] == [going_on]
    assert ended not in [one.entry for one in effect.credited]


def test_down_over_somebodys_end_they_can_use_the_time_from_the_decision_on(window, hub_admin):
    entry = inside(window, closed_at=CLOSES)
    Window.objects.filter(pk=window.pk).update(closed_at=CLOSES)
    at = CLOSES + 9 * HOUR

    decide(outage(CLOSES - 2 * HOUR, CLOSES + 3 * HOUR), hub_admin, at=at)

    entry.refresh_from_db()
    window.refresh_from_db()
    assert (entry.closes_at, entry.closed_at, window.closed_at) == (at + 2 * HOUR, None, None)


def test_a_text_that_is_with_the_markers_stays_there(window, hub_admin):
    entry = inside(window, closed_at=CLOSES)
    ScriptFactory(submission__entry=entry)
    found = outage(CLOSES - 2 * HOUR, CLOSES + 3 * HOUR)

    (touched,) = outages.preview(outage=found, at=CLOSES + 9 * HOUR).touched
    assert (touched.is_settled, touched.seconds) == (True, 0)
    decide(found, hub_admin, at=CLOSES + 9 * HOUR)

    entry.refresh_from_db()
    assert (entry.closes_at, entry.closed_at) == (CLOSES, CLOSES)


# -- deciding ----------------------------------------------------------------------------------------------------------
def test_the_time_is_given_back_and_everybody_is_told_once(window, hub_admin):
    entries = [inside(window), inside(window, "Other Invented")]
    found = outage()

    assert [decide(found, hub_admin), decide(found, hub_admin)] == [True, False]

    assert set(Entry.objects.values_list("closes_at", flat=True)) == {CLOSES + 2 * HOUR}
    told = letters("outage_credited")
    assert sorted(email for email, _ in told) == sorted(one.enrolment.participant.user.email for one in entries)
    assert told[0][1]["closes"] == "Thursday 11 February 2027, 2am (UK time)"
    assert window.events.get().what == "Time given back after an outage: The portal could not be reached."


def test_deciding_against_it_gives_nothing(window, hub_admin):
    inside(window)
    found = outage()
    assert decide(found, hub_admin, is_credited=False) is True
    assert decide(found, hub_admin) is False
    assert set(Entry.objects.values_list("closes_at", flat=True)) == {CLOSES}
    assert letters("outage_credited") == []


def test_what_is_done_is_what_was_shown(window, hub_admin):
    found = outage()
    digest = outages.preview(outage=found, at=AFTER).digest
    inside(window)
    with pytest.raises(OutageChangedError):
        decide(found, hub_admin, digest=digest)
    found.refresh_from_db()
    assert found.is_credited is None


def test_whose_result_is_out_gets_nothing_back_and_is_not_let_write_again(window, hub_admin):
    entry = inside(window, closed_at=CLOSES)
    OutcomeFactory(entry=entry, result="not_submitted")
    named = outage(CLOSES - 2 * HOUR, CLOSES - HOUR)
    later = CLOSES + DAY
    (touched,) = outages.preview(outage=named, at=later).touched
    assert (touched.seconds, touched.is_settled) == (0, True)
    decide(named, hub_admin, at=later)
    entry.refresh_from_db()
    assert (entry.closes_at, entry.closed_at) == (CLOSES, CLOSES)


def test_nobody_ends_earlier_and_two_outages_add_up(window, hub_admin):
    entry = inside(window)
    decide(outage(), hub_admin)
    decide(outage(INSIDE + 2 * HOUR, INSIDE + 3 * HOUR), hub_admin, at=INSIDE + 4 * HOUR)
    entry.refresh_from_db()
    assert entry.closes_at == CLOSES + 3 * HOUR


# -- standing adjustments ----------------------------------------------------------------------------------------------
def give(participant, by, *, hours=48, at=BEFORE, **kwargs):
    return adjustments.give(participant=participant, hours=hours, by=by, at=at, **kwargs)


def end(found, by, *, at, confirmed_as=None):
    shown = adjustments.preview_of_end(adjustment=found, at=at)
    digest = adjustments.digest_of(change for _window, change in shown)
    confirmed_as = str(by) if confirmed_as is None else confirmed_as
    return adjustments.end(adjustment=found, digest=digest, confirmed_as=confirmed_as, by=by, at=at)


def test_an_adjustment_is_given_once_and_ended_once(hub_admin):
    somebody = ParticipantFactory()
    found = give(somebody, hub_admin, support=adjustments.Support(text="A letter of the school"))
    assert give(somebody, hub_admin) == found
    assert Evidence.objects.get().adjustment == found
    with pytest.raises(AdjustmentRefusedError, match="48 more hours already"):
        give(somebody, hub_admin, hours=24)

    assert end(found, hub_admin, at=INSIDE) is True
    assert end(found, hub_admin, at=INSIDE) is False
    assert give(somebody, hub_admin, hours=24) != found


def test_one_that_has_expired_makes_room_for_another(hub_admin):
    somebody = ParticipantFactory()
    expired = give(somebody, hub_admin, expires_on=date(2027, 1, 31))
    last_day = datetime(2027, 1, 31, 23, 59, tzinfo=UTC)
    with pytest.raises(AdjustmentRefusedError):
        give(somebody, hub_admin, hours=24, at=last_day)
    assert give(somebody, hub_admin, hours=24, at=last_day + HOUR) != expired


def test_whoever_was_told_of_another_end_is_written_to_once(window, hub_admin):
    enrolment = engaged(window)
    found = give(enrolment.participant, hub_admin)
    assert give(enrolment.participant, hub_admin) == found
    end(found, hub_admin, at=OPENS - HOUR)

    given, ended = [context["closes"] for _to, context in letters("window_changed")]
    assert (given, ended) == (closing(CLOSES + 2 * DAY), closing(CLOSES))
    assert [event.what for event in window.events.order_by("pk")] == [
        "Standing adjustment given: Ready Invented",
        "Standing adjustment ended: Ready Invented",
    ]


def test_nobody_is_written_to_about_a_window_that_stays_as_it_is(window, hub_admin):
    enrolment = engaged(window)
    end(give(enrolment.participant, hub_admin, expires_on=date(2027, 2, 2)), hub_admin, at=OPENS - HOUR)
    end(give(enrolment.participant, hub_admin, at=INSIDE), hub_admin, at=INSIDE + HOUR)
    assert letters("window_changed") == []


def test_time_is_taken_from_a_planned_window_only_by_somebody_who_gives_their_name(window, hub_admin):
    found = give(engaged(window).participant, hub_admin)
    with pytest.raises(AdjustmentRefusedError, match="Enter your name"):
        end(found, hub_admin, at=OPENS - HOUR, confirmed_as="Somebody Else")
    with pytest.raises(adjustments.AdjustmentChangedError):
        adjustments.end(adjustment=found, digest="", confirmed_as=str(hub_admin), by=hub_admin, at=OPENS - HOUR)
    found.refresh_from_db()
    assert found.ended_at is None


@pytest.mark.parametrize("hours", [0, 193])
def test_its_hours_have_bounds(hub_admin, hours):
    with pytest.raises(AdjustmentRefusedError, match="from 1 to 192"):
        give(ParticipantFactory(), hub_admin, hours=hours)


@pytest.mark.parametrize(
    ("expires_on", "ended_at", "ends"),
    [
        (None, None, CLOSES + 2 * DAY),
        (date(2027, 2, 3), None, CLOSES + 2 * DAY),
        (date(2027, 2, 2), None, CLOSES),
        (None, OPENS - HOUR, CLOSES),
        (None, INSIDE, CLOSES + 2 * DAY),
    ],
)
def test_it_counts_in_windows_that_open_while_it_holds(window, hub_admin, expires_on, ended_at, ends):
    from assessments.actions.admission import admit

    enrolment = engaged(window)
    found = give(enrolment.participant, hub_admin, expires_on=expires_on)
    if ended_at:
        end(found, hub_admin, at=ended_at)
    assert admit(window=window, enrolment=enrolment, at=INSIDE + HOUR).closes_at == ends


def test_ending_it_takes_nothing_from_a_window_that_is_open(window, hub_admin):
    entry = inside(window, closes_at=CLOSES + 2 * DAY)
    found = give(entry.enrolment.participant, hub_admin)
    end(found, hub_admin, at=INSIDE)
    decide(outage(), hub_admin)
    entry.refresh_from_db()
    assert entry.closes_at == CLOSES + 2 * DAY + 2 * HOUR
