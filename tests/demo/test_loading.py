"""Loading the invented hub: the first time: all or nothing."""

import pytest

from courses.models import Cohort, Course, Guide
from npq_portal.accounts.models import User
from npq_portal.demo.load import load
from registrations.models import Workplace
from tests.demo.conftest import AT

pytestmark = pytest.mark.django_db


def test_it_loads_into_tables_that_were_emptied():
    for model in (Guide, Course):
        model.objects.all().delete()

    load(at=AT)

    assert (Course.objects.count(), Guide.objects.count()) == (12, 6)


def test_nothing_is_left_behind_when_loading_fails(monkeypatch):
    def fails(*args: object, **kwargs: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("npq_portal.demo.load.load_applications", fails)
    with pytest.raises(RuntimeError):
        load(at=AT)

    assert (User.objects.count(), Workplace.objects.count(), Cohort.objects.count()) == (0, 0, 0)
