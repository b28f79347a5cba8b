"""The hub's rules on taking several NPQs. Source: the hub's NPQ page and the DfE's once-only rule.

- Somebody may take more than one leadership NPQ and more than one specialist NPQ, and is expected to finish one leadership
  NPQ before starting another.
- For a further specialist NPQ the school leader must back the application.
- What happens to people who failed or withdrew from an NPQ is decided case by case.
- The same NPQ is funded once. The Early Headship Coaching Offer and the Additional Support Offer are the same for this.

Review never refuses: it asks a person at the hub to look. The coaching offers belong to neither family: they are meant to
be taken beside the NPQ in Headship.
"""

from dataclasses import dataclass

from django.db.models import TextChoices

from courses.choices import COURSE_GROUPS, COURSE_NAMES, CourseGroup, CourseIdentifier

_ONE_OFFER = (CourseIdentifier.EARLY_HEADSHIP_COACHING, CourseIdentifier.ADDITIONAL_SUPPORT_OFFER)


class EarlierNpqStatus(TextChoices):
    """How an earlier NPQ went."""

    FINISHED = "finished", "I finished it"
    IN_PROGRESS = "in_progress", "I am taking it now"
    FAILED = "failed", "I did not pass"
    WITHDRAWN = "withdrawn", "I withdrew from it"


class SeveralNpqsReason(TextChoices):
    """Why an earlier NPQ matters."""

    SAME_FUNDED = "same_funded", "This NPQ was funded before"
    SAME_FUNDING_UNKNOWN = "same_funding_unknown", "Taken before, and not known who paid"
    SAME_TAKEN = "same_taken", "Taken before, or being taken now"
    LEADERSHIP_UNFINISHED = "leadership_unfinished", "A leadership NPQ is not finished"
    SPECIALIST_NEEDS_BACKING = "specialist_needs_backing", "A further specialist NPQ needs the school leader's backing"
    FAILED = "failed", "An earlier NPQ was not passed"
    WITHDRAWN = "withdrawn", "Withdrew from an earlier NPQ"


@dataclass(frozen=True)
class PriorNpq:
    """An NPQ taken before, as the person tells it.

    `funded`: whether the DfE paid, None where the person does not know. `year`: the calendar year it began, None likewise.
    """

    course: CourseIdentifier
    status: EarlierNpqStatus
    funded: bool | None
    year: int | None = None


@dataclass(frozen=True)
class Flag:
    """One reason, and the sentence that tells the person about it."""

    reason: SeveralNpqsReason
    course: CourseIdentifier
    words: str


@dataclass(frozen=True)
class SeveralNpqs:
    """What the earlier NPQs mean for this application: flags in the order of the answers, each reason once a course."""

    flags: tuple[Flag, ...] = ()

    @property
    def previously_funded(self) -> bool:
        """The funding rules are to be told that this course was funded before."""
        return self._has(SeveralNpqsReason.SAME_FUNDED)

    @property
    def needs_backing(self) -> bool:
        """It cannot be accepted before the school leader has backed it."""
        return self._has(SeveralNpqsReason.SPECIALIST_NEEDS_BACKING)

    @property
    def review_reasons(self) -> tuple[SeveralNpqsReason, ...]:
        """Why somebody at the hub must look before anybody decides; empty when nobody must."""
        no_review = (SeveralNpqsReason.SAME_FUNDED, SeveralNpqsReason.SPECIALIST_NEEDS_BACKING)
        return tuple(dict.fromkeys(flag.reason for flag in self.flags if flag.reason not in no_review))

    @property
    def needs_review(self) -> bool:
        """Whether somebody at the hub must look."""
        return bool(self.review_reasons)

    def _has(self, reason: SeveralNpqsReason) -> bool:
        return any(flag.reason == reason for flag in self.flags)


def consider(wanted: CourseIdentifier, prior: tuple[PriorNpq, ...]) -> SeveralNpqs:
    """What NPQs taken before mean for an application for `wanted`."""
    flags = [Flag(reason, npq.course, _words(reason, npq.course)) for npq in prior for reason in _reasons(wanted, npq)]
    return SeveralNpqs(flags=tuple(dict.fromkeys(flags)))


def is_same_course(one: CourseIdentifier, other: CourseIdentifier) -> bool:
    """The same course for funding: itself, and EHCO and ASO for each other."""
    return one == other or (one in _ONE_OFFER and other in _ONE_OFFER)


def _reasons(wanted: CourseIdentifier, npq: PriorNpq) -> list[SeveralNpqsReason]:
    same = is_same_course(wanted, npq.course)
    reasons = _same_course_reasons(npq) if same else []
    if npq.status == EarlierNpqStatus.FAILED:
        reasons.append(SeveralNpqsReason.FAILED)
    if npq.status == EarlierNpqStatus.WITHDRAWN:
        reasons.append(SeveralNpqsReason.WITHDRAWN)
    both = (COURSE_GROUPS[wanted], COURSE_GROUPS[npq.course])
    if (
        both == (CourseGroup.LEADERSHIP, CourseGroup.LEADERSHIP)
        and npq.status == EarlierNpqStatus.IN_PROGRESS
        and not same
    ):
        reasons.append(SeveralNpqsReason.LEADERSHIP_UNFINISHED)
    if both == (CourseGroup.SPECIALIST, CourseGroup.SPECIALIST):
        reasons.append(SeveralNpqsReason.SPECIALIST_NEEDS_BACKING)
    return reasons


def _same_course_reasons(npq: PriorNpq) -> list[SeveralNpqsReason]:
    reasons = []
    if npq.funded:
        reasons.append(SeveralNpqsReason.SAME_FUNDED)
    if npq.funded is None:
        reasons.append(SeveralNpqsReason.SAME_FUNDING_UNKNOWN)
    if npq.status in (EarlierNpqStatus.FINISHED, EarlierNpqStatus.IN_PROGRESS):
        reasons.append(SeveralNpqsReason.SAME_TAKEN)
    return reasons


_LOOKED_AT = "You can apply; somebody at the hub looks at it first."
_WORDS = {
    SeveralNpqsReason.SAME_FUNDED: "You told us that the DfE has paid for the {course} before. "
    "The DfE pays for each course once.",
    SeveralNpqsReason.SAME_FUNDING_UNKNOWN: "You have taken the {course} before and do not know who paid. "
    "We ask the DfE, because it pays for each course once.",
    SeveralNpqsReason.SAME_TAKEN: "You told us that you have finished the {course} or are taking it now. "
    "Somebody at the hub asks you why you want to take it again.",
    SeveralNpqsReason.LEADERSHIP_UNFINISHED: "You told us that you are still taking the {course}. "
    f"We expect people to finish one leadership NPQ before they start another. {_LOOKED_AT}",
    SeveralNpqsReason.SPECIALIST_NEEDS_BACKING: "You told us about the {course}. "
    "For a further specialist NPQ your school leader must back your application.",
    SeveralNpqsReason.FAILED: f"You told us that you did not pass the {{course}}. {_LOOKED_AT}",
    SeveralNpqsReason.WITHDRAWN: f"You told us that you withdrew from the {{course}}. {_LOOKED_AT}",
}


def _words(reason: SeveralNpqsReason, course: CourseIdentifier) -> str:
    return _WORDS[reason].format(course=COURSE_NAMES[course])
