"""One question a page, for the registration and for the funding calculator alike."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views import View

from registrations import wording
from registrations.forms.base import JourneyForm
from registrations.gias.search import search_workplaces
from registrations.journey.path import Path, UnknownStepError
from registrations.journey.situation import Situation
from registrations.journey.steps import Step

_FIRST_THIS = "We need an answer to this question first. What you had typed on the other page is kept."
#: As many schools as one page of results can show and still be read.
_MOST_RESULTS = 20


class AskingView(View):
    """Shows a step, takes its answer and goes on. Subclasses say where answers are kept and what the addresses are."""

    steps: ClassVar[Sequence[Step]] = ()
    #: Behind the question in the page's title: the registration and the calculator ask the same ones.
    title_section: ClassVar[str] = ""

    def situation(self) -> Situation:
        """Where this journey stands, read now."""
        raise NotImplementedError

    def save(self, situation: Situation, changes: dict[str, Any]) -> None:
        """Keep these answers."""
        raise NotImplementedError

    def url(self, step: Step) -> str:
        """The address of a step."""
        raise NotImplementedError

    def finish_url(self) -> str:
        """Where to go when nothing is open."""
        raise NotImplementedError

    def remove_earlier_npq_url(self) -> str:
        """Where an earlier NPQ is taken off the list."""
        raise NotImplementedError

    # -- requests ----------------------------------------------------------------------------------------------------
    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        """Show the step, or the first one that is open where this one cannot be reached yet."""
        path = Path(self.steps, self.situation())
        step = self._reachable(path, key)
        if step is None:
            return self._to(path.first_open)
        form = (
            step.form(situation=path.situation, initial=step.form.initial_from(path.situation.answers))
            if step.form
            else None
        )
        return self._page(path, step, form)

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        """Take the answer; with an error the page comes back with all that was typed."""
        path = Path(self.steps, self.situation())
        step = self._reachable(path, key)
        if step is None:
            return self._rescue(path, key)
        if step.says is not None:
            self.save(path.situation, {step.seen_name: step.says(path.situation)})
            return self._onwards(step)
        if step.form is None:
            return self._to(step)
        if step.key == "workplace" and not request.POST.get("workplace") and request.POST.get("q", "").strip():
            return self._search_again(step)
        form = step.form(request.POST, situation=path.situation)
        if not form.is_valid():
            return self._page(path, step, form)
        self.keep(path.situation, form)
        return self._to(step) if "another" in request.POST else self._onwards(step)

    def keep(self, situation: Situation, form: JourneyForm) -> None:
        """Keep a valid form's answers; subclasses do more where an answer does something at once."""
        self.save(situation, form.to_answers())

    def _rescue(self, path: Path, key: str) -> HttpResponse:
        """A page sent although an earlier question is open: its cohort has closed or filled, or another tab changed an
        answer. What was typed is kept where it is a valid answer, and the person is told why they are led back."""
        gone = wording.cohort_gone(path.situation)
        messages.error(self.request, gone) if gone else messages.info(self.request, _FIRST_THIS)
        step = next((step for step in path.steps if step.key == key), None)
        if step is not None and step.form is not None and step.form.may_be_kept_early:
            form = step.form(self.request.POST, situation=path.situation)
            if form.is_valid():
                self.keep(path.situation, form)
        return self._to(path.first_open)

    # -- ways --------------------------------------------------------------------------------------------------------
    def _reachable(self, path: Path, key: str) -> Step | None:
        if key not in {step.key for step in self.steps}:
            raise Http404(f"There is no question {key!r}.")
        try:
            step = path.get(key)
        except UnknownStepError:
            return None
        return step if path.may_open(step) else None

    def _onwards(self, step: Step) -> HttpResponse:
        """To the step after, as the answers stand after saving."""
        path = Path(self.steps, self.situation())
        if step not in path.steps:
            return self._to(path.first_open)
        return self._to(path.after(step, checking=self._checking))

    def _to(self, step: Step | None) -> HttpResponse:
        if step is None:
            return HttpResponseRedirect(self.finish_url())
        return HttpResponseRedirect(self.url(step) + ("?change=1" if self._checking else ""))

    @property
    def _checking(self) -> bool:
        """Whether the person came from "Check your answers"."""
        return "change" in self.request.GET

    def _search_again(self, step: Step) -> HttpResponse:
        """The school search without JavaScript: what was typed goes into the address, and the page lists what it found."""
        query = self.request.GET.copy()
        query["q"] = self.request.POST.get("q", "").strip()[:100]
        return HttpResponseRedirect(f"{self.url(step)}?{query.urlencode()}")

    # -- drawing -----------------------------------------------------------------------------------------------------
    def _page(self, path: Path, step: Step, form: JourneyForm | None) -> HttpResponse:
        before = path.before(step)
        back = self.finish_url() if self._checking else (self.url(before) if before else self.first_back_url())
        context = {
            "form": form,
            "step": step,
            "title_section": self.title_section,
            "situation": path.situation,
            "number": path.number(step),
            "total": path.total,
            "back_url": back,
            "onwards_url": self._next_url(path, step),
            "remove_url": self.remove_earlier_npq_url(),
            "url_of_step": {other.key: self.url(other) for other in path.steps},
            "listed": path.situation.listed_earlier_npqs(),
            **self._found_workplaces(step),
        }
        return render(self.request, step.template, context | self.extra_context(path, step))

    def extra_context(self, path: Path, step: Step) -> dict[str, Any]:
        """What a subclass's pages show besides."""
        return {}

    def first_back_url(self) -> str:
        """Where "Back" leads from the first step."""
        return ""

    def _next_url(self, path: Path, step: Step) -> str:
        following = path.after(step, checking=self._checking)
        return self.url(following) if following else self.finish_url()

    def _found_workplaces(self, step: Step) -> dict[str, Any]:
        query = (self.request.POST.get("q") or self.request.GET.get("q", "")).strip()[:100]
        if step.key != "workplace" or not query:
            return {}
        return {"q": query, "found": search_workplaces(query, limit=_MOST_RESULTS)}
