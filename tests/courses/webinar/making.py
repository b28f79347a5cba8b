"""An afternoon's webinar: its session, the people of the golden files, and reports typed in a line a person."""

from datetime import datetime, timedelta

from courses.models import Session
from npq_portal.accounts.models import User
from npq_portal.clock import LONDON
from tests.courses.importers.webinar.golden import FILES
from tests.factories.accounts import ParticipantFactory, UserFactory
from tests.factories.courses import CohortFactory, EnrolmentFactory
from tests.factories.engagement import ComponentFactory, SessionFactory

STARTS = datetime(2026, 3, 24, 16, tzinfo=LONDON)
ENDS = datetime(2026, 3, 24, 17, 30, tzinfo=LONDON)
AFTER = datetime(2026, 3, 24, 18, tzinfo=LONDON)
LATER = AFTER + timedelta(hours=1)

#: The people of the golden reports: key, first and last name, address.
PEOPLE = (
    ("amara", "Amara", "Okafor", "amara.okafor@oakwood.example"),
    ("ben", "Ben", "Whitlock", "ben@whitlock.example"),
    ("jo", "Jo", "Price", "jo.price@riverside.example"),
    ("other_jo", "Jo", "Price", "joprice@hillview.example"),
    ("carys", "Carys", "Môn-Rhys", "carys@bryn.example"),
    ("zoe", "Zoë", "Färber-O’Neill", "zoe@farber.example"),
)
HEADER = "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room\n"


def webinar(leader: User | None = None, *, starts_at: datetime = STARTS, ends_at: datetime = ENDS) -> Session:
    """A session of 90 minutes on 24 March 2026, led by `leader`."""
    component = ComponentFactory(cohort=CohortFactory(), minutes=90, title="Leading change, part 2")
    return SessionFactory(
        component=component, starts_at=starts_at, ends_at=ends_at, facilitators=[leader] if leader else []
    )


def people(session: Session, *keys: str) -> dict[str, object]:
    """Enrolments of these people of PEOPLE (all of them where no key is given) in the session's cohort."""
    return {
        key: enrolment(session, first, last, email) for key, first, last, email in PEOPLE if not keys or key in keys
    }


def enrolment(session: Session, first: str, last: str, email: str):
    user = UserFactory(email=email, roles=["participant"])
    participant = ParticipantFactory(user=user, first_name=first, last_name=last)
    return EnrolmentFactory(cohort=session.component.cohort, participant=participant)


def golden(name: str) -> bytes:
    return (FILES / name).read_bytes()


def report(*lines: tuple[str, str, str, str]) -> bytes:
    """A Zoom report of 24 March: (name, address, joined, left), times like 16:00."""
    rows = (f'"{name}",{email},24/03/2026 {joined}:00,24/03/2026 {left}:00,,,\n' for name, email, joined, left in lines)
    return (HEADER + "".join(rows)).encode()
