"""What becomes of somebody's attempt in a window when they withdraw from the course, or defer.

Settled here (no provider publishes a rule): their time ends at once. What stands as submitted was submitted in time, so it
stands, is marked and counts. Otherwise nothing is submitted for them, not even where they had asked for it at closing: they
said that before they left. The attempt then does not count, and whoever comes back writes in the next window. An end that had
passed before they left is dealt with as anybody's.
"""

from datetime import datetime

from django.db.models import TextChoices

from assessments.choices import EntryState


class Becomes(TextChoices):
    """What becomes of an entry; the label is for the history of the window."""

    UNTOUCHED = "untouched", "Nothing: their time was over before"
    STANDS = "stands", "What they had submitted stands and is marked."
    ENDS = "ends", "Nothing is submitted for them, and the attempt does not count. Their draft is kept."


def what_becomes(*, state: EntryState, closes_at: datetime, submitted: bool, at: datetime) -> Becomes:
    """Of an entry whose own end, itself out, is `closes_at`, when its person leaves at `at`. `submitted`: something stands."""
    if state != EntryState.ADMITTED or closes_at <= at:
        return Becomes.UNTOUCHED
    return Becomes.STANDS if submitted else Becomes.ENDS
