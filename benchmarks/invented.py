"""An invented register, for machines without the real one. Every name is made of the words below."""

import csv
import itertools
import random
from pathlib import Path

_SAINTS = [
    "St Mary's",
    "St John's",
    "St Peter's",
    "All Saints",
    "St Anne's",
    "Holy Trinity",
    "St Michael's",
    "St Paul's",
]
_PLACES = [
    "Oak",
    "Elm",
    "Ash",
    "Birch",
    "West",
    "East",
    "North",
    "South",
    "King",
    "Queen",
    "Mill",
    "Stone",
    "Brook",
    "Hill",
]
_ENDINGS = ["field", "wood", "ford", "bridge", "side", "grove", "dale", "hurst", "leigh", "combe", "stead", "worth"]
_KINDS = ["Primary School", "Junior School", "Infant School", "Academy", "High School", "College", "CofE Primary School",
          "Catholic Primary School", "Community Primary School", "School"]  # fmt: skip
_COLUMNS = [
    "URN", "UKPRN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName", "TypeOfEstablishment (code)",
    "TypeOfEstablishment (name)", "EstablishmentStatus (code)", "EstablishmentStatus (name)", "PhaseOfEducation (code)",
    "PhaseOfEducation (name)", "CloseDate", "NumberOfPupils", "Street", "Locality", "Address3", "Town", "County (name)",
    "Postcode", "RSCRegion (name)", "Country (name)", "LastChangedDate",
]  # fmt: skip


def invented_register(path: Path, *, rows: int) -> Path:
    """Writes a register of so many rows, always the same, with as many closed as the real one, and returns its path."""
    rng = random.Random(rows)
    places = [f"{start}{end}" for start, end in itertools.product(_PLACES, _ENDINGS)]
    towns = [f"Invented {place.lower()}" for place in places] + [f"{place}ton" for place in places]
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        for number in range(rows):
            is_open = rng.random() < 0.54
            first = rng.choice(_SAINTS) if rng.random() < 0.25 else rng.choice(places)
            letters = "".join(rng.choices("ABCDEFGHJKLMN", k=2))
            writer.writerow([
                800_000 + number, 80_000_000 + number if rng.random() < 0.63 else "", 900 + number % 90, f"Invented County {number % 90}",
                2_000 + number % 5_000, f"{first} {rng.choice(_KINDS)}", "1", "Community school", "1" if is_open else "2",
                "Open" if is_open else "Closed", "2", "Primary", "" if is_open else "31-08-2019", rng.randrange(40, 1_500),
                f"{rng.randrange(1, 200)} {rng.choice(places)} Road", "", "", rng.choice(towns), "",
                f"ZZ{rng.randrange(1, 99)} {rng.randrange(1, 9)}{letters}", "", "", "01-09-2023",
            ])  # fmt: skip
    return path
