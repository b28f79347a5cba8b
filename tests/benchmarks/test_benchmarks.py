"""The measurements themselves: that they take turns, judge rightly and run. How fast is for `python -m benchmarks`."""

import json
from argparse import Namespace

import pytest

from benchmarks import register, run, search
from benchmarks.invented import invented_register
from benchmarks.measuring import Figure, in_turn, per_second, percentiles_ms, table
from npq_portal import clock
from registrations.gias.register_import import import_register
from registrations.views import workplaces


@pytest.fixture(scope="module")
def invented(tmp_path_factory):
    return invented_register(tmp_path_factory.mktemp("register") / "invented.csv", rows=400)


def test_measurements_take_turns_and_the_first_round_does_not_count():
    order, values = [], iter([100.0, 3.0, 1.0, 2.0])

    def floor():
        order.append("floor")
        return [next(values)]

    def portal():
        order.append("portal")
        return [7.0, 8.0]

    assert in_turn(3, floor, portal) == [[2.0], [7.0, 8.0]]
    assert order == ["floor", "portal"] * 4


def test_percentiles_are_in_the_order_asked_for():
    half, most = percentiles_ms(lambda _query: None, [str(number) for number in range(50)], (50, 95))
    assert 0 <= half <= most


def test_rates_are_rows_a_second():
    (rate,) = per_second(1_000, lambda: sum(range(100_000)))
    assert rate > 0


@pytest.mark.parametrize(
    ("ratio", "most", "verdict"), [(1.9, 2, "met"), (2.0, 2, "met"), (2.1, 2, "MISSED"), (50, None, "")]
)
def test_a_figure_says_whether_it_keeps_to_its_limit(ratio, most, verdict):
    figure = Figure("W6", "ms", 1.0, ratio, ratio, most)
    assert figure.verdict == verdict
    assert verdict in table([figure]).splitlines()[1]


def test_the_invented_register_is_taken_over_without_a_bad_row_and_is_always_the_same(invented, tmp_path, db):
    result = import_register(invented, at=clock.now())
    assert (result.added, result.refused) == (400, [])
    assert invented_register(tmp_path / "again.csv", rows=400).read_bytes() == invented.read_bytes()


def test_the_import_is_measured(invented, db):
    figures = register.measure(invented, quick=True)
    assert [figure.unit for figure in figures] == ["rows/s", "rows/s"]
    assert all(figure.floor > 0 and figure.portal > 0 for figure in figures)


def test_the_search_is_measured(invented, db, monkeypatch):
    monkeypatch.setattr(workplaces, "MOST_A_MINUTE", workplaces.MOST_A_MINUTE)  # put back afterwards
    figures = search.measure(invented, quick=True)
    assert [figure.most for figure in figures] == [None, None, None, 2, 10, None]
    assert all(figure.ratio > 0 for figure in figures)


def test_a_slip_changes_the_word_a_little():
    import random

    rng = random.Random(1)
    for _ in range(200):
        slipped = search._slip("primary", rng)
        assert abs(len(slipped) - len("primary")) <= 1


def test_a_register_that_is_not_there_is_told_before_anything_starts(tmp_path, capsys):
    assert run.main(["--register", str(tmp_path / "absent.csv")]) == 2
    assert "absent.csv is not there" in capsys.readouterr().err


def test_results_are_written_as_json(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "RESULTS", tmp_path)
    run._write([Figure("W6", "ms", 1.0, 2.0, 2.0, 2)], Namespace(quick=True))
    (path,) = tmp_path.iterdir()
    record = json.loads(path.read_text())
    assert record["figures"] == [{"name": "W6", "unit": "ms", "floor": 1.0, "portal": 2.0, "ratio": 2.0, "most": 2}]
    assert record["quick"]
    assert record["cores"]
