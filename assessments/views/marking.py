"""An assessor's pages: what there is to mark, one script with its rubric, and handing a script back.

Every page begins with the reader's own work (assessments.facts.desk): any other script is not found.
"""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.actions import marking as verbs
from assessments.actions.scripts import MarkingRefusedError
from assessments.choices import MarkingState
from assessments.facts import desk as facts
from assessments.facts.scripts import criteria_of
from assessments.forms.marking import HandBackForm, ScoresForm, initial
from assessments.models import CaseFile, Marking
from assessments.views import marking_rows as rows
from assessments.views.case_files import sent_as_file
from npq_portal import clock
from npq_portal.accounts.access import role_required
from npq_portal.accounts.choices import RoleName
from npq_portal.templatetags.dates import clock_time
from npq_portal.typed import give_back, words_in

_PER_PAGE = 50


def _own(request: HttpRequest, number: str) -> Marking:
    """The reader's mark of a script; 404 for scripts that are not theirs."""
    found = facts.desk(request.user).select_related(
        "script__submission__file",
        "script__submission__entry__window__case_study",
        "script__submission__entry__enrolment__participant__user",
    )
    return get_object_or_404(found.defer(None), script__number=number)


@role_required(RoleName.ASSESSOR)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """To mark, with what is due first; standardisation; and what is done."""
    today = clock.today()
    to_mark, standards = facts.to_mark(request.user), facts.to_standardise(request.user)
    page = Paginator(facts.done(request.user), _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "overdue": facts.overdue(to_mark, today=today),
        "to_mark": rows.open_rows(to_mark, today=today),
        "open_columns": rows.OPEN_COLUMNS,
        "standards": rows.standard_rows(standards, today=today),
        "page": page,
        "done": rows.done_rows(page),
        "done_columns": rows.DONE_COLUMNS,
    }
    return render(request, "assessments/marking/index.html", context)


@role_required(RoleName.ASSESSOR)
@require_http_methods(["GET", "HEAD", "POST"])
def script(request: HttpRequest, number: str) -> HttpResponse:
    """The text beside the rubric; what somebody typed for a script that is not theirs any more comes back to them."""
    try:
        return _script(request, _own(request, number), at=clock.now())
    except Http404:
        if not words_in(request.POST):
            raise
        return _not_theirs(request)


def _script(request: HttpRequest, marking: Marking, *, at: datetime) -> HttpResponse:
    """The buttons say in `do` whether to save or to finish; without a script that is how it is saved."""
    if request.method != "POST" or marking.state == MarkingState.DONE:
        return _page(request, marking)
    paper = facts.paper(marking)
    form = ScoresForm(request.POST, rubric=paper.rubric, most=paper.most)
    if not form.is_valid():
        return _page(request, marking, paper=paper, form=form)
    try:
        verbs.save(marking=marking, written=form.written(), by=request.user, at=at)
        if request.POST.get("do") == "finish":
            return _finished(request, verbs.finish(marking=marking, by=request.user, at=at))
    except verbs.IncompleteError as error:
        form.say_missing(error.criteria, wants_words=error.wants_words)
        return _page(request, marking, paper=paper, form=form)
    except MarkingRefusedError as error:
        messages.error(request, str(error))
        return redirect("marking:index")
    messages.success(request, "Saved. It is not finished yet.")
    return redirect("marking:script", marking.script.number)


@role_required(RoleName.ASSESSOR)
@require_POST
def save(request: HttpRequest, number: str) -> JsonResponse:
    """What the page's script sends while somebody marks: the fields that have changed. Answers `saved`, a time in words, and
    how many criteria have points; or `words`, why it was not saved (400 or 409)."""
    marking, at = _own(request, number), clock.now()
    criteria = criteria_of(marking.script)
    blank = [facts.Row(criterion, None, "") for criterion in criteria]
    form = ScoresForm(request.POST, rubric=blank, most=facts.policy_of_script(marking.script).scale_most)
    if not form.is_valid():
        return JsonResponse({"words": next(iter(form.errors.values()))[0]}, status=400)
    try:
        row = verbs.save(marking=marking, written=form.written(), by=request.user, at=at)
    except MarkingRefusedError as error:
        return JsonResponse({"words": str(error)}, status=409)
    given = row.scores.filter(points__isnull=False, criterion__in=criteria).count()
    return JsonResponse({"saved": clock_time(at), "given": given, "of": len(criteria)})


@role_required(RoleName.ASSESSOR)
@require_safe
def case_file(request: HttpRequest, number: str, file: int) -> HttpResponse:
    """A file of the case that the script answers, for whoever marks the script."""
    case = _own(request, number).script.submission.entry.window.case_study
    return sent_as_file(get_object_or_404(CaseFile, pk=file, case_study=case))


@role_required(RoleName.ASSESSOR)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_back(request: HttpRequest, number: str) -> HttpResponse:
    """Why not, and back it goes."""
    marking = _own(request, number)
    form = HandBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        knows = given["why"] == "knows"
        try:
            verbs.hand_back(
                marking=marking, reason=given["reason"], knows_writer=knows, by=request.user, at=clock.now()
            )
        except MarkingRefusedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Script {number} is handed back. The hub reads your reason.")
        return redirect("marking:index")
    form.heading = f"Hand back script {number}"
    back_url = reverse("marking:script", args=[number])
    return render(request, "assessments/marking/hand_back.html", {"form": form, "back_url": back_url})


def _not_theirs(request: HttpRequest) -> HttpResponse:
    return give_back(
        request,
        heading="This script is not yours to mark",
        what_next="The hub has taken it back, or you handed it back. If what you typed matters, send it to the hub.",
        link=("All your marking", reverse("marking:index")),
        status=404,
    )


def _finished(request: HttpRequest, marking: Marking) -> HttpResponse:
    following = facts.to_mark(request.user)
    left = f"{len(following)} more to mark." if following else "Nothing else waits for you."
    messages.success(request, f"Script {marking.script.number} is marked: {rows.percent(marking.percent)}. {left}")
    return redirect("marking:index")


def _page(
    request: HttpRequest, marking: Marking, *, paper: facts.Paper | None = None, form: ScoresForm | None = None
) -> HttpResponse:
    paper = paper or facts.paper(marking)
    if form is None:
        saved = initial(paper.rubric, comment=marking.comment, note=marking.note)
        form = ScoresForm(initial=saved, rubric=paper.rubric, most=paper.most)
    context: dict[str, Any] = {
        "paper": paper,
        "marking": marking,
        "form": form,
        "is_done": marking.state == MarkingState.DONE,
        "stage": rows.stage_words(marking),
        "given": sum(row.points is not None for row in paper.rubric),
        "facts": rows.paper_facts(paper, marking),
        "result": rows.result(paper, marking),
        "earlier_columns": rows.earlier_columns(paper),
        "earlier_rows": rows.earlier_rows(paper),
        "earlier_notes": rows.earlier_notes(paper),
        "percent": rows.percent(marking.percent),
    }
    return render(request, "assessments/marking/script.html", context)
