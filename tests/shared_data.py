"""Real public data that may lie beside this checkout; it is never committed.

The folder is ../shared/data, or whatever NPQ_SHARED_DATA names. Each function gives the path, or skips the test that
asked, saying so: a fresh clone elsewhere has no register to test against, and the suite says which tests that left out.
"""

import os
from pathlib import Path

import pytest

_BESIDE_THE_CHECKOUT = Path(__file__).resolve().parents[2] / "shared" / "data"


def gias_full() -> Path:
    """The whole school register of 16 November 2023: 50,515 rows, gzipped CSV."""
    return _file("gias_establishments_20231116.csv.gz")


def gias_raw() -> Path:
    """99 rows in the register's raw form: 139 columns, cp1252, CRLF."""
    return _file("gias_raw_139col_sample_99.csv")


def gias_sample() -> Path:
    """2,000 rows of the register of 16 November 2023."""
    return _file("gias_sample_2000_20231116.csv")


def eligible_settings() -> Path:
    """The settings eligible for funding in 2025/26."""
    return _file("npq_eligible_settings_2025_26.csv")


def funding_examples() -> Path:
    """137 funding cases with the expected answer."""
    return _file("funding_examples.csv")


def _file(name: str) -> Path:
    path = Path(os.environ.get("NPQ_SHARED_DATA", _BESIDE_THE_CHECKOUT)) / name
    if not path.is_file():
        pytest.skip(f"real register not beside this checkout: {path} is not there")
    return path
