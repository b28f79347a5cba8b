"""The nightly task, called as the worker calls it."""

import pytest
import time_machine

from courses.choices import CatchUpState
from courses.tasks import lapse_catch_ups
from tests.factories.engagement import CatchUpFactory

pytestmark = pytest.mark.django_db


def test_it_closes_what_is_over_in_london():
    catch_up = CatchUpFactory()

    with time_machine.travel("2026-12-08 23:59:00+00:00", tick=False):
        assert lapse_catch_ups() == 0
    with time_machine.travel("2026-12-09 00:20:00+00:00", tick=False):
        assert lapse_catch_ups() == 1
    catch_up.refresh_from_db()
    assert catch_up.state == CatchUpState.LAPSED
