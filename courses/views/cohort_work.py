"""Writing to a cohort and importing enrolments into it: first what would happen, then exactly that."""

import base64
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from courses.actions.cohort_message import message_cohort, receivers, told
from courses.actions.enrolment_import import ImportChangedError, Outcome, import_enrolments, look
from courses.forms.cohort_work import EnrolmentsForm, MessageForm
from courses.importers.tables import FileRefusedError
from courses.models import Cohort, Enrolment
from courses.views.schedule import cohort_or_404
from courses.views.schedule_making import decoded
from npq_portal import clock
from npq_portal.accounts.access import RoleRequiredMixin
from npq_portal.accounts.choices import RoleName
from npq_portal.notifications import mailer
from npq_portal.notifications.choices import NotificationKind
from npq_portal.notifications.refused import standing

_CHANGED = "Something changed since you looked: places, or who is enrolled. Nobody was enrolled. Look again."


class _CohortWork(RoleRequiredMixin, View):
    """What both share."""

    roles = (RoleName.HUB_ADMIN,)
    template = ""
    cohort: Cohort

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The number in the address; the cohort is read once the role is known."""
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]

    def page(self, template: str, **context: Any) -> HttpResponse:
        """A page about the cohort."""
        back = reverse("admin:courses_cohort_change", args=[self.pk])
        known = {"cohort": self.cohort, "caption": self.cohort.name, "back_url": back}
        return render(self.request, f"courses/cohorts/{template}.html", known | context)

    def home(self) -> HttpResponse:
        """Back to the cohort's page."""
        return redirect("admin:courses_cohort_change", self.pk)


class Message(_CohortWork):
    """A form, what each person would get, and sending it. "Change it" brings the form back with everything typed."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The empty form. Its token makes sending it twice one message."""
        self.cohort = cohort_or_404(pk)
        return self.page("message", form=MessageForm(initial={"token": uuid.uuid4()}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form again, the preview, or the messages."""
        self.cohort = cohort_or_404(pk)
        form = MessageForm(request.POST)
        if "edit" in request.POST or not form.is_valid():
            return self.page("message", form=form)
        if "send" not in request.POST:
            return self._preview(form.cleaned_data)
        sent = message_cohort(cohort=self.cohort, by=request.user, at=clock.now(), **form.cleaned_data)
        people = f"{sent} participant{'' if sent == 1 else 's'}"
        messages.success(request, f"Your message goes to {people} within a minute." if sent else "It was sent already.")
        return self.home()

    def _preview(self, typed: dict[str, Any]) -> HttpResponse:
        enrolments = list(receivers(self.cohort))
        stopped = standing({enrolment.participant.user.email for enrolment in enrolments})
        people = [(one.participant, one.participant.user.email in stopped) for one in enrolments]
        return self.page(
            "message_preview",
            heading="Check your message",
            typed=typed,
            letter=self._letter(enrolments[0], typed) if enrolments else None,
            people=people,
            count=len(people),
            reached=len(people) - len(stopped),
        )

    def _letter(self, enrolment: Enrolment, typed: dict[str, Any]) -> mailer.Letter:
        """What the first of them gets, in the words that are sent now."""
        words = {"subject": typed["subject"], "text": typed["text"]}
        return mailer.render(NotificationKind.COHORT_MESSAGE, told(enrolment, cohort=self.cohort, **words))


class ImportEnrolments(_CohortWork):
    """A file, what is in it, and enrolling them. The file comes back with the button, so nothing of it is stored."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The empty form."""
        self.cohort = cohort_or_404(pk)
        return self.page("import", form=EnrolmentsForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form again, the preview, or the enrolments."""
        self.cohort = cohort_or_404(pk)
        carried = decoded(request.POST.get("content", ""))
        form = EnrolmentsForm(request.POST, request.FILES)
        if not carried and not form.is_valid():
            return self.page("import", form=form)
        raw = carried or form.cleaned_data["file"]
        try:
            return self._carry_out(raw) if carried else self._preview(raw)
        except FileRefusedError as error:
            form = form if form.is_bound else EnrolmentsForm({})
            form.add_error("file", str(error))
            return self.page("import", form=form)

    def _carry_out(self, raw: bytes) -> HttpResponse:
        try:
            done = import_enrolments(
                cohort=self.cohort, raw=raw, digest=self.request.POST.get("digest", ""),
                by=self.request.user, at=clock.now(),
            )  # fmt: skip
        except ImportChangedError:
            return self._preview(raw, missed=_CHANGED)
        number = len(done.enrolled)
        messages.success(self.request, f"{number} {'person' if number == 1 else 'people'} enrolled.")
        return self.home()

    def _preview(self, raw: bytes, *, missed: str = "") -> HttpResponse:
        outcome = look(cohort=self.cohort, raw=raw, by=self.request.user, at=clock.now())
        return self.page(
            "import_preview",
            heading="Check who would be enrolled",
            outcome=outcome,
            missed=missed,
            content=base64.b64encode(raw).decode("ascii"),
            count=len(outcome.enrolled),
            **_tables(outcome),
        )


def _tables(outcome: Outcome) -> dict[str, Any]:
    labels = {"person": ("Participant", "TRN"), "fault": ("Line", "Column", "What stands there", "What is wrong")}
    made = {f"{name}_columns": [{"label": label} for label in some] for name, some in labels.items()}
    return made | {
        "person_rows": [[person.full_name, person.trn] for person in outcome.enrolled],
        "fault_rows": [[str(one.line), one.column or "–", one.value or "–", one.problem] for one in outcome.faults],
    }
