"""A participant's windows: when each opens and closes for them, whether they are let in, and asking for more time."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from assessments.actions import extensions
from assessments.actions.admission import admit
from assessments.actions.extensions import ExtensionRefusedError
from assessments.choices import ExtensionState
from assessments.facts.entering import Candidate, candidates_among
from assessments.facts.requests import requests_whole
from assessments.facts.submissions import standing_submission
from assessments.facts.windows import own_enrolment, windows_of_person
from assessments.forms.evidence import AskForm
from assessments.models import Extension, Window
from assessments.views import my_window_rows as rows
from npq_portal import clock
from npq_portal.accounts.access import RoleRequiredMixin, role_required

#: Pages that others add, in the order of the work, and the words on their links.
_PAGES = (("writing:case", "Read the case study"), ("writing:write", "Write"), ("handing-in:submit", "Submit"))
#: While it is open and something stands as submitted.
_STANDING = (("handing-in:submitted", "See your receipt"), *_PAGES[:2])

#: When it is over, or for whoever left the course in the window: with something submitted, and without.
_KEPT = (("writing:write", "Read what you wrote"),)
_SUBMITTED = (("handing-in:submitted", "See what you submitted"), *_KEPT)


def _candidate(request: HttpRequest, pk: int, *, at: datetime) -> Candidate:
    """The signed-in person in one of their windows, let in first if it is open and they are ready; 404 for any other."""
    window = get_object_or_404(windows_of_person(request.user), pk=pk)
    enrolment = own_enrolment(request.user, window)
    admit(window=window, enrolment=enrolment, at=at)
    (found,) = candidates_among(window, [enrolment], at=at)
    return found


@role_required()
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All of one's windows, the newest first."""
    at = clock.now()
    own = [_seen(request, window, at=at) for window in windows_of_person(request.user)]
    context = {"columns": rows.INDEX_COLUMNS, "rows": [rows.index_row(one, at=at) for one in own]}
    return render(request, "assessments/my_windows/index.html", context)


def _seen(request: HttpRequest, window: Window, *, at: datetime) -> Candidate:
    (found,) = candidates_among(window, [own_enrolment(request.user, window)], at=at)
    return found


@role_required()
@require_safe
def window(request: HttpRequest, pk: int) -> HttpResponse:
    """One window: opening and own end in words, ready or what is missing, the way to the case, more time."""
    at = clock.now()
    one = _candidate(request, pk, at=at)
    status, colour = rows.STATES[rows.state_of(one, at=at)]
    submitted = standing_submission(one.entry) if one.entry else None
    context = {
        "window": one.window,
        "heading": "Your case study",
        "caption": f"{one.window.cohort.programme.course.full_title}, {one.window.cohort}",
        "status": status,
        "status_colour": colour,
        "summary": rows.summary(one, at=at),
        "sentences": rows.sentences(one, submitted=submitted, at=at),
        "links": _links(one, submitted=submitted is not None, at=at),
        "requests": [rows.request(extension) for extension in _own_requests(one)],
        "may_ask": rows.may_ask(one, at=at),
        "calendar": f"window-{one.window.pk}",
        "course_url": reverse("mine:npq", args=[one.enrolment.pk]),
        "back_url": reverse("my-windows:index"),
    }
    return render(request, "assessments/my_windows/window.html", context)


def _own_requests(one: Candidate) -> list[Extension]:
    return list(requests_whole().filter(window=one.window, enrolment=one.enrolment).order_by("-asked_at", "-pk"))


def _links(one: Candidate, *, submitted: bool, at: datetime) -> list[dict[str, str]]:
    """Where to read, write and submit; only from the opening on, for whoever is in or was when they left the course, and what is
    installed. When it is over, where to read what there is."""
    if one.has_left:
        pages = _SUBMITTED if one.is_in else _KEPT
    elif not one.is_in or at < one.window.opens_at:
        return []
    elif at < one.closes_at:
        pages = _STANDING if submitted else _PAGES
    elif submitted:
        pages = _SUBMITTED
    else:
        pages = _KEPT if one.entry and one.entry.case_opened_at else ()
    found = [(_url(name, one.window.pk), words) for name, words in pages]
    return [{"url": url, "text": words} for url, words in found if url]


def _url(name: str, pk: int) -> str:
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""


class AskForTime(RoleRequiredMixin, View):
    """Ask for more time, or for the next window."""

    roles = ()

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The question, or why there is none."""
        return self._draw(_candidate(request, pk, at=clock.now()), AskForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send it; with an error what was typed is still there. What counts is when all of it has reached us."""
        form = AskForm(request.POST, request.FILES)
        at = clock.now()
        one = _candidate(request, pk, at=at)
        if not form.is_valid():
            return self._draw(one, form)
        given, facts = form.cleaned_data, {"window": one.window, "enrolment": one.enrolment}
        asked = {"kind": given["kind"], "reason": given["reason"], "hours": given["hours"] or 0}
        try:
            extensions.ask(support=form.support, by=request.user, at=at, **facts, **asked)
        except ExtensionRefusedError as error:
            form.add_error(None, str(error))
            return self._draw(one, form)
        messages.success(request, "Your request is with us. We write to you as soon as it is decided.")
        return redirect("my-windows:window", pk)

    def _draw(self, one: Candidate, form: AskForm) -> HttpResponse:
        helper = form.helper
        helper.form_show_errors = False
        context: dict[str, Any] = {
            "form": form,
            "helper": helper,
            "window": one.window,
            "may_ask": rows.may_ask(one, at=clock.now()),
            "waits": any(extension.state == ExtensionState.ASKED for extension in _own_requests(one)),
            "closes": rows.closes(one),
            "back_url": reverse("my-windows:window", args=[one.window.pk]),
        }
        return render(self.request, "assessments/my_windows/ask.html", context)


@role_required()
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a request that waits."""
    at = clock.now()
    one = _candidate(request, pk, at=at)
    waiting = [extension for extension in _own_requests(one) if extension.state == ExtensionState.ASKED]
    done = [extensions.withdraw(extension=extension, at=at) for extension in waiting]
    words = "Your request is taken back." if any(done) else "There is no request that waits. Nothing was changed."
    messages.success(request, words)
    return redirect("my-windows:window", pk)
