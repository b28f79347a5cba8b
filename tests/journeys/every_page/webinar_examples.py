"""Examples of the pages of webinar reports: nothing read yet, everything read, and each kind of person in a report."""

from collections.abc import Iterator

from django.urls import reverse

from courses.actions.webinar import read_report
from courses.models import Session, WebinarRow
from npq_portal.accounts.models import User
from npq_portal.demo.cast import TOM
from tests.courses.webinar.making import AFTER, golden, people, webinar


def paths(name: str) -> Iterator[str]:
    """The addresses of one of the pages, for a session that the demo's facilitator led."""
    session = _with_report()
    if name != "registers:webinar-row":
        yield reverse(name, args=[webinar(User.objects.get(email=TOM.email)).pk])
        yield reverse(name, args=[session.pk])
        return
    rows = WebinarRow.objects.filter(report__session=session)
    for shown in ("Jo Price", "Amara Okafor", "+44***0958"):
        yield reverse(name, args=[session.pk, rows.filter(name=shown).latest("pk").pk])


def _with_report() -> Session:
    leader = User.objects.get(email=TOM.email)
    session = webinar(leader)
    if not User.objects.filter(email="amara.okafor@oakwood.example").exists():
        people(session)
    read_report(session=session, content=golden("zoom_meeting_report.csv"), file_name="zoom.csv", by=leader, at=AFTER)
    return session
