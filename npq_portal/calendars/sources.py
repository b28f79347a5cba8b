"""Where the events of a person's calendar come from: the apps above say it, and register here."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from npq_portal.accounts.models import User
from npq_portal.calendars.rules.events import Event


class Source(Protocol):
    """The events of one kind that are somebody's as the rows stand at `at`, of whatever ends after `since`. In as many
    queries for many events as for few. What is called off is not among them (see rules.publishing)."""

    def __call__(self, user: User, *, since: datetime, at: datetime) -> Iterable[Event]: ...


_SOURCES: dict[str, Source] = {}


def show_in_calendars(name: str, source: Source) -> None:
    """From now on `source` is asked for everybody's calendar; of two events of one name the first source's counts. For
    AppConfig.ready."""
    _SOURCES[name] = source


def events_of(user: User, *, since: datetime, at: datetime) -> Iterator[Event]:
    """Everything that is this person's."""
    for source in _SOURCES.values():
        yield from source(user, since=since, at=at)
