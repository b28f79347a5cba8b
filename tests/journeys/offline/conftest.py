"""A session of ten people that is on now, and the phones of those who lead it."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext

from courses.models import Session
from npq_portal import clock
from npq_portal.accounts.models import User
from tests.factories.accounts import ParticipantFactory
from tests.factories.courses import EnrolmentFactory
from tests.factories.engagement import SessionFactory
from tests.journeys.offline.phones import TREES


@pytest.fixture
def session(facilitator: User) -> Session:
    """It began ten minutes ago; ten people are expected."""
    session = SessionFactory(facilitators=[facilitator], starts_at=clock.now() - timedelta(minutes=10))
    for tree in TREES:
        person = ParticipantFactory(first_name="Robin", last_name=tree)
        EnrolmentFactory(cohort=session.component.cohort, participant=person)
    return session


@pytest.fixture
def phone(context: BrowserContext, sign_in: Callable, facilitator: User) -> BrowserContext:
    sign_in(context, facilitator)
    return context


@pytest.fixture
def another_phone(browser, browser_context_args: dict) -> Iterator[BrowserContext]:
    context = browser.new_context(**browser_context_args)
    yield context
    context.close()
