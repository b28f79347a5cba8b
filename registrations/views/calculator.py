"""Am I eligible for funding? The same questions, rule and words as the registration, without an account."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View
from django.views.decorators.http import require_POST

from npq_portal import clock
from registrations.journey.answers import Answers
from registrations.journey.path import Path
from registrations.journey.situation import Situation
from registrations.journey.steps import CALCULATOR_STEPS, Step
from registrations.rules.funding.words import explain
from registrations.views import carried
from registrations.views.asking import AskingView

_TITLE = "Am I eligible for funding?"


def _situation(request: HttpRequest) -> Situation:
    return Situation(Answers(carried.answers(request)), at=clock.now())


def start(request: HttpRequest) -> HttpResponse:
    """What the calculator does; pressing the button begins anew."""
    if request.method == "POST":
        carried.forget(request)
        return redirect("registrations:calculator-question", key=CALCULATOR_STEPS[0].key)
    is_open = bool(_situation(request).open_cohorts)
    return render(request, "registrations/calculator/start.html", {"is_open": is_open})


class Question(AskingView):
    """One step of the calculator."""

    steps = CALCULATOR_STEPS
    title_section = _TITLE

    def situation(self) -> Situation:
        return _situation(self.request)

    def save(self, situation: Situation, changes: dict[str, Any]) -> None:
        carried.save(self.request, changes)

    def url(self, step: Step) -> str:
        return reverse("registrations:calculator-question", args=[step.key])

    def finish_url(self) -> str:
        return reverse("registrations:calculator-result")

    def first_back_url(self) -> str:
        return reverse("registrations:funding-calculator")

    def remove_earlier_npq_url(self) -> str:
        return reverse("registrations:calculator-remove-earlier-npq")


@require_POST
def remove_earlier_npq(request: HttpRequest) -> HttpResponse:
    """Take one NPQ off the list of those taken before."""
    kept = carried.without(carried.answers(request), request.POST.get("npq", ""))
    carried.save(request, {"earlier_npqs": kept})
    return redirect("registrations:calculator-question", key="which-npqs")


class Result(View):
    """What the rules say."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it, or go to the first question that is open."""
        path = Path(CALCULATOR_STEPS, _situation(request))
        situation = path.situation
        if path.first_open is not None or situation.funding is None or situation.funding_facts is None:
            key = path.first_open.key if path.first_open else "npq"
            return HttpResponseRedirect(reverse("registrations:calculator-question", args=[key]))
        rows = [
            {
                "key": row.label,
                "value": row.answer,
                "url": reverse("registrations:calculator-question", args=[row.step.key]) + "?change=1",
                "hidden": row.label.lower(),
            }
            for row in path.summary()
        ]
        context = {
            "words": explain(situation.funding, situation.funding_facts, trn_verified=True, offered=situation.offered),
            "rows": rows,
            "situation": situation,
            "title_section": _TITLE,
        }
        return render(request, "registrations/calculator/result.html", context)
