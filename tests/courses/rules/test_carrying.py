"""Credit that comes along: the cases by hand, and what holds for any two cohorts."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from courses.rules.carrying import Credit, Place, Why, carry, credit_after


def credit(
    component: int, *, origin: int | None = None, worth: int = 60, minutes: int = 60, exempt: bool = False
) -> Credit:
    return Credit(
        component=component, origin=origin, title=f"Old {component}", worth=worth, minutes=minutes, exempt=exempt
    )


def place(component: int, *, origin: int | None = None, worth: int = 60, minutes: int = 0) -> Place:
    return Place(component=component, origin=origin, title=f"New {component}", worth=worth, minutes=minutes)


def only_line(held: list[Credit], places: list[Place]):
    [line] = carry(held, places)
    return line.minutes, line.stays_behind, line.why


def test_the_same_part_of_the_programme_brings_its_minutes():
    assert only_line([credit(1, origin=7)], [place(2, origin=7)]) == (60, 0, Why.WHOLE)


def test_part_attendance_brings_its_part():
    assert only_line([credit(1, origin=7, minutes=40)], [place(2, origin=7)]) == (40, 0, Why.WHOLE)


def test_no_more_comes_than_the_new_component_is_worth():
    assert only_line([credit(1, origin=7, worth=90, minutes=90)], [place(2, origin=7)]) == (60, 30, Why.CAPPED)


def test_what_has_no_counterpart_is_listed():
    assert only_line([credit(1, origin=7)], []) == (0, 60, Why.NO_COUNTERPART)


def test_a_component_of_one_cohort_alone_has_no_counterpart():
    lines = carry([credit(1)], [place(2)])

    assert [(line.title, line.why) for line in lines] == [("New 2", Why.NOTHING), ("Old 1", Why.NO_COUNTERPART)]


def test_what_was_not_earned_brings_nothing_and_is_not_listed_as_lost():
    assert only_line([credit(1, origin=7, minutes=0)], [place(2, origin=7)]) == (0, 0, Why.NOTHING)
    assert carry([credit(1, origin=7, minutes=0)], []) == []


def test_what_is_credited_there_already_is_not_brought_again():
    assert only_line([credit(1, origin=7)], [place(2, origin=7, minutes=60)]) == (0, 0, Why.THERE_ALREADY)


def test_an_exemption_is_for_the_hub_to_decide_again():
    assert only_line([credit(1, origin=7, minutes=0, exempt=True)], [place(2, origin=7)]) == (0, 0, Why.EXEMPT)
    assert only_line([credit(1, origin=7, minutes=0, exempt=True)], []) == (0, 0, Why.EXEMPT)


def test_of_several_earlier_cohorts_the_most_counts_and_not_the_sum():
    held = [credit(1, origin=7, minutes=20), credit(5, origin=7, minutes=50)]

    assert only_line(held, [place(2, origin=7)]) == (50, 0, Why.WHOLE)


# -- what holds for any two cohorts --------------------------------------------------------------------------------------
_ORIGINS = st.one_of(st.none(), st.integers(1, 6))
_WORTH = st.integers(0, 120)


@st.composite
def cohorts(draw) -> tuple[list[Credit], list[Place]]:
    """One earlier cohort and a new one; an origin once in each, as the database keeps it."""
    old = draw(st.lists(st.tuples(_ORIGINS, _WORTH, st.integers(0, 100)), max_size=7, unique_by=_once))
    new = draw(st.lists(st.tuples(_ORIGINS, _WORTH, st.integers(0, 100)), max_size=7, unique_by=_once))
    held = [
        credit(number, origin=origin, worth=worth, minutes=worth * percent // 100)
        for number, (origin, worth, percent) in enumerate(old)
    ]
    places = [
        place(100 + number, origin=origin, worth=worth, minutes=worth * percent // 100)
        for number, (origin, worth, percent) in enumerate(new)
    ]
    return held, places


def _once(row: tuple) -> object:
    return row[0] if row[0] is not None else object()


@given(cohorts())
def test_minutes_neither_grow_nor_get_lost_unsaid(both):
    held, places = both
    lines = carry(held, places)

    said = Counter()
    for line in lines:
        if line.source is not None:
            counted = min(line.source.minutes, line.target.worth) if line.target else 0
            said[line.source.component] += counted + line.stays_behind
    assert all(said[one.component] == one.minutes for one in held if one.minutes)
    assert all(line.minutes <= line.source.minutes for line in lines if line.minutes)


@given(cohorts())
def test_no_component_gets_more_than_it_is_worth_nor_less_than_it_had(both):
    held, places = both
    after = credit_after(places, carry(held, places))

    assert all(one.minutes <= after[one.component] <= one.worth for one in places)


@given(cohorts())
def test_twice_is_once(both):
    held, places = both
    after = credit_after(places, carry(held, places))
    there = [place(one.component, origin=one.origin, worth=one.worth, minutes=after[one.component]) for one in places]

    again = carry(held, there)
    assert credit_after(there, again) == after
    assert sum(line.minutes for line in again) == 0


@given(cohorts())
def test_every_component_of_the_new_cohort_has_one_line(both):
    held, places = both
    lines = carry(held, places)

    assert [line.target for line in lines if line.target] == places


@given(cohorts())
def test_there_and_back_again_brings_nothing_new(both):
    held, places = both
    after = credit_after(places, carry(held, places))
    back = [credit(one.component, origin=one.origin, worth=one.worth, minutes=after[one.component]) for one in places]
    home = [place(one.component, origin=one.origin, worth=one.worth, minutes=one.minutes) for one in held]

    returned = credit_after(home, carry(back, home))
    best = {one.origin: one.minutes for one in places if one.origin is not None}
    for one in held:
        assert returned[one.component] == max(one.minutes, min(one.worth, best.get(one.origin, 0)))
