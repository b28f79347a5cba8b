"""How far the marking of a window is: every script with its marks, and every marker with what they have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from assessments.choices import EntryState, MarkingStage, MarkingState, ScriptState, WhySecond
from assessments.facts.allocation import needed, team_of
from assessments.facts.scripts import COUNTING, OPEN, is_overdue, live, markings_of, scripts_of
from assessments.models import Conflict, Marking, Script, Submission, Window
from npq_portal.accounts.models import User


@dataclass(frozen=True)
class Line:
    """One script, the marks it has by stage, and the one it waits for without anybody having it."""

    script: Script
    marks: Mapping[str, Marking]
    needs: MarkingStage | None

    @property
    def waits_for_a_sample(self) -> bool:
        """A clear pass of which nobody knows yet whether it is marked again."""
        first = self.marks.get(MarkingStage.FIRST)
        is_open = self.script.state == ScriptState.MARKING and not self.script.why_second
        return is_open and first is not None and first.state == MarkingState.DONE


@dataclass(frozen=True, kw_only=True)
class Load:
    """One marker in a window, or somebody who marked in it and has left the team."""

    marker: User
    is_senior: bool
    is_of_the_team: bool
    to_mark: int
    late: int
    done: int
    next_due: date | None


@dataclass(frozen=True)
class Progress:
    """A window's marking at one moment."""

    window: Window
    lines: Sequence[Line]
    loads: Sequence[Load]
    late: int

    def of(self, state: ScriptState) -> list[Line]:
        """The scripts that stand so."""
        return [line for line in self.lines if line.script.state == state]

    @cached_property
    def waiting(self) -> list[Line]:
        """Those that wait for a marker, whichever mark it is."""
        return [line for line in self.lines if line.needs]

    @cached_property
    def sampling(self) -> list[Line]:
        """Clear passes of which nobody knows yet whether they are marked again."""
        return [line for line in self.lines if line.waits_for_a_sample]

    @cached_property
    def seconds(self) -> list[Line]:
        """Those that are marked twice."""
        return [line for line in self.lines if line.script.why_second]

    @cached_property
    def disagreed(self) -> list[Line]:
        """Those that a senior marker decides or has decided."""
        return [line for line in self.lines if self._went_to_a_senior(line)]

    @staticmethod
    def _went_to_a_senior(line: Line) -> bool:
        return line.script.state == ScriptState.DISAGREED or MarkingStage.SENIOR in line.marks


def windows_to_mark(*, today: date) -> QuerySet[Window]:
    """The windows that are closed, the newest first; each with `handed_in`, `made`, `agreed`, `in_dispute` and `late`."""
    standing = Q(entries__state=EntryState.ADMITTED, entries__submissions__withdrawn_at__isnull=True)
    script = "entries__submissions__script"
    late = Q(
        **{f"{script}__markings__state__in": OPEN, f"{script}__markings__stage__in": COUNTING},
        **{f"{script}__markings__due_on__lt": today},
    )
    counts = {
        "handed_in": Count("entries__submissions", filter=standing, distinct=True),
        "made": Count(script, filter=standing, distinct=True),
        "agreed": Count(script, filter=standing & Q(**{f"{script}__state": ScriptState.AGREED}), distinct=True),
        "in_dispute": Count(script, filter=standing & Q(**{f"{script}__state": ScriptState.DISAGREED}), distinct=True),
        "late": Count(f"{script}__markings", filter=standing & late, distinct=True),
    }
    has_scripts = Exists(Submission.objects.filter(entry__window=OuterRef("pk"), script__isnull=False))
    rows = Window.objects.filter(Q(closed_at__isnull=False) | has_scripts).annotate(**counts)
    return rows.select_related("cohort__programme__course", "case_study").order_by("-opens_at", "-pk")


def progress(window: Window, *, today: date) -> Progress:
    """The whole of a window's marking. Six queries and one a marker."""
    scripts = list(scripts_of(window).order_by("number"))
    markings = markings_of(scripts)
    lines = [Line(script, live(markings[script.pk]), needed(script, markings[script.pk])) for script in scripts]
    counting = [marking for line in lines for marking in line.marks.values()]
    return Progress(
        window=window,
        lines=lines,
        loads=_loads(window, counting, today=today),
        late=sum(is_overdue(marking, today=today) for marking in counting),
    )


def _loads(window: Window, counting: Sequence[Marking], *, today: date) -> list[Load]:
    team = {member.user_id: member for member in team_of(window.cohort.programme)}
    people = {marking.marker_id: marking.marker for marking in counting} | {
        pk: member.user for pk, member in team.items()
    }
    return [
        _load(
            people[pk],
            [marking for marking in counting if marking.marker_id == pk],
            is_senior=pk in team and team[pk].is_senior,
            is_of_the_team=pk in team,
            today=today,
        )
        for pk in sorted(people, key=lambda pk: (str(people[pk]), pk))
    ]


def _load(marker: User, markings: Sequence[Marking], *, is_senior: bool, is_of_the_team: bool, today: date) -> Load:
    waiting = [marking for marking in markings if marking.state in OPEN]
    return Load(
        marker=marker,
        is_senior=is_senior,
        is_of_the_team=is_of_the_team,
        to_mark=len(waiting),
        late=sum(is_overdue(marking, today=today) for marking in waiting),
        done=len(markings) - len(waiting),
        next_due=min((marking.due_on for marking in waiting), default=None),
    )


def conflicts_of(window: Window) -> QuerySet[Conflict]:
    """What was declared about the participants of a window, whichever enrolment it was declared of."""
    people = window.entries.values("enrolment__participant")
    rows = Conflict.objects.filter(enrolment__participant__in=people)
    return rows.select_related("marker", "enrolment__participant", "by").order_by("-at", "-pk")


def why_second_words(script: Script) -> str:
    """Why a script is marked twice; "" where it is not."""
    return str(WhySecond(script.why_second).label) if script.why_second else ""


def last_made(window: Window) -> datetime | None:
    """When the newest script of a window was made."""
    newest = scripts_of(window).order_by("-made_at").first()
    return newest.made_at if newest else None
