"""Giving scripts to markers: all that wait at once, after a look at who would get what; or the one mark that is called for."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from assessments.actions.scripts import lock_window, record
from assessments.choices import MarkingStage, MarkingState, ScriptState
from assessments.facts.allocation import Plan, plan
from assessments.facts.policies import policy_of
from assessments.facts.scripts import OPEN
from assessments.models import Marking, Window
from npq_portal import clock, states
from npq_portal.accounts.models import User
from npq_portal.notifications import actions as notifications
from npq_portal.notifications.choices import NotificationKind
from npq_portal.templatetags.dates import long_date


class AllocationChangedError(Exception):
    """What would be done is not what was shown any more."""


@transaction.atomic
def allocate(*, window: Window, mark: str, with_overdue: bool = False, by: User, at: datetime) -> Plan:
    """Give what waits for a marker to the team, as assessments.facts.allocation.plan says, and write to each marker once.
    `with_overdue` takes back what should have been marked by yesterday where somebody else can have it.

    `mark` is that of the plan that was shown. Raises AllocationChangedError where it is another now; doing it a second time
    is that as well, since nothing waits any more.
    """
    locked = lock_window(window.pk)
    found = plan(locked, today=clock.london_date(at), with_overdue=with_overdue)
    if found.mark != mark:
        raise AllocationChangedError
    for marking in found.taking_back:
        take_back(marking, "Taken back: overdue", by=by, at=at)
    given = _give(found, by=by, at=at)
    _tell(locked, given, once_a_day=False, at=at)
    return found


def place(window: Window, script_ids: Collection[int], *, by: User | None, at: datetime) -> list[Marking]:
    """Give these scripts to whoever the rules say, in the caller's transaction, which holds the window's lock; what was given.
    What cannot be placed waits, and the hub sees it with the reasons. A marker is written to once a day at most."""
    given = _give(plan(window, today=clock.london_date(at), only=script_ids), by=by, at=at)
    _tell(window, given, once_a_day=True, at=at)
    return given


def take_back(marking: Marking, what: str, *, reason: str = "", by: User, at: datetime) -> bool:
    """Take a mark that is not done from its marker, in the caller's transaction; False where it is done or gone already. Its
    scores stay as history."""
    if not states.move(marking, field="state", to=MarkingState.HANDED_BACK, from_=OPEN):
        return False
    script = marking.script
    if marking.stage == MarkingStage.FIRST:
        states.move(script, field="state", to=ScriptState.WAITING, from_=[ScriptState.MARKING])
    facts = {"stage": marking.stage, "marker": marking.marker_id} | ({"reason": reason} if reason else {})
    record(script, what, facts=facts, by=by, at=at)
    return True


def _give(found: Plan, *, by: User | None, at: datetime) -> list[Marking]:
    policy = policy_of(found.window.cohort.programme)
    due_on = clock.london_date(at) + timedelta(days=policy.marking_days)
    stages = {work.key: work.stage for work in found.works}
    given = []
    for number, marker_id in found.allocation.placed.items():
        script = found.scripts[number]
        given.append(
            Marking.objects.create(
                script=script,
                marker=found.team[marker_id].user,
                stage=stages[number],
                allocated_at=at,
                due_on=due_on,
            )
        )
        states.move(script, field="state", to=ScriptState.MARKING, from_=[ScriptState.WAITING])
        facts = {"stage": stages[number], "marker": marker_id, "due_on": due_on.isoformat()}
        record(script, "Given to a marker", facts=facts, by=by, at=at)
    return given


def _tell(window: Window, given: Iterable[Marking], *, once_a_day: bool, at: datetime) -> None:
    by_marker: dict[User, list[Marking]] = {}
    for marking in given:
        by_marker.setdefault(marking.marker, []).append(marking)
    for marker, markings in by_marker.items():
        about = clock.london_date(at).isoformat() if once_a_day else f"from {min(one.pk for one in markings)}"
        notifications.queue(
            kind=NotificationKind.MARKING_ALLOCATED,
            to=marker,
            key=f"window:{window.pk}:marking:{about}",
            context={
                "name": str(marker),
                "course": window.cohort.programme.course.full_title,
                "scripts": scripts_in_words(len(markings)),
                "due_by": long_date(markings[0].due_on),
                "url": settings.SITE_URL + reverse("marking:index"),
            },
            at=at,
        )


def scripts_in_words(number: int) -> str:
    """1 script, 12 scripts."""
    return f"{number} script{'' if number == 1 else 's'}"
