"""Who may mark what as a table, and what holds of any allocation: nobody barred, nobody over their limit, as many as can be."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.choices import MarkingStage
from assessments.rules.allocation import Marker, WhyNot, Work, allocate, why_not

FIRST, SECOND, SENIOR = MarkingStage.FIRST, MarkingStage.SECOND, MarkingStage.SENIOR


def people(*ids: int) -> frozenset[int]:
    return frozenset(ids)


@pytest.mark.parametrize(
    ("marker", "work", "reason"),
    [
        pytest.param(Marker(1), Work("A", FIRST, 7), None, id="nothing against it"),
        pytest.param(Marker(1, own=people(7)), Work("A", FIRST, 7), WhyNot.OWN, id="their own"),
        pytest.param(Marker(1, teaches=people(7, 8)), Work("A", FIRST, 7), WhyNot.FACILITATES, id="their facilitator"),
        pytest.param(Marker(1, teaches=people(8)), Work("A", FIRST, 7), None, id="somebody else's facilitator"),
        pytest.param(Marker(1, school_urn="123456"), Work("A", FIRST, 7, "123456"), WhyNot.SAME_SCHOOL, id="colleague"),
        pytest.param(Marker(1, school_urn="123456"), Work("A", FIRST, 7, "654321"), None, id="another school"),
        pytest.param(Marker(1), Work("A", FIRST, 7), None, id="no school known of either"),
        pytest.param(Marker(1, declared=people(7)), Work("A", FIRST, 7), WhyNot.DECLARED, id="declared"),
        pytest.param(Marker(1), Work("A", SECOND, 7, had_by=people(1)), WhyNot.HAD_IT, id="marked it first"),
        pytest.param(Marker(1, is_senior=True), Work("A", SENIOR, 7, had_by=people(1)), WhyNot.HAD_IT, id="senior too"),
        pytest.param(Marker(1), Work("A", SENIOR, 7), WhyNot.NOT_SENIOR, id="no senior marker"),
        pytest.param(Marker(1, is_senior=True), Work("A", SENIOR, 7), None, id="a senior marker"),
        pytest.param(Marker(1, load=3, most=3), Work("A", FIRST, 7), None, id="a full one may have it all the same"),
    ],
)
def test_why_a_marker_is_not_given_a_script(marker, work, reason):
    assert why_not(marker, work) == reason


def works(number: int, stage: MarkingStage = FIRST) -> list[Work]:
    return [Work(f"S{one}", stage, 100 + one) for one in range(number)]


def shares(found, markers) -> dict[int, int]:
    return {marker.key: list(found.placed.values()).count(marker.key) for marker in markers}


def test_scripts_are_shared_evenly():
    markers = [Marker(1), Marker(2), Marker(3)]

    assert shares(allocate(works(10), markers), markers) == {1: 4, 2: 3, 3: 3}


def test_whoever_has_less_gets_more():
    markers = [Marker(1, load=4), Marker(2)]

    assert shares(allocate(works(6), markers), markers) == {1: 1, 2: 5}


def test_nobody_gets_more_than_they_take_and_the_rest_is_named():
    markers = [Marker(1, most=2), Marker(2, load=1, most=2)]

    found = allocate(works(5), markers)

    assert shares(found, markers) == {1: 2, 2: 1}
    assert [dict(one.reasons) for one in found.unplaced] == [{1: WhyNot.FULL, 2: WhyNot.FULL}] * 2


def test_what_cannot_be_placed_says_why_of_everybody():
    markers = [Marker(1, teaches=people(100)), Marker(2, school_urn="123456"), Marker(3, most=0)]

    (unplaced,) = allocate([Work("A", FIRST, 100, "123456")], markers).unplaced

    assert unplaced.reasons == {1: WhyNot.FACILITATES, 2: WhyNot.SAME_SCHOOL, 3: WhyNot.FULL}


def test_without_a_team_nothing_is_placed():
    (unplaced,) = allocate(works(1), []).unplaced

    assert unplaced.reasons == {}


def test_a_full_marker_passes_one_on_where_that_makes_room():
    """B may go to marker 1 alone. A and C could go to either; whoever got there first gives way."""
    only_one = [
        Work("A", FIRST, 1, had_by=people(3)),
        Work("B", FIRST, 2, had_by=people(2, 3)),
        Work("C", FIRST, 3, had_by=people(1)),
    ]
    markers = [Marker(1, most=1), Marker(2, most=1), Marker(3, most=1)]

    assert dict(allocate(only_one, markers).placed) == {"A": 2, "B": 1, "C": 3}


def test_the_last_senior_marker_is_kept_free_to_decide():
    markers = [Marker(1, load=9), Marker(2, is_senior=True)]

    assert allocate(works(3), markers).placed == {"S0": 1, "S1": 1, "S2": 1}


def test_but_marks_where_nobody_else_can():
    markers = [Marker(1, most=1), Marker(2, is_senior=True)]

    found = allocate(works(3), markers)

    assert sorted(found.placed.values()) == [1, 2, 2]


def test_of_two_senior_markers_one_may_mark():
    markers = [Marker(1, load=5), Marker(2, is_senior=True), Marker(3, is_senior=True)]

    found = allocate(works(3), markers)

    assert set(found.placed.values()) <= {2, 3}


# -- any works, any team -----------------------------------------------------------------------------------------------
markers_ = st.builds(
    Marker,
    key=st.integers(1, 5),
    load=st.integers(0, 4),
    most=st.none() | st.integers(0, 3),
    is_senior=st.booleans(),
    school_urn=st.sampled_from(["", "111111", "222222"]),
    teaches=st.frozensets(st.integers(1, 4), max_size=2),
    declared=st.frozensets(st.integers(1, 4), max_size=1),
)
teams = st.lists(markers_, max_size=4, unique_by=lambda one: one.key)
piles = st.lists(
    st.builds(
        Work,
        key=st.sampled_from("ABCDEF"),
        stage=st.sampled_from([FIRST, SECOND, SENIOR]),
        writer=st.integers(1, 4),
        school_urn=st.sampled_from(["", "111111", "222222"]),
        had_by=st.frozensets(st.integers(1, 5), max_size=2),
    ),
    max_size=5,
    unique_by=lambda one: one.key,
)


@given(pile=piles, team=teams)
def test_nobody_is_given_what_they_must_not_have_or_more_than_they_take(pile, team):
    found = allocate(pile, team)
    by_key, markers = {work.key: work for work in pile}, {marker.key: marker for marker in team}

    assert all(why_not(markers[marker], by_key[key]) is None for key, marker in found.placed.items())
    for marker in team:
        given_now = list(found.placed.values()).count(marker.key)
        assert marker.most is None or not given_now or marker.load + given_now <= marker.most


@given(pile=piles, team=teams)
def test_every_work_is_placed_or_named(pile, team):
    found = allocate(pile, team)

    assert set(found.placed) | {one.work.key for one in found.unplaced} == {work.key for work in pile}
    assert not set(found.placed) & {one.work.key for one in found.unplaced}
    assert all(set(one.reasons) == {marker.key for marker in team} for one in found.unplaced)


@given(pile=piles, team=teams, chance=st.randoms())
def test_the_order_of_works_and_markers_is_nothing(pile, team, chance):
    found = allocate(pile, team)
    chance.shuffle(pile)
    chance.shuffle(team)

    assert allocate(pile, team) == found


def most_possible(pile, team) -> int:
    """By trying everything."""
    choices = [[None, *(marker.key for marker in team if why_not(marker, work) is None)] for work in pile]
    room = {marker.key: 99 if marker.most is None else max(marker.most - marker.load, 0) for marker in team}
    fitting = (
        sum(one is not None for one in chosen)
        for chosen in product(*choices)
        if all(chosen.count(key) <= room[key] for key in room)
    )
    return max(fitting, default=0)


@given(pile=piles, team=teams)
def test_as_many_are_placed_as_can_be(pile, team):
    assert len(allocate(pile, team).placed) == most_possible(pile, team)
