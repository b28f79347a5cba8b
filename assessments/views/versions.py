"""Every version of a draft: the list, and one of them beside the newest, with the choice to go on from it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments.actions.drafts import restore
from assessments.choices import ASIDE, VersionSource
from assessments.facts.drafts import newest_version, version_of, versions_of
from assessments.models import DraftVersion, Entry
from assessments.rules.drafts import DraftRefusedError
from assessments.views import writing_words
from assessments.views.arrival import arrived_at
from assessments.views.own import entry_of
from npq_portal import clock
from npq_portal.accounts.access import RoleRequiredMixin, role_required

_A_PAGE = 50


@never_cache
@role_required()
@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """All versions, the newest first, also what was put aside."""
    entry = entry_of(request, pk, at=clock.now())
    if entry.case_opened_at is None:
        return redirect("writing:case", pk=pk)
    page = Paginator(versions_of(entry), _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "entry": entry,
        "page": page,
        "columns": writing_words.COLUMNS,
        "rows": writing_words.rows(entry, page),
    }
    return render(request, "assessments/writing/versions.html", context)


@method_decorator(never_cache, name="dispatch")
class Version(RoleRequiredMixin, View):
    """One version, side by side with the newest where it is another. Nothing is overwritten, whatever is chosen."""

    roles = ()

    def get(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Both texts."""
        at = clock.now()
        entry = entry_of(request, pk, at=at)
        version = version_of(entry, number)
        if version is None:
            raise Http404
        return render(request, "assessments/writing/version.html", _both(entry, version, is_open=at in entry.period))

    def post(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Go on from this one."""
        at = arrived_at(request)
        entry = entry_of(request, pk, at=at)
        try:
            restore(entry=entry, number=number, at=at)
        except LookupError:
            raise Http404 from None
        except DraftRefusedError as error:
            messages.error(request, str(error))
            return redirect("writing:version", pk=pk, number=number)
        messages.success(request, f"You now write on from version {number}. The text you had before is kept as well.")
        return redirect("writing:write", pk=pk)


def _both(entry: Entry, version: DraftVersion, *, is_open: bool) -> dict[str, Any]:
    newest = newest_version(entry)
    other = newest if newest is not None and newest.number != version.number else None
    late = version.source == VersionSource.RESCUED
    return {
        "entry": entry,
        "version": version,
        "newest": other,
        "text": writing_words.text_of(entry, version),
        "newest_text": writing_words.text_of(entry, other) if other else [],
        "how": writing_words.how(version),
        "is_open": is_open,
        "is_aside": version.source in ASIDE and not late,
        "late": writing_words.late_words(version.saved_at, entry.closes_at) if late else "",
    }
