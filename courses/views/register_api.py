"""What the register's script asks of the hub: the day's registers to keep on the device, and where marks are sent.

Every answer is JSON, refusals too: {"error": code, "words": what to tell the person}. Nothing is lost by a refusal: the
device keeps every mark until it has an answer for it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.middleware.csrf import get_token
from django.views.decorators.http import require_GET, require_http_methods

from courses.actions.register_sync import receive
from courses.facts.device_registers import person_key, registers_for, version_of
from courses.rules.register_batch import MOST_BYTES, TOO_MUCH, BatchError, read_batch
from npq_portal import clock
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import RoleGrant, User
from npq_portal.limits import count

View = Callable[..., HttpResponse]

_ROLES: Final = (RoleName.FACILITATOR, RoleName.HUB_ADMIN)
#: Batches a minute from one person. A script sends at most every few seconds; three devices of one person fit in.
_BATCHES_A_MINUTE: Final = 60


def _refuse(status: int, error: str, words: str) -> JsonResponse:
    return JsonResponse({"error": error, "words": words}, status=status)


def _for_scripts(allowed: Callable[[User], bool]) -> Callable[[View], View]:
    """Decorator: 401 or 403 with words in JSON, and not a page to sign in, which a script cannot use."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return _refuse(401, "signed_out", "You are signed out. Sign in, and your marks are sent.")
            if not allowed(request.user):
                return _refuse(
                    403, "not_a_facilitator", "Only facilitators take registers. Ask the hub about your role."
                )
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _leads(user: User) -> bool:
    return user.has_role(*_ROLES)


def _has_ever_led(user: User) -> bool:
    """Whoever lost the role may still hand in what they marked while they had it; it waits for the hub's decision."""
    return RoleGrant.objects.filter(user=user, role__in=_ROLES).exists()


@require_GET
@_for_scripts(_leads)
def today(request: HttpRequest) -> HttpResponse:
    """The reader's registers from yesterday to two days ahead, with the hub's time and a version of the whole."""
    now = clock.now()
    registers = registers_for(request.user, now)
    answer = {"person": person_key(request.user), "server_now": now.isoformat(), "registers": registers}
    return JsonResponse({**answer, "version": version_of(registers)})


@require_http_methods(["GET", "POST"])
@_for_scripts(_has_ever_led)
def sync(request: HttpRequest) -> HttpResponse:
    """GET says whose marks would be accepted, with the token that a POST needs. POST takes a batch of marks and answers
    for each (courses.actions.register_sync.Answer)."""
    now = clock.now()
    if request.method == "GET":
        hello = {"person": person_key(request.user), "csrf": get_token(request)}
        return JsonResponse({**hello, "server_now": now.isoformat()})
    if count("register-sync", str(request.user.pk), seconds=60) > _BATCHES_A_MINUTE:
        refusal = _refuse(429, "too_often", "That was very often in one minute. Your marks are sent a little later.")
        refusal.headers["Retry-After"] = "60"
        return refusal
    try:
        batch = read_batch(_body(request))
    except BatchError as error:
        return _refuse(400, "unreadable", str(error))
    answers = receive(batch, by=request.user, at=now)
    told = [{"uuid": one.uuid, "answer": one.answer, "words": one.words} for one in answers]
    return JsonResponse({"person": person_key(request.user), "server_now": now.isoformat(), "answers": told})


def _body(request: HttpRequest) -> bytes:
    """The posted bytes. Raises BatchError when they are too many, or did not arrive whole."""
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > MOST_BYTES:
        raise BatchError(TOO_MUCH)
    try:
        return request.body
    except RequestDataTooBig:
        raise BatchError(TOO_MUCH) from None
    except UnreadablePostError:
        raise BatchError("The connection broke off. Your marks are sent again.") from None
