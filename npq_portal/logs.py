"""What no log line may hold: links that open by themselves, and words that people typed into an address.

Needs nothing but Python, since gunicorn reads it before Django stands.
"""

import logging
import re
from typing import Final

# Whoever holds such an address answers for a school leader (registrations/urls.py, "backing"), switches somebody's reminders
# off (notifications/urls.py), or reads somebody's dates (calendars/urls.py).
_BEARER_LINK: Final = re.compile(r"(/register/backing/|/unsubscribe/|(?<!/account)/calendar/)[^\s\"']+", re.IGNORECASE)
# Names looked for, filters, pages to go on to: whatever follows the question mark of an address.
_QUERY: Final = re.compile(r"(/[^\s\"'?]*)\?[^\s\"']+")


def masked(line: str) -> str:
    """`line` without the token of a bearer link and without the query of any address."""
    return _QUERY.sub(r"\1?[left-out]", _BEARER_LINK.sub(r"\1[left-out]/", line))


class MaskingFormatter(logging.Formatter):
    """Masks the whole line. A formatter and not a filter, since a traceback joins the line only here."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, masked."""
        return masked(super().format(record))
