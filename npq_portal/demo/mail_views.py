"""Pages that show the caught mail, so that whoever tries the demo can read the sign-in codes sent to its people."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from npq_portal.demo import mail
from npq_portal.middleware import policy

_COLUMNS = [{"label": "Subject"}, {"label": "To"}, {"label": "Caught at", "nowrap": True}]
# The HTML part is shown in a sandboxed frame that may not run scripts. Mail carries its style inline, as mail must.
_POLICY = policy({**settings.SECURE_CSP, "style-src": ["'self'", "'unsafe-inline'"]})


@require_safe
@never_cache
def mail_list(request: HttpRequest) -> HttpResponse:
    """The newest fifty messages, newest first."""
    messages = mail.caught()
    rows = [
        [
            {"text": one.subject or "(no subject)", "url": reverse("demo:mail", args=[one.name])},
            {"text": one.to},
            {"text": f"{one.at:%H:%M:%S}", "hint": f"{one.at:%-d %B}"},
        ]
        for one in messages
    ]
    all_shown = len(messages) < mail.NEWEST
    context = {"columns": _COLUMNS, "rows": rows, "newest": mail.NEWEST, "all_shown": all_shown}
    return render(request, "demo/mail_list.html", context)


@require_safe
@never_cache
def mail_one(request: HttpRequest, name: str) -> HttpResponse:
    """One message: its plain text, and its HTML in a frame of its own."""
    message = mail.one(name)
    if message is None:
        raise Http404("No such message.")
    response = render(request, "demo/mail_one.html", {"message": message})
    response.headers["Content-Security-Policy"] = _POLICY
    return response
