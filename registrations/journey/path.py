"""The way through a tuple of steps for one situation: which apply, which is next, and how far along one is."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from registrations.journey.situation import Situation
from registrations.journey.steps import Step


class UnknownStepError(LookupError):
    """No step has that key, or it does not apply to these answers."""


@dataclass(frozen=True)
class SummaryRow:
    """One row of "Check your answers"."""

    step: Step
    label: str
    answer: str


class Path:
    """The steps that apply to a situation, in order. A stop ends the path."""

    def __init__(self, steps: Sequence[Step], situation: Situation) -> None:
        self._steps = steps
        self.situation = situation

    @cached_property
    def steps(self) -> list[Step]:
        """Those that apply, up to the first stop."""
        path: list[Step] = []
        for step in self._steps:
            if step.applies(self.situation):
                path.append(step)
                if step.kind == "stop":
                    break
        return path

    def get(self, key: str) -> Step:
        """The step of that key. Raises UnknownStepError where it does not apply."""
        for step in self.steps:
            if step.key == key:
                return step
        raise UnknownStepError(f"There is no step {key!r} for these answers.")

    @cached_property
    def first_open(self) -> Step | None:
        """The first step that is not done; None when all are, and the answers can be checked."""
        return next((step for step in self.steps if not step.is_done(self.situation)), None)

    def may_open(self, step: Step) -> bool:
        """Whether everything before it is done."""
        return self.first_open is None or self.steps.index(step) <= self.steps.index(self.first_open)

    def before(self, step: Step) -> Step | None:
        """The step before; None for the first."""
        position = self.steps.index(step)
        return self.steps[position - 1] if position else None

    def after(self, step: Step, *, checking: bool = False) -> Step | None:
        """The step after; None when the answers are to be checked next.

        `checking`: the person came from "Check your answers" and goes back there as soon as nothing is open.
        """
        if checking:
            return self.first_open
        position = self.steps.index(step)
        following = self.steps[position + 1] if position + 1 < len(self.steps) else None
        if following is not None and not self.may_open(following):
            return self.first_open
        return following

    def number(self, step: Step) -> int:
        """Which one it is, from 1."""
        return self.steps.index(step) + 1

    @property
    def total(self) -> int:
        """How many there are, as far as is known now."""
        return len(self.steps)

    def applicable_answers(self) -> dict[str, Any]:
        """The answers to questions that apply; what was answered to others is left out."""
        names = {name for step in self.steps if step.form for name in step.form.answer_names()}
        return {name: value for name, value in self.situation.answers.raw.items() if name in names}

    def summary(self) -> list[SummaryRow]:
        """Every answer in words, in order, with the step that changes it."""
        return [
            SummaryRow(step, label, answer)
            for step in self.steps
            if step.form is not None and step.is_done(self.situation)
            for label, answer in step.form.summary(self.situation)
        ]
