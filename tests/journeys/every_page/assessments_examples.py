"""Examples of the pages of assessment. Another part of it: a file with NAMES, paths() and what is no page, and a line here."""

from tests.journeys.every_page import (
    handing_examples,
    marking_examples,
    results_examples,
    windows_examples,
    writing_examples,
)
from tests.journeys.every_page.example import Maker, open_to_all, whose

#: Names of addresses that show no page of their own, and why.
NO_PAGE = {
    "windows:evidence-file": "a file",
    "my-windows:take-back": "takes a button's press and leads back to the window",
    "writing:case-file": "a file",
    "writing:save": "data for a script",
    "marking:case-file": "a file",
    "marking:save": "takes what a script sends",
    "hub-marking:draw": "takes a button's press and leads back to the window",
    **results_examples.NO_PAGE,
    **dict.fromkeys(handing_examples.FILES, "a file"),
}

MADE: dict[str, Maker] = {
    **dict.fromkeys(windows_examples.NAMES, whose(windows_examples.paths)),
    **dict.fromkeys(handing_examples.NAMES, whose(handing_examples.paths)),
    **dict.fromkeys(marking_examples.NAMES, open_to_all(marking_examples.paths)),
    **dict.fromkeys(results_examples.NAMES, whose(results_examples.paths)),
    **dict.fromkeys(writing_examples.NAMES, whose(writing_examples.paths)),
}
