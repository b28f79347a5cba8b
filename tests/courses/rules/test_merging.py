"""Which of several marks counts: a table of who said what when, and the promise that order and repetition do not matter."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.choices import RecordState, WhyToDecide
from courses.rules.merging import EARLIEST, Said, merge, placed_in_time

START = datetime(2026, 11, 17, 15, 45, tzinfo=UTC)
CURRENT, PAST, CLASH = "current", "past", "to_decide"
VALUES = {"present": ("attended", 60), "absent": ("absent", 0), "part": ("part", 20), "taken back": ("cleared", 0)}
PEOPLE = {"Femi": 1, "Grace": 2, "Hana": 3}


def said(number: int, who: str, what: str, minute: int, looking_at: int | None = None, **more) -> Said:
    """Mark `number`, made `minute` minutes after the session started."""
    return Said(
        uuid=UUID(int=number),
        by=PEOPLE[who],
        value=VALUES[what],
        captured_at=START + timedelta(minutes=minute),
        based_on=UUID(int=looking_at) if looking_at else None,
        **more,
    )


def states(*marks: Said) -> list[str]:
    verdicts = merge(marks)
    return [verdicts[mark.uuid][0] if mark.uuid in verdicts else "untouched" for mark in marks]


TABLE = [
    # what happened, (who, what, minute, looking at the mark of this number), ..., what becomes of each
    ("one mark counts", [("Femi", "present", 1)], [CURRENT]),
    ("a change of mind", [("Femi", "absent", 1), ("Femi", "present", 5)], [PAST, CURRENT]),
    ("a change of mind that arrives first", [("Femi", "present", 5), ("Femi", "absent", 1)], [CURRENT, PAST]),
    ("two agree", [("Femi", "present", 1), ("Grace", "present", 2)], [PAST, CURRENT]),
    ("two disagree", [("Femi", "present", 1), ("Grace", "absent", 2)], [CLASH, CURRENT]),
    ("the older one arrives later", [("Grace", "absent", 2), ("Femi", "present", 1)], [CURRENT, CLASH]),
    ("one corrects the other", [("Femi", "present", 1), ("Grace", "part", 50, 1)], [PAST, CURRENT]),
    ("one takes the other's mark back", [("Femi", "present", 1), ("Grace", "taken back", 3, 1)], [PAST, CURRENT]),
    ("a slow clock: looking at it is later", [("Femi", "present", 9), ("Grace", "absent", 2, 1)], [PAST, CURRENT]),
    (
        "looking at an older mark than the last",
        [("Femi", "present", 1), ("Femi", "part", 3, 1), ("Grace", "absent", 5, 1)],
        [PAST, CLASH, CURRENT],
    ),
    (
        "they come to agree",
        [("Femi", "present", 1), ("Grace", "absent", 2), ("Grace", "present", 9)],
        [PAST, PAST, CURRENT],
    ),
    (
        "the first gives in",
        [("Femi", "present", 1), ("Grace", "absent", 2), ("Femi", "absent", 9)],
        [PAST, PAST, CURRENT],
    ),
    (
        "three opinions",
        [("Femi", "present", 1), ("Grace", "absent", 2), ("Hana", "part", 3)],
        [CLASH, CLASH, CURRENT],
    ),
    (
        "somebody settles it on the register",
        [("Femi", "present", 1), ("Grace", "absent", 2), ("Hana", "present", 9, 2)],
        [PAST, PAST, CURRENT],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("marks", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_the_table(marks, expected):
    assert states(*(said(number, *mark) for number, mark in enumerate(marks, start=1))) == expected


def test_a_clash_says_that_it_is_one():
    assert merge([said(1, "Femi", "present", 1), said(2, "Grace", "absent", 2)]) == {
        UUID(int=1): (RecordState.TO_DECIDE, WhyToDecide.CLASH),
        UUID(int=2): (RecordState.CURRENT, WhyToDecide.NONE),
    }


def test_nothing_said_gives_nothing():
    assert merge([]) == {}


def test_a_strangers_mark_neither_counts_nor_answers():
    stranger = said(2, "Femi", "absent", 9, why=WhyToDecide.NOT_A_FACILITATOR)

    assert merge([said(1, "Femi", "present", 1), stranger]) == {
        UUID(int=1): (RecordState.CURRENT, WhyToDecide.NONE),
        UUID(int=2): (RecordState.TO_DECIDE, WhyToDecide.NOT_A_FACILITATOR),
    }


class TestDecided:
    def chosen(self, **more) -> Said:
        """Femi's older mark, which Hana chose half an hour after the start."""
        at = START + timedelta(minutes=30)
        return said(1, "Femi", "present", 1, decided_at=at, decided_by=3, **{"state": "current"} | more)

    def against(self) -> Said:
        return said(2, "Grace", "absent", 2, state="past", decided_at=START + timedelta(minutes=30), decided_by=3)

    def test_it_stays_though_the_other_was_newer(self):
        assert states(self.chosen(), self.against()) == [CURRENT, "untouched"]

    def test_a_late_mark_from_before_the_decision_is_shown_and_does_not_count(self):
        assert states(self.chosen(), said(3, "Grace", "part", 5)) == [CURRENT, CLASH]

    def test_a_mark_after_the_decision_counts_and_asks_again(self):
        assert states(self.chosen(), said(3, "Grace", "part", 40)) == [CLASH, CURRENT]

    def test_whoever_decided_may_change_their_mind(self):
        assert states(self.chosen(), said(3, "Hana", "part", 40)) == [PAST, CURRENT]

    def test_a_stranger_who_was_believed_counts_from_then_on(self):
        believed = self.chosen(why=WhyToDecide.NOT_A_FACILITATOR)
        assert states(believed, said(2, "Grace", "absent", 2, looking_at=None)) == [CURRENT, CLASH]

    def test_a_stranger_who_was_not_believed_answers_nothing(self):
        refused = self.chosen(state="refused", why=WhyToDecide.NOT_A_FACILITATOR)
        assert states(refused, said(2, "Femi", "absent", 0)) == ["untouched", CURRENT]


FILLED_IN = [
    # what happened, marks; a fifth word says that closing filled it in
    ("nobody marked them", [("Femi", "absent", 60, None, True)], [CURRENT]),
    ("the phone sends later", [("Femi", "present", 5, None, False), ("Femi", "absent", 60, None, True)], [CURRENT, PAST]),
    ("a colleague's does", [("Grace", "part", 5, None, False), ("Femi", "absent", 60, None, True)], [CURRENT, PAST]),
    ("corrected afterwards", [("Femi", "absent", 60, None, True), ("Grace", "present", 70, None, False)], [PAST, CURRENT]),
    ("taken back before", [("Femi", "taken back", 5, None, False), ("Femi", "absent", 60, None, True)], [PAST, CURRENT]),
    ("taken back after", [("Femi", "absent", 60, None, True), ("Femi", "taken back", 70, 1, False)], [PAST, CURRENT]),
    (
        "two people disagree as ever",
        [("Grace", "part", 5, None, False), ("Femi", "absent", 60, None, True), ("Femi", "present", 3, None, False)],
        [CURRENT, PAST, CLASH],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("marks", "expected"), [row[1:] for row in FILLED_IN], ids=[row[0] for row in FILLED_IN])
def test_what_closing_filled_in_gives_way_to_what_somebody_saw(marks, expected):
    made = [said(number, *mark[:4], is_filled_in=mark[4]) for number, mark in enumerate(marks, start=1)]
    assert states(*made) == expected
    assert states(*reversed(made)) == expected[::-1]


# -- order and repetition do not matter --------------------------------------------------------------------------------
_SPOKEN = st.lists(
    st.tuples(
        st.sampled_from(sorted(PEOPLE)),
        st.sampled_from(sorted(VALUES)),
        st.integers(0, 5),
        st.none() | st.integers(1, 7),
        st.sampled_from([WhyToDecide.NONE, WhyToDecide.NONE, WhyToDecide.NOT_A_FACILITATOR]),
        st.booleans(),
    ),
    min_size=1,
    max_size=7,
)


def brought(batches: list[list[Said]]) -> dict[UUID, tuple[str, str]]:
    """The hub's end state after these batches, one after the other, each known mark only once."""
    kept: dict[UUID, Said] = {}
    for batch in batches:
        kept = {mark.uuid: mark for mark in batch} | kept
        for uuid, (state, why) in merge(list(kept.values())).items():
            old = kept[uuid]
            facts = {name: getattr(old, name) for name in ("by", "value", "captured_at", "based_on", "is_filled_in")}
            kept[uuid] = Said(uuid=uuid, state=state, why=why, **facts)
    return {uuid: (mark.state, mark.why) for uuid, mark in kept.items()}


@given(spoken=_SPOKEN, data=st.data())
def test_any_order_any_batches_and_any_replay_end_the_same(spoken, data):
    marks = [
        said(number, who, what, minute, looking_at, why=why, is_filled_in=filled_in)
        for number, (who, what, minute, looking_at, why, filled_in) in enumerate(spoken, start=1)
    ]
    shuffled = data.draw(st.permutations(marks))
    cuts = data.draw(st.lists(st.integers(0, len(marks)), max_size=3).map(sorted))
    batches = [shuffled[start:end] for start, end in zip([0, *cuts], [*cuts, len(marks)], strict=True)]
    replays = data.draw(st.lists(st.sampled_from(batches), max_size=3))

    assert brought([*batches, *replays]) == brought([marks])


@given(spoken=_SPOKEN)
def test_exactly_one_counts_unless_all_wait_and_nothing_is_dropped(spoken):
    marks = [
        said(number, who, what, minute, looking_at, why=why, is_filled_in=filled_in)
        for number, (who, what, minute, looking_at, why, filled_in) in enumerate(spoken, start=1)
    ]

    verdicts = merge(marks)

    assert verdicts.keys() == {mark.uuid for mark in marks}
    counting = [uuid for uuid, (state, _) in verdicts.items() if state == RecordState.CURRENT]
    assert len(counting) == any(mark.why == WhyToDecide.NONE for mark in marks)


# -- time --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("captured", "counts_as"),
    [
        (START, START),
        (START + timedelta(hours=3), START + timedelta(hours=3)),
        (START + timedelta(hours=3, seconds=1), START + timedelta(hours=3)),  # nothing is marked in the future
        (START + timedelta(days=900), START + timedelta(hours=3)),
        (START - EARLIEST, START - EARLIEST),
        (START - timedelta(days=20_000), START - EARLIEST),  # a clock that stands at 1970
    ],
)
def test_marks_are_placed_between_a_month_before_and_their_arrival(captured, counts_as):
    received = START + timedelta(hours=3)

    assert placed_in_time(captured, session_starts_at=START, received_at=received) == counts_as


def test_a_mark_received_more_than_a_month_before_is_placed_at_its_arrival():
    received = START - timedelta(days=40)

    assert placed_in_time(received, session_starts_at=START, received_at=received) == received


def test_marks_moved_to_one_moment_keep_their_devices_order():
    first = said(9, "Femi", "absent", 1, device_time=START)
    last = said(1, "Femi", "present", 1, device_time=START + timedelta(minutes=3))

    assert states(first, last) == [PAST, CURRENT]
