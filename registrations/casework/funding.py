"""How funding was decided, in words for staff: the newest decision, every one before it, and the facts they stand on."""

from typing import Any

from django.db.models import TextChoices

from courses.choices import CourseIdentifier, FundingKind
from npq_portal.templatetags.dates import long_datetime
from registrations import wording
from registrations.choices import EmploymentType, FundingCode, InstitutionKind, KindOfNursery, Payer, WorkSetting
from registrations.models import Application

Row = dict[str, Any]


def newest(application: Application) -> list[Row]:
    """The newest funding decision: what it means, on which rule, from where."""
    words = wording.funding_words(application)
    code = FundingCode(application.funding_code)
    rows: list[Row] = [
        {"key": "Decision", "value": f"{code.label} ({code.value})"},
        {"key": "Rule", "value": words.rule},
        {"key": "Source", "value": f"{words.source} (rule set {application.funding_rules})"},
        {"key": "Told to the person", "lines": [words.title, words.explanation]},
    ]
    if words.conditions:
        rows.append({"key": "Still to happen", "lines": words.conditions})
    if application.payer:
        payer = dict(Payer.choices).get(application.payer, application.payer)
        rows.append({"key": "Who pays", "value": payer})
    return rows


def decisions(application: Application) -> list[list[Any]]:
    """Every funding decision, newest first."""
    rows = sorted(application.funding_decisions.all(), key=lambda decision: (decision.at, decision.pk), reverse=True)
    return [
        [
            long_datetime(decision.at),
            {"text": FundingCode(decision.code).label, "hint": decision.code},
            str(decision.by) if decision.by else "The rules",
            {"text": decision.source, "hint": f"Rule set {decision.rules_version}"},
            decision.reason,
        ]
        for decision in rows
    ]


DECISION_COLUMNS = [{"label": "When"}, {"label": "Decision"}, {"label": "By"}, {"label": "Source"}, {"label": "Reason"}]

_FACTS = {
    "course": "Course",
    "inside_england": "Works in England",
    "cohort_funding": "Funding of this start",
    "work_setting": "Kind of workplace",
    "kind_of_nursery": "Early years setting",
    "employment_type": "Employment",
    "itt_provider_approved": "Approved teacher training provider",
    "rtta_referral": "Sent by a Return to Teaching Adviser",
    "new_headteacher": "Headteacher in the first five years",
    "previously_funded": "Funded for this course before",
}
_INSTITUTION = {
    "kind": "Workplace is",
    "establishment_type": "Type of establishment (GIAS code)",
    "urn": "URN",
    "ukprn": "UKPRN",
    "on_rise_list": "On the list: RISE schools",
    "on_pp50_school_list": "On the list: PP50 schools",
    "on_pp50_fe_list": "On the list: PP50 16 to 19",
    "on_childminder_list": "On the list: childminders",
    "on_early_years_register": "On the list: early years register",
    "on_disadvantaged_ey_list": "On the list: disadvantaged early years",
    "on_la_disadvantaged_nursery_list": "On the list: local authority nurseries",
    "on_eyl_independent_list": "On the list: independent schools funded for NPQEYL",
}

_VOCABULARY: dict[str, type[TextChoices]] = {
    "course": CourseIdentifier,
    "cohort_funding": FundingKind,
    "work_setting": WorkSetting,
    "kind_of_nursery": KindOfNursery,
    "employment_type": EmploymentType,
    "kind": InstitutionKind,
}


def facts(application: Application) -> list[Row]:
    """What the funding rule was told on the day, frozen: names in words, values as they were."""
    frozen = application.funding_facts
    rows = [{"key": label, "value": _fact(name, frozen.get(name))} for name, label in _FACTS.items()]
    institution = frozen.get("institution") or {}
    known = [name for name in _INSTITUTION if name in institution]
    return rows + [{"key": _INSTITUTION[name], "value": _fact(name, institution[name])} for name in known]


def _fact(name: str, value: Any) -> str:
    """In words; a value that has left the vocabulary since is shown as it was."""
    if value is None or value == "":
        return "Not asked"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(dict(_VOCABULARY[name].choices).get(value, value)) if name in _VOCABULARY else str(value)
