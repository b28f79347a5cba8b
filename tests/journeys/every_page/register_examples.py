"""Examples of the pages of registers: on now with everything in it, to come, closed, did not happen, without anybody."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse

from courses.actions.register import close_register
from courses.models import Session
from npq_portal import clock
from npq_portal.accounts.models import User
from npq_portal.demo.cast import TOM
from tests.courses.register.making import full_hall
from tests.factories.engagement import SessionFactory

_STATES = {
    "registers:register": ("full", "empty", "closed", "not held"),
    "registers:paper": ("full",),
    "registers:print": ("full",),
    "registers:close": ("full", "to come", "closed", "not held"),
    "registers:reopen": ("closed",),
    "registers:did-not-happen": ("full",),
    "registers:decide": ("full", "empty"),
}

#: The addresses that this file knows examples of.
NAMES = (*_STATES, "registers:walk-in")


def paths(name: str) -> Iterator[str]:
    """The addresses of one of the pages, for sessions that the demo's facilitator leads."""
    sessions = _sessions(User.objects.get(email=TOM.email))
    if name == "registers:walk-in":
        full = sessions["full"]
        yield reverse(name, args=[full.pk, full.walk_ins.get().pk])
        return
    for state in _STATES[name]:
        yield reverse(name, args=[sessions[state].pk])


def _sessions(leader: User) -> dict[str, Session]:
    now = clock.now().replace(microsecond=0)
    hours = {"empty": -1, "to come": 48, "closed": -30, "not held": -50}
    made = {
        name: SessionFactory(facilitators=[leader], starts_at=now + timedelta(hours=ahead))
        for name, ahead in hours.items()
    }
    close_register(session=made["closed"], by=leader, at=now)
    Session.objects.filter(pk=made["not held"].pk).update(state="not_held", state_reason="The venue was snowed in")
    return made | {"full": full_hall(leader, now=now)[0]}
