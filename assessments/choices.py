"""Vocabulary of assessment: windows, time, writing, marking and outcomes."""

from django.db.models import TextChoices


class WindowRule(TextChoices):
    """How the days of a window are counted (assessments.rules.window)."""

    CALENDAR_DAYS = "calendar_days", "Calendar days: the opening day is day 1, and the last counted day is in"
    SAME_CLOCK_TIME = "same_clock_time", "Full days: closes at the same time of day as it opened"


class OverLimit(TextChoices):
    """What happens to a text over the word limit."""

    REFUSE = "refuse", "It cannot be submitted"
    FLAG = "flag", "It can be submitted, and markers see that it is over"


class EntryState(TextChoices):
    """Where somebody stands in a window they were admitted to."""

    ADMITTED = "admitted", "In the window"
    MOVED_ON = "moved_on", "Moved to the next window"
    LEFT = "left", "Left the course in the window"
    VOID = "void", "Void"


class ExtensionKind(TextChoices):
    """What is asked for."""

    MORE_TIME = "more_time", "More time in this window"
    NEXT_WINDOW = "next_window", "The next window instead"


class ExtensionReason(TextChoices):
    """Why, in words that tell no more than a marker could guess; anything sensitive is evidence (Evidence)."""

    ILLNESS = "illness", "Illness"
    BEREAVEMENT = "bereavement", "Bereavement"
    FAMILY = "family", "A family emergency"
    WORK = "work", "Something at work that could not be foreseen"
    ADJUSTMENT = "adjustment", "A reasonable adjustment"
    TECHNICAL = "technical", "A technical problem"
    OTHER = "other", "Something else"


class ExtensionState(TextChoices):
    """Where a request stands."""

    ASKED = "asked", "Waiting for a decision"
    GRANTED = "granted", "Granted"
    REFUSED = "refused", "Not granted"
    WITHDRAWN = "withdrawn", "Withdrawn"
    EXPIRED = "expired", "Not decided before the window ended"
    LAPSED = "lapsed", "No longer needed"


class VersionSource(TextChoices):
    """How a version of a draft came to the server."""

    AUTOSAVE = "autosave", "Saved while writing"
    SAVED = "saved", "Saved by pressing the button"
    RESTORED = "restored", "Restored from an earlier version"
    SENT_LATER = "sent_later", "Kept on the device and sent later"
    OTHER_TAB = "other_tab", "Written beside a newer version"
    RESCUED = "rescued", "Reached us after the window had closed"


#: Versions that never became the newest one: kept and offered, but nothing goes on from them by itself.
ASIDE = (VersionSource.OTHER_TAB, VersionSource.RESCUED)


class FileKind(TextChoices):
    """What may be uploaded, told by content and not by name."""

    DOCX = "docx", "Word document (.docx)"
    PDF = "pdf", "PDF"


class ScanResult(TextChoices):
    """What the virus scanner said of a file."""

    NOT_CONFIGURED = "not_configured", "No scanner is configured"
    CLEAN = "clean", "Clean"


class SubmittedBy(TextChoices):
    """Who pressed the button."""

    PARTICIPANT = "participant", "The participant"
    AT_CLOSING = "at_closing", "The portal at closing, as the participant had asked beforehand"


class ScriptState(TextChoices):
    """Where a script stands in marking."""

    WAITING = "waiting", "Waiting for a marker"
    MARKING = "marking", "Being marked"
    DISAGREED = "disagreed", "Marks disagree: for a senior marker"
    AGREED = "agreed", "Agreed"


class MarkingStage(TextChoices):
    """Which mark of a script this is."""

    FIRST = "first", "First mark"
    SECOND = "second", "Second mark"
    SENIOR = "senior", "Senior marker"
    STANDARDISATION = "standardisation", "Standardisation"


class MarkingState(TextChoices):
    """Where one marker's work on a script stands."""

    ALLOCATED = "allocated", "To mark"
    CLAIMED = "claimed", "Begun"
    DONE = "done", "Marked"
    HANDED_BACK = "handed_back", "Handed back"


class WhySecond(TextChoices):
    """Why a script is marked a second time (assessments.rules.marking)."""

    FAIL = "fail", "The first mark is a fail"
    BORDERLINE = "borderline", "The first mark is near the line"
    SAMPLE = "sample", "In the random sample"
    ASKED = "asked", "Asked for by the hub"


class AgreedHow(TextChoices):
    """Which marks an agreed mark stands on."""

    FIRST_ALONE = "first_alone", "The first mark; no second was needed"
    TWO_AGREE = "two_agree", "Two marks on the same side of the line"
    SENIOR = "senior", "The senior marker's decision"


class MisconductState(TextChoices):
    """Where a case of suspected misconduct stands."""

    RAISED = "raised", "Raised"
    INVESTIGATING = "investigating", "Being looked into"
    UPHELD = "upheld", "Upheld"
    DISMISSED = "dismissed", "Dismissed"
    APPEALED = "appealed", "Appealed"
    CLOSED = "closed", "Closed"


class OutcomeResult(TextChoices):
    """The result of one attempt, in the DfE's words where it has any."""

    PASSED = "passed", "Passed"
    FAILED = "failed", "Not passed"
    NOT_SUBMITTED = "not_submitted", "Nothing was submitted"
    VOIDED = "voided", "Void"
