"""What follows from a change of engagement records. The engagement helper writes this module; a place-holder until then."""

from collections.abc import Collection
from datetime import datetime


def after_change(*, enrolment_ids: Collection[int], at: datetime) -> None:
    """Rebuild the sums of these enrolments in the transaction of what changed them."""
