"""Case studies on first pages: the writer's window, the marker's scripts, and what waits for the hub."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from assessments.choices import EntryState, ExtensionState, ScriptState
from assessments.facts import desk
from assessments.facts.allocation import without_a_marker
from assessments.facts.drafts import unread_rescue_copies
from assessments.facts.entering import Candidate, candidates_among
from assessments.facts.own_results import own_results
from assessments.facts.submissions import standing_submission
from assessments.facts.windows import own_enrolment, windows_of_person
from assessments.models import (
    Entry,
    Extension,
    MisconductCase,
    Outage,
    Outcome,
    Script,
    SimilarPair,
    Submission,
    Window,
)
from assessments.rules.entering import NotReady
from assessments.views import my_window_rows as rows
from assessments.views.marking_rows import stage_words
from npq_portal.accounts.models import User
from npq_portal.clock import london_date
from npq_portal.pages.section import Section
from npq_portal.templatetags.dates import short_date

#: A window that is over is shown for so long, unless its result is out.
_SHOWN_AFTER = timedelta(days=60)
_SHOWN_SCRIPTS = 5


def writing(user: User, at: datetime) -> Section | None:
    """The windows of somebody's cohorts that are open, to come or lately over, and the way to results; None without any."""
    lately = Q(closes_at__gt=at - _SHOWN_AFTER, called_off_at=None) | Q(closes_at__gt=at)
    own = windows_of_person(user).filter(lately).order_by("opens_at")
    told = Outcome.objects.filter(entry__window=OuterRef("pk"), entry__enrolment__participant__user=user)
    windows = [found for window in own.exclude(Exists(told)) if (found := _window(user, window, at=at))]
    results = own_results(user)
    if not windows and not results:
        return None
    return Section("pages/home/writing.html", {"windows": windows, "results": bool(results)})


def _window(user: User, window: Window, *, at: datetime) -> dict[str, Any] | None:
    """None of a window that is no concern of theirs any more: they have passed."""
    enrolment = own_enrolment(user, window)
    (one,) = candidates_among(window, [enrolment], at=at)
    if not one.is_in and NotReady.PASSED in one.decision.reasons:
        return None
    words, colour = rows.STATES[rows.state_of(one, at=at)]
    submitted = standing_submission(one.entry) if one.entry else None
    return {
        "pk": window.pk,
        "course": enrolment.cohort.programme.course.full_title,
        "status": {"text": words, "colour": colour},
        "rows": rows.summary(one, at=at)[:2],
        "sentences": [rows.submitted_words(submitted)] if submitted else rows.sentences(one, at=at),
        "action": "See your receipt" if submitted else _action(one, at=at),
        "url": reverse("handing-in:submitted" if submitted else "my-windows:window", args=[window.pk]),
    }


def _action(one: Candidate, *, at: datetime) -> str:
    return "Go to your case study" if rows.state_of(one, at=at) == "open" else "Read more"


def assessing(user: User, at: datetime) -> Section:
    """The scripts somebody has to mark, the most urgent first."""
    waiting, today = desk.to_mark(user), london_date(at)
    items = [
        {
            "title": f"Script {marking.script.number}",
            "url": reverse("marking:script", args=[marking.script.number]),
            "hint": f"{stage_words(marking)}, due {short_date(marking.due_on)}",
            "status": "Overdue" if marking.due_on < today else str(marking.get_state_display()),
            "colour": "red" if marking.due_on < today else "blue",
        }
        for marking in waiting[:_SHOWN_SCRIPTS]
    ]
    return Section("pages/home/assessing.html", {"scripts": items, "number": len(waiting)})


@dataclass(frozen=True)
class HubTask:
    """So many of a thing wait for the hub: `thing` is one of them, `what` says what of it, `url` is where it is done."""

    number: int
    thing: str
    what: str
    url: str

    @property
    def title(self) -> str:
        """Without the number: "Scripts without a marker"."""
        return f"{self.thing}s {self.what}".capitalize()


def hub_tasks() -> Iterator[HubTask]:
    """What assessment asks of the hub today. Nine queries, however much there is."""
    asked = Extension.objects.filter(state=ExtensionState.ASKED).count()
    yield HubTask(asked, "request", "for more time", reverse("windows:requests"))
    outages = Outage.objects.filter(is_credited=None).count()
    yield HubTask(outages, "outage", "to decide about", reverse("windows:outages"))
    yield HubTask(without_a_marker(), "script", "without a marker", reverse("hub-marking:index"))
    late = unread_rescue_copies().count()
    yield HubTask(late, "text", "that came too late, to read", reverse("windows:rescue-copies"))
    disagreed = Script.objects.filter(state=ScriptState.DISAGREED).count()
    yield HubTask(disagreed, "script", "whose marks disagree", reverse("hub-marking:index"))
    pairs = SimilarPair.objects.filter(looked_at=None).count()
    yield HubTask(pairs, "pair", "of similar scripts to look at", reverse("integrity:pairs"))
    cases = MisconductCase.objects.filter(closed_at=None).count()
    yield HubTask(cases, "concern", "about a submission", reverse("integrity:cases"))
    yield HubTask(_to_release(), "window", "with results to release", reverse("results:index"))


def _to_release() -> int:
    """Windows with somebody whose result would go out now (assessments.rules.outcomes.judge): dealt with at their end, no
    concern open, and marked, void, or with nothing handed in though the case was opened."""
    of_entry = {"entry": OuterRef("pk")}
    cases = MisconductCase.objects.filter(submission__entry=OuterRef("pk"))
    standing = Submission.objects.filter(withdrawn_at=None, **of_entry)
    settled = Exists(standing.filter(script__state=ScriptState.AGREED)) | Exists(cases.filter(was_upheld=True))
    nothing = ~Exists(standing) & Q(case_opened_at__isnull=False)
    waiting = Entry.objects.filter(settled | nothing, state=EntryState.ADMITTED, closed_at__gte=F("closes_at"))
    waiting = waiting.exclude(Exists(Outcome.objects.filter(**of_entry))).exclude(Exists(cases.filter(closed_at=None)))
    return waiting.values("window").distinct().count()
