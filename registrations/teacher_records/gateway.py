"""The door to the Teaching Record System: which backend answers is the setting TEACHER_RECORDS.

- `real`: the DfE's API at TRS_BASE_URL with TRS_API_KEY;
- `fake`: the same client, pointed at the server of `teacher_records.fake`;
- `by_hand`: nobody is asked, staff look people up themselves.

`look_up` never raises for trouble with the service: a check that fails must not stop a registration.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Protocol

from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from registrations.rules.identity import IdentityClaim
from registrations.rules.national_insurance import parse_national_insurance
from registrations.rules.trn import parse_trn
from registrations.teacher_records import look_up as flow
from registrations.teacher_records.breaker import Breaker
from registrations.teacher_records.client import TeacherRecordsClient
from registrations.teacher_records.config import Config
from registrations.teacher_records.errors import (
    MalformedError,
    MisconfiguredError,
    RefusedError,
    UnavailableError,
)
from registrations.teacher_records.look_up import LookUp, Outcome, Question
from registrations.teacher_records.transport import Transport

logger = logging.getLogger(__name__)


class TeacherRecords(Protocol):
    """A way to look people up."""

    def look_up(self, question: Question) -> LookUp:
        """Find and judge a record; trouble comes back as an outcome."""


class ByHand:
    """Answers "not checked", so that every person joins the staff's queue."""

    def look_up(self, question: Question) -> LookUp:
        """Nobody is asked."""
        return LookUp(outcome=Outcome.NOT_CHECKED)


class OverApi:
    """Asks the API, real or fake."""

    def look_up(self, question: Question) -> LookUp:
        """All questions together take no longer than one call may (about 12 seconds)."""
        try:
            config = configuration()
            with open_client(config) as client, client.within(config.total_seconds):
                return flow.look_up(client, question)
        except (UnavailableError, MalformedError) as problem:
            logger.warning("Teacher records: not looked up: %s", problem)
            return LookUp(outcome=Outcome.UNAVAILABLE)
        except (MisconfiguredError, RefusedError):
            logger.exception("Teacher records: not looked up, needs a developer")
            return LookUp(outcome=Outcome.MISCONFIGURED)


def teacher_records() -> TeacherRecords:
    """The backend that the settings choose."""
    return ByHand() if settings.TEACHER_RECORDS == "by_hand" else OverApi()


@sensitive_variables()
def look_up(
    *,
    trn: str | None,
    date_of_birth: date,
    national_insurance_number: str | None,
    first_name: str,
    last_name: str,
    previous_names: tuple[str, ...] = (),
) -> LookUp:
    """Look one person up and judge whether the record is theirs.

    `trn` and `national_insurance_number` may be as typed; what is not one counts as not given, and so does None.
    `previous_names` are whole names, first name first. Takes up to about 12 seconds.
    """
    claim = IdentityClaim(
        first_name=first_name,
        date_of_birth=date_of_birth,
        trn=parse_trn(trn or "").trn,
        national_insurance_number=parse_national_insurance(national_insurance_number or "").number,
        previous_names=previous_names,
    )
    return teacher_records().look_up(Question(claim=claim, date_of_birth=date_of_birth, last_name=last_name))


def configuration() -> Config:
    """The client's configuration from the settings; raises MisconfiguredError where they cannot work."""
    config = Config(
        base_url=settings.TRS_BASE_URL, api_key=settings.TRS_API_KEY, through_proxy=settings.TEACHER_RECORDS == "real"
    )
    if settings.TEACHER_RECORDS == "real" and not config.base_url.startswith("https://"):
        raise MisconfiguredError("TRS_BASE_URL must be https: personal data and the key travel over it")
    return config


@contextmanager
def open_client(config: Config | None = None) -> Iterator[TeacherRecordsClient]:
    """A client for jobs that need more than `look_up` (re-checks, TRN requests); raises the client's exceptions."""
    if settings.TEACHER_RECORDS == "by_hand":
        raise MisconfiguredError("TEACHER_RECORDS is by_hand: there is no service to ask")
    with TeacherRecordsClient(Transport(config or configuration(), breaker=Breaker())) as client:
        yield client
