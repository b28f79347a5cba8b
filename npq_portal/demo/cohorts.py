"""The demo's intakes, lead providers and cohorts.

The intakes are the DfE's, with its kinds of funding and the rules of their day. What is open is open relative to the
moment of loading, so that the demo never goes stale.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from courses.choices import CourseGroup, CourseIdentifier, FundingKind
from courses.models import Cohort, Course, Intake, LeadProvider, Programme
from npq_portal import clock
from npq_portal.demo.programmes import load_components

#: Identifier, name, kind of funding, rules, first day of teaching.
INTAKES = (
    ("2021a", "Autumn 2021", FundingKind.FULL, "2021-22", date(2021, 11, 1)),
    ("2021b", "Spring 2022", FundingKind.FULL, "2021-22", date(2022, 2, 1)),
    ("2022a", "Autumn 2022", FundingKind.FULL, "2022-23", date(2022, 10, 3)),
    ("2023a", "Autumn 2023", FundingKind.FULL, "2023-24", date(2023, 10, 2)),
    ("2024a", "Autumn 2024", FundingKind.CAPPED, "2024-autumn", date(2024, 10, 7)),
    ("2025a", "Spring 2025", FundingKind.CAPPED, "2025-spring", date(2025, 3, 3)),
    ("2025b", "Autumn 2025", FundingKind.CAPPED, "2025-autumn", date(2025, 11, 3)),
    ("2026a", "Spring 2026", FundingKind.NONE, "2026", date(2026, 3, 2)),
)
OPEN_INTAKE = ("2026b", "Autumn 2026", FundingKind.CAPPED, "2026")

TDT, CEFEL = "teacher-development-trust", "church-of-england"
PROVIDERS = {
    TDT: {
        "name": "Teacher Development Trust",
        "hint": "A charity for professional development in schools.",
        "description": (
            "The Teacher Development Trust is a national charity that works on one question: how do adults in schools get "
            "better at what they do?\n\n"
            "## What to expect\n\n- Study online at your own pace, with a community of other participants\n"
            "- Whole days together in our area\n- A facilitator from a school near you"
        ),
        "website": "https://tdtrust.org",
    },
    CEFEL: {
        "name": "Church of England Foundation for Educational Leadership",
        "hint": "For leaders of every kind of school, of any faith or none.",
        "description": (
            "The Church of England Foundation for Educational Leadership develops leaders for all schools. You do not have to "
            "work in a church school, or share its faith.\n\n"
            "## What to expect\n\n- Live sessions in the late afternoon, online and face to face\n"
            "- Study in your own time, in short units\n- A facilitator from a school near you"
        ),
        "website": "https://www.cefel.org.uk",
    },
}

_SIX = (
    CourseIdentifier.LEADING_TEACHER_DEVELOPMENT,
    CourseIdentifier.LEADING_TEACHING,
    CourseIdentifier.LEADING_BEHAVIOUR_CULTURE,
    CourseIdentifier.SENIOR_LEADERSHIP,
    CourseIdentifier.HEADSHIP,
    CourseIdentifier.EXECUTIVE_LEADERSHIP,
)
#: Both lead providers run the six of the hub's first year; the later ones are shared out.
PROGRAMMES = {
    TDT: (*_SIX, CourseIdentifier.LEADING_LITERACY, CourseIdentifier.LEADING_PRIMARY_MATHEMATICS),
    CEFEL: (
        *_SIX,
        CourseIdentifier.LEADING_LITERACY,
        CourseIdentifier.EARLY_YEARS_LEADERSHIP,
        CourseIdentifier.SENCO,
        CourseIdentifier.EARLY_HEADSHIP_COACHING,
    ),
}

VENUE = "Riverbank Learning Centre, Riverbank"


@dataclass(frozen=True)
class Running:
    """A cohort in mid-course: so many weeks old when the demo is loaded, meeting on that day of the week or, with a day
    more, on the one before."""

    provider: str
    course: CourseIdentifier
    intake: str
    weeks: int
    days: int = 0

    def starts_on(self, at: datetime) -> date:
        """Its first day; counted from the Friday before where that would be at a weekend."""
        day = clock.london_date(at) - timedelta(days=self.days)
        weekday = day - timedelta(days=max(0, day.weekday() - 4))
        return weekday - timedelta(weeks=self.weeks)


#: One has a session on the day the demo is loaded, the other a webinar the working day before or so.
SPECIALIST = Running(CEFEL, CourseIdentifier.LEADING_BEHAVIOUR_CULTURE, "2025b", weeks=22)
LEADERSHIP = Running(TDT, CourseIdentifier.EXECUTIVE_LEADERSHIP, "2026a", weeks=20, days=1)
#: Two whose teaching is over: one has results and a second window open, of the other scripts are being marked.
RESITTING = Running(TDT, CourseIdentifier.LEADING_TEACHER_DEVELOPMENT, "2025a", weeks=68)
MARKED = Running(TDT, CourseIdentifier.LEADING_TEACHING, "2025b", weeks=47)
RUNNING = (SPECIALIST, LEADERSHIP, RESITTING, MARKED)

OPENED_DAYS_AGO, CLOSES_IN_DAYS, STARTS_DAYS_AFTER_CLOSING = 30, 45, 14
#: An open cohort that would close sooner than this is moved on when the demo is loaded again.
STALE_WITHIN = timedelta(days=7)

_PATTERNS = {
    CourseGroup.SPECIALIST: "Tuesdays, 3:45pm to 5:15pm, online; three days together",
    CourseGroup.LEADERSHIP: "Thursdays, 3:45pm to 5:15pm, online; four days together",
    CourseGroup.SUPPORT: "Agreed with your coach",
}


@dataclass(frozen=True)
class Dates:
    """When registration opens and closes, and the first day of teaching."""

    opens_at: datetime
    closes_at: datetime
    starts_on: date


def open_dates(at: datetime) -> Dates:
    """Open since a month ago, closing in six weeks at 5pm, teaching from the Monday after the two weeks that follow."""
    today = clock.london_date(at)
    closes_on = today + timedelta(days=CLOSES_IN_DAYS)
    earliest = closes_on + timedelta(days=STARTS_DAYS_AFTER_CLOSING)
    return Dates(
        opens_at=_moment(today - timedelta(days=OPENED_DAYS_AGO), time(9)),
        closes_at=_moment(closes_on, time(17)),
        starts_on=earliest + timedelta(days=-earliest.weekday() % 7),
    )


def load_cohorts(*, at: datetime) -> None:
    """Add what is missing, and move on registration that has closed or is about to; all else stays as it is."""
    programmes = _programmes()
    dates = open_dates(at)
    opened = _open_intake(dates)
    for programme in programmes.values():
        _open_cohort(programme, opened, dates, at=at)
    _running_cohorts(programmes, at=at)


def cohort(provider: str, course: CourseIdentifier, intake: str) -> Cohort:
    """A cohort of the demo; Cohort.DoesNotExist where load_cohorts has not run."""
    return Cohort.objects.get(
        programme__lead_provider__slug=provider, programme__course__identifier=course, intake__identifier=intake
    )


def _programmes() -> dict[tuple[str, str], Programme]:
    courses = {course.identifier: course for course in Course.objects.all()}
    made = {}
    for slug, words in PROVIDERS.items():
        provider, _ = LeadProvider.objects.get_or_create(slug=slug, defaults=words)
        for identifier in PROGRAMMES[slug]:
            programme, _ = Programme.objects.select_related("course", "lead_provider").get_or_create(
                course=courses[identifier], lead_provider=provider
            )
            load_components(programme)
            made[slug, identifier] = programme
    return made


def _open_intake(dates: Dates) -> Intake:
    identifier, name, kind, rules = OPEN_INTAKE
    for values in INTAKES:
        past = dict(zip(("name", "funding_kind", "funding_rules", "starts_on"), values[1:], strict=True))
        Intake.objects.get_or_create(identifier=values[0], defaults=past)
    if dates.starts_on.year > 2026:  # the demo's dates move with the clock, so its start is named by the day it has
        name = f"{'Spring' if dates.starts_on.month < 8 else 'Autumn'} {dates.starts_on.year}"
    facts = {"name": name, "funding_kind": kind, "funding_rules": rules, "starts_on": dates.starts_on}
    return Intake.objects.get_or_create(identifier=identifier, defaults=facts)[0]


def _open_cohort(programme: Programme, intake: Intake, dates: Dates, *, at: datetime) -> None:
    course = programme.course
    facts = {
        "name": f"{course.short_code} {intake.name}, {programme.lead_provider.name}"[:100],
        **_as_fields(dates, course),
        "capacity": 12 if course.identifier == CourseIdentifier.SENCO else 25,
        "meeting_pattern": _PATTERNS[CourseGroup(course.group)],
        "venue": VENUE,
    }
    found, made = Cohort.objects.get_or_create(programme=programme, intake=intake, defaults=facts)
    if not made and found.registration_closes_at < at + STALE_WITHIN:
        Cohort.objects.filter(pk=found.pk).update(**_as_fields(dates, course))
        Intake.objects.filter(pk=intake.pk).update(starts_on=dates.starts_on)


def _as_fields(dates: Dates, course: Course) -> dict[str, object]:
    months = (course.months_taught_at_most or course.months_taught) + (3 if course.has_case_study else 0)
    return {
        "starts_on": dates.starts_on,
        "ends_on": dates.starts_on + timedelta(days=months * 365 // 12),
        "registration_opens_at": dates.opens_at,
        "registration_closes_at": dates.closes_at,
    }


def _running_cohorts(programmes: dict[tuple[str, str], Programme], *, at: datetime) -> None:
    """Two that are being taught: they began some weeks before the demo was first loaded, and go on from there."""
    for running in RUNNING:
        programme = programmes[running.provider, running.course]
        starts_on = running.starts_on(at)
        dates = Dates(
            opens_at=_moment(starts_on - timedelta(days=90), time(9)),
            closes_at=_moment(starts_on - timedelta(days=21), time(17)),
            starts_on=starts_on,
        )
        intake = Intake.objects.get(identifier=running.intake)
        facts = {
            "name": f"{programme.course.short_code} {intake.name}, {programme.lead_provider.name}"[:100],
            **_as_fields(dates, programme.course),
            "capacity": 25,
            "meeting_pattern": _PATTERNS[CourseGroup(programme.course.group)],
            "venue": VENUE,
        }
        Cohort.objects.get_or_create(programme=programme, intake=intake, defaults=facts)


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=clock.LONDON)
