"""The eight dated rule sets, and the one way to ask them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from courses.choices import FundingKind
from registrations.choices import REVIEW_CODES, FundingCode
from registrations.rules.funding.facts import FundingDecision, FundingFacts, UnknownRulesVersion
from registrations.rules.funding.year_2021_22 import decide_2021_22
from registrations.rules.funding.year_2024_25 import decide_autumn_2024, decide_spring_2025
from registrations.rules.funding.year_2025_26 import decide_autumn_2025
from registrations.rules.funding.year_2026_27 import decide_2026
from registrations.rules.funding.years_2022_to_2024 import (
    decide_2022_23,
    decide_2022_23_from_november,
    decide_2023_24,
)


@dataclass(frozen=True)
class RuleSet:
    """One dated set: from the first day it was live until the day before `valid_until` (None: still live), in England."""

    version: str
    title: str
    valid_from: date
    valid_until: date | None
    source: str
    rule: Callable[[FundingFacts], FundingCode]


RULE_SETS = (
    RuleSet(
        version="2021-22",
        title="2021/22",
        valid_from=date(2021, 10, 12),
        valid_until=date(2022, 6, 1),
        source="DfE funding rules for 2021/22, live from 12 October 2021: all state-funded schools and 16 to 19 organisations",
        rule=decide_2021_22,
    ),
    RuleSet(
        version="2022-23",
        title="2022/23",
        valid_from=date(2022, 6, 1),
        valid_until=date(2022, 11, 30),
        source="DfE funding rules for 2022/23, live from 1 June 2022",
        rule=decide_2022_23,
    ),
    RuleSet(
        version="2022-23 from 30 Nov 2022",
        title="2022/23 (from 30 November 2022)",
        valid_from=date(2022, 11, 30),
        valid_until=date(2023, 8, 29),
        source="DfE funding rules for 2022/23, live from 30 November 2022: independent schools listed for NPQEYL added, "
        "and lead mentors from 1 March 2023",
        rule=decide_2022_23_from_november,
    ),
    RuleSet(
        version="2023-24",
        title="2023/24",
        valid_from=date(2023, 8, 29),
        valid_until=date(2024, 6, 12),
        source="DfE funding rules for 2023/24, live from 29 August 2023",
        rule=decide_2023_24,
    ),
    RuleSet(
        version="2024-autumn",
        title="autumn 2024",
        valid_from=date(2024, 6, 12),
        valid_until=date(2025, 2, 28),
        source="DfE funding rules for autumn 2024, live from 12 June 2024, as changed on 27 June and 18 July 2024",
        rule=decide_autumn_2024,
    ),
    RuleSet(
        version="2025-spring",
        title="spring 2025",
        valid_from=date(2025, 2, 28),
        valid_until=date(2025, 8, 21),
        source="DfE funding rules for spring 2025, live from 28 February 2025, as changed on 10 March and 2 April 2025",
        rule=decide_spring_2025,
    ),
    RuleSet(
        version="2025-autumn",
        title="autumn 2025",
        valid_from=date(2025, 8, 21),
        valid_until=date(2026, 5, 12),
        source="DfE funding rules for autumn 2025, live from 21 August 2025",
        rule=decide_autumn_2025,
    ),
    RuleSet(
        version="2026",
        title="2026",
        valid_from=date(2026, 5, 12),
        valid_until=None,
        source="DfE funding rules for 2026, live from 12 May 2026, as changed on 1 and 11 June 2026",
        rule=decide_2026,
    ),
)

_BY_VERSION = {rule_set.version: rule_set for rule_set in RULE_SETS}


def rule_set_for(rules_version: str) -> RuleSet:
    """The set of that name, such as "2026". Raises UnknownRulesVersion."""
    try:
        return _BY_VERSION[rules_version]
    except KeyError:
        raise UnknownRulesVersion(f"There are no funding rules called {rules_version!r}.") from None


def decide(facts: FundingFacts, rules_version: str) -> FundingDecision:
    """Decide by one set. Raises MissingInstitution where a school setting has no workplace, UnknownRulesVersion.

    A cohort without DfE money funds nobody, whatever the set: the DfE's own code asks this first since May 2026, and there
    was no such cohort before.
    """
    rule_set = rule_set_for(rules_version)
    unfunded = facts.cohort_funding == FundingKind.NONE
    code = FundingCode.UNFUNDED_COHORT if unfunded else rule_set.rule(facts)
    return FundingDecision(
        code=code,
        funded=code == FundingCode.FUNDED,
        needs_review=code in REVIEW_CODES,
        rules_version=rule_set.version,
        source=rule_set.source,
    )
