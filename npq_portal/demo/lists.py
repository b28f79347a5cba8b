"""Invented eligibility lists over the invented schools, so that every funding answer can be had in the demo."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from npq_portal.demo.schools import schools
from registrations.choices import EligibilityListKind
from registrations.models import EligibilityList, EligibilityListEntry, Workplace
from registrations.models.workplace import TYPES_OUTSIDE_ENGLAND

_COLLEGES = ("18", "31", "39")
#: Childcare known to Ofsted, by its numbers.
EARLY_YEARS = tuple(f"EY9{number:05}" for number in range(1, 21))
CHILDMINDERS = tuple(f"EY8{number:05}" for number in range(1, 11))
TRAINING_PROVIDERS = (
    "Invented Initial Teacher Training",
    "Riverbank School-Centred Training",
    "University of Nowhere in Particular",
)


def load_lists(*, at: datetime) -> int:
    """Put the lists in force, each only where no list of its kind is; returns how many entries were added."""
    in_force = set(EligibilityList.objects.filter(in_force=True).values_list("kind", flat=True))
    return sum(_put_in_force(kind, found, at=at) for kind, found in lists().items() if kind not in in_force)


def lists() -> dict[EligibilityListKind, Sequence[str]]:
    """The identifiers on each kind of list. Of the open schools in England every other one is a PP50 school."""
    open_schools = [one for one in schools() if one.is_open and one.type_code not in TYPES_OUTSIDE_ENGLAND]
    colleges = [one for one in open_schools if one.type_code in _COLLEGES]
    others = [one for one in open_schools if one.type_code not in _COLLEGES]
    nurseries = [one for one in others if one.type_code == "15"]
    independent = [one for one in others if one.type_code == "11"]
    return {
        EligibilityListKind.PP50_SCHOOLS: _urns(others[::2]),
        EligibilityListKind.PP50_16_19: [college.ukprn for college in colleges[::2]],
        EligibilityListKind.RISE: _urns(others[5::40]),
        EligibilityListKind.LA_NURSERIES: _urns(nurseries[::2]),
        EligibilityListKind.CHILDMINDERS: CHILDMINDERS,
        EligibilityListKind.DISADVANTAGED_EARLY_YEARS: EARLY_YEARS[::2],
        EligibilityListKind.EARLY_YEARS_REGISTER: EARLY_YEARS,
        EligibilityListKind.EYL_INDEPENDENT: _urns(independent[:3]),
        EligibilityListKind.ITT_PROVIDERS: TRAINING_PROVIDERS,
    }


def _urns(found: list[Workplace]) -> list[str]:
    return [school.urn for school in found]


def _put_in_force(kind: EligibilityListKind, identifiers: Sequence[str], *, at: datetime) -> int:
    made = EligibilityList.objects.create(
        kind=kind,
        version="Invented for the demo",
        dated=date(2026, 5, 18),
        file_name="npq_portal/demo/lists.py",
        sha256=hashlib.sha256("\n".join(sorted(identifiers)).encode()).hexdigest(),
        rows=len(identifiers),
        imported_at=at,
    )
    rows = [EligibilityListEntry(list=made, identifier=identifier) for identifier in identifiers]
    return len(EligibilityListEntry.objects.bulk_create(rows))
