"""Examples of the portal's own pages: home, signing in and out, the gallery, the demo's mail."""

from collections.abc import Iterator

from django.urls import reverse

from npq_portal import clock
from npq_portal.accounts.models import User
from npq_portal.calendars.actions import make_address
from npq_portal.notifications.models import SwitchedOff
from npq_portal.notifications.unsubscribing import token_for
from tests.access_table import HUB_ADMIN, PARTICIPANT, STRANGER
from tests.journeys.every_page.example import Example, Maker, plain_and, with_words
from tests.journeys.every_page.world import NEWCOMER, STAND_INS, WAITING, World

#: Names of addresses that show no page of their own, and why.
NO_PAGE = {
    "pages:healthz": "a line for machines",
    "pages:readyz": "a line for machines",
    "pages:metrics": "figures for machines",
    "account_resend_login_code": "takes a button's press and leads to the code page",
    "account_resend_new_email_code": "takes a button's press and leads to the code page",
    "unsubscribe_undo": "takes a button's press and leads to the page with the other button",
    "calendars:make": "takes a button's press and leads to the calendar's page",
    "calendars:replace": "takes a button's press and leads to the calendar's page",
    "calendars:stop": "takes a button's press and leads to the calendar's page",
    "calendars:event": "a file for calendar programs",
    "calendars:feed": "a calendar for calendar programs",
    "gallery:schools": "suggestions for a script",
}


def _home(world: World, name: str) -> Iterator[Example]:
    """The page of everybody who signs in: one person a role, and participants where they stand."""
    yield Example(reverse(name))
    whose = [application.participant.user.email for application in world.applications.values()]
    yield Example(reverse(name), (NEWCOMER, WAITING, world.drafts["usual"].user.email, *whose))


def _calendar(world: World, name: str) -> Iterator[Example]:
    """Without an address, and with one."""
    yield Example(reverse(name))
    make_address(user=User.objects.get(email=NEWCOMER), at=clock.now())
    yield Example(f"{reverse(name)}?with", (NEWCOMER,))


def _feed(world: World, name: str) -> Iterator[Example]:
    address = make_address(user=User.objects.get(email=NEWCOMER), at=clock.now())
    yield Example(reverse(name, args=[address.token]), (STRANGER,))


def _errors(world: World, name: str) -> Iterator[Example]:
    for page in ("400", "403", "403_csrf", "404", "405", "500"):
        yield Example(reverse(name, args=[page]), (STRANGER,), status=int(page[:3]))


def _unsubscribing(world: World, name: str) -> Iterator[Example]:
    """One kind and several, switched off already (record_rows.py), and a link that was cut short."""
    person = User.objects.get(email=STAND_INS[PARTICIPANT])
    off = SwitchedOff.objects.first()
    yield Example(reverse(name, args=[token_for(person.pk, ["session_in_a_week", "session_tomorrow"])]))
    yield Example(reverse(name, args=[token_for(off.user_id, [off.kind])]))
    yield Example(reverse(name, args=["cut-short"]), (STRANGER,), status=404)


MADE: dict[str, Maker] = {
    "pages:words": with_words(
        kind=["session_tomorrow", "hub_digest"]
    ),  # the first in the hub's own words (record_rows.py)
    "pages:words-portals-own": with_words(kind=["session_tomorrow"]),
    "unsubscribe": _unsubscribing,
    "unsubscribe_undo": lambda world, name: iter([Example(reverse(name, args=["cut-short"]))]),
    "pages:home": _home,
    "calendars:mine": _calendar,
    "calendars:event": with_words(about=["session-0"]),
    "calendars:feed": _feed,
    "account_confirm_login_code": lambda world, name: iter([Example(reverse(name), ("asked for a code",))]),
    "account_confirm_new_email": lambda world, name: iter([Example(reverse(name), ("changes the address",))]),
    "account_logout": lambda world, name: iter([Example(reverse(name), (STAND_INS[HUB_ADMIN], NEWCOMER))]),
    "gallery:list": plain_and(Example("/gallery/list/?q=nobody")),
    "gallery:error": _errors,
    "demo:mail": with_words(name=["one"]),
}
