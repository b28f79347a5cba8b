"""Administration pages of the school register and the eligibility lists: to be read; importers write them."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from npq_portal.admin_site import ReadOnlyAdmin
from registrations.gias.search import matching
from registrations.models import EligibilityList, EligibilityListEntry, RegisterImport, Workplace


@admin.register(Workplace)
class WorkplaceAdmin(ReadOnlyAdmin):
    """Establishments of the register, closed ones too; searched as people search, by words and codes."""

    list_display = ["name", "urn", "type_name", "town", "postcode", "la_name", "status_name"]
    list_filter = ["status_name", "phase_name"]
    search_fields = ["search_text"]
    search_help_text = "Name, town, postcode, local authority, URN, UKPRN or DfE number"
    ordering = ["search_text"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Workplace], search_term: str
    ) -> tuple[QuerySet[Workplace], bool]:
        """Every word typed begins a word of the search text, as on the public pages."""
        return matching(queryset, search_term), False


@admin.register(RegisterImport)
class RegisterImportAdmin(ReadOnlyAdmin):
    """When the register was taken over, from which file, and what that changed."""

    list_display = ["file_name", "imported_at", "added", "changed", "closed", "unchanged", "refused"]
    date_hierarchy = "imported_at"
    search_fields = ["file_name", "sha256"]


@admin.register(EligibilityList)
class EligibilityListAdmin(ReadOnlyAdmin):
    """Every list there was; those in force decide funding."""

    list_display = ["kind", "version", "dated", "rows", "in_force", "imported_at", "imported_by"]
    list_filter = ["in_force", "kind"]
    list_select_related = ["imported_by"]
    search_fields = ["version", "file_name"]


@admin.register(EligibilityListEntry)
class EligibilityListEntryAdmin(ReadOnlyAdmin):
    """What is on the lists in force: to answer "is my school on it?" by URN, UKPRN or Ofsted URN."""

    list_display = ["identifier", "list"]
    list_filter = ["list__kind"]
    list_select_related = ["list"]
    search_fields = ["=identifier"]
    search_help_text = "A whole URN, UKPRN, Ofsted URN or legal name"
    ordering = ["identifier", "pk"]
