"""The rehearsal: who would get which reminder in a span of time, when and why, or why not. Nothing is sent."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.refused import standing
from npq_portal.notifications.reminders import Reminder, foreseen
from npq_portal.notifications.rules.choosing import Judged, Verdict


@dataclass(frozen=True, kw_only=True)
class Line:
    """One reminder of the rehearsal. `at` (aware) is when it goes, or would have; `verdict` says whether, and why not."""

    at: datetime
    email: str
    kind: NotificationKind
    verdict: Verdict
    about: str

    @property
    def goes(self) -> bool:
        """Whether it is sent."""
        return self.verdict == Verdict.GOES


def rehearse(*, start: datetime, end: datetime, cohorts: Collection[int] | None = None) -> list[Line]:
    """Everything that falls due from `start` up to `end` (aware), by the rows as they are, the first first; of these cohorts
    alone where they are given."""
    judged = (one for one in foreseen(start=start, end=end) if one.what.until > start)  # the rest was over before
    lines = [_line(one) for one in judged if cohorts is None or one.what.cohort in cohorts]
    lines = _but_stopped(lines)
    return sorted((one for one in lines if start <= one.at < end), key=lambda one: (one.at, one.email, one.kind))


def _but_stopped(lines: list[Line]) -> list[Line]:
    """What would go to an address that takes no mail does not."""
    stopped = standing({one.email for one in lines if one.goes})
    return [replace(one, verdict=Verdict.STOPPED) if one.goes and one.email in stopped else one for one in lines]


def _line(judged: Judged[Reminder]) -> Line:
    what = judged.what
    return Line(
        at=judged.at, email=what.email, kind=NotificationKind(what.kind), verdict=judged.verdict, about=what.about
    )


def counted(lines: Iterable[Line]) -> tuple[int, int]:
    """How many of these go, and how many do not."""
    all_of_them = list(lines)
    go = sum(one.goes for one in all_of_them)
    return go, len(all_of_them) - go
