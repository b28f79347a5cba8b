"""An example of every address that takes words, and of the states of a page that its address does not show.

An address without words needs nothing here. One that takes words and has no example makes the test fail.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.urls import NoReverseMatch, reverse

from courses.choices import StudyEvidence
from courses.models import AtRiskEntry, Cohort, Course, Enrolment, Guide
from npq_portal import clock
from registrations.actions.endorsement import token_for
from registrations.journey.answers import Answers
from registrations.journey.path import Path, UnknownStepError
from registrations.journey.situation import Situation
from registrations.journey.steps import CALCULATOR_STEPS, STEPS, Step
from tests.access_table import HUB_ADMIN, STRANGER, TABLE
from tests.factories.engagement import AtRiskEntryFactory
from tests.journeys.every_page import (
    check_in_examples,
    exempt_examples,
    handing_examples,
    life_examples,
    register_examples,
    results_examples,
    schedule_examples,
    webinar_examples,
    windows_examples,
)
from tests.journeys.every_page.world import ANSWERS, NEWCOMER, STAND_INS, WAITING, World

#: Names of addresses that show no page of their own, and why.
NO_PAGE = {
    "pages:healthz": "a line for machines",
    "pages:readyz": "a line for machines",
    "account_resend_login_code": "takes a button's press and leads to the code page",
    "account_resend_new_email_code": "takes a button's press and leads to the code page",
    "registrations:calculator-remove-earlier-npq": "takes a button's press and leads back to the question",
    "registrations:remove-earlier-npq": "takes a button's press and leads back to the question",
    "registrations:workplace-search": "suggestions for a script",
    "registrations:casework-csv": "a file",
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
    "gallery:schools": "suggestions for a script",
    **results_examples.NO_PAGE,
    **dict.fromkeys(handing_examples.FILES, "a file"),
    "windows:evidence-file": "a file",
    "windows:end-adjustment": "takes a button's press and leads back to the list",
    "my-windows:take-back": "takes a button's press and leads back to the window",
}


@dataclass(frozen=True)
class Example:
    """A page to open. `by` names people of the world; without it, one person of every role that may. `status` is what
    it answers, and at least one of them must get that."""

    path: str
    by: Sequence[str] = ()
    status: int = 200


def examples(name: str, world: World) -> list[Example]:
    """The pages of a name of tests/access_table.py, each with those who open it."""
    stand_ins = tuple(STAND_INS[role] for role in sorted(TABLE[name].who))
    if name in _MADE:
        return [Example(one.path, one.by or stand_ins, one.status) for one in _MADE[name](world, name)]
    try:
        return [Example(reverse(name), stand_ins)]
    except NoReverseMatch:
        raise AssertionError(f"{name} takes words: give it an example in {__name__}.py") from None


# -- makers of examples ------------------------------------------------------------------------------------------------
Maker = Callable[[World, str], Iterator[Example]]


def _plain_and(*more: Example) -> Maker:
    """The address itself, and these."""

    def make(world: World, name: str) -> Iterator[Example]:
        yield Example(reverse(name))
        yield from more

    return make


def _with(**words: Sequence[str]) -> Maker:
    """One word of the address, in each of its values."""

    def make(world: World, name: str) -> Iterator[Example]:
        for word, values in words.items():
            yield from (Example(reverse(name, kwargs={word: value})) for value in values)

    return make


def _slugs(model: type[Course] | type[Guide]) -> Maker:
    return lambda world, name: (
        Example(reverse(name, args=[slug])) for slug in model.objects.values_list("slug", flat=True)
    )


def _courses(world: World, name: str) -> Iterator[Example]:
    return (Example(reverse(name, args=[course.slug])) for course in Course.objects.on_show())


def _lead_providers(world: World, name: str) -> Iterator[Example]:
    from courses.models import LeadProvider

    return (Example(reverse(name, args=[provider.slug])) for provider in LeadProvider.objects.all()[:2])


def _own(*states: str) -> Maker:
    """Somebody's own application in each of these states."""

    def make(world: World, name: str) -> Iterator[Example]:
        for state in states:
            application = world.applications[state]
            by = (application.participant.user.email,)
            yield Example(reverse(name, args=[application.reference]), by)

    return make


_ALL_STATES = ("submitted", "more_needed", "accepted", "rejected", "withdrawn")


def _shown(world: World, name: str) -> Iterator[Example]:
    yield from _own(*_ALL_STATES)(world, name)
    application = world.applications["submitted"]
    by = (application.participant.user.email,)
    yield Example(f"{reverse(name, args=[application.reference])}?submitted", by)


def _casework(*states: str) -> Maker:
    """The hub's page about an application in each of these states."""

    def make(world: World, name: str) -> Iterator[Example]:
        for state in states:
            yield Example(reverse(name, args=[world.applications[state].reference]))

    return make


def _questions(world: World, name: str) -> Iterator[Example]:
    """Every step of the journey, by somebody who meets it; and the school search with something found and nothing."""
    for step in STEPS:
        by = _who_meets(step, STEPS, {name: draft.answers for name, draft in world.drafts.items()}, world)
        yield Example(reverse(name, args=[step.key]), (world.drafts[by].user.email,))
    workplace, usual = reverse(name, args=["workplace"]), (world.drafts["usual"].user.email,)
    yield Example(f"{workplace}?q=nettlewick", usual)
    yield Example(f"{workplace}?q=zzzzzz", usual)
    yield Example(f"{reverse(name, args=['role'])}?change=1", usual)
    yield Example(reverse(name, args=["your-record"]), (world.drafts["without a TRN"].user.email,))
    yield Example(reverse(name, args=["funding"]), (world.drafts["abroad"].user.email,))


def _calculator_questions(world: World, name: str) -> Iterator[Example]:
    answers = {name: world.calculated(name) for name in ANSWERS}
    for step in CALCULATOR_STEPS:
        by = _who_meets(step, CALCULATOR_STEPS, answers, None)
        yield Example(reverse(name, args=[step.key]), (f"calculating: {by}",))


def _who_meets(step: Step, steps: Sequence[Step], answers: dict[str, dict], world: World | None) -> str:
    """The first of those people on whose way the step lies, with everything before it answered."""
    for name, given in answers.items():
        draft = world.drafts[name] if world else None
        user = draft.user if draft else None
        path = Path(steps, Situation(Answers(given), at=clock.now(), user=user, draft=draft))
        try:
            if path.may_open(path.get(step.key)):
                return name
        except UnknownStepError:
            continue
    raise AssertionError(f"Nobody meets the question {step.key!r}: add their answers to world.ANSWERS")


def _results(world: World, name: str) -> Iterator[Example]:
    finished = ("usual", "nursery", "abroad", "coach", "again")
    return (Example(reverse(name), (f"calculating: {by}",)) for by in finished)


def _check_answers(world: World, name: str) -> Iterator[Example]:
    finished = ("usual", "abroad", "without a TRN")
    return (Example(reverse(name), (world.drafts[by].user.email,)) for by in finished)


def _backing(world: World, name: str) -> Iterator[Example]:
    by = (STRANGER,)
    for endorsement in world.endorsements():
        yield Example(reverse(name, args=[token_for(endorsement)]), by)
    yield Example(reverse(name, args=["not-a-token"]), by, status=410)


def _own_npq(world: World, name: str) -> Iterator[Example]:
    """Somebody's own course; what if they miss something of it; and each sort of unit to study."""
    from tests.factories.engagement import StudyFactory

    enrolment = world.applications["accepted"].enrolment
    by = (enrolment.participant.user.email,)
    units = [StudyFactory(cohort=enrolment.cohort, evidence=evidence, due_on=None) for evidence in StudyEvidence]
    if name in {"mine:study", "mine:take-study-back"}:
        yield from (Example(reverse(name, args=[enrolment.pk, unit.pk]), by) for unit in units)
    else:
        yield Example(reverse(name, args=[enrolment.pk]), by)
    if name == "mine:what-if":
        yield Example(f"{reverse(name, args=[enrolment.pk])}?miss={units[0].pk}", by)


def _errors(world: World, name: str) -> Iterator[Example]:
    for page in ("400", "403", "403_csrf", "404", "500"):
        yield Example(reverse(name, args=[page]), (STRANGER,), status=int(page[:3]))


def _home(world: World, name: str) -> Iterator[Example]:
    """The page of everybody who signs in: one person a role, and participants where they stand."""
    yield Example(reverse(name))
    whose = [application.participant.user.email for application in world.applications.values()]
    yield Example(reverse(name), (NEWCOMER, WAITING, world.drafts["usual"].user.email, *whose))


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


def _registers(world: World, name: str) -> Iterator[Example]:
    return map(Example, register_examples.paths(name))


def _check_in(world: World, name: str) -> Iterator[Example]:
    return (Example(path, by) for path, by in check_in_examples.paths(name))


def _life(world: World, name: str) -> Iterator[Example]:
    """What is one's own by whose it is; the rest by everybody who may."""
    by = (life_examples.ROBIN,) if name.startswith("mine:") else ()
    return (Example(path, by) for path in life_examples.paths(name))


def _webinars(world: World, name: str) -> Iterator[Example]:
    return map(Example, webinar_examples.paths(name))


_HUB_LIST = "/register/hub/applications/"

_MADE: dict[str, Maker] = {
    "pages:home": _home,
    "account_confirm_login_code": lambda world, name: iter([Example(reverse(name), ("asked for a code",))]),
    "account_confirm_new_email": lambda world, name: iter([Example(reverse(name), ("changes the address",))]),
    "account_logout": lambda world, name: iter([Example(reverse(name), (STAND_INS[HUB_ADMIN], NEWCOMER))]),
    "courses:guide": _slugs(Guide),
    "courses:lead-provider": _lead_providers,
    "courses:course": _courses,
    "registrations:calculator-question": _calculator_questions,
    "registrations:calculator-result": _results,
    "registrations:start": lambda world, name: iter(
        [Example(reverse(name)), Example(reverse(name), (NEWCOMER, world.drafts["usual"].user.email))]
    ),
    "registrations:question": _questions,
    "registrations:check-answers": _check_answers,
    "registrations:discard": lambda world, name: iter([Example(reverse(name), (world.drafts["usual"].user.email,))]),
    "registrations:application": _shown,
    "registrations:give-more": _own("more_needed"),
    "registrations:withdraw": _own("submitted", "more_needed", "accepted"),
    "registrations:backing": _backing,
    "registrations:casework-list": _plain_and(
        Example(f"{_HUB_LIST}?status=all"),
        Example(f"{_HUB_LIST}?q=nobody-is-called-this"),
        Example(f"{_HUB_LIST}?status=all&sort=-submitted_at&page=2"),
    ),
    "registrations:casework-application": _casework(*_ALL_STATES),
    "registrations:casework-accept": _casework("submitted", "more_needed", "accepted"),
    "registrations:casework-reject": _casework("submitted", "rejected"),
    "registrations:casework-ask": _casework("submitted", "withdrawn"),
    "registrations:casework-verify-trn": _casework("submitted", "accepted"),
    "registrations:casework-override-funding": _casework("submitted"),
    "registrations:casework-note": _casework("submitted"),
    "registrations:casework-ask-leader": _casework("submitted", "more_needed", "accepted"),
    "registrations:casework-adjustments": _casework("submitted", "more_needed"),
    "board:cohort": _boards,
    "board:csv": _cohorts,
    "board:xlsx": _cohorts,
    "cohorts:message": _cohorts,
    "cohorts:import-enrolments": _cohorts,
    "board:person": _people_on_boards,
    "board:at-risk": _plain_and(Example("/hub/board/at-risk/?show=closed"), Example("/hub/board/at-risk/?show=mine")),
    "board:at-risk-entry": _at_risk,
    "mine:npq": _own_npq,
    "mine:what-if": _own_npq,
    "mine:study": _own_npq,
    "mine:take-study-back": _own_npq,
    **dict.fromkeys(register_examples.NAMES, _registers),
    **dict.fromkeys(check_in_examples.NAMES, _check_in),
    **dict.fromkeys(life_examples.NAMES, _life),
    **dict.fromkeys(
        results_examples.NAMES, lambda world, name: (Example(path, by) for path, by in results_examples.paths(name))
    ),
    **dict.fromkeys(exempt_examples.NAMES, lambda world, name: map(Example, exempt_examples.paths(name))),
    **dict.fromkeys(schedule_examples.NAMES, _schedules),
    **dict.fromkeys(
        handing_examples.NAMES, lambda world, name: (Example(path, by) for path, by in handing_examples.paths(name))
    ),
    "registers:catch-ups": _plain_and(Example("/registers/catch-ups/?show=all")),
    "registers:webinar": _webinars,
    "registers:webinar-row": _webinars,
    "registers:webinar-others": _webinars,
    "registers:webinar-absent": _webinars,
    **dict.fromkeys(
        windows_examples.NAMES, lambda world, name: (Example(path, by) for path, by in windows_examples.paths(name))
    ),
    "gallery:list": _plain_and(Example("/gallery/list/?q=nobody")),
    "gallery:error": _errors,
    "demo:mail": _with(name=["one"]),
}
