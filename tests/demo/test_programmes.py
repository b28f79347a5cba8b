"""The demo's programmes add up to the hours that are published."""

import pytest

from courses.choices import Bucket, ComponentKind, CourseIdentifier
from courses.models import Programme, ProgrammeComponent
from npq_portal.demo import programmes
from tests.factories.courses import CourseFactory, LeadProviderFactory, ProgrammeFactory

HOURS = [
    # parts, hours with others, of coaching, alone
    ("CEFEL_SPECIALIST", 25, 8, 18),
    ("CEFEL_LEADERSHIP", 52.5, 10, 30),
    ("TDT_SPECIALIST", 12, 0, 40),
    ("TDT_LEADERSHIP", 34, 6, 0),
    ("COACHING_OFFER", 36, 10, 0),
]


@pytest.mark.parametrize(("name", "live", "coaching", "alone"), HOURS, ids=[row[0] for row in HOURS])
def test_the_hours_are_those_published(name, live, coaching, alone):
    rows = [fields for part in getattr(programmes, name) for _, fields in part.rows()]
    in_kind = {
        "coaching": sum(row["minutes"] for row in rows if row["kind"] == ComponentKind.COACHING) / 60,
        "alone": sum(row["minutes"] for row in rows if row["bucket"] == Bucket.SELF_STUDY) / 60,
    }
    assert in_kind == {"coaching": coaching, "alone": alone}
    assert sum(row["minutes"] for row in rows) / 60 == live + coaching + alone


@pytest.mark.django_db
def test_a_programme_gets_them_once_in_order_and_valid():
    programme = ProgrammeFactory(
        course=CourseFactory(identifier=CourseIdentifier.LEADING_BEHAVIOUR_CULTURE),
        lead_provider=LeadProviderFactory(slug="church-of-england"),
    )
    programmes.load_components(programme)
    rows = list(ProgrammeComponent.objects.filter(programme=programme))
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    assert Programme.objects.get(pk=programme.pk).engagement_policy == "per_bucket"
    for row in rows:
        row.full_clean()
        assert (row.due_after_weeks is not None) is row.is_studied_alone

    rows[0].delete()
    programmes.load_components(programme)
    assert programme.components.count() == len(rows) - 1
