"""Who is at risk, from the rows: findings for many people in a constant number of queries, and their words."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from courses.choices import AtRiskRule, EnrolmentStatus
from courses.facts.standing import Ledger, ledgers_of
from courses.models import Enrolment
from courses.rules import at_risk
from courses.rules.at_risk import Facts, Finding, Named
from npq_portal.clock import london_date
from npq_portal.templatetags.dates import long_date, short_date


def findings_of(
    enrolments: Collection[Enrolment], *, at: datetime, ledgers: Mapping[int, Ledger] = MappingProxyType({})
) -> dict[int, list[Finding]]:
    """The rules that apply to each of these enrolments, by its id; those to whom none applies are left out.

    `enrolments` come with their summary; the summaries must be of now, since whoever has missed nothing is
    not looked at more closely. Only the active are judged. `ledgers` are those read before; for the others six queries,
    for any number of people.
    """
    judged = [one for one in enrolments if one.status == EnrolmentStatus.ACTIVE and _has_missed(one)]
    unread = [one.pk for one in judged if one.pk not in ledgers]
    known = {**ledgers, **(ledgers_of(unread, at=at) if unread else {})}
    anybody = {one.cohort_id: known[one.pk] for one in judged}
    names = {cohort_id: _names(ledger) for cohort_id, ledger in anybody.items()}
    found = {one.pk: at_risk.findings(_facts(one, known[one.pk], names[one.cohort_id], at=at)) for one in judged}
    return {pk: findings for pk, findings in found.items() if findings}


def _has_missed(enrolment: Enrolment) -> bool:
    """No rule applies to anybody who has missed nothing (tests/courses/at_risk/test_rules.py)."""
    return hasattr(enrolment, "summary") and enrolment.summary.missed > 0


def _names(ledger: Ledger) -> dict[int, Named]:
    """What the components of a cohort are called, from the ledger of anybody in it."""
    components = [line.component for line in ledger.lines]
    return {one.pk: Named(one.title, is_session=not one.is_studied_alone) for one in components}


def _facts(one: Enrolment, ledger: Ledger, names: Mapping[int, Named], *, at: datetime) -> Facts:
    last = one.summary.last_engaged_at
    return Facts(
        forecast=ledger.forecast,
        threshold=ledger.policy.threshold_percent,
        held=at_risk.held_until_now(ledger.parts, names),
        started_on=max(ledger.enrolment.cohort.starts_on, london_date(one.enrolled_at)),
        last_engaged_on=london_date(last) if last else None,
        today=london_date(at),
    )


def in_words(rule: str, facts: Mapping[str, Any]) -> str:
    """A stored finding as a sentence for staff: the rule with its figures and dates."""
    return _WORDS[AtRiskRule(rule)](facts)


def _one_more_and_gone(facts: Mapping[str, Any]) -> str:
    spare = facts["minutes_to_spare"]
    return (
        f"Missing what comes next puts {facts['threshold']}% out of reach: {facts['best']}% is the best still possible,"
        f" with {_minutes(spare)} to spare."
    )


def _needs_catch_up(facts: Mapping[str, Any]) -> str:
    return (
        f"Going to everything from now on gives {facts['best']}% at best. Catching up on {_minutes(facts['catch_up_needed'])}"
        f" brings {facts['threshold']}% back."
    )


def _out_of_reach(facts: Mapping[str, Any]) -> str:
    return (
        f"{facts['threshold']}% cannot be reached: {facts['best_with_catch_up']}% is the most, with all the catch-up that is"
        " still allowed."
    )


def _two_in_a_row(facts: Mapping[str, Any]) -> str:
    missed = [f"{one['title']} ({short_date(date.fromisoformat(one['on']))})" for one in facts["missed"]]
    return f"Missed {len(missed)} sessions in a row: {', '.join(missed[:-1])} and {missed[-1]}."


def _no_contact(facts: Mapping[str, Any]) -> str:
    since = long_date(date.fromisoformat(facts["since"]))
    number = facts["missed"]
    missed = f"{number} thing{' was' if number == 1 else 's were'} held or due since"
    if facts["ever"]:
        return f"Not heard of since {since}; {missed}."
    return f"Never heard of: the start was {since}, and {missed}."


def _minutes(number: int) -> str:
    return f"{number:,} minute{'' if number == 1 else 's'}"


_WORDS = {
    AtRiskRule.ONE_MORE_AND_GONE: _one_more_and_gone,
    AtRiskRule.NEEDS_CATCH_UP: _needs_catch_up,
    AtRiskRule.OUT_OF_REACH: _out_of_reach,
    AtRiskRule.TWO_IN_A_ROW: _two_in_a_row,
    AtRiskRule.NO_CONTACT: _no_contact,
}
