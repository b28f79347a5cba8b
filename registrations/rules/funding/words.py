"""A funding decision for people: the journey, the calculator, emails and staff pages all read it from here."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db.models import TextChoices

from courses.choices import COURSE_NAMES, CourseIdentifier, FundingKind
from registrations.choices import FUNDED_CODES, REVIEW_CODES, FundingCode, WorkSetting
from registrations.rules.funding import wording
from registrations.rules.funding.facts import FundingDecision, FundingFacts, MissingInstitution
from registrations.rules.funding.rule_sets import decide, rule_set_for


class FundingOutlook(TextChoices):
    """The three ways it can go, for a tag's colour and words."""

    LIKELY = "likely", "Likely to be funded"
    UNDECIDED = "undecided", "The DfE decides"
    NOT_LIKELY = "not_likely", "Not likely to be funded"


@dataclass(frozen=True)
class FundingWords:
    """One decision in plain sentences without markup. `conditions` is what must still happen before money is certain;
    `alternatives` are courses the same rules are likely to fund for the same person."""

    outlook: FundingOutlook
    title: str
    explanation: str
    rule: str
    source: str
    who_to_ask: str
    next_step: str
    conditions: tuple[str, ...] = ()
    alternatives: tuple[CourseIdentifier, ...] = ()

    @property
    def alternatives_sentence(self) -> str:
        """The alternatives by short name in one sentence; empty when there are none."""
        names = [str(course.label) for course in self.alternatives]
        if not names:
            return ""
        listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        return f"With the same answers, the DfE is likely to fund {listed}."

    def sentences(self) -> list[str]:
        """Everything but the title, in reading order, a paragraph each: for emails and plain text."""
        return [
            self.explanation,
            *self.conditions,
            f"The rule: {self.rule} ({self.source}.)",
            f"What you can do next: {' '.join(filter(None, (self.next_step, self.alternatives_sentence)))}",
            f"Who to ask: {self.who_to_ask}",
        ]


def explain(
    decision: FundingDecision,
    facts: FundingFacts,
    *,
    trn_verified: bool,
    offered: Collection[CourseIdentifier] = (),
    hub_reason: str = "",
) -> FundingWords:
    """A decision in words. `offered`: the courses the hub runs, to name others that are likely to be funded.
    `hub_reason`: what staff wrote when they decided by hand, shown to the person."""
    outlook = outlook_of(decision.code)
    alternatives = (
        funded_alternatives(facts, decision.rules_version, offered) if outlook == FundingOutlook.NOT_LIKELY else ()
    )
    chosen = _wording(decision, facts)
    words = FundingWords(
        outlook=outlook,
        title=chosen.title,
        explanation=_filled(chosen.explanation, facts),
        rule=_filled(chosen.rule, facts),
        source=decision.source,
        who_to_ask=wording.WHO_TO_ASK,
        next_step=chosen.next_step,
        conditions=_conditions(outlook, facts, trn_verified=trn_verified),
        alternatives=alternatives,
    )
    return replace(words, explanation=f"{words.explanation} {hub_reason}") if hub_reason else words


def outlook_of(code: FundingCode) -> FundingOutlook:
    """Which of the three ways a code points."""
    if code in FUNDED_CODES:
        return FundingOutlook.LIKELY
    if code in REVIEW_CODES or code == FundingCode.NO_INSTITUTION:
        return FundingOutlook.UNDECIDED
    return FundingOutlook.NOT_LIKELY


def funded_alternatives(
    facts: FundingFacts, rules_version: str, offered: Collection[CourseIdentifier]
) -> tuple[CourseIdentifier, ...]:
    """Of the courses `offered`, those the same rules are likely to fund for the same person, the wanted one left out.

    Takes the person not to have been funded for them; the calculator looks at that again when they choose one.
    """
    rule_set_for(rules_version)
    return tuple(
        course
        for course in CourseIdentifier
        if course in offered and course != facts.course and _funds(facts, course, rules_version)
    )


def _funds(facts: FundingFacts, course: CourseIdentifier, rules_version: str) -> bool:
    try:
        return decide(replace(facts, course=course, previously_funded=False), rules_version).funded
    except MissingInstitution:
        return False


def course_name(course: CourseIdentifier) -> str:
    """As a sentence names it, after "the"."""
    return COURSE_NAMES[course]


def where(facts: FundingFacts) -> str:
    """Where the person works, to stand after "You work": the most exact answer they gave."""
    if facts.work_setting == WorkSetting.EARLY_YEARS and facts.kind_of_nursery:
        return wording.WHERE_BY_NURSERY[facts.kind_of_nursery.value]
    if facts.employment_type and facts.work_setting in (WorkSetting.ANOTHER, None):
        return wording.WHERE_BY_EMPLOYMENT[facts.employment_type.value]
    if facts.work_setting:
        return wording.WHERE_BY_SETTING[facts.work_setting.value]
    return wording.SOMEWHERE


def _wording(decision: FundingDecision, facts: FundingFacts) -> wording.Wording:
    """The code's wording, or a closer one where the facts say more than the code."""
    if decision.code == FundingCode.FUNDED:
        return _funded_wording(decision, facts)
    new_heads_only = facts.course == CourseIdentifier.EARLY_HEADSHIP_COACHING and not facts.new_headteacher
    if decision.code == FundingCode.INELIGIBLE_INSTITUTION_TYPE and new_heads_only:
        return wording.NEW_HEADS_ONLY
    if decision.code == FundingCode.NOT_ON_EARLY_YEARS_REGISTER and not _is_in_early_years(facts):
        return _type_wording(facts)
    if decision.code in (FundingCode.INELIGIBLE_ESTABLISHMENT_TYPE, FundingCode.NOT_FUNDED):
        return _type_wording(facts)
    return wording.WORDINGS[decision.code]


def _funded_wording(decision: FundingDecision, facts: FundingFacts) -> wording.Wording:
    if facts.course == CourseIdentifier.EARLY_HEADSHIP_COACHING and facts.new_headteacher:
        return wording.FUNDED_AS_NEW_HEAD
    if facts.institution is not None:
        unlisted = replace(facts, institution=facts.institution.without_lists())
        if not decide(unlisted, decision.rules_version).funded:
            return wording.FUNDED_BY_LIST
    return wording.WORDINGS[FundingCode.FUNDED]


def _type_wording(facts: FundingFacts) -> wording.Wording:
    if facts.course == CourseIdentifier.ADDITIONAL_SUPPORT_OFFER and not facts.new_headteacher:
        return wording.WORDINGS[FundingCode.NOT_NEW_HEAD_ASO]
    if facts.work_setting == WorkSetting.ANOTHER and facts.is_lead_mentor:
        return wording.PROVIDER_NOT_APPROVED
    if facts.institution is None:
        return wording.WORDINGS[FundingCode.INELIGIBLE_ESTABLISHMENT_TYPE]
    if not facts.institution.is_school:
        return wording.AUTHORITY_INSTEAD_OF_SCHOOL
    return wording.NURSERY_NOT_LISTED if facts.work_setting == WorkSetting.EARLY_YEARS else wording.TYPE_OF_SCHOOL


def _is_in_early_years(facts: FundingFacts) -> bool:
    """The older sets tell everybody without a workplace that they are not on the register; only some should read it."""
    return facts.institution is not None or facts.work_setting in (WorkSetting.EARLY_YEARS, None)


def _filled(sentence: str, facts: FundingFacts) -> str:
    in_16_to_19 = facts.work_setting == WorkSetting.SIXTEEN_TO_NINETEEN
    return sentence.format(
        course=course_name(facts.course),
        where=where(facts),
        list=wording.LIST_OF_16_TO_19 if in_16_to_19 else wording.LIST_OF_SCHOOLS,
    )


def _conditions(outlook: FundingOutlook, facts: FundingFacts, *, trn_verified: bool) -> tuple[str, ...]:
    if outlook == FundingOutlook.NOT_LIKELY:
        return ()
    conditions = [wording.CONFIRMED_BY_DFE] if outlook == FundingOutlook.LIKELY else []
    if facts.cohort_funding == FundingKind.CAPPED:
        conditions.append(wording.PLACES_ARE_LIMITED)
    if not trn_verified:
        conditions.append(wording.TRN_NOT_VERIFIED)
    return tuple(conditions)
