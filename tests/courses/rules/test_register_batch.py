"""What a device sends is read with suspicion: nothing breaks the reader, and nothing sound is dropped."""

import json
import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from courses.choices import Mark
from courses.rules.register_batch import MOST, MOST_BYTES, Batch, BatchError, read_batch

NOW = "2026-11-17T15:50:00.000Z"
ONE, TWO = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))


def a_mark(**changes):
    return {
        "uuid": ONE, "session": 7, "enrolment": 40, "mark": "attended", "captured_at": NOW, "based_on": "", "note": "",
    } | changes  # fmt: skip


def a_walk_in(**changes):
    return {"uuid": TWO, "session": 7, "name": "Robin Invented", "captured_at": NOW} | changes


def read(**changes) -> Batch:
    return read_batch(json.dumps({"device": "d", "device_now": NOW, "marks": [], **changes}).encode())


def test_a_mark_is_read_whole():
    batch = read(marks=[a_mark(mark="part", minutes=35, based_on=TWO, note=" came late ")])

    (mark,) = batch.marks
    assert (mark.uuid, mark.session, mark.enrolment) == (uuid.UUID(int=1), 7, 40)
    assert (mark.mark, mark.minutes, mark.note) == (Mark.PART, 35, "came late")
    assert mark.based_on == uuid.UUID(int=2)
    assert mark.captured_at == datetime(2026, 11, 17, 15, 50, tzinfo=UTC)
    assert batch.unreadable == ()


def test_minutes_go_with_part_attendance_alone():
    assert read(marks=[a_mark(minutes=35)]).marks[0].minutes is None


def test_a_walk_in_is_read_whole():
    (walk_in,) = read(walk_ins=[a_walk_in(note="Hilltop Primary", minutes=20)]).walk_ins

    assert (walk_in.name, walk_in.note, walk_in.minutes) == ("Robin Invented", "Hilltop Primary", 20)
    assert read(walk_ins=[a_walk_in()]).walk_ins[0].minutes is None


def test_the_same_number_twice_in_one_batch_is_one_mark():
    batch = read(marks=[a_mark(), a_mark(mark="absent")], walk_ins=[a_walk_in(uuid=ONE)])

    assert [mark.mark for mark in batch.marks] == [Mark.ATTENDED]
    assert batch.walk_ins == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mark": "exempt"}, "not a mark that a register knows"),
        ({"mark": ["attended"]}, "not a mark that a register knows"),
        ({"mark": "part"}, "how many minutes"),
        ({"mark": "part", "minutes": 1.5}, "whole number"),
        ({"mark": "part", "minutes": -1}, "whole number"),
        ({"mark": "part", "minutes": True}, "whole number"),
        ({"minutes": 1441}, "whole number"),
        ({"session": "7"}, "whose it is"),
        ({"session": True}, "whose it is"),
        ({"enrolment": 0}, "whose it is"),
        ({"enrolment": 2**63}, "whose it is"),
        ({"uuid": "1"}, "number of its own"),
        ({"uuid": None}, "number of its own"),
        ({"based_on": "x"}, "number of its own"),
        ({"captured_at": "yesterday"}, "when this was"),
        ({"captured_at": "2026-11-17T15:50:00"}, "when this was"),
        ({"captured_at": "0001-01-01T00:00:00+14:00"}, "when this was"),
        ({"captured_at": 1}, "when this was"),
        ({"note": "a" * 201}, "too long"),
        ({"note": "nothing\x00"}, "cannot be kept"),
        ({"note": "\ud800"}, "cannot be kept"),
        ({"note": {"a": 1}}, "cannot be kept"),
    ],
)
def test_a_mark_that_cannot_be_read_is_refused_alone_and_the_others_go_on(changes, words):
    batch = read(marks=[a_mark(**changes), a_mark(uuid=TWO)])

    assert [str(mark.uuid) for mark in batch.marks] == [TWO]
    (refused,) = batch.unreadable
    assert words in refused.words
    if "uuid" not in changes:
        assert refused.uuid == ONE


@pytest.mark.parametrize("entry", [None, 1, "a", [], [[]]])
def test_an_entry_that_is_no_entry_is_refused_alone(entry):
    assert len(read(marks=[entry, a_mark()]).unreadable) == 1


@pytest.mark.parametrize(("name", "words"), [("", "name"), (None, "name"), ("a" * 151, "too long"), (5, "kept")])
def test_a_walk_in_needs_a_name(name, words):
    assert words in read(walk_ins=[a_walk_in(name=name)]).unreadable[0].words


def test_a_number_goes_back_as_it_came_but_not_without_end():
    assert read(marks=[a_mark(uuid="z" * 90)]).unreadable[0].uuid == "z" * 40
    assert read(marks=[a_mark(uuid="\ud800")]).unreadable[0].uuid == ""


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b"1" * 5_000, b'{"marks": 3}', b'{"walk_ins": {}}',
        b'{"device_now": "2026-11-17T15:50:00Z", "device": 4}', b'{"device": "d"}', b'{"device_now": "soon"}',
        b'{"device": "' + b"d" * 41 + b'", "device_now": "2026-11-17T15:50:00Z"}',
    ],
)  # fmt: skip
def test_a_batch_that_cannot_be_read_is_refused_in_words(body):
    with pytest.raises(BatchError, match=r"^[A-Z].*\.$"):
        read_batch(body)


def test_the_most_that_may_come_at_once():
    marks = [a_mark(uuid=str(uuid.UUID(int=number + 1)), note="n" * 100) for number in range(MOST)]

    assert len(read(marks=marks).marks) == MOST
    with pytest.raises(BatchError, match="at most 2,000"):
        read(marks=marks, walk_ins=[a_walk_in()])
    with pytest.raises(BatchError, match="too much"):
        read_batch(b" " * (MOST_BYTES + 1))


_json = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(), inner, max_size=4),
)
_near = some.sampled_from([ONE, TWO, NOW, "attended", "part", 7, 40, "", None, True, -1, 2**80, "9999-12-31T23:59:59Z"])
_entry = some.fixed_dictionaries(
    {},
    optional=dict.fromkeys((*a_mark(), "minutes", "name"), _near | _json),
)
_batch = some.fixed_dictionaries(
    {"device": some.just("d") | _json, "device_now": some.just(NOW) | _json},
    optional={"marks": some.lists(_entry | _json) | _json, "walk_ins": some.lists(_entry | _json) | _json},
)


@given(some.binary(max_size=400) | _json.map(lambda told: json.dumps(told).encode()))
def test_any_bytes_are_refused_in_words_or_read(body):
    _reads_or_refuses(body)


@given(_batch)
def test_any_batch_is_refused_in_words_or_read_and_every_entry_is_accounted_for(told):
    batch = _reads_or_refuses(json.dumps(told).encode())
    if batch is None:
        return
    sent = [*told.get("marks", []), *told.get("walk_ins", [])]
    read = len(batch.marks) + len(batch.walk_ins)
    numbers = {str(entry.uuid) for entry in (*batch.marks, *batch.walk_ins)}
    twice = len(sent) - read - len(batch.unreadable)
    assert twice >= 0
    assert twice <= sum(isinstance(entry, dict) and str(entry.get("uuid")) in numbers for entry in sent)


def _reads_or_refuses(body: bytes) -> Batch | None:
    try:
        return read_batch(body)
    except BatchError:
        return None
