"""Invented eligibility lists over the invented schools, so that every funding answer can be had in the demo."""

import hashlib
from datetime import date, datetime

from npq_portal.demo.schools import schools
from registrations.choices import EligibilityListKind
from registrations.models import EligibilityList, EligibilityListEntry, Workplace
from registrations.models.workplace import TYPES_OUTSIDE_ENGLAND

_COLLEGES = ("18", "31", "39")
#: Childcare known to Ofsted: its number and an invented name.
EARLY_YEARS = {f"EY9{number:05}": f"Invented Nursery {number}" for number in range(1, 21)}
CHILDMINDERS = {f"EY8{number:05}": "" for number in range(1, 11)}
TRAINING_PROVIDERS = (
    "Invented Initial Teacher Training",
    "Riverbank School-Centred Training",
    "University of Nowhere in Particular",
)


def load_lists(*, at: datetime) -> int:
    """Put the lists in force, each only where no list of its kind is; returns how many entries were added."""
    in_force = set(EligibilityList.objects.filter(in_force=True).values_list("kind", flat=True))
    return sum(_put_in_force(kind, found, at=at) for kind, found in lists().items() if kind not in in_force)


def lists() -> dict[EligibilityListKind, dict[str, str]]:
    """Identifier and label by kind of list. Of the open schools in England every other one is a PP50 school."""
    open_schools = [one for one in schools() if one.is_open and one.type_code not in TYPES_OUTSIDE_ENGLAND]
    colleges = [one for one in open_schools if one.type_code in _COLLEGES]
    others = [one for one in open_schools if one.type_code not in _COLLEGES]
    nurseries = [one for one in others if one.type_code == "15"]
    independent = [one for one in others if one.type_code == "11"]
    return {
        EligibilityListKind.PP50_SCHOOLS: _urns(others[::2]),
        EligibilityListKind.PP50_16_19: {college.ukprn: college.name for college in colleges[::2]},
        EligibilityListKind.RISE: _urns(others[5::40]),
        EligibilityListKind.LA_NURSERIES: _urns(nurseries[::2]),
        EligibilityListKind.CHILDMINDERS: CHILDMINDERS,
        EligibilityListKind.DISADVANTAGED_EARLY_YEARS: dict(list(EARLY_YEARS.items())[::2]),
        EligibilityListKind.EARLY_YEARS_REGISTER: EARLY_YEARS,
        EligibilityListKind.EYL_INDEPENDENT: _urns(independent[:3]),
        EligibilityListKind.ITT_PROVIDERS: {name: name for name in TRAINING_PROVIDERS},
    }


def _urns(found: list[Workplace]) -> dict[str, str]:
    return {school.urn: school.name for school in found}


def _put_in_force(kind: EligibilityListKind, entries: dict[str, str], *, at: datetime) -> int:
    made = EligibilityList.objects.create(
        kind=kind,
        version="Invented for the demo",
        dated=date(2026, 5, 18),
        file_name="npq_portal/demo/lists.py",
        sha256=hashlib.sha256("\n".join(sorted(entries)).encode()).hexdigest(),
        rows=len(entries),
        imported_at=at,
    )
    rows = [
        EligibilityListEntry(list=made, identifier=identifier, label=label) for identifier, label in entries.items()
    ]
    return len(EligibilityListEntry.objects.bulk_create(rows))
