"""Who the DfE is likely to fund: one module a policy year, one way to ask.

decide(facts, rules_version) -> FundingDecision      the answer, by the dated rule set of the intake
words.explain(decision, facts)                       the same answer for people
"""

from registrations.rules.funding.facts import (
    FundingDecision,
    FundingFacts,
    Institution,
    MissingInstitution,
    UnknownRulesVersion,
    facts_as_json,
    facts_from_json,
)
from registrations.rules.funding.rule_sets import RULE_SETS, RuleSet, decide, rule_set_for

__all__ = [
    "RULE_SETS",
    "FundingDecision",
    "FundingFacts",
    "Institution",
    "MissingInstitution",
    "RuleSet",
    "UnknownRulesVersion",
    "decide",
    "facts_as_json",
    "facts_from_json",
    "rule_set_for",
]
