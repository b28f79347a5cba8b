"""The hub's pages on how messages are worded: what they show, put together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from npq_portal.notifications import mailer
from npq_portal.notifications.choices import CONTEXT_NAMES
from npq_portal.notifications.choices import NotificationKind as Kind
from npq_portal.notifications.examples import OF_THE_HUB, example_values, placeholders_of
from npq_portal.notifications.models import HubWords
from npq_portal.notifications.rules.hub_words import needed
from npq_portal.notifications.rules.manners import OPTIONAL
from npq_portal.notifications.rules.wording import Wording
from npq_portal.templatetags.dates import long_datetime

#: In the order of the list. A kind that stands in none makes a test fail.
GROUPS: Final[Mapping[str, tuple[Kind, ...]]] = {
    "Registering": (
        Kind.REGISTRATION_UNFINISHED, Kind.APPLICATION_RECEIVED, Kind.APPLICATION_MORE_NEEDED, Kind.APPLICATION_ACCEPTED,
        Kind.APPLICATION_REJECTED, Kind.APPLICATION_WITHDRAWN, Kind.TRN_MISSING, Kind.TRN_VERIFIED, Kind.EMAIL_CHANGED,
    ),
    "School leaders": (
        Kind.ENDORSEMENT_ASKED, Kind.ENDORSEMENT_REMINDER, Kind.ENDORSEMENT_UNANSWERED, Kind.ENDORSEMENT_ANSWERED,
    ),
    "The course and its sessions": (
        Kind.JOINING_INSTRUCTIONS, Kind.SESSION_IN_A_WEEK, Kind.SESSION_TOMORROW, Kind.SCHEDULE_CHANGED, Kind.SELF_STUDY_DUE,
        Kind.COHORT_MESSAGE, Kind.COURSE_COMPLETED,
    ),
    "Engagement and catching up": (
        Kind.ENGAGEMENT_AT_RISK, Kind.ENGAGEMENT_OUT_OF_REACH, Kind.CATCH_UP_OFFERED, Kind.CATCH_UP_DUE,
        Kind.CATCH_UP_DECIDED,
    ),
    "Leaving and coming back": (
        Kind.ENROLMENT_DEFERRED, Kind.DEFERRAL_ENDING, Kind.ENROLMENT_RESUMED, Kind.ENROLMENT_TRANSFERRED,
        Kind.ENROLMENT_WITHDRAWN,
    ),
    "Case studies": (
        Kind.WINDOW_OPENS_TOMORROW, Kind.WINDOW_OPEN, Kind.WINDOW_HALF_WAY, Kind.WINDOW_CLOSES_SOON, Kind.WINDOW_LAST_HOURS,
        Kind.WINDOW_CHANGED, Kind.WINDOW_CALLED_OFF, Kind.EXTENSION_DECIDED, Kind.OUTAGE_CREDITED, Kind.SUBMISSION_RECEIVED,
        Kind.SUBMISSION_WITHDRAWN, Kind.DRAFT_NOT_SUBMITTED, Kind.RESULT_RELEASED, Kind.RESULT_CORRECTED,
        Kind.MISCONDUCT_TOLD,
    ),
    "Facilitators, assessors and the hub": (
        Kind.REGISTER_OPEN, Kind.MARKING_ALLOCATED, Kind.MARKING_OVERDUE, Kind.HUB_DIGEST,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Kinds that belong together, as rows of a table."""

    name: str
    rows: list[list[Any]]


def groups(newest: Mapping[str, HubWords]) -> Iterator[Group]:
    """Every kind, and whose words are sent."""
    for name, kinds in GROUPS.items():
        yield Group(name, [_row(kind, newest.get(kind)) for kind in kinds])


def whose(row: HubWords | None) -> str:
    """Whose words are sent, since when and by whom."""
    if row is None:
        return "The portal’s words"
    said = "Your words" if row.body else "The portal’s words again"
    return f"{said} since {long_datetime(row.written_at)}, by {writer(row)}"


def writer(row: HubWords) -> str:
    """Who wrote it, also when they have no account any more."""
    return str(row.written_by or "somebody whose account is gone")


def in_force(kind: Kind, row: HubWords | None) -> Wording:
    """What is sent."""
    return Wording(row.subject, row.body) if row and row.body else mailer.wording_of(kind)


def preview(kind: Kind, words: Wording) -> mailer.Letter:
    """The letter as somebody would get it, filled in with examples."""
    foot = {"unsubscribe_url": f"{settings.SITE_URL}/unsubscribe/example/"} if kind in OPTIONAL else {}
    return mailer.preview(words, {**example_values(CONTEXT_NAMES[kind]), **foot})


def placeholder_rows(kind: Kind) -> list[list[Any]]:
    """Rows of a table: what to write, what it says, an example."""
    known, hub = placeholders_of(kind), mailer.of_the_hub()
    must = needed(known)
    rows: list[list[Any]] = []
    for name, one in known.items():
        hints = ["The text must have it."] if name in must else []
        hints += ["Several lines: put it into a line of its own."] if one.is_list else []
        hints += ["Where it is empty, its line is left out."] if one.can_be_empty else []
        example = ", ".join(one.example) if isinstance(one.example, list) else str(one.example)
        rows.append([f"{{{{ {name} }}}}", {"text": one.means, "hint": " ".join(hints)}, example])
    return rows + [[f"{{{{ {name} }}}}", means, str(hub[name])] for name, means in OF_THE_HUB.items()]


def _row(kind: Kind, row: HubWords | None) -> list[Any]:
    return [{"text": str(kind.label), "url": reverse("pages:words", args=[kind.value])}, whose(row)]
