"""Who may enter a window: decided when somebody comes, and shown beforehand with what would make them ready.

Sources: docs/domain.md (engagement of the programme's threshold and a passed assessment: both, or the NPQ is not complete);
which attempt is due, and in which windows, is assessments.rules.attempts' to say.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices

from assessments.rules.attempts import Attempt, Due, WindowFault, are_all_begun, due, number_of_next, window_fault
from courses.choices import EnrolmentStatus


class NotReady(TextChoices):
    """Why somebody is not let in; the label is for staff, in the order of the table in WORDS."""

    CALLED_OFF = "called_off", "The window was called off"
    PASSED = "passed", "Has passed already"
    LEFT = "left", "Left the course in this window"
    NOT_ACTIVE = "not_active", "Does not take part in the course now"
    MOVED_ON = "moved_on", "Moved to the next window"
    NO_ATTEMPT_LEFT = "no_attempt_left", "Has no attempt left"
    IN_ANOTHER_WINDOW = "in_another_window", "Is in another window"
    RESULT_TO_COME = "result_to_come", "Their last attempt has no result yet"
    SAW_THE_CASE = "saw_the_case", "Has read this case before"
    NOT_WHOLE = "not_whole", "Their last result came after it had opened"
    ENGAGEMENT = "engagement", "Engagement not reached"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known of one person for one window, of `case`, which opens at `opens_at`. `attempts` are those they had
    elsewhere in the programme, other cohorts included; `allowed` is how many there are in all. `engagement_met` is the
    ledger's; whether it is asked for is the policy's."""

    case: int
    opens_at: datetime
    status: str
    engagement_met: bool
    asks_for_engagement: bool = True
    is_waived: bool = False
    attempts: Sequence[Attempt] = ()
    allowed: int = 2
    has_moved_on: bool = False
    is_called_off: bool = False
    has_left: bool = False


@dataclass(frozen=True)
class Decision:
    """Everything that keeps somebody out; nothing where they may enter, with the number of the attempt it would be."""

    reasons: tuple[NotReady, ...]
    attempt: int

    @property
    def is_ready(self) -> bool:
        """Whether they are let in."""
        return not self.reasons


#: Where one of these holds, nothing else matters.
_FINAL = (
    NotReady.CALLED_OFF,
    NotReady.PASSED,
    NotReady.LEFT,
    NotReady.NOT_ACTIVE,
    NotReady.MOVED_ON,
    NotReady.NO_ATTEMPT_LEFT,
)


def decide(standing: Standing, *, at: datetime) -> Decision:
    """Whether this person may enter at `at`, and if not, why."""
    found = tuple(_reasons(standing, at=at))
    final = next((reason for reason in found if reason in _FINAL), None)
    return Decision((final,) if final else found, number_of_next(standing.attempts, at=at))


def _reasons(standing: Standing, *, at: datetime) -> Iterator[NotReady]:
    attempts, allowed = standing.attempts, standing.allowed
    answer = due(attempts, allowed=allowed, at=at)
    fault = window_fault(attempts, case=standing.case, opens_at=standing.opens_at)
    held = {
        NotReady.CALLED_OFF: standing.is_called_off,
        NotReady.PASSED: answer == Due.PASSED,
        NotReady.LEFT: standing.has_left,
        NotReady.NOT_ACTIVE: standing.status != EnrolmentStatus.ACTIVE,
        NotReady.MOVED_ON: standing.has_moved_on,
        NotReady.NO_ATTEMPT_LEFT: answer == Due.NONE_LEFT or are_all_begun(attempts, allowed=allowed),
        NotReady.IN_ANOTHER_WINDOW: answer == Due.RUNNING,
        NotReady.RESULT_TO_COME: answer == Due.WAITS,
        NotReady.SAW_THE_CASE: fault == WindowFault.CASE_OPENED,
        NotReady.NOT_WHOLE: fault == WindowFault.NOT_WHOLE,
        NotReady.ENGAGEMENT: needs_engagement(standing),
    }
    return (reason for reason, is_so in held.items() if is_so)


def needs_engagement(standing: Standing) -> bool:
    """Whether engagement alone keeps them out, because it is asked for, not met and not waived."""
    return standing.asks_for_engagement and not standing.engagement_met and not standing.is_waived


@dataclass(frozen=True)
class Words:
    """A reason for each reader: what would make the person ready, for staff; why and what to do, for the person."""

    mends: str
    why: str
    what_to_do: str


WORDS: Mapping[NotReady, Words] = {
    NotReady.CALLED_OFF: Words(
        "Plan another window for the cohort.",
        "You cannot write in this window: it was called off.",
        "It does not count as an attempt. We write to you when another window is planned.",
    ),
    NotReady.PASSED: Words(
        "Nothing is needed.",
        "You have passed your case study already.",
        "You do not need to do anything.",
    ),
    NotReady.LEFT: Words(
        "Nothing is submitted for them, and their draft is kept. If they come back, they write in the next window.",
        "You left the course while this window was open, so your time in it ended then.",
        "This attempt does not count. If you are back, you write in the next window.",
    ),
    NotReady.NOT_ACTIVE: Words(
        "Bring them back into the cohort on their enrolment's page.",
        "You do not take part in this course at the moment.",
        "If you want to come back, talk to us.",
    ),
    NotReady.MOVED_ON: Words(
        "They write in the next window of their cohort. Plan one if there is none.",
        "You have been moved to the next window, as you asked.",
        "This attempt does not count. We will write to you when the next window is planned.",
    ),
    NotReady.NO_ATTEMPT_LEFT: Words(
        "No further attempt is allowed by the programme's assessment policy.",
        "You have begun all the attempts your programme allows.",
        "If you wait for the result of the last one, we email you when it is out. Otherwise talk to us about what you can do now.",
    ),
    NotReady.IN_ANOTHER_WINDOW: Words(
        "Nobody is in two windows at once: wait for the end of the other one.",
        "You are in another window now.",
        "Finish your case study there first.",
    ),
    NotReady.RESULT_TO_COME: Words(
        "Release the result of their last attempt before this window opens: another attempt has all its days.",
        "The result of your last attempt is not out yet.",
        "If it is out before this window opens and you need another attempt, you are let in then. You do not need to do"
        " anything.",
    ),
    NotReady.SAW_THE_CASE: Words(
        "A further attempt needs another case: plan a window with one.",
        "You have read this case study before, and a further attempt is about another one.",
        "You do not need to do anything. We will plan a window with another case study for you.",
    ),
    NotReady.NOT_WHOLE: Words(
        "Another attempt has all its days: plan a window that is still to open.",
        "You need another attempt, and this window had opened before your last result was out.",
        "Another attempt has all its days, so yours is in a later window. You do not need to do anything: we write to you"
        " when it is planned.",
    ),
    NotReady.ENGAGEMENT: Words(
        "Open registers, or catching up, may bring them there; or let them in without it, with a reason.",
        "You have not yet engaged with enough of the course.",
        "Your course page shows what you can still do or catch up on. You are let in as soon as you have reached it, also"
        " while the window is open. If you think this is wrong, talk to us.",
    ),
}
