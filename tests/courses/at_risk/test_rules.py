"""Who is at risk and why: tables that the hub can read."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.choices import AtRiskRule, Bucket, EngagementPolicy
from courses.rules.at_risk import (
    URGENCY,
    Facts,
    Held,
    Named,
    findings,
    held_until_now,
    urgency,
)
from courses.rules.engagement import Part, PartState, Policy
from courses.rules.forecast import forecast

POOLED = Policy(EngagementPolicy.POOLED)
START, TODAY = date(2026, 11, 9), date(2027, 3, 1)
LATELY = TODAY - timedelta(days=3)
DAY = timedelta(days=1)


def parts(words: str, *, may_be_caught_up: bool = True) -> list[Part]:
    """One hour each, a week apart: P present, A absent, ? register open, . to come."""
    states = {"P": PartState.SETTLED, "A": PartState.SETTLED, "?": PartState.NOT_YET_KNOWN, ".": PartState.TO_COME}
    first = datetime(2026, 11, 17, 16, tzinfo=UTC)
    return [
        Part(
            key=number,
            bucket=Bucket.LIVE,
            minutes=60,
            earned=60 if letter == "P" else 0,
            state=states[letter],
            may_be_caught_up=may_be_caught_up,
            at=first + timedelta(weeks=number),
        )
        for number, letter in enumerate(words)
    ]


def names(found: list[Part], study: str = "") -> dict[int, Named]:
    return {part.key: Named(f"Seminar {part.key + 1}", is_session=str(part.key) not in study.split()) for part in found}


def facts(words: str, *, study: str = "", last: date | None = LATELY, today: date = TODAY, **facts) -> Facts:
    found = parts(words, may_be_caught_up=facts.pop("may_be_caught_up", True))
    return Facts(
        forecast=forecast(POOLED, found, catch_up_left=facts.pop("catch_up_left", None)),
        threshold=90,
        held=held_until_now(found, names(found, study)),
        started_on=facts.pop("started_on", START),
        last_engaged_on=last,
        today=today,
    )


def rules(found: Facts) -> list[str]:
    return [str(finding.rule.value) for finding in findings(found)]


THRESHOLD = [
    # twenty components: two may be missed
    pytest.param("." * 20, [], id="nothing has happened yet"),
    pytest.param("PPPP" + "." * 16, [], id="always there"),
    pytest.param("AP" + "." * 18, [], id="one missed of the two that may be"),
    pytest.param("APAP" + "." * 16, ["one_more_and_gone"], id="both missed"),
    pytest.param("APAPAP" + "." * 14, ["needs_catch_up"], id="three missed"),
    pytest.param("P" * 18 + "AP", [], id="reached already, whatever was missed"),
    pytest.param("P" * 18 + "..", [], id="reached before the end"),
    pytest.param("?" * 2 + "." * 18, [], id="open registers alone put nobody at risk"),
]


@pytest.mark.parametrize(("words", "expected"), THRESHOLD)
def test_the_threshold(words, expected):
    assert rules(facts(words)) == expected


def test_out_of_reach_when_nothing_may_be_caught_up():
    assert rules(facts("APAPAP" + "." * 14, may_be_caught_up=False)) == ["out_of_reach"]


def test_out_of_reach_when_the_cap_of_catching_up_is_used_up():
    assert rules(facts("APAPAP" + "." * 14, catch_up_left=30)) == ["out_of_reach"]
    assert rules(facts("APAPAP" + "." * 14, catch_up_left=60)) == ["needs_catch_up"]


ROWS = [
    pytest.param("PAA.......", True, id="two in a row"),
    pytest.param("PAAA......", True, id="three"),
    pytest.param("AA........", True, id="the first two"),
    pytest.param("PAAP......", False, id="came again"),
    pytest.param("PAPA......", False, id="not in a row"),
    pytest.param("PA........", False, id="one"),
    pytest.param("PAA?......", True, id="the newest register is open: still the last two that are known"),
    pytest.param("PAA??.....", True, id="so are the newest two"),
    pytest.param("PA?A......", False, id="between them is one of which nobody knows"),
    pytest.param("??........", False, id="nothing is known"),
    pytest.param("..........", False, id="nothing was held"),
]


@pytest.mark.parametrize(("words", "expected"), ROWS)
def test_two_in_a_row(words, expected):
    # so many more components that the percentage is nowhere near
    assert rules(facts(words + "." * 90)) == (["two_in_a_row"] if expected else [])


def test_two_in_a_row_is_told_whatever_the_percentage():
    assert rules(facts("P" * 97 + "AA.")) == ["two_in_a_row"]


def test_self_study_is_neither_an_absence_nor_a_break():
    assert rules(facts("PAA" + "." * 90, study="1")) == []
    assert rules(facts("PAPA" + "." * 90, study="2")) == ["two_in_a_row"]


def test_an_exempt_session_is_passed_over():
    found = [part for part in parts("PAPA" + "." * 90) if part.key != 2]  # exempt ones leave the parts
    run = held_until_now(found, names(found))
    assert [held.engaged for held in run] == [True, False, False]


def test_what_was_held_before_they_joined_is_no_absence():
    assert rules(facts("AAA" + "." * 90, started_on=date(2026, 11, 25))) == []
    assert rules(facts("AAA" + "." * 90, started_on=date(2026, 11, 24))) == ["two_in_a_row"]


SILENCES = [
    # (last engaged on, what was held since, told?)
    pytest.param(TODAY - 28 * DAY, "A", True, id="four weeks to the day"),
    pytest.param(TODAY - 27 * DAY, "A", False, id="a day less"),
    pytest.param(TODAY - 60 * DAY, "A", True, id="two months"),
    pytest.param(None, "A", True, id="never at all"),
    pytest.param(TODAY - 60 * DAY, ".", False, id="nothing was due meanwhile"),
    pytest.param(TODAY - 60 * DAY, "?", False, id="the one register is open: perhaps they came"),
    pytest.param(TODAY - 60 * DAY, "P", False, id="credit is contact, whenever it was written down"),
]


@pytest.mark.parametrize(("last", "letter", "expected"), SILENCES)
def test_no_contact(last, letter, expected):
    engaged = {"A": False, "P": True, "?": None}
    held = [Held("Seminar 9", TODAY - 7 * DAY, is_session=False, engaged=engaged[letter])] if letter != "." else []
    quiet = facts("P" + "." * 99)
    situation = Facts(quiet.forecast, 90, held, START, last, TODAY)
    assert rules(situation) == (["no_contact"] if expected else [])


def test_nobody_is_silent_in_the_first_weeks():
    late = TODAY - 20 * DAY
    assert rules(facts("A" + "." * 99, last=None, today=START + 27 * DAY)) == []
    assert rules(facts("A" + "." * 99, last=None, today=START + 28 * DAY)) == ["no_contact"]
    assert rules(facts("A" + "." * 99, last=None, started_on=late)) == []


def test_what_was_missed_before_they_were_last_heard_of_is_no_silence():
    assert rules(facts("A" + "." * 99, last=date(2026, 11, 18), today=date(2027, 1, 20))) == []


def test_several_reasons_the_most_urgent_first():
    found = facts("PAAA" + "." * 16, last=date(2026, 11, 17))
    assert rules(found) == ["needs_catch_up", "two_in_a_row", "no_contact"]


def test_the_facts_behind_one_more_and_gone():
    (finding,) = findings(facts("APAP" + "." * 16))
    assert dict(finding.facts) == {"threshold": 90, "best": 90, "minutes_to_spare": 0}


def test_the_facts_behind_catch_up():
    (finding,) = findings(facts("APAPAP" + "." * 14))
    assert dict(finding.facts) == {"threshold": 90, "best": 85, "best_with_catch_up": 100, "catch_up_needed": 60}


def test_the_facts_behind_out_of_reach():
    (finding,) = findings(facts("APAPAP" + "." * 14, may_be_caught_up=False))
    assert dict(finding.facts) == {"threshold": 90, "best": 85, "best_with_catch_up": 85}


def test_the_facts_behind_two_in_a_row_name_each_session_and_its_london_date():
    (finding,) = findings(facts("PAA" + "." * 90))
    assert finding.facts["missed"] == [
        {"title": "Seminar 2", "on": "2026-11-24"},
        {"title": "Seminar 3", "on": "2026-12-01"},
    ]


def test_the_facts_behind_silence():
    (finding,) = findings(facts("A" + "." * 99, last=None))
    assert finding.facts == {"since": "2026-11-09", "ever": False, "missed": 1}


def test_a_late_session_is_dated_by_london_and_not_by_utc():
    late = Part(1, Bucket.LIVE, 60, 0, PartState.SETTLED, at=datetime(2027, 6, 1, 23, 30, tzinfo=UTC))
    assert held_until_now([late], {1: Named("Late", is_session=True)})[0].on == date(2027, 6, 2)


def test_what_has_no_date_or_is_to_come_was_not_held():
    found = [
        Part(1, Bucket.LIVE, 60, 0, PartState.SETTLED, at=None),
        Part(2, Bucket.LIVE, 60, 0, PartState.TO_COME, at=datetime(2027, 6, 1, tzinfo=UTC)),
    ]
    assert held_until_now(found, {number: Named("", is_session=True) for number in (1, 2)}) == []


def test_going_to_the_next_one_changes_no_facts():
    one, other = findings(facts("APAP" + "." * 16)), findings(facts("APAPP" + "." * 15))
    assert one == other


def test_every_rule_has_its_urgency():
    assert set(URGENCY) == set(AtRiskRule)


def test_lists_begin_with_what_is_most_urgent():
    entries = [["two_in_a_row"], ["one_more_and_gone"], ["out_of_reach"], ["one_more_and_gone", "no_contact"], []]
    assert sorted(entries, key=urgency) == [
        ["out_of_reach"],
        ["one_more_and_gone", "no_contact"],
        ["one_more_and_gone"],
        ["two_in_a_row"],
        [],
    ]


@given(st.text("PA?.", min_size=1, max_size=14))
def test_nobody_without_an_absence_is_at_risk(words):
    """What lets a review of three hundred people leave out most of them at once."""
    if "A" not in words:
        assert rules(facts(words, last=None)) == []


@given(st.text("PA?.", max_size=12), st.integers(0, 200))
def test_a_day_that_passes_changes_no_facts_but_may_begin_a_silence(words, days):
    before = facts(words, last=None, today=START + days * DAY)
    after = facts(words, last=None, today=START + (days + 1) * DAY)
    kept = {finding.rule: finding.facts for finding in findings(after)}
    for finding in findings(before):
        assert kept[finding.rule] == finding.facts
