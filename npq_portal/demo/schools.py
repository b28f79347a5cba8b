"""Three hundred invented schools: invented places and authority, URNs from 900000 (the register's end at about 150,000 in
England and 402,000 in Wales), postcodes in ZZ99, which belongs to nowhere."""

from dataclasses import dataclass
from datetime import date
from itertools import product

from registrations.gias.text import search_text
from registrations.gias.words import refresh_words
from registrations.models import Workplace

FIRST_URN = 900000

_BEGINNINGS = (
    "Nettle", "Quill", "Thistle", "Marl", "Otter", "Bram", "Candle", "Fennel", "Gorse", "Hazel",
    "Juniper", "Kestrel", "Larch", "Mallow", "Osier", "Pebble", "Rook", "Sedge", "Teasel", "Willow",
)  # fmt: skip
_ENDINGS = (
    "wick", "marsh", "combe", "stow", "thorpe", "mere", "bourne", "ley", "hithe", "fold", "garth", "dell", "beck", "wold", "reach",
)  # fmt: skip
_TOWNS = (
    "Riverbank", "Market Otterstow", "Quillmouth", "Upper Brambeck", "Great Fennelford", "Kestrelham", "Port Mallow", "Sedgebridge",
)  # fmt: skip
_STREETS = ("Church Lane", "School Road", "Mill Street", "The Green", "Station Road", "Orchard Way", "Long Meadow")


@dataclass(frozen=True)
class Kind:
    """`count` schools of one GIAS type; `name` with {} for the place; `pupils` for the smallest, the largest has thrice."""

    count: int
    type_code: str
    type_name: str
    phase_code: str
    phase_name: str
    name: str
    pupils: int
    status_code: str = "1"
    la_code: str = "990"


_PRIMARY, _SECONDARY, _SIXTEEN, _NURSERY, _NONE = (
    ("2", "Primary"), ("4", "Secondary"), ("6", "16 plus"), ("1", "Nursery"), ("0", "Not applicable"),
)  # fmt: skip

KINDS = (
    Kind(55, "1", "Community school", *_PRIMARY, "{} Community Primary School", 90),
    Kind(12, "1", "Community school", *_PRIMARY, "{} Infant and Nursery School", 70),
    Kind(6, "1", "Community school", *_SECONDARY, "{} High School", 500),
    Kind(25, "2", "Voluntary aided school", *_PRIMARY, "St Invented's Catholic Primary School, {}", 100),
    Kind(
        20,
        "3",
        "Voluntary controlled school",
        *_PRIMARY,
        "{} Church of England Voluntary Controlled Primary School",
        60,
    ),
    Kind(6, "5", "Foundation school", *_SECONDARY, "{} School", 600),
    Kind(40, "34", "Academy converter", *_PRIMARY, "{} Primary Academy", 110),
    Kind(28, "34", "Academy converter", *_SECONDARY, "{} Academy", 550),
    Kind(24, "28", "Academy sponsor led", *_SECONDARY, "The {} Academy", 450),
    Kind(10, "35", "Free schools", *_PRIMARY, "{} Free School", 80),
    Kind(8, "7", "Community special school", *_NONE, "{} Special School", 40),
    Kind(5, "44", "Academy special converter", *_NONE, "{} Learning Academy", 35),
    Kind(10, "15", "Local authority nursery school", *_NURSERY, "{} Nursery School", 40),
    Kind(5, "14", "Pupil referral unit", *_NONE, "{} Pupil Referral Unit", 15),
    Kind(4, "18", "Further education", *_SIXTEEN, "{} College", 800),
    Kind(3, "31", "Sixth form centres", *_SIXTEEN, "{} Sixth Form College", 400),
    Kind(2, "39", "Free schools 16 to 19", *_SIXTEEN, "{} Sixth Form", 200),
    Kind(2, "40", "University technical college", *_SECONDARY, "{} UTC", 250),
    Kind(8, "11", "Other independent school", *_NONE, "{} Preparatory School", 60),
    Kind(6, "10", "Other independent special school", *_NONE, "{} House School", 20),
    Kind(9, "30", "Welsh establishment", *_PRIMARY, "Ysgol {}", 80, la_code="673"),
    Kind(12, "1", "Community school", *_PRIMARY, "{} Old Primary School", 50, status_code="2"),
)

_STATUS_NAMES = {"1": "Open", "2": "Closed"}


def load_schools() -> int:
    """Add the schools that are not there; returns how many were added. Schools from the real register are left alone."""
    there = set(Workplace.objects.filter(urn__gte=str(FIRST_URN)).values_list("urn", flat=True))
    missing = [school for school in schools() if school.urn not in there]
    if missing:
        Workplace.objects.bulk_create(missing)
        refresh_words()
    return len(missing)


def schools() -> list[Workplace]:
    """The schools, unsaved; the same ones every time."""
    places = [beginning + ending for ending, beginning in product(_ENDINGS, _BEGINNINGS)]
    kinds = [kind for kind in KINDS for _ in range(kind.count)]
    return [_school(number, place, kind) for number, (place, kind) in enumerate(zip(places, kinds, strict=True))]


def _school(number: int, place: str, kind: Kind) -> Workplace:
    closed, welsh = kind.status_code == "2", kind.la_code == "673"
    school = Workplace(
        urn=str(FIRST_URN + number),
        ukprn=str(99_000_000 + number),
        la_code=kind.la_code,
        la_name="Vale of Invention" if welsh else "Riverbank (invented)",
        establishment_number=f"{2000 + number}",
        name=kind.name.format(place),
        type_code=kind.type_code,
        type_name=kind.type_name,
        status_code=kind.status_code,
        status_name=_STATUS_NAMES[kind.status_code],
        phase_code=kind.phase_code,
        phase_name=kind.phase_name,
        closed_on=date(2024, 8, 31) if closed else None,
        pupils=kind.pupils * (4 + number % 9) // 4,
        street=f"{number % 90 + 1} {_STREETS[number % len(_STREETS)]}",
        town=_TOWNS[number % len(_TOWNS)],
        postcode=f"ZZ99 {number % 9 + 1}{chr(65 + number % 20)}{chr(65 + number // 20)}",
        region="Wales" if welsh else "East of England",
        country="Wales" if welsh else "England",
    )
    school.search_text = search_text(
        name=school.name,
        town=school.town,
        locality=school.locality,
        la_name=school.la_name,
        postcode=school.postcode,
        urn=school.urn,
        ukprn=school.ukprn,
        dfe_number=f"{school.la_code}{school.establishment_number}",
    )
    return school
