"""The invented hub, loaded once a module: loading takes seconds, and most tests only look at it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import transaction

from npq_portal.demo.load import load

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """The hub as loaded at AT, in a transaction around every test of the module; each test's own changes are undone, as
    ever, and at the end so is the hub. Tests that use it are marked django_db."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(at=AT)
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)
