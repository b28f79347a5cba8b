"""The board says what the rules say, in the same number of queries for three people and for sixty."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.choices import EngagementPolicy, EnrolmentStatus
from courses.facts.board import Wanted, board
from courses.facts.standing import ledgers_of
from courses.models import Component, Enrolment
from courses.rules.forecast import forecast
from tests.courses.board.scenes import NOW, a_cohort, a_crowd, person

pytestmark = pytest.mark.django_db

EVERYBODY = Wanted(everybody=True)


def seen(cohort, wanted=EVERYBODY, **facts):
    return board(type(cohort).objects.select_related("programme").get(pk=cohort.pk), wanted=wanted, at=NOW, **facts)


def names(found):
    return [line.name for line in found.lines]


def letters(line):
    return "".join(cell.letter.value or "." for cell in line.cells)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "programme",
    [
        {},
        {"catch_up_cap_minutes": 60},
        {"engagement_policy": EngagementPolicy.PER_BUCKET},
        {"engagement_policy": EngagementPolicy.WEIGHTED, "bucket_weights": {"live": 70, "self_study": 30}},
    ],
    ids=["pooled", "capped", "per bucket", "weighted"],
)
def test_every_figure_is_that_of_the_rules(seed, programme):
    cohort = a_cohort()
    type(cohort.programme).objects.filter(pk=cohort.programme.pk).update(**programme)
    Component.objects.filter(cohort=cohort, title="Seminar 2").update(is_off=True)
    Component.objects.filter(cohort=cohort, title="Seminar 3").update(counts=False)
    Component.objects.filter(cohort=cohort, title="Seminar 4").update(may_be_caught_up=False)
    a_crowd(cohort, 25, seed=seed)

    found = seen(cohort)
    ledgers = ledgers_of([line.enrolment_id for line in found.lines], at=NOW)

    assert len(found.lines) == 25
    for line in found.lines:
        own = ledgers[line.enrolment_id]
        parts = [cell.part for cell in line.cells if cell.part is not None]
        assert parts == own.parts
        assert line.forecast == forecast(own.policy, own.parts, catch_up_left=own.catch_up_left)


def test_sixty_people_take_no_more_queries_than_three():
    cohort = a_cohort()
    a_crowd(cohort, 3)
    with CaptureQueriesContext(connection) as few:
        seen(cohort)
    a_crowd(cohort, 57, seed=2)
    with CaptureQueriesContext(connection) as many:
        assert len(seen(cohort).lines) == 60
    assert len(many) == len(few) <= 9


def test_the_letters_of_one_person():
    cohort = a_cohort()
    person(cohort, marks="PAap ")
    (line,) = seen(cohort).lines
    assert letters(line) == "PAap?...N."
    assert line.cells[3].minutes == 30


def test_an_empty_cohort_has_an_empty_board():
    cohort = a_cohort(held=0, to_come=0, study=0)
    found = seen(cohort)
    assert (found.columns, found.lines, found.people) == ([], [], 0)


def test_people_without_any_component_have_figures_that_say_nothing():
    cohort = a_cohort(held=0, to_come=0, study=0)
    person(cohort)
    (line,) = seen(cohort).lines
    assert (line.cells, line.forecast.percent_now) == ([], None)


def test_who_left_is_shown_when_asked_for():
    cohort = a_cohort()
    person(cohort, "Ada Invented")
    person(cohort, "Bea Gone", status=EnrolmentStatus.WITHDRAWN)
    assert names(seen(cohort, Wanted())) == ["Ada Invented"]
    assert names(seen(cohort, EVERYBODY)) == ["Bea Gone", "Ada Invented"]
    assert seen(cohort, EVERYBODY).people == 1


def test_a_reader_sees_the_lines_they_may_see():
    cohort = a_cohort()
    own = person(cohort, "Ada Invented")
    person(cohort, "Bea Invented")
    assert names(seen(cohort, within=Enrolment.objects.filter(pk=own.pk))) == ["Ada Invented"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(name="ada"), ["Ada Autumn"]),
        (Wanted(name="AUTUMN a"), ["Ada Autumn"]),
        (Wanted(name="nobody"), []),
        (Wanted(show="behind"), ["Ada Autumn", "Bea Brook"]),
        (Wanted(silent_weeks=2), ["Ada Autumn", "Bea Brook"]),
        (Wanted(silent_weeks=12), ["Bea Brook"]),
        (Wanted(sort="name"), ["Ada Autumn", "Bea Brook", "Cy Crane"]),
        (Wanted(sort="-name"), ["Cy Crane", "Bea Brook", "Ada Autumn"]),
        (Wanted(sort="percent"), ["Bea Brook", "Ada Autumn", "Cy Crane"]),
        (Wanted(sort="-best"), ["Cy Crane", "Ada Autumn", "Bea Brook"]),
        (Wanted(sort="contact"), ["Bea Brook", "Ada Autumn", "Cy Crane"]),
        (Wanted(sort="nonsense"), ["Ada Autumn", "Bea Brook", "Cy Crane"]),
    ],
)
def test_filters_and_orders(wanted, expected):
    from courses.models import EngagementSummary

    cohort = a_cohort(study=0)
    long_ago = {"Ada Autumn": timedelta(weeks=3), "Bea Brook": None, "Cy Crane": timedelta(days=2)}
    for name, marks in (("Cy Crane", "PPPPP"), ("Ada Autumn", "PPAAP"), ("Bea Brook", "AAAAA")):
        enrolment = person(cohort, name, marks)
        last = NOW - long_ago[name] if long_ago[name] else None
        EngagementSummary.objects.create(enrolment=enrolment, rebuilt_at=NOW, last_engaged_at=last)
    assert names(seen(cohort, wanted)) == expected


def test_who_is_at_risk_is_who_has_an_open_entry():
    from tests.factories.engagement import AtRiskEntryFactory

    cohort = a_cohort()
    listed, closed = person(cohort, "Ada Listed"), person(cohort, "Bea Closed")
    AtRiskEntryFactory(enrolment=listed)
    AtRiskEntryFactory(enrolment=closed, closed_at=NOW, outcome="All is well.")
    found = seen(cohort, Wanted(show="at_risk"))
    assert names(found) == ["Ada Listed"]
    assert found.lines[0].rules == ["two_in_a_row"]
    assert (found.at_risk, found.people) == (1, 2)


def test_silence_counts_from_the_day_in_london_on_which_they_joined():
    cohort = a_cohort()
    person(cohort, "Ada Invented", enrolled_at=datetime(2027, 6, 1, 23, 30, tzinfo=UTC))  # 2 June in London
    silent, noon = Wanted(silent_weeks=2), datetime(2027, 6, 15, 12, tzinfo=UTC)
    cohort = type(cohort).objects.select_related("programme").get(pk=cohort.pk)
    assert names(board(cohort, wanted=silent, at=noon)) == []
    assert names(board(cohort, wanted=silent, at=noon + timedelta(days=1))) == ["Ada Invented"]
