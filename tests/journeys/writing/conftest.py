"""Priya's window is open now, with a case of two questions; her laptop, and her phone."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext

from assessments.models import Entry
from npq_portal import clock
from npq_portal.accounts.models import User
from tests.factories.assessments import CaseFileFactory, CaseQuestionFactory, EntryFactory, WindowFactory
from tests.factories.courses import EnrolmentFactory

CASE = """Nettlewick Academy has 840 pupils. Attendance fell in every year.

## What is known

- A third of the staff are new.
- Parents say that nobody answers the telephone."""


@pytest.fixture
def entry(participant: User) -> Entry:
    """It has been open for four days and is for four more; she opened the case on the first."""
    at = clock.now()
    window = WindowFactory(
        opens_at=at - timedelta(days=4),
        closes_at=at + timedelta(days=4),
        case_study__title="Nettlewick Academy",
        case_study__text=CASE,
    )
    for text in ("What is the problem at this school?", "What would you do about it, and why?"):
        CaseQuestionFactory(case_study=window.case_study, text=text)
    CaseFileFactory(case_study=window.case_study, name="Absence by year.csv")
    enrolment = EnrolmentFactory(cohort=window.cohort, participant=participant.participant)
    return EntryFactory(window=window, enrolment=enrolment, case_opened_at=window.opens_at)


@pytest.fixture
def browser_context_args(browser_context_args: dict, live_server) -> dict:
    return {**browser_context_args, "base_url": live_server.url}


@pytest.fixture
def device(browser: Browser, browser_context_args: dict, sign_in: Callable, participant: User) -> Iterator[Callable]:
    """device(): one more of Priya's."""
    contexts: list[BrowserContext] = []

    def make(**more: object) -> BrowserContext:
        context = browser.new_context(**{**browser_context_args, **more})
        contexts.append(context)
        sign_in(context, participant)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def laptop(device: Callable, entry: Entry) -> BrowserContext:
    return device()
