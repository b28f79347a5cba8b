"""When somebody's end is dealt with, and what becomes of a draft that was not submitted."""

from datetime import timedelta
from typing import Final

from django.db.models import TextChoices

from assessments.rules.submitting import Refusal

#: A request that had reached the server before the end may still be on its way through it. Longer than any request takes
#: (a virus scan waits 30 seconds), so that nobody is told "not submitted" whose submission comes through a second later.
GRACE: Final = timedelta(minutes=2)


class Ending(TextChoices):
    """What was found when an end was dealt with."""

    SUBMITTED = "submitted", "It had been submitted"
    BY_PORTAL = "by_portal", "The portal submitted it, as asked beforehand"
    KEPT = "kept", "A draft is kept"
    NOTHING = "nothing", "Nothing was written"


def what_next(reason: Refusal | None, *, wished: bool, words: int) -> str:
    """For whoever had nothing submitted at their end: why, and what they can do. A few sentences."""
    if wished and reason is not None:
        return (
            f"You had asked us to submit your last saved draft. We could not: {_why(reason)} Your draft is kept. "
            "Write to us straight away if you think this is wrong."
        )
    if words:
        return (
            "You saved a draft but did not submit it, and had not asked us to submit it for you. It is kept and has not "
            "been submitted. If something stopped you from submitting, write to us straight away and say what happened."
        )
    return "You had not saved anything to submit. If something stopped you, write to us straight away and say what happened."


def _why(reason: Refusal) -> str:
    words = {
        Refusal.EMPTY: "there were no words in it.",
        Refusal.OVER_LIMIT: "it was over the word limit.",
        Refusal.NO_FILES: "your programme does not take files any more.",
        Refusal.NOT_DECLARED: "your programme has changed what it asks you to declare.",
    }
    return words.get(reason, f"{reason.label[:1].lower()}{reason.label[1:]}")
