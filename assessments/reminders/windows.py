"""Windows of case studies: that one opens tomorrow and is open; half-way to those who have nothing saved; and 48, 24 and 3
hours before their own end to those who have not submitted.

All of them are one series, so that after an outage only the newest goes. What is a matter of hours goes at any hour.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from assessments.actions.window_letters import window_url
from assessments.actions.windows import concerns
from assessments.choices import EntryState
from assessments.facts.entering import Candidate, candidates
from assessments.facts.moments import opens_words
from assessments.facts.windows import windows_whole
from assessments.models import DraftVersion, Entry, Submission, UploadedFile, Window
from assessments.rules.entering import WORDS
from courses.models import Enrolment
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.people import Value
from npq_portal.notifications.reminders import LOOK_BACK, Reminder
from npq_portal.templatetags.dates import closing

KINDS: Final = (
    NotificationKind.WINDOW_OPENS_TOMORROW,
    NotificationKind.WINDOW_OPEN,
    NotificationKind.WINDOW_HALF_WAY,
    NotificationKind.WINDOW_CLOSES_SOON,
    NotificationKind.WINDOW_LAST_HOURS,
)
_DAY: Final = timedelta(days=1)
#: Nobody's own end is further behind the window's.
_MOST_ADDED: Final = timedelta(days=60)
#: How long before somebody's own end, the stage's name, and the kind.
_BEFORE_THE_END: Final = (
    (timedelta(hours=48), "48h", NotificationKind.WINDOW_CLOSES_SOON),
    (timedelta(hours=24), "24h", NotificationKind.WINDOW_CLOSES_SOON),
    (timedelta(hours=3), "3h", NotificationKind.WINDOW_LAST_HOURS),
)


def source(
    *, since: datetime, by: datetime, only: Collection[int] | None = None, readers: Collection[str] | None = None
) -> Iterable[Sequence[Reminder]]:
    """Of each window in which somebody writes or will; of days to come as if nobody wrote anything, and nobody else became
    ready. `only` are windows' ids; of those who are in, `readers` are the addresses asked for. What was over at the moment
    looked from (LOOK_BACK after `since`) is of no use."""
    start = since + LOOK_BACK
    writing = _writing().filter(closes_at__gt=start)
    if readers is not None:
        writing = writing.filter(enrolment__participant__user__email__in=readers)
    to_come = Q(opened_at=None, opens_at__lte=by + _DAY, closes_at__gt=start - _MOST_ADDED)
    windows = windows_whole().filter(to_come | Q(pk__in=writing.values("window")), called_off_at=None)
    for window in windows.filter(pk__in=only) if only is not None else windows.order_by("pk"):
        reminders = [one for entry in writing.filter(window=window) for one in _of_entry(window, entry)]
        if window.opened_at is None:
            reminders += [one for person in _candidates(window) for one in _of_candidate(person)]
        yield [one for one in reminders if since < one.due_at <= by]


def _writing() -> QuerySet[Entry]:
    """Those who are in and have not left; each with `words` of their newest text, `has_file` and `has_submitted`."""
    newest = DraftVersion.objects.filter(entry=OuterRef("pk"), number=OuterRef("newest_version"))
    files = UploadedFile.objects.filter(entry=OuterRef("pk"), removed_at=None)
    standing = Submission.objects.filter(entry=OuterRef("pk"), withdrawn_at=None)
    rows = Entry.objects.filter(state=EntryState.ADMITTED, left_at=None).order_by("pk")
    return rows.annotate(
        words=Subquery(newest.values("words")[:1]), has_file=Exists(files), has_submitted=Exists(standing)
    ).select_related("enrolment__participant__user")


def _candidates(window: Window) -> list[Candidate]:
    """Of a window that was not opened yet, everybody it is for and who is not in it, as they stand at its opening."""
    return [one for one in candidates(window, at=window.opens_at) if one.entry is None and concerns(one)]


def _of_candidate(one: Candidate) -> Iterable[Reminder]:
    tomorrow = partial(_opening_words, one)
    made = partial(_reminder, one.window, one.enrolment)
    opens_at = one.window.opens_at
    kind = NotificationKind.WINDOW_OPENS_TOMORROW
    yield made(kind, "tomorrow", moment=opens_at, due_at=opens_at - _DAY, until=opens_at, context=tomorrow)
    if one.decision.is_ready:
        yield from _while_open(one.window, one.enrolment, one.closes_at, entry=None)


def _of_entry(window: Window, entry: Any) -> Iterable[Reminder]:
    yield from _while_open(window, entry.enrolment, entry.closes_at, entry=entry)


def _while_open(window: Window, enrolment: Enrolment, end: datetime, *, entry: Any) -> Iterable[Reminder]:
    """`entry` has what _writing adds; None for somebody who is not in yet."""
    made = partial(
        _reminder, window, enrolment, until=end, context=partial(_standing_words, window, enrolment, end, entry)
    )
    opens_at = window.opens_at
    if entry is None or entry.case_opened_at is None:
        words = partial(_words, window, enrolment, end)
        yield made(NotificationKind.WINDOW_OPEN, "open", moment=opens_at, due_at=opens_at, context=words)
    if entry is None or not (entry.words or entry.has_file or entry.has_submitted):
        yield made(NotificationKind.WINDOW_HALF_WAY, "half-way", moment=end, due_at=opens_at + (end - opens_at) / 2)
    if entry is None or not entry.has_submitted:
        for before, stage, kind in _BEFORE_THE_END:
            if end - before > opens_at:
                yield made(kind, stage, moment=end, due_at=end - before)


def _reminder(window: Window, enrolment: Enrolment, kind: NotificationKind, stage: str, **more: Any) -> Reminder:
    about, reader = f"window:{window.pk}", enrolment.participant.user
    return Reminder(kind=kind, to=reader, about=about, stage=stage, cohort=window.cohort_id, **more)


def _words(window: Window, enrolment: Enrolment, end: datetime) -> dict[str, Value]:
    return {
        "name": enrolment.participant.full_name,
        "course": window.cohort.programme.course.full_title,
        "url": window_url(window),
        "closes": closing(end),
    }


def _standing_words(window: Window, enrolment: Enrolment, end: datetime, entry: Any) -> dict[str, Value]:
    return _words(window, enrolment, end) | {"standing": _standing(entry)}


def _standing(entry: Any) -> str:
    """What we have of theirs, and what becomes of it."""
    if entry is None or not (entry.words or entry.has_file):
        return "We have nothing of yours yet."
    what = "a file" if entry.has_file and not entry.words else f"{entry.words:,} words"
    if entry.submit_at_closing is not None:
        return f"You have saved {what}. As you asked, we submit what you saved last if you have not submitted by then."
    return f"You have saved {what} and have not submitted. What is not submitted by then is kept, and not submitted."


def _opening_words(one: Candidate) -> dict[str, Value]:
    words = _words(one.window, one.enrolment, one.closes_at)
    return words | {"opens": opens_words(one.window.opens_at), "readiness": _readiness(one)}


def _readiness(one: Candidate) -> str:
    if one.decision.is_ready:
        return "You are ready. You are let in when it opens."
    words = WORDS[one.decision.reasons[0]]
    return f"{words.why} {words.what_to_do}"
