"""How background work is doing: a page for the hub, and the figures for a machine that watches."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from npq_portal import clock
from npq_portal.accounts.access import role_required
from npq_portal.accounts.choices import RoleName
from npq_portal.background.figures import Figures, Seen, look
from npq_portal.background.mail import SWEEP, Mail, mail
from npq_portal.background.metrics import text
from npq_portal.background.store import BUCKETS
from npq_portal.background.timetable import Standing, standings, stands_still_since
from npq_portal.templatetags.dates import long_datetime

_JOBS = [{"label": "What"}, {"label": "How it went"}, {"label": "Last run"}, {"label": "How long it takes"}]
_WAITS = [{"label": "What waits"}, {"label": "How many", "numeric": True}, {"label": "Since"}]
#: Mail that is due so long is late: a sweep comes each minute.
_LATE = timedelta(minutes=10)
_QUEUES = {
    "mail": "Mail",
    "celery": "What must happen at its minute",
    "heavy": "What takes long",
}


@never_cache
@role_required(RoleName.HUB_ADMIN)
@require_safe
def background(request: HttpRequest) -> HttpResponse:
    """Each thing of the timetable, what waits, and what is overdue."""
    at = clock.now()
    seen, waiting = look(), mail(at=at)
    found = standings(seen, at=at) if seen else []
    context = {
        "seen": seen,
        "has_run": any(one.figures.ended_at for one in found),
        "alarm": _alarm(seen, found, at=at) or _late_mail(found, waiting, at=at),
        "columns": _JOBS,
        "rows": [_job(one) for one in found],
        "waits": _WAITS,
        "waiting": [*_mail(waiting), *(_queues(seen) if seen else [])],
    }
    return render(request, "pages/background.html", context)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For a machine that brings METRICS_TOKEN; no session opens it, and without a token in the settings it is not there."""
    if not settings.METRICS_TOKEN:
        raise Http404
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not constant_time_compare(token.strip(), settings.METRICS_TOKEN):
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Bearer realm="metrics"'})
    return HttpResponse(text(), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _alarm(seen: Seen | None, found: list[Standing], *, at: datetime) -> str:
    """The worst of what is wrong, and what to do."""
    if seen is None:
        return (
            "Redis does not answer, so background work stands still and its figures cannot be shown. Nothing is lost: email "
            "waits, and goes out when Redis is back. Tell whoever runs the portal."
        )
    if since := stands_still_since(seen, at=at):
        return (
            f"Background work has stood still since {long_datetime(since)}. No reminder goes out. "
            "Tell whoever runs the portal."
        )
    if any(one.overdue or one.figures.failed_last for one in found):
        return (
            "Something below is overdue, or failed when it last ran. It is tried again by itself. "
            "If it stays so until tomorrow, tell whoever runs the portal."
        )
    return ""


def _late_mail(found: list[Standing], waiting: Mail, *, at: datetime) -> str:
    """Mail that is looked after and does not go out."""
    oldest = waiting.oldest_due_at
    is_swept = any(one.job.task == SWEEP and one.figures.ended_at for one in found)
    if not is_swept or oldest is None or at - oldest <= _LATE:
        return ""
    return (
        f"Emails that have been due since {long_datetime(oldest)} have not gone out. The mail server may be away, or very many go "
        "at once. They are tried again by themselves; the administration’s list of messages says what the server said."
    )


def _job(one: Standing) -> list[Any]:
    figures = one.figures
    last = {"text": long_datetime(figures.ended_at) or "Not yet", "hint": one.job.how_often}
    return [one.job.words, _went(one), last, _took(figures)]


def _went(one: Standing) -> dict[str, str]:
    figures = one.figures
    if one.overdue:
        return {"tag": "Overdue", "colour": "orange", "hint": _failed(figures.failed_at)}
    if figures.failed_last:
        return {"tag": "Failed", "colour": "red", "hint": _failed(figures.failed_at)}
    if figures.ended_at:
        return {"tag": "Went well", "colour": "green", "hint": _failed(figures.failed_at)}
    return {"tag": "Not known yet", "colour": "grey"}


def _failed(at: datetime | None) -> str:
    return f"Last failed at {long_datetime(at)}" if at else ""


def _took(figures: Figures) -> dict[str, str] | str:
    if figures.mean is None:
        return ""
    slowest = max((place for place, runs in enumerate(figures.buckets) if runs), default=0)
    longest = f"over {_length(BUCKETS[-1])}" if slowest == len(BUCKETS) else f"up to {_length(BUCKETS[slowest])}"
    return {"text": _length(figures.mean), "hint": f"The slowest took {longest}"}


def _length(seconds: float) -> str:
    if seconds >= 120:
        return f"{seconds / 60:.0f} minutes"
    said = f"{seconds:.0f}" if seconds >= 10 else f"{seconds:.1f}".removesuffix(".0")
    return "less than 0.1 seconds" if said == "0" else f"{said} second{'' if said == '1' else 's'}"


def _mail(waiting: Mail) -> list[list[Any]]:
    return [
        ["Emails that are due", f"{waiting.due:,}", long_datetime(waiting.oldest_due_at)],
        ["Emails being sent", f"{waiting.in_hand:,}", long_datetime(waiting.oldest_claimed_at)],
        ["Emails given up within a day", f"{waiting.failed_within_a_day:,}", ""],
    ]


def _queues(seen: Seen) -> list[list[Any]]:
    return [[f"In the queue: {_QUEUES[name]}", f"{length:,}", ""] for name, length in seen.queues.items()]
