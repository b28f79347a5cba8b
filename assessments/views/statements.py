"""Anybody checks a statement of completion: reference, course and date are shown, and whether a typed name is its holder's.

The page never shows a name. Who has only a reference learns that somebody completed a course on a day, and not who; who
holds the paper learns whether the name on it is the one we signed for, which is how a forged one is found.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from assessments import signing, statement_pdf
from assessments.forms.statements import NameForm
from assessments.models import CompletionStatement
from assessments.rules.statements import same_name, tidy
from assessments.views.my_results_rows import completed_on
from npq_portal.limits import count

#: Names tried on one statement in an hour: enough for slips of the pen, too few to go through a staff list.
MOST_NAMES = 10
_AN_HOUR = 3600


class CheckStatement(View):
    """One statement; what is typed is neither stored nor put into an address."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """What we confirm."""
        if tidy(reference) != reference:
            return redirect("receipts:statement", reference=tidy(reference))
        return self.page(_found(reference), reference, NameForm())

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Whether the name is right."""
        found, form = _found(reference), NameForm(request.POST)
        if found is None or not form.is_valid():
            return self.page(found, reference, form)
        if count("statement-names", reference, seconds=_AN_HOUR) > MOST_NAMES:
            form.add_error("name", "Too many names were tried on this statement. Try again in an hour")
            return self.page(found, reference, form, status=429)
        is_holder = same_name(form.cleaned_data["name"], statement_pdf.told(found)["name"])
        return self.page(found, reference, form, verdict="right" if is_holder else "wrong")

    def page(
        self, found: CompletionStatement | None, reference: str, form: NameForm, *, verdict: str = "", status: int = 200
    ) -> HttpResponse:
        """Draw it."""
        helper = form.helper
        helper.form_show_errors = False  # the summary stands above the h1, drawn by the template
        context = {
            "reference": reference,
            "statement": found,
            "summary": _summary(found) if found else [],
            "form": form,
            "helper": helper,
            "verdict": verdict,
        }
        return render(
            self.request, "assessments/receipts/statement.html", context, status=status if found is not None else 404
        )


def _found(reference: str) -> CompletionStatement | None:
    """The statement, if its signature is ours; one whose row was altered counts as none."""
    found = CompletionStatement.objects.filter(reference=reference).first()
    if found is None or not signing.verify(found.payload, found.key_id, found.signature):
        return None
    return found


def _summary(found: CompletionStatement) -> list[dict[str, str]]:
    told = statement_pdf.told(found)
    return [
        {"key": "Reference", "value": found.reference},
        {"key": "Course", "value": told["course"]},
        {"key": "Completed on", "value": completed_on(told)},
        {"key": "Issued by", "value": told["hub"]},
    ]
