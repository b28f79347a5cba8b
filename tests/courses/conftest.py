"""What every test of the catalogue can ask for."""

import pytest

from courses import starter
from courses.models import CommonQuestion, Course, Guide


@pytest.fixture
def first_words(db) -> None:
    """The NPQs, guides and questions of a new installation. A test that empties the tables takes the migration's away."""
    starter.load(course=Course, guide=Guide, question=CommonQuestion)
