"""An example of every address that takes words, and of the states of a page that its address does not show.

An address without words needs nothing here. One that takes words and has no example makes the test fail. Examples are in
one file an app (`..._examples.py`).
"""

from django.urls import NoReverseMatch, reverse

from tests.access_table import TABLE
from tests.journeys.every_page import assessments_examples, courses_examples, portal_examples, registrations_examples
from tests.journeys.every_page.example import Example, Maker
from tests.journeys.every_page.world import STAND_INS, World

_APPS = (portal_examples, registrations_examples, courses_examples, assessments_examples)

#: Names of addresses that show no page of their own, and why.
NO_PAGE: dict[str, str] = {name: why for app in _APPS for name, why in app.NO_PAGE.items()}
_MADE: dict[str, Maker] = {name: maker for app in _APPS for name, maker in app.MADE.items()}


def examples(name: str, world: World) -> list[Example]:
    """The pages of a name of tests/access_table.py, each with those who open it."""
    stand_ins = tuple(STAND_INS[role] for role in sorted(TABLE[name].who))
    if name in _MADE:
        return [Example(one.path, one.by or stand_ins, one.status) for one in _MADE[name](world, name)]
    try:
        return [Example(reverse(name), stand_ins)]
    except NoReverseMatch:
        raise AssertionError(f"{name} takes words: give it an example in an app's file of examples") from None
