"""A school leader answers, by a signed link, without an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from courses.choices import COURSE_NAMES, CourseIdentifier
from npq_portal import clock
from registrations.actions import endorsement
from registrations.choices import EndorsementStatus
from registrations.errors import RegistrationError
from registrations.forms.applications import BackingForm
from registrations.models import Endorsement

_PAGE = "registrations/backing/answer.html"


class Backing(View):
    """The question and its answer; asked again after answering, the page says what was answered."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show the question, or why the link does not work."""
        try:
            found = endorsement.from_token(token, at=clock.now())
        except endorsement.LinkNotGoodError as error:
            return _no_longer(request, str(error))
        return self._page(found, BackingForm())

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Keep the answer."""
        form = BackingForm(request.POST)
        try:
            found = endorsement.from_token(token, at=clock.now())
            if form.is_valid() and found.status == EndorsementStatus.ASKED:
                confirmed = form.cleaned_data["answer"] == "confirm"
                endorsement.answer(
                    endorsement=found, confirmed=confirmed, comment=form.cleaned_data["comment"], at=clock.now()
                )
                found.refresh_from_db()
        except RegistrationError as error:
            return _no_longer(request, str(error))
        return self._page(found, form)

    def _page(self, found: Endorsement, form: BackingForm) -> HttpResponse:
        answered = found.status != EndorsementStatus.ASKED
        context = {
            "backing": found,
            "application": found.application,
            "course_name": _course_name(found),
            "form": None if answered else form,
        }
        response = render(self.request, _PAGE, context)
        # The address is the key: the policy of every page (same-origin) keeps it from other sites. "no-referrer" would
        # have the browser send the form with "Origin: null", which Django's CSRF check rightly refuses.
        response["Cache-Control"] = "no-store"
        return response


def _course_name(found: Endorsement) -> str:
    """The course as a sentence names it."""
    return COURSE_NAMES[CourseIdentifier(found.application.cohort.programme.course.identifier)]


def _no_longer(request: HttpRequest, why: str) -> HttpResponse:
    return render(request, "registrations/backing/no_longer.html", {"why": why}, status=410)
