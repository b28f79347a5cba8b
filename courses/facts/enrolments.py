"""One enrolment whole: what is open in it, where its person may go, and the passport of what was done."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from courses.choices import EnrolmentStatus, Mark, MarkSource
from courses.facts.credit import CATCH_UP_SLOT, current_records
from courses.models import AtRiskEntry, CatchUp, Cohort, Component, EngagementRecord, Enrolment, SessionPlace
from courses.rules.catch_up import OPEN
from courses.rules.enrolment_life import Move, Target, TargetFault, target_fault
from npq_portal import clock

#: Taking part, or about to come back: nobody does so twice for the same course.
_TAKES_PART = (EnrolmentStatus.ACTIVE, EnrolmentStatus.DEFERRED)


def enrolments_whole() -> QuerySet[Enrolment]:
    """With everything a page prints at hand."""
    return Enrolment.objects.select_related(
        "participant__user",
        "cohort__intake",
        "cohort__programme__course",
        "cohort__programme__lead_provider",
        "continues__cohort",
        "continued_by__cohort",
    )


@dataclass(frozen=True, kw_only=True)
class OpenWork:
    """What stops when somebody leaves."""

    sessions: int
    catch_ups: int
    at_risk: bool


def open_work(enrolment: Enrolment, *, at: datetime) -> OpenWork:
    """Places at sessions to come, catch-ups that are open, and whether the person is on the at-risk list. Three queries."""
    places = SessionPlace.objects.filter(enrolment=enrolment, left_at=None, session__ends_at__gt=at)
    return OpenWork(
        sessions=places.count(),
        catch_ups=CatchUp.objects.filter(enrolment=enrolment, state__in=OPEN).count(),
        at_risk=AtRiskEntry.objects.filter(enrolment=enrolment, closed_at=None).exists(),
    )


def as_target(cohort: Cohort) -> Target:
    """A cohort as the rules see it; places are counted now."""
    return Target(
        programme=cohort.programme_id,
        cohort=cohort.pk,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        places_left=cohort.places_left(),
    )


def cohorts_to_go_to(enrolment: Enrolment, move: Move, *, at: datetime) -> list[tuple[Cohort, TargetFault]]:
    """The other cohorts of the programme, the next first, each with why the person cannot go there; those that have ended
    are left out, and for a return those that do not start later."""
    cohorts = Cohort.objects.filter(programme=enrolment.cohort.programme_id).exclude(pk=enrolment.cohort_id)
    left, today = as_target(enrolment.cohort), clock.london_date(at)
    judged = [
        (cohort, target_fault(move, left=left, to=as_target(cohort), today=today))
        for cohort in cohorts.select_related("intake").order_by("starts_on", "pk")
    ]
    hidden = {TargetFault.HAS_ENDED, TargetFault.NOT_LATER}
    return [(cohort, fault) for cohort, fault in judged if fault not in hidden]


# -- the passport ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Stamp:
    """One component in the passport. `sources`: where its credit came from, in words. `on`: the day of the session or of
    the newest record, London's."""

    title: str
    kind: str
    worth: int
    minutes: int
    exempt: bool
    counts: bool
    sources: tuple[str, ...]
    on: date | None
    catch_up: CatchUp | None


@dataclass(frozen=True)
class Passport:
    """What was done in one enrolment, component by component; also after it was left."""

    stamps: list[Stamp]

    @property
    def minutes(self) -> int:
        """Credited, of components that count."""
        return sum(stamp.minutes for stamp in self.stamps if stamp.counts and not stamp.exempt)

    @property
    def worth(self) -> int:
        """What all of them are worth; exempt ones leave the sum."""
        return sum(stamp.worth for stamp in self.stamps if stamp.counts and not stamp.exempt)

    @property
    def caught_up(self) -> int:
        """Components whose credit catching up gave."""
        return sum(CAUGHT_UP in stamp.sources for stamp in self.stamps)


CAUGHT_UP = str(Mark.CAUGHT_UP.label)


def passport(enrolment: Enrolment) -> Passport:
    """The components of the enrolment's cohort with the credit of its current records. Three queries."""
    components = Component.objects.filter(cohort=enrolment.cohort_id, is_off=False).order_by("position", "pk")
    by_component: dict[int, list[EngagementRecord]] = {}
    for record in current_records([enrolment.pk]).select_related("session").order_by("captured_at", "pk"):
        by_component.setdefault(record.component_id, []).append(record)
    catch_ups = {one.component_id: one for one in CatchUp.objects.filter(enrolment=enrolment)}
    return Passport(
        [_stamp(component, by_component.get(component.pk, []), catch_ups.get(component.pk)) for component in components]
    )


def _stamp(component: Component, records: list[EngagementRecord], catch_up: CatchUp | None) -> Stamp:
    known = [record for record in records if record.mark != Mark.CLEARED]
    giving = [record for record in known if record.minutes]
    minutes = min(max((record.minutes for record in giving), default=0), component.minutes)
    dated = (giving or known)[-1:]
    return Stamp(
        title=component.title,
        kind=str(component.get_kind_display()),
        worth=component.minutes,
        minutes=minutes,
        exempt=any(record.mark == Mark.EXEMPT for record in known),
        counts=component.counts,
        sources=tuple(dict.fromkeys(_source(record) for record in (giving or known))),
        on=next((_day(record) for record in dated), None),
        catch_up=catch_up,
    )


def _source(record: EngagementRecord) -> str:
    """What was marked, and how where that says more."""
    mark = str(record.get_mark_display())
    if record.slot == CATCH_UP_SLOT or record.source in {MarkSource.REGISTER, MarkSource.STUDY, MarkSource.TRANSFER}:
        return mark
    how = str(record.get_source_display())
    return f"{mark} ({how[:1].lower()}{how[1:]})"


def _day(record: EngagementRecord) -> date:
    return clock.london_date(record.session.starts_at if record.session else record.captured_at)


def takes_part_elsewhere(*, participant_id: int, course_id: int, besides: Collection[int] = ()) -> str:
    """Where somebody takes part in this course, or is about to come back to it, in words for staff; "" where nowhere.
    `besides`: enrolments that do not count, by id."""
    rows = Enrolment.objects.filter(
        participant=participant_id, cohort__programme__course=course_id, status__in=_TAKES_PART
    )
    other = rows.exclude(pk__in=besides).select_related("cohort").order_by("pk").first()
    if other is None:
        return ""
    return f"They are {other.get_status_display().lower()} in {other.cohort}, which is the same course."
