"""One component of one participant at a glance: the letter that the cohort board shows. What it does to the sum is
courses/rules/ledger.py's to say; this says only what to call it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import TextChoices

from courses.choices import Mark
from courses.rules.ledger import Component, Expected, Person, Said


class Glance(TextChoices):
    """The letters; each has its words, since colour and letter alone tell a stranger nothing."""

    PRESENT = "P", "Present"
    PART = "p", "There for part of it"
    ABSENT = "A", "Absent"
    APOLOGIES = "a", "Absent with apologies"
    CAUGHT_UP = "C", "Caught up"
    STUDIED = "S", "Studied"
    EXEMPT = "E", "Exempt"
    TRANSFERRED = "T", "Credit from an earlier cohort"
    NOT_DONE = "N", "Not done in time"
    BEFORE = "B", "Held before they joined"
    NOT_KNOWN = "?", "Not yet known"
    NOT_HELD = "–", "Not held"
    TO_COME = "", "To come"


_OF_MARK = {
    Mark.ATTENDED: Glance.PRESENT,
    Mark.PART: Glance.PART,
    Mark.ABSENT: Glance.ABSENT,
    Mark.AUTHORISED_ABSENCE: Glance.APOLOGIES,
    Mark.CAUGHT_UP: Glance.CAUGHT_UP,
    Mark.STUDIED: Glance.STUDIED,
    Mark.TRANSFERRED_IN: Glance.TRANSFERRED,
}
#: Of two marks that give the same credit the later here is shown: apologies say more than an absence, being there most.
_SAYS_MORE = (
    Mark.ABSENT,
    Mark.AUTHORISED_ABSENCE,
    Mark.TRANSFERRED_IN,
    Mark.STUDIED,
    Mark.CAUGHT_UP,
    Mark.PART,
    Mark.ATTENDED,
)


def glance(
    component: Component, said: Iterable[Said], expected: Expected | None, person: Person, *, at: datetime
) -> Glance:
    """What to show for these current records, in any order, at `at`."""
    known = [one for one in said if one.mark != Mark.CLEARED]
    if component.is_off:
        return Glance.NOT_HELD
    if any(one.mark == Mark.EXEMPT for one in known):
        return Glance.EXEMPT
    if known:
        most = max(known, key=lambda one: (one.minutes, _SAYS_MORE.index(Mark(one.mark))))
        return _OF_MARK[Mark(most.mark)]
    return _unmarked(component, expected, person, at=at)


def _unmarked(component: Component, expected: Expected | None, person: Person, *, at: datetime) -> Glance:
    if component.is_studied_alone:
        is_over = component.over_at is not None and component.over_at <= at
        return Glance.NOT_DONE if is_over else Glance.TO_COME
    if expected is None:
        return Glance.TO_COME
    if expected.ends_at < person.joined_at:
        return Glance.BEFORE
    return Glance.NOT_KNOWN if expected.ends_at <= at else Glance.TO_COME
