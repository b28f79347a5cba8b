"""The reports beside expected.txt and what a person counted by hand from them."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from npq_portal.clock import LONDON
from npq_portal.periods import Period

FILES = Path(__file__).parent / "files"


@dataclass
class Golden:
    """A report, the session it is for, and who was there for how many minutes."""

    name: str
    session: Period = None
    zone: str = "Europe/London"
    people: list[tuple[str, str, int]] = field(default_factory=list)

    def raw(self) -> bytes:
        return (FILES / self.name).read_bytes()

    def minutes(self) -> dict[str, int]:
        return {who: minutes for _, who, minutes in self.people}


def goldens() -> list[Golden]:
    found = []
    for line in (FILES / "expected.txt").read_text(encoding="utf-8").splitlines():
        parts = [part.strip() for part in line.split("|")]
        if line.startswith("# "):
            found.append(Golden(line[2:].partition(":")[0]))
        elif parts[0] == "session":
            found[-1].session = Period(*(datetime.fromisoformat(part).replace(tzinfo=LONDON) for part in parts[1:3]))
        elif parts[0] == "zone":
            found[-1].zone = parts[1]
        elif parts[0] in {"person", "phone", "caution"}:
            found[-1].people.append((parts[0], parts[1], int(parts[2])))
    return found


def who(attendee) -> str:
    return f"{attendee.name} <{attendee.email}>" if attendee.email else attendee.name
