"""The invented people of the fake Teaching Record System.

Ordinary people have TRNs from 9900001, and `1234567` and `0012345` besides. TRNs from 7000001 are for trying out what can
go wrong (faults.py); they share one birth date. docs/teacher-records.md lists both.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

#: The birth date of everybody with a magic TRN, but the one that is about a birth date.
MAGIC_BIRTH_DATE = date(1980, 1, 1)

PROHIBITION = "Prohibition by the Secretary of State - misconduct"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One record. `employment_number` is a National Insurance number that only the pensions records know.

    `alerts` are kind, start and end (None: open); `previous_names` first, middle, last.
    """

    trn: str
    first: str
    last: str
    born: date
    middle: str = ""
    number: str | None = None
    employment_number: str | None = None
    email: str | None = None
    gender: str | None = None
    qts_from: date | None = None
    previous_names: tuple[tuple[str, str, str], ...] = ()
    alerts: tuple[tuple[str, date, date | None], ...] = ()
    active: bool = True
    merged_into: str | None = None


def _teacher(serial: int, first: str, last: str, born: date, **more: Any) -> Entry:
    """A teacher with TRN 99xxxxx, National Insurance number AB 9x xx xx C and QTS since the age of about 23."""
    trn = f"99{serial:05}"
    plain = Entry(
        trn=trn,
        first=first,
        last=last,
        born=born,
        number=f"AB{trn[1:]}C",
        email=f"{first}.{last}@school.example".replace(" ", "").lower(),
        qts_from=date(born.year + 23, 7, 1),
    )
    return replace(plain, **more)


def _magic(serial: int, last: str, **more: Any) -> Entry:
    """Testa with TRN 7xxxxxx and National Insurance number AA xx xx xx A."""
    plain = Entry(
        trn=f"7{serial:06}",
        first="Testa",
        last=last,
        born=MAGIC_BIRTH_DATE,
        number=f"AA{serial:06}A",
        qts_from=date(2004, 7, 1),
    )
    return replace(plain, **more)


ORDINARY = (
    Entry(
        trn="1234567",
        first="Ada",
        last="Byron-King",
        born=date(1985, 2, 3),
        qts_from=date(2008, 7, 1),
        previous_names=(("Ada", "", "Byron"),),
    ),
    Entry(trn="0012345", first="Nulla", last="Leadingnought", born=date(1971, 5, 9), number="AB012345C"),
    _teacher(1, "Marigold", "Thistlewick", date(1988, 4, 12), middle="Fern"),
    _teacher(2, "Barnaby", "Quillfeather", date(1979, 11, 30), gender="Male"),
    _teacher(3, "Zoë", "Núñez-Example", date(1992, 2, 29)),
    _teacher(4, "Mary-Jane", "O'Pretend", date(1984, 8, 17)),
    _teacher(5, "Drew", "Madeupson", date(1990, 6, 1), qts_from=None),
    _teacher(6, "Missy", "Fabricante", date(1995, 12, 24), previous_names=(("Missy", "", "Imaginario"),)),
    _teacher(7, "Imogen", "Fairweather-Invent", date(1982, 3, 21), previous_names=(("Imogen", "", "Fairweather"),)),
    _teacher(8, "Olu", "Notarealname", date(1987, 9, 5), number=None),
    _teacher(9, "Tobias", "Figmentworth", date(1968, 1, 15), number=None, employment_number="AB900009C"),
    _teacher(10, "Clementine", "Placeholder", date(1993, 7, 7), qts_from=None),
    _teacher(11, "Rafe", "Storyborn", date(1976, 10, 10), gender="Male"),
    _teacher(12, "Anneliese", "van der Fiction", date(1991, 5, 25), middle="Maud"),
    _teacher(13, "Kit", "Twinsley", date(1986, 6, 16)),
    _teacher(14, "Pip", "Twinsley", date(1986, 6, 16)),
    _teacher(15, "Amina", "Khatun", date(1988, 4, 12)),  # the demo's participant (npq_portal/demo/cast.py)
    _teacher(16, "Daniel", "Whitcombe", date(1983, 9, 30)),  # the demo's accepted participant
)

MAGIC = (
    _magic(1, "Noqualification", qts_from=None),
    _magic(3, "Prohibited", alerts=((PROHIBITION, date(2019, 3, 4), None),)),
    _magic(4, "Deactivated", active=False),
    _magic(5, "Merged", active=False, merged_into="7000025"),
    _magic(6, "Loopfirst", active=False, merged_into="7000007"),
    _magic(7, "Loopsecond", active=False, merged_into="7000006"),
    _magic(8, "Otherbirthday", born=date(1970, 12, 31)),
    _magic(9, "Slow"),
    _magic(10, "Busyonce"),
    _magic(11, "Brokenonce"),
    _magic(12, "Malformed"),
    _magic(13, "Newmembers"),
    _magic(14, "Restartingonce"),
    _magic(15, "Down"),
    _magic(16, "Hangsup"),
    _magic(17, "Webpage"),
    _magic(18, "Sentelsewhere"),
    _magic(19, "Fourhops", active=False, merged_into="7000020"),
    _magic(20, "Threehops", active=False, merged_into="7000021"),
    _magic(21, "Twohops", active=False, merged_into="7000022"),
    _magic(22, "Onehop", active=False, merged_into="7000023"),
    _magic(23, "Nohops"),
    _magic(24, "Busyalways"),
    _magic(25, "Survivor"),
    _magic(26, "Cutshort"),
    _magic(27, "Stalls"),
    _magic(28, "Onceprohibited", alerts=((PROHIBITION, date(2011, 3, 4), date(2015, 3, 4)),)),
    _magic(29, "Memberless"),
    _magic(30, "Wrongtype"),
    _magic(31, "Trickles"),
    _magic(32, "Somebodyelse"),
)

EVERYBODY = ORDINARY + MAGIC
