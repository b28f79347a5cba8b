"""The hub exempts a participant from parts of their course, having seen what that does to their percentage.

The preview is the deed itself, rolled back (docs/adr/0083), so that what is shown before is what happens.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from courses.actions.engagement import EngagementRefusedError, end_exemption, exempt, lock
from courses.facts.standing import Ledger, ledgers_of
from courses.models import Component, Enrolment
from courses.rules.engagement import each
from courses.rules.forecast import Forecast
from courses.rules.ledger import LeftOut
from npq_portal.accounts.models import User


class ExemptionsChangedError(Exception):
    """Since the preview something changed that it did not show, so nothing was done."""


@dataclass(frozen=True)
class Effect:
    """What exempting from these components, or ending it, does. The totals are the minutes that count."""

    component_ids: tuple[int, ...]
    before: Forecast
    after: Forecast
    total_before: int
    total_after: int

    @property
    def digest(self) -> str:
        """Differs with everything a page shows of it."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def preview(*, enrolment: Enrolment, components: Sequence[Component], reason: str, by: User, at: datetime) -> Effect:
    """What exempting from these components would do now. Nothing is stored. Raises EngagementRefusedError."""
    ledger = _ledger(enrolment, at=at)
    _refuse_strangers(ledger, components)
    with _undone():
        for component in _lost_first(ledger, components):
            exempt(enrolment=enrolment, component=component, reason=reason, by=by, at=at)
        after = _ledger(enrolment, at=at)
    return _effect(components, ledger, after)


def preview_end(*, enrolment: Enrolment, component: Component, by: User, at: datetime) -> Effect:
    """What ending this exemption would do now. Nothing is stored."""
    before = _ledger(enrolment, at=at)
    with _undone():
        end_exemption(enrolment=enrolment, component=component, reason="Only a preview", by=by, at=at)
        after = _ledger(enrolment, at=at)
    return _effect([component], before, after)


@transaction.atomic
def exempt_from(
    *, enrolment: Enrolment, components: Sequence[Component], reason: str, digest: str, by: User, at: datetime
) -> list[Component]:
    """Exempt from these components; those from which it was done. Done again, nothing happens: from none.

    `digest` is that of the preview: where another one would be shown now, nothing is done and ExemptionsChangedError is
    raised. Raises EngagementRefusedError without a reason, or for a component that is not in their sum.
    """
    lock([enrolment.pk])
    ledger = _ledger(enrolment, at=at)
    exempt_already = {line.component.pk for line in ledger.lines if line.left_out == LeftOut.EXEMPT}
    waiting = [component for component in components if component.pk not in exempt_already]
    if not waiting:
        return []
    if preview(enrolment=enrolment, components=waiting, reason=reason, by=by, at=at).digest != digest:
        raise ExemptionsChangedError
    for component in _lost_first(ledger, waiting):
        exempt(enrolment=enrolment, component=component, reason=reason, by=by, at=at)
    return waiting


@contextmanager
def _undone() -> Iterator[None]:
    """A transaction of which nothing stays, nor what was to follow its commit."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _ledger(enrolment: Enrolment, *, at: datetime) -> Ledger:
    return ledgers_of([enrolment.pk], at=at)[enrolment.pk]


def _refuse_strangers(ledger: Ledger, components: Sequence[Component]) -> None:
    in_sum = {line.component.pk for line in ledger.lines if line.part is not None}
    if not in_sum.issuperset(component.pk for component in components):
        raise EngagementRefusedError("One of these parts does not count for them. Look at the list again.")


def _lost_first(ledger: Ledger, components: Sequence[Component]) -> list[Component]:
    """In the order of the share that is earned, so that on the way to the new percentage nobody is alarmed by a lower
    one."""
    shares = {line.component.pk: line.part.earned / line.part.minutes for line in ledger.lines if line.part is not None}
    return sorted(components, key=lambda component: (shares[component.pk], component.pk))


def _effect(components: Sequence[Component], before: Ledger, after: Ledger) -> Effect:
    return Effect(
        component_ids=tuple(sorted(component.pk for component in components)),
        before=before.forecast,
        after=after.forecast,
        total_before=sum(each(before.by_bucket, "total").values()),
        total_after=sum(each(after.by_bucket, "total").values()),
    )
