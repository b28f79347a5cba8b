"""Where one journey stands: the answers, and what the rows say about them. Read once a request."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property

from courses.choices import CourseIdentifier
from courses.models import Cohort, Course, Intake, LeadProvider
from npq_portal import clock
from npq_portal.accounts.models import User
from npq_portal.templatetags.dates import deadline, long_date
from registrations import facts
from registrations.choices import EligibilityListKind, WorkSetting
from registrations.gias.lists import entries, is_in_force, on_list
from registrations.journey.answers import Answers
from registrations.models import AdjustmentRequest, Draft, TrnCheck, Workplace
from registrations.rules.funding import FundingDecision, FundingFacts, MissingInstitution, decide
from registrations.rules.several_npqs import EarlierNpqStatus, PriorNpq, SeveralNpqs, consider


class Situation:
    """The answers with everything steps, forms and rules ask of the rows, each read at most once.

    `user` and `draft` are None for the funding calculator, which needs no account.
    """

    def __init__(self, answers: Answers, *, at: datetime, user: User | None = None, draft: Draft | None = None) -> None:
        self.answers = answers
        self.at = at
        self.user = user
        self.draft = draft

    @property
    def today(self) -> date:
        """The London date of this request."""
        return clock.london_date(self.at)

    @property
    def applicant_email(self) -> str:
        """The address the person signed in with; "" without an account."""
        return self.user.email if self.user else ""

    # -- what is on offer --------------------------------------------------------------------------------------------
    @cached_property
    def open_cohorts(self) -> list[Cohort]:
        """Cohorts one can apply for now: registration is open and a place is left."""
        cohorts = Cohort.objects.open_for_registration(self.at).with_places_left()
        return list(
            cohorts.select_related("intake", "programme__course", "programme__lead_provider").order_by("starts_on")
        )

    @cached_property
    def courses(self) -> list[Course]:
        """Courses with an open cohort, in the catalogue's order."""
        found = {cohort.programme.course for cohort in self.open_cohorts if cohort.programme.course.is_on_show}
        return sorted(found, key=lambda course: (course.position, course.title))

    @property
    def offered(self) -> list[CourseIdentifier]:
        """Those courses by identifier, to name others that are likely to be funded."""
        return [CourseIdentifier(course.identifier) for course in self.courses]

    @cached_property
    def course(self) -> Course | None:
        """The course chosen, open or not."""
        return Course.objects.filter(identifier=self.answers.text("course")).first()

    @cached_property
    def _cohorts_of_course(self) -> list[Cohort]:
        return [cohort for cohort in self.open_cohorts if cohort.programme.course == self.course]

    @cached_property
    def intakes(self) -> list[Intake]:
        """Starts one can choose for the course, the next first."""
        return sorted({cohort.intake for cohort in self._cohorts_of_course}, key=lambda intake: intake.starts_on)

    @cached_property
    def intake(self) -> Intake | None:
        """The start chosen, while it can still be chosen."""
        return next((intake for intake in self.intakes if intake.identifier == self.answers.text("intake")), None)

    @cached_property
    def _cohorts_of_intake(self) -> list[Cohort]:
        return [cohort for cohort in self._cohorts_of_course if cohort.intake == self.intake]

    @cached_property
    def providers(self) -> list[LeadProvider]:
        """Lead providers one can choose for course and start, by name."""
        return sorted(
            (cohort.programme.lead_provider for cohort in self._cohorts_of_intake), key=lambda provider: provider.name
        )

    @cached_property
    def cohort(self) -> Cohort | None:
        """The cohort the answers lead to, while it can still be applied for.

        Where one lead provider is left it need not be asked for; but nobody is moved from the one they chose to another.
        """
        cohorts, slug = self._cohorts_of_intake, self.answers.text("lead_provider")
        if len(cohorts) == 1 and not slug:
            return cohorts[0]
        return next((cohort for cohort in cohorts if cohort.programme.lead_provider.slug == slug), None)

    @property
    def must_choose_provider(self) -> bool:
        """Whether there is a choice of lead providers, or the one chosen is not to be had any more."""
        return len(self.providers) > 1 or (bool(self.answers.text("lead_provider")) and self.cohort is None)

    def intake_hint(self, intake: Intake) -> str:
        """When it starts and until when one can apply."""
        cohorts = [cohort for cohort in self._cohorts_of_course if cohort.intake == intake]
        starts = min(cohort.starts_on for cohort in cohorts)
        closes = max(cohort.registration_closes_at for cohort in cohorts)
        return f"Starts on {long_date(starts)}. Apply before {deadline(closes)}."

    # -- the workplace -----------------------------------------------------------------------------------------------
    @cached_property
    def workplace(self) -> Workplace | None:
        """The workplace chosen, where one is asked for."""
        if not self.answers.needs_register_workplace:
            return None
        return self.find_workplace(self.answers.text("workplace"))

    def find_workplace(self, urn: str) -> Workplace | None:
        """The register's row for a URN."""
        return Workplace.objects.filter(urn=urn).first() if urn else None

    def knows_ofsted_urn(self, urn: str) -> bool:
        """Whether a provider of that number is registered; True for any where no register has been loaded."""
        kinds = (EligibilityListKind.EARLY_YEARS_REGISTER, EligibilityListKind.CHILDMINDERS)
        if not is_in_force(EligibilityListKind.EARLY_YEARS_REGISTER):
            return True
        return any(on_list(kind, urn) for kind in kinds)

    @cached_property
    def itt_provider_names(self) -> list[str]:
        """Approved providers of initial teacher training, by name; none where the list has not been loaded."""
        return entries(EligibilityListKind.ITT_PROVIDERS)

    @property
    def may_be_paid_by_trust(self) -> bool:
        """A trust can pay for those who work in a school or trust in England (DfE's rule)."""
        return self.answers.in_england and self.answers.text("setting") in (
            WorkSetting.SCHOOL,
            WorkSetting.ACADEMY_TRUST,
        )

    # -- earlier NPQs ------------------------------------------------------------------------------------------------
    @property
    def all_course_choices(self) -> Sequence[tuple[str, str]]:
        """Every NPQ there ever was here, for the list of those taken before."""
        return [(course.identifier, course.full_title) for course in self._all_courses]

    @cached_property
    def _all_courses(self) -> list[Course]:
        return list(Course.objects.all())

    def earlier_npqs_in_words(self) -> list[str]:
        """Each earlier NPQ as one line."""
        if not self.answers.earlier_npqs:
            return []
        titles = dict(self.all_course_choices)
        paid = {"yes": "paid for by the DfE", "no": "not paid for by the DfE", "unknown": "not sure who paid"}
        said = {
            "finished": "finished",
            "in_progress": "taking it now",
            "failed": "not passed",
            "withdrawn": "left before the end",
        }
        return [
            f"{titles.get(npq['course'], npq['course'])}, {npq['year']}, {said[npq['status']]}, {paid[npq['funded']]}"
            for npq in self.answers.earlier_npqs
        ]

    def listed_earlier_npqs(self) -> list[tuple[str, str]]:
        """Each earlier NPQ as one line, with the key that takes it off the list."""
        keys = [f"{npq['course']}:{npq['year']}" for npq in self.answers.earlier_npqs]
        return list(zip(self.earlier_npqs_in_words(), keys, strict=True)) if keys else []

    @cached_property
    def several(self) -> SeveralNpqs:
        """What the hub's rules on several NPQs say; nothing before a course is chosen."""
        if self.course is None:
            return SeveralNpqs()
        prior = tuple(
            PriorNpq(
                course=CourseIdentifier(npq["course"]),
                status=EarlierNpqStatus(npq["status"]),
                funded={"yes": True, "no": False}.get(npq["funded"]),
                year=int(npq["year"]),
            )
            for npq in self.answers.earlier_npqs
        )
        return consider(CourseIdentifier(self.course.identifier), prior)

    # -- identity and money ------------------------------------------------------------------------------------------
    @cached_property
    def trn_check(self) -> TrnCheck | None:
        """The newest record check of this draft, if it was made for the answers as they are now."""
        if self.draft is None or self.answers.text("checked") != self.answers.claim_fingerprint:
            return None
        return self.draft.trn_checks.order_by("-id").first()

    @cached_property
    def funding_facts(self) -> FundingFacts | None:
        """The funding rule's facts; None while course or start are open."""
        if self.course is None or self.intake is None:
            return None
        course = self.course.identifier
        before = self.several.previously_funded or (
            self.user is not None and facts.was_funded_before(self.user, course)
        )
        return facts.funding_facts(
            self.answers, course=course, intake=self.intake, workplace=self.workplace, previously_funded=before
        )

    @cached_property
    def funding(self) -> FundingDecision | None:
        """What the rules of the chosen start say; None while they cannot say."""
        if self.funding_facts is None or self.intake is None:
            return None
        try:
            return decide(self.funding_facts, self.intake.funding_rules)
        except MissingInstitution:
            return None

    @property
    def must_say_who_pays(self) -> bool:
        """Whether somebody else than the DfE pays for sure."""
        return self.funding is not None and not self.funding.funded and not self.funding.needs_review

    @cached_property
    def adjustment_needs(self) -> str:
        """The adjustments asked for in this draft, in the person's words."""
        if self.draft is None:
            return ""
        return AdjustmentRequest.objects.filter(draft=self.draft).values_list("needs", flat=True).first() or ""
