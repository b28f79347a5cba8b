"""The measurements of handing in run, and count what they wrote. How fast is for `python -m benchmarks`."""

import pytest

from benchmarks import autosaving, handing, writers
from courses.models import Course
from tests.factories.courses import CourseFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _a_course():
    """A transaction test begins with empty tables."""
    if not Course.objects.exists():
        CourseFactory()


def test_submitting_is_measured():
    (figure,) = handing.measure_submitting(quick=True)
    assert (figure.unit, figure.most) == ("/s", 3)
    assert figure.floor > 0
    assert figure.portal > 0


def test_autosaving_is_measured_against_the_portals_own_web_server():
    figures = autosaving.measure_autosaving(quick=True)
    assert [figure.unit for figure in figures] == ["ms"] * 3
    assert all(figure.floor > 0 and figure.portal > 0 for figure in figures)


def test_a_draft_has_1500_words():
    from assessments.actions.submitting import words_of
    from assessments.models import DraftVersion

    (entry, _) = writers.build("words", 2)
    assert words_of(DraftVersion.objects.get(entry=entry)) == writers.WORDS


def test_a_submission_that_is_missing_is_noticed():
    entries = writers.build("missing", 2)
    with pytest.raises(RuntimeError, match="2 submitted, but there are"):
        handing._expect_all(entries)
