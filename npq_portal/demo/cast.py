"""The people of the demo: who can sign in, as data. All of them are invented; addresses end in .example, which no mail reaches.

Those with a TRN have a record in the fake Teaching Record System (registrations/teacher_records/fake/people.py), so that
the check of who they are succeeds with exactly these facts.
"""

from dataclasses import dataclass
from datetime import date

from npq_portal.accounts.choices import RoleName


@dataclass(frozen=True, kw_only=True)
class Person:
    """One of the cast. `first`, `last`, `born` and `trn` are what they would type when they apply."""

    email: str
    name: str
    roles: tuple[RoleName, ...]
    to_try: str
    first: str = ""
    last: str = ""
    born: date | None = None
    trn: str = ""


AMINA = Person(
    email="amina@school.example",
    name="Amina Khatun",
    roles=(RoleName.PARTICIPANT,),
    to_try="Applies for an NPQ. Born 12 April 1988, TRN 9900015: the check succeeds",
    first="Amina",
    last="Khatun",
    born=date(1988, 4, 12),
    trn="9900015",
)
DANIEL = Person(
    email="daniel@school.example",
    name="Daniel Whitcombe",
    roles=(RoleName.PARTICIPANT,),
    to_try="Has been accepted",
    first="Daniel",
    last="Whitcombe",
    born=date(1983, 9, 30),
    trn="9900016",
)
WREN = Person(
    email="wren@nursery.example",
    name="Wren Hartwell",
    roles=(RoleName.PARTICIPANT,),
    to_try="Is not a teacher, has no TRN, and waits for the hub",
    first="Wren",
    last="Hartwell",
    born=date(1994, 2, 3),
)
NADIA = Person(
    email="nadia@school.example",
    name="Nadia Rahman",
    roles=(RoleName.PARTICIPANT,),
    to_try="Is in mid-course, with an absence to catch up",
    first="Nadia",
    last="Rahman",
    born=date(1990, 5, 21),
)
OWEN = Person(
    email="owen@school.example",
    name="Owen Pritchard",
    roles=(RoleName.PARTICIPANT,),
    to_try="Is in mid-course: one more absence puts 90% out of reach",
    first="Owen",
    last="Pritchard",
    born=date(1986, 11, 2),
)
HANA = Person(
    email="hana@school.example",
    name="Hana Sorrell",
    roles=(RoleName.PARTICIPANT,),
    to_try="Did not pass at first, and is writing about another case: her window is open",
    first="Hana",
    last="Sorrell",
    born=date(1991, 3, 8),
)
IVO = Person(
    email="ivo@school.example",
    name="Ivo Castellan",
    roles=(RoleName.PARTICIPANT,),
    to_try="Has passed and completed the course: feedback and statement",
    first="Ivo",
    last="Castellan",
    born=date(1985, 7, 17),
)
TOM = Person(
    email="tom@hub.example",
    name="Tom Ferris",
    roles=(RoleName.FACILITATOR,),
    to_try="Leads the sessions of two cohorts; has registers to take",
)
ASHA = Person(
    email="asha@hub.example",
    name="Asha Menon",
    roles=(RoleName.ASSESSOR,),
    to_try="Marks case studies: has scripts to read, by number and without names",
)
MAUD = Person(
    email="maud@hub.example",
    name="Maud Ellery",
    roles=(RoleName.ASSESSOR,),
    to_try="Marks case studies too",
)
BEN = Person(
    email="ben@hub.example",
    name="Ben Achterberg",
    roles=(RoleName.ASSESSOR,),
    to_try="Marks too, and decides where two marks disagree",
)
GRACE = Person(
    email="grace@hub.example",
    name="Grace Holloway",
    roles=(RoleName.HUB_ADMIN,),
    to_try="Decides about applications and edits the public pages",
)

#: Everybody who is introduced, in the order they are printed.
CAST = (AMINA, DANIEL, WREN, NADIA, OWEN, HANA, IVO, TOM, ASHA, MAUD, BEN, GRACE)

#: People who only fill places, so that one cohort is nearly full.
_EXTRAS = (
    "Bram Oldacre", "Celia Munday", "Dilys Farrant", "Ewan Pockett", "Freya Tillotson", "Gilroy Band",
    "Hester Quayle", "Ivor Stannage", "Jago Penhale", "Kezia Lambourn", "Lorcan Brightwell",
)  # fmt: skip

#: People who take part in the two cohorts that are in mid-course.
_LEARNERS = (
    "Abel Thackray", "Bronwen Ault", "Caspian Rudge", "Delia Fenwick", "Edmund Yarrow", "Fatima Holme", "Gwen Isherwood",
    "Hamid Orchard", "Imogen Scrivener", "Joel Nightingale", "Keziah Straker", "Leonie Dunstan", "Marlon Birtles",
    "Noor Whitlock", "Osian Treharne", "Petra Lovelock", "Quentin Amery", "Rosalind Okafor", "Silas Hebden", "Tamsin Vane",
)  # fmt: skip

#: People of the two cohorts whose teaching is over: five who wrote some months ago, and six who wrote last week.
_WRITERS = (
    "Ada Ravenscroft", "Bertil Ness", "Cerys Maddox", "Dev Ollerton", "Elspeth Quill",
    "Farida Benbow", "Gethin Salt", "Hilde Marchbank", "Idris Kell", "Jorun Pask", "Kamala Wray",
)  # fmt: skip


def writers() -> tuple[Person, ...]:
    """Eleven people with addresses and birth dates made from their names."""
    return tuple(_extra(number, name) for number, name in enumerate(_WRITERS))


def learners() -> tuple[Person, ...]:
    """Twenty people with addresses and birth dates made from their names."""
    return tuple(_extra(number, name) for number, name in enumerate(_LEARNERS))


def extras() -> tuple[Person, ...]:
    """Eleven people with addresses and birth dates made from their names."""
    return tuple(_extra(number, name) for number, name in enumerate(_EXTRAS))


def _extra(number: int, name: str) -> Person:
    first, last = name.split()
    return Person(
        email=f"{first}.{last}@school.example".lower(),
        name=name,
        roles=(RoleName.PARTICIPANT,),
        to_try="",
        first=first,
        last=last,
        born=date(1975 + number, 1 + number % 12, 3 + number),
    )
