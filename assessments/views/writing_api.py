"""What the editor's script asks of the hub: where its text stands, and saving it.

Every answer is JSON, refusals too: {"error": code, "words": what to tell the writer, "server_now"}. Nothing is lost by a refusal: the
device keeps the text until it has an answer for it.
"""

from datetime import datetime
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.middleware.csrf import get_token
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments.actions.drafts import Saved
from assessments.actions.drafts import save as save_draft
from assessments.facts.drafts import newest_version, question_names
from assessments.models import DraftVersion, Entry
from assessments.rules.draft_sending import read_number, read_sent
from assessments.rules.drafts import DraftRefusal, DraftRefusedError, Outcome, read_answers
from assessments.views.own import entry_of
from assessments.views.writing_words import outcome_words
from courses.facts.device_registers import person_key
from npq_portal import clock
from npq_portal.limits import count

#: A script sends every few seconds at most; three devices of one person fit in.
_SAVES_A_MINUTE: Final = 90
_SIGNED_OUT = "You are signed out. Sign in again in another tab. Your text is kept on this device."
_SOMEBODY_ELSE = (
    "Somebody else is signed in on this device now. Your text is kept here, and is sent when you sign in again."
)
_NOT_YOURS = "This case study is not open for you any more. Your text is kept on this device. Tell the hub."
_TOO_OFTEN = "That was very often in one minute. Your text is kept on this device and is sent a little later."


@never_cache
@require_http_methods(["GET", "POST"])
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """GET says where the text stands: with the newest version's text, unless it is the one that `?has=` names. POST saves."""
    try:
        body = _body(request)
    except DraftRefusedError as error:
        return _refuse(400, error.reason, str(error))
    at = clock.now()  # all of the request is here now: this is the instant that counts
    if not request.user.is_authenticated:
        return _refuse(401, "signed_out", _SIGNED_OUT)
    try:
        entry = entry_of(request, pk, at=at, brief=True)
    except Http404:
        return _refuse(404, "not_yours", _NOT_YOURS)
    if entry.case_opened_at is None:  # nobody writes about a case they have not opened: the attempt would not be used
        return _refuse(404, "not_yours", _NOT_YOURS)
    if request.method == "GET":
        has = read_number(request.GET.get("has", ""))
        token = {"person": person_key(request.user), "csrf": get_token(request)}
        return JsonResponse(token | _standing(newest_version(entry), entry.closes_at, has=has, at=at))
    return _save(request, entry, body, at=at)


def _save(request: HttpRequest, entry: Entry, body: bytes, *, at: datetime) -> JsonResponse:
    try:
        sent = read_sent(body)
        if sent.person != person_key(request.user):
            return _refuse(409, "somebody_else", _SOMEBODY_ELSE)
        if count("draft-save", str(request.user.pk), seconds=60) > _SAVES_A_MINUTE:
            return _refuse(429, "too_often", _TOO_OFTEN)
        answers = read_answers(sent.answers, questions=question_names(entry))
    except DraftRefusedError as error:
        return _refuse(400, error.reason, str(error))
    saved = save_draft(
        entry=entry,
        answers=answers,
        based_on=sent.based_on,
        source=sent.source,
        client_uuid=sent.client_uuid,
        turn=sent.turn,
        follows=sent.follows,
        written_at=sent.written_at,
        at=at,
    )
    return JsonResponse(_answer(entry, saved, at=at))


def _answer(entry: Entry, saved: Saved, *, at: datetime) -> dict[str, Any]:
    """What became of it. The newest text comes along where it is not the one that was sent."""
    kept = saved.version.number if saved.version else 0
    told = {"outcome": saved.outcome, "number": kept, "words": outcome_words(saved, at=at)}
    if saved.outcome in {Outcome.ASIDE, Outcome.LATE}:
        told["url"] = reverse("writing:version", args=[entry.window_id, kept])
    return told | _standing(saved.newest, saved.closes_at, has=kept, at=at)


def _standing(newest: DraftVersion | None, closes_at: datetime, *, has: int, at: datetime) -> dict[str, Any]:
    about: dict[str, Any] = {"number": 0}
    if newest is not None:
        about = {"number": newest.number, "count": newest.words, "saved_at": newest.saved_at.isoformat()}
        if newest.number != has:
            about["answers"] = newest.answers
    return {"server_now": at.isoformat(), "closes_at": closes_at.isoformat(), "newest": about}


def _body(request: HttpRequest) -> bytes:
    """All of the posted bytes. Raises DraftRefusedError when they are too many, or did not arrive whole."""
    try:
        return request.body
    except RequestDataTooBig:
        raise DraftRefusedError(DraftRefusal.TOO_LONG) from None
    except UnreadablePostError:
        raise DraftRefusedError(DraftRefusal.UNREADABLE) from None


def _refuse(status: int, error: str, words: str) -> JsonResponse:
    told = {"error": error, "words": words, "server_now": clock.now().isoformat()}
    return JsonResponse(told, status=status)
