"""`manage.py load_demo`: the invented hub."""

from typing import Any

from django.core.management.base import BaseCommand

from npq_portal import clock
from npq_portal.accounts.choices import RoleName
from npq_portal.demo.cast import CAST
from npq_portal.demo.load import load


class Command(BaseCommand):
    """Loads the demo's schools, cohorts and people, and says who can sign in. Doing it again changes nothing."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and print."""
        load(at=clock.now())
        self.stdout.write("Who can sign in (by emailed code; every person and school here is invented):\n\n")
        rows = [("Who", "Email", "Role", "What for")]
        for person in CAST:
            roles = ", ".join(RoleName(role).label.lower() for role in person.roles)
            rows.append((person.name, person.email, roles, person.to_try))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
            self.stdout.write("  " + "   ".join(cells).rstrip())
