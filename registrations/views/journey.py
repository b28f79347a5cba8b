"""The registration: start, questions, check your answers, submit."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from courses.choices import CourseIdentifier
from courses.models import Cohort
from npq_portal import clock
from npq_portal.accounts.access import RoleRequiredMixin, role_required
from registrations import wording
from registrations.actions import drafts, submit, trn
from registrations.errors import AlreadyAppliedError, AlreadySubmittedError, NotCompleteError
from registrations.forms.about_you import AdjustmentsForm
from registrations.forms.base import JourneyForm
from registrations.forms.identity import NationalInsuranceForm
from registrations.journey.answers import Answers
from registrations.journey.path import Path
from registrations.journey.situation import Situation
from registrations.journey.steps import STEPS, Step
from registrations.models import Application, Draft
from registrations.rules.funding.words import explain
from registrations.views import carried
from registrations.views.asking import AskingView

#: A page of the journey opened so soon after sending is an old tab or the Back button, not a new beginning.
_JUST_NOW = timedelta(hours=12)


def open_draft_of(request: HttpRequest) -> Draft | None:
    """The signed-in person's open draft."""
    return Draft.objects.filter(user=request.user, submitted_at=None).first()


@role_required()
def start(request: HttpRequest) -> HttpResponse:
    """What to have ready, and the way on: a new application or the one begun."""
    draft = open_draft_of(request)
    is_open = Cohort.objects.open_for_registration(clock.now()).with_places_left().exists()
    if request.method == "POST" and (draft or is_open):
        answers = carried.take(request) | _course_asked_for(request)
        draft = drafts.open_draft(user=request.user, at=clock.now(), answers=answers)
        first = Path(STEPS, _situation(request, draft)).first_open
        return redirect("registrations:question", key=first.key) if first else redirect("registrations:check-answers")
    context = {"draft": draft, "is_open": is_open, "npq": request.GET.get("npq", "")}
    return render(request, "registrations/journey/start.html", context)


def _course_asked_for(request: HttpRequest) -> dict[str, str]:
    """The NPQ whose page the person came from; the question about it can still change it."""
    npq = request.POST.get("npq", "")
    return {"course": npq} if npq in CourseIdentifier.values else {}


def _situation(request: HttpRequest, draft: Draft) -> Situation:
    return Situation(Answers(draft.answers), at=clock.now(), user=request.user, draft=draft)


def _nothing_open(request: HttpRequest) -> HttpResponse:
    """Without an open draft: to the application just sent, perhaps in another tab, else to the start."""
    since = clock.now() - _JUST_NOW
    sent = Application.objects.filter(participant__user=request.user, submitted_at__gte=since).first()
    if sent is None:
        return redirect("registrations:start")
    messages.info(request, f"You have sent this application already. Its reference is {sent.reference}.")
    return redirect("registrations:application", reference=sent.reference)


class WithDraft(RoleRequiredMixin):
    """For pages that need an open draft; without one the person is sent to the start."""

    roles = ()
    draft: Draft

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the draft. One submitted meanwhile in another tab leads to its application."""
        if request.user.is_authenticated:
            found = open_draft_of(request)
            if found is None:
                return _nothing_open(request)
            self.draft = found
        try:
            return super().dispatch(request, *args, **kwargs)
        except AlreadySubmittedError as error:
            messages.info(request, str(error))
            return redirect("pages:home")
        except Draft.DoesNotExist:
            messages.info(request, "This application was deleted, perhaps in another tab.")
            return redirect("registrations:start")


@method_decorator(sensitive_post_parameters(), name="dispatch")
class Question(WithDraft, AskingView):
    """One step of the registration."""

    steps = STEPS
    title_section = "Apply for an NPQ"

    def situation(self) -> Situation:
        self.draft.refresh_from_db()
        return _situation(self.request, self.draft)

    def save(self, situation: Situation, changes: dict[str, Any]) -> None:
        drafts.save_answers(draft=self.draft, changes=changes, at=situation.at)

    def keep(self, situation: Situation, form: JourneyForm) -> None:
        if isinstance(form, AdjustmentsForm):
            wanted = form.cleaned_data["adjustments"] == "yes"
            drafts.save_adjustments(draft=self.draft, wanted=wanted, needs=form.cleaned_data["needs"], at=situation.at)
        elif isinstance(form, NationalInsuranceForm):
            number = form.cleaned_data["national_insurance_number"]
            trn.check_record(draft=self.draft, national_insurance_number=number, at=situation.at)
        else:
            super().keep(situation, form)

    def url(self, step: Step) -> str:
        return reverse("registrations:question", args=[step.key])

    def finish_url(self) -> str:
        return reverse("registrations:check-answers")

    def first_back_url(self) -> str:
        return reverse("registrations:start")

    def remove_earlier_npq_url(self) -> str:
        return reverse("registrations:remove-earlier-npq")

    def extra_context(self, path: Path, step: Step) -> dict[str, Any]:
        situation = path.situation
        context: dict[str, Any] = {
            "secondary_url": reverse("pages:home"),
            "secondary_label": "Save and come back later",
        }
        if step.key == "your-record":
            context["claim"] = [
                {"key": row.label, "value": row.answer, "url": self.url(row.step), "hidden": row.label.lower()}
                for row in path.summary()
                if row.step.key in ("trn", "name", "date-of-birth")
            ]
        if step.key == "funding" and situation.funding and situation.funding_facts:
            verified = situation.trn_check is not None and situation.trn_check.outcome == "verified"
            context["words"] = explain(
                situation.funding, situation.funding_facts, trn_verified=verified, offered=situation.offered
            )
        return context


@require_POST
@role_required()
def remove_earlier_npq(request: HttpRequest) -> HttpResponse:
    """Take one NPQ off the list of those taken before."""
    draft = open_draft_of(request)
    if draft is not None:
        kept = carried.without(draft.answers, request.POST.get("npq", ""))
        drafts.save_answers(draft=draft, changes={"earlier_npqs": kept}, at=clock.now())
    return redirect("registrations:question", key="which-npqs")


class CheckAnswers(WithDraft, View):
    """Every answer in words, each with a way to change it; and the button that submits."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them, or go to the first question that is open."""
        path = Path(STEPS, _situation(request, self.draft))
        if path.first_open is not None:
            if gone := wording.cohort_gone(path.situation):
                messages.error(request, gone)
            return HttpResponseRedirect(reverse("registrations:question", args=[path.first_open.key]))
        rows = [
            {
                "key": row.label,
                "value": row.answer,
                "url": reverse("registrations:question", args=[row.step.key]) + "?change=1",
                "hidden": row.label.lower(),
            }
            for row in path.summary()
        ]
        return render(request, "registrations/journey/check_answers.html", {"rows": rows, "situation": path.situation})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Submit, once; what keeps it from being complete is told, and nothing typed is lost."""
        try:
            application = submit.submit(draft=self.draft, at=clock.now())
        except NotCompleteError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("registrations:question", args=[error.step_key]) + "?change=1")
        except AlreadyAppliedError as error:
            messages.error(request, str(error))
            return redirect("registrations:application", reference=error.reference)
        return HttpResponseRedirect(reverse("registrations:application", args=[application.reference]) + "?submitted=1")


class Discard(WithDraft, View):
    """Throw the open draft away, after asking."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask."""
        return render(request, "registrations/journey/discard.html")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Do it."""
        drafts.discard(draft=self.draft)
        messages.success(request, "Your unfinished application has been deleted.")
        return redirect("pages:home")
