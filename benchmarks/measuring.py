"""Measuring floor and portal in turn, and drawing the table."""

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True)
class Figure:
    """One line of the table. `ratio` is portal to floor, for times upwards and for rates downwards; `most` its limit."""

    name: str
    unit: str
    floor: float
    portal: float
    ratio: float
    most: float | None = None

    @property
    def verdict(self) -> str:
        """Whether the ratio keeps to its limit."""
        if self.most is None:
            return ""
        return "met" if self.ratio <= self.most else "MISSED"


def in_turn(rounds: int, *measurements: Callable[[], Sequence[float]]) -> list[list[float]]:
    """What each measurement gives, each value as the median over `rounds`, taken A B A B ... after a warm-up."""
    for measurement in measurements:
        measurement()
    taken: list[list[Sequence[float]]] = [[] for _ in measurements]
    for _ in range(rounds):
        for values, measurement in zip(taken, measurements, strict=True):
            values.append(measurement())
    return [[statistics.median(values) for values in zip(*rounds_of_one, strict=True)] for rounds_of_one in taken]


def percentiles_ms(work: Callable[[str], object], queries: Iterable[str], wanted: Sequence[int]) -> list[float]:
    """Those percentiles of the milliseconds `work` takes for each of the queries."""
    times = []
    for query in queries:
        started = perf_counter()
        work(query)
        times.append((perf_counter() - started) * 1_000)
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return [cuts[percentile - 1] for percentile in wanted]


def per_second(rows: int, work: Callable[[], object]) -> list[float]:
    """Rows a second, as the only value of a measurement."""
    started = perf_counter()
    work()
    return [rows / (perf_counter() - started)]


def table(figures: Sequence[Figure]) -> str:
    """The figures as text, one a line."""
    lines = [f"{'what':<44} {'floor':>10} {'portal':>10} {'ratio':>7} {'at most':>8}"]
    for figure in figures:
        most = f"{figure.most:g} {figure.verdict}" if figure.most is not None else ""
        lines.append(
            f"{f'{figure.name}, {figure.unit}':<44} {figure.floor:>10,.1f} {figure.portal:>10,.1f} {figure.ratio:>7.2f} {most:>10}"
        )
    return "\n".join(lines)
