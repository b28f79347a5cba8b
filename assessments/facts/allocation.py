"""What is to be marked and by whom it may be, from the rows to assessments.rules.allocation and back."""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from assessments.choices import EntryState, MarkingStage, MarkingState, ScriptState
from assessments.facts.scripts import is_overdue, live, markings_of, scripts_of
from assessments.models import Conflict, Marking, Script, TeamMember, Window
from assessments.rules.allocation import Allocation, Marker, Work, allocate, why_not
from courses.facts.scope import taught_by
from courses.models import Programme
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import Participant, User


@dataclass(frozen=True, kw_only=True)
class Plan:
    """An allocation that has not been made. `team` and `scripts` are the rows it is about, by id and by number; `late` are
    overdue marks that others would make instead, by script number."""

    window: Window
    team: Mapping[int, TeamMember]
    scripts: Mapping[str, Script]
    works: Sequence[Work]
    late: Mapping[str, Marking]
    allocation: Allocation

    @property
    def taking_back(self) -> list[Marking]:
        """The overdue marks for which there is somebody else; the others stay where they are."""
        return [marking for number, marking in self.late.items() if number in self.allocation.placed]

    @cached_property
    def mark(self) -> str:
        """A digest, so that what is done is what was shown."""
        said = sorted((work.key, str(work.stage), self.allocation.placed.get(work.key, 0)) for work in self.works)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def plan(window: Window, *, today: date, with_overdue: bool = False, only: Collection[int] | None = None) -> Plan:
    """Who would mark what waits for a marker; of the scripts with these ids alone where given. `with_overdue` also gives to
    others what should have been marked by yesterday."""
    every = list(scripts_of(window))
    markings = markings_of(every)
    late = _late(every, markings, today=today) if with_overdue else {}
    waiting = [script for script in every if only is None or script.pk in only]
    works = [found for script in waiting if (found := _work(script, markings[script.pk], late.get(script.number)))]
    members = team_of(window.cohort.programme)
    taken = Counter(
        marking.marker_id
        for found in markings.values()
        for marking in live(found).values()
        if marking not in late.values()
    )
    return Plan(
        window=window,
        team={member.user_id: member for member in members},
        scripts={script.number: script for script in every},
        works=works,
        late=late,
        allocation=allocate(works, _markers(members, taken, writers={work.writer for work in works})),
    )


def team_of(programme: Programme) -> list[TeamMember]:
    """Who marks a programme now: in its team, may sign in, an assessor still, and no hub admin: the hub's pages name whose
    script each number is."""
    members = TeamMember.objects.filter(programme=programme, left_at=None, user__is_active=True)
    return [
        member
        for member in members.select_related("user").order_by("user__name", "pk")
        if member.user.has_role(RoleName.ASSESSOR) and not member.user.has_role(RoleName.HUB_ADMIN)
    ]


def without_a_marker() -> int:
    """How many scripts wait for a first or second mark that nobody has, in all windows. (Those whose marks disagree are counted
    as such.) Two queries."""
    rows = Script.objects.filter(submission__entry__state=EntryState.ADMITTED, submission__withdrawn_at=None)
    scripts = list(
        rows.exclude(state__in=[ScriptState.AGREED, ScriptState.DISAGREED]).only("pk", "state", "why_second")
    )
    markings = markings_of(scripts)
    return sum(needed(script, markings[script.pk]) is not None for script in scripts)


def needed(script: Script, markings: Collection[Marking]) -> MarkingStage | None:
    """The mark a script waits for and that nobody has; None where there is none."""
    found = live(markings)
    if script.state == ScriptState.AGREED:
        return None
    if MarkingStage.FIRST not in found:
        return MarkingStage.FIRST
    if script.state == ScriptState.DISAGREED:
        return None if MarkingStage.SENIOR in found else MarkingStage.SENIOR
    return MarkingStage.SECOND if script.why_second and MarkingStage.SECOND not in found else None


def _late(scripts: Sequence[Script], markings: Mapping[int, list[Marking]], *, today: date) -> dict[str, Marking]:
    return {
        script.number: marking
        for script in scripts
        for marking in markings[script.pk]
        if is_overdue(marking, today=today)
    }


def _work(script: Script, markings: Collection[Marking], late: Marking | None) -> Work | None:
    stage = MarkingStage(late.stage) if late else needed(script, markings)
    if stage is None:
        return None
    enrolment = script.submission.entry.enrolment
    return Work(
        key=script.number,
        stage=stage,
        writer=enrolment.participant_id,
        school_urn=enrolment.workplace_urn,
        had_by=frozenset(marking.marker_id for marking in markings),
    )


def _markers(members: Sequence[TeamMember], taken: Mapping[int, int], *, writers: Collection[int]) -> list[Marker]:
    users = [member.user_id for member in members]
    own = dict(Participant.objects.filter(user__in=users).values_list("user_id", "pk"))
    declared: dict[int, set[int]] = {pk: set() for pk in users}
    conflicts = Conflict.objects.filter(marker__in=users, enrolment__participant__in=writers)
    for marker, writer in conflicts.values_list("marker_id", "enrolment__participant_id"):
        declared[marker].add(writer)
    return [
        Marker(
            key=member.user_id,
            load=taken.get(member.user_id, 0),
            most=member.most_scripts,
            is_senior=member.is_senior,
            school_urn=member.school_urn,
            own=frozenset({own[member.user_id]} if member.user_id in own else ()),
            teaches=_taught(member.user, writers),
            declared=frozenset(declared[member.user_id]),
        )
        for member in members
    ]


def _taught(user: User, writers: Collection[int]) -> frozenset[int]:
    """In whatever cohort it was."""
    rows = taught_by(user).filter(participant__in=writers).order_by()
    return frozenset(rows.values_list("participant_id", flat=True))


def allowed(script: Script, members: Sequence[TeamMember]) -> set[int]:
    """Those of the team who may see a script at all, whatever their load: no conflict, and not handed back before. Whoever
    has marked it is not among them."""
    had_by = list(Marking.objects.filter(script=script).values_list("marker_id", flat=True))
    enrolment = script.submission.entry.enrolment
    work = Work(
        key=script.number,
        stage=MarkingStage.STANDARDISATION,
        writer=enrolment.participant_id,
        school_urn=enrolment.workplace_urn,
        had_by=frozenset(had_by),
    )
    return {marker.key for marker in _markers(members, {}, writers={work.writer}) if why_not(marker, work) is None}


def first_marks_open(window: Window, marker_id: int) -> bool:
    """Whether the marker still has first marks to make in the window."""
    rows = Marking.objects.filter(script__in=scripts_of(window), marker=marker_id, stage=MarkingStage.FIRST)
    return rows.exclude(state__in=[MarkingState.DONE, MarkingState.HANDED_BACK]).exists()
