"""Similar scripts: comparing a window, the list of pairs, and two texts side by side. Advice for people, never a decision."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View
from django.views.decorators.http import require_http_methods, require_safe

from assessments.actions.similarity import PairRefusedError, compare_window, look_at
from assessments.facts import integrity as facts
from assessments.forms.integrity import LookedAtForm
from assessments.models import SimilarPair
from assessments.rules.similarity import LISTED_FROM
from assessments.views import integrity_rows as rows
from npq_portal import clock
from npq_portal.accounts.access import RoleRequiredMixin, role_required
from npq_portal.accounts.choices import RoleName

_ON_ONE_PAGE = 50


@role_required(RoleName.HUB_ADMIN)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Windows with scripts, and the open cases."""
    open_cases = facts.cases().filter(closed_at=None)
    context = {
        "window_columns": rows.WINDOW_COLUMNS,
        "windows": [rows.window_row(window) for window in facts.windows_with_scripts()],
        "unseen": SimilarPair.objects.filter(looked_at=None).count(),
        "case_columns": rows.CASE_COLUMNS,
        "cases": [rows.case_row(case) for case in open_cases],
    }
    return render(request, "assessments/integrity/index.html", context)


@role_required(RoleName.HUB_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare a window's scripts now; it happens by itself within a quarter of an hour after they are made."""
    window = get_object_or_404(facts.windows_with_scripts(), pk=pk)
    if request.method != "POST":
        context = {"window": window, "least": f"{LISTED_FROM // 10}%"}
        return render(request, "assessments/integrity/compare.html", context)
    listed = compare_window(window=window, by=request.user, at=clock.now())
    pairs_found = f"{listed} pair{'' if listed == 1 else 's'}"
    messages.success(request, f"Compared. {pairs_found} of scripts share enough to be listed.")
    return redirect("integrity:pairs")


@role_required(RoleName.HUB_ADMIN)
@require_safe
def pairs(request: HttpRequest) -> HttpResponse:
    """Pairs to look at, those nobody has looked at first."""
    page = Paginator(facts.pairs(), _ON_ONE_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "columns": rows.PAIR_COLUMNS, "rows": [rows.pair_row(pair) for pair in page]}
    return render(request, "assessments/integrity/pairs.html", context)


class Pair(RoleRequiredMixin, View):
    """Two texts side by side, what they share marked, and a note that somebody has looked."""

    roles = (RoleName.HUB_ADMIN,)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The texts."""
        pair = self.found(pk)
        return self.page(pair, LookedAtForm(initial={"note": pair.note}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The note."""
        pair, form = self.found(pk), LookedAtForm(request.POST)
        if not form.is_valid():
            return self.page(pair, form)
        try:
            look_at(pair=pair, note=form.cleaned_data["note"], by=request.user, at=clock.now())
        except PairRefusedError as error:
            form.add_error("note", str(error))
            return self.page(pair, form)
        messages.success(request, "Saved: you have looked at this pair.")
        return redirect("integrity:pair", pk=pk)

    def found(self, pk: int) -> SimilarPair:
        """With both texts at hand."""
        whole = [f"{side}__submission__{part}" for side in ("first", "second") for part in ("version", "file")]
        heavy = [f"{side}__submission__{part}" for side in ("first", "second") for part in ("content", "file__content")]
        return get_object_or_404(facts.pairs().select_related(*whole).defer(*heavy), pk=pk)

    def page(self, pair: SimilarPair, form: LookedAtForm) -> HttpResponse:
        """Draw it."""
        helper = form.helper
        helper.form_show_errors = False  # the summary stands above the h1, drawn by the template
        both = facts.beside(pair)
        context = {
            "pair": pair,
            "names": rows.names(pair),
            "share": rows.share(pair),
            "sides": [("a", "b", pair.first, both.first), ("b", "a", pair.second, both.second)],
            "passages": range(1, both.passages + 1),
            "form": form,
            "helper": helper,
            "back_url": reverse("integrity:pairs"),
        }
        return render(self.request, "assessments/integrity/pair.html", context)
