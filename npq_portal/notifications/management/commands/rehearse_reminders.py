"""Lists the reminders of a span to come: who would get what, when and why, or why not. Sends nothing."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from npq_portal import clock
from npq_portal.notifications.rehearsal import Line, counted, rehearse
from npq_portal.periods import end_of, start_of
from npq_portal.templatetags.dates import clock_time, short_date


def _a_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not a day like 2027-02-03") from error


class Command(BaseCommand):
    """`manage.py rehearse_reminders --from 2027-02-01 --to 2027-02-28`, with `--cohort 4` of one cohort alone."""

    help = (
        "Lists which reminders would be sent from the beginning of one London day to the end of another, by the records as "
        "they are now, and which would not and why. Sends nothing. Addresses of people are printed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from", dest="first_day", type=_a_day, required=True, metavar="DAY", help="like 2027-02-01"
        )
        parser.add_argument(
            "--to", dest="last_day", type=_a_day, required=True, metavar="DAY", help="the last day, in it"
        )
        parser.add_argument(
            "--cohort", type=int, action="append", metavar="ID", help="of this cohort; may be given again"
        )

    def handle(self, *args: Any, first_day: date, last_day: date, cohort: list[int] | None, **options: Any) -> None:
        """One line a reminder, the first first; then how many."""
        now = clock.now()
        start, end = max(start_of(first_day), now), end_of(last_day)
        if end <= start:
            raise CommandError(f"{last_day} is over or before {first_day}. Name a span that is still to come.")
        lines = rehearse(start=start, end=end, cohorts=cohort)
        for line in lines:
            self.stdout.write(_words(line))
        go, stay = counted(lines)
        self.stdout.write(f"{go:,} would be sent, {stay:,} would not.")


def _words(line: Line) -> str:
    """Tabs between them, for a spreadsheet."""
    when = f"{short_date(line.at)}, {clock_time(line.at)}"
    return "\t".join([when, line.kind.label, line.email, str(line.verdict), line.about])
