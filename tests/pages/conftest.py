"""What every test of the roof's pages can ask for."""

import pytest

from courses import starter
from courses.models import CommonQuestion, Course, Guide


@pytest.fixture
def first_words(db) -> None:
    """The NPQs, guides and questions of a new installation. A test that empties the tables takes the migration's away."""
    starter.load(course=Course, guide=Guide, question=CommonQuestion)


@pytest.fixture
def hub(db) -> None:
    """The demo's whole hub, as of now."""
    from npq_portal import clock
    from npq_portal.demo.load import load

    load(at=clock.now())
