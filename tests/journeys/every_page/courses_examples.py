"""Examples of the pages of courses: the public ones, one's own, boards, registers, schedules and enrolments."""

from collections.abc import Iterator

from django.db.models import Count
from django.urls import reverse

from courses.choices import StudyEvidence
from courses.models import AtRiskEntry, Cohort, Course, Enrolment, Guide, LeadProvider
from npq_portal import clock
from tests.factories.engagement import AtRiskEntryFactory, StudyFactory
from tests.journeys.every_page import (
    check_in_examples,
    exempt_examples,
    life_examples,
    register_examples,
    schedule_examples,
    webinar_examples,
)
from tests.journeys.every_page.example import Example, Maker, open_to_all, plain_and, whose
from tests.journeys.every_page.world import World

#: Names of addresses that show no page of their own, and why.
NO_PAGE = {
    "mine:take-study-back": "takes a button's press and leads back to the course",
    "board:csv": "a file",
    "board:xlsx": "a file",
    "registers:reopen": "takes a button's press and leads back to the register",
    "schedule:template": "a file",
    "schedule:copy-components": "takes a button's press and leads back to the cohort",
    "schedule:undo": "takes a button's press and leads back to the session",
    "mine:can-come": "takes a button's press and leads back to the dates",
    "registers:today": "data for a script",
    "registers:sync": "takes what a script sends",
    "registers:worker": "a script",
    "registers:manifest": "facts for a browser",
    "registers:check-in-state": "data for a script",
}


def _slugs(model: type[Course] | type[Guide]) -> Maker:
    return lambda world, name: (
        Example(reverse(name, args=[slug])) for slug in model.objects.values_list("slug", flat=True)
    )


def _courses(world: World, name: str) -> Iterator[Example]:
    return (Example(reverse(name, args=[course.slug])) for course in Course.objects.on_show())


def _lead_providers(world: World, name: str) -> Iterator[Example]:
    return (Example(reverse(name, args=[provider.slug])) for provider in LeadProvider.objects.all()[:2])


def _own_npq(world: World, name: str) -> Iterator[Example]:
    """Somebody's own course; what if they miss something of it; and each sort of unit to study."""
    enrolment = world.applications["accepted"].enrolment
    by = (enrolment.participant.user.email,)
    units = [StudyFactory(cohort=enrolment.cohort, evidence=evidence, due_on=None) for evidence in StudyEvidence]
    if name in {"mine:study", "mine:take-study-back"}:
        yield from (Example(reverse(name, args=[enrolment.pk, unit.pk]), by) for unit in units)
    else:
        yield Example(reverse(name, args=[enrolment.pk]), by)
    if name == "mine:what-if":
        yield Example(f"{reverse(name, args=[enrolment.pk])}?miss={units[0].pk}", by)


def _boards(world: World, name: str) -> Iterator[Example]:
    """The fullest cohort: everybody, and nobody."""
    cohort = Cohort.objects.annotate(people=Count("enrolments")).order_by("-people", "pk").first()
    path = reverse(name, args=[cohort.pk])
    yield Example(path)
    yield Example(f"{path}?q=nobody-is-called-this")


def _cohorts(world: World, name: str) -> Iterator[Example]:
    yield Example(reverse(name, args=[Cohort.objects.order_by("pk").first().pk]))


def _people_on_boards(world: World, name: str) -> Iterator[Example]:
    """The person of whom most is known, and somebody else."""
    rows = Enrolment.objects.annotate(known=Count("records")).order_by("-known", "pk")
    return (Example(reverse(name, args=[enrolment.pk])) for enrolment in (rows.first(), rows.last()))


def _schedules(world: World, name: str) -> Iterator[Example]:
    accepted = world.applications["accepted"].enrolment
    by = (accepted.participant.user.email,) if name.startswith("mine:") else ()
    return (Example(path, by) for path in schedule_examples.paths(name, accepted))


def _at_risk(world: World, name: str) -> Iterator[Example]:
    """An entry that is open and one that is closed; the demo may have neither."""
    for closed_at in (None, clock.now()):
        entry = AtRiskEntry.objects.filter(closed_at__isnull=closed_at is None).first()
        if entry is None:
            enrolment = Enrolment.objects.filter(at_risk_entries__isnull=True).first()
            entry = AtRiskEntryFactory(enrolment=enrolment, rules=[], closed_at=closed_at)
        yield Example(reverse(name, args=[entry.pk]))


def _life(world: World, name: str) -> Iterator[Example]:
    """What is one's own by whose it is; the rest by everybody who may."""
    by = (life_examples.ROBIN,) if name.startswith("mine:") else ()
    return (Example(path, by) for path in life_examples.paths(name))


MADE: dict[str, Maker] = {
    "courses:guide": _slugs(Guide),
    "courses:lead-provider": _lead_providers,
    "courses:course": _courses,
    "board:cohort": _boards,
    "board:csv": _cohorts,
    "board:xlsx": _cohorts,
    "cohorts:message": _cohorts,
    "cohorts:import-enrolments": _cohorts,
    "board:person": _people_on_boards,
    "board:at-risk": plain_and(Example("/hub/board/at-risk/?show=closed"), Example("/hub/board/at-risk/?show=mine")),
    "board:at-risk-entry": _at_risk,
    "mine:npq": _own_npq,
    "mine:what-if": _own_npq,
    "mine:study": _own_npq,
    "mine:take-study-back": _own_npq,
    "registers:catch-ups": plain_and(Example("/registers/catch-ups/?show=all")),
    "registers:webinar": open_to_all(webinar_examples.paths),
    "registers:webinar-row": open_to_all(webinar_examples.paths),
    "registers:webinar-others": open_to_all(webinar_examples.paths),
    "registers:webinar-absent": open_to_all(webinar_examples.paths),
    **dict.fromkeys(register_examples.NAMES, open_to_all(register_examples.paths)),
    **dict.fromkeys(check_in_examples.NAMES, whose(check_in_examples.paths)),
    **dict.fromkeys(life_examples.NAMES, _life),
    **dict.fromkeys(exempt_examples.NAMES, open_to_all(exempt_examples.paths)),
    **dict.fromkeys(schedule_examples.NAMES, _schedules),
}
