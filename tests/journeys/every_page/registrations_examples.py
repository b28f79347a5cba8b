"""Examples of the pages of registration: every question, every state of an application, and the hub's casework."""

from collections.abc import Iterator, Sequence

from django.urls import reverse

from npq_portal import clock
from registrations.actions.endorsement import token_for
from registrations.journey.answers import Answers
from registrations.journey.path import Path, UnknownStepError
from registrations.journey.situation import Situation
from registrations.journey.steps import CALCULATOR_STEPS, STEPS, Step
from tests.access_table import STRANGER
from tests.journeys.every_page.example import Example, Maker, plain_and
from tests.journeys.every_page.world import ANSWERS, NEWCOMER, World

#: Names of addresses that show no page of their own, and why.
NO_PAGE = {
    "registrations:calculator-remove-earlier-npq": "takes a button's press and leads back to the question",
    "registrations:remove-earlier-npq": "takes a button's press and leads back to the question",
    "registrations:workplace-search": "suggestions for a script",
    "registrations:casework-csv": "a file",
}


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


_HUB_LIST = "/register/hub/applications/"

MADE: dict[str, Maker] = {
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
    "registrations:casework-list": plain_and(
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
}
