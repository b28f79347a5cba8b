"""Questions to the eligibility lists in force. They decide money, so they match exactly: no guessing, no likeness."""

import re
from collections.abc import Iterable
from enum import StrEnum

from django.db.models import Q

from registrations.choices import EligibilityListKind
from registrations.models import EligibilityList, EligibilityListEntry


class IdentifierType(StrEnum):
    """What a list names its entries by."""

    URN = "urn"
    UKPRN = "ukprn"
    OFSTED_URN = "ofsted_urn"
    NAME = "name"


#: What may name an entry of each list (DfE's registration service, "Lists used"), in the order the DfE prefers.
IDENTIFIERS: dict[EligibilityListKind, tuple[IdentifierType, ...]] = {
    EligibilityListKind.PP50_SCHOOLS: (IdentifierType.URN,),
    EligibilityListKind.PP50_16_19: (IdentifierType.UKPRN,),
    EligibilityListKind.RISE: (IdentifierType.URN,),
    EligibilityListKind.LA_NURSERIES: (IdentifierType.URN,),
    EligibilityListKind.CHILDMINDERS: (IdentifierType.OFSTED_URN,),
    EligibilityListKind.DISADVANTAGED_EARLY_YEARS: (IdentifierType.OFSTED_URN, IdentifierType.URN),
    EligibilityListKind.EARLY_YEARS_REGISTER: (IdentifierType.OFSTED_URN,),
    EligibilityListKind.EYL_INDEPENDENT: (IdentifierType.URN,),
    EligibilityListKind.ITT_PROVIDERS: (IdentifierType.NAME,),
}

_WHITESPACE = re.compile(r"\s+")


def tidy(identifier: str, kind: IdentifierType) -> str:
    """The identifier as lists keep it: one space between the words of a name; no spaces and upper case in a number."""
    words = _WHITESPACE.sub(" ", identifier).strip()
    return words if kind == IdentifierType.NAME else words.replace(" ", "").upper()


def memberships(*, urn: str, ukprn: str, ofsted_urn: str) -> dict[EligibilityListKind, bool]:
    """For every kind of list, whether one of the three identifiers is on the list in force. One query.

    False also where no list of the kind has been loaded; `versions_in_force` tells the two apart. An identifier is only
    compared with lists that go by its kind: a URN of seven digits never meets an Ofsted URN of the same digits.
    """
    given = {IdentifierType.URN: urn, IdentifierType.UKPRN: ukprn, IdentifierType.OFSTED_URN: ofsted_urn}
    wanted = Q(pk__in=[])
    for kind, types in IDENTIFIERS.items():
        values = {tidy(given.get(by, ""), by) for by in types} - {""}
        if values:
            wanted |= Q(list__kind=kind, identifier__in=values)
    on = set(EligibilityListEntry.objects.filter(wanted, list__in_force=True).values_list("list__kind", flat=True))
    return {kind: kind in on for kind in EligibilityListKind}


def on_list(kind: EligibilityListKind, identifier: str) -> bool:
    """Whether the identifier (URN, UKPRN, Ofsted URN or legal name, as the list goes by) is on the list in force."""
    tidied = {tidy(identifier, by) for by in IDENTIFIERS[kind]} - {""}
    found = EligibilityListEntry.objects.filter(list__kind=kind, list__in_force=True, identifier__in=tidied)
    return bool(tidied) and found.exists()


def entries(kind: EligibilityListKind) -> list[str]:
    """Every identifier on the list in force, in order; none where no list has been loaded."""
    found = EligibilityListEntry.objects.filter(list__kind=kind, list__in_force=True)
    return list(found.order_by("identifier").values_list("identifier", flat=True))


def is_in_force(kind: EligibilityListKind) -> bool:
    """Whether a list of the kind has been loaded."""
    return EligibilityList.objects.filter(kind=kind, in_force=True).exists()


def lists_in_force() -> dict[EligibilityListKind, EligibilityList]:
    """The list in force of each kind that has one."""
    return {EligibilityListKind(found.kind): found for found in EligibilityList.objects.filter(in_force=True)}


def versions_in_force(
    kinds: Iterable[EligibilityListKind] = tuple(EligibilityListKind),
) -> dict[EligibilityListKind, str]:
    """The publisher's version of the list in force of each of the kinds; a kind without a list is left out."""
    found = EligibilityList.objects.filter(in_force=True, kind__in=list(kinds))
    return {EligibilityListKind(kind): version for kind, version in found.values_list("kind", "version")}
